package lambdaqueue_test

import (
	"context"
	"encoding/json"
	"errors"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"shiming/infra/aws/sigv4"
	"shiming/infra/aws/sqslocal"
	"shiming/shared/lambda/queue"
	"shiming/shared/measures"
	"shiming/shared/realname"
	"shiming/shared/realname/policies"
	"shiming/shared/steps"
	"shiming/shared/store/sqlite"
	"shiming/shared/telling"
)

var opened = time.Date(2026, 3, 14, 7, 0, 0, 0, time.UTC)

// world is a function on a queue, as Lambda runs it: what it does not report is deleted.
type world struct {
	*testing.T
	store    *sqlite.Store
	server   *sqslocal.SQS
	function lambdaqueue.Consumer
	now      time.Time
	hides    bool // whether hiding works

	mu     sync.Mutex
	faults []string
	sent   map[string]int
	fail   error
}

const queue, dead = "Deliveries", "Untold"

func newWorld(t *testing.T) *world {
	t.Helper()
	w := &world{T: t, now: opened, hides: true, sent: map[string]int{}}
	clock := func() time.Time { return w.now }
	w.server = sqslocal.New(sigv4.SignatureVerifier{Now: clock},
		sqslocal.Spec{Name: queue, Visibility: 3 * time.Minute, MaxReceives: 25, DeadLetters: dead}, sqslocal.Spec{Name: dead})
	policy, err := policies.Load("tencent")
	if err != nil {
		t.Fatal(err)
	}
	if w.store, err = sqlite.Open(filepath.Join(t.TempDir(), "store.db")); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = w.store.Close() })
	w.function = lambdaqueue.New(lambdaqueue.Deliveries(telling.Deliver{
		Base: steps.Base{Store: w.store, Policy: policy, Clock: clock}, Records: w.store, Measures: measures.None,
		Notifiers: map[telling.Sender]telling.Notifier{telling.Webhook: w},
	}), clock, w, func(message string, cause error) {
		w.mu.Lock()
		defer w.mu.Unlock()
		w.faults = append(w.faults, message+": "+cause.Error())
	})
	return w
}

// Send implements telling.Notifier.
func (w *world) Send(_ context.Context, m telling.Message) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.fail != nil {
		return w.fail
	}
	w.sent[m.Key]++
	return nil
}

// Hide implements lambdaqueue.Hider.
func (w *world) Hide(_ context.Context, receipt string, pause time.Duration) error {
	if !w.hides {
		return steps.ErrUnavailable
	}
	w.server.Hide(queue, receipt, max(pause, time.Second))
	return nil
}

// open puts a new case into the store and its event into the queue.
func (w *world) open() telling.Delivery {
	w.Helper()
	c := realname.Case{ID: realname.NewCaseID(), Kind: realname.PersonalVerification, Account: realname.AccountID("acct_" + string(realname.NewEventID())), AccountRev: 1,
		Events: []realname.Event{{ID: realname.NewEventID(), Type: realname.Opened, At: w.now, State: realname.Filling, Deadline: w.now.Add(time.Hour)}}}
	if err := w.store.Commit(w.Context(), realname.Commit{Case: c, Account: &realname.AccountChange{ID: c.Account, OpenCase: c.ID, OpenUntil: w.now}}); err != nil {
		w.Fatal(err)
	}
	d := telling.Delivery{Event: c.Last().ID, Case: c.ID, Version: 1, Channel: telling.Webhook}
	w.put(d)
	return d
}

func (w *world) put(d telling.Delivery) {
	w.Helper()
	body, err := json.Marshal(d)
	if err != nil {
		w.Fatal(err)
	}
	w.server.Put(queue, string(body))
}

// poll lets the function have what is visible, in batches of five.
func (w *world) poll() {
	w.Helper()
	for {
		batch := w.server.Receive(queue, 5)
		if len(batch) == 0 {
			return
		}
		var event events.SQSEvent
		for _, m := range batch {
			event.Records = append(event.Records, events.SQSMessage{MessageId: m.ID, ReceiptHandle: m.Receipt, Body: m.Body})
		}
		payload, err := json.Marshal(event)
		if err != nil {
			w.Fatal(err)
		}
		said, err := w.function.Invoke(w.Context(), payload)
		if err != nil {
			w.Fatal(err)
		}
		var answer events.SQSEventResponse
		if err := json.Unmarshal(said, &answer); err != nil {
			w.Fatal(err)
		}
		failed := map[string]bool{}
		for _, f := range answer.BatchItemFailures {
			failed[f.ItemIdentifier] = true
		}
		for _, m := range batch {
			if !failed[m.ID] {
				w.server.Delete(queue, m.Receipt)
			}
		}
	}
}

func (w *world) wait(d time.Duration) { w.now = w.now.Add(d) }

func TestQueue(t *testing.T) {
	t.Run("RULES_G1_one_bad_message_of_a_hundred", func(t *testing.T) {
		w := newWorld(t)
		for i := range 100 {
			if i == 41 {
				w.server.Put(queue, `{"event": nonsense`)
				continue
			}
			d := w.open()
			if i%10 == 0 {
				w.put(d) // twice
			}
		}
		for range 40 {
			w.poll()
			w.wait(3 * time.Minute)
		}
		if w.server.Len(queue) != 0 || w.server.Len(dead) != 1 || len(w.sent) != 99 {
			t.Errorf("%d left, %d put aside, %d sent", w.server.Len(queue), w.server.Len(dead), len(w.sent))
		}
		for key, n := range w.sent {
			if n != 1 {
				t.Errorf("%s was sent %d times", key, n)
			}
		}
	})
	t.Run("RULES_G1_what_the_other_side_never_takes_is_put_aside_after_the_policys_tries", func(t *testing.T) {
		w := newWorld(t)
		w.open()
		w.fail = errors.New("answered 500")
		begun := w.now
		for w.server.Len(dead) == 0 && w.now.Sub(begun) < 60*time.Hour {
			w.poll()
			w.wait(time.Second)
		}
		if after := w.now.Sub(begun); w.server.Len(queue) != 0 || w.server.Len(dead) != 1 || after < 99305*time.Second || after > 99305*time.Second+time.Minute {
			t.Errorf("%d left, %d put aside after %s", w.server.Len(queue), w.server.Len(dead), after)
		}
	})
	t.Run("RULES_G1_it_is_taken_as_soon_as_the_other_side_is_back", func(t *testing.T) {
		w := newWorld(t)
		d := w.open()
		w.fail = errors.New("answered 500")
		w.poll()
		w.wait(4 * time.Second)
		w.fail = nil
		w.poll()
		if len(w.sent) != 0 {
			t.Error("it came before its time")
		}
		w.wait(time.Second)
		w.poll()
		if w.sent[string(d.Event)] != 1 || w.server.Len(queue) != 0 {
			t.Errorf("%v, %d left", w.sent, w.server.Len(queue))
		}
	})
	t.Run("RULES_G1_a_message_that_cannot_be_hidden_comes_again_and_waits", func(t *testing.T) {
		w := newWorld(t)
		d := w.open()
		w.fail, w.hides = errors.New("answered 500"), false
		w.poll()
		w.fail = nil
		w.wait(3 * time.Minute) // hidden by the queue itself
		w.poll()
		if w.sent[string(d.Event)] != 1 || w.server.Len(queue) != 0 || len(w.faults) != 1 {
			t.Errorf("%v, %d left, %v", w.sent, w.server.Len(queue), w.faults)
		}
	})
	t.Run("RULES_G1_a_store_that_is_away_loses_nothing", func(t *testing.T) {
		w := newWorld(t)
		w.open()
		if err := w.store.Close(); err != nil {
			t.Fatal(err)
		}
		w.poll()
		if w.server.Len(queue) != 1 || len(w.sent) != 0 || len(w.faults) != 1 {
			t.Errorf("%d left, %v, %v", w.server.Len(queue), w.sent, w.faults)
		}
	})
	t.Run("an_event_of_another_service_is_an_error", func(t *testing.T) {
		if _, err := newWorld(t).function.Invoke(t.Context(), []byte(`[]`)); err == nil {
			t.Error("taken")
		}
	})
}
