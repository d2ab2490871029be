package realname

import (
	"slices"
	"time"
	"unicode"
	"unicode/utf8"
)

// Claim takes a review for one reviewer for a while, so that two do not do the same work. It does not decide anything:
// a claim that ran out, or was given back, can be taken by another.
type Claim struct {
	Reviewer Actor
	Until    time.Time
}

func (Claim) eventType() EventType { return ReviewClaimed }

func (k Claim) event(_ *Policy, c Case, now time.Time) (Event, error) {
	if err := c.mayReview(k.Reviewer, now); err != nil {
		return Event{}, err
	}
	return Event{Type: ReviewClaimed, ClaimUntil: k.Until, Deadline: c.StepDeadline()}, nil
}

// HandOver gives the reviewer's own claim to a colleague, who has it for a while.
type HandOver struct {
	Reviewer Actor
	To       string
	Until    time.Time
}

func (HandOver) eventType() EventType { return ReviewClaimed }

func (h HandOver) event(_ *Policy, c Case, now time.Time) (Event, error) {
	colleague := Actor{Role: Reviewer, ID: h.To}
	switch who, held := c.ClaimedBy(now); {
	case !held || !h.Reviewer.Is(who):
		return Event{}, Refuse(CodeNotClaimed)
	case h.Reviewer.Is(h.To):
		return Event{}, RefuseField(CodeFieldInvalid, "to")
	case c.IsOf(colleague): // whether an account of theirs is meant shows when they look at it (THREATS R1)
		return Event{}, Refuse(CodeOwnCase)
	case c.seconded(colleague), c.bookedBy(colleague): // they cannot decide it any more
		return Event{}, Refuse(CodeWrongState)
	}
	return Event{Type: ReviewClaimed, ClaimFor: h.To, ClaimUntil: h.Until, Deadline: c.StepDeadline()}, nil
}

// GiveBack ends the reviewer's own claim.
type GiveBack struct{ Reviewer Actor }

func (GiveBack) eventType() EventType { return ReviewGivenBack }

func (g GiveBack) event(_ *Policy, c Case, now time.Time) (Event, error) {
	if who, held := c.ClaimedBy(now); !held || !g.Reviewer.Is(who) {
		return Event{}, Refuse(CodeNotClaimed)
	}
	return Event{Type: ReviewGivenBack, Deadline: c.StepDeadline()}, nil
}

// Escalate hands an overdue review to the second group of reviewers; it goes on waiting.
type Escalate struct{}

func (Escalate) eventType() EventType { return ReviewEscalated }

func (Escalate) event(_ *Policy, c Case, now time.Time) (Event, error) {
	if now.Before(c.StepDeadline()) || c.escalated() {
		return Event{}, Refuse(CodeWrongState)
	}
	return Event{Type: ReviewEscalated, Deadline: c.StepDeadline()}, nil
}

// Decision is what a reviewer decides.
type Decision string

const (
	// Approve lets the deposit be sent.
	Approve Decision = "approve"
	// AskAgain wants some papers again.
	AskAgain Decision = "ask_again"
	// RefuseCase ends the case.
	RefuseCase Decision = "refuse"
)

// UnmaskReason is why a reviewer looks at names and numbers in plaintext; it goes into the audit trail.
type UnmaskReason string

// The reasons for unmasking.
const (
	UnmaskToCompare UnmaskReason = "compare_with_papers" // is the paper about who is named
	UnmaskToContact UnmaskReason = "contact_applicant"   // the contact has to be called
	UnmaskForFraud  UnmaskReason = "suspected_fraud"     // the case is looked into
)

// Valid reports whether r is one of the reasons.
func (r UnmaskReason) Valid() bool {
	return r == UnmaskToCompare || r == UnmaskToContact || r == UnmaskForFraud
}

// Valid reports whether d is one of the decisions.
func (d Decision) Valid() bool { return d == Approve || d == AskAgain || d == RefuseCase }

// Decide decides a review; Deposit is what is to be sent, of an approval.
type Decide struct {
	Decision Decision
	Reviewer Actor
	Review   Review
	Deposit  *Deposit
	// PayoutBy is until when the amount of an approval is to be sent (RULES C7), SupplyBy until when papers that are asked for
	// are to come.
	PayoutBy, SupplyBy time.Time
}

func (d Decide) eventType() EventType { return d.Event() }

// Event is what the decision makes of the case when all goes well.
func (d Decide) Event() EventType {
	switch d.Decision {
	case Approve:
		return ReviewApproved
	case AskAgain:
		return PapersAsked
	case RefuseCase:
		return ReviewRefused
	}
	return ""
}

func (d Decide) event(p *Policy, c Case, now time.Time) (Event, error) {
	if err := c.mayReview(d.Reviewer, now); err != nil {
		return Event{}, err
	}
	if !sameRefs(d.Review.Saw, c.Documents()) {
		return Event{}, RefuseField(CodeDocumentsChanged, "saw")
	}
	if err := d.Review.Check(d.Decision); err != nil {
		return Event{}, err
	}
	e := Event{Type: d.eventType(), Review: &d.Review}
	switch d.Decision {
	case Approve:
		if err := c.mayApprove(d, now); err != nil {
			return Event{}, err
		}
		switch sole := slices.Contains(p.Review.OneReviewer, c.Kind); {
		case !sole && !c.seconds(d):
			e.Type, e.Deadline = ReviewSeconded, c.StepDeadline()
		case c.next() == Paying:
			e.Deposit, e.Deadline = d.Deposit, d.PayoutBy
		}
	case AskAgain:
		e.Fault, e.Deadline = CodePapersAsked, d.SupplyBy
		return e, d.Review.checkAsked(c, p)
	case RefuseCase:
		e.Fault = CodeReviewRefused
	}
	return e, nil
}

// mayApprove says whether the reviewer can approve it, now: who has claimed it, did not book its papers in, and has not approved it
// already; and of an appeal against somebody when they had their days to answer (THREATS R1, X9).
func (c Case) mayApprove(d Decide, now time.Time) error {
	who, held := c.ClaimedBy(now)
	answer := c.AnswerBy()
	switch {
	case c.bookedBy(d.Reviewer): // nobody else has seen what came by post
		return Refuse(CodeBookedByYou)
	case c.seconded(d.Reviewer): // nobody is two reviewers
		return Refuse(CodeWrongState)
	case !held || !d.Reviewer.Is(who):
		return Refuse(CodeNotClaimed)
	case d.Review.Against != "" && now.Before(answer):
		return Refuse(CodeAnswerAwaited).From(answer)
	}
	return nil
}

// checkAsked says whether what is asked for again are papers that the case has.
func (r Review) checkAsked(c Case, p *Policy) error {
	for _, purpose := range r.Asked {
		has := slices.ContainsFunc(c.Documents(), func(d DocumentRef) bool { return d.Purpose == purpose })
		if !has && !c.accepts(p, purpose) { // another proof, where several kinds do (RULES E2)
			return RefuseField(CodeFieldInvalid, "asked")
		}
	}
	return nil
}

// The longest texts of a review, in characters.
const (
	maxComment = 500
	maxNote    = 1000
)

// Check says all that is wrong with the review as it stands, whatever the case: who asks again says for what, and who does not
// approve says why. Comment and note are texts, and free of numbers that could be a person's: such a number would be kept
// unsealed. A reason that only the comment explains needs one.
func (r Review) Check(d Decision) error {
	var wrong AllWrong
	wrong.When(d == AskAgain && len(r.Asked) == 0, CodeFieldRequired, "asked")
	wrong.When((d == AskAgain || d == RefuseCase) && !r.Reason.Valid(), CodeFieldRequired, "reason")
	wrong.When(r.Reason == ReasonOther && letters(Text(r.Comment)) == 0, CodeFieldRequired, "comment")
	wrong.When(!plainText(r.Comment, maxComment), CodeFieldInvalid, "comment")
	wrong.When(!plainText(r.Note, maxNote), CodeFieldInvalid, "note")
	return wrong.Err
}

// GoodNote reports whether s can be kept as a note for colleagues.
func GoodNote(s string) bool { return plainText(s, maxNote) }

// plainText reports whether s is at most limit characters of text, without control characters but line ends, and
// without ten digits in a row.
func plainText(s string, limit int) bool {
	if !utf8.ValidString(s) || utf8.RuneCountInString(s) > limit {
		return false
	}
	digits := 0
	for _, r := range s {
		switch {
		case unicode.IsDigit(r):
			digits++
		case r == ' ', r == '-': // as numbers are written in groups
		default:
			digits = 0
		}
		if digits >= 10 || unicode.IsControl(r) && r != '\n' {
			return false
		}
	}
	return true
}
