package steps

import (
	"context"
	"errors"

	"shiming/shared/realname"
)

// CloseDeposit ends a deposit whose time is over: a top-up that nobody paid, an amount that nobody confirmed (RULES C6,
// C7), a payout that never arrived. It may ring any number of times, and early.
type CloseDeposit struct {
	Desk
	Bank Bank
}

// Do looks at the deposit with the reference and says how it stands. A top-up that rings early is ErrUnavailable: it is
// to ring again. One read, one write when it ends.
func (s CloseDeposit) Do(ctx context.Context, id realname.CaseID, reference string) (Standing, error) {
	for range races {
		standing, err := s.once(ctx, id, reference)
		var lost *lostRace
		if !errors.As(err, &lost) {
			return standing, err
		}
	}
	return Standing{}, ErrUnavailable
}

func (s CloseDeposit) once(ctx context.Context, id realname.CaseID, reference string) (Standing, error) {
	c, err := find(ctx, s.Store, system("close-deposit"), id)
	if err != nil {
		return Standing{}, err
	}
	now := s.Clock()
	if d := c.Deposit(); d == nil || d.Reference != reference || c.Status(now) == realname.StatusExpired {
		return s.over(), nil
	}
	due := !now.Before(c.StepDeadline())
	state := c.Last().State
	if state == realname.Paying {
		return s.paying(ctx, c, due)
	}
	if state != realname.AwaitingPayment && state != realname.Confirming {
		return s.over(), nil
	}
	if due {
		return s.close(ctx, c)
	}
	if state == realname.AwaitingPayment {
		return Standing{}, ErrUnavailable
	}
	return until(c.StepDeadline()), nil
}

func (s CloseDeposit) close(ctx context.Context, c realname.Case) (Standing, error) {
	commit, err := c.Apply(s.Policy, realname.CloseDeposit{}, realname.Request{By: system("close-deposit"), Now: s.Clock()})
	if err != nil {
		return Standing{}, err
	}
	if _, err := settle(ctx, s.Store, commit); err != nil {
		return Standing{}, err
	}
	return s.over(), nil
}

// paying asks the bank what became of a payout. One that is not there when its time is over counts as failed: the papers
// can be filed anew, and should it arrive after all, it proves nothing any more.
func (s CloseDeposit) paying(ctx context.Context, c realname.Case, due bool) (Standing, error) {
	state, err := s.Bank.Progress(ctx, c.Deposit().Reference)
	if err != nil {
		return Standing{}, err
	}
	if due && (state == PayoutPending || state == PayoutUnknown) {
		state = PayoutRefused
	}
	after, err := reportPayout(ctx, s.Desk, c, system("close-deposit"), state)
	if err != nil {
		return Standing{}, err
	}
	return s.standing(after), nil
}
