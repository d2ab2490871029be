package realname

import (
	"cmp"
	"slices"
	"time"
)

// Warnings are what the platform said when the case was opened, and what does not stand in its way (RULES E3).
func (c Case) Warnings() []Code {
	var codes []Code
	if len(c.Events) > 0 {
		for _, h := range c.Events[0].Warnings {
			codes = append(codes, h.code())
		}
	}
	return codes
}

// Declaration returns what was declared last, or nil.
func (c Case) Declaration() *Declaration {
	e, _ := c.last(func(e Event) bool { return e.Declared != nil })
	return e.Declared
}

// Party returns the person who proves it for the enterprise: the representative of the method, or the handler.
func (c Case) Party() *SealedParty {
	e, _ := c.last(func(e Event) bool { return e.Party != nil || e.Type == MethodChosen })
	return e.Party
}

// Papers returns the papers filed for the method in progress, or nil.
func (c Case) Papers() *Papers {
	e, _ := c.last(func(e Event) bool { return e.Papers != nil || e.Type == MethodChosen })
	return e.Papers
}

// Asked lists the documents that a reviewer asked for and that were not supplied yet.
func (c Case) Asked() []Purpose {
	if c.Last().State != Supplementing {
		return nil
	}
	var asked []Purpose
	for _, e := range c.Events {
		if e.Type == PapersAsked {
			asked = slices.Clone(e.Review.Asked)
		}
		asked = slices.DeleteFunc(asked, func(p Purpose) bool { return slices.Contains(e.Pieces, p) }) // it came by post since
	}
	return asked
}

// Documents lists the documents that the case stands on: those of each purpose that were handed in last.
func (c Case) Documents() []DocumentRef {
	var all []DocumentRef
	handedIn := func(refs ...DocumentRef) {
		all = slices.DeleteFunc(all, func(old DocumentRef) bool {
			return slices.ContainsFunc(refs, func(r DocumentRef) bool { return r.Purpose == old.Purpose })
		})
		all = append(all, refs...)
	}
	for _, e := range c.Events {
		if e.Form != nil && e.Form.Licence != nil {
			handedIn(*e.Form.Licence)
		}
		if e.Papers != nil {
			handedIn(e.Papers.Documents...)
		}
		handedIn(e.Supplied...)
	}
	return all
}

// Seen completes references that a reviewer names by id and digest, from the documents of the case; one that the case
// does not have stays as it is, and is refused by the decision.
func (c Case) Seen(refs []DocumentRef) []DocumentRef {
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

// Posted lists the papers that have come by post.
func (c Case) Posted() []Purpose {
	var all []Purpose
	for _, e := range c.Events {
		if e.Type == FormFilled {
			all = nil
		}
		all = append(all, e.Pieces...)
	}
	return all
}

// Deposit returns the deposit in progress, or nil.
func (c Case) Deposit() *Deposit {
	e, _ := c.last(func(e Event) bool { return e.Deposit != nil || e.Type == MethodChosen })
	return e.Deposit
}

// TopUpPaid returns the case as it waited for the top-up that was then paid; false when none was (RULES C6).
func (c Case) TopUpPaid() (Case, bool) {
	i := slices.IndexFunc(c.Events, func(e Event) bool { return e.Type == DepositMatched })
	if i < 0 {
		return Case{}, false
	}
	return c.AsOf(i), true
}

// Withdrawn returns when what a top-up has credited went back to where it came from; zero when it did not (RULES C11).
func (c Case) Withdrawn() time.Time {
	e, _ := c.last(func(e Event) bool { return e.Type == DepositWithdrawn })
	return e.At
}

// payments counts the wrong payments of the case: choosing the method again gives no new ones (FAULTS D7).
func (c Case) payments() (n int) {
	for _, e := range c.Events {
		if e.Type == PaymentRefunded {
			n++
		}
	}
	return n
}

// amounts counts the wrong amounts of the payout in progress.
func (c Case) amounts() (n int) {
	for i := len(c.Events) - 1; i >= 0 && c.Events[i].State == Confirming; i-- {
		if c.Events[i].Type == AmountWrong {
			n++
		}
	}
	return n
}

// codesWrong counts the tries of the code that is out.
func (c Case) codesWrong() int {
	n := 0
	for i := len(c.Events) - 1; i >= 0 && c.Events[i].Type == CodeWrong; i-- {
		n++
	}
	return n
}

// ReviewBegan returns the event that began the review in progress, or the newest review when none is; false when the
// case was never in review.
func (c Case) ReviewBegan() (Event, bool) {
	for i := len(c.Events) - 1; i >= 0; i-- {
		if c.Events[i].State.InReview() && (i == 0 || !c.Events[i-1].State.InReview()) {
			return c.Events[i], true
		}
	}
	return Event{}, false
}

// ClaimedBy returns who holds the claim on the review at this moment.
func (c Case) ClaimedBy(now time.Time) (string, bool) {
	for i := len(c.Events) - 1; i >= 0; i-- {
		e := c.Events[i]
		if e.Type == ReviewClaimed {
			return cmp.Or(e.ClaimFor, e.Who), now.Before(e.ClaimUntil)
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

// escalated reports whether the review in progress went to the second group already.
func (c Case) escalated() bool {
	for i := len(c.Events) - 1; i >= 0 && c.Events[i].State.InReview(); i-- {
		if c.Events[i].Type == ReviewEscalated {
			return true
		}
	}
	return false
}

// seconded reports whether the reviewer gave the first approval of this review.
func (c Case) seconded(by Actor) bool {
	for i := len(c.Events) - 1; i >= 0 && c.Events[i].State == Reviewing; i-- {
		if c.Events[i].Type == ReviewSeconded && by.Is(c.Events[i].Who) {
			return true
		}
	}
	return false
}

// HidesFirst reports whether the event is a first approval that the reviewer is not to know before deciding too: the second pair of
// eyes is no second one when it follows the first.
func (c Case) HidesFirst(e Event, by Actor) bool {
	return e.Type == ReviewSeconded && by.Role == Reviewer && !by.Is(e.Who) && c.Last().State.InReview()
}

// Seconded reports whether somebody has approved in the review in progress, and who that was last.
func (c Case) Seconded() (string, bool) {
	for i := len(c.Events) - 1; i >= 0 && c.Events[i].State == Reviewing; i-- {
		if e := c.Events[i]; e.Type == ReviewSeconded {
			return e.Who, true
		}
	}
	return "", false
}

// seconds reports whether somebody else has approved the same in this review.
func (c Case) seconds(d Decide) bool {
	for i := len(c.Events) - 1; i >= 0 && c.Events[i].State == Reviewing; i-- {
		e := c.Events[i]
		if e.Type == ReviewSeconded && !d.Reviewer.Is(e.Who) && e.Review.Against == d.Review.Against {
			return true
		}
	}
	return false
}

// AnswerBy is until when who holds the account has to answer an appeal against it (THREATS X9): since its papers came first.
// Zero: nobody has to.
func (c Case) AnswerBy() time.Time {
	for _, e := range c.Events {
		if !e.AnswerBy.IsZero() {
			return e.AnswerBy
		}
	}
	return time.Time{}
}

// bookedBy reports whether the member of staff booked in papers that came by post.
func (c Case) bookedBy(by Actor) bool {
	return slices.ContainsFunc(c.Events, func(e Event) bool { return len(e.Pieces) > 0 && by.Is(e.Who) })
}

// mayReview says whether the reviewer may act on the review: not on a case of an account of their own, nor while
// somebody else holds the claim (THREATS R1).
func (c Case) mayReview(by Actor, now time.Time) error {
	if c.IsOf(by) {
		return Refuse(CodeOwnCase)
	}
	if who, held := c.ClaimedBy(now); held && !by.Is(who) {
		return Refuse(CodeClaimed)
	}
	return nil
}

// MayUnmask says whether the reviewer may see the case in plaintext: while it is in review, under the conditions of a
// decision.
func (c Case) MayUnmask(by Actor, now time.Time) error {
	if c.Last().State != Reviewing {
		return Refuse(CodeWrongState)
	}
	return c.mayReview(by, now)
}
