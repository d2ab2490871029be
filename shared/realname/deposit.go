package realname

import "time"

// Deposit is a small amount that proves a bank account: paid by the enterprise (top-up, RULES C6), or sent to it
// (corporate transfer, RULES C7). The amount, in fen, is only in Sealed.
type Deposit struct {
	Sealed []byte `json:"sealed"`
	// Reference is what a payment has to quote, and what a payout is known by.
	Reference string `json:"reference"`
}

// Payment is one payment that came in for a top-up, by the bank's id. It holds neither payer nor amount.
type Payment struct {
	ID string `json:"id"`
}

// IssueDeposit issues the amount of a top-up, to be paid by Deadline (RULES C6).
type IssueDeposit struct {
	Deposit  Deposit
	Deadline time.Time
}

func (IssueDeposit) eventType() EventType { return DepositIssued }

func (i IssueDeposit) event(_ *Policy, c Case, _ time.Time) (Event, error) {
	if c.Method() != TopUp {
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
	}
	return e, nil
}

// ConfirmAmount brings the amount that the applicant read on the statement (RULES C7). The try is counted in the
// commit that says whether it was right, before anybody is told.
type ConfirmAmount struct{ Right bool }

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

// Deposit returns the deposit in progress, or nil.
func (c Case) Deposit() *Deposit {
	e, _ := c.last(func(e Event) bool { return e.Deposit != nil || e.Type == MethodChosen })
	return e.Deposit
}

// TriesLeft says how many payments, amounts or codes may still be wrong before it fails; 0 when nothing is counted.
func (c Case) TriesLeft(p *Policy) int {
	state := c.Last().State
	if state == AwaitingPayment {
		return p.Deposit.TopUpPayments - c.count(PaymentRefunded)
	}
	if state == Confirming {
		return p.Deposit.ConfirmTries - c.count(AmountWrong)
	}
	if state == AwaitingCode {
		return p.Codes.Tries - c.codesWrong()
	}
	return 0
}

// count counts the events of the type since the method was chosen.
func (c Case) count(t EventType) int {
	n := 0
	for i := len(c.Events) - 1; i >= 0 && c.Events[i].Type != MethodChosen; i-- {
		if c.Events[i].Type == t {
			n++
		}
	}
	return n
}

// StepDeadline is until when the present step has to be done: of a payment, a review, a payout and a confirmation the
// newest event's that names one; of every other step the case's.
func (c Case) StepDeadline() time.Time {
	switch c.Last().State {
	case AwaitingPayment, Reviewing, Supplementing, Paying, Confirming:
	case Declaring, Identifying, IdentityChecking, Gathering, Posting, Filling, Choosing, Ready, Checking, AwaitingCode,
		NamingHandler, HandlerReady, HandlerChecking, Verified, Released, Upheld, Refused, Canceled, Expired:
		return c.Deadline()
	}
	e, _ := c.last(func(e Event) bool { return !e.Deadline.IsZero() })
	return e.Deadline
}
