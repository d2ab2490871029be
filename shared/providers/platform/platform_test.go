package platform

import (
	"context"
	"crypto/x509"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"

	"shiming/shared/identity"
	"shiming/shared/steps"
	"shiming/shared/wire"
)

// Secrets of the tests, the first that of the test vector of Standard Webhooks.
const (
	secret      = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
	otherSecret = "whsec_b3RoZXItc2VjcmV0LW9mLTI0LWJ5dGVz"
)

func clock() time.Time { return time.Date(2026, 3, 14, 15, 9, 26, 0, time.UTC) }

// site is the operator's side: it verifies each signature by the library of Standard Webhooks, apart from the code that
// signs, and refuses an id that it has seen.
type site struct {
	t      *testing.T
	answer func(path string, question map[string]string) (status int, body string)
	mutex  sync.Mutex
	ids    map[string]bool
	asked  []string // path and body
}

func (s *site) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return // the other side has gone
	}
	seconds, err := strconv.ParseInt(r.Header.Get("webhook-timestamp"), 10, 64)
	hook, err2 := standardwebhooks.NewWebhook(secret)
	id := r.Header.Get("webhook-id")
	s.mutex.Lock()
	defer s.mutex.Unlock()
	if err != nil || err2 != nil || clock().Unix() != seconds || s.ids[id] || hook.VerifyIgnoringTimestamp(body, r.Header) != nil {
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	s.ids[id] = true
	s.asked = append(s.asked, r.Method+" "+r.URL.String()+" "+r.Header.Get("Content-Type")+" "+string(body))
	var question map[string]string
	if err := json.Unmarshal(body, &question); err != nil {
		s.t.Error("the question is not one of the contract")
	}
	status, text := s.answer(r.URL.Path, question)
	w.WriteHeader(status)
	_, _ = io.WriteString(w, text)
}

// serve starts an operator's side that answers so.
func serve(t *testing.T, answer func(path string, question map[string]string) (int, string)) (*site, string) {
	t.Helper()
	s := &site{t: t, answer: answer, ids: map[string]bool{}}
	listening := httptest.NewServer(s)
	t.Cleanup(listening.Close)
	return s, listening.URL
}

func always(status int, body string) func(string, map[string]string) (int, string) {
	return func(string, map[string]string) (int, string) { return status, body }
}

func open(t *testing.T, url string, change ...func(*Options)) *Platform {
	t.Helper()
	o := Options{URL: url, Access: wire.Fixed(secret), Clock: clock}
	for _, f := range change {
		f(&o)
	}
	p, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func resident(t *testing.T) identity.IDDocument {
	t.Helper()
	d, err := identity.ParseDocument(identity.ResidentID, "110101199003078670")
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// user is a name that no error may show.
const user = "user-of-sesame"

// everything asks each question and returns the errors.
func everything(ctx context.Context, t *testing.T, p *Platform) map[string]error {
	t.Helper()
	hindrances, err1 := p.Hindrances(ctx, "acct_sesame")
	account, err2 := p.Account(ctx, user)
	used, err3 := p.InUse(ctx, resident(t))
	if err1 != nil && hindrances != nil || err2 != nil && account != (steps.GroupAccount{}) || err3 != nil && used {
		t.Error("an error, and an answer")
	}
	return map[string]error{pathHindrances: err1, pathAccount: err2, pathInUse: err3}
}

// mustBeUnavailable holds where nothing can be known: it looks at each error, for what it says and what it must not.
func mustBeUnavailable(t *testing.T, all map[string]error, why string) {
	t.Helper()
	for path, err := range all {
		if !errors.Is(err, steps.ErrUnavailable) || errors.Is(err, steps.ErrNotFound) || !strings.Contains(fmt.Sprint(err), why) {
			t.Errorf("%s: %v, want %q", path, err, why)
		}
		open := fmt.Sprintf("%v %+v %#v", err, err, err)
		for _, hidden := range []string{"sesame", "127.0.0.1", "110101199003078670", "MfKQ9r8G", "13987651234"} {
			if strings.Contains(open, hidden) {
				t.Errorf("THREATS L1: %s: the error shows %s", path, hidden)
			}
		}
	}
}

func TestWhatIsAsked(t *testing.T) {
	s, url := serve(t, func(path string, _ map[string]string) (int, string) {
		return 200, map[string]string{
			"/inside" + pathHindrances: `{"hindrances":[]}`, "/inside" + pathAccount: `{"verified":false}`, "/inside" + pathInUse: `{"in_use":false}`,
		}[path]
	})
	for path, err := range everything(t.Context(), t, open(t, url+"/inside/")) {
		if err != nil {
			t.Errorf("%s: %v", path, err)
		}
	}
	want := []string{
		`POST /inside/hindrances application/json {"account":"acct_sesame"}`,
		`POST /inside/group/account application/json {"user":"user-of-sesame"}`,
		`POST /inside/group/in-use application/json {"document_kind":"resident_id","document_number":"110101199003078670"}`,
	}
	if !slices.Equal(s.asked, want) {
		t.Errorf("%d questions, not as they should be", len(s.asked))
	}
}

func TestSignatures(t *testing.T) {
	_, url := serve(t, always(200, `{"hindrances":["arrears"]}`))
	for name, secrets := range map[string][]string{"current": {secret}, "rotated in": {secret, otherSecret}, "rotated out": {otherSecret, secret}} {
		got, err := open(t, url, func(o *Options) { o.Access = wire.Fixed(strings.Join(secrets, " ")) }).Hindrances(t.Context(), "acct_1")
		if err != nil || len(got) != 1 {
			t.Errorf("%s: %v, %v", name, got, err)
		}
	}
	for name, change := range map[string]func(*Options){
		"another secret": func(o *Options) { o.Access = wire.Fixed(otherSecret) },
		"another time":   func(o *Options) { o.Clock = func() time.Time { return clock().Add(time.Second) } },
	} {
		t.Run(name, func(t *testing.T) {
			mustBeUnavailable(t, everything(t.Context(), t, open(t, url, change)), "answered 401")
		})
	}
}

func TestRULES_E3_AnswersThatAreNone(t *testing.T) {
	elsewhere := false
	for path, why := range map[string]string{
		"/redirect/301": "answered 301", "/redirect/302": "answered 302", "/redirect/307": "answered 307", "/redirect/308": "answered 308",
		"/status/500": "answered 500", "/status/403": "answered 403", "/status/204": "answered 204", "/status/201": "answered 201",
		"/slow": "no answer in time", "/drips": "no answer in time", "/cut": "no connection", "/half": "the answer breaks off",
		"/huge": "the answer is too long", "/endless": "the answer is too long", "/html": "not one of the contract", "/empty": "not one of the contract",
	} {
		t.Run("RULES_E3"+strings.ReplaceAll(path, "/", "_"), func(t *testing.T) {
			s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				_, _ = io.Copy(io.Discard, r.Body) // so that the server sees the other side go
				first, code, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/"), "/")
				number, _, _ := strings.Cut(code, "/")
				status, _ := strconv.Atoi(number)
				switch first {
				case "elsewhere":
					elsewhere = true
				case "redirect":
					http.Redirect(w, r, "/elsewhere", status)
				case "status":
					w.WriteHeader(status)
					if status != http.StatusNoContent {
						_, _ = io.WriteString(w, `{"hindrances":[],"phone":"13987651234"}`)
					}
				case "slow":
					<-r.Context().Done()
				case "drips":
					for r.Context().Err() == nil {
						_, _ = io.WriteString(w, " ")
						_ = http.NewResponseController(w).Flush()
						time.Sleep(10 * time.Millisecond)
					}
				case "cut":
					panic(http.ErrAbortHandler)
				case "half":
					w.Header().Set("Content-Length", "100")
					_, _ = io.WriteString(w, `{"hindrances":[]}`)
				case "huge":
					_, _ = io.WriteString(w, `{"hindrances":[]}`+strings.Repeat(" ", maxAnswer))
				case "endless":
					for range 1 << 10 {
						_, _ = w.Write(make([]byte, 1<<10))
					}
				case "html":
					_, _ = io.WriteString(w, "<html>13987651234</html>")
				}
			}))
			defer s.Close()
			s.Config.ErrorLog = log.New(io.Discard, "", 0)
			p := open(t, s.URL+path, func(o *Options) { o.Timeout = 300 * time.Millisecond })
			begun := time.Now()
			mustBeUnavailable(t, everything(t.Context(), t, p), why)
			if took := time.Since(begun); took > 5*time.Second {
				t.Errorf("it took %s", took)
			}
		})
	}
	if elsewhere {
		t.Error("a redirect was followed")
	}
	t.Run("RULES_E3_who_gave_up", func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		_, url := serve(t, always(200, `{"hindrances":[]}`))
		mustBeUnavailable(t, everything(ctx, t, open(t, url)), "nobody waits")
	})
	t.Run("RULES_E3_nobody_listens", func(t *testing.T) {
		s := httptest.NewServer(http.NotFoundHandler())
		s.Close()
		mustBeUnavailable(t, everything(t.Context(), t, open(t, s.URL)), "no connection")
	})
}

func TestTheCertificateIsChecked(t *testing.T) {
	s := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, `{"hindrances":[]}`) }))
	defer s.Close()
	s.Config.ErrorLog = log.New(io.Discard, "", 0)
	mustBeUnavailable(t, everything(t.Context(), t, open(t, s.URL)), "the certificate is not trusted")
	roots := x509.NewCertPool()
	roots.AddCert(s.Certificate())
	if _, err := open(t, s.URL, func(o *Options) { o.Roots = roots }).Hindrances(t.Context(), "acct_1"); err != nil {
		t.Error(err)
	}
}

func TestOptions(t *testing.T) {
	good := Options{URL: "https://platform.example/inside", Access: wire.Fixed(secret), Clock: clock}
	for _, url := range []string{good.URL, "http://127.0.0.1:8080", "http://localhost/x/", "http://[::1]:1", "https://10.0.0.7"} {
		o := good
		o.URL = url
		if p, err := New(o); err != nil || p.timeout != 3*time.Second {
			t.Errorf("%s: %v", url, err)
		}
	}
	for name, change := range map[string]func(*Options){
		"http":               func(o *Options) { o.URL = "http://platform.example/sesame" },
		"http of inside":     func(o *Options) { o.URL = "http://10.0.0.7/sesame" },
		"http of a likeness": func(o *Options) { o.URL = "http://localhost.sesame.example/" },
		"another scheme":     func(o *Options) { o.URL = "file:///etc/sesame" },
		"a user":             func(o *Options) { o.URL = "https://user:sesame@platform.example/" },
		"a query":            func(o *Options) { o.URL = "https://platform.example/?key=sesame" },
		"a fragment":         func(o *Options) { o.URL = "https://platform.example/#sesame" },
		"no address":         func(o *Options) { o.URL = "" },
		"no address at all":  func(o *Options) { o.URL = "https://sesame.example:port" },
		"no clock":           func(o *Options) { o.Clock = nil },
		"a time below 0":     func(o *Options) { o.Timeout = -1 },
		"no secret":          func(o *Options) { o.Access = nil },
	} {
		o := good
		change(&o)
		if _, err := New(o); err == nil || strings.Contains(err.Error(), "sesame") || strings.Contains(err.Error(), "c2Vz") {
			t.Errorf("%s: %v", name, err)
		}
	}
	p, err := New(good)
	if err != nil {
		t.Fatalf("%v", err)
	}
	if out := fmt.Sprintf("%v %+v %#v %s", p, p, p, steps.Platform(p)); out != "platform platform platform platform" {
		t.Errorf("it prints %s", out)
	}
}

// What signs is read at run time, so what is wrong with it shows there, or where it is written before anything starts.
func TestTHREATS_X18_secrets_that_do_not_sign(t *testing.T) {
	for name, text := range map[string]string{
		"none": "", "three": strings.Repeat(secret+" ", 3), "short": "whsec_c2VzYW1l", "long": "whsec_" + strings.Repeat("c2VzYW1l", 11),
		"no prefix": strings.TrimPrefix(secret, "whsec_"), "other letters": "whsec_" + strings.Repeat("!", 40),
	} {
		p, err := New(Options{URL: "https://platform.example/", Clock: clock, Access: func(context.Context) ([]string, error) { return []string{text}, nil }})
		if err != nil {
			t.Fatal(err)
		}
		_, asked := p.Hindrances(t.Context(), "acct_1")
		if err := Fit(text); err == nil || strings.Contains(err.Error(), "c2Vz") || !errors.Is(asked, steps.ErrUnavailable) || strings.Contains(asked.Error(), "c2Vz") {
			t.Errorf("%s: %v, %v", name, err, asked)
		}
	}
	if err := Fit(secret + " " + otherSecret + "\n"); err != nil {
		t.Error(err)
	}
	p, err := New(Options{URL: "https://platform.example/", Clock: clock, Access: func(context.Context) ([]string, error) { return nil, errors.New("sesame") }})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := p.Hindrances(t.Context(), "acct_1"); !errors.Is(err, steps.ErrUnavailable) || strings.Contains(err.Error(), "sesame") {
		t.Errorf("%v", err)
	}
}
