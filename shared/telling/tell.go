package telling

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"shiming/shared/realname"
	"shiming/shared/steps"
	"shiming/shared/texts"
)

// Tell follows each event that somebody is told of (RULES G1): the in-site message is kept at once, and one delivery is
// queued for each of the other channels that are set up, the platform's webhook among them. All are named for the event,
// so an event that is handed over again tells nobody twice. What waits for the outside world waits in the queue, where
// it holds back neither this case's state machine nor anybody else's message. Changes, releases and appeals are told to who was the
// contact before, too: whoever takes an account over can also take over its contact (RULES D1, G3). What concerns other accounts is
// told to them.
func Tell(store steps.Store, records steps.Records, queue Queue, p *realname.Policy, channels ...Sender) steps.Effect {
	t := teller{store, records, p, people(channels)}
	hook := slices.Contains(channels, Webhook)
	return func(ctx context.Context, c realname.Case) error {
		due, err := t.told(ctx, c)
		if err != nil {
			return err
		}
		if code, ok := codeDue(c); ok {
			due = append(due, code)
		}
		if hook && concernsPlatform(c) {
			due = append(due, delivery(c, Webhook))
		}
		for some := range slices.Chunk(due, atOnce) {
			if err := queue.Put(ctx, some...); err != nil {
				return fmt.Errorf("queue the deliveries: %w", err)
			}
		}
		return nil
	}
}

// people are the channels by which people are told things outside the site.
func people(channels []Sender) []Sender {
	return slices.DeleteFunc(slices.Clone(channels), func(c Sender) bool { return c == InSite || c == Webhook })
}

// delivery is the newest event of the case, by the channel.
func delivery(c realname.Case, channel Sender) Delivery {
	return Delivery{Event: c.Last().ID, Case: c.ID, Version: c.Version(), Channel: channel}
}

// teller keeps in-site messages, and says what is to be delivered beside them.
type teller struct {
	store   steps.Store
	records steps.Records
	policy  *realname.Policy
	people  []Sender
}

// told keeps the in-site messages of the newest event, and returns the deliveries to whom it is told.
func (t teller) told(ctx context.Context, c realname.Case) (due []Delivery, err error) {
	if m, ok := texts.MessageOf(c, t.policy); ok {
		if due, err = t.tell(ctx, c, "", m); err != nil {
			return nil, err
		}
	}
	others, err := concerned(ctx, t.store, c)
	if err != nil {
		return nil, fmt.Errorf("look up whom it concerns: %w", err)
	}
	for _, other := range others {
		m, ok := texts.MessageToOther(c, other)
		if !ok {
			continue
		}
		more, err := t.tell(ctx, c, other, m)
		if err != nil {
			return nil, err
		}
		due = append(due, more...)
	}
	return due, nil
}

// tell keeps the message for the account, and returns its deliveries: to its contact, and to those of before who are told. other is
// an account beside the case's own; empty: that one.
func (t teller) tell(ctx context.Context, c realname.Case, other realname.AccountID, m texts.Notification) (due []Delivery, err error) {
	account := cmp.Or(other, c.Account)
	if err := keepMessage(ctx, t.records, c, account, m, c.Last().At.AddDate(0, 0, t.policy.Retention.Messages)); err != nil {
		return nil, fmt.Errorf("keep the message: %w", err)
	}
	if len(t.people) == 0 {
		return nil, nil
	}
	former, err := formersOf(ctx, t.records, t.policy, c, account)
	if err != nil {
		return nil, fmt.Errorf("read the contact: %w", err)
	}
	for _, channel := range t.people {
		d := delivery(c, channel)
		d.To = other
		due = append(due, d)
		for _, d.Former = range former {
			due = append(due, d)
		}
	}
	return due, nil
}

// atOnce is how many deliveries a queue takes in one call.
const atOnce = 10

// Channels reads a list of channels with commas between them. What is none is left out.
func Channels(list string) (all []Sender) {
	for _, name := range strings.Split(list, ",") {
		switch c := Sender(strings.TrimSpace(name)); c {
		case SMS, Email, InSite, WeChat, Webhook:
			all = append(all, c)
		}
	}
	return all
}

// MessageID names an in-site message: "msg_" and the characters of the event that it tells; of one to another account, of the event
// and the account.
type MessageID string

func messageOf(c realname.Case, to realname.AccountID) MessageID {
	e := string(c.Last().ID)
	if to != c.Account {
		return MessageID("msg_" + strings.TrimPrefix(string(realname.CaseIDFor(to, e)), "case_"))
	}
	return MessageID("msg_" + strings.TrimPrefix(e, "evt_"))
}

// Valid reports whether the id is well formed; it says nothing about existence.
func (id MessageID) Valid() bool {
	rest, ok := strings.CutPrefix(string(id), "msg_")
	return ok && realname.EventID("evt_"+rest).Valid()
}

// InSiteMessage is one message as it is kept on the site.
type InSiteMessage struct {
	ID      MessageID          `json:"id"`
	Account realname.AccountID `json:"account"`
	Case    realname.CaseID    `json:"case"`
	Event   realname.EventType `json:"event"`
	Kind    texts.MessageKind  `json:"kind"`
	At      time.Time          `json:"at"`
	ZH      texts.Letter       `json:"zh"`
	EN      texts.Letter       `json:"en"`
	ReadAt  time.Time          `json:"read_at,omitzero"`
}

// messageKind is the kind of record of in-site messages. Their owner is the account.
const messageKind = "message"

// keepMessage keeps the message on the site until then; another time is once.
func keepMessage(
	ctx context.Context, records steps.Records, c realname.Case, to realname.AccountID, m texts.Notification, until time.Time,
) error {
	e, text := c.Last(), m.Letters()
	kept := InSiteMessage{
		ID: messageOf(c, to), Account: to, Case: c.ID, Event: e.Type, Kind: m.Kind, At: e.At, ZH: text.ZH, EN: text.EN,
	}
	err := kept.put(ctx, records, 1, until)
	if errors.Is(err, steps.ErrConflict) {
		return nil // it was kept before
	}
	return err
}

func (m InSiteMessage) put(ctx context.Context, records steps.Records, rev int, until time.Time) error {
	doc, err := json.Marshal(m)
	if err != nil {
		return err
	}
	return records.PutRecord(ctx, steps.Record{
		Kind: messageKind, ID: string(m.ID), Owner: string(m.Account), Sort: steps.NewestFirst(m.At), Rev: rev, Doc: doc, Until: until,
	})
}
