package steps

import (
	"context"
	"errors"
	"fmt"

	"shiming/shared/realname"
)

// Effect carries out one thing that follows a commit, if the newest event of the case asks for it. It is called again
// with the same case until it returns nil, and may be called again after that: whatever it does takes the event's own
// ids as idempotency keys, so that twice is once. An error never holds personal data.
type Effect func(ctx context.Context, c realname.Case) error

// Dispatch carries out what has to happen after a commit. It is handed every event of every case at least once, in
// the case's order. One effect = one file.
type Dispatch struct {
	Effects []Effect
	// Livemode is the mode of the process. Nothing follows an event of the other one: a payment at a sandbox's bank moves no
	// money, and what happened for real is told to no sandbox (THREATS X5).
	Livemode bool
	// Measured hears of an event when all that follows it is carried out; nil: nobody counts.
	Measured func(realname.Case)
}

// Do carries out what the newest event of the case asks for. An effect that fails holds no other back. An error means:
// hand it over again.
func (d Dispatch) Do(ctx context.Context, c realname.Case) error {
	if c.Livemode != d.Livemode {
		return nil
	}
	var failed []error
	for _, effect := range d.Effects {
		if err := effect(ctx, c); err != nil {
			failed = append(failed, fmt.Errorf("event %s: %w", c.Last().ID, err))
		}
	}
	if failed == nil && d.Measured != nil {
		d.Measured(c)
	}
	return errors.Join(failed...)
}
