package steps

import (
	"context"

	"shiming/shared/realname"
)

// ChooseKind makes a change another one, after the present subject proved itself (RULES D11).
type ChooseKind struct{ Base }

// Do chooses. One read, one write.
func (s ChooseKind) Do(ctx context.Context, ask Ask, id realname.CaseID, kind realname.Kind) (realname.Case, error) {
	return change(ctx, s.Base, ask, id, move{event: realname.KindChosen, decide: func(realname.Case) (realname.Command, error) {
		return realname.TurnInto{Kind: kind}, nil
	}})
}
