package realname

import (
	"maps"
	"slices"
	"time"
)

// Next stands in the table for the state in which the next step of the case's flow begins, or the end of the flow.
const Next State = "next"

// transitions is the only place where the graph exists: within a step it names the state, and from a step to the one
// that the flow has after it, Next. A state that belongs to no step of the case's flow is not reached. Whatever else a
// state has, every open one can be ended (ends). The diagram in the README is generated from it.
var transitions = withEnds(map[State]map[EventType]State{
	"":          {Opened: Next, Forfeited: Released},
	Declaring:   {Declared: Next, RegisterConfirmed: Verified},
	Identifying: {CheckStarted: IdentityChecking, WentBack: Declaring},
	IdentityChecking: {
		CheckPassed: Next, CheckFailed: Identifying, CheckNoted: IdentityChecking, CheckStarted: IdentityChecking, WentBack: Declaring,
	},
	Gathering: {PapersFiled: Next, WentBack: Declaring},
	Posting:   {PostBooked: Posting, PostComplete: Next, WentBack: Filling},
	Filling:   {FormFilled: Next, KindChosen: Filling, MethodChosen: Ready, CheckStarted: IdentityChecking},
	Choosing:  {MethodChosen: Ready, WentBack: Filling},
	Ready: {
		CheckStarted: Checking, CodeSent: AwaitingCode, CodeRefused: Ready, DepositIssued: AwaitingPayment, PapersFiled: NamingHandler,
		PayoutArrived: Confirming, MethodChosen: Ready, WentBack: Filling,
	},
	Checking: {
		CheckPassed: Next, CheckFailed: Ready, CheckNoted: Checking, QuotaRefused: Refused,
		CheckStarted: Checking, PayoutArrived: Confirming, MethodChosen: Ready, WentBack: Filling,
	},
	AwaitingCode: {
		CheckPassed: Next, CheckFailed: Ready, CodeWrong: AwaitingCode, CodeSent: AwaitingCode, CodeRefused: Ready, QuotaRefused: Refused,
		MethodChosen: Ready, WentBack: Filling,
	},
	AwaitingPayment: {
		DepositMatched: Next, PaymentRefunded: AwaitingPayment, PaymentUnmatched: AwaitingPayment, DepositFailed: Refused, QuotaRefused: Refused,
		PayoutArrived: Confirming, MethodChosen: Ready, WentBack: Filling,
	},
	NamingHandler: {HandlerNamed: HandlerReady, MethodChosen: Ready},
	HandlerReady:  {CheckStarted: HandlerChecking, WentBack: NamingHandler, MethodChosen: Ready},
	HandlerChecking: {
		CheckPassed: Reviewing, CheckFailed: HandlerReady, CheckNoted: HandlerChecking, CheckStarted: HandlerChecking,
		WentBack: NamingHandler, MethodChosen: Ready,
	},
	Reviewing: {
		ReviewClaimed: Reviewing, ReviewGivenBack: Reviewing, ReviewEscalated: Reviewing, ReviewSeconded: Reviewing,
		ReviewApproved: Next, PapersAsked: Supplementing, ReviewRefused: Refused, QuotaRefused: Refused, MethodChosen: Ready,
	},
	Supplementing: {PapersSupplied: Reviewing, PostBooked: Supplementing, PostComplete: Reviewing, MethodChosen: Ready},
	Paying:        {PayoutSent: Paying, PayoutLate: Paying, PayoutArrived: Confirming, PayoutFailed: Ready, MethodChosen: Ready},
	Confirming:    {AmountRight: Next, AmountWrong: Confirming, PayoutFailed: Ready, DepositFailed: Refused, QuotaRefused: Refused},
	Verified:      {DepositWithdrawn: Verified},
	Released:      {},
	Upheld:        {},
	Refused:       {},
	Canceled:      {},
	Expired:       {},
})

// ends are what every open state has: it can be canceled at any time (RULES D1), another case can take its place (RULES
// D13), and its time can be over (RULES D7).
var ends = map[EventType]State{CaseCanceled: Canceled, CaseSuperseded: Canceled, CaseExpired: Expired}

// withEnds returns the table with the ends of every open state.
func withEnds(table map[State]map[EventType]State) map[State]map[EventType]State {
	for from, exits := range table {
		if from != "" && !from.Terminal() {
			maps.Copy(exits, ends)
		}
	}
	return table
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
		inFlow = c.Method().PaysOut() // any other review cannot be left but by withdrawing
	}
	return to, inFlow
}

// Status derives what the world is told, at this moment:
// an ended case says how it ended; an open one past its deadline is expired; one whose QR code is out and alive is
// processing; every other one waits for the applicant.
func (c Case) Status(now time.Time) Status {
	state := stateRows[c.Last().State]
	if state.ended != "" {
		return state.ended
	}
	if !now.Before(c.Deadline()) {
		return StatusExpired
	}
	if check := c.Check(); check != nil && now.Before(check.ExpiresAt) || state.busy != "" {
		return Processing
	}
	return RequiresInput
}

// WhoseTurn says whose turn it is (RULES H1).
func (c Case) WhoseTurn(now time.Time) Turn {
	switch c.Status(now) {
	case RequiresInput:
		return TurnApplicant
	case Processing:
		if busy := stateRows[c.Last().State].busy; busy != "" {
			return busy
		}
		return TurnProvider
	case StatusVerified, StatusReleased, StatusUpheld, StatusRefused, StatusCanceled, StatusExpired:
	}
	return TurnNobody
}

// Allows says whether the event can happen to the case now: wrong_state, case_expired, too_many_steps, or nil.
func (c Case) Allows(t EventType, p *Policy, now time.Time) error {
	to, ok := c.to(t)
	ends := t == CaseExpired || t == CaseSuperseded
	switch {
	case ok && ends:
		return nil
	case len(c.Events) > 0 && c.Status(now) == StatusExpired && !ends: // whether its timer has rung yet or not
		return Refuse(CodeCaseExpired)
	case !ok, c.Last().State == Filling && t == CheckStarted && !c.proofLapsed(now):
		return Refuse(CodeWrongState)
	case c.proofLapsed(now) && (t == FormFilled || t == KindChosen || t == MethodChosen):
		return Refuse(CodeIdentifyAgain)
	}
	// The last places of the history are kept for what ends a case. What counts itself is not turned away: an amount that
	// is wrong and not counted could be guessed without end (THREATS A1), and the bank's news come once.
	if len(c.Events) >= p.StepsPerCase-2 && !to.Terminal() && !countsItself[t] {
		return Refuse(CodeTooManySteps)
	}
	return nil
}

// with returns the case with one more event. The caller has asked Allows.
func (c Case) with(e Event) Case {
	e.State, _ = c.to(e.Type)
	if e.Declared != nil && transitions[c.Last().State][e.Type] == Next {
		e.State = c.nextWith(e.Declared) // what follows a declaration depends on what it says
	}
	if e.Kinds != nil {
		c.Kind = e.Kinds.To
	}
	c.Events = append(c.Events[:len(c.Events):len(c.Events)], e)
	if c.Check() == nil {
		c.Ref = nil
	}
	return c
}

// NextAction is what the case asks for at this moment (RULES H1); empty when it has ended.
func (c Case) NextAction(now time.Time) Action {
	switch status := c.Status(now); {
	case status == Processing && c.Check() != nil:
		return ActionScan
	case status != Processing && status != RequiresInput:
		return ""
	}
	switch state := c.Last().State; {
	case state == Ready:
		return c.Method().Begins()
	case c.proofLapsed(now):
		return ActionStartCheck // the present subject's, again
	case state == AwaitingCode && c.Fault(now) == CodeCodeExpired:
		return ActionStartCheck // another code is sent
	default:
		return stateRows[state].asks
	}
}
