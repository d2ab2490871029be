// Package channels chooses who delivers on each of the channels by which people, and the platform, are told.
package channels

import (
	"strings"

	"shiming/shared/connect"
	"shiming/shared/connect/sms"
	"shiming/shared/notify/ses"
	"shiming/shared/notify/webhook"
	"shiming/shared/notify/wechat"
	sandbox "shiming/shared/sandbox/messages"
	"shiming/shared/steps"
)

// Connect returns the notifiers of the channels that CHANNELS names, and that of SMS in any case: codes go by it. In the
// sandbox nothing goes to people; the platform's webhook is its own, and is called in either mode. MAIL_FROM is needed
// for e-mail, WECHAT_APP_ID, WECHAT_SECRET and WECHAT_TEMPLATES (shared/notify/wechat) for WeChat, WEBHOOK_URL and WEBHOOK_SECRETS (one or two,
// with a space between them) for the webhook.
func Connect(s *connect.Setup) map[steps.Channel]steps.Notifier {
	all := map[steps.Channel]steps.Notifier{}
	for _, channel := range append(steps.Channels(s.Get("CHANNELS")), steps.SMS) {
		if n := one(s, channel); n != nil {
			all[channel] = n
		}
	}
	return all
}

// one returns the notifier of a channel; nil for what is kept with the event, and for what was refused.
func one(s *connect.Setup, channel steps.Channel) steps.Notifier {
	switch channel {
	case steps.SMS:
		return sms.Connect(s)
	case steps.Email:
		if s.Livemode {
			return ses.Connect(s.AWS("email"), s.Get("MAIL_FROM"))
		}
		return sandbox.New(s.Records, s.Clock)
	case steps.WeChat:
		if s.Livemode {
			return weChat(s)
		}
		return sandbox.New(s.Records, s.Clock)
	case steps.Webhook:
		hook, err := webhook.New(webhook.Options{
			URL: s.Get("WEBHOOK_URL"), Secrets: strings.Fields(s.Get("WEBHOOK_SECRETS")), Clock: s.Signing(), AllowLoopback: s.Loopback,
		})
		if err != nil {
			s.Refuse("WEBHOOK_URL or WEBHOOK_SECRETS cannot be used: %v", err)
			return nil
		}
		return hook
	case steps.InSite: // kept with the event
	}
	return nil
}

func weChat(s *connect.Setup) steps.Notifier {
	templates, err := wechat.ParseTemplates(s.Get("WECHAT_TEMPLATES"))
	if err != nil {
		s.Refuse("WECHAT_TEMPLATES cannot be used: %v", err)
		return nil
	}
	n, err := wechat.New(wechat.Options{AppID: s.Get("WECHAT_APP_ID"), Secret: s.Get("WECHAT_SECRET"), Templates: templates, Clock: s.Clock})
	if err != nil {
		s.Refuse("WECHAT_TEMPLATES cannot be used: %v", err)
		return nil
	}
	return n
}
