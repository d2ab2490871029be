package steps

import (
	"context"
	"errors"

	"shiming/shared/realname"
	"shiming/shared/vault"
)

// system is who does what time asks for.
func system(machine string) realname.Actor { return realname.Actor{Role: realname.System, ID: machine} }

// PayOut sends the amount of an approved transfer (RULES C7). It may be run any number of times: the key of the payout
// is the deposit's reference, of which an approval makes one, and the bank pays a key once.
type PayOut struct {
	Base
	Keys    Keys
	Records Records // of payouts that the bank is asked about
	Bank    Bank    // nil: none is connected any more; the payout waits for one until its time is over
}

// Do pays the deposit with the reference, if the case still waits for it and none has taken its place (RULES D13), and reports
// how it went. Two reads, one write.
func (s PayOut) Do(ctx context.Context, id realname.CaseID, reference string) error {
	for range conflictRetries {
		err := s.once(ctx, id, reference)
		var lost *lostRace
		if !errors.As(err, &lost) {
			return err
		}
	}
	return ErrUnavailable
}

func (s PayOut) once(ctx context.Context, id realname.CaseID, reference string) error {
	by := system("pay-out")
	c, err := find(ctx, s.Store, by, id)
	if err != nil {
		return err
	}
	d := c.Deposit()
	if d == nil || d.Reference != reference || c.Last().State != realname.Paying || c.Status(s.Clock()) == realname.StatusExpired {
		return nil
	}
	if s.Bank == nil {
		return ErrUnavailable
	}
	if gone, err := superseded(ctx, s.Store, c); gone || err != nil {
		return err
	}
	payout, err := s.payout(ctx, c, *d)
	if err != nil {
		return err
	}
	state, err := pay(ctx, s.Bank, payout)
	if err != nil {
		return err
	}
	if state == PayoutPending || state == PayoutDone {
		if err := askLater(ctx, s.Records, s.Bank, payout.Key, s.Clock()); err != nil {
			return err
		}
	}
	_, err = reportPayout(ctx, s.Base, c, by, state)
	return err
}

// payout opens what the bank has to know; the bank account serves this and nothing else (RULES C8).
func (s PayOut) payout(ctx context.Context, c realname.Case, d realname.Deposit) (Payout, error) {
	x, err := vault.Enterprises.Open(ctx, s.Keys, c.Account, c.Form().Sealed)
	if err != nil {
		return Payout{}, err
	}
	account, err := vault.BankAccounts.Open(ctx, s.Keys, c.ID, c.Papers().Sealed)
	if err != nil {
		return Payout{}, err
	}
	fen, err := vault.Amounts.Open(ctx, s.Keys, c.ID, d.Sealed)
	if err != nil {
		return Payout{}, err
	}
	return Payout{
		Key: d.Reference, PayeeName: x.Name.Text(), Bank: string(account.Bank), Place: string(account.Place),
		Branch: string(account.Branch), AccountNo: account.Number.Text(), Fen: int(fen),
	}, nil
}
