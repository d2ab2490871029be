package realname

import "time"

// State is where a case stands. It is stored with each event; what people see of it is a [Status].
type State string

const (
	// Filling waits for the applicant to fill in the form, or to correct it.
	Filling State = "filling"
	// Choosing waits for the applicant to look at what was entered and to choose a method.
	Choosing State = "choosing"
	// Ready has a method; the applicant may start the check, or choose another method.
	Ready State = "ready"
	// Checking has a QR code out; the provider answers, or the code expires and another may be started.
	Checking State = "checking"
	// AwaitingPayment waits for the enterprise's top-up (RULES C6).
	AwaitingPayment State = "awaiting_payment"
	// NamingHandler has the papers of a corporate transfer and waits for the handler's name (RULES C7).
	NamingHandler State = "naming_handler"
	// HandlerReady has a handler, who may prove it by face, or be corrected.
	HandlerReady State = "handler_ready"
	// HandlerChecking has the handler's QR code out.
	HandlerChecking State = "handler_checking"
	// Reviewing waits for a reviewer; the applicant may look, withdraw or choose another method.
	Reviewing State = "reviewing"
	// Supplementing waits for the papers that a reviewer asked for.
	Supplementing State = "supplementing"
	// Paying waits for the bank to send the amount.
	Paying State = "paying"
	// Confirming waits for the applicant to say which amount arrived.
	Confirming State = "confirming"
	// Verified has ended well: the account has its identity and its seat.
	Verified State = "verified"
	// Refused has ended without success; the event says why.
	Refused State = "refused"
	// Canceled was ended by the applicant or the platform.
	Canceled State = "canceled"
)

// EventType is what can happen to a case.
type EventType string

const (
	// Opened creates the case.
	Opened EventType = "opened"
	// FormFilled has a well-formed form of somebody old enough (RULES B1, A4).
	FormFilled EventType = "form_filled"
	// WentBack returns to the form to correct it (RULES B2).
	WentBack EventType = "went_back"
	// MethodChosen picks one of the available methods (RULES A9).
	MethodChosen EventType = "method_chosen"
	// CheckStarted puts out a QR code; any earlier one is dead from then on.
	CheckStarted EventType = "check_started"
	// CheckNoted is news from the provider that does not end the check, as a QQ that has to bind a card (RULES B4).
	CheckNoted EventType = "check_noted"
	// CheckFailed ends the check without proof; it can be tried again (RULES B5).
	CheckFailed EventType = "check_failed"
	// CheckPassed verifies the account and takes the seat, in one commit.
	CheckPassed EventType = "check_passed"
	// QuotaRefused ends the case: proven, but every place of the identity is taken (RULES A3, B11).
	QuotaRefused EventType = "quota_refused"
	// DepositIssued names the amount of a top-up, and how to pay it (RULES C6).
	DepositIssued EventType = "deposit_issued"
	// PaymentRefunded had a wrong amount or payer; it goes back and counts.
	PaymentRefunded EventType = "payment_refunded"
	// DepositMatched is the right amount from the right payer.
	DepositMatched EventType = "deposit_matched"
	// DepositFailed ends the case: too late, or wrong too often.
	DepositFailed EventType = "deposit_failed"
	// PapersFiled has bank account, representative and pictures (RULES C7).
	PapersFiled EventType = "papers_filed"
	// HandlerNamed has the handler's name and number.
	HandlerNamed EventType = "handler_named"
	// ReviewClaimed says which reviewer is at it.
	ReviewClaimed EventType = "review_claimed"
	// ReviewGivenBack says that nobody is any more.
	ReviewGivenBack EventType = "review_given_back"
	// ReviewEscalated has passed its time and went to the second group.
	ReviewEscalated EventType = "review_escalated"
	// ReviewSeconded is the first of two approvals, where policy asks for two.
	ReviewSeconded EventType = "review_seconded"
	// ReviewApproved lets the amount be sent.
	ReviewApproved EventType = "review_approved"
	// PapersAsked wants some papers again.
	PapersAsked EventType = "papers_asked"
	// PapersSupplied has them.
	PapersSupplied EventType = "papers_supplied"
	// ReviewRefused ends the case.
	ReviewRefused EventType = "review_refused"
	// PayoutSent says that the amount is on its way.
	PayoutSent EventType = "payout_sent"
	// PayoutArrived says that it has come; now the applicant has to confirm it.
	PayoutArrived EventType = "payout_arrived"
	// PayoutFailed says that the bank sent it back.
	PayoutFailed EventType = "payout_failed"
	// AmountWrong was a try that is counted.
	AmountWrong EventType = "amount_wrong"
	// AmountRight proves the bank account.
	AmountRight EventType = "amount_right"
	// CaseCanceled ends the case on request.
	CaseCanceled EventType = "canceled"
)

// transitions is the only place where the graph exists. The diagram in the README is generated from it.
var transitions = map[State]map[EventType]State{
	"":       {Opened: Filling},
	Filling:  {FormFilled: Choosing, CaseCanceled: Canceled},
	Choosing: {MethodChosen: Ready, WentBack: Filling, CaseCanceled: Canceled},
	Ready: {
		CheckStarted: Checking, DepositIssued: AwaitingPayment, PapersFiled: NamingHandler,
		MethodChosen: Ready, WentBack: Filling, CaseCanceled: Canceled,
	},
	Checking: {
		CheckPassed: Verified, CheckFailed: Ready, CheckNoted: Checking, QuotaRefused: Refused,
		CheckStarted: Checking, MethodChosen: Ready, WentBack: Filling, CaseCanceled: Canceled,
	},
	AwaitingPayment: {
		DepositMatched: Verified, PaymentRefunded: AwaitingPayment, DepositFailed: Refused, QuotaRefused: Refused,
		MethodChosen: Ready, WentBack: Filling, CaseCanceled: Canceled,
	},
	NamingHandler: {HandlerNamed: HandlerReady, MethodChosen: Ready, CaseCanceled: Canceled},
	HandlerReady:  {CheckStarted: HandlerChecking, WentBack: NamingHandler, MethodChosen: Ready, CaseCanceled: Canceled},
	HandlerChecking: {
		CheckPassed: Reviewing, CheckFailed: HandlerReady, CheckNoted: HandlerChecking,
		CheckStarted: HandlerChecking, WentBack: NamingHandler, MethodChosen: Ready, CaseCanceled: Canceled,
	},
	Reviewing: {
		ReviewClaimed: Reviewing, ReviewGivenBack: Reviewing, ReviewEscalated: Reviewing, ReviewSeconded: Reviewing,
		ReviewApproved: Paying, PapersAsked: Supplementing, ReviewRefused: Refused,
		MethodChosen: Ready, CaseCanceled: Canceled,
	},
	Supplementing: {PapersSupplied: Reviewing, MethodChosen: Ready, CaseCanceled: Canceled},
	Paying:        {PayoutSent: Paying, PayoutArrived: Confirming, PayoutFailed: Ready},
	Confirming: {
		AmountRight: Verified, AmountWrong: Confirming, DepositFailed: Refused, QuotaRefused: Refused,
		CaseCanceled: Canceled,
	},
	Verified: {},
	Refused:  {},
	Canceled: {},
}

// Terminal reports whether nothing can happen any more.
func (s State) Terminal() bool { return len(transitions[s]) == 0 }

// Step returns the step of the flow that the state belongs to.
func (s State) Step() Step {
	switch s {
	case Filling:
		return StepForm
	case Choosing:
		return StepMethod
	case Ready, Checking, AwaitingPayment, NamingHandler, HandlerReady, HandlerChecking, Supplementing, Paying, Confirming:
		return StepProof
	case Reviewing:
		return StepReview
	case Verified, Refused, Canceled:
		return StepDone
	}
	return StepForm
}

// Status is what the world is told of a case; why is in its fault.
type Status string

const (
	// RequiresInput waits for the applicant.
	RequiresInput Status = "requires_input"
	// Processing waits for somebody else.
	Processing Status = "processing"
	// StatusVerified ended well.
	StatusVerified Status = "verified"
	// StatusRefused ended without success.
	StatusRefused Status = "refused"
	// StatusCanceled was ended on request.
	StatusCanceled Status = "canceled"
	// StatusExpired was open longer than the policy allows.
	StatusExpired Status = "expired"
)

// Status derives what the world is told, at this moment:
// an ended case says how it ended; an open one past its deadline is expired; one whose QR code is out and alive is
// processing; every other one waits for the applicant.
func (c Case) Status(now time.Time) Status {
	state := c.Last().State
	switch state {
	case Verified:
		return StatusVerified
	case Refused:
		return StatusRefused
	case Canceled:
		return StatusCanceled
	case Filling, Choosing, Ready, Checking, AwaitingPayment, NamingHandler, HandlerReady, HandlerChecking,
		Reviewing, Supplementing, Paying, Confirming:
	}
	if !now.Before(c.Deadline()) {
		return StatusExpired
	}
	if check := c.Check(); check != nil && now.Before(check.ExpiresAt) || state == Reviewing || state == Paying {
		return Processing
	}
	return RequiresInput
}

// Turn says whose turn it is (RULES H1).
func (c Case) WhoseTurn(now time.Time) Turn {
	switch c.Status(now) {
	case RequiresInput:
		return TurnApplicant
	case Processing:
		return c.waitsFor()
	case StatusVerified, StatusRefused, StatusCanceled, StatusExpired:
		return TurnNobody
	}
	return TurnNobody
}

// waitsFor says who is busy while a case is processing.
func (c Case) waitsFor() Turn {
	state := c.Last().State
	if state == Reviewing {
		return TurnReviewer
	}
	if state == Paying {
		return TurnBank
	}
	return TurnProvider
}

// Allows says whether the event can happen to the case now: wrong_state, case_expired, too_many_steps, or nil.
func (c Case) Allows(t EventType, p *Policy, now time.Time) error {
	from := c.Last().State
	if _, ok := transitions[from][t]; !ok {
		return refuse(CodeWrongState)
	}
	if len(c.Events) > 0 && !now.Before(c.Deadline()) {
		return refuse(CodeCaseExpired)
	}
	// The last places of the history are kept for what ends a case. What counts itself is not turned away: an amount that
	// is wrong and not counted could be guessed without end (THREATS A1), and the bank's news come once.
	if len(c.Events) >= p.StepsPerCase-2 && !transitions[from][t].Terminal() && !countsItself(t) {
		return refuse(CodeTooManySteps)
	}
	return nil
}

// countsItself reports whether there can only be a few events of the type between a choice of a method and the next.
func countsItself(t EventType) bool {
	switch t {
	case PaymentRefunded, AmountWrong, PayoutSent, PayoutArrived, PayoutFailed:
		return true
	case Opened, FormFilled, WentBack, MethodChosen, CheckStarted, CheckNoted, CheckFailed, CheckPassed, QuotaRefused,
		DepositIssued, DepositMatched, DepositFailed, PapersFiled, HandlerNamed, ReviewClaimed, ReviewGivenBack,
		ReviewEscalated, ReviewSeconded, ReviewApproved, PapersAsked, PapersSupplied, ReviewRefused, AmountRight, CaseCanceled:
	}
	return false
}

// with returns the case with one more event. The caller has asked Allows.
func (c Case) with(e Event) Case {
	e.State = transitions[c.Last().State][e.Type]
	c.Events = append(c.Events[:len(c.Events):len(c.Events)], e)
	return c
}
