// Package ses sends e-mail by Amazon SES (API v2), as telling.Notifier of the channel telling.Email. What is said, when and
// how often, does not live here.
//
// SES takes no idempotency key: the same message twice is two messages. So the SDK's own retries are off (after an
// answer that was lost they would send again, unseen); telling.Deliver retries, and its record says how often.
package ses

import (
	"context"
	"errors"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sesv2"
	"github.com/aws/aws-sdk-go-v2/service/sesv2/types"
	"github.com/aws/smithy-go"

	"shiming/shared/steps"
	"shiming/shared/telling"
)

// Notifier sends by SES. Its methods are safe for concurrent use.
type Notifier struct {
	client *sesv2.Client
	from   string
}

// Connect makes a notifier on SES as cfg says. from is the sender: an address, or a name with one, of an identity that
// is verified with SES.
func Connect(cfg aws.Config, from string) *Notifier {
	return &Notifier{from: from, client: sesv2.NewFromConfig(cfg, func(o *sesv2.Options) { o.RetryMaxAttempts = 1 })}
}

// Send sends the message as plain text. What SES refuses to send to the address is telling.ErrUndeliverable.
func (n *Notifier) Send(ctx context.Context, m telling.Message) error {
	utf8 := aws.String("UTF-8")
	subject, text := m.Written()
	_, err := n.client.SendEmail(ctx, &sesv2.SendEmailInput{
		FromEmailAddress: aws.String(n.from),
		Destination:      &types.Destination{ToAddresses: []string{m.To}},
		Content: &types.EmailContent{Simple: &types.Message{
			Subject: &types.Content{Data: aws.String(subject), Charset: utf8},
			Body:    &types.Body{Text: &types.Content{Data: aws.String(text), Charset: utf8}},
		}},
	})
	return fault(err)
}

// fault keeps the code of an error: its text can hold the address.
func fault(err error) error {
	if err == nil {
		return nil
	}
	var said smithy.APIError
	if !errors.As(err, &said) {
		return fmt.Errorf("ses: no answer: %w", steps.ErrUnavailable)
	}
	switch said.ErrorCode() {
	case "MessageRejected", "BadRequestException":
		return fmt.Errorf("ses: %s: %w", said.ErrorCode(), telling.ErrUndeliverable)
	}
	return fmt.Errorf("ses: %s: %w", said.ErrorCode(), steps.ErrUnavailable)
}
