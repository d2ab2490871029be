// Package alibabasms sends text messages to phones of the mainland by SendSms of Alibaba Cloud (dysmsapi, version 2017-05-25;
// ADAPTERS H), as telling.Notifier of the channel telling.SMS. The phone and the parameters leave for Alibaba Cloud over TLS, in
// the body. What is said, when and how often, does not live here.
//
// The service takes no idempotency key: the same message twice is two messages. It limits what one phone is sent (one a
// minute, five an hour, ten a day): what it holds back comes again later. Its codes are from other people's code; no document
// says whether a form in the body is taken as a query is.
package alibabasms

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"shiming/shared/notify/smstemplates"
	"shiming/shared/steps"
	"shiming/shared/telling"
	"shiming/shared/wire"
	"shiming/shared/wire/alibabacloud"
)

// Options say who speaks.
type Options struct {
	alibabacloud.Config
	// Sign is the name of a signature that was approved.
	Sign      string
	Templates smstemplates.Set
}

// Notifier sends by templates. Its methods are safe for concurrent use.
type Notifier struct {
	client *alibabacloud.Client
	o      Options
}

var _ telling.Notifier = (*Notifier)(nil)

// New makes a notifier. It calls nothing.
func New(o Options) (*Notifier, error) {
	client, err := alibabacloud.New("dysmsapi.aliyuncs.com", "2017-05-25", o.Config)
	if err != nil || o.Sign == "" {
		return nil, errors.Join(errors.New("alibabasms: an access and a signature are needed"), err)
	}
	return &Notifier{client, o}, nil
}

// Send implements telling.Notifier: one SendSms to one phone, a number of the mainland without +86.
func (n *Notifier) Send(ctx context.Context, m telling.Message) error {
	template, parameters, ok := n.o.Templates.Fill(m)
	if !ok {
		return fmt.Errorf("alibabasms: no template for the kind: %w", telling.ErrUndeliverable)
	}
	values := map[string]string{}
	for _, p := range parameters {
		values[p.Name] = p.Value
	}
	text, err := json.Marshal(values)
	if err != nil {
		return errors.New("alibabasms: the parameters cannot be written")
	}
	err = n.client.Call(ctx, "SendSms", "OK", map[string]string{
		"PhoneNumbers": m.To, "SignName": n.o.Sign, "TemplateCode": template, "TemplateParam": string(text), "OutId": m.Key,
	}, &struct{}{})
	var refused *alibabacloud.Refusal
	switch {
	case err == nil:
		return nil
	case errors.As(err, &refused) && refused.Code == "isv.MOBILE_NUMBER_ILLEGAL":
		return fmt.Errorf("alibabasms: %s: %w", wire.Word(refused.Code), telling.ErrUndeliverable)
	}
	return fmt.Errorf("alibabasms: %w: %w", steps.ErrUnavailable, err) // a limit, or the operator's: it waits
}
