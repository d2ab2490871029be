package engine

import (
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"shiming/infra/tests/client"
	"shiming/shared/realname"
	"shiming/shared/realname/policies"
)

func open(t *testing.T, dir string, change func(*Config)) (*Engine, error) {
	t.Helper()
	c := Config{Dir: dir, Clock: time.Now, Log: slog.New(slog.DiscardHandler)}
	change(&c)
	return Open(c)
}

func TestProfiles(t *testing.T) {
	for _, profile := range append(policies.Names(), "") {
		t.Run("under "+profile, func(t *testing.T) {
			e, err := open(t, t.TempDir(), func(c *Config) { c.Profile = profile })
			if err != nil {
				t.Fatal(err)
			}
			if err := e.Close(); err != nil {
				t.Error(err)
			}
		})
	}
	t.Run("one that is not shipped is said so, with those that are", func(t *testing.T) {
		dir := filepath.Join(t.TempDir(), "data")
		_, err := open(t, dir, func(c *Config) { c.Profile = "moon" })
		if err == nil {
			t.Fatal("it runs")
		}
		for _, name := range append(policies.Names(), "moon") {
			if !strings.Contains(err.Error(), name) {
				t.Errorf("%v: without %s", err, name)
			}
		}
		if _, err := os.Stat(dir); err == nil {
			t.Error("it left a directory behind")
		}
	})
}

// A platform that cannot be asked as it is configured is no platform that stands in nobody's way: the engine does not start,
// and does not say what the secret is.
func TestPlatforms(t *testing.T) {
	const secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
	for name, change := range map[string]func(*Config){
		"no secret": func(c *Config) { c.PlatformURL = "https://platform.example" },
		"not a secret": func(c *Config) {
			c.PlatformURL, c.PlatformSecrets = "https://platform.example", []string{"MfKQ9r8GKYqr"}
		},
		"not over TLS":   func(c *Config) { c.PlatformURL, c.PlatformSecrets = "http://platform.example", []string{secret} },
		"not an address": func(c *Config) { c.PlatformURL, c.PlatformSecrets = "platform", []string{secret} },
		"secrets too many": func(c *Config) {
			c.PlatformURL, c.PlatformSecrets = "https://platform.example", []string{secret, secret, secret}
		},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			if _, err := open(t, dir, change); err == nil || strings.Contains(err.Error(), "MfKQ9r8GKYqr") {
				t.Fatalf("%v", err)
			}
			e, err := open(t, dir, func(c *Config) { c.PlatformURL, c.PlatformSecrets = "https://platform.example", []string{secret} })
			if err != nil {
				t.Fatalf("set right: %v", err)
			}
			if err := e.Close(); err != nil {
				t.Error(err)
			}
		})
	}
}

// The platform that is named is asked, signed; what it says stands in the way or is warned of; without its answer nothing is
// opened.
func TestRULES_E3_the_platform_that_is_named_is_asked(t *testing.T) {
	const secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
	answer := atomic.Value{}
	answer.Store(`{"hindrances":["low_balance"]}`)
	var asked atomic.Int32
	host := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked.Add(1)
		if r.URL.Path != "/hindrances" || r.Header.Get("Webhook-Signature") == "" {
			t.Errorf("asked for %s", r.URL.Path)
		}
		_, _ = io.WriteString(w, answer.Load().(string))
	}))
	defer host.Close()
	e, err := open(t, t.TempDir(), func(c *Config) { c.PlatformURL, c.PlatformSecrets = host.URL, []string{secret} })
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := e.Close(); err != nil {
			t.Error(err)
		}
	}()
	server := httptest.NewServer(e.Handler)
	defer server.Close()
	token, err := e.Issuer.Token(realname.Actor{Role: realname.Holder, ID: "user", Account: "acct_asked"}, time.Now(), time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	c := client.Client{Base: server.URL, Token: token, HTTP: server.Client()}
	call := func(path string, body any, want int) client.Reply {
		t.Helper()
		got, err := c.Call(t.Context(), http.MethodPost, path, body)
		if err != nil || got.Status != want {
			t.Fatalf("%s: %d %v, %v", path, got.Status, got.Body, err)
		}
		return got
	}
	of := "/v1/cases/" + call("/v1/cases", map[string]any{"kind": "personal_verification"}, 201).Text("id")
	call(of+"/form", map[string]any{
		"name": "甄通过", "document_kind": "resident_id", "document_number": "110101190001019019", "industry": "I",
		"address": map[string]any{"region": "北京市", "detail": "示例路"},
	}, 200)
	call(of+"/method", map[string]any{"method": "wechat_scan"}, 200)
	call(of+"/check", nil, 200)
	if _, err := c.Until(t.Context(), of, func(a client.Reply) bool { return a.Text("status") == "verified" }); err != nil {
		t.Fatal(err)
	}
	if asked.Load() != 0 {
		t.Error("it was asked about a verification")
	}
	a, _ := e.Policy.Agreement("give")
	change := map[string]any{"kind": "person_to_enterprise", "consents": []any{map[string]any{"agreement": a.ID, "version": a.Version, "sha256": a.SHA256}}}
	for _, lie := range []string{``, `{"hindrances":["karma"]}`, `{}`} {
		answer.Store(lie)
		if code := call("/v1/cases", change, 503).Text("code"); code != string(realname.CodeHostUnavailable) {
			t.Errorf("%q: %s", lie, code)
		}
	}
	answer.Store(`{"hindrances":["low_balance"]}`)
	warnings, _ := call("/v1/cases", change, 201).Body["warnings"].([]any)
	if len(warnings) != 1 || asked.Load() != 4 {
		t.Errorf("asked %d times, warned of %v", asked.Load(), warnings)
	}
}
