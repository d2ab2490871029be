// Package channels chooses who delivers on each of the channels by which people, and the platform, are told.
package channels

import (
	"context"
	"fmt"

	"shiming/shared/connect"
	"shiming/shared/connect/sms"
	"shiming/shared/notify/smtp"
	"shiming/shared/notify/webhook"
	"shiming/shared/notify/wechat"
	sandbox "shiming/shared/sandbox/messages"
	"shiming/shared/steps"
	"shiming/shared/telling"
	"shiming/shared/wire"
)

// Connect returns the notifiers of the channels that CHANNELS names, and that of SMS in any case: codes go by it. In the
// sandbox nothing goes to people; the platform's webhook is its own, and is called in either mode. MAIL_FROM is needed
// for e-mail, which goes by MAIL_SERVER (smtps://host) with MAIL_USER and MAIL_PASSWORD, or from functions by Amazon SES; WECHAT_APP_ID, WECHAT_SECRET and WECHAT_TEMPLATES (shared/notify/wechat) for WeChat, WEBHOOK_URL and WEBHOOK_SECRETS (one or two,
// with a space between them) for the webhook.
func Connect(s *connect.Setup) map[telling.Sender]telling.Notifier {
	all := map[telling.Sender]telling.Notifier{}
	for _, channel := range append(telling.Channels(s.Get("CHANNELS")), telling.SMS) {
		if all[channel] != nil {
			continue
		}
		var n telling.Notifier
		if err := s.Apart(func(own *connect.Setup) { n = one(own, channel) }); err != nil {
			n = broken{}
		}
		if n != nil {
			all[channel] = n
		}
	}
	return all
}

// broken is a channel that cannot be used: its deliveries wait and are put aside, and the other channels go on.
type broken struct{}

// Send implements telling.Notifier: it never sends.
func (broken) Send(context.Context, telling.Message) error {
	return fmt.Errorf("the channel's settings cannot be used: %w", steps.ErrUnavailable)
}

// one returns the notifier of a channel; nil for what is kept with the event, and for what was refused.
func one(s *connect.Setup, channel telling.Sender) telling.Notifier {
	switch channel {
	case telling.SMS:
		return sms.Connect(s)
	case telling.Email:
		switch {
		case !s.Livemode:
			return sandbox.New(s.Records, s.Clock)
		case s.Get("MAIL_SERVER") != "":
			return mail(s)
		case s.Amazon.Mail == nil:
			s.Needs("CHANNELS names email", "MAIL_SERVER")
		case s.Needs("CHANNELS names email", "MAIL_FROM", "AWS_REGION", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
			return s.Amazon.Mail(s.Get("MAIL_FROM"))
		}
	case telling.WeChat:
		switch {
		case !s.Livemode:
			return sandbox.New(s.Records, s.Clock)
		case s.Needs("CHANNELS names wechat", "WECHAT_APP_ID", "WECHAT_SECRET", "WECHAT_TEMPLATES"):
			return weChat(s)
		}
	case telling.Webhook:
		hook, err := webhook.New(webhook.Options{
			URL: s.Get("WEBHOOK_URL"), Access: s.Access("WEBHOOK_SECRETS"), Clock: s.Signing(), AllowLoopback: s.Loopback,
		})
		if text, here := s.Written("WEBHOOK_SECRETS"); err == nil && here {
			err = webhook.Fit(text)
		}
		if err != nil {
			s.Refuse("WEBHOOK_URL or WEBHOOK_SECRETS cannot be used: %v", err)
			return nil
		}
		return hook
	case telling.InSite: // kept with the event
	}
	return nil
}

// mail returns the operator's own mail server.
func mail(s *connect.Setup) telling.Notifier {
	if !s.Needs("MAIL_SERVER is set", "MAIL_FROM", "MAIL_USER", "MAIL_PASSWORD") {
		return nil
	}
	n, err := smtp.New(smtp.Options{
		Server: s.Get("MAIL_SERVER"), Access: s.Access("MAIL_USER", "MAIL_PASSWORD"), From: s.Get("MAIL_FROM"), Clock: s.Signing(),
	})
	if !s.Fits("MAIL_SERVER or MAIL_FROM", err) {
		return nil
	}
	return n
}

func weChat(s *connect.Setup) telling.Notifier {
	templates, err := wechat.ParseTemplates(s.Get("WECHAT_TEMPLATES"))
	if err != nil {
		s.Refuse("WECHAT_TEMPLATES cannot be used: %v", err)
		return nil
	}
	n, err := wechat.New(wechat.Options{AppID: s.Get("WECHAT_APP_ID"), Access: s.Access("WECHAT_SECRET"), Templates: templates, Clock: s.Clock})
	if err != nil {
		s.Refuse("WECHAT_TEMPLATES cannot be used: %v", err)
		return nil
	}
	return n
}

// TryWebhook says why events cannot be posted to the address, which may be on this machine, or be signed with the secrets, where
// they are not elsewhere.
func TryWebhook(url, secrets string, clock steps.Clock) error {
	_, err := webhook.New(webhook.Options{URL: url, Access: wire.Fixed(secrets), Clock: clock, AllowLoopback: true})
	if err == nil && !connect.Elsewhere(secrets) {
		err = webhook.Fit(secrets)
	}
	return err
}
