package steps

import (
	"context"

	"shiming/shared/realname"
)

// PlayCheck settles a check that started by itself when the sandbox knows its magic name. play is nil where there is no
// sandbox.
func PlayCheck(keys Keys, play func(ctx context.Context, r CheckRequest) error) Effect {
	return func(ctx context.Context, c realname.Case) error {
		e := c.Last()
		if e.Type != realname.CheckStarted || play == nil {
			return nil
		}
		request, err := aboutWhom(ctx, keys, c)
		if err != nil {
			return err
		}
		request.Check = *e.Check
		return play(ctx, request)
	}
}
