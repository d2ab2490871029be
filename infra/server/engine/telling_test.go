package engine_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"

	"shiming/infra/server/engine"
	"shiming/infra/tests/client"
	"shiming/shared/clock"
	"shiming/shared/realname"
)

// platform is a consumer of webhooks, as its own program would be.
type platform struct {
	mu     sync.Mutex
	status int
	secret string
	bad    int
	got    map[string]int    // by id
	types  map[string]string // by id
	bodies []string
}

func (p *platform) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	p.mu.Lock()
	defer p.mu.Unlock()
	body, _ := io.ReadAll(r.Body)
	if p.status != 0 {
		w.WriteHeader(p.status)
		return
	}
	verifier, err := standardwebhooks.NewWebhook(p.secret)
	if err != nil || verifier.Verify(body, r.Header) != nil {
		p.bad++
		return
	}
	var event struct{ Type, ID string }
	if json.Unmarshal(body, &event) != nil || event.ID != r.Header.Get("webhook-id") {
		p.bad++
		return
	}
	p.got[event.ID]++
	p.types[event.ID] = event.Type
	p.bodies = append(p.bodies, string(body))
}

func (p *platform) count() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return len(p.got)
}

func (p *platform) answer(status int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.status = status
}

// until waits for something that the engine does by itself.
func until(t *testing.T, what string, is func() bool) {
	t.Helper()
	for end := time.Now().Add(20 * time.Second); !is(); {
		if time.Now().After(end) {
			t.Fatalf("%s: never", what)
		}
		time.Sleep(10 * time.Millisecond)
	}
}

// running is an engine behind a listener.
type running struct {
	*engine.Engine
	server *httptest.Server
	logs   *bytes.Buffer
}

func run(t *testing.T, dir, hook string) *running {
	t.Helper()
	logs := &bytes.Buffer{}
	e, err := engine.Open(engine.Config{Dir: dir, Profile: "tencent", Clock: clock.Now, Log: slog.New(slog.NewJSONHandler(logs, nil)), WebhookURL: hook})
	if err != nil {
		t.Fatal(err)
	}
	return &running{e, httptest.NewServer(e.Handler), logs}
}

func (r *running) close(t *testing.T) {
	t.Helper()
	r.server.Close()
	if err := r.Close(); err != nil {
		t.Error(err)
	}
}

func (r *running) as(t *testing.T, a realname.Actor) func(method, path string, body any, want int) client.Reply {
	t.Helper()
	token, err := r.Issuer.Token(a, clock.Now(), time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	c := client.Client{Base: r.server.URL, Token: token, HTTP: http.DefaultClient}
	return func(method, path string, body any, want int) client.Reply {
		t.Helper()
		answer, err := c.Call(t.Context(), method, path, body)
		if err != nil || answer.Status != want {
			t.Fatalf("%s %s: %d %v %v", method, path, answer.Status, answer.Body, err)
		}
		return answer
	}
}

// TestTelling takes an account through verification on the embedded engine, with a platform that is away at first, and
// a restart while its events wait.
func TestTelling(t *testing.T) {
	dir := t.TempDir()
	p := &platform{status: http.StatusServiceUnavailable, got: map[string]int{}, types: map[string]string{}}
	site := httptest.NewServer(p)
	defer site.Close()
	r := run(t, dir, site.URL+"/hook?tenant=7")
	secret, err := os.ReadFile(filepath.Join(dir, "webhook.secret"))
	if err != nil {
		t.Fatal(err)
	}
	p.secret = string(secret)
	holder := realname.Actor{Role: realname.Holder, ID: "user_told", Account: "acct_told"}
	ask := r.as(t, holder)
	r.as(t, realname.Actor{Role: realname.Platform, ID: "platform"})("PUT", "/v1/accounts/acct_told/contact", map[string]any{"phone": "13987651234", "email": "zhuge.kongming@example.com"}, 200)
	id := ask("POST", "/v1/cases", map[string]any{"kind": "personal_verification"}, 201).Text("id")
	ask("POST", "/v1/cases/"+id+"/form", map[string]any{
		"name": "甄通过", "document_kind": "resident_id", "document_number": "110101190001019019", "industry": "I",
		"address": map[string]any{"region": "北京市", "detail": "示例路"},
	}, 200)
	ask("POST", "/v1/cases/"+id+"/method", map[string]any{"method": "wechat_scan"}, 200)
	ask("POST", "/v1/cases/"+id+"/check", nil, 200)
	until(t, "told by SMS and mail", func() bool {
		data, _ := ask("GET", "/sandbox/messages/acct_told", nil, 200).Body["data"].([]any)
		return len(data) == 2
	})
	if messages, _ := ask("GET", "/v1/accounts/acct_told/messages", nil, 200).Body["data"].([]any); len(messages) != 1 {
		t.Errorf("%d messages on the site", len(messages))
	}
	logs := r.logs
	r.close(t)
	if p.count() != 0 {
		t.Fatal("the platform was away")
	}
	p.answer(0)

	r = run(t, dir, site.URL+"/hook?tenant=7")
	defer r.close(t)
	t.Run("RULES_G1_every_event_comes_once_the_platform_is_back", func(t *testing.T) {
		until(t, "five webhooks", func() bool { return p.count() == 5 })
		types := map[string]int{}
		for id, n := range p.got {
			types[p.types[id]]++
			if n != 1 {
				t.Errorf("%s came %d times", id, n)
			}
		}
		if types["case.opened"] != 1 || types["case.updated"] != 3 || types["case.verified"] != 1 || p.bad != 0 {
			t.Errorf("%v, %d not as signed", types, p.bad)
		}
	})
	platformAsk := r.as(t, realname.Actor{Role: realname.Platform, ID: "svc_platform"})
	t.Run("RULES_G1_the_log_says_what_became_of_each", func(t *testing.T) {
		var data []any
		until(t, "all are marked", func() bool {
			data, _ = platformAsk("GET", "/v1/webhooks/deliveries?limit=5", nil, 200).Body["data"].([]any)
			return strings.Count(fmt.Sprint(data...), "state:sent") == 5
		})
		newest := data[0].(map[string]any)
		if newest["version"] != 5.0 || newest["tries"].(float64) < 2 || newest["fault"] != nil {
			t.Errorf("%v", newest)
		}
		event := fmt.Sprint(newest["id"])
		platformAsk("POST", "/v1/webhooks/deliveries/"+event+"/resend", nil, 202)
		until(t, "sent again", func() bool { p.mu.Lock(); defer p.mu.Unlock(); return p.got[event] == 2 })
	})
	t.Run("RULES_G1_a_test_is_signed_and_comes_once", func(t *testing.T) {
		event := fmt.Sprint(platformAsk("POST", "/v1/webhooks/test", nil, 202).Body["id"])
		until(t, "the test", func() bool { p.mu.Lock(); defer p.mu.Unlock(); return p.got[event] == 1 })
		if p.types[event] != "webhook.test" || p.bad != 0 {
			t.Errorf("%s, %d not as signed", p.types[event], p.bad)
		}
		until(t, "the test is marked", func() bool { // until then nobody sends it again
			data, _ := platformAsk("GET", "/v1/webhooks/deliveries?limit=1", nil, 200).Body["data"].([]any)
			return strings.Contains(fmt.Sprint(data...), "state:sent")
		})
		platformAsk("POST", "/v1/webhooks/deliveries/"+event+"/resend", nil, 202)
		until(t, "the test again", func() bool { p.mu.Lock(); defer p.mu.Unlock(); return p.got[event] == 2 })
		first, again := "", ""
		p.mu.Lock()
		for _, body := range p.bodies {
			if strings.Contains(body, event) {
				first, again = again, body
			}
		}
		p.mu.Unlock()
		if first == "" || first != again {
			t.Errorf("%q, then %q", first, again)
		}
	})
	t.Run("THREATS_L1_no_personal_data_in_webhooks_and_logs", func(t *testing.T) {
		audit, err := os.ReadFile(filepath.Join(dir, "audit.jsonl"))
		if err != nil {
			t.Fatal(err)
		}
		all := strings.Join(p.bodies, "\n") + logs.String() + r.logs.String() + string(audit)
		for _, secret := range []string{"13987651234", "zhuge", "甄通过", "甄**", "110101190001019019", "示例路", "1****************9", "tenant=7"} {
			if strings.Contains(all, secret) {
				t.Errorf("%s is in there", secret)
			}
		}
	})
	t.Run("THREATS_I1_what_was_sent_to_others_is_not_found", func(t *testing.T) {
		other := r.as(t, realname.Actor{Role: realname.Holder, ID: "user_other", Account: "acct_other"})
		for _, path := range []string{"/sandbox/messages/acct_told", "/v1/accounts/acct_told/messages", "/v1/accounts/acct_told/contact"} {
			other("GET", path, nil, 404)
		}
		other("GET", "/v1/webhooks/deliveries", nil, 403)
	})
}
