package sandbox

import (
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	webhook "github.com/standard-webhooks/standard-webhooks/libraries/go"

	"shiming/shared/providers/providertest"
	"shiming/shared/realname"
	"shiming/shared/steps"
)

// The secrets of the tests: of 32 bytes each.
var (
	secret  = []byte("0f these tests: 32 secret bytes!")
	older   = []byte("an older one, 32 bytes as well!!")
	foreign = []byte("somebody else's, 32 bytes also!!")
)

func mustNew(t testing.TB, o Options) *Sandbox {
	t.Helper()
	s, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// signBy signs a body as anybody with the secret could, without the package under test.
func signBy(t testing.TB, secret []byte, id string, body []byte, at time.Time) steps.Callback {
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

// noticeBy is signBy of a notice.
func noticeBy(t testing.TB, secret []byte, n realname.Notice, at time.Time) steps.Callback {
	t.Helper()
	fields := map[string]string{"id": n.ID, "check": string(n.Check), "outcome": string(n.Outcome), "fault": string(n.Fault)}
	if x := n.GroupIdentity; x != nil {
		fields["name"], fields["birth_date"], fields["site"] = x.Person.Name.Text(), x.Person.Birth.String(), x.Site
		fields["document_kind"], fields["document_number"] = string(x.Person.Document.Kind()), x.Person.Document.Number()
	}
	body, err := json.Marshal(fields)
	if err != nil {
		t.Fatal(err)
	}
	return signBy(t, secret, n.ID, body, at)
}

// harness is what both parts of the suite need of the sandbox.
func harness(s *Sandbox, methods []realname.Method) providertest.Harness {
	return providertest.Harness{Provider: s, Methods: methods, CheckOf: func(t *testing.T, url string) realname.CheckID {
		id, _, ok := s.readToken(url[strings.LastIndexByte(url, '/')+1:])
		if !ok {
			t.Errorf("not a link of the sandbox: %q", url)
		}
		return id
	}}
}

func TestTheSandboxIsAPusher(t *testing.T) {
	providertest.RunPush(t, func(t *testing.T) providertest.Push {
		s := mustNew(t, Options{Secret: secret, Older: [][]byte{older}, Clock: time.Now})
		by := func(secret []byte) func(*testing.T, realname.Notice, time.Time) steps.Callback {
			return func(t *testing.T, n realname.Notice, at time.Time) steps.Callback { return noticeBy(t, secret, n, at) }
		}
		const identityOf = `"name":"甄应用","document_kind":"resident_id","document_number":"110101190001019414","birth_date":"1900-01-01"`
		const check = `"check":"chk_aaaaaaaaaaaaaaaaaaaaaaaaaa_4"`
		return providertest.Push{
			Harness: harness(s, s.Methods()), Pusher: s,
			Callback: by(secret), Older: []func(*testing.T, realname.Notice, time.Time) steps.Callback{by(older)}, Foreign: by(foreign),
			Both: func(genuine, foreign steps.Callback) steps.Callback {
				c := steps.Callback{Header: genuine.Header.Clone(), Body: genuine.Body}
				c.Header.Set("Webhook-Signature", foreign.Header.Get("Webhook-Signature")+" v2,AAAA "+genuine.Header.Get("Webhook-Signature"))
				return c
			},
			Sign: func(t *testing.T, body []byte, at time.Time) steps.Callback {
				return signBy(t, secret, "msg_1", body, at)
			},
			Headers: []string{"Webhook-Id", "Webhook-Timestamp", "Webhook-Signature"},
			Nonsense: map[string][]byte{
				"not JSON":         []byte(`passed`),
				"null":             []byte(`null`),
				"a list":           []byte(`[]`),
				"half":             []byte(`{"id":"msg_1",` + check),
				"unknown field":    []byte(`{"id":"msg_1",` + check + `,"outcome":"passed","note":"x"}`),
				"a field twice":    []byte(`{"id":"msg_1",` + check + `,"outcome":"failed","outcome":"passed"}`),
				"other spelling":   []byte(`{"id":"msg_1",` + check + `,"Outcome":"passed"}`),
				"wrong type":       []byte(`{"id":1,` + check + `,"outcome":"passed"}`),
				"two values":       []byte(`{"id":"msg_1",` + check + `,"outcome":"passed"}{}`),
				"text behind":      []byte(`{"id":"msg_1",` + check + `,"outcome":"passed"} x`),
				"another id":       []byte(`{"id":"msg_2",` + check + `,"outcome":"passed"}`),
				"no id":            []byte(`{` + check + `,"outcome":"passed"}`),
				"padded to 2 KB":   []byte(`{"id":"msg_1",` + check + `,"outcome":"passed"` + strings.Repeat(" ", 2048) + `}`),
				"deeply nested":    []byte(strings.Repeat("[", 1000)),
				"invalid encoding": []byte("{\"id\":\"\xff\xfe\"}"),

				"half an identity":           []byte(`{"id":"msg_1",` + check + `,"outcome":"passed","name":"甄应用"}`),
				"an identity of no site":     []byte(`{"id":"msg_1",` + check + `,"outcome":"passed",` + identityOf + `}`),
				"an identity of an odd site": []byte(`{"id":"msg_1",` + check + `,"outcome":"passed",` + identityOf + `,"site":"a b"}`),
				"an identity that failed":    []byte(`{"id":"msg_1",` + check + `,"outcome":"failed","fault":"consent_declined",` + identityOf + `,"site":"jd"}`),
				"an identity with no number": []byte(`{"id":"msg_1",` + check + `,"outcome":"passed",` + strings.Replace(identityOf, "019414", "019415", 1) + `,"site":"jd"}`),
				"an identity with no name":   []byte(`{"id":"msg_1",` + check + `,"outcome":"passed",` + strings.Replace(identityOf, "甄应用", "-", 1) + `,"site":"jd"}`),
				"an identity of a passport":  []byte(`{"id":"msg_1",` + check + `,"outcome":"passed",` + strings.Replace(identityOf, "resident_id", "passport", 1) + `,"site":"jd"}`),
				"an identity never born":     []byte(`{"id":"msg_1",` + check + `,"outcome":"passed",` + strings.Replace(identityOf, "1900-01-01", "1900-13-01", 1) + `,"site":"jd"}`),
				"a name twice":               []byte(`{"id":"msg_1",` + check + `,"outcome":"passed","name":"甄一一",` + identityOf + `,"site":"jd"}`),
			},
		}
	})
}
