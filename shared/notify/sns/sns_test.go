package sns

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"sync/atomic"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"

	"shiming/infra/aws/sigv4"
	"shiming/shared/notify/notifytest"
	"shiming/shared/telling"
)

// service answers Publish as SNS does (AWS query protocol), and checks the signature of each request.
type service struct {
	t      *testing.T
	verify sigv4.SignatureVerifier
	status int
	code   string
	slow   atomic.Pointer[chan struct{}]
	calls  int
	sent   []notifytest.Sent
	last   url.Values
}

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
	form, err := url.ParseQuery(string(body))
	if err != nil || form.Get("Action") != "Publish" || form.Get("Version") != "2010-03-31" {
		s.t.Errorf("%v: %s", err, form.Get("Action"))
	}
	w.Header().Set("Content-Type", "text/xml")
	if s.status != 0 {
		w.WriteHeader(s.status)
		fmt.Fprintf(w, `<ErrorResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><Error><Type>Sender</Type><Code>%s</Code><Message>Invalid parameter: PhoneNumber Reason: %s is not valid to publish to</Message></Error><RequestId>7d5e</RequestId></ErrorResponse>`, s.code, form.Get("PhoneNumber"))
		return
	}
	s.last = form
	s.sent = append(s.sent, notifytest.Sent{To: form.Get("PhoneNumber")[3:], Text: form.Get("Message")})
	fmt.Fprint(w, `<PublishResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><PublishResult><MessageId>94f20ce6</MessageId></PublishResult><ResponseMetadata><RequestId>f187</RequestId></ResponseMetadata></PublishResponse>`)
}

func start(t *testing.T, sender string) (*service, *Notifier) {
	t.Helper()
	s := &service{t: t, verify: sigv4.SignatureVerifier{Region: "us-east-1", Service: "sns", AccessKeyID: "AKIDTEST", SecretAccessKey: "sesame", Now: time.Now}}
	server := httptest.NewServer(s)
	t.Cleanup(server.Close)
	return s, Connect(aws.Config{Region: "us-east-1", BaseEndpoint: &server.URL, HTTPClient: &http.Client{Timeout: 10 * time.Second},
		Credentials: credentials.NewStaticCredentialsProvider("AKIDTEST", "sesame", "token")}, sender)
}

func TestConformance(t *testing.T) {
	s, n := start(t, "")
	says := func(status int, code string) func() { return func() { s.status, s.code = status, code } }
	notifytest.Run(t, notifytest.Harness{
		Notifier: n, Channel: telling.SMS, Address: "13987651234",
		Sent: func() []notifytest.Sent { return s.sent },
		Faults: map[string]func(){
			"throttled": says(429, "Throttled"), "internal": says(500, "InternalError"), "not_allowed": says(403, "AuthorizationError"),
			"expired": says(403, "ExpiredToken"), "no_code": says(502, ""),
		},
		Refusals: map[string]func(){"invalid": says(400, "InvalidParameter"), "opted_out": says(400, "OptedOut")},
		Slow:     func() { wait := make(chan struct{}); s.slow.Store(&wait) },
		Heal: func() {
			s.status = 0
			if wait := s.slow.Swap(nil); wait != nil {
				close(*wait)
			}
		},
	})
}

func TestPublish(t *testing.T) {
	t.Run("it is transactional, and signed by the sender where there is one", func(t *testing.T) {
		s, n := start(t, "Shiming")
		if err := n.Send(t.Context(), telling.Message{To: "13987651234"}); err != nil {
			t.Fatal(err)
		}
		attributes := map[string]string{}
		for i := 1; s.last.Has(fmt.Sprintf("MessageAttributes.entry.%d.Name", i)); i++ {
			entry := fmt.Sprintf("MessageAttributes.entry.%d.", i)
			attributes[s.last.Get(entry+"Name")] = s.last.Get(entry + "Value.StringValue")
		}
		if s.last.Get("PhoneNumber") != "+8613987651234" || attributes["AWS.SNS.SMS.SMSType"] != "Transactional" || attributes["AWS.SNS.SMS.SenderID"] != "Shiming" {
			t.Errorf("%v", s.last)
		}
	})
	t.Run("RULES_G1_it_is_called_once_even_when_it_fails", func(t *testing.T) {
		s, n := start(t, "")
		s.status, s.code = 500, "InternalError"
		if err := n.Send(t.Context(), telling.Message{To: "13987651234"}); err == nil || s.calls != 1 {
			t.Errorf("%d calls, %v", s.calls, err)
		}
	})
}
