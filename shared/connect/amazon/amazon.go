// Package amazon lets messages go by Amazon SES and SNS. The functions that send use it. The server does not: the clients are a
// tenth of a program that is not on AWS, and there Amazon SES is reached as a mail server, and phones by the clouds of the mainland.
package amazon

import (
	"github.com/aws/aws-sdk-go-v2/aws"

	"shiming/shared/connect"
	"shiming/shared/notify/ses"
	"shiming/shared/notify/sns"
	"shiming/shared/telling"
)

// Sends returns the setup, by which messages may go by Amazon's services from now on.
func Sends(s *connect.Setup) *connect.Setup {
	s.Amazon.SMS = func(config aws.Config, sender string) telling.Notifier { return sns.Connect(config, sender) }
	s.Amazon.Mail = func(config aws.Config, from string) telling.Notifier { return ses.Connect(config, from) }
	return s
}
