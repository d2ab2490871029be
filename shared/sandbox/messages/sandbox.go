// Package sandbox stands in for the services that send messages: it keeps what was "sent" among the records, masked, so
// that a developer sees the SMS and mails of an account. Nothing leaves the machine. What must not live here: anything
// that runs in live mode.
package sandbox

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"shiming/shared/identity"
	"shiming/shared/realname"
	"shiming/shared/steps"
	"shiming/shared/telling"
	"shiming/shared/texts"
)

// Notifier keeps messages of any channel. Its methods are safe for concurrent use.
type Notifier struct {
	records steps.Records
	clock   steps.Clock
}

// New makes a notifier on the records.
func New(records steps.Records, clock steps.Clock) *Notifier { return &Notifier{records, clock} }

// SentMessage is a message as it was "sent". To is masked.
type SentMessage struct {
	Key     string            `json:"key"`
	Channel telling.Sender    `json:"channel"`
	Kind    texts.MessageKind `json:"kind"`
	To      string            `json:"to"`
	Subject string            `json:"subject"`
	Text    string            `json:"text"`
	At      time.Time         `json:"at"`
}

const kind = "sandbox_message"

// The magic addresses: two numbers that no operator gives out, and what stands before the @ or is the openid.
const (
	deadPhone, deadName = "13900000000", "undeliverable" // takes no messages
	awayPhone, awayName = "13900000009", "unavailable"   // the service is away
)

// played says how a message to the address goes.
func played(to string) error {
	name, _, _ := strings.Cut(to, "@")
	switch {
	case to == deadPhone || name == deadName:
		return telling.ErrUndeliverable
	case to == awayPhone || name == awayName:
		return steps.ErrUnavailable
	}
	return nil
}

// mask hides an address the way in which the API shows it.
func mask(channel telling.Sender, to string) string {
	var masked interface{ Masked() string }
	var err error
	switch channel {
	case telling.SMS:
		masked, err = identity.ParsePhone(to)
	case telling.Email:
		masked, err = identity.ParseEmail(to)
	case telling.WeChat:
		masked, err = identity.ParseOpenID(to)
	case telling.InSite, telling.Webhook:
		return ""
	}
	if err != nil || masked == nil {
		return "***"
	}
	return masked.Masked()
}

// Send keeps the message, once for its key.
func (n *Notifier) Send(ctx context.Context, m telling.Message) error {
	if err := played(m.To); err != nil {
		return fmt.Errorf("sandbox: %w", err)
	}
	now := n.clock()
	subject, text := m.Written()
	doc, err := json.Marshal(SentMessage{Key: m.Key, Channel: m.Channel, Kind: m.Told.Kind, To: mask(m.Channel, m.To), Subject: subject, Text: text, At: now})
	if err != nil {
		return err
	}
	err = n.records.PutRecord(ctx, steps.Record{
		Kind: kind, ID: m.Key, Owner: string(m.Account), Sort: now.UTC().Format("2006-01-02T15:04:05.000000000Z"), Rev: 1, Doc: doc,
	})
	if errors.Is(err, steps.ErrConflict) {
		return nil // sent before
	}
	return err
}

// Of lists what was sent about an account, oldest first.
func (n *Notifier) Of(ctx context.Context, account realname.AccountID, cursor string, limit int) ([]SentMessage, string, error) {
	page, next, err := n.records.RecordsOf(ctx, kind, string(account), cursor, limit)
	if err != nil {
		return nil, "", err
	}
	all := make([]SentMessage, len(page))
	for i, r := range page {
		if err := json.Unmarshal(r.Doc, &all[i]); err != nil {
			return nil, "", errors.New("sandbox: a message is not readable")
		}
	}
	return all, next, nil
}
