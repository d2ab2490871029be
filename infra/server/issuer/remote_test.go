package issuer_test

import (
	"context"
	"crypto/rand"
	"crypto/rsa"
	"encoding/json"
	"maps"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/golang-jwt/jwt/v5"

	"shiming/infra/server/issuer"
	"shiming/shared/realname"
)

// provider is an identity provider that publishes keys.
type provider struct {
	*httptest.Server
	name  string // what it calls itself; empty: its address
	paths string // what it says where its keys are; empty: its own

	mu    sync.Mutex
	set   []any
	down  bool
	asked atomic.Int32 // for keys
}

func start(t *testing.T, keys ...any) *provider {
	t.Helper()
	p := &provider{set: keys}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /.well-known/openid-configuration", func(w http.ResponseWriter, _ *http.Request) {
		answer := map[string]string{"issuer": p.URL, "jwks_uri": p.URL + "/keys"}
		if p.name != "" {
			answer["issuer"] = p.name
		}
		if p.paths != "" {
			answer["jwks_uri"] = p.paths
		}
		_ = json.NewEncoder(w).Encode(answer)
	})
	mux.HandleFunc("GET /keys", func(w http.ResponseWriter, _ *http.Request) {
		p.asked.Add(1)
		p.mu.Lock()
		defer p.mu.Unlock()
		if p.down {
			w.WriteHeader(http.StatusServiceUnavailable)
			return
		}
		_ = json.NewEncoder(w).Encode(map[string]any{"keys": p.set})
	})
	p.Server = httptest.NewServer(mux)
	t.Cleanup(p.Close)
	return p
}

// publish changes what the provider publishes; nothing at all: it is down.
func (p *provider) publish(keys ...any) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.set, p.down = keys, len(keys) == 0
}

// newKey makes a key, of which the public half is published under the id.
func newKey(t *testing.T, id string, bits int) (*rsa.PrivateKey, jose.JSONWebKey) {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, bits)
	if err != nil {
		t.Fatal(err)
	}
	return key, jose.JSONWebKey{Key: &key.PublicKey, KeyID: id, Use: "sig", Algorithm: "RS256"}
}

// hands is a clock that the test turns.
type hands struct {
	mu sync.Mutex
	at time.Time
}

func (h *hands) now() time.Time {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.at
}

func (h *hands) turn(by time.Duration) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.at = h.at.Add(by)
}

func (h *hands) sign(t *testing.T, p *provider, key *rsa.PrivateKey, header, change map[string]any) string {
	t.Helper()
	claims := jwt.MapClaims{
		"iss": p.URL, "aud": "shiming", "sub": "user_1", "role": "holder", "iat": h.now().Unix(), "exp": h.now().Add(time.Hour).Unix(),
	}
	maps.Copy(claims, change)
	token := jwt.NewWithClaims(jwt.SigningMethodRS256, claims)
	maps.Copy(token.Header, header)
	text, err := token.SignedString(key)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func discover(t *testing.T, p *provider, h *hands) *issuer.Remote {
	t.Helper()
	r, err := issuer.Discover(t.Context(), p.URL, "shiming", h.now)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func newHands() *hands { return &hands{at: time.Date(2026, 11, 30, 8, 0, 0, 0, time.UTC)} }

func TestTokensOfThePlatform(t *testing.T) {
	key, public := newKey(t, "k1", 2048)
	p, h := start(t, public), newHands()
	r := discover(t, p, h)
	kid := func(id any) map[string]any { return map[string]any{"kid": id} }
	claims, err := r.Claims(t.Context(), h.sign(t, p, key, kid("k1"), map[string]any{"n": 12345678}), h.now)
	if err != nil || claims["sub"] != "user_1" || claims["role"] != "holder" || claims["n"] != "12345678" {
		t.Fatalf("a good token: %v, %v", claims, err)
	}
	if _, err := r.Claims(t.Context(), h.sign(t, p, key, nil, nil), h.now); err != nil {
		t.Errorf("without a key id, of the only key: %v", err)
	}
	stranger, _ := newKey(t, "k1", 2048)
	past, ahead := h.now().Add(-time.Second).Unix(), h.now().Add(time.Minute).Unix()
	for name, token := range map[string]string{
		"another's key":             h.sign(t, p, stranger, kid("k1"), nil),
		"an unknown key id":         h.sign(t, p, key, kid("k2"), nil),
		"a key id of another kind":  h.sign(t, p, key, kid([]int{1}), map[string]any{"sub": nil}),
		"FAULT_E5 crit":             h.sign(t, p, key, map[string]any{"kid": "k1", "crit": []string{"exp"}}, nil),
		"FAULT_E5 empty crit":       h.sign(t, p, key, map[string]any{"kid": "k1", "crit": []string{}}, nil),
		"FAULT_E5 sub null":         h.sign(t, p, key, kid("k1"), map[string]any{"sub": nil}),
		"FAULT_E5 sub a number":     h.sign(t, p, key, kid("k1"), map[string]any{"sub": 12345678}),
		"FAULT_E5 sub a list":       h.sign(t, p, key, kid("k1"), map[string]any{"sub": []string{"user_1"}}),
		"sub empty":                 h.sign(t, p, key, kid("k1"), map[string]any{"sub": ""}),
		"another issuer":            h.sign(t, p, key, kid("k1"), map[string]any{"iss": "https://elsewhere.example"}),
		"another audience":          h.sign(t, p, key, kid("k1"), map[string]any{"aud": "elsewhere"}),
		"over":                      h.sign(t, p, key, kid("k1"), map[string]any{"exp": past}),
		"not yet good":              h.sign(t, p, key, kid("k1"), map[string]any{"nbf": ahead}),
		"issued in time to come":    h.sign(t, p, key, kid("k1"), map[string]any{"iat": ahead}),
		"a life without an end":     h.sign(t, p, key, kid("k1"), map[string]any{"exp": nil}),
		"of the sandbox's own name": h.sign(t, p, key, kid("k1"), map[string]any{"iss": issuer.Name}),
		"no token":                  "abc",
	} {
		if claims, err := r.Claims(t.Context(), token, h.now); err == nil {
			t.Errorf("%s: accepted as %v", name, claims)
		}
	}
}

// Keys are kept, and asked for again when a token names one that is not known: once in a minute, however many do.
func TestKeysAreRotated(t *testing.T) {
	first, public := newKey(t, "k1", 2048)
	second, next := newKey(t, "k2", 2048)
	p, h := start(t, public), newHands()
	r := discover(t, p, h)
	good := func(key *rsa.PrivateKey, id string) bool {
		_, err := r.Claims(t.Context(), h.sign(t, p, key, map[string]any{"kid": id}, nil), h.now)
		return err == nil
	}
	for range 20 {
		if !good(first, "k1") || good(second, "made-up") {
			t.Fatal("k1 alone is good")
		}
	}
	if n := p.asked.Load(); n != 1 {
		t.Errorf("asked %d times for keys that were just given, want 1", n)
	}
	p.publish(next)
	h.turn(2 * time.Minute)
	var many sync.WaitGroup
	for range 20 {
		many.Go(func() {
			if !good(second, "k2") {
				t.Error("a new key is not known")
			}
		})
	}
	many.Wait()
	if n := p.asked.Load(); n != 2 {
		t.Errorf("asked %d times, want 2", n)
	}
	if good(first, "k1") {
		t.Error("a key that was withdrawn is good")
	}
}

// An issuer that does not answer for a while harms nobody whose key is known; after a day nobody is verified.
func TestAnIssuerThatIsDown(t *testing.T) {
	key, public := newKey(t, "k1", 2048)
	p, h := start(t, public), newHands()
	r := discover(t, p, h)
	good := func() bool {
		_, err := r.Claims(t.Context(), h.sign(t, p, key, map[string]any{"kid": "k1"}, nil), h.now)
		return err == nil
	}
	p.publish()
	h.turn(23 * time.Hour)
	if !good() || r.Ready() != nil {
		t.Error("within a day its keys are good")
	}
	h.turn(2 * time.Hour)
	if good() || r.Ready() == nil {
		t.Error("after a day they are not")
	}
	p.publish(public)
	h.turn(2 * time.Minute)
	if !good() || r.Ready() != nil {
		t.Error("it is back")
	}
	// What is an hour old is asked for again while it serves: a withdrawn key is soon no good.
	asked := p.asked.Load()
	h.turn(2 * time.Hour)
	if !good() {
		t.Error("keys of two hours ago serve")
	}
	for until := time.Now().Add(5 * time.Second); p.asked.Load() == asked; time.Sleep(5 * time.Millisecond) {
		if time.Now().After(until) {
			t.Fatal("keys of two hours ago are not asked for again")
		}
	}
}

func TestIssuersThatCannotBeUsed(t *testing.T) {
	_, good := newKey(t, "k1", 2048)
	_, weak := newKey(t, "k1", 1024)
	encryption := good
	encryption.Use = "enc"
	other := good
	other.Algorithm = "RS512"
	for name, c := range map[string]struct {
		keys   []any
		change func(p *provider)
		says   string
	}{
		"nobody answers":         {[]any{good}, func(p *provider) { p.Close() }, "cannot be asked for its configuration"},
		"another name":           {[]any{good}, func(p *provider) { p.name = p.URL + "/" }, "calls itself"},
		"keys elsewhere, plain":  {[]any{good}, func(p *provider) { p.paths = "http://keys.example/keys" }, "https"},
		"keys that are not said": {[]any{good}, func(p *provider) { p.paths = "keys" }, "publishes its keys"},
		"keys that do not come":  {nil, func(p *provider) { p.publish() }, "cannot be asked for its keys"},
		"no keys":                {nil, func(*provider) {}, "no RSA key"},
		"a weak key":             {[]any{weak}, func(*provider) {}, "no RSA key"},
		"a key to encrypt with":  {[]any{encryption}, func(*provider) {}, "no RSA key"},
		"another algorithm":      {[]any{other}, func(*provider) {}, "no RSA key"},
		"an unknown kind":        {[]any{map[string]string{"kty": "future"}}, func(*provider) {}, "no RSA key"},
	} {
		t.Run(name, func(t *testing.T) {
			p := start(t, c.keys...)
			c.change(p)
			_, err := issuer.Discover(t.Context(), p.URL, "shiming", time.Now)
			if err == nil || !strings.Contains(err.Error(), c.says) || strings.Contains(err.Error(), "\n") {
				t.Errorf("it says %v", err)
			}
		})
	}
	p := start(t, map[string]string{"kty": "future"}, good)
	if _, err := issuer.Discover(t.Context(), p.URL, "shiming", time.Now); err != nil {
		t.Errorf("a good key beside one of an unknown kind: %v", err)
	}
	for address, want := range map[string]bool{
		"https://id.example.com": true, "https://id.example.com/realms/x": true, "http://127.0.0.1:9/": true, "http://localhost:9": true,
		"http://id.example.com": false, "id.example.com": false, "": false, "https://": false, "https://u:p@id.example.com": false,
		"https://id.example.com?x=1": false, "ftp://id.example.com": false, "http://localhost.example.com": false,
	} {
		if got := issuer.Reachable(address) == nil; got != want {
			t.Errorf("%s can be used: %t", address, got)
		}
	}
}

// The sandbox's own issuer holds its tokens to the same.
func TestFAULT_E5_tokens_of_the_sandbox(t *testing.T) {
	own, err := issuer.Open(filepath.Join(t.TempDir(), "issuer.pem"))
	if err != nil {
		t.Fatal(err)
	}
	token, err := own.Token(realname.Actor{Role: realname.Admin, ID: "demo"}, time.Now(), time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	var v issuer.Verifier = own
	if claims, err := v.Claims(context.Background(), token, time.Now); err != nil || claims["sub"] != "demo" || v.Ready() != nil {
		t.Errorf("a good token: %v, %v", claims, err)
	}
	if _, err := v.Claims(context.Background(), token, func() time.Time { return time.Now().Add(2 * time.Hour) }); err == nil {
		t.Error("accepted after its end")
	}
}
