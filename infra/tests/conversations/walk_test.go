package conversations

import (
	"errors"
	"flag"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"shiming/infra/server/engine"
	"shiming/shared/realname"
	"shiming/shared/realname/policies"
	"shiming/shared/steps"
)

var (
	requests = flag.Int("requests", 3000, "how many requests the walks ask, on all profiles together; the figure of the README is 150000")
	seed     = flag.Uint64("seed", 1, "what the walks are drawn from")
)

// inProcess answers requests without a wire.
type inProcess struct{ http.Handler }

// RoundTrip implements http.RoundTripper.
func (h inProcess) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.Body == nil {
		r.Body = http.NoBody
	}
	r.RequestURI, r.RemoteAddr, r.Host = r.URL.RequestURI(), "192.0.2.1:1234", r.URL.Host
	got := httptest.NewRecorder()
	h.ServeHTTP(got, r)
	came := got.Result()
	came.Request = r
	return came, nil
}

// streets opens an engine for a walk.
func streets(t *testing.T, profile string) (*engine.Engine, World) {
	t.Helper()
	var ahead atomic.Int64
	clock := func() time.Time { return time.Now().Add(time.Duration(ahead.Load())) }
	e, err := engine.Open(engine.Config{
		Dir: filepath.Join(t.TempDir(), "data"), Profile: profile, PublicURL: "http://walk.test", Clock: clock,
		Get: func(string) string { return "" }, Log: slog.New(slog.DiscardHandler),
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := e.Close(); err != nil {
			t.Error(err)
		}
	})
	client := &http.Client{Transport: inProcess{e.Handler}}
	return e, World{
		Base: "http://walk.test", Client: client, Now: clock,
		Token: func(a realname.Actor) (string, error) { return e.Issuer.Token(a, clock(), time.Hour) },
		Turn: func(d time.Duration) error {
			ahead.Add(int64(d))
			return turned(client)
		},
	}
}

// turned lets whoever waits for a time look again.
func turned(client *http.Client) error {
	answer, err := client.Post("http://walk.test/sandbox/clock", "application/json", strings.NewReader(`{"advance": "0s"}`))
	if err != nil {
		return err
	}
	return answer.Body.Close()
}

// TestWalks lets people walk through the product under every profile. What should not be names its seed; the whole figure is
//
//	go test ./infra/tests/conversations -run Walks -requests 150000
func TestWalks(t *testing.T) {
	t.Parallel()
	for _, profile := range policies.Names() {
		t.Run("FAULT_S5_RULES_H2_what_is_offered_works_when_pressed_"+profile, func(t *testing.T) {
			t.Parallel()
			e, world := streets(t, profile)
			began := time.Now()
			did := Walk(t, world, e.Policy, *seed, *requests/len(policies.Names()), func(id realname.AccountID) error {
				return patiently(func() error { return sound(t, e, world.Now, id) })
			})
			for _, fault := range did.Faults {
				t.Errorf("seed %d: %s", *seed, fault)
			}
			if did.Looked == 0 || did.Redacted == 0 {
				t.Errorf("%d questions, %d cases erased", did.Looked, did.Redacted)
			}
			t.Logf("%s, seed %d: looked %d times, erased %d cases; %d requests in %s; pressed %v\ncodes %v\nstatuses %v", profile, *seed, did.Looked, did.Redacted, did.Requests, time.Since(began).Round(time.Second), did.Pressed, did.Codes, did.Statuses)
		})
	}
}

// patiently asks again for a while: what is committed is carried out a moment later, and a provider is asked five seconds later.
func patiently(holds func() error) error {
	for until := time.Now().Add(8 * time.Second); ; time.Sleep(10 * time.Millisecond) {
		if err := holds(); err == nil || time.Now().After(until) {
			return err
		}
	}
}

// sound holds an account, its cases and its place to what always is (DESIGN §3).
func sound(t *testing.T, e *engine.Engine, now func() time.Time, id realname.AccountID) error {
	t.Helper()
	a, err := e.Store.Account(t.Context(), id)
	if errors.Is(err, steps.ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	for cursor := ""; ; {
		page, next, err := e.Store.CasesOf(t.Context(), id, cursor, 100)
		if err != nil {
			return err
		}
		for _, c := range page {
			status := c.Status(now())
			if open := status == realname.RequiresInput || status == realname.Processing; open && a.OpenCase != c.ID {
				return fmt.Errorf("a %s is open that its account does not name", c.Kind)
			}
			if c.Ref != nil && (c.Check() == nil || !now().Before(c.Check().ExpiresAt)) {
				return fmt.Errorf("a %s in %s keeps by what a provider is asked about a check that has ended", c.Kind, c.Last().State)
			}
		}
		if cursor = next; cursor == "" {
			break
		}
	}
	if a.Identity == nil {
		return nil
	}
	s, err := e.Store.Subject(t.Context(), a.Identity.Subject)
	if err != nil {
		return err
	}
	if !slices.Contains(s.Accounts, id) {
		return fmt.Errorf("an account is verified without a place")
	}
	limit := e.Policy.Quota.Person
	if a.Identity.Kind == realname.EnterpriseSubject {
		limit = e.Policy.Quota.Enterprise
	}
	if len(s.Accounts) > limit {
		return fmt.Errorf("%d accounts have places of %d", len(s.Accounts), limit)
	}
	return nil
}
