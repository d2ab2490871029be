package steps

import (
	"context"
	"errors"
	"fmt"

	"shiming/shared/identity"
	"shiming/shared/realname"
)

// SendDeposit sends the details of a top-up to the phone of the enterprise's contact (RULES C6). It goes out once a day
// for a deposit, however often it is asked for.
type SendDeposit struct {
	ShowDeposit
	Notifier Notifier // of short messages
}

// Do sends the details and returns the phone, masked. Refused: wrong_state when no deposit is open. One read.
func (s SendDeposit) Do(ctx context.Context, by realname.Actor, id realname.CaseID) (realname.Case, string, error) {
	p, err := s.ShowDeposit.Do(ctx, by, id)
	if err != nil {
		return realname.Case{}, "", err
	}
	x, err := OpenEnterprise(ctx, s.Keys, p.Case.Account, p.Case.Form().Sealed)
	if err != nil {
		return realname.Case{}, "", err
	}
	err = s.Notifier.Send(ctx, Message{
		Key:     "deposit:" + p.Reference + ":" + identity.DateIn(s.Clock()).String(),
		Channel: SMS, To: x.Contact.Phone.Text(),
		Subject: "充值认证付款信息 Details of the top-up",
		Text:    p.text(),
	})
	if errors.Is(err, ErrUndeliverable) {
		return realname.Case{}, "", &realname.Error{Code: realname.CodePhoneInvalid, Field: "contact.phone", Cause: err}
	}
	if err != nil {
		return realname.Case{}, "", fmt.Errorf("send the details: %w: %w", ErrUnavailable, err)
	}
	return p.Case, x.Contact.Phone.Masked(), nil
}

// text is the message, in Chinese and English.
func (p Payable) text() string {
	day, yuan := identity.DateIn(p.Deadline).String(), realname.Yuan(p.Fen)
	return "请由企业对公账户付款 " + yuan + " 元至 " + p.Instructions.PayeeName + "，账号 " + p.Instructions.AccountNo + "，" + p.Instructions.Bank +
		" " + p.Instructions.Branch + "，附言填写 " + p.Reference + "，" + day + " 前有效。\n" +
		"Pay " + yuan + " yuan from the enterprise's account to the account above, with the reference " + p.Reference + ", until " + day + "."
}
