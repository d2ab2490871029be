package engine

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"time"

	"shiming/shared/api"
	"shiming/shared/notify/webhook"
	sandbox "shiming/shared/sandbox/messages"
	"shiming/shared/steps"
	"shiming/shared/store/sqlite"
)

// telling delivers messages and webhooks: what is SQS and a function on AWS is a table and a loop here.
type telling struct {
	queue   *sqlite.Queue
	sandbox *sandbox.Notifier
	deliver steps.Deliver
	fault   func(delivery string, cause error)

	stop, abandon context.CancelFunc
	ended         chan struct{}
}

// The loop's pace: how many deliveries are made at once, how long it rests at most, and how long those under way may
// take when the engine closes.
const (
	carriers  = 16
	longest   = time.Minute
	shortest  = 20 * time.Millisecond
	whileBusy = 200 * time.Millisecond
	farewell  = 2 * time.Second
	// afterFault is when a delivery comes again that could not even be looked at.
	afterFault = 2 * time.Second
)

// openTelling sets up the channels: the sandbox for SMS, mail and WeChat, and the webhook where there is one.
func (e *Engine) openTelling(desk steps.Desk, keys steps.Keys) (*telling, error) {
	t := &telling{queue: e.Store.Deliveries(desk.Clock), sandbox: sandbox.New(e.Store, desk.Clock)}
	t.fault = func(delivery string, cause error) {
		e.config.Log.Error("not delivered", "delivery", delivery, "cause", cause.Error())
	}
	t.deliver = steps.Deliver{Desk: desk, Records: e.Store, Keys: keys, Notifiers: map[steps.Channel]steps.Notifier{
		steps.SMS: t.sandbox, steps.Email: t.sandbox, steps.WeChat: t.sandbox,
	}}
	if e.config.WebhookURL == "" {
		return t, nil
	}
	secrets := e.config.WebhookSecrets
	if len(secrets) == 0 {
		secret, err := webhookSecret(filepath.Join(e.config.Dir, "webhook.secret"))
		if err != nil {
			return nil, err
		}
		secrets = []string{secret}
	}
	hook, err := webhook.New(webhook.Options{URL: e.config.WebhookURL, Secrets: secrets, Clock: desk.Clock, AllowLoopback: true})
	if err != nil {
		return nil, err
	}
	t.deliver.Notifiers[steps.Webhook] = hook
	return t, nil
}

// effects are what follows a commit.
func (t *telling) effects() []steps.Effect {
	channels := slices.Collect(maps.Keys(t.deliver.Notifiers))
	return []steps.Effect{steps.Tell(t.deliver.Records, t.queue, t.deliver.Policy, channels...)}
}

// endpoints are those of contacts, messages and webhooks, and of the sandbox.
func (t *telling) endpoints(keys steps.Keys) []api.Endpoint {
	records, clock := t.deliver.Records, t.deliver.Clock
	return []api.Endpoint{
		api.KeepContact(steps.KeepContact{Records: records, Keys: keys, Clock: clock}),
		api.ReadMessage(steps.ReadMessage{Records: records, Clock: clock}),
		api.ResendWebhook(steps.ResendWebhook{Records: records, Queue: t.queue, Clock: clock}),
		t.sandbox.Endpoint(),
	}
}

// start delivers what is due, until close.
func (t *telling) start() {
	loop, stop := context.WithCancel(context.Background())
	carrying, abandon := context.WithCancel(context.Background())
	t.stop, t.abandon, t.ended = stop, abandon, make(chan struct{})
	go func() {
		defer close(t.ended)
		busy, done := map[string]bool{}, make(chan string)
		for loop.Err() == nil {
			rest := t.begin(loop, carrying, busy, done)
			select {
			case <-loop.Done():
			case <-t.queue.Woken():
			case id := <-done:
				delete(busy, id)
			case <-time.After(rest):
			}
		}
		for len(busy) > 0 {
			delete(busy, <-done)
		}
	}()
}

// begin begins the deliveries that are due and that nobody is at, and says how long to rest.
func (t *telling) begin(loop, carrying context.Context, busy map[string]bool, done chan<- string) time.Duration {
	due, err := t.queue.Due(loop, 4*carriers)
	if err != nil {
		return afterFault
	}
	for _, d := range due {
		if busy[d.ID()] || len(busy) == carriers {
			continue
		}
		busy[d.ID()] = true
		go func() {
			t.carry(carrying, d)
			done <- d.ID()
		}()
	}
	if len(busy) > 0 {
		return whileBusy // what they are at is due still, and hides what is due next
	}
	next, queued, err := t.queue.Next(loop)
	if err != nil || !queued {
		return longest
	}
	return max(shortest, min(next.Sub(t.deliver.Clock()), longest))
}

// carry makes one delivery, and takes it off the queue or puts it off.
func (t *telling) carry(ctx context.Context, d sqlite.Queued) {
	again, err := t.deliver.Do(ctx, d.Delivery)
	switch {
	case err == nil && !again.IsZero():
		err = t.queue.Later(ctx, d, again)
	case err == nil:
		err = t.queue.Done(ctx, d)
	case errors.Is(err, steps.ErrPutAside): // its record says why
		err = errors.Join(err, t.queue.Done(ctx, d))
	default:
		err = errors.Join(err, t.queue.Later(ctx, d, t.deliver.Clock().Add(afterFault)))
	}
	if err != nil {
		t.fault(d.ID(), err)
	}
}

// close lets what is under way end, for a moment; what does not is made when the engine starts again.
func (t *telling) close() {
	t.stop()
	giveUp := time.AfterFunc(farewell, t.abandon)
	<-t.ended
	giveUp.Stop()
	t.abandon()
}

// webhookSecret reads the secret that signs webhooks, and makes one when there is none.
func webhookSecret(path string) (string, error) {
	data, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		var b [32]byte
		_, _ = rand.Read(b[:]) // never fails, by the contract of crypto/rand
		secret := "whsec_" + base64.StdEncoding.EncodeToString(b[:])
		return secret, os.WriteFile(path, []byte(secret), 0o600)
	}
	return string(data), err
}
