package api

import (
	"context"
	"errors"
	"net/url"
	"slices"
	"time"

	"shiming/shared/identity"
	"shiming/shared/realname"
	"shiming/shared/steps"
)

// FindCases serves GET /v1/cases and POST /v1/subjects/search.
func FindCases(s Settings, step steps.FindCases) []Endpoint {
	return []Endpoint{
		listed(RouteCases, func(ctx context.Context, c *call, cursor string, limit int) ([]caseView, string, error) {
			filter, err := caseFilter(c.http.URL.Query())
			if err != nil {
				return nil, "", err
			}
			found, next, err := step.List(ctx, filter, cursor, limit)
			return viewCases(c, s, found), next, err
		}, asItIs),
		{RouteFindSubject, func(c *call) (reply, error) {
			number, err := read(subjectBody.said)(c)
			if err != nil {
				return reply{}, err
			}
			found, err := step.Subject(c.http.Context(), number)
			return reply{body: viewSubject(c, found)}, err
		}},
	}
}

// viewCases are cases as the caller sees them.
func viewCases(c *call, s Settings, found []realname.Case) []caseView {
	views := make([]caseView, len(found))
	for i, one := range found {
		views[i] = c.seen(viewCase(s, one, s.Clock()))
	}
	return views
}

func asItIs(_ *call, seen caseView) caseView { return seen }

// caseFilter reads which cases are asked for.
func caseFilter(query url.Values) (f steps.CaseFilter, err error) {
	err = filters(query, func(name, value string) (ok bool) {
		switch name {
		case "kind":
			f.Kind = realname.Kind(value)
			ok = f.Kind.Valid()
		case "status":
			f.Status = realname.Status(value)
			ok = slices.Contains(realname.Statuses(), f.Status)
		case "method":
			f.Method = realname.Method(value)
			ok = slices.Contains(realname.Methods(), f.Method)
		case "since":
			f.Since, ok = timeWithin(value, 1971, 2261) // what a place in the list can be of
		case "until":
			f.Until, ok = timeWithin(value, 1971, 2261)
		}
		return ok
	})
	return f, err
}

// subjectBody is a number that somebody is looked for by. It comes in a body, for addresses are logged on their way (THREATS Q3).
//
//openapi:schema SubjectSearch
type subjectBody struct {
	Kind   string `json:"kind"`
	Number string `json:"number"`
}

// said is the number, in its one spelling.
func (b subjectBody) said() (n steps.Number, err error) {
	wrong, code := required("kind", b.Kind, "number", b.Number), identity.CodeKind(b.Kind)
	switch {
	case identity.DocumentKind(b.Kind).Valid():
		n.Document, err = identity.ParseDocument(identity.DocumentKind(b.Kind), b.Number)
	case code == identity.UnifiedCode || code == identity.RegistrationNumber || code == identity.OtherCode:
		n.Code, err = identity.ParseOrganisationCode(code, b.Number)
	case b.Kind != "":
		wrong = errors.Join(wrong, realname.RefuseField(realname.CodeFieldInvalid, "kind"))
	}
	if err != nil && b.Number != "" {
		wrong = errors.Join(wrong, realname.RefuseField(realname.CodeFieldInvalid, "number").Because(err))
	}
	return n, wrong
}

// subjectFoundView is who holds a number, masked.
//
//openapi:schema SubjectFound
type subjectFoundView struct {
	head
	Kind     realname.SubjectKind `json:"kind"`
	Accounts []holdingView        `json:"accounts"`
	More     bool                 `json:"more"`
}

// holdingView is an account that is verified with it, and the case by which it is.
//
//openapi:schema Holding
type holdingView struct {
	Account    realname.AccountID `json:"account"`
	Case       realname.CaseID    `json:"case"`
	OpenCase   realname.CaseID    `json:"open_case,omitempty"`
	Name       string             `json:"name"`
	Number     string             `json:"number"`
	Method     realname.Method    `json:"method"`
	VerifiedAt time.Time          `json:"verified_at"`
}

func viewSubject(c *call, found steps.FoundSubject) subjectFoundView {
	v := subjectFoundView{head: c.head("subject"), Kind: found.Kind, Accounts: []holdingView{}, More: found.More}
	for _, a := range found.Accounts {
		id := a.Identity
		v.Accounts = append(v.Accounts, holdingView{
			Account: a.ID, Case: id.Case, OpenCase: a.OpenCase, Name: id.Name, Number: id.Number, Method: id.Method, VerifiedAt: id.VerifiedAt.UTC(),
		})
	}
	return v
}
