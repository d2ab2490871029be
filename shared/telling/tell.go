package telling

import (
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
// it holds back neither this case's state machine nor anybody else's message. How a change or a release ended is told to
// who was to be told when it began, too: whoever takes an account over can also take over its contact (RULES D1). What
// concerns other accounts is told to them.
func Tell(store steps.Store, records steps.Records, queue Queue, p *realname.Policy, channels ...Sender) steps.Effect {
	people := slices.DeleteFunc(slices.Clone(channels), func(c Sender) bool { return c == InSite || c == Webhook })
	hook := slices.Contains(channels, Webhook)
	return func(ctx context.Context, c realname.Case) error {
		var due []Delivery
		add := func(channel Sender) {
			due = append(due, Delivery{Event: c.Last().ID, Case: c.ID, Version: c.Version(), Channel: channel})
		}
		if c.Last().Type == realname.Opened && changesHands(c) {
			if err := keepFormer(ctx, records, c); err != nil {
				return fmt.Errorf("keep the contact: %w", err)
			}
		}
		if m, ok := texts.MessageOf(c, p); ok {
			if err := keepMessage(ctx, records, c, c.Account, m); err != nil {
				return fmt.Errorf("keep the message: %w", err)
			}
			for _, channel := range people {
				add(channel)
				if changesHands(c) && c.Last().State.Terminal() {
					add(channel)
					due[len(due)-1].Former = true
				}
			}
		}
		others, err := concerned(ctx, store, c)
		if err != nil {
			return fmt.Errorf("look up whom it concerns: %w", err)
		}
		for _, to := range others {
			m, ok := texts.MessageToOther(c, to)
			if !ok {
				continue
			}
			if err := keepMessage(ctx, records, c, to, m); err != nil {
				return fmt.Errorf("keep the message: %w", err)
			}
			for _, channel := range people {
				add(channel)
				due[len(due)-1].To = to
			}
		}
		if code, ok := codeDue(c); ok {
			due = append(due, code)
		}
		if hook && concernsPlatform(c) {
			add(Webhook)
		}
		for some := range slices.Chunk(due, atOnce) {
			if err := queue.Put(ctx, some...); err != nil {
				return fmt.Errorf("queue the deliveries: %w", err)
			}
		}
		return nil
	}
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

func keepMessage(ctx context.Context, records steps.Records, c realname.Case, to realname.AccountID, m texts.Notification) error {
	e, text := c.Last(), m.Letters()
	kept := InSiteMessage{
		ID: messageOf(c, to), Account: to, Case: c.ID, Event: e.Type, Kind: m.Kind, At: e.At, ZH: text.ZH, EN: text.EN,
	}
	err := kept.put(ctx, records, 1)
	if errors.Is(err, steps.ErrConflict) {
		return nil // it was kept before
	}
	return err
}

func (m InSiteMessage) put(ctx context.Context, records steps.Records, rev int) error {
	doc, err := json.Marshal(m)
	if err != nil {
		return err
	}
	return records.PutRecord(ctx, steps.Record{
		Kind: messageKind, ID: string(m.ID), Owner: string(m.Account), Sort: newestFirst(m.At), Rev: rev, Doc: doc,
	})
}

// newestFirst is a Sort by which later comes first: what is left until the end of the year 2262, in nanoseconds.
func newestFirst(t time.Time) string { return fmt.Sprintf("%019d", 1<<63-1-t.UnixNano()) }
