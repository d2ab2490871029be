package realname

import (
	"slices"
	"time"
)

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
	// Declaring waits for the applicant to say what is to change, or what an appeal is about.
	Declaring State = "declaring"
	// Identifying waits for the present subject to prove itself (RULES D5 to D7).
	Identifying State = "identifying"
	// IdentityChecking has the present subject's QR code out.
	IdentityChecking State = "identity_checking"
	// Gathering waits for the papers of a change, a release or an appeal.
	Gathering State = "gathering"
	// Posting waits for papers to arrive by post (RULES E6).
	Posting State = "posting"
	// AwaitingCode has a code out, to the phone that proves it (RULES B7, B9).
	AwaitingCode State = "awaiting_code"
	// Verified has ended well: the account has its identity and its seat.
	Verified State = "verified"
	// Released has ended well: the account is unverified, its seat is free (RULES E2).
	Released State = "released"
	// Upheld is an appeal that was right: the other account is released (RULES F1).
	Upheld State = "upheld"
	// Expired was open longer than its flow lasts.
	Expired State = "expired"
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
	// CaseExpired ends a case whose time is over (RULES D7).
	CaseExpired EventType = "expired"
	// Declared says what is to change, or what an appeal is about (RULES D7, D8, F1).
	Declared EventType = "declared"
	// RegisterConfirmed is a new name that the register knows: the change is done at once (RULES D8).
	RegisterConfirmed EventType = "register_confirmed"
	// PostBooked has some of the posted papers, not all (RULES E6).
	PostBooked EventType = "post_booked"
	// PostComplete has all of them.
	PostComplete EventType = "post_complete"
	// CodeSent puts a code out; any earlier one is dead from then on (RULES B7, B9).
	CodeSent EventType = "code_sent"
	// CodeRefused sent none: card, account or phone do not fit. Asking costs money and tells something, so it counts.
	CodeRefused EventType = "code_refused"
	// CodeWrong was a try that is counted.
	CodeWrong EventType = "code_wrong"
	// Forfeited releases an account after an appeal of somebody else (RULES F1).
	Forfeited EventType = "forfeited"
)

// Next stands in the table for the state in which the next step of the case's flow begins, or the end of the flow.
const Next State = "next"

// transitions is the only place where the graph exists: within a step it names the state, and from a step to the one
// that the flow has after it, Next. A state that belongs to no step of the case's flow is not reached. The diagram in
// the README is generated from it.
var transitions = map[State]map[EventType]State{
	"":        {Opened: Next, Forfeited: Released},
	Declaring: {Declared: Next, RegisterConfirmed: Verified, CaseCanceled: Canceled, CaseExpired: Expired},
	Identifying: {
		CheckStarted: IdentityChecking, WentBack: Declaring, CaseCanceled: Canceled, CaseExpired: Expired,
	},
	IdentityChecking: {
		CheckPassed: Next, CheckFailed: Identifying, CheckNoted: IdentityChecking, CheckStarted: IdentityChecking,
		WentBack: Declaring, CaseCanceled: Canceled, CaseExpired: Expired,
	},
	Gathering: {PapersFiled: Next, WentBack: Declaring, CaseCanceled: Canceled, CaseExpired: Expired},
	Posting:   {PostBooked: Posting, PostComplete: Next, WentBack: Filling, CaseCanceled: Canceled, CaseExpired: Expired},
	Filling:   {FormFilled: Next, MethodChosen: Ready, CaseCanceled: Canceled, CaseExpired: Expired},
	Choosing:  {MethodChosen: Ready, WentBack: Filling, CaseCanceled: Canceled, CaseExpired: Expired},
	Ready: {
		CheckStarted: Checking, CodeSent: AwaitingCode, CodeRefused: Ready, DepositIssued: AwaitingPayment, PapersFiled: NamingHandler,
		MethodChosen: Ready, WentBack: Filling, CaseCanceled: Canceled, CaseExpired: Expired,
	},
	Checking: {
		CheckPassed: Next, CheckFailed: Ready, CheckNoted: Checking, QuotaRefused: Refused,
		CheckStarted: Checking, MethodChosen: Ready, WentBack: Filling, CaseCanceled: Canceled, CaseExpired: Expired,
	},
	AwaitingCode: {
		CheckPassed: Next, CheckFailed: Ready, CodeWrong: AwaitingCode, CodeSent: AwaitingCode, CodeRefused: Ready, QuotaRefused: Refused,
		MethodChosen: Ready, WentBack: Filling, CaseCanceled: Canceled, CaseExpired: Expired,
	},
	AwaitingPayment: {
		DepositMatched: Next, PaymentRefunded: AwaitingPayment, DepositFailed: Refused, QuotaRefused: Refused,
		MethodChosen: Ready, WentBack: Filling, CaseCanceled: Canceled, CaseExpired: Expired,
	},
	NamingHandler: {HandlerNamed: HandlerReady, MethodChosen: Ready, CaseCanceled: Canceled, CaseExpired: Expired},
	HandlerReady: {
		CheckStarted: HandlerChecking, WentBack: NamingHandler, MethodChosen: Ready, CaseCanceled: Canceled,
		CaseExpired: Expired,
	},
	HandlerChecking: {
		CheckPassed: Reviewing, CheckFailed: HandlerReady, CheckNoted: HandlerChecking, CheckStarted: HandlerChecking,
		WentBack: NamingHandler, MethodChosen: Ready, CaseCanceled: Canceled, CaseExpired: Expired,
	},
	Reviewing: {
		ReviewClaimed: Reviewing, ReviewGivenBack: Reviewing, ReviewEscalated: Reviewing, ReviewSeconded: Reviewing,
		ReviewApproved: Next, PapersAsked: Supplementing, ReviewRefused: Refused, QuotaRefused: Refused,
		MethodChosen: Ready, CaseCanceled: Canceled, CaseExpired: Expired,
	},
	Supplementing: {PapersSupplied: Reviewing, MethodChosen: Ready, CaseCanceled: Canceled, CaseExpired: Expired},
	Paying:        {PayoutSent: Paying, PayoutArrived: Confirming, PayoutFailed: Ready, CaseExpired: Expired},
	Confirming: {
		AmountRight: Next, AmountWrong: Confirming, DepositFailed: Refused, QuotaRefused: Refused,
		CaseCanceled: Canceled, CaseExpired: Expired,
	},
	Verified: {},
	Released: {},
	Upheld:   {},
	Refused:  {},
	Canceled: {},
	Expired:  {},
}

// to is the state that the event makes of the case; false when it cannot happen to it.
func (c Case) to(t EventType) (State, bool) {
	from := c.Last().State
	to, ok := transitions[from][t]
	if !ok {
		return "", false
	}
	if to == Next {
		return c.next(), true
	}
	inFlow := to.Terminal() || slices.Contains(c.flow(), to.Step()) || to == Reviewing || to == Supplementing
	if leavesReview := from.InReview() && t == MethodChosen; leavesReview {
		inFlow = c.Method() == CorporateTransfer // any other review cannot be left but by withdrawing
	}
	return to, inFlow
}

// Terminal reports whether nothing can happen any more.
func (s State) Terminal() bool { return len(transitions[s]) == 0 }

// Step returns the step of the flow that the state belongs to.
func (s State) Step() Step {
	switch s {
	case Declaring:
		return StepDeclare
	case Identifying, IdentityChecking:
		return StepIdentify
	case Gathering:
		return StepPapers
	case Posting:
		return StepPost
	case Filling:
		return StepForm
	case Choosing:
		return StepMethod
	case Ready, Checking, AwaitingCode, AwaitingPayment, NamingHandler, HandlerReady, HandlerChecking, Paying, Confirming:
		return StepProof
	case Reviewing, Supplementing:
		return StepReview
	case Verified, Released, Upheld, Refused, Canceled, Expired:
		return StepDone
	}
	return StepForm
}

// InReview reports whether a review goes on in the state.
func (s State) InReview() bool { return s == Reviewing || s == Supplementing }

// succeeded reports whether the state is the end of a flow.
func (s State) succeeded() bool { return s == Verified || s == Released || s == Upheld }

// Status is what the world is told of a case; why is in its fault.
type Status string

const (
	// RequiresInput waits for the applicant.
	RequiresInput Status = "requires_input"
	// Processing waits for somebody else.
	Processing Status = "processing"
	// StatusVerified ended well.
	StatusVerified Status = "verified"
	// StatusReleased ended well: the account is unverified.
	StatusReleased Status = "released"
	// StatusUpheld is an appeal that was right.
	StatusUpheld Status = "upheld"
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
	case Released:
		return StatusReleased
	case Upheld:
		return StatusUpheld
	case Expired:
		return StatusExpired
	case Declaring, Identifying, IdentityChecking, Gathering, Posting, Filling, Choosing, Ready, Checking, AwaitingCode,
		AwaitingPayment, NamingHandler, HandlerReady, HandlerChecking, Reviewing, Supplementing, Paying, Confirming:
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
	case StatusVerified, StatusReleased, StatusUpheld, StatusRefused, StatusCanceled, StatusExpired:
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
	to, ok := c.to(t)
	if !ok {
		return Refuse(CodeWrongState)
	}
	if t == CaseExpired {
		return nil
	}
	if len(c.Events) > 0 && !now.Before(c.Deadline()) {
		return Refuse(CodeCaseExpired)
	}
	// The last places of the history are kept for what ends a case. What counts itself is not turned away: an amount that
	// is wrong and not counted could be guessed without end (THREATS A1), and the bank's news come once.
	if len(c.Events) >= p.StepsPerCase-2 && !to.Terminal() && !countsItself(t) {
		return Refuse(CodeTooManySteps)
	}
	return nil
}

// countsItself reports whether there can only be a few events of the type between a choice of a method and the next.
func countsItself(t EventType) bool {
	switch t {
	case PaymentRefunded, AmountWrong, CodeWrong, PayoutSent, PayoutArrived, PayoutFailed:
		return true
	case Opened, FormFilled, WentBack, MethodChosen, CheckStarted, CheckNoted, CheckFailed, CheckPassed, QuotaRefused,
		DepositIssued, DepositMatched, DepositFailed, PapersFiled, HandlerNamed, ReviewClaimed, ReviewGivenBack,
		ReviewEscalated, ReviewSeconded, ReviewApproved, PapersAsked, PapersSupplied, ReviewRefused, AmountRight, CaseCanceled,
		CaseExpired, Declared, RegisterConfirmed, PostBooked, PostComplete, CodeSent, CodeRefused, Forfeited:
	}
	return false
}

// with returns the case with one more event. The caller has asked Allows.
func (c Case) with(e Event) Case {
	e.State, _ = c.to(e.Type)
	if e.Declared != nil && transitions[c.Last().State][e.Type] == Next {
		e.State = c.nextWith(e.Declared) // what follows a declaration depends on what it says
	}
	c.Events = append(c.Events[:len(c.Events):len(c.Events)], e)
	if c.Check() == nil {
		c.Ref = nil
	}
	return c
}
