// Package connect is the only place that chooses who answers at a port: the real one, the sandbox, or nobody. Each port
// has a package beneath with one function, which takes a Setup and returns the port; nil where nobody answers. Functions
// and the server choose by the same functions, so that they never differ.
//
// They are packages of their own because a function links what the packages that it imports set up, whether it is used
// or not. What must not live here: what an answer means (shared/steps, shared/realname).
package connect

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"shiming/shared/measures"
	"shiming/shared/realname"
	"shiming/shared/steps"
	"shiming/shared/telling"
)

// Setup is what a port is chosen by. It is made once, while a process starts, by one goroutine.
type Setup struct {
	// Get reads a setting by its name; empty when it is not set.
	Get func(name string) string
	// Livemode is false where sandboxes stand in for everybody outside (Livemode says how it is read).
	Livemode bool
	Policy   *realname.Policy
	Clock    steps.Clock
	// Wall stamps what the operator's own systems check the time of; nil: Clock. It differs where the clock can be turned.
	Wall steps.Clock
	// Records keep what the sandboxes were given.
	Records steps.Records
	// Keys seal what a provider gives us to ask it by; nil where no provider is asked.
	Keys steps.Keys
	// Manager reads a secret of AWS Secrets Manager by its ARN; nil in a program that is not on AWS.
	Manager func(ctx context.Context, arn string) (string, error)
	// Amazon makes the senders of SNS and SES, with the sender's name and the address; nil where the program has none
	// (shared/connect/amazon).
	Amazon struct {
		SMS, Mail func(from string) telling.Notifier
	}
	// Measures take in what is counted.
	Measures measures.Sink
	// GoOn hears of a channel that cannot be used, where the others go on without it: a function that cannot start would
	// take them all down. nil: it stops the start.
	GoOn func(refused error)
	// Loopback allows the operator's own systems to be on this machine.
	Loopback bool

	faults  []string
	secrets *secrets
}

// Livemode reads SANDBOX, the one signal that says whether anybody is really verified. There is no default: whoever
// forgets it neither verifies with made-up people nor pays real providers unseen (THREATS X5).
func Livemode(sandbox string) (livemode bool, err error) {
	switch sandbox {
	case "true":
		return false, nil
	case "false":
		return true, nil
	}
	return false, errors.New(`SANDBOX must be "true", where a sandbox plays and nobody is really verified, or "false" for live mode`)
}

// Refuse notes a setting with which nothing may start: a sentence that names it and holds no secret.
func (s *Setup) Refuse(format string, args ...any) {
	s.faults = append(s.faults, fmt.Sprintf(format, args...))
}

// Needs refuses every one of the settings that is missing, with what it is for, and reports whether all are there.
func (s *Setup) Needs(what string, names ...string) bool {
	complete := true
	for _, name := range names {
		if s.Get(name) == "" {
			s.Refuse("%s is missing: %s", name, what)
			complete = false
		}
	}
	return complete
}

// Fits refuses the setting where an adapter could not be made of it, and reports whether it could.
func (s *Setup) Fits(setting string, err error) bool {
	if err != nil {
		s.Refuse("%s cannot be used: %v", setting, err)
	}
	return err == nil
}

// Err returns all that was refused, one sentence a line; nil when the process may start. Ask when every port is chosen.
func (s *Setup) Err() error {
	if len(s.faults) == 0 {
		return nil
	}
	return errors.New(strings.Join(s.faults, "\n"))
}

// Apart runs choose on a setup of its own. What is refused of it stops the start, or is left to GoOn where that is set; it
// is returned in either case.
func (s *Setup) Apart(choose func(*Setup)) error {
	own := *s
	own.faults = nil
	choose(&own)
	err := own.Err()
	switch {
	case err == nil:
	case s.GoOn != nil:
		s.GoOn(err)
	default:
		s.faults = append(s.faults, own.faults...)
	}
	return err
}

// Signing is the clock that stamps what the operator's own systems check.
func (s *Setup) Signing() steps.Clock {
	if s.Wall != nil {
		return s.Wall
	}
	return s.Clock
}

// ReturnOrigins are where people may be sent back to from the hosted pages (RETURN_ORIGINS); none: nowhere, and no links are
// made.
func (s *Setup) ReturnOrigins() realname.Origins {
	origins, err := realname.ParseOrigins(s.Get("RETURN_ORIGINS"))
	s.Fits("RETURN_ORIGINS", err)
	return origins
}
