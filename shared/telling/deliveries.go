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

// DeliveryState is where a delivery stands.
type DeliveryState string

const (
	// DeliveryWaiting was not made yet, or failed and is to be tried again when it is due.
	DeliveryWaiting DeliveryState = "waiting"
	// DeliverySending is taken by somebody who is at it; until it is due nobody else touches it.
	DeliverySending DeliveryState = "sending"
	// DeliverySent was made.
	DeliverySent DeliveryState = "sent"
	// DeliverySkipped had nowhere to go: no address was given, or the channel is not set up.
	DeliverySkipped DeliveryState = "skipped"
	// DeliveryPutAside failed for good, or too often.
	DeliveryPutAside DeliveryState = "put_aside"
)

// DeliveryLog is what became of a delivery.
type DeliveryLog struct {
	Delivery
	Account realname.AccountID `json:"account,omitempty"`
	At      time.Time          `json:"at,omitzero"` // of the event
	State   DeliveryState      `json:"state"`
	Tries   int                `json:"tries"`
	Due     time.Time          `json:"due,omitzero"`     // of what waits, or until when it is taken
	Fault   string             `json:"fault,omitempty"`  // of the last try, without personal data
	SentAt  time.Time          `json:"sent_at,omitzero"` // when the other side took it
	Resent  int                `json:"resent,omitempty"` // how often an operator asked for it again

	rev int // of the record; 0: there is none
}

// deliveryKind is the kind of record of deliveries. Webhooks are listed for the platform, messages to people by account until one
// is put aside: then for who runs the service. That a record moves costs nothing more than that it is written. The list of
// webhooks is one partition of DynamoDB's index, which takes about 300 events of cases a second.
const (
	deliveryKind  = "delivery"
	webhooksOwner = "webhooks"
	failedOwner   = "put_aside"
)

// record reads the log of a delivery; of one that nobody has touched it is new.
func (s Deliver) record(ctx context.Context, d Delivery) (DeliveryLog, error) {
	l, err := readDelivery(ctx, s.Records, d.ID())
	if errors.Is(err, steps.ErrNotFound) {
		return DeliveryLog{Delivery: d, State: DeliveryWaiting}, nil
	}
	return l, err
}

func readDelivery(ctx context.Context, records steps.Records, id string) (DeliveryLog, error) {
	r, err := records.Record(ctx, deliveryKind, id)
	if err != nil {
		return DeliveryLog{}, err
	}
	return parseDelivery(r)
}

func parseDelivery(r steps.Record) (DeliveryLog, error) {
	l := DeliveryLog{rev: r.Rev}
	if err := json.Unmarshal(r.Doc, &l); err != nil {
		return DeliveryLog{}, errors.New("the delivery is not readable")
	}
	return l, nil
}

// put writes the log over the one that was read.
func (l DeliveryLog) put(ctx context.Context, records steps.Records) error {
	doc, err := json.Marshal(l)
	if err != nil {
		return err
	}
	owner := string(l.Account)
	switch {
	case l.Channel == Webhook:
		owner = webhooksOwner
	case l.State == DeliveryPutAside:
		owner = failedOwner
	}
	r := steps.Record{Kind: deliveryKind, ID: l.ID(), Owner: owner, Sort: steps.NewestFirst(l.At), Rev: l.rev + 1, Doc: doc}
	if l.tests() {
		r.Until = l.At.Add(testKept)
	}
	return records.PutRecord(ctx, r)
}

// WebhooksOf lists the deliveries of the platform's webhook, newest first. One read.
func (s Told) WebhooksOf(ctx context.Context, cursor string, limit int) ([]DeliveryLog, string, error) {
	return s.deliveriesOf(ctx, webhooksOwner, cursor, limit)
}

// FailedMessages lists the messages to people that were put aside, by the time of their events, newest first. One read.
func (s Told) FailedMessages(ctx context.Context, cursor string, limit int) ([]DeliveryLog, string, error) {
	return s.deliveriesOf(ctx, failedOwner, cursor, limit)
}

func (s Told) deliveriesOf(ctx context.Context, owner, cursor string, limit int) ([]DeliveryLog, string, error) {
	page, next, err := s.Records.RecordsOf(ctx, deliveryKind, owner, cursor, limit)
	if err != nil {
		return nil, "", err
	}
	all := make([]DeliveryLog, len(page))
	for i, r := range page {
		if all[i], err = parseDelivery(r); err != nil {
			return nil, "", err
		}
	}
	return all, next, nil
}

// Resend makes a delivery once more, on request.
type Resend struct {
	Records steps.Records
	Queue   Queue
	Clock   steps.Clock
}

// Webhook lets the delivery of an event to the platform's webhook begin anew, however it ended, with all its tries; what waits is
// made at once. The id of the webhook stays, so who has seen it drops it. Refused: delivery_not_found; conflict for one that is
// being made now. One read, one write, one queueing.
func (s Resend) Webhook(ctx context.Context, id realname.EventID) (DeliveryLog, error) {
	if !id.Valid() {
		return DeliveryLog{}, realname.Refuse(realname.CodeDeliveryNotFound)
	}
	return s.again(ctx, Delivery{Event: id, Channel: Webhook}.ID(), func(DeliveryLog) bool { return true })
}

// Message lets a message to somebody that was put aside begin anew, with all its tries; it counts among those of the day again
// (THREATS X15). One that was sent is not sent twice. Refused: delivery_not_found for whatever is not among those that failed;
// conflict for one that is being made now. One read, one write, one queueing.
func (s Resend) Message(ctx context.Context, id string) (DeliveryLog, error) {
	event, rest, _ := strings.Cut(id, ":")
	if !realname.EventID(event).Valid() || len(rest) > maxDeliveryID {
		return DeliveryLog{}, realname.Refuse(realname.CodeDeliveryNotFound)
	}
	return s.again(ctx, id, func(l DeliveryLog) bool {
		return l.Channel != Webhook && (l.State == DeliveryPutAside || l.Resent > 0 && l.State != DeliverySent && l.State != DeliverySkipped)
	})
}

// maxDeliveryID is more than the name of any delivery has behind its event.
const maxDeliveryID = 200

func (s Resend) again(ctx context.Context, id string, can func(DeliveryLog) bool) (DeliveryLog, error) {
	l, err := readDelivery(ctx, s.Records, id)
	if errors.Is(err, steps.ErrNotFound) || err == nil && !can(l) {
		return DeliveryLog{}, realname.Refuse(realname.CodeDeliveryNotFound)
	}
	if err != nil {
		return DeliveryLog{}, err
	}
	if now := s.Clock(); l.State == DeliverySending && now.Before(l.Due) {
		return DeliveryLog{}, realname.Refuse(realname.CodeConflict).From(l.Due)
	}
	if l.State == DeliveryWaiting && l.Tries == 0 { // asked for already
		return l, s.Queue.Put(ctx, l.Delivery)
	}
	l.State, l.Tries, l.Due, l.Fault, l.Resent = DeliveryWaiting, 0, time.Time{}, "", l.Resent+1
	err = l.put(ctx, s.Records)
	if errors.Is(err, steps.ErrConflict) {
		return DeliveryLog{}, realname.Refuse(realname.CodeConflict).Because(err)
	}
	if err != nil {
		return DeliveryLog{}, err
	}
	return l, s.Queue.Put(ctx, l.Delivery)
}
