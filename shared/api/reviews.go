package api

import (
	"context"
	"strconv"

	"shiming/shared/realname"
	"shiming/shared/steps"
)

// ReviewQueue serves GET /v1/reviews and GET /v1/reviews/{case}.
func ReviewQueue(s Settings, step steps.ReviewQueue) []Endpoint {
	return []Endpoint{
		{RouteReviews, paged(func(ctx context.Context, _ call, cursor string, limit int) ([]steps.ReviewEntry, string, error) {
			return step.List(ctx, cursor, limit)
		}, func(e steps.ReviewEntry) reviewEntryView { return viewEntry(e, s.Clock()) })},
		{RouteReview, func(ctx context.Context, c call) (reply, error) {
			found, err := step.Case(ctx, c.actor, realname.CaseID(c.Params["case"]))
			if err != nil {
				return reply{}, err
			}
			c.audit.Account = found.Account
			holders, err := step.Holders(ctx, c.actor, found)
			if err != nil {
				return reply{}, err
			}
			view := viewReview(s, found, s.Clock())
			view.Holders = holders
			return reply{body: view, etag: etag(found.Version())}, nil
		}},
	}
}

// pageLimit reads how many rows a page may have: 20 unless the query says 1 to 100.
func pageLimit(c call) (int, error) {
	q, ok := c.Query["limit"]
	if !ok {
		return 20, nil
	}
	n, err := strconv.Atoi(q)
	if err != nil || n < 1 || n > 100 {
		return 0, realname.RefuseField(realname.CodeFieldInvalid, "limit")
	}
	return n, nil
}

// reviewing makes an endpoint of a step by which a reviewer changes a case.
func reviewing(s Settings, route Route, do func(ctx context.Context, c call, ask steps.Ask, id realname.CaseID) (realname.Case, error)) Endpoint {
	return Endpoint{route, func(ctx context.Context, c call) (reply, error) {
		fields, err := c.ask(route)
		if err != nil {
			return reply{}, err
		}
		ask := steps.Ask{By: c.actor, Replay: fields.replay, Versions: fields.versions}
		after, err := do(ctx, c, ask, realname.CaseID(c.Params["case"]))
		if err != nil {
			return reply{}, err
		}
		c.audit.Account = after.Account
		return reply{body: viewReview(s, after, after.UpdatedAt()), etag: etag(after.Version())}, nil
	}}
}

// ClaimReview serves POST /v1/reviews/{case}/claim and …/release.
func ClaimReview(s Settings, step steps.ClaimReview) []Endpoint {
	with := func(do func(context.Context, steps.Ask, realname.CaseID) (realname.Case, error)) func(context.Context, call, steps.Ask, realname.CaseID) (realname.Case, error) {
		return func(ctx context.Context, c call, ask steps.Ask, id realname.CaseID) (realname.Case, error) {
			if err := noBody(c.Request); err != nil {
				return realname.Case{}, err
			}
			return do(ctx, ask, id)
		}
	}
	return []Endpoint{
		reviewing(s, RouteClaimReview, with(step.Claim)),
		reviewing(s, RouteReleaseReview, with(step.Release)),
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

// review checks the shape of the decision; what it means for the case is for the rules to say.
func (b decisionBody) review() (realname.Review, error) {
	if err := required("decision", string(b.Decision)); err != nil {
		return realname.Review{}, err
	}
	if !b.Decision.Valid() {
		return realname.Review{}, realname.RefuseField(realname.CodeFieldInvalid, "decision")
	}
	if b.Reason != "" && !b.Reason.Valid() {
		return realname.Review{}, realname.RefuseField(realname.CodeFieldInvalid, "reason")
	}
	if len(b.Asked) > 0 && b.Decision != realname.AskAgain {
		return realname.Review{}, realname.RefuseField(realname.CodeFieldInvalid, "asked")
	}
	r := realname.Review{Against: b.Against, Reason: b.Reason, Comment: b.Comment, Note: b.Note, Asked: b.Asked}
	for _, d := range b.Saw {
		if !d.Document.Valid() || len(d.SHA256) != 64 {
			return realname.Review{}, realname.RefuseField(realname.CodeFieldInvalid, "saw")
		}
		r.Saw = append(r.Saw, realname.Ref{ID: d.Document, SHA256: d.SHA256})
	}
	return r, nil
}

// DecideReview serves POST /v1/reviews/{case}/decision.
func DecideReview(s Settings, step steps.DecideReview) Endpoint {
	return reviewing(s, RouteDecideReview, func(ctx context.Context, c call, ask steps.Ask, id realname.CaseID) (realname.Case, error) {
		var body decisionBody
		if err := decode(c.Request, &body); err != nil {
			return realname.Case{}, err
		}
		review, err := body.review()
		if err != nil {
			return realname.Case{}, err
		}
		return step.Do(ctx, ask, id, body.Decision, review)
	})
}

// unmaskBody says why a reviewer has to see what is masked.
//
//openapi:schema UnmaskRequest
type unmaskBody struct {
	Reason realname.UnmaskReason `json:"reason"`
}

// UnmaskReview serves POST /v1/reviews/{case}/unmask: a POST, for it leaves a trace.
func UnmaskReview(_ Settings, step steps.UnmaskReview) Endpoint {
	return Endpoint{RouteUnmaskReview, func(ctx context.Context, c call) (reply, error) {
		var body unmaskBody
		if err := decode(c.Request, &body); err != nil {
			return reply{}, err
		}
		if err := required("reason", string(body.Reason)); err != nil {
			return reply{}, err
		}
		if !body.Reason.Valid() {
			return reply{}, realname.RefuseField(realname.CodeFieldInvalid, "reason")
		}
		c.audit.Reason = body.Reason
		u, err := step.Do(ctx, c.actor, realname.CaseID(c.Params["case"]))
		if err != nil {
			return reply{}, err
		}
		c.audit.Account = u.Case.Account
		return reply{body: viewUnmasked(u)}, nil
	}}
}

// SupplyPapers serves POST /v1/cases/{case}/papers/supply.
func SupplyPapers(s Settings, step steps.SupplyPapers) Endpoint {
	return command(s, RouteSupplyPapers, func(ctx context.Context, c call, ask steps.Ask, id realname.CaseID) (realname.Case, error) {
		documents, err := readDocuments(c.Request, 10)
		if err != nil {
			return realname.Case{}, err
		}
		return step.Do(ctx, ask, id, documents)
	})
}

// papersBody are documents that were uploaded and accepted.
//
//openapi:schema PapersRequest
type papersBody struct {
	Documents []realname.DocumentID `json:"documents"`
}

// readDocuments reads a body of documents alone, at most that many.
func readDocuments(r Request, most int) ([]realname.DocumentID, error) {
	var body papersBody
	if err := decode(r, &body); err != nil {
		return nil, err
	}
	if len(body.Documents) == 0 {
		return nil, realname.RefuseField(realname.CodeFieldRequired, "documents")
	}
	if len(body.Documents) > most {
		return nil, realname.RefuseField(realname.CodeFieldInvalid, "documents")
	}
	return body.Documents, nil
}
