// Package oidc signs staff in where the platform's accounts are: by OpenID Connect's code flow with PKCE (RFC 7636), at any
// provider that publishes its configuration. The session is a cookie that nobody but this service can read, with the access token in
// it: it is over when the token is, and then the provider is asked again, which answers by itself as long as its own session lasts.
// What a token allows does not live here: the API says it.
package oidc

import (
	"context"
	"crypto/subtle"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	provider "github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"shiming/shared/pages"
	"shiming/shared/realname"
)

// Config is how staff sign in.
type Config struct {
	// Issuer is the provider, as its tokens name it. Client and Secret are what it knows this service by; no secret: PKCE alone.
	Issuer, Client string
	// Secrets returns the client's secret, empty for none, and the secret that cookies are sealed with, which is as long as it likes.
	Secrets func(ctx context.Context) (client, cookies string, err error)
	// Scopes are asked for beside openid: what makes the access token one for this service's API.
	Scopes []string
	// Base is where people reach the service, without a slash at its end; empty: by https, at the host of each request.
	Base string
	// HTTP asks the provider; nil: the default client. Now is the real time.
	HTTP *http.Client
	Now  func() time.Time
}

// Desk signs staff in. It is safe for concurrent use.
type Desk struct {
	Config

	mu    sync.Mutex
	found *published
}

var _ pages.Desk = (*Desk)(nil)

// New makes a desk. The provider is asked when somebody signs in first.
func New(c Config) *Desk { return &Desk{Config: c} }

// published is what the provider says of itself, kept for a while.
type published struct {
	*provider.Provider
	end   string // where its session is ended; empty: nowhere
	until time.Time
}

const (
	publishedFor = time.Hour
	// startedFor is how long signing in may take.
	startedFor = 10 * time.Minute
	// skew is how much the provider's clock may differ from ours.
	skew = 2 * time.Minute
)

// discover returns what the provider publishes. What cannot be asked again is used on.
func (d *Desk) discover(ctx context.Context) (*published, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.found != nil && d.Now().Before(d.found.until) {
		return d.found, nil
	}
	p, err := provider.NewProvider(d.asking(context.WithoutCancel(ctx)), d.Issuer)
	if err != nil && d.found == nil {
		return nil, fmt.Errorf("the identity provider %s: %w", d.Issuer, err)
	}
	if err == nil {
		var also struct {
			End string `json:"end_session_endpoint"`
		}
		if err := p.Claims(&also); err != nil {
			return nil, err
		}
		d.found = &published{Provider: p, end: also.End}
	}
	d.found.until = d.Now().Add(publishedFor)
	return d.found, nil
}

func (d *Desk) asking(ctx context.Context) context.Context {
	if d.HTTP == nil {
		return ctx
	}
	return provider.ClientContext(ctx, d.HTTP)
}

func (d *Desk) base(r *http.Request) string {
	if d.Base == "" {
		return "https://" + r.Host
	}
	return d.Base
}

func (d *Desk) oauth(r *http.Request, p *published, secret string) *oauth2.Config {
	return &oauth2.Config{
		ClientID: d.Client, ClientSecret: secret, Endpoint: p.Endpoint(), RedirectURL: d.base(r) + "/staff/signed-in",
		Scopes: append([]string{provider.ScopeOpenID}, d.Scopes...),
	}
}

// started is what the browser keeps while somebody signs in.
type started struct {
	State    string    `json:"s"`
	Nonce    string    `json:"n"`
	Verifier string    `json:"v"`
	Back     string    `json:"b"`
	Until    time.Time `json:"u"`
}

// session is what the browser keeps of who is signed in.
type session struct {
	Token string        `json:"t"`
	ID    string        `json:"i"`
	Role  realname.Role `json:"r"`
	Until time.Time     `json:"u"`
}

// Of implements pages.Desk.
func (d *Desk) Of(r *http.Request) pages.StaffMember {
	var s session
	if d.read(r, sessionCookie, &s) != nil || !d.Now().Before(s.Until) {
		return pages.StaffMember{}
	}
	return pages.StaffMember{Token: s.Token, ID: s.ID, Role: s.Role}
}

// Start implements pages.Desk.
func (d *Desk) Start(w http.ResponseWriter, r *http.Request, back string) error {
	p, err := d.discover(r.Context())
	if err != nil {
		return err
	}
	secret, _, err := d.Secrets(r.Context())
	if err != nil {
		return err
	}
	s := started{State: oauth2.GenerateVerifier(), Nonce: oauth2.GenerateVerifier(), Verifier: oauth2.GenerateVerifier(), Back: back, Until: d.Now().Add(startedFor)}
	if err := d.write(w, r, startCookie, s, startedFor); err != nil {
		return err
	}
	to := d.oauth(r, p, secret).AuthCodeURL(s.State, provider.Nonce(s.Nonce), oauth2.S256ChallengeOption(s.Verifier))
	w.Header().Set("Cache-Control", "no-store")
	http.Redirect(w, r, to, http.StatusSeeOther)
	return nil
}

// The ways in which coming back from the provider can be wrong.
var (
	errNotBegun = errors.New("nobody began to sign in in this browser, or too long ago")
	errOther    = errors.New("it is the answer to another sign-in")
	errNoID     = errors.New("the provider gave no ID token")
	errNonce    = errors.New("the ID token is of another sign-in")
)

// Finish implements pages.Desk.
func (d *Desk) Finish(w http.ResponseWriter, r *http.Request) (string, func(pages.StaffMember) error, string, error) {
	var s started
	err := d.read(r, startCookie, &s)
	d.forget(w, r, startCookie)
	asked := r.URL.Query()
	switch {
	case err != nil || !d.Now().Before(s.Until):
		return "", nil, "", errNotBegun
	case subtle.ConstantTimeCompare([]byte(asked.Get("state")), []byte(s.State)) != 1:
		return "", nil, "", errOther
	case asked.Get("code") == "":
		return "", nil, "", fmt.Errorf("the provider refused: %s", word(asked.Get("error")))
	}
	p, err := d.discover(r.Context())
	if err != nil {
		return "", nil, "", err
	}
	secret, _, err := d.Secrets(r.Context())
	if err != nil {
		return "", nil, "", err
	}
	ctx := d.asking(r.Context())
	token, err := d.oauth(r, p, secret).Exchange(ctx, asked.Get("code"), oauth2.VerifierOption(s.Verifier))
	if err != nil {
		var refused *oauth2.RetrieveError
		if errors.As(err, &refused) { // what else the provider answered is nobody's business
			return "", nil, "", fmt.Errorf("the provider gave no token: %s", word(refused.ErrorCode))
		}
		return "", nil, "", errors.New("the provider gave no token")
	}
	raw, _ := token.Extra("id_token").(string)
	if raw == "" {
		return "", nil, "", errNoID
	}
	now := func() time.Time { return d.Now().Add(-skew) } // a clock of theirs that is behind
	id, err := p.Verifier(&provider.Config{ClientID: d.Client, Now: now}).Verify(ctx, raw)
	if err != nil {
		return "", nil, "", errors.New("the ID token does not verify")
	}
	if subtle.ConstantTimeCompare([]byte(id.Nonce), []byte(s.Nonce)) != 1 {
		return "", nil, "", errNonce
	}
	if id.AccessTokenHash != "" && id.VerifyAccessToken(token.AccessToken) != nil {
		return "", nil, "", errors.New("the access token is not the ID token's")
	}
	until := token.Expiry
	if until.IsZero() {
		until = id.Expiry
	}
	keep := func(m pages.StaffMember) error {
		life := until.Sub(d.Now())
		if err := d.write(w, r, sessionCookie, session{m.Token, m.ID, m.Role, until}, life); err != nil {
			return err
		}
		return d.write(w, r, hintCookie, raw, life) // without it the provider asks who is to be signed out
	}
	return token.AccessToken, keep, s.Back, nil
}

// End implements pages.Desk: the provider's session ends with ours, where it says how (OpenID Connect RP-Initiated Logout 1.0).
func (d *Desk) End(w http.ResponseWriter, r *http.Request) string {
	var hint string
	_ = d.read(r, hintCookie, &hint) // without it the provider asks
	for _, name := range []string{sessionCookie, hintCookie, startCookie} {
		d.forget(w, r, name)
	}
	to := d.base(r) + "/staff/sign-in"
	p, err := d.discover(r.Context())
	if err != nil || p.end == "" {
		return "/staff/sign-in"
	}
	query := url.Values{"client_id": {d.Client}, "post_logout_redirect_uri": {to}, "logout_uri": {to}} // Cognito has its own name for it
	if hint != "" {
		query.Set("id_token_hint", hint)
	}
	mark := "?"
	if strings.Contains(p.end, "?") {
		mark = "&"
	}
	return p.end + mark + query.Encode()
}

// Origins implements pages.Desk: where the provider's session is ended.
func (d *Desk) Origins(ctx context.Context) []string {
	p, err := d.discover(ctx)
	if err != nil || p.end == "" {
		return nil
	}
	u, err := url.Parse(p.end)
	if err != nil || u.Host == "" {
		return nil
	}
	return []string{u.Scheme + "://" + u.Host}
}

// word is a code of the provider's for the log: anything else that it says could be about somebody.
func word(code string) string {
	if code == "" || len(code) > 40 || strings.ContainsFunc(code, func(r rune) bool { return r != '_' && (r < 'a' || r > 'z') }) {
		return "without a reason"
	}
	return code
}
