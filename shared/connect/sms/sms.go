// Package sms chooses who sends text messages to phones.
package sms

import (
	"shiming/shared/connect"
	"shiming/shared/connect/alibabacloud"
	"shiming/shared/connect/tencentcloud"
	"shiming/shared/notify/alibabasms"
	"shiming/shared/notify/smstemplates"
	"shiming/shared/notify/tencentsms"
	sandbox "shiming/shared/sandbox/messages"
	"shiming/shared/telling"
)

// Connect returns the sandbox's notifier, which keeps what it is given and sends nothing, or, in live mode, who is set up:
// SMS names "tencentcloud" or "alibabacloud", by the templates of SMS_TEMPLATES signed as SMS_SIGN; without it functions
// send by Amazon SNS as free text, which no phone of the mainland gets without a sender that is registered there.
func Connect(s *connect.Setup) telling.Notifier {
	if !s.Livemode {
		return sandbox.New(s.Records, s.Clock)
	}
	switch who := s.Get("SMS"); who {
	case "":
		switch {
		case s.Amazon.SMS == nil:
			s.Refuse(`SMS is missing: "tencentcloud" or "alibabacloud", by which messages and codes go to phones`)
		case s.Needs("messages to phones go by Amazon SNS", "AWS_REGION", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
			return s.Amazon.SMS(s.Get("SMS_SENDER"))
		}
	case "tencentcloud":
		config, ok := tencentcloud.Needed(s, "SMS names it")
		if templates, there := registered(s, "SMS_APP_ID"); there && ok {
			o := tencentsms.Options{Config: config, App: s.Get("SMS_APP_ID"), Sign: s.Get("SMS_SIGN"), Templates: templates}
			if n, err := tencentsms.New(o); s.Fits("SMS", err) {
				return n
			}
		}
	case "alibabacloud":
		config, ok := alibabacloud.Needed(s, "SMS names it")
		if templates, there := registered(s); there && ok {
			if n, err := alibabasms.New(alibabasms.Options{Config: config, Sign: s.Get("SMS_SIGN"), Templates: templates}); s.Fits("SMS", err) {
				return n
			}
		}
	default:
		s.Refuse(`SMS has to be "tencentcloud" or "alibabacloud", or, on AWS, left out for Amazon SNS`)
	}
	return nil
}

// registered reads what was registered with a cloud: signature, templates, and what else it needs.
func registered(s *connect.Setup, more ...string) (smstemplates.Set, bool) {
	if !s.Needs("SMS names a cloud of the mainland", append(more, "SMS_SIGN", "SMS_TEMPLATES")...) {
		return smstemplates.Set{}, false
	}
	templates, err := smstemplates.Parse(s.Get("SMS_TEMPLATES"))
	return templates, s.Fits("SMS_TEMPLATES", err)
}
