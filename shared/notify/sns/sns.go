// Package sns sends text messages to phones by Amazon SNS, as telling.Notifier of the channel telling.SMS. What is said,
// when and how often, does not live here.
//
// SNS takes no idempotency key for a phone: the same message twice is two messages. So the SDK's own retries are off
// (after an answer that was lost they would send again, unseen); telling.Deliver retries, and its record says how often.
package sns

import (
	"context"
	"errors"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sns"
	"github.com/aws/aws-sdk-go-v2/service/sns/types"
	"github.com/aws/smithy-go"

	"shiming/shared/steps"
	"shiming/shared/telling"
)

// Notifier sends by SNS. Its methods are safe for concurrent use.
type Notifier struct {
	client *sns.Client
	sender string
}

// Connect makes a notifier on SNS as cfg says. sender is the name that phones show, where the country allows one
// (1 to 11 letters and digits); empty: the number that AWS chooses.
func Connect(cfg aws.Config, sender string) *Notifier {
	return &Notifier{sender: sender, client: sns.NewFromConfig(cfg, func(o *sns.Options) { o.RetryMaxAttempts = 1 })}
}

// Send sends the text to the phone, a number of the mainland without +86. A number that SNS does not take, or whose
// owner wants no messages, is telling.ErrUndeliverable.
func (n *Notifier) Send(ctx context.Context, m telling.Message) error {
	attributes := map[string]types.MessageAttributeValue{
		"AWS.SNS.SMS.SMSType": {DataType: aws.String("String"), StringValue: aws.String("Transactional")},
	}
	if n.sender != "" {
		attributes["AWS.SNS.SMS.SenderID"] = types.MessageAttributeValue{DataType: aws.String("String"), StringValue: aws.String(n.sender)}
	}
	_, text := m.Written()
	_, err := n.client.Publish(ctx, &sns.PublishInput{
		PhoneNumber: aws.String("+86" + m.To), Message: aws.String(text), MessageAttributes: attributes,
	})
	return fault(err)
}

// fault keeps the code of an error: its text can hold the number.
func fault(err error) error {
	if err == nil {
		return nil
	}
	var said smithy.APIError
	if !errors.As(err, &said) {
		return fmt.Errorf("sns: no answer: %w", steps.ErrUnavailable)
	}
	switch said.ErrorCode() {
	case "InvalidParameter", "InvalidParameterException", "ParameterValueInvalid", "InvalidParameterValueException", "OptedOut", "OptedOutException":
		return fmt.Errorf("sns: %s: %w", said.ErrorCode(), telling.ErrUndeliverable)
	}
	return fmt.Errorf("sns: %s: %w", said.ErrorCode(), steps.ErrUnavailable)
}
