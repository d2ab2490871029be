// Package sms chooses who sends text messages to phones.
package sms

import (
	"shiming/shared/connect"
	"shiming/shared/notify/sns"
	sandbox "shiming/shared/sandbox/messages"
	"shiming/shared/telling"
)

// Connect returns the sandbox's notifier, which keeps what it is given and sends nothing, or Amazon SNS in live mode.
// SMS_SENDER is the name that phones show; a region and credentials of AWS are needed.
func Connect(s *connect.Setup) telling.Notifier {
	if !s.Livemode {
		return sandbox.New(s.Records, s.Clock)
	}
	if !s.Needs("messages to phones go by Amazon SNS", "AWS_REGION", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY") {
		return nil
	}
	return sns.Connect(s.AWS("sns"), s.Get("SMS_SENDER"))
}
