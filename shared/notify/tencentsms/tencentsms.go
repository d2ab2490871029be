// Package tencentsms sends text messages to phones of the mainland by SendSms of Tencent Cloud (API 3.0, service "sms",
// version 2021-01-11; ADAPTERS H), as telling.Notifier of the channel telling.SMS. The phone and the parameters leave for
// Tencent Cloud over TLS, in the body. What is said, when and how often, does not live here.
//
// The service takes no idempotency key: the same message twice is two messages. It limits what one phone is sent (by default
// one in 30 seconds, five an hour, ten a day): what it holds back comes again later. No document was read that says how long
// a parameter may be.
package tencentsms

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"shiming/shared/notify/smstemplates"
	"shiming/shared/steps"
	"shiming/shared/telling"
	"shiming/shared/wire"
	"shiming/shared/wire/tencentcloud"
)

// Options say who speaks.
type Options struct {
	tencentcloud.Config
	// App is the SdkAppId, Sign the name of a signature that was approved.
	App, Sign string
	Templates smstemplates.Set
}

// Notifier sends by templates. Its methods are safe for concurrent use.
type Notifier struct {
	client *tencentcloud.Client
	o      Options
}

var _ telling.Notifier = (*Notifier)(nil)

// region is where the service is asked; it has no other for the mainland.
const region = "ap-guangzhou"

// New makes a notifier. It calls nothing.
func New(o Options) (*Notifier, error) {
	o.Region = region
	client, err := tencentcloud.New("sms", "2021-01-11", o.Config)
	if err != nil || o.App == "" || o.Sign == "" {
		return nil, errors.Join(errors.New("tencentsms: an access, an app and a signature are needed"), err)
	}
	return &Notifier{client, o}, nil
}

// undeliverable are codes of a phone that takes no message, whoever sends one.
var undeliverable = []string{
	"FailedOperation.PhoneNumberInBlacklist", "InvalidParameterValue.IncorrectPhoneNumber",
	"UnsupportedOperation.ContainDomesticAndInternationalPhoneNumber",
}

// Send implements telling.Notifier: one SendSms to one phone, a number of the mainland without +86.
func (n *Notifier) Send(ctx context.Context, m telling.Message) error {
	template, parameters, ok := n.o.Templates.Fill(m)
	if !ok {
		return fmt.Errorf("tencentsms: no template for the kind: %w", telling.ErrUndeliverable)
	}
	values := make([]string, len(parameters))
	for i, p := range parameters {
		values[i] = p.Value
	}
	var answer struct{ SendStatusSet []struct{ Code string } }
	id, err := n.client.Call(ctx, "SendSms", map[string]any{
		"PhoneNumberSet": []string{"+86" + m.To}, "SmsSdkAppId": n.o.App, "SignName": n.o.Sign, "TemplateId": template,
		"TemplateParamSet": values, "SessionContext": m.Key,
	}, &answer)
	code := "Ok"
	var refused *tencentcloud.Refusal
	switch {
	case errors.As(err, &refused):
		code = refused.Code
	case err != nil:
		return fmt.Errorf("tencentsms: %w", err)
	case len(answer.SendStatusSet) != 1:
		return fmt.Errorf("tencentsms: the answer is not one of the API (%s): %w", id, steps.ErrUnavailable)
	default:
		code = answer.SendStatusSet[0].Code
	}
	switch {
	case strings.EqualFold(code, "Ok"):
		return nil
	case slices.Contains(undeliverable, code):
		return fmt.Errorf("tencentsms: %s: %w", wire.Word(code), telling.ErrUndeliverable)
	}
	return fmt.Errorf("tencentsms: %s (%s): %w", wire.Word(code), id, steps.ErrUnavailable) // a limit, or the operator's: it waits
}
