package sqs_test

import (
	"encoding/json"
	"errors"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"

	"shiming/infra/aws/sigv4"
	"shiming/infra/aws/sqslocal"
	"shiming/shared/realname"
	"shiming/shared/steps"
	"shiming/shared/telling"
	"shiming/shared/workflow/sqs"
)

// world is a local SQS with two queues; its clock can be turned for messages, while signatures keep the real time.
type world struct {
	server *sqslocal.SQS
	url    string
	mu     sync.Mutex
	ahead  time.Duration
}

func newWorld(t *testing.T) *world {
	t.Helper()
	w := &world{}
	w.server = sqslocal.New(sigv4.SignatureVerifier{Region: "us-east-1", Service: "sqs", AccessKeyID: "AKIDTEST", SecretAccessKey: "sesame", Now: w.now},
		sqslocal.Spec{Name: "Deliveries", Visibility: 2 * time.Minute, MaxReceives: 3, DeadLetters: "Dead"}, sqslocal.Spec{Name: "Dead"})
	s := httptest.NewServer(w.server)
	t.Cleanup(s.Close)
	w.url = s.URL
	return w
}

// now is at most minutes ahead, within what a signature may be old.
func (w *world) now() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	return time.Now().Add(w.ahead)
}

func (w *world) wait(d time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.ahead += d
}

func (w *world) queue(name, secret string) *sqs.Queue {
	return sqs.Connect(aws.Config{Region: "us-east-1", BaseEndpoint: &w.url, RetryMaxAttempts: 1,
		Credentials: credentials.NewStaticCredentialsProvider("AKIDTEST", secret, "token")}, "https://sqs.us-east-1.amazonaws.com/000000000000/"+name)
}

func delivery(channel telling.Sender) telling.Delivery {
	return telling.Delivery{Event: "evt_aaaaaaaaaaaaaaaaaaaaaaaaaa", Case: realname.CaseID("case_aaaaaaaaaaaaaaaaaaaaaaaaaa"), Version: 3, Channel: channel}
}

func TestQueue(t *testing.T) {
	t.Run("RULES_G1_what_is_put_is_received_until_it_is_deleted", func(t *testing.T) {
		w := newWorld(t)
		q := w.queue("Deliveries", "sesame")
		if err := q.Put(t.Context(), delivery(telling.SMS), delivery(telling.Webhook)); err != nil {
			t.Fatal(err)
		}
		got := w.server.Receive("Deliveries", 10)
		if len(got) != 2 {
			t.Fatalf("received %d", len(got))
		}
		var d telling.Delivery
		if err := json.Unmarshal([]byte(got[1].Body), &d); err != nil || d != delivery(telling.Webhook) {
			t.Errorf("%+v, %v", d, err)
		}
		w.server.Delete("Deliveries", got[0].Receipt)
		if again := w.server.Receive("Deliveries", 10); len(again) != 0 {
			t.Errorf("a hidden message was received")
		}
		w.wait(2 * time.Minute)
		if again := w.server.Receive("Deliveries", 10); len(again) != 1 || again[0].Body != got[1].Body || again[0].Receives != 2 {
			t.Errorf("%+v", again)
		}
	})
	t.Run("RULES_G1_a_message_is_hidden_for_as_long_as_it_waits", func(t *testing.T) {
		w := newWorld(t)
		q := w.queue("Deliveries", "sesame")
		if err := q.Put(t.Context(), delivery(telling.SMS)); err != nil {
			t.Fatal(err)
		}
		receipt := w.server.Receive("Deliveries", 1)[0].Receipt
		if err := q.Hide(t.Context(), receipt, 10*time.Second); err != nil {
			t.Fatal(err)
		}
		w.wait(9 * time.Second)
		if len(w.server.Receive("Deliveries", 1)) != 0 {
			t.Error("it came too early")
		}
		w.wait(time.Second)
		if len(w.server.Receive("Deliveries", 1)) != 1 {
			t.Error("it did not come")
		}
		for _, pause := range []time.Duration{-time.Hour, 0, 11 * time.Hour, 1000 * time.Hour} { // all within what SQS takes
			if err := q.Put(t.Context(), delivery(telling.SMS)); err != nil {
				t.Fatal(err)
			}
			if err := q.Hide(t.Context(), w.server.Receive("Deliveries", 1)[0].Receipt, pause); err != nil {
				t.Errorf("%s: %v", pause, err)
			}
		}
		if err := q.Hide(t.Context(), "no receipt", time.Minute); !errors.Is(err, steps.ErrUnavailable) {
			t.Errorf("of another message: %v", err)
		}
	})
	t.Run("RULES_G1_one_that_is_received_too_often_goes_to_the_dead_letters", func(t *testing.T) {
		w := newWorld(t)
		q := w.queue("Deliveries", "sesame")
		if err := q.Put(t.Context(), delivery(telling.SMS)); err != nil {
			t.Fatal(err)
		}
		for range 4 {
			for _, m := range w.server.Receive("Deliveries", 10) {
				if err := q.Hide(t.Context(), m.Receipt, 0); err != nil {
					t.Fatal(err)
				}
			}
			w.wait(time.Second)
		}
		if w.server.Len("Deliveries") != 0 || w.server.Len("Dead") != 1 {
			t.Errorf("%d and %d", w.server.Len("Deliveries"), w.server.Len("Dead"))
		}
	})
	t.Run("faults_may_pass", func(t *testing.T) {
		w := newWorld(t)
		for _, q := range []*sqs.Queue{w.queue("Deliveries", "another"), w.queue("Nowhere", "sesame")} {
			if err := q.Put(t.Context(), delivery(telling.SMS)); !errors.Is(err, steps.ErrUnavailable) {
				t.Error(err)
			}
		}
	})
}
