package steps

import (
	"context"
	"errors"
	"time"

	"shiming/shared/realname"
)

// KeepDeadline looks at a case when something of it is due, and does what its row says is due: a case whose time is over
// ends (RULES D7), and so does one whose papers were asked for and have not come; an overdue review goes to the second group of
// reviewers, a deposit that nobody paid or confirmed is closed (RULES C6, C7), and the bank is asked about a payout that
// should have arrived. It may ring any number of times.
type KeepDeadline struct {
	Base
	Bank Bank
}

// Do looks at the case. Ringing before its time is ErrUnavailable: it is to ring again. A case that has gone on meanwhile
// is left alone. One read, one write when something is due; one read more of one that should have been verified again.
func (s KeepDeadline) Do(ctx context.Context, id realname.CaseID, until time.Time) error {
	if s.Clock().Before(until) {
		return ErrUnavailable
	}
	for range conflictRetries {
		err := s.once(ctx, id)
		var lost *lostRace
		if !errors.As(err, &lost) {
			return err
		}
	}
	return ErrUnavailable
}

func (s KeepDeadline) once(ctx context.Context, id realname.CaseID) error {
	by, now := system("keep-deadline"), s.Clock()
	c, err := find(ctx, s.Store, by, id)
	if err != nil {
		return err
	}
	if c.Last().State == realname.Paying && now.Before(c.Deadline()) {
		return s.payout(ctx, c, by, now)
	}
	command, err := s.due(ctx, c, now)
	if err != nil {
		return err
	}
	commit, err := c.Apply(s.Policy, command, realname.Request{By: by, Now: now})
	var refused *realname.Error
	if errors.As(err, &refused) {
		return nil // nothing is due: it has ended, or gone on
	}
	if err != nil {
		return err
	}
	_, err = commitOnce(ctx, s.Store, commit)
	return err
}

// due is what is to be done to the case if its time, or that of its present step, is over; the rules refuse it when it is
// not.
func (s KeepDeadline) due(ctx context.Context, c realname.Case, now time.Time) (realname.Command, error) {
	if !now.Before(c.Deadline()) || c.Last().State == realname.Supplementing {
		expire := realname.Expire{}
		if c.Kind == realname.Reverification {
			a, err := s.Store.Account(ctx, c.Account)
			if err != nil {
				return nil, err
			}
			expire.Restricted = a.IsRestricted(now)
		}
		return expire, nil
	}
	if c.Last().State.InReview() {
		return realname.Escalate{}, nil
	}
	return realname.CloseDeposit{}, nil
}

// payout asks the bank what became of a payout that should have arrived. When money arrives is the bank's to say: one that
// is still on its way is late, not failed, and is asked about again (RULES C12).
func (s KeepDeadline) payout(ctx context.Context, c realname.Case, by realname.Actor, now time.Time) error {
	if now.Before(c.PayoutAskAt()) {
		return nil
	}
	if s.Bank == nil {
		return ErrUnavailable // a payout was approved while there was a bank
	}
	state, err := s.Bank.Progress(ctx, c.Deposit().Reference)
	if err != nil {
		return err
	}
	if state == PayoutPending || state == PayoutUnknown {
		_, err = commitReport(ctx, s.Base, c, by, realname.ReportPayout{
			Type: realname.PayoutLate, Deadline: s.workdaysOn(s.Policy.Deposit.PayoutWorkdays),
		})
		return err
	}
	_, err = reportPayout(ctx, s.Base, c, by, state)
	return err
}
