// Package alibabatest is Alibaba Cloud's side of its RPC API on this machine, for the tests of the adapters: it verifies
// the signature by itself, written from the documentation apart from the code that signs, takes each nonce once, and
// answers what the test says. Nothing but tests may import it.
package alibabatest

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
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"shiming/shared/wire"
	"shiming/shared/wire/wiretest"
)

// The access that the server knows.
const (
	ID     = "LTAIEXAMPLE"
	Secret = "not-a-real-secret-key"
)

// Access is what an adapter is given to sign with.
func Access() wire.Access { return wire.Fixed(ID, Secret) }

// Now is what the server's clock says.
var Now = time.Date(2025, 11, 21, 9, 30, 0, 0, time.UTC)

// Action answers a request that was signed well, with its form.
type Action func(form url.Values) (status int, answer string)

// Server is some actions of one service, on a line that can be made to fail. Safe for concurrent use.
type Server struct {
	*wiretest.Connection
	// Clock is the server's; Now where it is not set before the first request.
	Clock func() time.Time

	t       *testing.T
	version string
	actions map[string]Action
	mu      sync.Mutex
	nonces  map[string]bool
}

// Serve starts a server of the actions. It lives as long as the test.
func Serve(t *testing.T, version string, actions map[string]Action) *Server {
	t.Helper()
	s := &Server{t: t, Clock: func() time.Time { return Now }, version: version, actions: actions, nonces: map[string]bool{}}
	s.Connection = wiretest.Connect(t, http.HandlerFunc(s.serve), func(r *http.Request, _ []byte) string { return r.Header.Get("x-acs-action") })
	return s
}

// Before starts an address of the operator's own that stands before the services, as ALIBABA_ENDPOINT has it: each action goes to
// the one that knows it. It lives as long as the test.
func Before(t *testing.T, all ...*Server) (url string) {
	t.Helper()
	front := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		for _, s := range all {
			if s.actions[r.Header.Get("x-acs-action")] != nil {
				s.Connection.ServeHTTP(w, r)
				return
			}
		}
		t.Errorf("nobody knows the action %q", r.Header.Get("x-acs-action"))
	}))
	t.Cleanup(front.Close)
	return front.URL
}

// Said is an answer with a code, and what JSON makes of the fields beside it.
func Said(code string, fields map[string]any) (int, string) {
	answer := map[string]any{"Code": code, "Message": "success", "RequestId": "473469C7-AA6F-4DC5-B3DB-A3DC0DE3C83E"}
	maps.Copy(answer, fields)
	text, err := json.Marshal(answer)
	if err != nil {
		return http.StatusInternalServerError, err.Error()
	}
	return http.StatusOK, string(text)
}

// Refused is an answer that says that the action was not carried out, in words that no adapter may repeat.
func Refused(status int, code string) (int, string) {
	return status, fmt.Sprintf(`{"Code":%q,"Message":"个人信息不应出现","RequestId":"r-2","HostId":"x"}`, code)
}

func (s *Server) serve(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return // the other side has gone
	}
	status, text := http.StatusBadRequest, ""
	if why := s.wrong(r, body); why != "" {
		_, text = Refused(status, why)
	} else {
		action := s.actions[r.Header.Get("x-acs-action")]
		form, err := url.ParseQuery(string(body))
		if action == nil || err != nil || r.Header.Get("x-acs-version") != s.version {
			s.t.Errorf("action %q, version %q, %v", r.Header.Get("x-acs-action"), r.Header.Get("x-acs-version"), err)
			return
		}
		status, text = action(form)
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_, _ = io.WriteString(w, text)
}

// wrong says what is wrong with the request's signature; "" when nothing is.
func (s *Server) wrong(r *http.Request, body []byte) string {
	rest, ok := strings.CutPrefix(r.Header.Get("Authorization"), "ACS3-HMAC-SHA256 ")
	parts := map[string]string{}
	for part := range strings.SplitSeq(rest, ",") {
		name, value, _ := strings.Cut(part, "=")
		parts[name] = value
	}
	at, err := time.Parse(time.RFC3339, r.Header.Get("x-acs-date"))
	sum := sha256.Sum256(body)
	switch {
	case !ok:
		return "MissingAuthorization"
	case parts["Credential"] != ID:
		return "InvalidAccessKeyId.NotFound"
	case err != nil || s.Clock().Sub(at).Abs() > 15*time.Minute:
		return "InvalidTimeStamp.Expired"
	case r.Header.Get("x-acs-content-sha256") != hex.EncodeToString(sum[:]):
		return "InvalidContentSha256"
	}
	canonical := r.Method + "\n" + r.URL.Path + "\n" + r.URL.RawQuery + "\n"
	for name := range strings.SplitSeq(parts["SignedHeaders"], ";") {
		value := r.Header.Get(name)
		if name == "host" {
			value = r.Host
		}
		canonical += name + ":" + value + "\n"
	}
	for _, needed := range []string{"content-type", "host", "x-acs-action", "x-acs-date", "x-acs-signature-nonce", "x-acs-version"} {
		if !strings.Contains(";"+parts["SignedHeaders"]+";", ";"+needed+";") {
			return "UnsignedHeader"
		}
	}
	canonical += "\n" + parts["SignedHeaders"] + "\n" + hex.EncodeToString(sum[:])
	of := sha256.Sum256([]byte(canonical))
	mac := hmac.New(sha256.New, []byte(Secret))
	_, _ = io.WriteString(mac, "ACS3-HMAC-SHA256\n"+hex.EncodeToString(of[:]))
	if parts["Signature"] != hex.EncodeToString(mac.Sum(nil)) {
		return "SignatureDoesNotMatch"
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	nonce := r.Header.Get("x-acs-signature-nonce")
	if s.nonces[nonce] {
		return "SignatureNonceUsed"
	}
	s.nonces[nonce] = true
	return ""
}
