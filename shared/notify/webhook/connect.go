package webhook

import (
	"strings"

	"shiming/shared/steps"
)

// Connect makes the webhook of a function from its environment: the address, and one or two secrets with a space between
// them. It panics when one of them is not what it should be: events would be lost from sight.
func Connect(url, secrets string, clock steps.Clock) *Hook {
	h, err := New(Options{URL: url, Secrets: strings.Fields(secrets), Clock: clock})
	if err != nil {
		panic(err)
	}
	return h
}
