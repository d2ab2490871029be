package api

import (
	"errors"
	"net/url"
	"time"

	"shiming/shared/realname"
	"shiming/shared/steps"
)

// linkBody is what a link of the platform is to be.
//
//openapi:schema LinkRequest
type linkBody struct {
	Kind              realname.Kind     `json:"kind,omitempty"`
	Case              realname.CaseID   `json:"case,omitempty"`
	ReturnURL         string            `json:"return_url"`
	Language          realname.Language `json:"language,omitempty"`
	ClientReferenceID string            `json:"client_reference_id,omitempty"`
	Metadata          map[string]string `json:"metadata,omitempty"`
	Subject           string            `json:"subject,omitempty"`
	ExpiresIn         *int              `json:"expires_in,omitempty"` // seconds
}

// said is the wish.
func (b linkBody) said() (steps.Wish, error) {
	w := steps.Wish{Subject: b.Subject, Kind: b.Kind, Case: b.Case, Handoff: realname.Handoff{
		ReturnURL: b.ReturnURL, ClientReferenceID: b.ClientReferenceID, Metadata: b.Metadata, Language: b.Language,
	}}
	var wrong error
	if b.Subject != "" && !isSubject(b.Subject) {
		wrong = realname.RefuseField(realname.CodeFieldInvalid, "subject")
	}
	switch {
	case b.ExpiresIn == nil:
	case *b.ExpiresIn < 1 || *b.ExpiresIn > int(realname.LinkLifeMost/time.Second):
		wrong = errors.Join(wrong, realname.RefuseField(realname.CodeFieldInvalid, "expires_in"))
	default:
		w.Life = time.Duration(*b.ExpiresIn) * time.Second
	}
	return w, wrong
}

// errandBody is one thing that somebody else does for the case.
//
//openapi:schema ErrandRequest
type errandBody struct {
	Task     realname.ErrandTask `json:"task"`
	Purposes []realname.Purpose  `json:"purposes,omitempty"`
	Language realname.Language   `json:"language,omitempty"`
}

func (b errandBody) said() (errandBody, error) { return b, required("task", string(b.Task)) }

// linkView is an address that is told once, and kept nowhere.
//
//openapi:schema Link
type linkView struct {
	head
	Account   realname.AccountID `json:"account"`
	URL       string             `json:"url"`
	ExpiresAt time.Time          `json:"expires_at"`
}

// LinkPath is where the hosted pages open a link; what the address carries follows.
const LinkPath = "/l/"

// showLink tells the address. It says which language its first page speaks, which knows nothing of the link yet.
func (s Settings) showLink(c *call, made steps.MadeLink, language realname.Language) reply {
	c.audit.Account = made.Account
	address := c.absolute(LinkPath + made.Secret)
	if language != "" {
		address += "?lang=" + url.QueryEscape(string(language))
	}
	return reply{body: linkView{
		head: c.head("link"), Account: made.Account, URL: address, ExpiresAt: made.ExpiresAt.UTC(),
	}}
}

// MakeLink serves POST /v1/accounts/{account}/links and POST /v1/cases/{case}/links.
func MakeLink(s Settings, step steps.MakeLink) []Endpoint {
	return []Endpoint{
		{RouteMakeLink, func(c *call) (reply, error) {
			ask, err := c.ask()
			if err != nil {
				return reply{}, err
			}
			wish, err := read(linkBody.said)(c)
			if err != nil {
				return reply{}, err
			}
			made, err := step.Do(c.http.Context(), ask, realname.AccountID(c.http.PathValue("account")), wish)
			if err != nil {
				return reply{}, err
			}
			return s.showLink(c, made, wish.Handoff.Language), nil
		}},
		{RouteMakeErrand, func(c *call) (reply, error) {
			ask, err := c.ask()
			if err != nil {
				return reply{}, err
			}
			b, err := atItsStep(read(errandBody.said))(c)
			if err != nil {
				return reply{}, err
			}
			ask.Wrong = c.wrong
			errand := realname.Errand{Task: b.Task, Purposes: b.Purposes}
			made, err := step.Errand(c.http.Context(), ask, realname.CaseID(c.http.PathValue("case")), errand, b.Language)
			if err != nil {
				return reply{}, err
			}
			return s.showLink(c, made, b.Language), nil
		}},
	}
}
