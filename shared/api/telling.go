package api

import (
	"context"
	"time"

	"shiming/shared/realname"
	"shiming/shared/telling"
)

//openapi:schema Contact
type contactView struct {
	Object    string             `json:"object"`
	Account   realname.AccountID `json:"account"`
	Phone     string             `json:"phone,omitempty"`         // masked
	Email     string             `json:"email,omitempty"`         // masked
	OpenID    string             `json:"wechat_openid,omitempty"` // masked
	Language  telling.Language   `json:"language,omitempty"`
	UpdatedAt *time.Time         `json:"updated_at,omitempty"`
}

func viewContact(account realname.AccountID, c telling.ContactView) contactView {
	v := contactView{Object: "contact", Account: account, Phone: c.Phone, Email: c.Email, OpenID: c.OpenID, Language: c.Language}
	if !c.UpdatedAt.IsZero() {
		at := c.UpdatedAt.UTC()
		v.UpdatedAt = &at
	}
	return v
}

//openapi:schema Message MessageList
type messageView struct {
	ID      telling.MessageID  `json:"id"`
	Object  string             `json:"object"`
	Case    realname.CaseID    `json:"case"`
	Event   realname.EventType `json:"event"`
	At      time.Time          `json:"at"`
	Title   string             `json:"title"`
	TitleZH string             `json:"title_zh"`
	Text    string             `json:"text"`
	TextZH  string             `json:"text_zh"`
	ReadAt  *time.Time         `json:"read_at,omitempty"`
}

func viewMessage(m telling.InSiteMessage) messageView {
	v := messageView{ID: m.ID, Object: "message", Case: m.Case, Event: m.Event, At: m.At.UTC(),
		Title: m.EN.Title, TitleZH: m.ZH.Title, Text: m.EN.Body, TextZH: m.ZH.Body}
	if !m.ReadAt.IsZero() {
		at := m.ReadAt.UTC()
		v.ReadAt = &at
	}
	return v
}

//openapi:schema Delivery DeliveryList
type deliveryView struct {
	ID      realname.EventID      `json:"id"` // of the event, and of the webhook
	Object  string                `json:"object"`
	Case    realname.CaseID       `json:"case"`
	Account realname.AccountID    `json:"account,omitempty"`
	Version int                   `json:"version"`
	Created time.Time             `json:"created"`
	State   telling.DeliveryState `json:"state"`
	Tries   int                   `json:"tries"`
	Fault   string                `json:"fault,omitempty"`
	NextAt  *time.Time            `json:"next_at,omitempty"`
	SentAt  *time.Time            `json:"sent_at,omitempty"`
	Resent  int                   `json:"resent"`
}

func viewDelivery(d telling.DeliveryLog) deliveryView {
	v := deliveryView{ID: d.Event, Object: "delivery", Case: d.Case, Account: d.Account, Version: d.Version, Created: d.At.UTC(),
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
	Phone    string           `json:"phone,omitempty"`
	Email    string           `json:"email,omitempty"`
	OpenID   string           `json:"wechat_openid,omitempty"`
	Language telling.Language `json:"language,omitempty"`
}

// KeepContact serves PUT /v1/accounts/{account}/contact.
func KeepContact(step telling.KeepContact) Endpoint {
	return Endpoint{RouteKeepContact, func(ctx context.Context, c call) (reply, error) {
		var body contactPutBody
		if err := decode(c.Request, &body); err != nil {
			return reply{}, err
		}
		contact, err := telling.ParseContact(body.Phone, body.Email, body.OpenID, body.Language)
		if err != nil {
			return reply{}, err
		}
		account := realname.AccountID(c.Params["account"])
		kept, err := step.Do(ctx, c.actor, account, contact)
		if err != nil {
			return reply{}, err
		}
		return reply{body: viewContact(account, kept)}, nil
	}}
}

// ReadMessage serves POST /v1/accounts/{account}/messages/{message}/read.
func ReadMessage(step telling.ReadMessage) Endpoint {
	return Endpoint{RouteReadMessage, func(ctx context.Context, c call) (reply, error) {
		if err := noBody(c.Request); err != nil {
			return reply{}, err
		}
		if _, err := c.ask(RouteReadMessage); err != nil { // repeated, it changes nothing: the key has only to be one
			return reply{}, err
		}
		m, err := step.Do(ctx, c.actor, realname.AccountID(c.Params["account"]), telling.MessageID(c.Params["message"]))
		if err != nil {
			return reply{}, err
		}
		return reply{body: viewMessage(m)}, nil
	}}
}

// ResendWebhook serves POST /v1/webhooks/deliveries/{delivery}/resend.
func ResendWebhook(step telling.ResendWebhook) Endpoint {
	return Endpoint{RouteResendWebhook, func(ctx context.Context, c call) (reply, error) {
		if err := noBody(c.Request); err != nil {
			return reply{}, err
		}
		if _, err := c.ask(RouteResendWebhook); err != nil { // repeated, it changes nothing: the key has only to be one
			return reply{}, err
		}
		d, err := step.Do(ctx, realname.EventID(c.Params["delivery"]))
		if err != nil {
			return reply{}, err
		}
		c.audit.Case, c.audit.Account = d.Case, d.Account
		return reply{status: 202, body: viewDelivery(d)}, nil
	}}
}

// told are the questions about who was told what.
func told(step telling.Told) []Endpoint {
	return []Endpoint{
		{RouteContact, func(ctx context.Context, c call) (reply, error) {
			account := realname.AccountID(c.Params["account"])
			kept, err := step.Contact(ctx, c.actor, account)
			if err != nil {
				return reply{}, err
			}
			return reply{body: viewContact(account, kept)}, nil
		}},
		{RouteMessages, paged(func(ctx context.Context, c call, cursor string, limit int) ([]telling.InSiteMessage, string, error) {
			return step.MessagesOf(ctx, c.actor, realname.AccountID(c.Params["account"]), cursor, limit)
		}, viewMessage)},
		{RouteDeliveries, paged(func(ctx context.Context, _ call, cursor string, limit int) ([]telling.DeliveryLog, string, error) {
			return step.WebhooksOf(ctx, cursor, limit)
		}, viewDelivery)},
	}
}

// paged serves a list, a page at a time.
func paged[T, V any](read func(ctx context.Context, c call, cursor string, limit int) ([]T, string, error), view func(T) V) func(context.Context, call) (reply, error) {
	return func(ctx context.Context, c call) (reply, error) {
		limit, err := pageLimit(c)
		if err != nil {
			return reply{}, err
		}
		all, next, err := read(ctx, c, c.Query["cursor"], limit)
		if err != nil {
			return reply{}, err
		}
		page := list[V]{Object: "list", Data: []V{}, NextCursor: next}
		for _, one := range all {
			page.Data = append(page.Data, view(one))
		}
		return reply{body: page}, nil
	}
}

// List makes an endpoint of a list that is no part of the API, as the sandbox's messages. It passes the gate like every
// other.
func List[T any](route Route, read func(ctx context.Context, by realname.Actor, params map[string]string, cursor string, limit int) ([]T, string, error)) Endpoint {
	return Endpoint{route, paged(func(ctx context.Context, c call, cursor string, limit int) ([]T, string, error) {
		return read(ctx, c.actor, c.Params, cursor, limit)
	}, func(one T) T { return one })}
}
