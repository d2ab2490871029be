package steps

import (
	"context"
	"errors"
	"time"

	"shiming/shared/realname"
)

// system is who does what time asks for.
func system(machine string) realname.Actor { return realname.Actor{Role: realname.System, ID: machine} }

// Standing is how a deposit stands, for the state machine that drives it.
type Standing struct {
	// Open says that the deposit has not ended.
	Open bool `json:"open"`
	// Until is when to look again, in whole seconds; in the past when it has ended.
	Until time.Time `json:"until"`
}

// over is the standing of a deposit that has ended.
func (d Desk) over() Standing { return Standing{Until: d.Clock().UTC().Truncate(time.Second)} }

// until is the standing of an open deposit: no timer may ring before its time, so it is rounded up.
func until(t time.Time) Standing {
	return Standing{Open: true, Until: t.UTC().Add(time.Second - 1).Truncate(time.Second)}
}

// standing says how the deposit of a transfer stands.
func (d Desk) standing(c realname.Case) Standing {
	if state := c.Last().State; state == realname.Paying || state == realname.Confirming {
		return until(c.StepDeadline())
	}
	return d.over()
}

// PayOut sends the amount of an approved transfer (RULES C7). It may be run any number of times: the key of the payout
// is the deposit's reference, of which an approval makes one, and the bank pays a key once.
type PayOut struct {
	Desk
	Keys Keys
	Bank Bank
}

// Do pays the deposit with the reference, if the case still waits for it, and reports how it went. One read, one write.
func (s PayOut) Do(ctx context.Context, id realname.CaseID, reference string) (Standing, error) {
	for range races {
		standing, err := s.once(ctx, id, reference)
		var lost *lostRace
		if !errors.As(err, &lost) {
			return standing, err
		}
	}
	return Standing{}, ErrUnavailable
}

func (s PayOut) once(ctx context.Context, id realname.CaseID, reference string) (Standing, error) {
	c, err := find(ctx, s.Store, system("pay-out"), id)
	if err != nil {
		return Standing{}, err
	}
	d := c.Deposit()
	if d == nil || d.Reference != reference || c.Status(s.Clock()) == realname.StatusExpired {
		return s.over(), nil
	}
	if c.Last().State == realname.Paying {
		payout, err := s.payout(ctx, c, *d)
		if err != nil {
			return Standing{}, err
		}
		state, err := s.Bank.Pay(ctx, payout)
		if err != nil {
			return Standing{}, err
		}
		if c, err = reportPayout(ctx, s.Desk, c, system("pay-out"), state); err != nil {
			return Standing{}, err
		}
	}
	return s.standing(c), nil
}

// payout opens what the bank has to know; the bank account serves this and nothing else (RULES C8).
func (s PayOut) payout(ctx context.Context, c realname.Case, d realname.Deposit) (Payout, error) {
	x, err := OpenEnterprise(ctx, s.Keys, c.Account, c.Form().Sealed)
	if err != nil {
		return Payout{}, err
	}
	account, err := openAccount(ctx, s.Keys, c.ID, c.Papers().Sealed)
	if err != nil {
		return Payout{}, err
	}
	fen, err := openAmount(ctx, s.Keys, c, d)
	if err != nil {
		return Payout{}, err
	}
	return Payout{
		Key: d.Reference, PayeeName: x.Name.Text(), Bank: string(account.Bank), Place: string(account.Place),
		Branch: string(account.Branch), AccountNo: account.Number.Text(), Fen: fen,
	}, nil
}
