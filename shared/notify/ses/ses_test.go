package ses

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"

	"shiming/infra/aws/sigv4"
	"shiming/shared/notify/notifytest"
	"shiming/shared/telling"
)

const from = "实名 <no-reply@shiming.example>"

// service answers SendEmail as SES v2 does (REST, JSON), and checks the signature of each request.
type service struct {
	t      *testing.T
	verify sigv4.SignatureVerifier
	status int
	code   string
	slow   atomic.Pointer[chan struct{}]
	calls  int
	sent   []notifytest.Sent
}

type content struct{ Data, Charset string }

func (s *service) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	if wait := s.slow.Load(); wait != nil {
		<-*wait
		return
	}
	s.calls++
	if err := s.verify.Check(r, body); err != nil {
		s.t.Error(err)
	}
	var in struct {
		FromEmailAddress string
		Destination      struct{ ToAddresses, CcAddresses, BccAddresses []string }
		Content          struct {
			Simple struct {
				Subject content
				Body    struct{ Text, Html content }
			}
		}
	}
	if err := json.Unmarshal(body, &in); err != nil || r.Method != "POST" || r.URL.Path != "/v2/email/outbound-emails" {
		s.t.Errorf("%s %s: %v", r.Method, r.URL.Path, err)
	}
	w.Header().Set("Content-Type", "application/json")
	if s.status != 0 {
		w.Header().Set("X-Amzn-Errortype", s.code+":http://internal.amazon.com/coral/com.amazonaws.services.simpleemailv2/")
		w.WriteHeader(s.status)
		fmt.Fprintf(w, `{"message":"Email address is not verified: %s"}`, in.Destination.ToAddresses[0])
		return
	}
	simple := in.Content.Simple
	if in.FromEmailAddress != from || len(in.Destination.ToAddresses) != 1 || in.Destination.CcAddresses != nil || in.Destination.BccAddresses != nil ||
		simple.Subject.Charset != "UTF-8" || simple.Body.Text.Charset != "UTF-8" || simple.Body.Html.Data != "" {
		s.t.Errorf("%s", body)
	}
	s.sent = append(s.sent, notifytest.Sent{To: in.Destination.ToAddresses[0], Subject: simple.Subject.Data, Text: simple.Body.Text.Data})
	fmt.Fprint(w, `{"MessageId":"0100018f"}`)
}

func start(t *testing.T) (*service, *Notifier) {
	t.Helper()
	s := &service{t: t, verify: sigv4.SignatureVerifier{Region: "us-east-1", Service: "ses", AccessKeyID: "AKIDTEST", SecretAccessKey: "sesame", Now: time.Now}}
	server := httptest.NewServer(s)
	t.Cleanup(server.Close)
	return s, Connect(aws.Config{Region: "us-east-1", BaseEndpoint: &server.URL, HTTPClient: &http.Client{Timeout: 10 * time.Second},
		Credentials: credentials.NewStaticCredentialsProvider("AKIDTEST", "sesame", "token")}, from)
}

func TestConformance(t *testing.T) {
	s, n := start(t)
	says := func(status int, code string) func() { return func() { s.status, s.code = status, code } }
	notifytest.Run(t, notifytest.Harness{
		Notifier: n, Channel: telling.Email, Address: "zhuge@example.com",
		Sent: func() []notifytest.Sent { return s.sent },
		Faults: map[string]func(){
			"throttled": says(429, "TooManyRequestsException"), "internal": says(500, "InternalFailure"), "paused": says(400, "SendingPausedException"),
			"suspended": says(400, "AccountSuspendedException"), "not_allowed": says(403, "AccessDeniedException"), "no_code": says(502, ""),
			"our_domain": says(400, "MailFromDomainNotVerifiedException"),
		},
		Refusals: map[string]func(){"rejected": says(400, "MessageRejected"), "malformed": says(400, "BadRequestException")},
		Slow:     func() { wait := make(chan struct{}); s.slow.Store(&wait) },
		Heal: func() {
			s.status = 0
			if wait := s.slow.Swap(nil); wait != nil {
				close(*wait)
			}
		},
	})
	t.Run("RULES_G1_it_is_called_once_even_when_it_fails", func(t *testing.T) {
		s, n := start(t)
		s.status, s.code = 500, "InternalFailure"
		if err := n.Send(t.Context(), telling.Message{To: "zhuge@example.com"}); err == nil || s.calls != 1 {
			t.Errorf("%d calls, %v", s.calls, err)
		}
	})
}
