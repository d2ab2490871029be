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
	e := r.event(CaseRedacted)
	e.State, e.Fault, e.Replay = last.State, last.Fault, nil
	after.Events = append(after.Events, e)
	return Commit{Case: after}, false, nil
}

// skeleton is the event without what it knows of people: that it happened, when, in whose role, by which method, why, and what
// was agreed to, which payment came (by the bank's id, for its accounts). Of staff it says who, of a holder it does not.
func (e Event) skeleton() Event {
	s := Event{
		ID: e.ID, Type: e.Type, At: e.At, By: e.By, State: e.State, Deadline: e.Deadline, Method: e.Method, Fault: e.Fault,
		Evidence: e.Evidence, AnswerBy: e.AnswerBy, ClaimUntil: e.ClaimUntil, AskAt: e.AskAt, Warnings: e.Warnings,
		Consents: e.Consents, Pieces: e.Pieces, Site: e.Site, Cause: e.Cause, Supersedes: e.Supersedes, Payment: e.Payment,
	}
	if e.By != Holder {
		s.Who = e.Who
	}
	if e.Present != nil { // that it belonged to somebody, and to what kind of subject
		s.Present = &Identity{Kind: e.Present.Kind, Method: e.Present.Method, Case: e.Present.Case, VerifiedAt: e.Present.VerifiedAt, Livemode: e.Present.Livemode}
	}
	if e.Review != nil { // comments are texts that people wrote
		s.Review = &Review{Reason: e.Review.Reason, Asked: e.Review.Asked, Against: e.Review.Against}
	}
	return s
}

// RetentionPolicy is for how many days after its end what a case knows of people is kept (L2; PIPL 19, 47). It is counted
// from the end of the case, or from when it stopped to be the one by which an account belongs to somebody.
type RetentionPolicy struct {
	// Left is of cases that were canceled or not finished in time, Failed of those that were refused.
	Left   int `json:"left"`
	Failed int `json:"failed"`
	// Papers is of the pictures of a case that succeeded: who the account belongs to is known without them.
	Papers int `json:"papers"`
	// Former is of a case by which an account belonged to somebody before.
	Former int `json:"former"`
	// Closed is of releases and appeals that were decided.
	Closed int `json:"closed"`
	// Messages is how long messages stay on the site.
	Messages int `json:"messages"`
}

// bounds are the least and the greatest that make sense.
func (r RetentionPolicy) bounds() []bound {
	const longest = 3660 // ten years, the longest that a law asks for of some operators
	return []bound{
		{"retention.left", r.Left, 1, longest}, {"retention.failed", r.Failed, 1, longest}, {"retention.papers", r.Papers, 1, longest},
		{"retention.former", r.Former, 1, longest}, {"retention.closed", r.Closed, 1, longest}, {"retention.messages", r.Messages, 1, longest},
	}
}

// Erasure is what is to be erased of a case.
type Erasure string

const (
	// EraseNothing leaves it as it is.
	EraseNothing Erasure = ""
	// ErasePapers takes the pictures, and leaves who the account belongs to.
	ErasePapers Erasure = "papers"
	// EraseAll redacts the case.
	EraseAll Erasure = "all"
)

// Due says what is to be erased of the case and from when, as things stand: nothing while it is open, and nothing of one that
// was redacted. standsNot is when the account stopped to belong to whom it does by this case, where that is known.
func (c Case) Due(a Account, p *Policy, standsNot time.Time) (Erasure, time.Time) {
	days := func(from time.Time, n int) time.Time { return from.AddDate(0, 0, n) }
	state := c.Last().State
	if !state.Terminal() || !c.RedactedAt().IsZero() {
		return EraseNothing, time.Time{}
	}
	end, _ := c.last(Event.Ends)
	ended := end.At
	switch stateRows[state].ended {
	case StatusVerified:
		if c.Stands(a) {
			return ErasePapers, days(ended, p.Retention.Papers)
		}
		if standsNot.After(ended) {
			ended = standsNot
		}
		return EraseAll, days(ended, p.Retention.Former)
	case StatusReleased, StatusUpheld:
		return EraseAll, days(ended, p.Retention.Closed)
	case StatusRefused:
		return EraseAll, days(ended, p.Retention.Failed)
	case StatusCanceled, StatusExpired, RequiresInput, Processing:
	}
	return EraseAll, days(ended, p.Retention.Left)
}
