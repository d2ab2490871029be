package api

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"time"

	"shiming/shared/realname"
	"shiming/shared/steps"
	"shiming/shared/vault/sealed/signing"
)

// openLinkBody is a link, its whole address or what it ends in. It comes in a body: addresses are logged on their way.
//
//openapi:schema OpenLinkRequest
type openLinkBody struct {
	Link string `json:"link"`
}

// said is what the address carries.
func (b openLinkBody) said() (string, error) {
	address, _, _ := strings.Cut(b.Link, "?")
	return address[strings.LastIndex(address, "/")+1:], required("link", b.Link)
}

// sessionBody is what refreshes and ends a session.
//
//openapi:schema SessionRequest
type sessionBody struct {
	Secret string `json:"session_secret"`
}

// said is the secret.
func (b sessionBody) said() (string, error) { return b.Secret, required("session_secret", b.Secret) }

// sessionView is a session with what speaks for it: neither the token nor the secret is kept, and both are told to nobody else.
//
//openapi:schema Session
type sessionView struct {
	head
	Account realname.AccountID `json:"account"`
	// Kind is what to begin with, Case what to go on with; Errand the one thing that the session is for.
	Kind      realname.Kind     `json:"kind,omitempty"`
	Case      realname.CaseID   `json:"case,omitempty"`
	Errand    *errandView       `json:"errand,omitempty"`
	ReturnURL string            `json:"return_url,omitempty"`
	Language  realname.Language `json:"language,omitempty"`
	// Token asks the API under /me until TokenExpiresAt; Secret refreshes the session until ExpiresAt.
	Token          string    `json:"token"`
	TokenExpiresAt time.Time `json:"token_expires_at"`
	Secret         string    `json:"session_secret"`
	ExpiresAt      time.Time `json:"expires_at"`
}

//openapi:schema Errand
type errandView struct {
	Task     realname.ErrandTask `json:"task"`
	Case     realname.CaseID     `json:"case"`
	Purposes []realname.Purpose  `json:"purposes,omitempty"`
}

func viewSession(c *call, in steps.SignedIn) sessionView {
	v := sessionView{
		head: c.head("session"), Account: in.Session.Account, Kind: in.Session.Kind, Case: in.Session.Case,
		ReturnURL: in.Session.Handoff.ReturnURL, Language: in.Session.Handoff.Language,
		Token: in.Token, TokenExpiresAt: in.Until.UTC(), Secret: in.Secret, ExpiresAt: in.Session.Until.UTC(),
	}
	if e := in.Session.Errand; e != nil {
		v.Errand = &errandView{e.Task, e.Case, e.Purposes}
	}
	return v
}

// endedView says that a session is over.
//
//openapi:schema SessionEnded
type endedView struct {
	head
	Status string `json:"status"`
}

// Sessions serves POST /v1/links/open, /v1/sessions/refresh and /v1/sessions/end. They need no token: what they are given is
// what they go by.
func Sessions(s Settings, step steps.Sessions) []Endpoint {
	by := func(c *call, in steps.SignedIn) {
		c.audit.Account = in.Session.Account
		if in.ID != "" && in.Session.Account != "" {
			c.audit.Who = in.Session.Actor(in.ID).ID
		}
	}
	signedIn := func(route Route, body reading[string], do func(c *call, secret string) (steps.SignedIn, error)) Endpoint {
		return Endpoint{route, func(c *call) (reply, error) {
			secret, err := body(c)
			if err != nil {
				return reply{}, err
			}
			in, err := do(c, secret)
			by(c, in)
			if err != nil {
				return reply{}, err
			}
			return reply{body: viewSession(c, in)}, nil
		}}
	}
	return []Endpoint{
		signedIn(RouteOpenLink, read(openLinkBody.said), func(c *call, link string) (steps.SignedIn, error) {
			ask, err := c.ask()
			if err != nil {
				return steps.SignedIn{}, err
			}
			key := ""
			if ask.Replay != nil {
				key, _ = c.header("Idempotency-Key")
			}
			return step.Open(c.http.Context(), link, key, c.BaseURL)
		}),
		signedIn(RouteRefreshSession, read(sessionBody.said), func(c *call, secret string) (steps.SignedIn, error) {
			return step.Refresh(c.http.Context(), secret, c.BaseURL)
		}),
		{RouteEndSession, func(c *call) (reply, error) {
			secret, err := read(sessionBody.said)(c)
			if err != nil {
				return reply{}, err
			}
			in, err := step.End(c.http.Context(), secret)
			by(c, in)
			if err != nil {
				return reply{}, err
			}
			return reply{body: endedView{c.head("session"), "ended"}}, nil
		}},
	}
}

// published is how OpenID Connect Discovery has it, as far as an authorizer reads it.
type published struct {
	Issuer     string   `json:"issuer"`
	KeysURL    string   `json:"jwks_uri"`
	Algorithms []string `json:"id_token_signing_alg_values_supported"`
	Subjects   []string `json:"subject_types_supported"`
	Responses  []string `json:"response_types_supported"`
}

// PublishKeys serves what verifies the tokens of sessions: GET /.well-known/openid-configuration and /jwks.json. The issuer is
// the address that it is asked at.
func PublishKeys(signer signing.TokenSigner) []Endpoint {
	kept := http.Header{"Content-Type": {"application/json; charset=utf-8"}, "Cache-Control": {"public, max-age=300"}}
	answer := func(body func(ctx context.Context, base string) ([]byte, error)) func(c *call) (reply, error) {
		return func(c *call) (reply, error) {
			text, err := body(c.http.Context(), c.BaseURL)
			return reply{raw: text, header: kept}, err
		}
	}
	return []Endpoint{
		{RouteDiscovery, answer(func(_ context.Context, base string) ([]byte, error) {
			return json.Marshal(published{base, base + RouteKeys.Path, []string{"RS256"}, []string{"public"}, []string{"none"}})
		})},
		{RouteKeys, answer(func(ctx context.Context, _ string) ([]byte, error) {
			keys, err := signer.PublicKeys(ctx)
			if err != nil {
				return nil, err
			}
			return signing.Set(keys)
		})},
	}
}
