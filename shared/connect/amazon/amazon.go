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

// Sends returns the setup, by which messages may go by Amazon's services from now on. config returns the configuration for a client
// of the service ("sns").
func Sends(s *connect.Setup, config func(service string) aws.Config) *connect.Setup {
	s.Amazon.SMS = func(sender string) telling.Notifier { return sns.Connect(config("sns"), sender) }
	s.Amazon.Mail = func(from string) telling.Notifier { return ses.Connect(config("email"), from) }
	return s
}
