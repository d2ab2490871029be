package telling

import (
	"context"

	"shiming/shared/realname"
	"shiming/shared/texts"
	"shiming/shared/vault"
)

// codeDue is the delivery of the code that the newest event of the case sends out, if it does (RULES B7, B9): by SMS and
// by nothing else, whichever channels people are told by.
func codeDue(c realname.Case) (Delivery, bool) {
	d := Delivery{Event: c.Last().ID, Case: c.ID, Version: c.Version(), Channel: SMS}
	return d, c.Last().Type == realname.CodeSent
}

// codeMessage writes the SMS with the code, to the phone that is to prove it, which need not be the account's contact. One
// that does not count any more, because it has expired or the case has gone on, is sent to nobody. case now is the case as
// it is, then as the code left it.
func (s Deliver) codeMessage(ctx context.Context, now, then realname.Case, m Message) (Message, error) {
	code := then.SentCode()
	if now.SentCode() != code || !s.Clock().Before(code.ExpiresAt) {
		return m, nil
	}
	p, err := vault.Codes.Open(ctx, s.Keys, then.ID, code.Sealed)
	if err != nil {
		return Message{}, err
	}
	m.To = p.Phone.Text()
	m.Told, m.Signature = texts.CodeMessage(string(p.Digits), s.Policy.Codes.Minutes, then.Account, texts.Kind(then.Kind)), s.Policy.Title
	return m, nil
}
