// Package telling is how people and the platform are told what happened to a case (RULES G1): which event is told to whom,
// deliveries that are made once, in-site messages, contacts, webhooks, and the ports to channels and the queue. It follows
// what steps have committed: it stands on shared/steps, which know nothing of it but that an Effect can fail. No adapter
// is imported here, and no text is written: texts are in shared/texts.
package telling

import (
	"context"
	"errors"

	"shiming/shared/realname"
	"shiming/shared/texts"
)

// Sender is a way to tell people something (RULES G1).
type Sender string

const (
	// SMS goes to a phone.
	SMS Sender = "sms"
	// Email goes to an address.
	Email Sender = "email"
	// InSite is kept, and listed by the API.
	InSite Sender = "in_site"
	// WeChat is a template message.
	WeChat Sender = "wechat"
	// Webhook tells the platform, not a person.
	Webhook Sender = "webhook"
)

// Message is one thing to tell one person by one channel. It prints and logs without whom it goes to and what it says.
type Message struct {
	// Key is the message's own: the same key is told once, as far as the service behind the channel can tell.
	Key     string
	Channel Sender
	// Account is whom the message is about; it is not sent.
	Account realname.AccountID
	To      string // phone, address or openid, in plaintext; empty for Webhook
	// Told is what is said to a person: a kind of event with its parameters. Zero for Webhook.
	Told texts.Notification
	// Language is the one that the person wants; Signature is who speaks.
	Language  Language
	Signature string
	// Body is what is said to the platform: JSON. Empty for people.
	Body string
}

// Notifier sends messages of one channel: as a text (Written), or by a template that is registered for their kind, with
// the parameters in its places. All methods are safe for concurrent use. Send may be called again with the same key. An
// implementation is a notifier when it passes shared/notify/notifytest.
type Notifier interface {
	// Send hands the message over. ErrUndeliverable means that trying again does not help. After any other error the
	// message may have been sent or not. No error holds the address or what is said.
	Send(ctx context.Context, m Message) error
}

// ErrUndeliverable is a notifier's answer for an address that does not exist or takes no messages.
var ErrUndeliverable = errors.New("undeliverable")

// Delivery is one event of a case to be told by one channel, or without a case one of the contact of To. It holds ids only.
type Delivery struct {
	Event   realname.EventID `json:"event"`
	Case    realname.CaseID  `json:"case,omitempty"`
	Version int              `json:"version"` // of the case that the event made
	Channel Sender           `json:"channel"`
	// To is whose contact it goes to, of an event that concerns another account than that of its case (THREATS X9, X11).
	To realname.AccountID `json:"to,omitempty"`
	// Former names the replacement that ended the contact which it goes to; empty: it goes to the present one.
	Former realname.EventID `json:"replaced,omitempty"`
}

// ID names the delivery: there is one for each event, channel and contact.
func (d Delivery) ID() string {
	id := string(d.Event) + ":" + string(d.Channel)
	if d.To != "" {
		id += ":" + string(d.To)
	}
	if d.Former != "" {
		id += ":" + string(d.Former)
	}
	return id
}

// Queue hands deliveries to Deliver: each at least once, soon after it was put, and again when Deliver says so. It
// keeps no order. All methods are safe for concurrent use.
type Queue interface {
	// Put queues all of them, at most ten, or fails with ErrUnavailable; then some may be queued. Queueing one again is
	// harmless.
	Put(ctx context.Context, d ...Delivery) error
}
