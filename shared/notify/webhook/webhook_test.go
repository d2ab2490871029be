package webhook

import (
	"context"
	"crypto/x509"
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strconv"
	"strings"
	"testing"
	"time"

	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"

	"shiming/shared/notify/notifytest"
	"shiming/shared/steps"
	"shiming/shared/telling"
	"shiming/shared/wire"
)

// The test vector of Standard Webhooks.
const (
	vectorSecret    = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
	vectorID        = "msg_p5jXN8AQM9LWM0D4loKWxJek"
	vectorBody      = `{"test": 2432232314}`
	vectorSignature = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
	otherSecret     = "whsec_b3RoZXItc2VjcmV0LW9mLTI0LWJ5dGVz"
)

func vectorTime() time.Time { return time.Unix(1614265330, 0) }

// site is a consumer of webhooks on this machine.
func site(t *testing.T, serve http.HandlerFunc) *httptest.Server {
	t.Helper()
	s := httptest.NewServer(serve)
	t.Cleanup(s.Close)
	return s
}

func local(t *testing.T, url string, secrets ...string) *Hook {
	t.Helper()
	h, err := New(Options{URL: url, Access: wire.Fixed(strings.Join(secrets, " ")), Clock: vectorTime, AllowLoopback: true})
	if err != nil {
		t.Fatal(err)
	}
	return h
}

func TestHook(t *testing.T) {
	var header http.Header
	var body, method string
	s := site(t, func(w http.ResponseWriter, r *http.Request) {
		text, _ := io.ReadAll(r.Body)
		header, body, method = r.Header, string(text), r.Method
		w.WriteHeader(http.StatusNoContent)
	})
	t.Run("it signs the vector of Standard Webhooks", func(t *testing.T) {
		if err := local(t, s.URL, vectorSecret).Send(t.Context(), telling.Message{Key: vectorID, Body: vectorBody}); err != nil {
			t.Fatal(err)
		}
		if method != "POST" || body != vectorBody || header.Get("webhook-id") != vectorID || header.Get("webhook-timestamp") != "1614265330" ||
			header.Get("webhook-signature") != vectorSignature || header.Get("content-type") != "application/json" {
			t.Errorf("%s %s %v", method, body, header)
		}
	})
	t.Run("while secrets rotate, who has either of them can verify", func(t *testing.T) {
		if err := local(t, s.URL, otherSecret, vectorSecret).Send(t.Context(), telling.Message{Key: vectorID, Body: vectorBody}); err != nil {
			t.Fatal(err)
		}
		for _, secret := range []string{vectorSecret, otherSecret} {
			consumer, err := standardwebhooks.NewWebhook(secret)
			if err != nil {
				t.Fatal(err)
			}
			if err := consumer.VerifyIgnoringTimestamp([]byte(body), header); err != nil {
				t.Error(err)
			}
			if consumer.VerifyIgnoringTimestamp([]byte(body+" "), header) == nil {
				t.Error("another body passes")
			}
		}
	})
}

func TestAnswers(t *testing.T) {
	followed := false
	s := site(t, func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/gone":
			w.WriteHeader(http.StatusGone)
		case "/redirect":
			http.Redirect(w, r, "/followed", http.StatusTemporaryRedirect)
		case "/followed":
			followed = true
		case "/slow":
			_, _ = io.Copy(io.Discard, r.Body) // so that the server sees the other side go
			<-r.Context().Done()
		case "/endless":
			for range 1 << 10 {
				_, _ = w.Write(make([]byte, 1<<10))
			}
		case "/secret":
			http.Error(w, "13987651234", http.StatusInternalServerError)
		case "/cut":
			panic(http.ErrAbortHandler)
		}
	})
	for path, want := range map[string]string{
		"/": "", "/endless": "", "/gone": "answered 410", "/redirect": "answered 307", "/secret": "answered 500",
		"/slow": "no answer in time", "/cut": "no connection",
	} {
		t.Run("RULES_G1_"+strings.Trim(path, "/"), func(t *testing.T) {
			ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
			defer cancel()
			err := local(t, s.URL+path+"?token=abc", vectorSecret).Send(ctx, telling.Message{Key: "evt", Body: "{}"})
			if (err == nil) != (want == "") || err != nil && !strings.HasPrefix(err.Error(), want) {
				t.Errorf("got %v, want %q", err, want)
			}
			if errors.Is(err, telling.ErrUndeliverable) != (path == "/gone") {
				t.Errorf("%v", err)
			}
			if err != nil && strings.ContainsAny(err.Error(), "/?") {
				t.Errorf("the error holds the address: %v", err)
			}
		})
	}
	if followed {
		t.Error("a redirect was followed")
	}
}

func TestGuard(t *testing.T) {
	reached := false
	s := site(t, func(http.ResponseWriter, *http.Request) { reached = true })
	port := s.Listener.Addr().(*net.TCPAddr).Port
	t.Run("THREATS_SSRF_a_name_that_leads_to_this_machine_is_not_connected_to", func(t *testing.T) {
		for _, host := range []string{"localhost", "127.0.0.1", "[::1]", "[::ffff:127.0.0.1]", "0.0.0.0"} {
			h, err := New(Options{URL: "https://" + net.JoinHostPort(strings.Trim(host, "[]"), strconv.Itoa(port)), Access: wire.Fixed(vectorSecret), Clock: vectorTime})
			if err != nil {
				t.Fatal(err)
			}
			if err := h.Send(t.Context(), telling.Message{Key: "evt", Body: "{}"}); !errors.Is(err, errForbidden) {
				t.Errorf("%s: %v", host, err)
			}
		}
		if reached {
			t.Error("it was connected to")
		}
	})
	t.Run("THREATS_SSRF_addresses", func(t *testing.T) {
		for text, want := range map[string]bool{
			"1.1.1.1": true, "93.184.216.34": true, "2606:4700:4700::1111": true, "223.5.5.5": true,
			"127.0.0.1": false, "127.8.9.1": false, "::1": false, "::ffff:10.0.0.1": false, "10.1.2.3": false, "172.16.0.1": false, "172.31.255.255": false,
			"192.168.1.1": false, "169.254.169.254": false, "fe80::1": false, "fd00:ec2::254": false, "0.0.0.0": false, "::": false,
			"100.64.0.1": false, "192.0.0.192": false, "198.18.0.1": false, "224.0.0.1": false, "255.255.255.255": false, "240.0.0.1": false,
			"64:ff9b::a9fe:a9fe": false, "2002:a9fe:a9fe::1": false, "2001:0:a9fe::1": false, "2001:db8::1": false, "ff02::1": false, "::7f00:1": false,
			"172.32.0.1": true, "100.128.0.1": true, "2001:4860:4860::8888": true,
		} {
			if got := newGuard(false).allows(netip.MustParseAddr(text)); got != want {
				t.Errorf("%s: %t", text, got)
			}
		}
		if !newGuard(true).allows(netip.MustParseAddr("127.0.0.1")) || newGuard(true).allows(netip.MustParseAddr("10.0.0.1")) {
			t.Error("the embedded engine is allowed loopback, and nothing else")
		}
	})
	t.Run("the certificate is checked", func(t *testing.T) {
		s := httptest.NewTLSServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
		defer s.Close()
		s.Config.ErrorLog = log.New(io.Discard, "", 0)
		roots := x509.NewCertPool()
		roots.AddCert(s.Certificate())
		for _, trusted := range []*x509.CertPool{nil, roots} {
			h, err := New(Options{URL: s.URL, Access: wire.Fixed(vectorSecret), Clock: vectorTime, AllowLoopback: true, Roots: trusted})
			if err != nil {
				t.Fatal(err)
			}
			err = h.Send(t.Context(), telling.Message{Key: "evt", Body: "{}"})
			if trusted == nil && (err == nil || err.Error() != "the certificate is not trusted") || trusted != nil && err != nil {
				t.Error(err)
			}
		}
	})
}

func TestOptions(t *testing.T) {
	good := Options{URL: "https://platform.example/hook", Access: wire.Fixed(vectorSecret), Clock: vectorTime}
	if _, err := New(good); err != nil {
		t.Fatal(err)
	}
	for name, o := range map[string]Options{
		"http":           {URL: "http://platform.example/", Access: good.Access},
		"http of itself": {URL: "http://127.0.0.1/", Access: good.Access},
		"another scheme": {URL: "file:///etc/passwd", Access: good.Access},
		"a user":         {URL: "https://user:sesame@platform.example/", Access: good.Access},
		"a fragment":     {URL: "https://platform.example/#sesame", Access: good.Access},
		"no address":     {URL: "", Access: good.Access},
		"no secret":      {URL: good.URL},
	} {
		if _, err := New(o); err == nil || strings.Contains(err.Error(), "sesame") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// What signs is read at run time, so what is wrong with it shows there, or where it is written before anything starts.
func TestTHREATS_X18_secrets_that_do_not_sign(t *testing.T) {
	for name, text := range map[string]string{
		"none": "", "three": strings.Repeat(vectorSecret+" ", 3), "short": "whsec_c2VzYW1l", "no prefix": strings.TrimPrefix(vectorSecret, "whsec_"),
		"other letters": "whsec_" + strings.Repeat("!", 40),
	} {
		h, err := New(Options{URL: "https://platform.example/", Access: func(context.Context) ([]string, error) { return []string{text}, nil }, Clock: vectorTime})
		if err != nil {
			t.Fatal(err)
		}
		for _, err := range []error{Fit(text), h.Send(t.Context(), telling.Message{Key: "evt_1", Body: "{}"})} {
			if err == nil || strings.Contains(err.Error(), "sesame") || strings.Contains(err.Error(), "whsec_c2") {
				t.Errorf("%s: %v", name, err)
			}
		}
	}
	for _, text := range []string{vectorSecret, vectorSecret + " " + otherSecret + "\n"} {
		if err := Fit(text); err != nil {
			t.Error(err)
		}
	}
	h, err := New(Options{URL: "https://platform.example/", Clock: vectorTime,
		Access: func(context.Context) ([]string, error) { return nil, errors.New("sesame") }})
	if err != nil {
		t.Fatal(err)
	}
	if err := h.Send(t.Context(), telling.Message{Key: "evt_1", Body: "{}"}); !errors.Is(err, steps.ErrUnavailable) || strings.Contains(err.Error(), "sesame") {
		t.Errorf("%v", err)
	}
}

func TestConformance(t *testing.T) {
	status := http.StatusOK
	var got []notifytest.Sent
	s := site(t, func(w http.ResponseWriter, r *http.Request) {
		text, _ := io.ReadAll(r.Body)
		if status == http.StatusOK {
			got = append(got, notifytest.Sent{Key: r.Header.Get("webhook-id"), Body: string(text)})
		}
		w.WriteHeader(status)
	})
	notifytest.Run(t, notifytest.Harness{
		Notifier: local(t, s.URL, vectorSecret), Channel: telling.Webhook,
		Sent: func() []notifytest.Sent { return got },
		Faults: map[string]func(){
			"busy": func() { status = http.StatusServiceUnavailable },
		},
		Refusals: map[string]func(){"gone": func() { status = http.StatusGone }},
		Heal:     func() { status = http.StatusOK },
	})
}
