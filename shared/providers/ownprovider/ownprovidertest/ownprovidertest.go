// Package ownprovidertest is an operator's own provider, as openapi.yaml describes one: the double of the tests, and the
// example that provider-check is tried on. It also plays the suite of the port against a service by its address alone.
// Nothing but tests and tools for tests may import it.
package ownprovidertest

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	webhook "github.com/standard-webhooks/standard-webhooks/libraries/go"

	"shiming/shared/providers/ownprovider"
	"shiming/shared/providers/providertest"
	"shiming/shared/realname"
	"shiming/shared/steps"
	"shiming/shared/wire"
)

// Service answers what an operator's provider has to answer. Safe for concurrent use.
type Service struct {
	// Secret verifies who asks, Now is what its clock says, Base where it is reached.
	Secret []byte
	Now    func() time.Time
	Base   string

	mu     sync.Mutex
	seen   map[string]bool   // ids of requests
	refs   map[string]string // by check
	result map[string]json.RawMessage
}

// ServeHTTP implements http.Handler.
func (s *Service) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(io.LimitReader(r.Body, 64<<10))
	if err != nil {
		return
	}
	if why := s.wrong(r, body); why != "" {
		http.Error(w, why, http.StatusUnauthorized)
		return
	}
	var asked struct{ Check, Method, Ref, URL, Outcome, Fault string }
	if r.Method != http.MethodPost || json.Unmarshal(body, &asked) != nil {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	answer := map[string]any{}
	switch path := strings.TrimPrefix(r.URL.Path, "/"); path {
	case "checks":
		if s.refs == nil {
			s.refs, s.result = map[string]string{}, map[string]json.RawMessage{}
		}
		if s.refs[asked.Check] == "" {
			s.refs[asked.Check] = fmt.Sprintf("ref_%d", len(s.refs))
		}
		answer["ref"], answer["url"] = s.refs[asked.Check], s.Base+"/app/"+asked.Check
	case "checks/result":
		switch notice := s.result[asked.Check]; {
		case s.refs[asked.Check] == "" || s.refs[asked.Check] != asked.Ref:
			w.WriteHeader(http.StatusNotFound)
			return
		case notice == nil:
			answer["pending"] = true
		default:
			answer["notice"] = notice
		}
	case "test/check-of":
		_, answer["check"], _ = strings.Cut(asked.URL, "/app/")
	case "test/finish":
		fields := map[string]string{"outcome": asked.Outcome}
		if asked.Fault != "" {
			fields["fault"] = asked.Fault
		}
		s.finish(realname.CheckID(asked.Check), fields)
	default:
		w.WriteHeader(http.StatusNotFound)
		return
	}
	_ = json.NewEncoder(w).Encode(answer)
}

// Finish ends the check with what a notice of the contract says, once; "id" and "check" are filled in.
func (s *Service) Finish(check realname.CheckID, notice map[string]string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.finish(check, notice)
}

func (s *Service) finish(check realname.CheckID, notice map[string]string) {
	if s.result[string(check)] == nil {
		fields := maps.Clone(notice)
		fields["id"], fields["check"] = "msg_"+string(check), string(check)
		s.result[string(check)], _ = json.Marshal(fields) // texts only
	}
}

// wrong verifies the signature by the standard's own library.
func (s *Service) wrong(r *http.Request, body []byte) string {
	hook, err := webhook.NewWebhookRaw(s.Secret)
	if err != nil {
		return err.Error()
	}
	id := r.Header.Get("Webhook-Id")
	seconds, err := strconv.ParseInt(r.Header.Get("Webhook-Timestamp"), 10, 64)
	if at := time.Unix(seconds, 0); err != nil || s.Now().Sub(at).Abs() > 5*time.Minute {
		return "time"
	}
	if err := hook.VerifyIgnoringTimestamp(body, r.Header); err != nil {
		return "signature"
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.seen == nil {
		s.seen = map[string]bool{}
	}
	if s.seen[id] {
		return "seen before"
	}
	s.seen[id] = true
	return ""
}

// Secret writes a key as settings have it.
func Secret(key []byte) string { return "whsec_" + base64.StdEncoding.EncodeToString(key) }

// At is the harness of a service at an address, which is asked by methods, with a clock that is right: a service for tests,
// for it is told how checks end.
func At(t *testing.T, url, secret string, methods []realname.Method, clock steps.Clock) providertest.Pull {
	t.Helper()
	line := &cut{}
	p, err := ownprovider.New(ownprovider.Options{
		URL: url, Access: wire.Fixed(secret), Methods: methods, Clock: clock, Client: &http.Client{Transport: line, Timeout: 20 * time.Second},
	})
	if err != nil {
		t.Fatal(err)
	}
	key, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(secret, "whsec_"))
	if err != nil {
		t.Fatal(err)
	}
	tell := func(t *testing.T, path string, say map[string]string) (answer map[string]string) {
		t.Helper()
		if err := told(t.Context(), strings.TrimSuffix(url, "/")+path, key, clock(), say, &answer); err != nil {
			t.Fatalf("%s: %v", path, err)
		}
		return answer
	}
	return providertest.Pull{
		Puller: p,
		Harness: providertest.Harness{Provider: p, Methods: methods, CheckOf: func(t *testing.T, address string) realname.CheckID {
			return realname.CheckID(tell(t, "/test/check-of", map[string]string{"url": address})["check"])
		}},
		Finish: func(t *testing.T, check realname.Check, o realname.Outcome, fault realname.Code) {
			tell(t, "/test/finish", map[string]string{"check": string(check.ID), "outcome": string(o), "fault": string(fault)})
		},
		Away: func(*testing.T) { line.cut.Store(true) },
	}
}

// told posts one signed request of the test's own.
func told(ctx context.Context, url string, key []byte, at time.Time, say map[string]string, into any) error {
	hook, err := webhook.NewWebhookRaw(key)
	if err != nil {
		return err
	}
	body, err := json.Marshal(say)
	if err != nil {
		return err
	}
	id := "test_" + strconv.FormatInt(count.Add(1), 10)
	signature, err := hook.Sign(id, at, body)
	if err != nil {
		return err
	}
	post, err := http.NewRequestWithContext(ctx, http.MethodPost, url, bytes.NewReader(body))
	if err != nil {
		return err
	}
	post.Header.Set("Content-Type", "application/json")
	post.Header.Set("Webhook-Id", id)
	post.Header.Set("Webhook-Timestamp", strconv.FormatInt(at.Unix(), 10))
	post.Header.Set("Webhook-Signature", signature)
	got, err := http.DefaultClient.Do(post)
	if err != nil {
		return err
	}
	defer func() { _ = got.Body.Close() }()
	if got.StatusCode != http.StatusOK {
		return fmt.Errorf("status %d", got.StatusCode)
	}
	return json.NewDecoder(got.Body).Decode(into)
}

var count atomic.Int64

// cut is a line that can be cut.
type cut struct{ cut atomic.Bool }

// RoundTrip implements http.RoundTripper.
func (c *cut) RoundTrip(r *http.Request) (*http.Response, error) {
	if c.cut.Load() {
		return nil, errors.New("the line is cut")
	}
	return http.DefaultTransport.RoundTrip(r)
}
