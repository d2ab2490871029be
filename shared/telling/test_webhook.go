package telling

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"time"

	"shiming/shared/realname"
	"shiming/shared/steps"
)

// testKept is how long the record of a test stands: no case takes it along when it goes.
const testKept = 30 * 24 * time.Hour

// tests says whether the delivery tries the platform's webhook, and tells of no case.
func (d Delivery) tests() bool { return d.Channel == Webhook && d.Case == "" && d.To == "" }

// webhookTest is the body of a webhook that tells nothing: who takes it knows that address and secret are right. Its id is the
// webhook's id, as that of every event.
//
//openapi:schema WebhookTest
type webhookTest struct {
	Type     string           `json:"type"` // webhook.test
	ID       realname.EventID `json:"id"`
	Created  time.Time        `json:"created"`
	Livemode bool             `json:"livemode"` // of the service that sends it
}

// testBody writes the test. The same one gives the same bytes.
func testBody(l DeliveryLog, livemode bool) (string, error) {
	body, err := json.Marshal(webhookTest{Type: "webhook.test", ID: l.Event, Created: l.At.UTC(), Livemode: livemode})
	return string(body), err
}

// Test sends an event that tells nothing to the platform's webhook, signed, recorded, tried again and sent again as every other
// (RULES G1). With an idempotency key it is one test however often it is asked for. One write, one queueing; a repetition reads once
// more. It fails with ErrUnavailable, and asking again with the key goes on where it ended.
func (s Resend) Test(ctx context.Context, a steps.Ask) (DeliveryLog, error) {
	id := realname.NewEventID()
	if a.Replay != nil {
		id = realname.EventID("evt_" + strings.TrimPrefix(string(realname.CaseIDFor("", "webhook.test:"+a.Replay.Key)), "case_"))
	}
	l := DeliveryLog{Delivery: Delivery{Event: id, Channel: Webhook}, At: s.Clock(), State: DeliveryWaiting}
	err := l.put(ctx, s.Records)
	if errors.Is(err, steps.ErrConflict) {
		l, err = readDelivery(ctx, s.Records, l.ID())
	}
	if err != nil {
		return DeliveryLog{}, err
	}
	return l, s.Queue.Put(ctx, l.Delivery)
}
