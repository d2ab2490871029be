package steps

import (
	"context"
	"time"

	"shiming/shared/realname"
	"shiming/shared/vault"
)

// IssueDeposit issues the amount of a top-up, to be paid within the policy's working days (RULES C6).
type IssueDeposit struct {
	Base
	Keys    Keys
	Records Records // say which open top-up an amount from a payer is for
	Bank    Bank    // nil: no bank is connected, and the method is not offered
}

// Do issues the deposit. It ends with the case, should that be sooner. Two open top-ups of one payer have two amounts, so that a
// payment finds its own by payer and amount (FAULTS P1). Two reads, two writes.
func (s IssueDeposit) Do(ctx context.Context, ask Ask, id realname.CaseID) (realname.Case, error) {
	return change(ctx, s.Base, ask, id, move{event: realname.DepositIssued, decide: func(c realname.Case) (realname.Command, error) {
		if s.Bank == nil {
			return nil, realname.Refuse(realname.CodeMethodUnavailable)
		}
		issue := realname.Issue{Deadline: s.workdaysOn(s.Policy.Deposit.TopUpWorkdays)}
		if issue.Deadline.After(c.Deadline()) {
			issue.Deadline = c.Deadline()
		}
		if _, err := c.Apply(s.Policy, issue, realname.Request{Now: s.Clock()}); err != nil {
			return nil, err // refused before an amount is drawn
		}
		fen, err := s.draw(ctx, c, issue.Deadline)
		if err != nil {
			return nil, err
		}
		deposit, err := newDeposit(ctx, s.Keys, c, fen)
		if err != nil {
			return nil, err
		}
		issue.Deposit = *deposit
		return issue, nil
	}})
}

// drawn is how often an amount is drawn that no other open top-up of the payer has. Should all be taken, one is issued twice,
// and either is found by its reference only.
const drawn = 50

// draw draws the amount of a top-up that is to be paid until then.
func (s IssueDeposit) draw(ctx context.Context, c realname.Case, until time.Time) (vault.Amount, error) {
	x, err := vault.Enterprises.Open(ctx, s.Keys, c.Account, c.Form().Sealed)
	if err != nil {
		return 0, err
	}
	all := topUps{s.Store, s.Records, s.Keys, s.Clock}
	for n := 1; ; n++ {
		fen, err := drawAmount(s.Policy)
		if err != nil || n > drawn {
			return fen, err
		}
		own, err := all.claim(ctx, x.Name, int64(fen), topUp{c.ID, c.NextReference()}, until)
		if own || err != nil {
			return fen, err
		}
	}
}
