package realname

import (
	"slices"
	"time"
	"unicode"
	"unicode/utf8"
)

// Review is what a reviewer says. Comment is for the applicant, Note for colleagues only; neither may hold personal
// data, and both are kept with the case.
type Review struct {
	Reason  ReviewReason `json:"reason,omitempty"`
	Comment string       `json:"comment,omitempty"`
	Note    string       `json:"note,omitempty"`
	// Asked lists the documents that have to be handed in again.
	Asked []Purpose `json:"asked,omitempty"`
	// Against is the account to release, of an appeal that is approved; empty when none holds a place of the identity any
	// more (RULES F1). It is for colleagues.
	Against AccountID `json:"against,omitempty"`
	// Saw lists the documents that the reviewer looked at: the decision is about these bytes.
	Saw []Ref `json:"saw,omitempty"`
}

// ReviewReason is why, for programs and statistics.
type ReviewReason string

// The reasons of reviews.
const (
	ReasonPapersUnclear     ReviewReason = "papers_unclear"     // a picture cannot be read
	ReasonPapersIncomplete  ReviewReason = "papers_incomplete"  // a side or an edge is missing
	ReasonPapersContradict  ReviewReason = "papers_contradict"  // papers and form do not agree
	ReasonPersonContradicts ReviewReason = "person_contradicts" // the person in the picture is not the one of the ID
	ReasonForgery           ReviewReason = "forgery"            // a paper was altered
	ReasonOther             ReviewReason = "other"              // the comment says it
)

// Valid reports whether r is one of the reasons.
func (r ReviewReason) Valid() bool {
	return slices.Contains([]ReviewReason{ReasonPapersUnclear, ReasonPapersIncomplete, ReasonPapersContradict, ReasonPersonContradicts, ReasonForgery, ReasonOther}, r)
}

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

// GiveBack ends the reviewer's own claim.
type GiveBack struct{ Reviewer Actor }

func (GiveBack) eventType() EventType { return ReviewGivenBack }

func (g GiveBack) event(_ *Policy, c Case, now time.Time) (Event, error) {
	if who, held := c.ClaimedBy(now); !held || who != g.Reviewer.ID {
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

// escalated reports whether the review in progress went to the second group already.
func (c Case) escalated() bool {
	for i := len(c.Events) - 1; i >= 0 && c.Events[i].State.InReview(); i-- {
		if c.Events[i].Type == ReviewEscalated {
			return true
		}
	}
	return false
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

// UnmaskReason is why a reviewer looks at names and numbers in the plain; it goes into the audit trail.
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
	// PayoutBy is until when the amount of an approval is to be sent (RULES C7).
	PayoutBy time.Time
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
	if err := d.Review.checkTexts(); err != nil {
		return Event{}, err
	}
	e := Event{Type: d.eventType(), Review: &d.Review}
	switch d.Decision {
	case Approve:
		if c.bookedBy(d.Reviewer) { // nobody else has seen what came by post (THREATS R1)
			return Event{}, Refuse(CodeBookedByYou)
		}
		if c.seconded(d.Reviewer) {
			return Event{}, Refuse(CodeWrongState) // nobody is two reviewers
		}
		if p.Review.FourEyes && !c.approvedByOther(d.Reviewer) {
			e.Type, e.Deadline = ReviewSeconded, c.StepDeadline()
			return e, nil
		}
		if c.next() == Paying {
			e.Deposit, e.Deadline = d.Deposit, d.PayoutBy
		}
	case AskAgain:
		e.Fault, e.Deadline = CodePapersAsked, c.StepDeadline()
		return e, d.Review.checkAsked(c, p)
	case RefuseCase:
		if !d.Review.Reason.Valid() {
			return Event{}, RefuseField(CodeFieldRequired, "reason")
		}
		e.Fault = CodeReviewRefused
	}
	return e, nil
}

// checkAsked says whether what is asked for again are papers that the case has, and why is said.
func (r Review) checkAsked(c Case, p *Policy) error {
	if len(r.Asked) == 0 {
		return RefuseField(CodeFieldRequired, "asked")
	}
	if !r.Reason.Valid() {
		return RefuseField(CodeFieldRequired, "reason")
	}
	for _, purpose := range r.Asked {
		has := slices.ContainsFunc(c.Documents(), func(d Ref) bool { return d.Purpose == purpose })
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

// checkTexts says whether comment and note are texts, and free of numbers that could be a person's: such a number would
// be kept unsealed. A reason that only the comment explains needs one.
func (r Review) checkTexts() error {
	if r.Reason == ReasonOther && letters(Text(r.Comment)) == 0 {
		return RefuseField(CodeFieldRequired, "comment")
	}
	if !plainText(r.Comment, maxComment) {
		return RefuseField(CodeFieldInvalid, "comment")
	}
	if !plainText(r.Note, maxNote) {
		return RefuseField(CodeFieldInvalid, "note")
	}
	return nil
}

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

// IsOf reports whether the case is of an account of the actor's own (THREATS R1).
func (c Case) IsOf(by Actor) bool {
	return by.Account == c.Account || slices.ContainsFunc(c.Events, func(e Event) bool { return e.By == Holder && e.Who == by.ID })
}

// MayUnmask says whether the reviewer may see the case in the plain: while it is in review, under the conditions of a
// decision.
func (c Case) MayUnmask(by Actor, now time.Time) error {
	if c.Last().State != Reviewing {
		return Refuse(CodeWrongState)
	}
	return c.mayReview(by, now)
}

// Seen completes references that a reviewer names by id and digest, from the documents of the case; one that the case
// does not have stays as it is, and is refused by the decision.
func (c Case) Seen(refs []Ref) []Ref {
	seen := slices.Clone(refs)
	for i, r := range seen {
		for _, d := range c.Documents() {
			if d.ID == r.ID && d.SHA256 == r.SHA256 {
				seen[i] = d
			}
		}
	}
	return seen
}

// PayoutCap is the refusal to send one more amount to an enterprise today.
func PayoutCap(now time.Time) *Error {
	return Refuse(CodePayoutCap).From(midnightAfter(now))
}

// CheckCap is the refusal to ask once more about one card or account today.
func CheckCap(now time.Time) *Error {
	return Refuse(CodeCheckDailyLimit).From(midnightAfter(now))
}

// bookedBy reports whether the member of staff booked in papers that came by post.
func (c Case) bookedBy(by Actor) bool {
	return slices.ContainsFunc(c.Events, func(e Event) bool { return len(e.Pieces) > 0 && e.Who == by.ID })
}

// mayReview says whether the reviewer may act on the review: not on a case of an account of their own, nor while
// somebody else holds the claim (THREATS R1).
func (c Case) mayReview(by Actor, now time.Time) error {
	if c.IsOf(by) {
		return Refuse(CodeOwnCase)
	}
	if who, held := c.ClaimedBy(now); held && who != by.ID {
		return Refuse(CodeClaimed)
	}
	return nil
}

// ClaimedBy returns who holds the claim on the review at this moment.
func (c Case) ClaimedBy(now time.Time) (string, bool) {
	for i := len(c.Events) - 1; i >= 0; i-- {
		e := c.Events[i]
		if e.Type == ReviewClaimed {
			return e.Who, now.Before(e.ClaimUntil)
		}
		if e.Type != ReviewEscalated {
			return "", false
		}
	}
	return "", false
}

// ClaimUntil is until when the newest claim holds; zero when there was none.
func (c Case) ClaimUntil() time.Time {
	e, _ := c.last(func(e Event) bool { return e.Type == ReviewClaimed })
	return e.ClaimUntil
}

// seconded reports whether the reviewer gave the first approval of this review.
func (c Case) seconded(by Actor) bool {
	for i := len(c.Events) - 1; i >= 0 && c.Events[i].State == Reviewing; i-- {
		if c.Events[i].Type == ReviewSeconded && c.Events[i].Who == by.ID {
			return true
		}
	}
	return false
}

func (c Case) approvedByOther(by Actor) bool {
	for i := len(c.Events) - 1; i >= 0 && c.Events[i].State == Reviewing; i-- {
		if c.Events[i].Type == ReviewSeconded && c.Events[i].Who != by.ID {
			return true
		}
	}
	return false
}

// sameRefs reports whether both name the same bytes, in any order.
func sameRefs(a, b []Ref) bool {
	within := func(x Ref, all []Ref) bool {
		return slices.ContainsFunc(all, func(y Ref) bool { return x.ID == y.ID && x.SHA256 == y.SHA256 })
	}
	missing := func(some, all []Ref) bool {
		return slices.ContainsFunc(some, func(x Ref) bool { return !within(x, all) })
	}
	return len(a) == len(b) && !missing(a, b) && !missing(b, a)
}
