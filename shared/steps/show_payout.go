package steps

import (
	"context"
	"time"

	"shiming/shared/realname"
)

// ShowPayout tells how far the amount of a corporate transfer is (RULES C7).
type ShowPayout struct{ Base }

// PayoutProgress is a payout as the applicant may see it: never its amount.
type PayoutProgress struct {
	Case  realname.Case
	State PayoutState
	// Account is the bank account's number, masked.
	Account                    string
	ApprovedAt, SentAt, EndsAt time.Time
	// Deadline is until when it arrives, or, when it has, until when the amount is to be confirmed; zero when the payout
	// is over. Certain as in Payable.
	Deadline  time.Time
	Certain   bool
	TriesLeft int
}

// Do tells the progress of the newest payout of the method in progress. Refused: wrong_state where none was approved.
// One read.
func (s ShowPayout) Do(ctx context.Context, by realname.Actor, id realname.CaseID) (PayoutProgress, error) {
	c, err := find(ctx, s.Store, by, id)
	if err != nil {
		return PayoutProgress{}, err
	}
	p := PayoutProgress{Case: c}
	for _, e := range c.Events {
		switch e.Type {
		case realname.PapersFiled:
			p = PayoutProgress{Case: c, Account: e.Papers.Account}
		case realname.ReviewApproved:
			p.State, p.ApprovedAt = PayoutUnknown, e.At
		case realname.PayoutSent:
			p.State, p.SentAt = PayoutPending, e.At
		case realname.PayoutArrived:
			p.State, p.EndsAt = PayoutDone, e.At
		case realname.PayoutFailed:
			p.State, p.EndsAt = PayoutRefused, e.At
		default:
		}
	}
	if p.ApprovedAt.IsZero() {
		return PayoutProgress{}, realname.Refuse(realname.CodeWrongState)
	}
	if state := c.Last().State; state == realname.Paying || state == realname.Confirming {
		p.Deadline, p.TriesLeft = c.StepDeadline(), c.TriesLeft(s.Policy)
		p.Certain = certain(p.Deadline)
	}
	return p, nil
}
