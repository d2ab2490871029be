package telling

import (
	"context"
	"errors"
	"fmt"

	"shiming/shared/identity"
	"shiming/shared/realname"
	"shiming/shared/steps"
	"shiming/shared/texts"
	"shiming/shared/vault"
)

// SendDeposit sends the details of a top-up to the phone of the enterprise's contact (RULES C6). It goes out once a day
// for a deposit, however often it is asked for.
type SendDeposit struct {
	steps.ShowDeposit
	Notifier Notifier // of short messages
}

// Do sends the details and returns the phone, masked. Refused: wrong_state when no deposit is open. One read.
func (s SendDeposit) Do(ctx context.Context, by realname.Actor, id realname.CaseID) (realname.Case, string, error) {
	p, err := s.ShowDeposit.Do(ctx, by, id)
	if err != nil {
		return realname.Case{}, "", err
	}
	x, err := vault.Enterprises.Open(ctx, s.Keys, p.Case.Account, p.Case.Form().Sealed)
	if err != nil {
		return realname.Case{}, "", err
	}
	err = s.Notifier.Send(ctx, Message{
		Key:     "deposit:" + p.Reference + ":" + identity.DateIn(s.Clock()).String(),
		Channel: SMS, To: x.Contact.Phone.Text(), Told: details(p), Signature: s.Policy.Title,
	})
	if errors.Is(err, ErrUndeliverable) {
		return realname.Case{}, "", realname.RefuseField(realname.CodePhoneInvalid, "contact.phone").Because(err)
	}
	if err != nil {
		return realname.Case{}, "", fmt.Errorf("send the details: %w: %w", steps.ErrUnavailable, err)
	}
	return p.Case, x.Contact.Phone.Masked(), nil
}

// details are what the message says of the deposit.
func details(p steps.Payable) texts.Message {
	return texts.DepositMessage(map[string]string{
		"amount": realname.Yuan(p.Fen), "payee": p.Instructions.PayeeName, "account": p.Instructions.AccountNo,
		"bank": p.Instructions.Bank, "branch": p.Instructions.Branch, "reference": p.Reference, "day": identity.DateIn(p.Deadline).String(),
	})
}
