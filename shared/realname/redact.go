package realname

import "time"

// RedactedAt is when the personal data of the case was erased; zero: it was not.
func (c Case) RedactedAt() time.Time {
	e, _ := c.last(func(e Event) bool { return e.Type == CaseRedacted })
	return e.At
}

// Stands reports whether the account belongs to whom it does by this case: no place without a name behind it.
func (c Case) Stands(a Account) bool { return a.Identity != nil && a.Identity.Case == c.ID }

// Redact decides about the erasure of what the case knows of people (L1): each event becomes its skeleton, and how the case
// ended stays. The account is the case's own. Refused are an open case (wrong_state) and the one by which the account
// belongs to whom it does (identity_in_use); one that was redacted is answered by redacted, with no commit.
func (c Case) Redact(a Account, r Request) (commit Commit, redacted bool, err error) {
	switch last := c.Last(); {
	case !c.RedactedAt().IsZero():
		return Commit{}, true, nil
	case !last.State.Terminal():
		return Commit{}, false, Refuse(CodeWrongState)
	case c.Stands(a):
		return Commit{}, false, Refuse(CodeIdentityInUse)
	case last.State == Upheld && r.Now.Sub(last.At) < time.Hour: // the account is being released by what it declares
		return Commit{}, false, Refuse(CodeConflict)
	}
	after, last := c, c.Last()
	after.Ref, after.Handoff.Metadata = nil, nil
	after.Events = make([]Event, 0, len(c.Events)+1)
	for _, e := range c.Events {
		after.Events = append(after.Events, e.skeleton())
	}
	return Commit{Case: after.erased(r, CaseRedacted, last)}, false, nil
}

// erased is the case with the event that says what was erased of it: it stands where it stood.
func (c Case) erased(r Request, t EventType, last Event) Case {
	e := r.event(t)
	e.State, e.Fault, e.Replay = last.State, last.Fault, nil
	c.Events = append(c.Events, e)
	return c
}

// KnowsFormer reports whether the case still knows who the account belonged to before, or under which name.
func (c Case) KnowsFormer() bool {
	present := c.Present()
	return c.Kind.Changes() && present != nil && present.Sealed != nil
}

// EraseFormer decides about the erasure of whom the account belonged to before, of a change that has ended well (L2): what happened
// before the form of the present owner becomes its skeleton. Done: there is nothing of it any more, and no commit.
func (c Case) EraseFormer(r Request) (commit Commit, done bool, err error) {
	last := c.Last()
	switch {
	case last.State != Verified:
		return Commit{}, false, Refuse(CodeWrongState)
	case !c.KnowsFormer():
		return Commit{}, true, nil
	}
	after, form := c, c.Form()
	after.Events = make([]Event, 0, len(c.Events)+1)
	theirs := form != nil // until the newest one
	for _, e := range c.Events {
		if e.Form != nil && e.Form == form {
			theirs = false
		}
		if theirs {
			e = e.skeleton()
		}
		e.Present = e.Present.skeleton()
		after.Events = append(after.Events, e)
	}
	return Commit{Case: after.erased(r, FormerErased, last)}, false, nil
}

// skeleton is the event without what it knows of people: that it happened, when, in whose role, by which method, why, and what
// was agreed to, which payment came (by the bank's id, for its accounts). Of staff it says who, of a holder it does not.
func (e Event) skeleton() Event {
	s := Event{
		ID: e.ID, Type: e.Type, At: e.At, By: e.By, State: e.State, Deadline: e.Deadline, Method: e.Method, Fault: e.Fault,
		Evidence: e.Evidence, AnswerBy: e.AnswerBy, ClaimUntil: e.ClaimUntil, AskAt: e.AskAt, Warnings: e.Warnings,
		Consents: e.Consents, Pieces: e.Pieces, Site: e.Site, Cause: e.Cause, Supersedes: e.Supersedes, Payment: e.Payment, Kinds: e.Kinds,
	}
	if e.By != Holder {
		s.Who = e.Who
	}
	s.Present = e.Present.skeleton()
	if e.Review != nil { // comments are texts that people wrote
		s.Review = &Review{Reason: e.Review.Reason, Asked: e.Review.Asked, Against: e.Review.Against}
	}
	return s
}

// skeleton is that the account belonged to somebody, and to what kind of subject; nil of nobody.
func (id *Identity) skeleton() *Identity {
	if id == nil {
		return nil
	}
	return &Identity{Kind: id.Kind, Method: id.Method, Case: id.Case, VerifiedAt: id.VerifiedAt, Livemode: id.Livemode}
}

// RetentionPolicy is for how many days after its end what a case knows of people is kept (L2; PIPL 19, 47). It is counted
// from the end of the case, or from when it stopped to be the one by which an account belongs to somebody.
type RetentionPolicy struct {
	// Left is of cases that were canceled or not finished in time, Failed of those that were refused.
	Left   int `json:"left"`
	Failed int `json:"failed"`
	// Papers is of the pictures of a case that succeeded: who the account belongs to is known without them.
	Papers int `json:"papers"`
	// Former is of a case by which an account belonged to somebody before, and of that somebody in the case that followed.
	Former int `json:"former"`
	// Closed is of releases and appeals that were decided.
	Closed int `json:"closed"`
	// Messages is how long messages stay on the site.
	Messages int `json:"messages"`
	// Access is how long it is kept who looked (L4); half a year at least, as the Cybersecurity Law asks of logs.
	Access int `json:"access"`
}

// bounds are the least and the greatest that make sense.
func (r RetentionPolicy) bounds() []bound {
	const longest = 3660 // ten years, the longest that a law asks for of some operators
	return []bound{
		{"retention.left", r.Left, 1, longest}, {"retention.failed", r.Failed, 1, longest}, {"retention.papers", r.Papers, 1, longest},
		{"retention.former", r.Former, 1, longest}, {"retention.closed", r.Closed, 1, longest}, {"retention.messages", r.Messages, 1, longest},
		{"retention.access", r.Access, 180, longest},
	}
}

// Erasure is what is to be erased of a case.
type Erasure string

const (
	// EraseNothing leaves it as it is.
	EraseNothing Erasure = ""
	// ErasePapers takes the pictures, and leaves who the account belongs to.
	ErasePapers Erasure = "papers"
	// EraseFormer takes whom the account belonged to before, and leaves who it belongs to.
	EraseFormer Erasure = "former"
	// EraseAll redacts the case.
	EraseAll Erasure = "all"
)

// Keeping is what is known of how long a case is kept, beside its events.
type Keeping struct {
	// Left is when the account stopped to belong to whom it did by this case; zero: it has not, or never did.
	Left time.Time `json:"left,omitzero"`
	// Papers says that its pictures are gone.
	Papers bool `json:"papers_gone,omitempty"`
}

// Due says what is to be erased of the case first, and from when, as things stand: nothing while it is open, and nothing of one of
// which nothing is left to erase.
func (c Case) Due(a Account, p *Policy, k Keeping) (Erasure, time.Time) {
	state := c.Last().State
	if !state.Terminal() || !c.RedactedAt().IsZero() {
		return EraseNothing, time.Time{}
	}
	end, _ := c.last(Event.Ends)
	after := func(n int) time.Time { return end.At.AddDate(0, 0, n) }
	switch stateRows[state].ended {
	case StatusVerified:
		return c.dueWell(a, p, k, after)
	case StatusReleased, StatusUpheld:
		return EraseAll, after(p.Retention.Closed)
	case StatusRefused:
		return EraseAll, after(p.Retention.Failed)
	case StatusCanceled, StatusExpired, RequiresInput, Processing:
	}
	return EraseAll, after(p.Retention.Left)
}

// dueWell is what is due first of a case that has ended well. after is so many days after its end.
func (c Case) dueWell(a Account, p *Policy, k Keeping, after func(int) time.Time) (what Erasure, due time.Time) {
	first := func(of bool, w Erasure, at time.Time) {
		if of && (what == EraseNothing || at.Before(due)) {
			what, due = w, at
		}
	}
	all := after(p.Retention.Former)
	if left := k.Left.AddDate(0, 0, p.Retention.Former); !k.Left.IsZero() && left.After(all) {
		all = left
	}
	first(!c.Stands(a), EraseAll, all)
	first(c.KnowsFormer(), EraseFormer, after(p.Retention.Former))
	first(!k.Papers, ErasePapers, after(p.Retention.Papers))
	return what, due
}
