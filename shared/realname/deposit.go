package realname

import (
	"cmp"
	"time"
)

// Issue issues the amount of a top-up, to be paid by Deadline (RULES C6).
type Issue struct {
	Deposit  Deposit
	Deadline time.Time
}

func (Issue) eventType() EventType { return DepositIssued }

func (i Issue) event(_ *Policy, c Case, _ time.Time) (Event, error) {
	if c.Method().Begins() != ActionIssueDeposit {
		return Event{}, Refuse(CodeWrongState)
	}
	return Event{Type: DepositIssued, Deposit: &i.Deposit, Deadline: i.Deadline}, nil
}

// ReceivePayment brings a payment to a top-up. Right says whether amount and payer are, and Fault what is wrong; the step has
// compared them in constant time. A wrong one is refunded and counted; the last one that the policy allows ends the case, and so does one
// that comes too late, right or wrong.
type ReceivePayment struct {
	Payment Payment
	Right   bool
	Fault   Code // empty: CodePaymentWrong, which is both
	// ReviewBy is until when a review that begins now is to be decided (RULES A13).
	ReviewBy time.Time
}

func (t ReceivePayment) eventType() EventType {
	if t.Right {
		return DepositMatched
	}
	return PaymentRefunded
}

func (t ReceivePayment) event(p *Policy, c Case, now time.Time) (Event, error) {
	back := &Payment{ID: t.Payment.ID}
	if !now.Before(c.StepDeadline()) {
		return Event{Type: DepositFailed, Payment: back, Fault: CodeDepositExpired}, nil
	}
	e := Event{Type: t.eventType(), Payment: &t.Payment}
	if !t.Right {
		e.Payment, e.Fault = back, cmp.Or(t.Fault, CodePaymentWrong)
		if c.payments()+1 >= p.Deposit.TopUpPayments {
			e.Type, e.Fault = DepositFailed, CodePaymentsExceeded
		}
	} else if c.next() == Reviewing {
		e.Deadline = t.ReviewBy
	}
	return e, nil
}

// NotePayment tells an open top-up of a payment by its payer that fits none: it goes back, and counts for nothing (FAULTS P1).
type NotePayment struct{ Payment Payment }

func (NotePayment) eventType() EventType { return PaymentUnmatched }

func (n NotePayment) event(*Policy, Case, time.Time) (Event, error) {
	return Event{Type: PaymentUnmatched, Payment: &Payment{ID: n.Payment.ID}, Fault: CodePaymentUnmatched}, nil
}

// Withdraw sends what a top-up has credited back to where it came from, once (RULES C11). Refused: wrong_state where no
// top-up was paid, deposit_withdrawn where it went back already.
type Withdraw struct{}

func (Withdraw) eventType() EventType { return DepositWithdrawn }

func (Withdraw) event(_ *Policy, c Case, _ time.Time) (Event, error) {
	paid, ok := c.last(func(e Event) bool { return e.Type == DepositMatched })
	switch {
	case !ok:
		return Event{}, Refuse(CodeWrongState)
	case !c.Withdrawn().IsZero():
		return Event{}, Refuse(CodeDepositWithdrawn)
	}
	return Event{Type: DepositWithdrawn, Payment: paid.Payment}, nil
}

// CompareAmount brings the amount that the applicant read on the statement (RULES C7). The try is counted in the
// commit that says whether it was right, before anybody is told.
type CompareAmount struct {
	Right bool
	// Ended says why the bank that keeps the amount compares no more: CodeAmountAttempts or CodeAmountExpired. Empty for any
	// amount that was compared.
	Ended Code
}

func (t CompareAmount) eventType() EventType {
	if t.Right {
		return AmountRight
	}
	return AmountWrong
}

func (t CompareAmount) event(p *Policy, c Case, now time.Time) (Event, error) {
	if !now.Before(c.StepDeadline()) {
		return Event{}, Refuse(CodeAmountExpired)
	}
	if t.Ended != "" {
		return Event{Type: DepositFailed, Fault: t.Ended}, nil
	}
	if t.Right {
		return Event{Type: AmountRight}, nil
	}
	if c.amounts()+1 >= p.Deposit.ConfirmTries {
		return Event{Type: DepositFailed, Fault: CodeAmountAttempts}, nil
	}
	return Event{Type: AmountWrong, Fault: CodeAmountMismatch}, nil
}

// CloseDeposit ends a deposit whose time is over. Before that, and when it is no longer open, it is refused with
// wrong_state and changes nothing: a timer may ring twice, or early.
type CloseDeposit struct{}

func (CloseDeposit) eventType() EventType { return DepositFailed }

func (CloseDeposit) event(_ *Policy, c Case, now time.Time) (Event, error) {
	if now.Before(c.StepDeadline()) {
		return Event{}, Refuse(CodeWrongState)
	}
	fault := CodeDepositExpired
	if c.Last().State == Confirming {
		fault = CodeAmountExpired
	}
	return Event{Type: DepositFailed, Fault: fault}, nil
}

// ReportPayout says how a payout went (RULES C7): PayoutSent, PayoutLate (Deadline is when the bank is to be asked again; it has
// until the case ends), PayoutArrived (with the deadline to confirm it), or PayoutFailed (the bank refused it; the papers can be
// filed anew).
type ReportPayout struct {
	Type     EventType
	Deadline time.Time
}

func (r ReportPayout) eventType() EventType { return r.Type }

func (r ReportPayout) event(_ *Policy, c Case, now time.Time) (Event, error) {
	e := Event{Type: r.Type, Deadline: r.Deadline}
	switch paying := c.Last().State == Paying; {
	case r.Type == PayoutSent && c.Last().Type != ReviewApproved:
		return Event{}, Refuse(CodeWrongState) // this one was sent; one after a refusal of the bank is another
	case r.Type == PayoutLate && now.Before(c.PayoutAskAt()):
		return Event{}, Refuse(CodeWrongState)
	case r.Type == PayoutLate:
		e.Fault, e.AskAt, e.Deadline = CodePayoutLate, r.Deadline, c.Deadline()
	case r.Type == PayoutFailed:
		e.Fault = CodePayoutFailed
	case r.Type == PayoutArrived && !paying:
		left, ok := c.PayoutLeft()
		if !ok {
			return Event{}, Refuse(CodeWrongState)
		}
		// It counts after all: the case takes the transfer up where it was left.
		e.Method, e.Papers, e.Party, e.Deposit = CorporateTransfer, left.Papers(), left.Party(), left.Deposit()
	}
	return e, nil
}

// PayoutAskAt is when the bank is to be asked what became of the payout in progress.
func (c Case) PayoutAskAt() time.Time {
	if at := c.Last().AskAt; !at.IsZero() {
		return at
	}
	return c.StepDeadline()
}

// PayoutLeft returns the case as it was when its applicant chose another method while an amount was on its way: should that
// arrive as long as the case is open, it counts (RULES C12). False when there is none, when the bank sent it back, and when
// the form or the papers are others since.
func (c Case) PayoutLeft() (Case, bool) {
	for i := len(c.Events) - 1; i > 0; i-- {
		switch e := c.Events[i]; {
		case e.Form != nil, e.Papers != nil, e.State == Filling:
			return Case{}, false
		case e.Type == MethodChosen && c.Events[i-1].State == Paying:
			return c.AsOf(i), true
		}
	}
	return Case{}, false
}
