// Package sms chooses who sends text messages to phones.
package sms

import (
	"shiming/shared/connect"
	"shiming/shared/notify/sns"
	sandbox "shiming/shared/sandbox/messages"
	"shiming/shared/steps"
)

// Connect returns the sandbox's notifier, which keeps what it is given and sends nothing, or Amazon SNS in live mode.
// SMS_SENDER is the name that phones show.
func Connect(s *connect.Setup) steps.Notifier {
	if !s.Livemode {
		return sandbox.New(s.Records, s.Clock)
	}
	return sns.Connect(s.AWS("sns"), s.Get("SMS_SENDER"))
}
