package steps

import (
	"context"
	"time"

	"shiming/shared/clock/workdays"
	"shiming/shared/identity"
	"shiming/shared/realname"
	"shiming/shared/vault"
)

// ShowDeposit tells the applicant which amount a top-up is to have, and how to pay it (RULES C6).
type ShowDeposit struct {
	Base
	Keys Keys
	Bank Bank // nil: none is connected any more
}

// Payable is a top-up as its applicant may see it, in plaintext.
type Payable struct {
	Case         realname.Case
	Fen          int
	Reference    string
	Instructions Instructions
	Deadline     time.Time
	// Certain is false when the deadline rests on a year whose holidays are not published yet (RULES G2).
	Certain  bool
	Payments int // that may still come
}

// Do opens the deposit in progress. Refused: wrong_state when none is open; unavailable where no bank says how to
// pay it. One read.
func (s ShowDeposit) Do(ctx context.Context, by realname.Actor, id realname.CaseID) (Payable, error) {
	c, err := find(ctx, s.Store, by, id)
	if err != nil {
		return Payable{}, err
	}
	if c.Last().State != realname.AwaitingPayment || c.Status(s.Clock()) == realname.StatusExpired {
		return Payable{}, realname.Refuse(realname.CodeWrongState)
	}
	if s.Bank == nil {
		return Payable{}, realname.Refuse(realname.CodeUnavailable)
	}
	fen, err := vault.Amounts.Open(ctx, s.Keys, c.ID, c.Deposit().Sealed)
	if err != nil {
		return Payable{}, err
	}
	return Payable{
		Case: c, Fen: int(fen), Reference: c.Deposit().Reference, Instructions: s.Bank.PayInstructions(),
		Deadline: c.StepDeadline(), Certain: certain(c.StepDeadline()), Payments: c.TriesLeft(s.Policy),
	}, nil
}

// certain reports whether the days until then are published.
func certain(t time.Time) bool {
	_, known := workdays.IsWorkday(identity.DateIn(t))
	return known
}
