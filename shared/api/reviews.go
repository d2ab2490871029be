package api

import (
	"context"
	"errors"
	"net/url"
	"slices"

	"shiming/shared/realname"
	"shiming/shared/steps"
)

// ReviewQueue serves GET /v1/reviews, GET /v1/reviews/{case} and GET /v1/self.
func ReviewQueue(s Settings, step steps.ReviewQueue) []Endpoint {
	one := func(ctx context.Context, by realname.Actor, id realname.CaseID) (r review, err error) {
		if r.Case, err = step.Case(ctx, by, id); err != nil {
			return r, err
		}
		if r.holders, err = step.Holders(ctx, by, r.Case); err != nil {
			return r, err
		}
		if r.answers, err = step.Answers(ctx, r.Case, r.holders); err != nil {
			return r, err
		}
		if r.notes, err = step.Notes(ctx, r.Case); err != nil || by.Role != realname.Reviewer {
			return r, err
		}
		r.opened, err = step.Opened(ctx, by, r.Case)
		return r, err
	}
	return []Endpoint{
		listed(RouteReviews, func(ctx context.Context, c *call, cursor string, limit int) ([]steps.ReviewEntry, string, error) {
			filter, err := reviewFilter(c.http.URL.Query())
			if err != nil {
				return nil, "", err
			}
			return step.List(ctx, c.actor, filter, cursor, limit)
		}, func(c *call, e steps.ReviewEntry) reviewEntryView { return viewEntry(c, e, s.Clock()) }),
		about(RouteReview, "case", one, func(c *call, _ realname.CaseID, r review) (reply, error) {
			view := viewReview(s, c.actor, r.Case, s.Clock())
			view.Holders = r.holders
			for _, a := range r.answers {
				view.Answers = append(view.Answers, viewAnswer(c, a))
			}
			for _, n := range r.notes {
				view.Notes = append(view.Notes, noteView(n))
			}
			for i, d := range view.Documents {
				view.Documents[i].Opened = slices.Contains(r.opened, d.Document)
			}
			return c.of(r.Case, view).as(r.Case), nil
		}),
		{RouteSelf, func(c *call) (reply, error) {
			return reply{body: selfView{c.head("self"), c.actor.ID, c.actor.Role, c.actor.Account}}, nil
		}},
	}
}

// review is a case in review, with the holders of the identity that an appeal is about, which of them have answered it, what
// colleagues noted, and what the reviewer has opened.
type review struct {
	realname.Case
	holders []realname.AccountID
	answers []steps.Answered
	notes   []steps.ReviewNote
	opened  []realname.DocumentID
}

// selfView is who asks, as the gate knows them.
//
//openapi:schema Self
type selfView struct {
	head
	ID      string             `json:"id"`
	Role    realname.Role      `json:"role"`
	Account realname.AccountID `json:"account,omitempty"`
}

// reviewFilter reads which reviews are asked for.
func reviewFilter(query url.Values) (f steps.ReviewFilter, err error) {
	err = filters(query, func(name, value string) (ok bool) {
		switch name {
		case "kind":
			f.Kind = realname.Kind(value)
			ok = f.Kind.Valid()
		case "overdue":
			f.Overdue, ok = true, value == "true"
		case "escalated":
			f.Escalated, ok = true, value == "true"
		case "due_before":
			f.DueBefore, ok = timeWithin(value, 0, 9999)
		case "claimed":
			f.Claimed = steps.Claimed(value)
			ok = f.Claimed.Valid()
		case "case":
			f.Case = realname.CaseID(value)
			ok = f.Case.Valid()
		case "account":
			f.Account = realname.AccountID(value)
			ok = f.Account.Valid()
		}
		return ok
	})
	return f, err
}

// ClaimReview serves POST /v1/reviews, which takes the next one, POST /v1/reviews/{case}/claim, …/release and …/hand-over.
func ClaimReview(s Settings, step steps.ClaimReview) []Endpoint {
	return []Endpoint{
		{RouteNextReview, func(c *call) (reply, error) {
			ask, err := c.ask()
			if err != nil {
				return reply{}, err
			}
			kind, err := read(nextBody.said)(c)
			if err != nil {
				return reply{}, err
			}
			after, err := step.Next(c.http.Context(), ask, kind)
			if err != nil {
				return reply{}, err
			}
			return s.showReview(c, after)
		}},
		onCase(RouteClaimReview, noBody, bare(step.Claim), s.showReview),
		onCase(RouteReleaseReview, noBody, bare(step.Release), s.showReview),
		onCase(RouteHandOverReview, atItsStep(read(handOverBody.said)), step.HandOver, s.showReview),
	}
}

// nextBody says of what kind the next one is to be; empty: whichever is most urgent.
//
//openapi:schema NextReviewRequest
type nextBody struct {
	Kind realname.Kind `json:"kind,omitempty"`
}

func (b nextBody) said() (realname.Kind, error) {
	if b.Kind != "" && !b.Kind.Valid() {
		return "", realname.RefuseField(realname.CodeFieldInvalid, "kind")
	}
	return b.Kind, nil
}

// handOverBody names a colleague as their tokens do.
//
//openapi:schema HandOverRequest
type handOverBody struct {
	To string `json:"to"`
}

func (b handOverBody) said() (string, error) {
	if err := required("to", b.To); err != nil {
		return "", err
	}
	if !isSubject(b.To) {
		return "", realname.RefuseField(realname.CodeFieldInvalid, "to")
	}
	return b.To, nil
}

// NoteReview serves POST /v1/reviews/{case}/notes.
func NoteReview(s Settings, step steps.NoteReview) Endpoint {
	return onCase(RouteNoteReview, atItsStep(read(noteBody.said)), step.Do, s.showReview)
}

// noteBody is a note for colleagues.
//
//openapi:schema NoteRequest
type noteBody struct {
	Text string `json:"text"`
}

func (b noteBody) said() (string, error) { return b.Text, required("text", b.Text) }

// seenBody names a document that the reviewer looked at, as it was then.
type seenBody struct {
	Document realname.DocumentID `json:"document"`
	SHA256   string              `json:"sha256"`
}

// decisionBody is a reviewer's decision.
//
//openapi:schema DecisionRequest
type decisionBody struct {
	Decision realname.Decision     `json:"decision"`
	Reason   realname.ReviewReason `json:"reason,omitempty"`
	Comment  string                `json:"comment,omitempty"`
	Note     string                `json:"note,omitempty"`
	Asked    []realname.Purpose    `json:"asked,omitempty"`
	Saw      []seenBody            `json:"saw,omitempty"`
	// Against is the account to release, of an appeal that is approved (RULES F1).
	Against realname.AccountID `json:"against,omitempty"`
}

// decision is what a reviewer decides, with the reasons.
type decision struct {
	is     realname.Decision
	review realname.Review
}

// said says all that is wrong with the shape of the decision; what it means for the case is for the rules to say.
func (b decisionBody) said() (decision, error) {
	r := realname.Review{Against: b.Against, Reason: b.Reason, Comment: b.Comment, Note: b.Note, Asked: b.Asked}
	wrong := realname.AllWrong{Err: required("decision", string(b.Decision))}
	wrong.When(b.Decision != "" && !b.Decision.Valid(), realname.CodeFieldInvalid, "decision")
	wrong.When(b.Reason != "" && !b.Reason.Valid(), realname.CodeFieldInvalid, "reason")
	wrong.When(len(b.Asked) > 0 && b.Decision != realname.AskAgain, realname.CodeFieldInvalid, "asked")
	for _, d := range b.Saw {
		wrong.When(!d.Document.Valid() || len(d.SHA256) != 64, realname.CodeFieldInvalid, "saw")
		r.Saw = append(r.Saw, realname.DocumentRef{ID: d.Document, SHA256: d.SHA256})
	}
	return decision{b.Decision, r}, errors.Join(wrong.Err, r.Check(b.Decision))
}

// DecideReview serves POST /v1/reviews/{case}/decision.
func DecideReview(s Settings, step steps.DecideReview) Endpoint {
	decide := func(ctx context.Context, ask steps.Ask, id realname.CaseID, d decision) (realname.Case, error) {
		return step.Do(ctx, ask, id, d.is, d.review)
	}
	return onCase(RouteDecideReview, atItsStep(read(decisionBody.said)), decide, s.showReview)
}

// unmaskBody says why a reviewer has to see what is masked.
//
//openapi:schema UnmaskRequest
type unmaskBody struct {
	Reason realname.UnmaskReason `json:"reason"`
}

// said is the reason.
func (b unmaskBody) said() (realname.UnmaskReason, error) {
	if err := required("reason", string(b.Reason)); err != nil {
		return "", err
	}
	if !b.Reason.Valid() {
		return "", realname.RefuseField(realname.CodeFieldInvalid, "reason")
	}
	return b.Reason, nil
}

// UnmaskReview serves POST /v1/reviews/{case}/unmask: a POST, for it leaves a trace.
func UnmaskReview(_ Settings, step steps.UnmaskReview) Endpoint {
	reason := func(c *call) (bodyOf[realname.UnmaskReason], error) {
		b, err := judgedLater(c, read(unmaskBody.said))
		c.audit.Reason = b.said
		return b, err
	}
	unmask := func(ctx context.Context, by realname.Actor, id realname.CaseID, b bodyOf[realname.UnmaskReason]) (steps.Unmasked, error) {
		return step.Do(ctx, steps.Ask{By: by, Wrong: b.wrong}, id, b.said)
	}
	return aboutWith(RouteUnmaskReview, "case", reason, unmask, func(c *call, _ realname.CaseID, u steps.Unmasked) (reply, error) {
		return c.of(u.Case, viewUnmasked(u)), nil
	})
}

// SupplyPapers serves POST /v1/cases/{case}/papers/supply.
func SupplyPapers(s Settings, step steps.SupplyPapers) Endpoint {
	return onCase(RouteSupplyPapers, atItsStep(documents(10)), step.Do, s.showCase)
}

// papersBody are documents that were uploaded and accepted.
//
//openapi:schema PapersRequest
type papersBody struct {
	Documents []realname.DocumentID `json:"documents"`
}

// documents reads a body of documents alone, at most that many.
func documents(most int) reading[[]realname.DocumentID] {
	return read(func(b papersBody) ([]realname.DocumentID, error) {
		if len(b.Documents) == 0 {
			return nil, realname.RefuseField(realname.CodeFieldRequired, "documents")
		}
		if len(b.Documents) > most {
			return nil, realname.RefuseField(realname.CodeFieldInvalid, "documents")
		}
		return b.Documents, nil
	})
}
