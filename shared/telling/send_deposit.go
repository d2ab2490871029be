package telling

import (
	"context"
	"errors"
	"fmt"

	"shiming/shared/identity"
	"shiming/shared/realname"
	"shiming/shared/steps"
	"shiming/shared/texts"
)

// SendDeposit sends the details of a top-up to the account's phone (安全手机, RULES C6, FAULTS P7). It goes out once a day for a
// deposit, however often it is asked for.
type SendDeposit struct {
	steps.ShowDeposit
	Records  steps.Records
	Notifier Notifier // of short messages
}

// Do sends the details and returns the phone, masked. Refused: wrong_state when no deposit is open, phone_missing when the account
// has no phone, message_daily_limit. Four reads, two writes.
func (s SendDeposit) Do(ctx context.Context, by realname.Actor, id realname.CaseID) (realname.Case, string, error) {
	p, err := s.ShowDeposit.Do(ctx, by, id)
	if err != nil {
		return realname.Case{}, "", err
	}
	if p.State != steps.PayableOpen {
		return realname.Case{}, "", realname.Refuse(realname.CodeWrongState)
	}
	contact, err := contactOf(ctx, s.Records, s.Keys, p.Case.Account)
	if err != nil {
		return realname.Case{}, "", err
	}
	if contact.Phone.IsZero() {
		return realname.Case{}, "", realname.Refuse(realname.CodePhoneMissing)
	}
	allowed := steps.Allowance{Base: s.Base, Keys: s.Keys, Records: s.Records}
	if err := allowed.Spend(ctx, p.Case.Account, contact.Phone.Text()); err != nil {
		return realname.Case{}, "", err
	}
	err = s.Notifier.Send(ctx, Message{
		Key:     "deposit:" + p.Reference + ":" + identity.DateIn(s.Clock()).String(),
		Channel: SMS, Account: p.Case.Account, To: contact.Phone.Text(), Told: details(p), Language: contact.Language, Signature: s.Policy.Title,
	})
	if errors.Is(err, ErrUndeliverable) {
		return realname.Case{}, "", realname.Refuse(realname.CodePhoneInvalid).Because(err)
	}
	if err != nil {
		return realname.Case{}, "", fmt.Errorf("send the details: %w: %w", steps.ErrUnavailable, err)
	}
	return p.Case, contact.Phone.Masked(), nil
}

// details are what the message says of the deposit.
func details(p steps.Payable) texts.Notification {
	return texts.DepositMessage(map[string]string{
		"amount": realname.Yuan(p.Fen), "payee": p.Instructions.PayeeName, "account": p.Instructions.AccountNo,
		"bank": p.Instructions.Bank, "branch": p.Instructions.Branch, "reference": p.Reference, "day": identity.DateIn(p.Deadline).String(),
	})
}
