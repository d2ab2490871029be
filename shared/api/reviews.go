package api

import (
	"context"

	"shiming/shared/realname"
	"shiming/shared/steps"
)

// ReviewQueue serves GET /v1/reviews and GET /v1/reviews/{case}.
func ReviewQueue(s Settings, step steps.ReviewQueue) []Endpoint {
	one := func(ctx context.Context, by realname.Actor, id realname.CaseID) (review, error) {
		found, err := step.Case(ctx, by, id)
		if err != nil {
			return review{}, err
		}
		holders, err := step.Holders(ctx, by, found)
		if err != nil {
			return review{}, err
		}
		answers, err := step.Answers(ctx, found, holders)
		return review{found, holders, answers}, err
	}
	return []Endpoint{
		listed(RouteReviews, func(ctx context.Context, _ *call, cursor string, limit int) ([]steps.ReviewEntry, string, error) {
			return step.List(ctx, cursor, limit)
		}, func(c *call, e steps.ReviewEntry) reviewEntryView { return viewEntry(c, e, s.Clock()) }),
		about(RouteReview, "case", one, func(c *call, _ realname.CaseID, r review) (reply, error) {
			view := viewReview(s, r.Case, s.Clock())
			view.Holders = r.holders
			for _, a := range r.answers {
				view.Answers = append(view.Answers, viewAnswer(c, a))
			}
			return c.of(r.Case, view).as(r.Case), nil
		}),
	}
}

// review is a case in review, with the holders of the identity that an appeal is about, and which of them have answered it.
type review struct {
	realname.Case
	holders []realname.AccountID
	answers []steps.Answered
}

// ClaimReview serves POST /v1/reviews/{case}/claim and …/release.
func ClaimReview(s Settings, step steps.ClaimReview) []Endpoint {
	return []Endpoint{
		onCase(RouteClaimReview, noBody, bare(step.Claim), s.showReview),
		onCase(RouteReleaseReview, noBody, bare(step.Release), s.showReview),
	}
}

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

// said checks the shape of the decision; what it means for the case is for the rules to say.
func (b decisionBody) said() (decision, error) {
	if err := required("decision", string(b.Decision)); err != nil {
		return decision{}, err
	}
	if !b.Decision.Valid() {
		return decision{}, realname.RefuseField(realname.CodeFieldInvalid, "decision")
	}
	if b.Reason != "" && !b.Reason.Valid() {
		return decision{}, realname.RefuseField(realname.CodeFieldInvalid, "reason")
	}
	if len(b.Asked) > 0 && b.Decision != realname.AskAgain {
		return decision{}, realname.RefuseField(realname.CodeFieldInvalid, "asked")
	}
	r := realname.Review{Against: b.Against, Reason: b.Reason, Comment: b.Comment, Note: b.Note, Asked: b.Asked}
	for _, d := range b.Saw {
		if !d.Document.Valid() || len(d.SHA256) != 64 {
			return decision{}, realname.RefuseField(realname.CodeFieldInvalid, "saw")
		}
		r.Saw = append(r.Saw, realname.DocumentRef{ID: d.Document, SHA256: d.SHA256})
	}
	return decision{b.Decision, r}, nil
}

// DecideReview serves POST /v1/reviews/{case}/decision.
func DecideReview(s Settings, step steps.DecideReview) Endpoint {
	decide := func(ctx context.Context, ask steps.Ask, id realname.CaseID, d decision) (realname.Case, error) {
		return step.Do(ctx, ask, id, d.is, d.review)
	}
	return onCase(RouteDecideReview, read(decisionBody.said), decide, s.showReview)
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
	reason := func(c *call) (realname.UnmaskReason, error) {
		reason, err := read(unmaskBody.said)(c)
		c.audit.Reason = reason
		return reason, err
	}
	unmask := func(ctx context.Context, by realname.Actor, id realname.CaseID, _ realname.UnmaskReason) (steps.Unmasked, error) {
		return step.Do(ctx, by, id)
	}
	return aboutWith(RouteUnmaskReview, "case", reason, unmask, func(c *call, _ realname.CaseID, u steps.Unmasked) (reply, error) {
		return c.of(u.Case, viewUnmasked(u)), nil
	})
}

// SupplyPapers serves POST /v1/cases/{case}/papers/supply.
func SupplyPapers(s Settings, step steps.SupplyPapers) Endpoint {
	return onCase(RouteSupplyPapers, documents(10), step.Do, s.showCase)
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
