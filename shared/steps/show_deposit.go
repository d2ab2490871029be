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
	State        PayableState
	Fen          int
	PayerName    string // the enterprise's, which the paying account has to have (RULES C10)
	Reference    string
	Instructions Instructions
	Deadline     time.Time
	// Certain is false when the deadline rests on a year whose holidays are not published yet (RULES G2).
	Certain  bool
	Payments int // that may still come
	// Withdrawn is when it went back to where it came from; zero: it did not.
	Withdrawn time.Time
}

// PayableState is how a top-up stands.
type PayableState string

const (
	// PayableOpen waits for its payment.
	PayableOpen PayableState = "open"
	// PayableCredited was paid, and is on the account's balance (RULES C6).
	PayableCredited PayableState = "credited"
	// PayableWithdrawn went back from there to where it came from (RULES C11).
	PayableWithdrawn PayableState = "withdrawn"
)

// Do opens the deposit in progress, or the one that was paid (FAULTS P3). Refused: wrong_state when there is neither, and
// when the case is erased (L1); unavailable where no bank says how to pay it. One read.
func (s ShowDeposit) Do(ctx context.Context, by realname.Actor, id realname.CaseID) (Payable, error) {
	c, err := find(ctx, s.Store, by, id)
	if err != nil {
		return Payable{}, err
	}
	state, withdrawn := PayableOpen, c.Withdrawn()
	if c.Last().State != realname.AwaitingPayment || c.Status(s.Clock()) == realname.StatusExpired {
		if state = PayableCredited; !withdrawn.IsZero() {
			state = PayableWithdrawn
		}
		if paid, ok := c.TopUpPaid(); ok && paid.Form() != nil {
			c = paid
		} else {
			return Payable{}, realname.Refuse(realname.CodeWrongState)
		}
	}
	x, err := vault.Enterprises.Open(ctx, s.Keys, c.Account, c.Form().Sealed)
	if err != nil {
		return Payable{}, err
	}
	if s.Bank == nil {
		return Payable{}, realname.Refuse(realname.CodeUnavailable)
	}
	fen, err := vault.Amounts.Open(ctx, s.Keys, c.ID, c.Deposit().Sealed)
	if err != nil {
		return Payable{}, err
	}
	p := Payable{
		Case: c, State: state, PayerName: x.Name.Text(), Fen: int(fen), Reference: c.Deposit().Reference, Instructions: s.Bank.PayInstructions(),
		Deadline: c.StepDeadline(), Certain: certain(c.StepDeadline()), Payments: c.TriesLeft(s.Policy), Withdrawn: withdrawn,
	}
	return p, nil
}

// certain reports whether the days until then are published.
func certain(t time.Time) bool {
	_, known := workdays.IsWorkday(identity.DateIn(t))
	return known
}
