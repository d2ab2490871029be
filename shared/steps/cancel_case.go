package steps

import (
	"context"

	"shiming/shared/realname"
)

// CancelCase ends an open case; the account is as it was (RULES D1), and free to open another.
type CancelCase struct{ Base }

// Do cancels the case. One read, one write.
func (s CancelCase) Do(ctx context.Context, ask Ask, id realname.CaseID) (realname.Case, error) {
	return change(ctx, s.Base, ask, id, move{event: realname.CaseCanceled, decide: func(realname.Case) (realname.Command, error) {
		return realname.Cancel{By: ask.By.Role}, nil
	}})
}
