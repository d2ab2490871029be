// Package ownprovider proves identities by a service of the operator's own, in any language, over HTTP: app scan, binding of a
// group's enterprises, or whatever a contract says that no adapter here speaks (RULES B8, E5). openapi.yaml beside this file
// describes what it has to answer, infra/tools/provider-check runs the suite of the port against it.
//
// Each question is one POST of a JSON object, signed as Standard Webhooks 1.0 has it, so that the service knows who asks;
// each answer is authentic because TLS is. What the service finds out it says in either way or in both: signed, to the
// address of callbacks; and when it is asked. Whom a check is about stands in the body, never in an address.
package ownprovider

import (
	"bytes"
	"context"
	"crypto/rand"
	_ "embed" // the description of the contract
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"time"

	"shiming/shared/identity"
	"shiming/shared/providers/checkref"
	"shiming/shared/providers/standardhook"
	"shiming/shared/realname"
	"shiming/shared/steps"
	"shiming/shared/wire"
)

// OpenAPI describes what the operator's service answers.
//
//go:embed openapi.yaml
var OpenAPI []byte

// Name is its name in the address of callbacks: POST /v1/callbacks/own.
const Name = "own"

// Options say where the service is. All but Client are required.
type Options struct {
	// URL is what the paths are put behind: https, or http on this machine.
	URL string
	// Access returns one text: whsec_ and base64 of 24 to 64 bytes, or two of them with a space between while they are rotated.
	// The first signs what is asked, each of them is taken in callbacks.
	Access wire.Access
	// Methods are what the service proves.
	Methods []realname.Method
	Clock   steps.Clock
	// Client makes the calls; nil: one that gives up after eight seconds.
	Client *http.Client
}

// Provider is a steps.Pusher and a steps.Puller. It is safe for concurrent use.
type Provider struct {
	o    Options
	wire *wire.Client
}

var (
	_ steps.Pusher = (*Provider)(nil)
	_ steps.Puller = (*Provider)(nil)
)

// New makes a provider. It calls nothing. The error holds neither address nor secret.
func New(o Options) (*Provider, error) {
	u, err := url.Parse(o.URL)
	if err != nil || u.Host == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "" ||
		u.Scheme != "https" && !(u.Scheme == "http" && loopback(u.Hostname())) {
		return nil, errors.New("ownprovider: the address has to be https, without user, query and fragment")
	}
	if o.Access == nil || o.Clock == nil || len(o.Methods) == 0 {
		return nil, errors.New("ownprovider: secrets and a clock are needed, and one method at least")
	}
	for _, m := range o.Methods {
		if !m.ByCheck() {
			return nil, errors.New("ownprovider: a method is not one that a check proves")
		}
	}
	o.URL = strings.TrimSuffix(o.URL, "/")
	return &Provider{o, wire.New(o.Client)}, nil
}

// signer reads the secrets, which may have changed since the last call.
func (p *Provider) signer(ctx context.Context) (*standardhook.Signer, error) {
	secrets, err := p.o.Access(ctx)
	if err != nil || len(secrets) != 1 {
		return nil, unavailable("the secrets cannot be read")
	}
	signer, err := standardhook.Read(secrets[0])
	if err != nil {
		return nil, fmt.Errorf("ownprovider: %w", err)
	}
	return signer, nil
}

func loopback(host string) bool {
	ip, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && ip.Unmap().IsLoopback()
}

// Methods lists what the service proves.
func (p *Provider) Methods() []realname.Method { return slices.Clone(p.o.Methods) }

// somebody is a person as the service is told of one.
type somebody struct {
	Name   string `json:"name"`
	Kind   string `json:"document_kind"`
	Number string `json:"document_number"`
}

type enterprise struct {
	Name string `json:"name"`
	Code string `json:"code"`
}

// about is nil where there is nobody.
func about(name string, document identity.IDDocument) *somebody {
	if name == "" {
		return nil
	}
	return &somebody{name, string(document.Kind()), document.Number()}
}

// question begins a check.
type question struct {
	Check      realname.CheckID `json:"check"`
	Method     realname.Method  `json:"method"`
	ExpiresAt  time.Time        `json:"expires_at"`
	Account    string           `json:"account"`
	Platform   string           `json:"platform"`
	PurposeZH  string           `json:"purpose_zh"`
	PurposeEN  string           `json:"purpose_en"`
	Return     string           `json:"return_url"`
	Callback   string           `json:"callback_url"`
	Person     *somebody        `json:"person,omitempty"`
	Enterprise *enterprise      `json:"enterprise,omitempty"`
	Party      *somebody        `json:"representative,omitempty"`
}

// Begin implements steps.Provider: POST {URL}/checks. The service refuses with 422 and a code; anything else but an address
// is steps.ErrUnavailable. One call.
func (p *Provider) Begin(ctx context.Context, r steps.CheckRequest) (steps.Begun, error) {
	if !slices.Contains(p.o.Methods, r.Check.Method) {
		return steps.Begun{}, realname.RefuseField(realname.CodeMethodNotOffered, "method")
	}
	q := question{
		Check: r.Check.ID, Method: r.Check.Method, ExpiresAt: r.Check.ExpiresAt, Account: r.Account, Platform: r.Platform,
		PurposeZH: r.PurposeZH, PurposeEN: r.PurposeEN, Return: r.ReturnURL, Callback: r.BaseURL + "/v1/callbacks/" + Name,
	}
	q.Person, q.Party = about(r.Person.Name.Text(), r.Person.Document), about(r.Party.Name.Text(), r.Party.Document)
	if !r.Enterprise.Name.IsZero() {
		q.Enterprise = &enterprise{r.Enterprise.Name.Text(), r.Enterprise.Code.Text()}
	}
	var a struct{ URL, Ref string }
	if err := p.call(ctx, "/checks", q, &a); err != nil {
		return steps.Begun{}, err
	}
	u, err := url.Parse(a.URL)
	if err != nil || u.Host == "" || u.User != nil || u.Scheme != "https" && !(u.Scheme == "http" && loopback(u.Hostname())) {
		return steps.Begun{}, unavailable("the check that was begun has no address")
	}
	begun := steps.Begun{URL: a.URL}
	if a.Ref != "" { // else it only pushes
		if begun.Ref, err = checkref.Make(r.Check.ID, a.Ref, "", ""); err != nil {
			return steps.Begun{}, unavailable("the reference is too long")
		}
	}
	return begun, nil
}

// Ask implements steps.Puller: POST {URL}/checks/result. One call.
func (p *Provider) Ask(ctx context.Context, check realname.Check, ref string, _ time.Time) (realname.Notice, error) {
	known, err := checkref.Open(check.ID, ref)
	if err != nil {
		return realname.Notice{}, fmt.Errorf("ownprovider: %w", err)
	}
	var a struct {
		Pending bool
		Notice  json.RawMessage
	}
	if err := p.call(ctx, "/checks/result", map[string]string{"check": string(check.ID), "ref": known.Token}, &a); err != nil {
		return realname.Notice{}, err
	}
	if a.Pending {
		return realname.Notice{}, steps.ErrPending
	}
	var named struct{ ID string }
	if json.Unmarshal(a.Notice, &named) != nil {
		return realname.Notice{}, unavailable("the answer has no notice")
	}
	n, err := standardhook.ReadNotice(named.ID, a.Notice, Says)
	if err != nil || n.Check != check.ID {
		return realname.Notice{}, unavailable("the notice makes no sense, or is of another check")
	}
	return n, nil
}

// patience is how long secrets may be read while a callback waits.
const patience = 3 * time.Second

// Authenticate implements steps.Pusher.
func (p *Provider) Authenticate(c steps.Callback, now time.Time) (realname.Notice, error) {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	signer, err := p.signer(ctx)
	if err != nil {
		return realname.Notice{}, err
	}
	id, err := signer.Verify(c, now)
	if err != nil {
		return realname.Notice{}, err
	}
	return standardhook.ReadNotice(id, c.Body, Says)
}

// faults are what a service can say of a check that proved nothing.
var faults = []realname.Code{
	realname.CodeConsentDeclined, realname.CodeNameMismatch, realname.CodeIDNotFound, realname.CodeBankCardRequired,
	realname.CodeDocumentMismatch, realname.CodeDocumentExpired, realname.CodeFaceCovered, realname.CodeFaceMismatch,
	realname.CodeFaceNotInView, realname.CodeLivenessFailed, realname.CodeQRExpired, realname.CodeQRUsed,
	realname.CodeCheckDailyLimit, realname.CodeSourceUnavailable, realname.CodeEnterpriseMismatch, realname.CodeAccountUnverified,
	realname.CodeNotAdministrator, realname.CodeNotRepresentative, realname.CodeAppNotVerified, realname.CodeGroupUnverified,
}

// Says reports whether the service can say the outcome with the fault: passed with none, failed with one of the list of
// openapi.yaml, noted where a bank card is to be bound (RULES B4).
func Says(o realname.Outcome, fault realname.Code) bool {
	switch o {
	case realname.Passed:
		return fault == ""
	case realname.Noted:
		return fault == realname.CodeBankCardRequired
	case realname.Failed:
		return slices.Contains(faults, fault)
	}
	return false
}

// refusals are what a check may be refused with before it begins.
var refusals = append([]realname.Code{realname.CodeMethodNotForDoc, realname.CodeMethodNotOffered}, faults...)

// call posts a question and reads its answer.
func (p *Provider) call(ctx context.Context, path string, ask, into any) error {
	body, err := json.Marshal(ask)
	if err != nil {
		return errors.New("ownprovider: the question cannot be written")
	}
	post, err := http.NewRequestWithContext(ctx, http.MethodPost, p.o.URL+path, bytes.NewReader(body))
	if err != nil {
		return errors.New("ownprovider: the question cannot be made")
	}
	signer, err := p.signer(ctx)
	if err != nil {
		return err
	}
	signed, err := signer.Sign("ask_"+strings.ToLower(rand.Text()), p.o.Clock(), body)
	if err != nil {
		return errors.New("ownprovider: the question cannot be signed")
	}
	post.Header = signed.Header
	got, err := p.wire.Do(post)
	if err != nil {
		return fmt.Errorf("ownprovider: %w", err)
	}
	var refused struct{ Code realname.Code }
	switch {
	case got.Status == http.StatusUnprocessableEntity && json.Unmarshal(got.Body, &refused) == nil && slices.Contains(refusals, refused.Code):
		return realname.Refuse(refused.Code)
	case got.Status != http.StatusOK:
		return unavailable(fmt.Sprintf("status %d", got.Status))
	case json.Unmarshal(got.Body, into) != nil:
		return unavailable("the answer is not one of the contract")
	}
	return nil
}

func unavailable(why string) error {
	return fmt.Errorf("ownprovider: %w: %s", steps.ErrUnavailable, why)
}
