package webhook

import (
	"strings"

	"shiming/shared/steps"
)

// Connect makes the webhook of a process from its environment: the address, and one or two secrets with a space between
// them. It is nil when there is no address, and panics when one of them is not what it should be.
func Connect(url, secrets string, clock steps.Clock, allowLoopback bool) *Hook {
	if url == "" {
		return nil
	}
	h, err := New(Options{URL: url, Secrets: strings.Fields(secrets), Clock: clock, AllowLoopback: allowLoopback})
	if err != nil {
		panic(err)
	}
	return h
}
