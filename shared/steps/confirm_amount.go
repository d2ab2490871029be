package steps

import (
	"context"
	"errors"

	"shiming/shared/realname"
)

// ConfirmAmount takes the amount that the applicant read on the statement (RULES C7). A wrong one is counted in the same
// conditional write that says so, before anybody is told; of many at once each is decided after the one before
// (THREATS A1).
type ConfirmAmount struct {
	Base
	Keys Keys
	Bank Bank // nil: none is connected, and nothing was sent that could be confirmed
}

// Do confirms the amount in fen. A wrong one is no error: the case says what it cost. Of a request with an idempotency key
// the answer is that of the first time, and the amount is not looked at again. Where the bank keeps the amount it is asked,
// and whatever it answers is counted by us too. One read, one write.
func (s ConfirmAmount) Do(ctx context.Context, ask Ask, id realname.CaseID, fen int) (realname.Case, error) {
	for range conflictRetries {
		after, err := change(ctx, s.Base, ask, id, move{event: realname.AmountRight, decide: func(c realname.Case) (realname.Command, error) {
			if _, err := c.Apply(s.Policy, realname.CompareAmount{}, realname.Request{Now: s.Clock()}); err != nil {
				return nil, err // refused before anybody compares
			}
			return s.compare(ctx, c, fen)
		}})
		var lost *lostRace
		if !errors.As(err, &lost) {
			return after, err
		}
	}
	return realname.Case{}, realname.Refuse(realname.CodeConflict)
}
