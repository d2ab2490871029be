package steps

import (
	"context"
	"time"

	"shiming/shared/realname"
	"shiming/shared/vault"
)

// ShowPayout tells how far the amount of a corporate transfer is (RULES C7).
type ShowPayout struct {
	Base
	Keys Keys
}

// PayoutProgress is a payout as the applicant may see it: never its amount.
type PayoutProgress struct {
	Case  realname.Case
	State PayoutState
	// Payee and Account are whom the amount goes to, as they were filed: in full, to be compared with the statement (RULES C10).
	Payee                      string
	Account                    vault.BankAccount
	ApprovedAt, SentAt, EndsAt time.Time
	// Deadline is until when it arrives, or, when it has, until when the amount is to be confirmed; zero when the payout
	// is over. Certain as in Payable.
	Deadline  time.Time
	Certain   bool
	TriesLeft int
}

// Do tells the progress of the newest payout of the method in progress. Refused: wrong_state where none was approved, as
// where an approval sends no amount, and where the case is erased (L1). One read.
func (s ShowPayout) Do(ctx context.Context, by realname.Actor, id realname.CaseID) (PayoutProgress, error) {
	c, err := find(ctx, s.Store, by, id)
	if err != nil {
		return PayoutProgress{}, err
	}
	p, papers := PayoutProgress{Case: c}, (*realname.Papers)(nil)
	for _, e := range c.Events {
		switch e.Type {
		case realname.PapersFiled:
			p, papers = PayoutProgress{Case: c}, e.Papers
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
	if p.ApprovedAt.IsZero() || papers == nil || papers.Sealed == nil {
		return PayoutProgress{}, realname.Refuse(realname.CodeWrongState)
	}
	x, err := vault.Enterprises.Open(ctx, s.Keys, c.Account, c.Form().Sealed)
	if err != nil {
		return PayoutProgress{}, err
	}
	if p.Account, err = vault.BankAccounts.Open(ctx, s.Keys, c.ID, papers.Sealed); err != nil {
		return PayoutProgress{}, err
	}
	p.Payee = x.Name.Text()
	if state := c.Last().State; state == realname.Paying || state == realname.Confirming {
		p.Deadline, p.TriesLeft = c.StepDeadline(), c.TriesLeft(s.Policy)
		p.Certain = certain(p.Deadline)
	}
	return p, nil
}
