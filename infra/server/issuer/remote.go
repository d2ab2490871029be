package issuer

import (
	"context"
	"crypto/rsa"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/golang-jwt/jwt/v5"

	"shiming/shared/steps"
)

// How keys are kept. Whoever sends tokens with made-up key ids makes the issuer be asked once in pause, no more.
const (
	freshFor = time.Hour      // then they are asked for again, while those that are known serve
	goodFor  = 24 * time.Hour // then an issuer that does not answer verifies nobody any more
	pause    = time.Minute
	patience = 5 * time.Second
	longest  = 1 << 20 // bytes of an issuer's answer
	weakest  = 2048    // bits of a key
)

// Remote verifies the tokens of the platform's own identity provider, with the keys that it publishes (OpenID Connect
// Discovery, RFC 7517). It is safe for concurrent use.
type Remote struct {
	name, audience, keysURL string
	clock                   steps.Clock
	client                  *http.Client

	mu    sync.RWMutex
	keys  map[string]*rsa.PublicKey // by key id
	taken time.Time                 // when the issuer last gave them

	asking sync.Mutex
	asked  time.Time // when it was last asked; under asking
}

var _ Verifier = (*Remote)(nil)

// Discover asks the issuer of that name, an https address, for what it publishes. The error is a sentence. Of tokens it
// accepts those for the audience.
func Discover(ctx context.Context, name, audience string, clock steps.Clock) (*Remote, error) {
	r := &Remote{name: name, audience: audience, clock: clock, client: &http.Client{
		Timeout: patience,
		// What an issuer publishes stands at its own address, not where that leads to.
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
	var published struct {
		Issuer  string `json:"issuer"`
		KeysURL string `json:"jwks_uri"`
	}
	if err := r.get(ctx, strings.TrimSuffix(name, "/")+"/.well-known/openid-configuration", &published); err != nil {
		return nil, fmt.Errorf("the issuer %s cannot be asked for its configuration: %w", name, err)
	}
	if published.Issuer != name {
		return nil, fmt.Errorf("the issuer %s calls itself %q; both have to be the same to the letter", name, published.Issuer)
	}
	if err := Reachable(published.KeysURL); err != nil {
		return nil, fmt.Errorf("the issuer %s publishes its keys at %q: %w", name, published.KeysURL, err)
	}
	r.keysURL = published.KeysURL
	if err := r.refresh(ctx); err != nil {
		return nil, fmt.Errorf("the issuer %s cannot be asked for its keys: %w", name, err)
	}
	return r, nil
}

// Reachable says why an address of an issuer cannot be used: it has to be https, but on this machine.
func Reachable(address string) error {
	u, err := url.Parse(address)
	switch {
	case err != nil || u.Host == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "":
		return errors.New("it has to be an address such as https://id.example.com, without a query")
	case u.Scheme == "https", u.Scheme == "http" && Loopback(u.Hostname()):
		return nil
	}
	return errors.New("it has to begin with https://")
}

// Loopback tells whether a host is this machine.
func Loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || strings.HasSuffix(host, ".localhost") || ip != nil && ip.IsLoopback()
}

// Claims implements Verifier.
func (r *Remote) Claims(ctx context.Context, token string, now func() time.Time) (map[string]string, error) {
	return verified(token, r.name, r.audience, func(t *jwt.Token) (any, error) {
		id, _ := t.Header["kid"].(string)
		return r.key(ctx, id)
	}, now)
}

// Keyfunc gives the verification key of a token, as the jwt library asks for it.
func (r *Remote) Keyfunc(t *jwt.Token) (any, error) {
	id, _ := t.Header["kid"].(string)
	return r.key(context.Background(), id)
}

// Ready implements Verifier.
func (r *Remote) Ready() error {
	r.mu.RLock()
	defer r.mu.RUnlock()
	if r.clock().Sub(r.taken) > goodFor {
		return fmt.Errorf("the issuer %s has not given its keys since %s", r.name, r.taken.UTC().Format(time.RFC3339))
	}
	return nil
}

var errKey = errors.New("signed by a key that the issuer does not publish")

// key returns the key of the id. One that is not known is asked for, within the bound.
func (r *Remote) key(ctx context.Context, id string) (*rsa.PublicKey, error) {
	key, age := r.known(id)
	switch {
	case key == nil || age > goodFor:
		if err := r.refresh(ctx); err != nil {
			return nil, err
		}
		if key, age = r.known(id); key == nil || age > goodFor {
			return nil, errKey
		}
	case age > freshFor:
		go func() { _ = r.refresh(context.WithoutCancel(ctx)) }() // it shows in Ready when that goes on for long
	}
	return key, nil
}

// known returns the key of the id, nil when there is none, and how old it is. Without an id it is the only key.
func (r *Remote) known(id string) (*rsa.PublicKey, time.Duration) {
	r.mu.RLock()
	defer r.mu.RUnlock()
	if id == "" && len(r.keys) == 1 {
		for only := range r.keys {
			id = only
		}
	}
	return r.keys[id], r.clock().Sub(r.taken)
}

// refresh asks the issuer for its keys, unless it was asked a moment ago.
func (r *Remote) refresh(ctx context.Context) error {
	r.asking.Lock()
	defer r.asking.Unlock()
	now := r.clock()
	if !r.asked.IsZero() && now.Sub(r.asked) < pause {
		return nil
	}
	r.asked = now
	var set struct {
		Keys []json.RawMessage `json:"keys"`
	}
	if err := r.get(ctx, r.keysURL, &set); err != nil {
		return err
	}
	keys := map[string]*rsa.PublicKey{}
	for _, raw := range set.Keys {
		var k jose.JSONWebKey
		if err := json.Unmarshal(raw, &k); err != nil {
			continue // a kind of key that is not known here verifies nothing
		}
		public, ok := k.Key.(*rsa.PublicKey)
		if ok && k.Valid() && k.Use != "enc" && (k.Algorithm == "" || k.Algorithm == "RS256") && public.N.BitLen() >= weakest {
			keys[k.KeyID] = public
		}
	}
	if len(keys) == 0 {
		return fmt.Errorf("there is no RSA key of %d bits or more for RS256 among its %d keys", weakest, len(set.Keys))
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.keys, r.taken = keys, now
	return nil
}

// get reads a JSON document of the issuer. Its errors are short, and hold nothing of the answer.
func (r *Remote) get(ctx context.Context, address string, into any) error {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return err
	}
	answer, err := r.client.Do(request)
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		return fmt.Errorf("%s answers %d", address, answer.StatusCode)
	}
	if err := json.NewDecoder(io.LimitReader(answer.Body, longest)).Decode(into); err != nil {
		return fmt.Errorf("%s answers no JSON of the form that is asked for", address)
	}
	return nil
}
