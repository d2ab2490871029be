package api

import (
	"cmp"
	"context"
	"time"

	"shiming/shared/realname"
	"shiming/shared/steps"
	"shiming/shared/telling"
	"shiming/shared/texts"
)

//openapi:schema Contact
type contactView struct {
	head
	Account   realname.AccountID `json:"account"`
	Phone     string             `json:"phone,omitempty"`         // masked
	Email     string             `json:"email,omitempty"`         // masked
	OpenID    string             `json:"wechat_openid,omitempty"` // masked
	Language  realname.Language  `json:"language,omitempty"`
	UpdatedAt *time.Time         `json:"updated_at,omitempty"`
	// Waiting is the phone, masked, of a contact that takes the place of this one when its code is said (THREATS X3).
	Waiting    string     `json:"waiting_phone,omitempty"`
	WaitsUntil *time.Time `json:"waits_until,omitempty"`
}

func viewContact(c *call, account realname.AccountID, kept telling.ContactView) contactView {
	v := contactView{head: c.head("contact"), Account: account, Phone: kept.Phone, Email: kept.Email, OpenID: kept.OpenID, Language: kept.Language}
	if !kept.UpdatedAt.IsZero() {
		at := kept.UpdatedAt.UTC()
		v.UpdatedAt = &at
	}
	if kept.Waiting != "" {
		until := kept.WaitsUntil.UTC()
		v.Waiting, v.WaitsUntil = kept.Waiting, &until
	}
	return v
}

//openapi:schema Message MessageList
type messageView struct {
	ID telling.MessageID `json:"id"`
	head
	Case    realname.CaseID    `json:"case"`
	Event   realname.EventType `json:"event"`
	Kind    texts.MessageKind  `json:"kind"`
	At      time.Time          `json:"at"`
	Title   string             `json:"title"`
	TitleZH string             `json:"title_zh"`
	Text    string             `json:"text"`
	TextZH  string             `json:"text_zh"`
	ReadAt  *time.Time         `json:"read_at,omitempty"`
}

func viewMessage(c *call, m telling.InSiteMessage) messageView {
	v := messageView{ID: m.ID, head: c.head("message"), Case: m.Case, Event: m.Event, Kind: m.Kind, At: m.At.UTC(),
		Title: m.EN.Title, TitleZH: m.ZH.Title, Text: m.EN.Body, TextZH: m.ZH.Body}
	if !m.ReadAt.IsZero() {
		at := m.ReadAt.UTC()
		v.ReadAt = &at
	}
	return v
}

//openapi:schema Delivery DeliveryList
type deliveryView struct {
	ID realname.EventID `json:"id"` // of the event, and of the webhook
	head
	Case    realname.CaseID       `json:"case,omitempty"` // none: a test
	Account realname.AccountID    `json:"account,omitempty"`
	Version int                   `json:"version"` // of the case; 0: a test
	Created time.Time             `json:"created"`
	State   telling.DeliveryState `json:"state"`
	Tries   int                   `json:"tries"`
	Fault   string                `json:"fault,omitempty"`
	NextAt  *time.Time            `json:"next_at,omitempty"`
	SentAt  *time.Time            `json:"sent_at,omitempty"`
	Resent  int                   `json:"resent"`
}

func viewDelivery(c *call, d telling.DeliveryLog) deliveryView {
	v := deliveryView{ID: d.Event, head: c.head("delivery"), Case: d.Case, Account: d.Account, Version: d.Version, Created: d.At.UTC(),
		State: d.State, Tries: d.Tries, Fault: d.Fault, Resent: d.Resent}
	if !d.Due.IsZero() && d.State == telling.DeliveryWaiting {
		at := d.Due.UTC()
		v.NextAt = &at
	}
	if !d.SentAt.IsZero() {
		at := d.SentAt.UTC()
		v.SentAt = &at
	}
	return v
}

// contactPutBody is where the account's holder is told things.
//
//openapi:schema ContactRequest
type contactPutBody struct {
	Phone    string            `json:"phone,omitempty"`
	Email    string            `json:"email,omitempty"`
	OpenID   string            `json:"wechat_openid,omitempty"`
	Language realname.Language `json:"language,omitempty"`
}

// said is the contact.
func (b contactPutBody) said() (telling.Contact, error) {
	return telling.ParseContact(b.Phone, b.Email, b.OpenID, b.Language)
}

// KeepContact serves PUT /v1/accounts/{account}/contact, and POST …/code, which proves its phone. What is no code that could have
// been sent costs no try.
func KeepContact(step telling.KeepContact) []Endpoint {
	code := func(c *call) (bodyOf[string], error) {
		if _, err := c.ask(); err != nil {
			return bodyOf[string]{}, err
		}
		return judgedLater(c, read(codeBody.said))
	}
	prove := func(ctx context.Context, by realname.Actor, account realname.AccountID, b bodyOf[string]) (telling.ContactView, error) {
		return step.Prove(ctx, steps.Ask{By: by, Wrong: b.wrong}, account, b.said)
	}
	return []Endpoint{
		aboutWith(RouteKeepContact, "account", read(contactPutBody.said), step.Do, showContact),
		aboutWith(RouteProveContact, "account", code, prove, showContact),
	}
}

func showContact(c *call, account realname.AccountID, kept telling.ContactView) (reply, error) {
	return reply{body: viewContact(c, account, kept)}, nil
}

// ReadMessage serves POST /v1/accounts/{account}/messages/{message}/read. Repeated, it changes nothing: an idempotency key has
// only to be one.
func ReadMessage(step telling.ReadMessage) Endpoint {
	message := func(c *call) (telling.MessageID, error) {
		if _, err := noBody(c); err != nil {
			return "", err
		}
		_, err := c.ask()
		return telling.MessageID(c.http.PathValue("message")), err
	}
	return aboutWith(RouteReadMessage, "account", message, step.Do, func(c *call, _ realname.AccountID, m telling.InSiteMessage) (reply, error) {
		return reply{body: viewMessage(c, m)}, nil
	})
}

// failedMessageView is a message to somebody that could not be delivered: by which channel, and why; not to whom, and not what it said.
//
//openapi:schema FailedMessage FailedMessageList
type failedMessageView struct {
	ID string `json:"id"`
	head
	Channel telling.Sender        `json:"channel"`
	Case    realname.CaseID       `json:"case,omitempty"`
	Account realname.AccountID    `json:"account,omitempty"`
	Created time.Time             `json:"created"`
	State   telling.DeliveryState `json:"state"`
	Tries   int                   `json:"tries"`
	Fault   string                `json:"fault,omitempty"`
	Resent  int                   `json:"resent"`
}

func viewFailedMessage(c *call, d telling.DeliveryLog) failedMessageView {
	return failedMessageView{ID: d.ID(), head: c.head("failed_message"), Channel: d.Channel, Case: d.Case, Account: cmp.Or(d.To, d.Account),
		Created: d.At.UTC(), State: d.State, Tries: d.Tries, Fault: d.Fault, Resent: d.Resent}
}

// Resend serves POST /v1/webhooks/deliveries/{delivery}/resend and POST /v1/messages/failed/{delivery}/resend. Repeated, they change
// nothing: an idempotency key has only to be one. And POST /v1/webhooks/test, which with a key is one test.
func Resend(step telling.Resend) []Endpoint {
	nothing := func(c *call) (struct{}, error) {
		if _, err := noBody(c); err != nil {
			return struct{}{}, err
		}
		_, err := c.ask()
		return struct{}{}, err
	}
	webhook := func(ctx context.Context, _ realname.Actor, id realname.EventID, _ struct{}) (telling.DeliveryLog, error) {
		return step.Webhook(ctx, id)
	}
	message := func(ctx context.Context, _ realname.Actor, id string, _ struct{}) (telling.DeliveryLog, error) {
		return step.Message(ctx, id)
	}
	test := func(c *call) (reply, error) {
		if _, err := noBody(c); err != nil {
			return reply{}, err
		}
		ask, err := c.ask()
		if err != nil {
			return reply{}, err
		}
		d, err := step.Test(c.http.Context(), ask)
		if err != nil {
			return reply{}, err
		}
		return reply{body: viewDelivery(c, d)}, nil
	}
	return []Endpoint{
		{RouteTestWebhook, test},
		aboutWith(RouteResendWebhook, "delivery", nothing, webhook, func(c *call, _ realname.EventID, d telling.DeliveryLog) (reply, error) {
			c.audit.Case, c.audit.Account = d.Case, d.Account
			return reply{body: viewDelivery(c, d)}, nil
		}),
		aboutWith(RouteResendMessage, "delivery", nothing, message, func(c *call, _ string, d telling.DeliveryLog) (reply, error) {
			c.audit.Case, c.audit.Account = d.Case, d.Account
			return reply{body: viewFailedMessage(c, d)}, nil
		}),
	}
}

// told are the questions about who was told what.
func told(step telling.Told) []Endpoint {
	return []Endpoint{
		about(RouteContact, "account", step.Contact, showContact),
		listed(RouteMessages, func(ctx context.Context, c *call, cursor string, limit int) ([]telling.InSiteMessage, string, error) {
			return step.MessagesOf(ctx, c.actor, realname.AccountID(c.http.PathValue("account")), cursor, limit)
		}, viewMessage),
		listed(RouteDeliveries, func(ctx context.Context, _ *call, cursor string, limit int) ([]telling.DeliveryLog, string, error) {
			return step.WebhooksOf(ctx, cursor, limit)
		}, viewDelivery),
		listed(RouteFailedMessages, func(ctx context.Context, _ *call, cursor string, limit int) ([]telling.DeliveryLog, string, error) {
			return step.FailedMessages(ctx, cursor, limit)
		}, viewFailedMessage),
	}
}
