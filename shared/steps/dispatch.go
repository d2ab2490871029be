package steps

import (
	"context"
	"fmt"

	"shiming/shared/realname"
)

// Dispatch carries out what has to happen after a commit. It is handed every event of every case at least once, in
// the case's order; whatever it does takes the event's own ids as idempotency keys, so that twice is once.
type Dispatch struct {
	Keys Keys
	// Play settles a check by itself when the sandbox knows its magic name; nil where there is no sandbox.
	Play func(ctx context.Context, check realname.Check, person realname.Person) error
}

// Do carries out what the newest event of the case asks for. An error means: hand it over again.
func (d Dispatch) Do(ctx context.Context, c realname.Case) error {
	e := c.Last()
	if e.Type != realname.CheckStarted || d.Play == nil {
		return nil
	}
	person, err := OpenPerson(ctx, d.Keys, c.Account, c.Form().Sealed)
	if err != nil {
		return fmt.Errorf("event %s: %w", e.ID, err)
	}
	if err := d.Play(ctx, *e.Check, person); err != nil {
		return fmt.Errorf("event %s: %w", e.ID, err)
	}
	return nil
}
