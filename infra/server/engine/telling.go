package engine

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"io/fs"
	"os"
	"time"

	"shiming/shared/api"
	"shiming/shared/connect/channels"
	"shiming/shared/steps"
	"shiming/shared/store/sqlite"
	"shiming/shared/telling"
)

// teller delivers messages and webhooks: what is SQS and a function on AWS is a table and a loop here.
type teller struct {
	*carrier
	queue    sqlite.Deliveries
	deliver  telling.Deliver
	channels []telling.Sender
}

// openTelling sets up the channels.
func (e *Engine) openTelling(base steps.Base, keys steps.Keys) {
	t := &teller{queue: e.Store.Deliveries(base.Clock), channels: telling.Channels(e.setup.Get("CHANNELS"))}
	t.carrier = &carrier{queue: t.queue.Queue, clock: base.Clock, do: t.carry, fault: func(delivery string, cause error) {
		e.config.Log.Error("not delivered", "delivery", delivery, "cause", cause.Error())
	}}
	t.deliver = telling.Deliver{Base: base, Records: e.Store, Keys: keys, Measures: e.measures, Notifiers: channels.Connect(e.setup)}
	e.telling = t
}

// endpoints are those of contacts, messages and webhooks.
func (t *teller) endpoints(keys steps.Keys) []api.Endpoint {
	records, clock := t.deliver.Records, t.deliver.Clock
	keep := telling.KeepContact{Base: t.deliver.Base, Records: records, Keys: keys, Queue: t.queue, Channels: t.channels}
	return append(append(api.KeepContact(keep), api.Resend(telling.Resend{Records: records, Queue: t.queue, Clock: clock})...),
		api.ReadMessage(telling.ReadMessage{Records: records, Clock: clock}))
}

// carry makes one delivery. One that was put aside does not come again: its record says why.
func (t *teller) carry(ctx context.Context, m sqlite.Queued) (again time.Time, err error) {
	d, err := m.Delivery()
	if err != nil {
		return never, err
	}
	again, err = t.deliver.Do(ctx, d)
	if errors.Is(err, telling.ErrPutAside) {
		return never, err
	}
	return again, err
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
