package realname

import (
	"shiming/shared/identity"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Case is one request that moves through steps (认证申请). Its history is its state: every fact is an event, one event
// per version, and everything else is derived from them. A Case is a value; none of its methods changes it.
type Case struct {
	ID CaseID `json:"id"`
	// Kind is what it is for; of a change it can be chosen anew (KindChosen).
	Kind    Kind      `json:"kind"`
	Account AccountID `json:"account"`
	// Livemode is the mode in which the case was opened, for its life; absent: a sandbox plays in it (THREATS X5).
	Livemode bool `json:"livemode,omitempty"`
	// Channel is how a change is brought; empty is at the screen.
	Channel Channel `json:"channel,omitempty"`
	// Steps is the flow as the policy had it when the case was opened; empty is form, method, proof.
	Steps []Step `json:"steps,omitempty"`
	// Handoff is what the platform said when it handed the person over.
	Handoff Handoff `json:"handoff,omitzero"`
	// AccountRev is the Rev that the account had after this case was opened: it orders the cases of an account.
	AccountRev int     `json:"turn"`
	Events     []Event `json:"events"`
	// Ref is by what the provider is asked for the result of the check in progress, sealed. It is no part of the history:
	// it goes when the check ends, and it is nil where the provider says the result by itself.
	Ref []byte `json:"ref,omitempty"`
}

// Event is one fact of a case. Fields beside the first five are set only by the types that name them.
type Event struct {
	ID   EventID   `json:"id"`
	Type EventType `json:"type"`
	At   time.Time `json:"at"`
	// By is the actor's role, Who its id; provider events carry the method's provider.
	By  Role   `json:"by"`
	Who string `json:"who,omitempty"`
	// State is the state after the event.
	State State `json:"state"`
	// Replay identifies the request that made the event, so that the same request gets the same answer.
	Replay *Replay `json:"replay,omitempty"`

	Deadline time.Time `json:"deadline,omitzero"` // Opened: until when the case stays open
	Form     *Form     `json:"form,omitempty"`    // FormFilled
	Method   Method    `json:"method,omitempty"`  // MethodChosen
	Check    *Check    `json:"check,omitempty"`   // CheckStarted
	Fault    Code      `json:"fault,omitempty"`   // CheckFailed, CheckNoted, QuotaRefused: why
	Holders  []string  `json:"holders,omitempty"` // QuotaRefused: who has the places, masked (RULES B11)

	Party      *SealedParty  `json:"party,omitempty"`      // MethodChosen, HandlerNamed: who proves it for an enterprise
	Evidence   Evidence      `json:"evidence,omitempty"`   // MethodChosen: what the register has shown of the form
	Papers     *Papers       `json:"papers,omitempty"`     // PapersFiled
	AnswerBy   time.Time     `json:"answer_by,omitzero"`   // PapersFiled, of an appeal: until when it can be answered
	Supplied   []DocumentRef `json:"supplied,omitempty"`   // PapersSupplied
	Deposit    *Deposit      `json:"deposit,omitempty"`    // DepositIssued, ReviewApproved
	Payment    *Payment      `json:"payment,omitempty"`    // PaymentRefunded, DepositMatched, DepositFailed, DepositWithdrawn
	Review     *Review       `json:"review,omitempty"`     // decisions of reviewers
	ClaimUntil time.Time     `json:"claim_until,omitzero"` // ReviewClaimed
	ClaimFor   string        `json:"claim_for,omitempty"`  // ReviewClaimed, handed over: to whom
	AskAt      time.Time     `json:"ask_at,omitzero"`      // PayoutLate: when the bank is asked again

	Present  *Identity    `json:"present,omitempty"`  // Opened, Forfeited: who the account belongs to
	Warnings []Hindrance  `json:"warnings,omitempty"` // Opened: what the platform said (RULES E3)
	Consents []Consent    `json:"consents,omitempty"` // Opened, FormFilled: what was accepted (RULES D4)
	Declared *Declaration `json:"declared,omitempty"` // Declared, RegisterConfirmed
	Pieces   []Purpose    `json:"pieces,omitempty"`   // PostBooked, PostComplete: what has come by post
	Code     *SentCode    `json:"code,omitempty"`     // CodeSent
	Site     string       `json:"site,omitempty"`     // CheckPassed: where the identity was taken over from; CodeRefused: where to mend it
	Cause    CaseID       `json:"cause,omitempty"`    // Forfeited: the appeal; CaseSuperseded: the case that took its place
	// CheckPassed, of who the account belongs to: until when the form can name who takes it (THREATS X10).
	ProvenUntil time.Time `json:"proven_until,omitzero"`

	Kinds *KindChange `json:"kinds,omitempty"` // KindChosen: what the change was, and what it is from then on

	Supersedes CaseID `json:"supersedes,omitempty"` // Opened, Forfeited: the open case whose place it takes (RULES D13)
}

// Ends reports whether the case has ended by the event. What comes after its end ends nothing: no account moves by it, and
// nobody is told of the end again.
func (e Event) Ends() bool {
	return e.State.Terminal() && e.Type != DepositWithdrawn && e.Type != CaseRedacted && e.Type != FormerErased
}

// Amount is what the event credits to the account's balance or takes off it again, in yuan; empty when it does neither. Only the
// right payment of a top-up keeps its amount, which proves nothing any more (FAULTS P3).
func (e Event) Amount() string {
	if e.Payment == nil || e.Payment.Fen == 0 {
		return ""
	}
	return Yuan(int(e.Payment.Fen))
}

// Version counts the events: 1 after opening.
func (c Case) Version() int { return len(c.Events) }

// AsOf returns the case as it was at the version.
func (c Case) AsOf(version int) Case {
	for i := len(c.Events) - 1; i >= version; i-- {
		if k := c.Events[i].Kinds; k != nil {
			c.Kind = k.From
		}
	}
	c.Events = c.Events[:version]
	return c
}

// Last returns the newest event; the zero Event of a case that is not opened yet.
func (c Case) Last() Event {
	if len(c.Events) == 0 {
		return Event{}
	}
	return c.Events[len(c.Events)-1]
}

func (c Case) last(has func(Event) bool) (Event, bool) {
	for i := len(c.Events) - 1; i >= 0; i-- {
		if has(c.Events[i]) {
			return c.Events[i], true
		}
	}
	return Event{}, false
}

// Form returns the form as last filled in, or nil; that of another kind of change is none of this.
func (c Case) Form() *Form {
	e, _ := c.last(func(e Event) bool { return e.Form != nil || e.Kinds != nil })
	return e.Form
}

// Method returns the method as last chosen for the present form; empty before.
func (c Case) Method() Method {
	e, _ := c.last(func(e Event) bool { return e.Method != "" || e.State == Filling || e.Type == FormFilled })
	return e.Method
}

// Check returns the check in progress, or nil.
func (c Case) Check() *Check {
	if !stateRows[c.Last().State].check {
		return nil
	}
	e, _ := c.last(func(e Event) bool { return e.Check != nil })
	return e.Check
}

// Fault returns why the last try failed or what the provider noted, until something newer is done; empty when nothing
// is wrong. A QR code past its time is a fault of its own, and so is a case past its time.
func (c Case) Fault(now time.Time) Code {
	if !c.Last().State.Terminal() && !now.Before(c.Deadline()) {
		return c.lateness()
	}
	if check := c.Check(); check != nil && !now.Before(check.ExpiresAt) {
		return CodeQRExpired
	}
	if code := c.SentCode(); code != nil && !now.Before(code.ExpiresAt) {
		return CodeCodeExpired
	}
	return c.Last().Fault
}

// Holders returns the masked accounts that have the places, when the case was refused for the quota (RULES B11).
func (c Case) Holders() []string { return c.Last().Holders }

// Present returns who the account belongs to while the case is open, which is until it has ended well; nil for a case
// that was opened on an unverified account.
func (c Case) Present() *Identity {
	if len(c.Events) == 0 {
		return nil
	}
	return c.Events[0].Present
}

// IsPerson reports whether the form of the case is a person's; without a form, whether who stays is one.
func (c Case) IsPerson() bool {
	if present := c.Present(); present != nil && !c.Kind.Moves() {
		return present.Kind == PersonSubject
	}
	return c.Kind.Subject() == PersonSubject
}

// IsOf reports whether the case is of an account of the actor's own (THREATS R1).
func (c Case) IsOf(by Actor) bool {
	return by.Account == c.Account || slices.ContainsFunc(c.Events, func(e Event) bool { return e.By == Holder && by.Is(e.Who) })
}

// NextReference is what the deposit that the case issues next is known by: to who pays it, and to the bank that sends
// it. It carries its case, so a notice of the bank needs no look-up table, and its version, so that a deposit issued
// anew is another one: "SM", the case's characters in upper case, "V" and the version. It fits the remittance line of
// every bank.
func (c Case) NextReference() string {
	return "SM" + strings.ToUpper(strings.TrimPrefix(string(c.ID), "case_")) + "V" + strconv.Itoa(c.Version()+1)
}

// OpenedAt returns when the case was opened.
func (c Case) OpenedAt() time.Time { return c.Events[0].At }

// UpdatedAt returns when the case changed last.
func (c Case) UpdatedAt() time.Time { return c.Last().At }

// Deadline returns until when the case stays open.
func (c Case) Deadline() time.Time { return c.Events[0].Deadline }

// StepDeadline is until when the present step has to be done: of a payment, a review, a payout and a confirmation the
// newest event's that names one; of every other step the case's.
func (c Case) StepDeadline() time.Time {
	if !stateRows[c.Last().State].timed {
		return c.Deadline()
	}
	e, _ := c.last(func(e Event) bool { return !e.Deadline.IsZero() })
	return e.Deadline
}

// ActBy is until when what is asked for at the moment can be done: until the step's deadline, and once that has passed, as of a
// review that staff let lapse, until the case ends. Nobody is told of a day that is over (FAULTS D6).
func (c Case) ActBy(now time.Time) time.Time {
	if by := c.nameBy(); now.Before(by) && by.Before(c.Deadline()) {
		return by
	}
	if by := c.StepDeadline(); now.Before(by) {
		return by
	}
	return c.Deadline()
}

// Replayed finds the event that an earlier request with the same key made within the last 24 hours. The version is 0
// when there is none; a key that came with another request is refused.
func (c Case) Replayed(r *Replay, now time.Time) (int, error) {
	if r == nil {
		return 0, nil
	}
	for i, e := range c.Events {
		if e.Replay == nil || e.Replay.Key != r.Key || now.Sub(e.At) >= 24*time.Hour {
			continue
		}
		if e.Replay.Print != r.Print {
			return 0, Refuse(CodeIdempotencyReused)
		}
		return i + 1, nil
	}
	return 0, nil
}

// checksOn counts the tries of the civil day of now in Asia/Shanghai: checks started and codes asked for. One that ended
// because the source did not answer was none: the person could not help it.
func (c Case) checksOn(now time.Time) int {
	today, n, last := identity.DateIn(now), 0, 0
	for _, e := range c.Events {
		switch {
		case e.Type == CheckStarted || e.Type == CodeSent || e.Type == CodeRefused:
			last = 0
			if identity.DateIn(e.At) == today {
				last = 1
			}
			n += last
		case e.Type == CheckFailed && e.Fault == CodeSourceUnavailable:
			n, last = n-last, 0
		}
	}
	return n
}

// SentCode returns the code that is out, or nil.
func (c Case) SentCode() *SentCode {
	if c.Last().State != AwaitingCode {
		return nil
	}
	e, _ := c.last(func(e Event) bool { return e.Code != nil })
	return e.Code
}
