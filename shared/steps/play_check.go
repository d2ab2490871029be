package steps

import (
	"context"

	"shiming/shared/realname"
)

// PlayCheck settles a check that started by itself when the sandbox knows its magic name. play is nil where there is no
// sandbox.
func PlayCheck(keys Keys, play func(ctx context.Context, check realname.Check, person realname.Person) error) Effect {
	return func(ctx context.Context, c realname.Case) error {
		e := c.Last()
		if e.Type != realname.CheckStarted || play == nil {
			return nil
		}
		person, err := OpenPerson(ctx, keys, c.Account, c.Form().Sealed)
		if err != nil {
			return err
		}
		return play(ctx, *e.Check, person)
	}
}
