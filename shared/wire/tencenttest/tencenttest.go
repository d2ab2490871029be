// Package tencenttest is Tencent Cloud's side of its API 3.0 on this machine, for the tests of the adapters: it verifies
// the signature by itself, written from the documentation apart from the code that signs, and answers what the test
// says. Nothing but tests may import it.
package tencenttest

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"shiming/shared/wire"
	"shiming/shared/wire/wiretest"
)

// The access that the server knows.
const (
	SecretID  = "AKIDEXAMPLE"
	SecretKey = "not-a-real-secret-key"
)

// Access is what an adapter is given to sign with.
func Access() wire.Access { return wire.Fixed(SecretID, SecretKey) }

// Now is what the server's clock says.
var Now = time.Date(2025, 11, 21, 9, 30, 0, 0, time.UTC)

// Action answers a request that was signed well, with its body.
type Action func(body []byte) (status int, answer string)

// Server is some actions of one service, on a line that can be made to fail. Safe for concurrent use.
type Server struct {
	*wiretest.Connection
	// Clock is the server's; Now where it is not set before the first request.
	Clock func() time.Time

	t                *testing.T
	service, version string
	actions          map[string]Action
	mutex            sync.Mutex
	bodies           [][]byte
}

// New starts a server of one action that gives answer to whoever signs well. It lives as long as the test.
func New(t *testing.T, service, version, action string, answer func() (status int, body string)) *Server {
	t.Helper()
	return Serve(t, service, version, map[string]Action{action: func([]byte) (int, string) { return answer() }})
}

// Serve starts a server of the actions. It lives as long as the test.
func Serve(t *testing.T, service, version string, actions map[string]Action) *Server {
	t.Helper()
	s := &Server{t: t, Clock: func() time.Time { return Now }, service: service, version: version, actions: actions}
	s.Connection = wiretest.Connect(t, http.HandlerFunc(s.serve), func(r *http.Request, _ []byte) string { return r.Header.Get("X-TC-Action") })
	return s
}

// Before starts an address of the operator's own that stands before the services, as TENCENT_ENDPOINT has it: each action goes to the
// one that knows it. It lives as long as the test.
func Before(t *testing.T, all ...*Server) (url string) {
	t.Helper()
	front := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		for _, s := range all {
			if s.actions[r.Header.Get("X-TC-Action")] != nil {
				s.Connection.ServeHTTP(w, r)
				return
			}
		}
		t.Errorf("nobody knows the action %q", r.Header.Get("X-TC-Action"))
	}))
	t.Cleanup(front.Close)
	return front.URL
}

// Said wraps what JSON makes of the fields as an answer of the API.
func Said(fields map[string]any) (int, string) {
	answer := map[string]any{"RequestId": "6b3f9f3c-0000-4c6f-8d2a-2f0f1c9a7e11"}
	maps.Copy(answer, fields)
	text, err := json.Marshal(map[string]any{"Response": answer})
	if err != nil {
		return http.StatusInternalServerError, err.Error()
	}
	return http.StatusOK, string(text)
}

// Always answers the same.
func Always(status int, body string) func() (int, string) {
	return func() (int, string) { return status, body }
}

// Refused is an answer that says that the action was not carried out, in words that no adapter may repeat.
func Refused(code string) string {
	return fmt.Sprintf(`{"Response":{"Error":{"Code":%q,"Message":"个人信息不应出现"},"RequestId":"r-2"}}`, code)
}

// Bodies are those of all requests that were signed well.
func (s *Server) Bodies() [][]byte {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	return s.bodies
}

func (s *Server) serve(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return // the other side has gone
	}
	if why := s.wrong(r, body); why != "" {
		fmt.Fprintf(w, `{"Response":{"RequestId":"r-1","Error":{"Code":"AuthFailure.SignatureFailure","Message":%q}}}`, why)
		return
	}
	action := s.actions[r.Header.Get("X-TC-Action")]
	if action == nil || r.Header.Get("X-TC-Version") != s.version {
		s.t.Errorf("action %q, version %q", r.Header.Get("X-TC-Action"), r.Header.Get("X-TC-Version"))
		return
	}
	s.mutex.Lock()
	s.bodies = append(s.bodies, body)
	s.mutex.Unlock()
	status, text := action(body)
	if to, found := strings.CutPrefix(text, "Location: "); found {
		w.Header().Set("Location", to)
	}
	w.WriteHeader(status)
	_, _ = io.WriteString(w, text)
}

// wrong says what is wrong with the request's signature; "" when nothing is.
func (s *Server) wrong(r *http.Request, body []byte) string {
	fields := strings.Fields(strings.ReplaceAll(r.Header.Get("Authorization"), ",", ""))
	if len(fields) != 4 || fields[0] != "TC3-HMAC-SHA256" || fields[2] != "SignedHeaders=content-type;host" {
		return "form"
	}
	seconds, err := strconv.ParseInt(r.Header.Get("X-TC-Timestamp"), 10, 64)
	if at := time.Unix(seconds, 0); err != nil || s.Clock().Sub(at).Abs() > 5*time.Minute {
		return "time"
	}
	date := time.Unix(seconds, 0).UTC().Format(time.DateOnly)
	scope := date + "/" + s.service + "/tc3_request"
	if fields[1] != "Credential="+SecretID+"/"+scope {
		return "credential"
	}
	sum := func(b []byte) string { h := sha256.Sum256(b); return hex.EncodeToString(h[:]) }
	mac := func(key []byte, m string) []byte {
		h := hmac.New(sha256.New, key)
		_, _ = io.WriteString(h, m)
		return h.Sum(nil)
	}
	canonical := strings.Join([]string{
		r.Method, r.URL.Path, r.URL.RawQuery, "content-type:" + r.Header.Get("Content-Type"), "host:" + r.Host, "", "content-type;host", sum(body),
	}, "\n")
	toSign := strings.Join([]string{"TC3-HMAC-SHA256", strconv.FormatInt(seconds, 10), scope, sum([]byte(canonical))}, "\n")
	key := mac(mac(mac([]byte("TC3"+SecretKey), date), s.service), "tc3_request")
	if fields[3] != "Signature="+hex.EncodeToString(mac(key, toSign)) {
		return "signature"
	}
	return ""
}
