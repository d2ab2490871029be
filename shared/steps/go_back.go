package steps

import (
	"context"

	"shiming/shared/realname"
)

// GoBack returns to the form, to correct what was entered (RULES B2). A QR code that is out is dead from then on.
type GoBack struct{ Base }

// Do goes back. One read, one write.
func (s GoBack) Do(ctx context.Context, ask Ask, id realname.CaseID) (realname.Case, error) {
	return change(ctx, s.Base, ask, id, move{event: realname.WentBack, decide: func(realname.Case) (realname.Command, error) {
		return realname.Back{}, nil
	}})
}
