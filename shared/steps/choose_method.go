package steps

import (
	"context"

	"shiming/shared/realname"
)

// ChooseMethod picks one of the methods that the case lists (RULES A9).
type ChooseMethod struct{ Desk }

// Do chooses the method. One read, one write.
func (s ChooseMethod) Do(ctx context.Context, ask Ask, id realname.CaseID, m realname.Method) (realname.Case, error) {
	return change(ctx, s.Desk, ask, id, move{event: realname.MethodChosen, decide: func(realname.Case) (realname.Command, error) {
		return realname.ChooseMethod{Method: m}, nil
	}})
}
