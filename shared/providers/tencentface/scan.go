package tencentface

import (
	"context"
	"errors"
	"fmt"
	"time"

	"shiming/shared/providers/checkref"
	"shiming/shared/realname"
	"shiming/shared/steps"
	"shiming/shared/wire/tencentcloud"
)

// Scan is a steps.Puller of scans in WeChat. It is safe for concurrent use.
type Scan struct {
	client   *tencentcloud.Client
	merchant string
}

var _ steps.Puller = (*Scan)(nil)

// NewScan returns the provider of a merchant (MerchantId) of E证通. It calls nothing.
func NewScan(c Config, merchant string) (*Scan, error) {
	client, err := tencentcloud.New(service, version, c)
	if err != nil || merchant == "" {
		return nil, errors.Join(errors.New("tencentface: an access and a merchant are needed"), err)
	}
	return &Scan{client, merchant}, nil
}

// ScanMethods are the methods that Scan proves by.
func ScanMethods() []realname.Method {
	return []realname.Method{realname.WeChatScan, realname.RepresentativeWeChat}
}

// typedByUs is the InputType with which nobody types name and number again, or shows a card: they come from the form.
const typedByUs = "4"

// Begin implements steps.Provider, by GetEidToken, as Face does. One call, which is not billed.
func (s *Scan) Begin(ctx context.Context, r steps.CheckRequest) (steps.Begun, error) {
	name, number, err := whom(r, ScanMethods())
	if err != nil {
		return steps.Begun{}, err
	}
	var answer struct{ Url, EidToken string }
	_, err = s.client.Call(ctx, "GetEidToken", map[string]any{
		"MerchantId": s.merchant, "IdCard": number, "Name": name, "Extra": string(r.Check.ID), "RedirectUrl": r.ReturnURL,
		"Config": map[string]string{"InputType": typedByUs},
	}, &answer)
	if err != nil {
		return steps.Begun{}, fault(err)
	}
	return begun(r.Check.ID, answer.Url, answer.EidToken, name, number)
}

// Ask implements steps.Puller: by CheckEidTokenStatus, which is not billed, and by GetEidResult when that says that there is
// one. Two calls at most.
func (s *Scan) Ask(ctx context.Context, check realname.Check, ref string, _ time.Time) (realname.Notice, error) {
	known, err := checkref.Open(check.ID, ref)
	if err != nil {
		return realname.Notice{}, fmt.Errorf("tencentface: %w", err)
	}
	var at struct{ Status string }
	if _, err := s.client.Call(ctx, "CheckEidTokenStatus", map[string]string{"EidToken": known.Token}, &at); err != nil {
		return said(text{}, check, known, err)
	}
	switch at.Status {
	case "init", "doing":
		return realname.Notice{}, steps.ErrPending
	case "timeout":
		ended := codeEnded
		return said(text{ErrCode: &ended}, check, known, nil)
	case "finished":
	default:
		return realname.Notice{}, fmt.Errorf("tencentface: %w: a status that is not known", steps.ErrUnavailable)
	}
	var answer struct{ Text text }
	_, err = s.client.Call(ctx, "GetEidResult", map[string]string{"EidToken": known.Token, "InfoType": onlyText}, &answer)
	return said(answer.Text, check, known, err)
}
