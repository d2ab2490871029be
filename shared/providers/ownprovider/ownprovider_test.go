package ownprovider_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/getkin/kin-openapi/openapi3"
	webhook "github.com/standard-webhooks/standard-webhooks/libraries/go"

	"shiming/shared/identity"
	"shiming/shared/providers/ownprovider"
	"shiming/shared/providers/ownprovider/ownprovidertest"
	"shiming/shared/providers/providertest"
	"shiming/shared/providers/standardhook"
	"shiming/shared/realname"
	"shiming/shared/steps"
	"shiming/shared/wire"
	"shiming/shared/wire/wiretest"
)

// The secrets of the tests: of 32 bytes each.
var (
	key     = []byte("0f these tests: 32 secret bytes!")
	older   = []byte("an older one, 32 bytes as well!!")
	foreign = []byte("somebody else's, 32 bytes also!!")
)

var now = time.Date(2026, 3, 14, 15, 9, 26, 0, time.UTC)

func clock() time.Time { return now }

// methods are all that a check proves.
func methods() (all []realname.Method) {
	for _, m := range realname.Methods() {
		if m.ByCheck() {
			all = append(all, m)
		}
	}
	return all
}

// serve starts the double on a line that can be made to fail.
func serve(t *testing.T) *wiretest.Connection {
	t.Helper()
	s := &ownprovidertest.Service{Secret: key, Now: clock}
	l := wiretest.Connect(t, s, func(r *http.Request, _ []byte) string { return r.URL.Path })
	s.Base = l.URL
	return l
}

func TestItIsAPuller(t *testing.T) {
	providertest.RunPull(t, func(t *testing.T) providertest.Pull {
		return ownprovidertest.At(t, serve(t).URL, ownprovidertest.Secret(key), methods(), clock)
	})
}

// signedBy signs a body as anybody with the secret could.
func signedBy(t *testing.T, secret []byte, id string, body []byte, at time.Time) steps.Callback {
	t.Helper()
	hook, err := webhook.NewWebhookRaw(secret)
	if err != nil {
		t.Fatal(err)
	}
	signature, err := hook.Sign(id, at, body)
	if err != nil {
		t.Fatal(err)
	}
	header := http.Header{}
	header.Set("Webhook-Id", id)
	header.Set("Webhook-Timestamp", strconv.FormatInt(at.Unix(), 10))
	header.Set("Webhook-Signature", signature)
	return steps.Callback{Header: header, Body: body}
}

func TestItIsAPusher(t *testing.T) {
	providertest.RunPush(t, func(t *testing.T) providertest.Push {
		h := ownprovidertest.At(t, serve(t).URL, ownprovidertest.Secret(key), methods(), clock).Harness
		p := open(t, serve(t).URL, "")
		h.Provider = p
		by := func(secret []byte) func(*testing.T, realname.Notice, time.Time) steps.Callback {
			return func(t *testing.T, n realname.Notice, at time.Time) steps.Callback {
				body, err := standardhook.WriteNotice(n)
				if err != nil {
					t.Fatal(err)
				}
				return signedBy(t, secret, n.ID, body, at)
			}
		}
		return providertest.Push{
			Harness: h, Pusher: p, Callback: by(key), Foreign: by(foreign),
			Older: []func(*testing.T, realname.Notice, time.Time) steps.Callback{by(older)},
			Both: func(genuine, foreign steps.Callback) steps.Callback {
				c := steps.Callback{Header: genuine.Header.Clone(), Body: genuine.Body}
				c.Header.Set("Webhook-Signature", foreign.Header.Get("Webhook-Signature")+" "+genuine.Header.Get("Webhook-Signature"))
				return c
			},
			Sign: func(t *testing.T, body []byte, at time.Time) steps.Callback {
				return signedBy(t, key, "msg_1", body, at)
			},
			Headers: []string{"Webhook-Id", "Webhook-Timestamp", "Webhook-Signature"},
			Nonsense: map[string][]byte{
				"not JSON": []byte("passed"), "a list": []byte("[]"), "unknown field": []byte(`{"id":"msg_1","check":"chk_aaaaaaaaaaaaaaaaaaaaaaaaaa_4","outcome":"passed","note":"x"}`),
				"another id": []byte(`{"id":"msg_2","check":"chk_aaaaaaaaaaaaaaaaaaaaaaaaaa_4","outcome":"passed"}`),
			},
		}
	})
}

func open(t *testing.T, url string, f wiretest.Failure) *ownprovider.Provider {
	t.Helper()
	p, err := ownprovider.New(ownprovider.Options{
		URL: url, Access: wire.Fixed(ownprovidertest.Secret(key) + " " + ownprovidertest.Secret(older)), Methods: methods(), Clock: clock, Client: wiretest.Waiting(f),
	})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// request is one for a check of somebody.
func request(t *testing.T, m realname.Method) steps.CheckRequest {
	t.Helper()
	name, err := identity.ParseName("甄通过")
	if err != nil {
		t.Fatal(err)
	}
	document, err := identity.ParseDocument(identity.ResidentID, "110101190001019019")
	if err != nil {
		t.Fatal(err)
	}
	id := realname.CheckID("chk_" + strings.TrimPrefix(string(realname.NewCaseID()), "case_") + "_4")
	return steps.CheckRequest{
		Check: realname.Check{ID: id, Method: m, ExpiresAt: now.Add(10 * time.Minute)}, BaseURL: "https://shiming.example",
		ReturnURL: "https://shiming.example/v1/checks/" + string(id) + "/return", Account: "acct_ab***yz", Platform: "演示云",
		PurposeZH: "实名认证", PurposeEN: "verification", Person: realname.Person{Name: name, Document: document},
	}
}

// Each call fails in each way: nobody passes who did not, and asked again it is as it was.
func TestFAULT_P1_each_call_in_each_way(t *testing.T) {
	for _, fault := range wiretest.Faults() {
		l := serve(t)
		p, double := open(t, l.URL, fault), ownprovidertest.At(t, l.URL, ownprovidertest.Secret(key), methods(), clock)
		r := request(t, realname.Face)
		l.Fail("/checks", fault)
		_, err := p.Begin(t.Context(), r) // what comes twice is refused by its id
		if !errors.Is(err, steps.ErrUnavailable) {
			t.Errorf("%s: begun: %v", fault, err)
		}
		silent(t, err)
		b, err := p.Begin(t.Context(), r)
		if err != nil {
			t.Fatal(err)
		}
		for _, o := range []realname.Outcome{"", realname.Failed} {
			if o != "" {
				double.Finish(t, r.Check, o, realname.CodeFaceMismatch)
			}
			l.Fail("/checks/result", fault)
			n, err := p.Ask(t.Context(), r.Check, b.Ref, now)
			if n != (realname.Notice{}) || !errors.Is(err, steps.ErrUnavailable) {
				t.Errorf("%s: %+v, %v", fault, n, err)
			}
			silent(t, err)
		}
		if n, err := p.Ask(t.Context(), r.Check, b.Ref, now); err != nil || n.Outcome != realname.Failed || n.Fault != realname.CodeFaceMismatch {
			t.Errorf("once %s has passed: %+v, %v", fault, n, err)
		}
		for _, address := range l.Addresses() {
			if !strings.HasPrefix(address, "/checks") && !strings.HasPrefix(address, "/test/") || strings.Contains(address, "?") {
				t.Errorf("the address is %q", address)
			}
		}
	}
}

func silent(t *testing.T, err error) {
	t.Helper()
	if err != nil && (strings.Contains(err.Error(), "甄") || strings.Contains(err.Error(), "110101190001019019")) {
		t.Error("the error says who it is about")
	}
}

// answering is a service that answers whatever it is told to.
func answering(t *testing.T, status int, text string) *ownprovider.Provider {
	t.Helper()
	l := wiretest.Connect(t, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(status)
		_, _ = io.WriteString(w, text)
	}), func(*http.Request, []byte) string { return "" })
	return open(t, l.URL, "")
}

func TestAnswersOutsideTheContract(t *testing.T) {
	r := request(t, realname.Face)
	b, err := open(t, serve(t).URL, "").Begin(t.Context(), r)
	if err != nil {
		t.Fatal(err)
	}
	id := string(r.Check.ID)
	for status, all := range map[int][]string{
		200: {
			"", "[]", "{}", `{"notice":{}}`, `{"notice":{"id":"msg_1","check":"chk_aaaaaaaaaaaaaaaaaaaaaaaaaa_4","outcome":"passed"}}`,
			`{"notice":{"id":"msg_1","check":"` + id + `","outcome":"perhaps"}}`, `{"notice":{"id":"msg_1","check":"` + id + `","outcome":"failed"}}`,
			`{"notice":{"id":"msg_1","check":"` + id + `","outcome":"failed","fault":"id_quota_exceeded"}}`,
			`{"notice":{"id":"msg_1","check":"` + id + `","outcome":"passed","sure":true}}`, `{"notice":{"id":"","check":"` + id + `","outcome":"passed"}}`,
		},
		201: {`{"notice":{"id":"msg_1","check":"` + id + `","outcome":"passed"}}`}, 302: {""}, 404: {""}, 500: {""}, 422: {`{"code":"id_quota_exceeded"}`, "x"},
	} {
		for _, text := range all {
			if n, err := answering(t, status, text).Ask(t.Context(), r.Check, b.Ref, now); n != (realname.Notice{}) || !errors.Is(err, steps.ErrUnavailable) {
				t.Errorf("%d %s: %+v, %v", status, text, n, err)
			}
		}
	}
	for _, text := range []string{`{"url":""}`, `{"url":"javascript:alert(1)"}`, `{"url":"http://elsewhere.example/"}`, `{"url":"https://u@h.example/"}`, `{"url":"https://h.example/","ref":"` + strings.Repeat("x", 1024) + `"}`} {
		if b, err := answering(t, 200, text).Begin(t.Context(), r); b != (steps.Begun{}) || !errors.Is(err, steps.ErrUnavailable) {
			t.Errorf("%s: %v", text, err)
		}
	}
	if b, err := answering(t, 200, `{"url":"https://h.example/"}`).Begin(t.Context(), r); err != nil || b.Ref != "" {
		t.Errorf("one that only pushes: %v", err)
	}
	if _, err := answering(t, 422, `{"code":"method_not_allowed_for_document"}`).Begin(t.Context(), r); !errors.Is(err, realname.Refuse(realname.CodeMethodNotForDoc)) {
		t.Errorf("a refusal: %v", err)
	}
}

// What is asked and what the double answers is what openapi.yaml describes.
func TestWhatIsDescribed(t *testing.T) {
	doc, err := openapi3.NewLoader().LoadFromData(ownprovider.OpenAPI)
	if err != nil {
		t.Fatal(err)
	}
	if err := doc.Validate(t.Context()); err != nil {
		t.Fatal(err)
	}
	s := &ownprovidertest.Service{Secret: key, Now: clock}
	l := wiretest.Connect(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		operation := doc.Paths.Find(r.URL.Path).Post
		fits(t, "asked at "+r.URL.Path, operation.RequestBody.Value.Content["application/json"].Schema.Value, body)
		r.Body = io.NopCloser(bytes.NewReader(body))
		said := &recorder{ResponseWriter: w}
		s.ServeHTTP(said, r)
		fits(t, "said at "+r.URL.Path, operation.Responses.Value("200").Value.Content["application/json"].Schema.Value, said.Bytes())
	}), func(*http.Request, []byte) string { return "" })
	s.Base = l.URL
	p := open(t, l.URL, "")
	for _, m := range methods() {
		r := request(t, m)
		if m.Enterprise() {
			r.Party, r.Person = realname.Party{Name: r.Person.Name, Document: r.Person.Document}, realname.Person{}
		}
		b, err := p.Begin(t.Context(), r)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := p.Ask(t.Context(), r.Check, b.Ref, now); !errors.Is(err, steps.ErrPending) {
			t.Error(err)
		}
	}
	described := doc.Components.Schemas["Fault"].Value.Enum
	for _, fault := range realname.Codes() {
		listed := false
		for _, d := range described {
			listed = listed || d == string(fault)
		}
		if listed != ownprovider.Says(realname.Failed, fault) {
			t.Errorf("%s: described %t", fault, listed)
		}
	}
}

// recorder keeps what is written.
type recorder struct {
	http.ResponseWriter
	bytes.Buffer
}

// Write implements http.ResponseWriter.
func (r *recorder) Write(b []byte) (int, error) {
	_, _ = r.Buffer.Write(b)
	return r.ResponseWriter.Write(b)
}

func fits(t *testing.T, what string, schema *openapi3.Schema, body []byte) {
	t.Helper()
	var value any
	if err := json.Unmarshal(body, &value); err != nil {
		t.Errorf("%s: %v", what, err)
		return
	}
	if err := schema.VisitJSON(value); err != nil {
		t.Errorf("%s: %v", what, err)
	}
}

func TestOptionsThatCannotBeUsed(t *testing.T) {
	good := ownprovider.Options{URL: "https://p.example/x", Access: wire.Fixed(ownprovidertest.Secret(key)), Methods: methods(), Clock: clock}
	if _, err := ownprovider.New(good); err != nil {
		t.Error(err)
	}
	for what, change := range map[string]func(*ownprovider.Options){
		"http":          func(o *ownprovider.Options) { o.URL = "http://sesame.example" },
		"a query":       func(o *ownprovider.Options) { o.URL = "https://p.example/?sesame" },
		"no secret":     func(o *ownprovider.Options) { o.Access = nil },
		"no method":     func(o *ownprovider.Options) { o.Methods = nil },
		"a code's":      func(o *ownprovider.Options) { o.Methods = []realname.Method{realname.BankCard} },
		"nobody's":      func(o *ownprovider.Options) { o.Methods = []realname.Method{"sesame"} },
		"without clock": func(o *ownprovider.Options) { o.Clock = nil },
	} {
		o := good
		change(&o)
		if _, err := ownprovider.New(o); err == nil || strings.Contains(err.Error(), "sesame") {
			t.Errorf("%s: %v", what, err)
		}
	}
}

// A secret that is none signs nothing and verifies nothing.
func TestTHREATS_W1_secrets_that_are_none(t *testing.T) {
	for _, secret := range []string{"sesame", "whsec_c2VzYW1l", "whsec_!", " "} {
		p, err := ownprovider.New(ownprovider.Options{URL: "https://p.example", Access: wire.Fixed(secret), Methods: methods(), Clock: clock})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := p.Begin(t.Context(), request(t, realname.Face)); err == nil || strings.Contains(err.Error(), "sesame") {
			t.Errorf("%q: %v", secret, err)
		}
		if n, err := p.Authenticate(signedBy(t, key, "msg_1", []byte("{}"), now), now); err == nil || n != (realname.Notice{}) {
			t.Errorf("%q: %+v, %v", secret, n, err)
		}
	}
}
