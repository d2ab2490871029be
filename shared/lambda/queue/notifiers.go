package lambdaqueue

import (
	"shiming/shared/lambda/boot"
	"shiming/shared/notify/ses"
	"shiming/shared/notify/sns"
	"shiming/shared/notify/webhook"
	"shiming/shared/notify/wechat"
	"shiming/shared/sandbox/messages"
	"shiming/shared/steps"
)

// Notifiers makes the notifiers of the channels that CHANNELS names, and that of SMS in any case: codes go by it. Where SANDBOX is "true" the sandbox takes what goes to
// people. SMS_SENDER is the name that phones show; MAIL_FROM is needed for e-mail, WECHAT_APP_ID, WECHAT_SECRET and
// WECHAT_TEMPLATES (shared/notify/wechat) for WeChat, WEBHOOK_URL and WEBHOOK_SECRETS for the webhook. It panics when one of these is no good,
// which Lambda reports as an init error.
func Notifiers(env *boot.Env, records steps.Records) map[steps.Channel]steps.Notifier {
	all := map[steps.Channel]steps.Notifier{}
	for _, channel := range append(steps.Channels(env.Get("CHANNELS")), steps.SMS) {
		if n := connect(env, channel, records); n != nil {
			all[channel] = n
		}
	}
	return all
}

func connect(env *boot.Env, channel steps.Channel, records steps.Records) steps.Notifier {
	if channel != steps.Webhook && !env.Settings().Livemode {
		return sandbox.New(records, env.Clock)
	}
	switch channel {
	case steps.SMS:
		return sns.Connect(env.AWS("sns"), env.Get("SMS_SENDER"))
	case steps.Email:
		return ses.Connect(env.AWS("email"), env.Get("MAIL_FROM"))
	case steps.WeChat:
		return weChat(env)
	case steps.Webhook:
		return webhook.Connect(env.Get("WEBHOOK_URL"), env.Get("WEBHOOK_SECRETS"), env.Clock)
	case steps.InSite: // kept with the event
	}
	return nil
}

func weChat(env *boot.Env) steps.Notifier {
	templates, err := wechat.ParseTemplates(env.Get("WECHAT_TEMPLATES"))
	if err != nil {
		panic("WECHAT_TEMPLATES: " + err.Error())
	}
	n, err := wechat.New(wechat.Options{AppID: env.Get("WECHAT_APP_ID"), Secret: env.Get("WECHAT_SECRET"), Templates: templates, Clock: env.Clock})
	if err != nil {
		panic("WECHAT_TEMPLATES: " + err.Error())
	}
	return n
}
