package telling

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"time"

	"shiming/shared/measures"
	"shiming/shared/realname"
	"shiming/shared/steps"
	"shiming/shared/texts"
)

// Deliver makes one delivery of the queue: it sends what an event tells by one channel, once (RULES G1).
//
// Each delivery has a record. Who delivers takes it for a while (sending, with a lease) by a conditional write, sends,
// and marks it as sent. Another one that comes meanwhile, or later, sees that, and sends nothing. What remains is a
// crash, or a store that is away, between the sending and the mark: nobody can know then whether it was sent, and a
// message that is lost is worse than one that comes twice, so after the lease it is sent again, with the same key.
//   - In-site messages are no deliveries: they are kept under their key (tell.go), and cannot double.
//   - WeChat takes the key (client_msg_id) and drops a repetition within 10 minutes; the lease is one.
//   - Consumers of webhooks get the key as the webhook's id, to drop repetitions by.
//   - SNS takes no key for SMS, and SES none at all: there a crash in this window doubles the message, and so does an
//     answer that is lost on its way back. The window holds one write, which is tried three times at once.
type Deliver struct {
	steps.Base
	Records   steps.Records
	Keys      steps.Keys
	Notifiers map[Sender]Notifier // by the channels that are set up
	Measures  measures.Sink
}

// ErrPutAside is the answer for a delivery that nobody can make any more: its record says why, and an operator may have
// it delivered again.
var ErrPutAside = errors.New("put aside")

const (
	// lease is how long a delivery is taken: longer than a function lives that makes it.
	lease = time.Minute
	// marks is how often the mark behind a sending is tried at once.
	marks = 3
)

// Do makes the delivery, once. It returns zero when there is nothing left to do, and otherwise when the delivery is to
// be handed over again. ErrPutAside means never. Any other error means: hand it over again after the lease.
func (s Deliver) Do(ctx context.Context, d Delivery) (again time.Time, err error) {
	if !d.Event.Valid() || !d.Case.Valid() && (d.Case != "" || !d.To.Valid() && !d.tests()) {
		return time.Time{}, ErrPutAside // nothing of ours, and no record of it
	}
	held, err := s.record(ctx, d)
	if err != nil {
		return time.Time{}, err
	}
	switch now := s.Clock(); held.State {
	case DeliverySent, DeliverySkipped:
		return time.Time{}, nil
	case DeliveryPutAside:
		return time.Time{}, ErrPutAside
	case DeliveryWaiting, DeliverySending:
		if now.Before(held.Due) {
			return held.Due, nil
		}
	}
	m, err := s.message(ctx, d, &held)
	if errors.Is(err, errNotYet) {
		return s.later(ctx, held)
	}
	if err != nil {
		return time.Time{}, err
	}
	notifier := s.Notifiers[d.Channel]
	switch {
	case held.State == DeliveryPutAside: // there is no such event
	case notifier == nil || m.To == "" && d.Channel != Webhook:
		held.State = DeliverySkipped
	case held.Tries > len(s.Policy.Deliveries.RetrySeconds):
		held.State = DeliveryPutAside // who tried last never came back to say how it went
	default:
		if until, err := s.spend(ctx, m, held); err != nil || !until.IsZero() {
			held.State, held.Due = DeliveryWaiting, until
			return until, errors.Join(err, held.put(ctx, s.Records))
		}
		return s.send(ctx, notifier, m, held)
	}
	held.Due = time.Time{}
	if err := held.put(ctx, s.Records); err != nil {
		return time.Time{}, fmt.Errorf("delivery %s: %w", d.ID(), err)
	}
	return time.Time{}, held.verdict()
}

// spend counts an SMS or a mail before its first try, against the account that causes it; zero: it may go out. One that is too many
// of the day waits for the next, and is not lost (THREATS X15). A code was counted when it was asked for.
func (s Deliver) spend(ctx context.Context, m Message, held DeliveryLog) (until time.Time, err error) {
	if held.Tries > 0 || m.Told.Kind == texts.CodeToProve || m.Channel != SMS && m.Channel != Email {
		return time.Time{}, nil
	}
	allowed := steps.Allowance{Base: s.Base, Keys: s.Keys, Records: s.Records}
	err = allowed.Spend(ctx, held.Account, m.To)
	var refused *realname.Error
	if errors.As(err, &refused) && refused.Code == realname.CodeMessageDailyLimit {
		return refused.RetryAfter, nil
	}
	return time.Time{}, err
}

// send takes the delivery, sends, and marks how it went.
func (s Deliver) send(ctx context.Context, notifier Notifier, m Message, held DeliveryLog) (time.Time, error) {
	held.State, held.Tries, held.Due = DeliverySending, held.Tries+1, s.Clock().Add(lease)
	if err := held.put(ctx, s.Records); errors.Is(err, steps.ErrConflict) {
		return held.Due, nil // somebody else was faster, and is at it
	} else if err != nil {
		return time.Time{}, fmt.Errorf("take delivery %s: %w", held.ID(), err)
	}
	held.rev++
	held.went(s, s.try(ctx, notifier, m))
	s.Measures.Add(measures.MessagesSent, 1, string(held.Channel), string(held.State))
	for n := 1; ; n++ {
		err := held.put(ctx, s.Records)
		if err == nil || errors.Is(err, steps.ErrConflict) { // marked by a try whose answer was lost, or taken over after the lease
			return held.Due, held.verdict()
		}
		if n == marks {
			return time.Time{}, fmt.Errorf("mark delivery %s: %w", held.ID(), err)
		}
	}
}

func (s Deliver) try(ctx context.Context, notifier Notifier, m Message) error {
	ctx, cancel := context.WithTimeout(ctx, time.Duration(s.Policy.Deliveries.AttemptSeconds)*time.Second)
	defer cancel()
	return notifier.Send(ctx, m)
}

// went fills in how a sending went: well, to be tried again, or never to succeed.
func (l *DeliveryLog) went(s Deliver, err error) {
	now, pauses := s.Clock(), s.Policy.Deliveries.RetrySeconds
	l.Fault, l.Due = "", time.Time{}
	if err == nil {
		l.State, l.SentAt = DeliverySent, now
		return
	}
	l.State, l.Fault = DeliveryPutAside, short(err)
	if !errors.Is(err, ErrUndeliverable) && l.Tries <= len(pauses) {
		l.State, l.Due = DeliveryWaiting, now.Add(time.Duration(pauses[l.Tries-1])*time.Second)
	}
}

func (l *DeliveryLog) verdict() error {
	if l.State == DeliveryPutAside {
		return ErrPutAside
	}
	return nil
}

// message writes what the delivery says, from the case as the event left it: each try says the same. A delivery of an
// event that is not there is put aside.
func (s Deliver) message(ctx context.Context, d Delivery, held *DeliveryLog) (Message, error) {
	if d.tests() && !held.At.IsZero() { // it was asked for
		body, err := testBody(*held, s.Livemode)
		return Message{Key: string(d.Event), Channel: Webhook, Body: body}, err
	}
	if d.Case == "" && !d.tests() {
		return s.ofContact(ctx, d, held)
	}
	c, err := s.Store.Case(ctx, d.Case)
	if d.tests() || errors.Is(err, steps.ErrNotFound) || err == nil && (d.Version < 1 || d.Version > c.Version() || c.AsOf(d.Version).Last().ID != d.Event) {
		held.State, held.Fault, held.At = DeliveryPutAside, "there is no such event", s.Clock()
		return Message{}, nil
	}
	if err != nil {
		return Message{}, err
	}
	now := c
	c = c.AsOf(d.Version)
	held.Account, held.At = c.Account, c.UpdatedAt()
	m := Message{Key: d.ID(), Channel: d.Channel, Account: c.Account}
	if d.Channel == Webhook {
		m.Key = string(d.Event)
		m.Body, err = webhookBody(c)
		return m, err
	}
	if _, ok := codeDue(c); ok && d.Channel == SMS {
		return s.codeMessage(ctx, now, c, m)
	}
	account := cmp.Or(d.To, c.Account)
	told, ok := texts.MessageOf(c, s.Policy)
	if d.To != "" {
		told, ok = texts.MessageToOther(c, d.To)
	}
	if !ok || s.Notifiers[d.Channel] == nil {
		return m, nil
	}
	m.Account = account
	kept, err := readContact(ctx, s.Records, account)
	if err != nil {
		return Message{}, err
	}
	contact, err := kept.open(ctx, s.Keys, account)
	if d.Former != "" {
		contact, _, err = kept.addressee(ctx, s.Keys, account, d.Former, d.Channel)
	}
	if err != nil {
		return Message{}, err
	}
	m.To = contact.to(d.Channel)
	m.Told, m.Language, m.Signature = told, contact.Language, s.Policy.Title
	return m, nil
}

// short keeps a cause within what a record holds.
func short(err error) string {
	text := err.Error()
	if len(text) > 200 {
		text = text[:200]
	}
	return text
}
