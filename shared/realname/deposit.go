package realname

import "time"

// IssueDeposit issues the amount of a top-up, to be paid by Deadline (RULES C6).
type IssueDeposit struct {
	Deposit  Deposit
	Deadline time.Time
}

func (IssueDeposit) eventType() EventType { return DepositIssued }

func (i IssueDeposit) event(_ *Policy, c Case, _ time.Time) (Event, error) {
	if c.Method().Begins() != ActionIssueDeposit {
		return Event{}, Refuse(CodeWrongState)
	}
	return Event{Type: DepositIssued, Deposit: &i.Deposit, Deadline: i.Deadline}, nil
}

// TakePayment brings a payment to a top-up. Right says whether amount and payer are; the step has compared them in
// constant time. A wrong one is refunded and counted; the last one that the policy allows ends the case, and so does one
// that comes too late, right or wrong.
type TakePayment struct {
	Payment Payment
	Right   bool
	// ReviewBy is until when a review that begins now is to be decided (RULES A13).
	ReviewBy time.Time
}

func (t TakePayment) eventType() EventType {
	if t.Right {
		return DepositMatched
	}
	return PaymentRefunded
}

func (t TakePayment) event(p *Policy, c Case, now time.Time) (Event, error) {
	if !now.Before(c.StepDeadline()) {
		return Event{Type: DepositFailed, Payment: &t.Payment, Fault: CodeDepositExpired}, nil
	}
	e := Event{Type: t.eventType(), Payment: &t.Payment}
	if !t.Right {
		e.Fault = CodePaymentWrong
		if c.count(PaymentRefunded)+1 >= p.Deposit.TopUpPayments {
			e.Type, e.Fault = DepositFailed, CodePaymentsExceeded
		}
	} else if c.next() == Reviewing {
		e.Deadline = t.ReviewBy
	}
	return e, nil
}

// ConfirmAmount brings the amount that the applicant read on the statement (RULES C7). The try is counted in the
// commit that says whether it was right, before anybody is told.
type ConfirmAmount struct {
	Right bool
	// Ended says why the bank that keeps the amount compares no more: CodeAmountAttempts or CodeAmountExpired. Empty for any
	// amount that was compared.
	Ended Code
}

func (t ConfirmAmount) eventType() EventType {
	if t.Right {
		return AmountRight
	}
	return AmountWrong
}

func (t ConfirmAmount) event(p *Policy, c Case, now time.Time) (Event, error) {
	if !now.Before(c.StepDeadline()) {
		return Event{}, Refuse(CodeAmountExpired)
	}
	if t.Ended != "" {
		return Event{Type: DepositFailed, Fault: t.Ended}, nil
	}
	if t.Right {
		return Event{Type: AmountRight}, nil
	}
	if c.count(AmountWrong)+1 >= p.Deposit.ConfirmTries {
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

// ReportPayout says how a payout went (RULES C7): PayoutSent, PayoutArrived (with the deadline to confirm it), or
// PayoutFailed (the bank refused it; the papers can be filed anew).
type ReportPayout struct {
	Type     EventType
	Deadline time.Time
}

func (r ReportPayout) eventType() EventType { return r.Type }

func (r ReportPayout) event(_ *Policy, c Case, _ time.Time) (Event, error) {
	if r.Type == PayoutSent && c.Last().Type == PayoutSent {
		return Event{}, Refuse(CodeWrongState) // this one was sent; one after a refusal of the bank is another
	}
	e := Event{Type: r.Type, Deadline: r.Deadline}
	if r.Type == PayoutFailed {
		e.Fault = CodePayoutFailed
	}
	return e, nil
}
