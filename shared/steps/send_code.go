package steps

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"math/big"

	"shiming/shared/identity"
	"shiming/shared/realname"
	"shiming/shared/vault"
)

// byCode reports whether a code to a phone is what proves the case now (RULES B7, B9).
func byCode(c realname.Case) bool {
	state := c.Last().State
	return (state == realname.Ready || state == realname.AwaitingCode) && c.Method().ByCode()
}

// sendCode looks whether the phone may prove it, and draws a code for it. What is sent follows the commit (shared/telling).
// One that may not is counted, for asking costs money, and tells who asks something (THREATS Q2).
func (s StartCheck) sendCode(ctx context.Context, c realname.Case) (realname.Command, error) {
	person, err := vault.Persons.Open(ctx, s.Keys, c.Account, c.Form().Sealed)
	if err != nil {
		return nil, err
	}
	send := realname.SendCode{Person: person}
	if _, err := c.Apply(s.Policy, send, realname.Request{Now: s.Clock()}); err != nil {
		return nil, err // refused before anybody is asked
	}
	counted, err := s.countAsker(ctx, c)
	if err == nil {
		err = s.countCheck(ctx, c)
	}
	if err != nil {
		return nil, err
	}
	var p vault.OneTimeCode
	if c.Method().NeedsCard() {
		p.Phone, p.InUse, err = s.byCard(ctx, c, person)
	} else {
		p.Phone, p.TakenOver, p.Site, err = s.byBinding(ctx, c, person)
	}
	var refused *realname.Error
	if errors.As(err, &refused) && refused.Code != realname.CodeMethodUnavailable {
		send.Fault, send.Site = refused.Code, p.Site
		if send.Fault == realname.CodeCardPhone {
			send.Fault = realname.CodeCardHolder // which of them does not fit is not told: stolen cards are tried like that (THREATS X8)
		}
		return send, nil
	}
	if err != nil {
		return nil, s.uncount(ctx, append(s.paid(c), s.asked(c, counted)...), err)
	}
	if err := s.countTarget(ctx, counted); err != nil {
		return nil, err
	}
	if err := (Allowance{s.Base, s.Keys, s.Records}).Spend(ctx, c.Account, p.Phone.Text()); err != nil {
		return nil, err
	}
	p.Digits = NewCode()
	sealed, err := vault.Codes.Seal(ctx, s.Keys, c.ID, p, "")
	send.Code = realname.SentCode{Phone: p.Phone.Masked(), Sealed: sealed, ExpiresAt: s.Clock().Add(s.Policy.CodeLife())}
	return send, err
}

// byCard asks the issuer whether the card belongs to the person and the phone to the card, and the group whether the
// document is in use, unless an appeal has freed it. Refused: card_holder_mismatch and the like; method_unavailable where nobody can
// be asked.
func (s StartCheck) byCard(ctx context.Context, c realname.Case, person realname.Person) (phone identity.Phone, used bool, err error) {
	asks := c.UnusedInGroup(s.Policy)
	if s.Cards == nil || asks && s.Group == nil {
		return phone, false, realname.Refuse(realname.CodeMethodUnavailable)
	}
	card, err := vault.Cards.Open(ctx, s.Keys, c.Account, c.Party().Sealed)
	if err != nil {
		return phone, false, err
	}
	if asks { // before the issuer, who is paid, and who is asked for nothing where this is not known
		if used, err = s.Group.InUse(ctx, person.Document); err != nil {
			return phone, false, err
		}
		free, err := freed(ctx, s.Records, c.Account, c.Form().Subjects) // also where it is not in use: nothing differs (THREATS Q2)
		if err != nil {
			return phone, false, err
		}
		used = used && !free
	}
	return card.Phone, used, s.Cards.Match(ctx, person.Name, person.Document, card.Number, card.Phone)
}

// byBinding asks the group about the account that the person named. Refused: bind_target_not_verified, one and the same whether there
// is no such account, or it is not verified, or not with this document and name, so that nobody learns by it which account is whose
// (THREATS X7); bind_target_no_phone of one that is; and an identity that the policy does not let verify.
func (s StartCheck) byBinding(ctx context.Context, c realname.Case, person realname.Person) (phone identity.Phone, taken *realname.Form, site string, err error) {
	refuse := func(code realname.Code) (identity.Phone, *realname.Form, string, error) {
		return identity.Phone{}, nil, "", realname.RefuseField(code, "group_account")
	}
	if s.Group == nil {
		return phone, nil, "", realname.Refuse(realname.CodeMethodUnavailable)
	}
	user, err := vault.GroupAccounts.Open(ctx, s.Keys, c.Account, c.Party().Sealed)
	if err != nil {
		return phone, nil, "", err
	}
	bound, err := s.Group.Account(ctx, string(user))
	if errors.Is(err, ErrNotFound) {
		return refuse(realname.CodeBindNotVerified)
	}
	if err != nil {
		return phone, nil, "", err
	}
	_, ours := s.Policy.Site(bound.Site)
	switch {
	case !bound.Verified || !ours || !bound.Document.Equal(person.Document) || bound.Name.Text() != person.Name.Text():
		return refuse(realname.CodeBindNotVerified)
	case bound.Phone.IsZero():
		_, taken, _, err = refuse(realname.CodeBindNoPhone)
		return phone, taken, bound.Site, err // where a phone is to be bound first
	}
	holder := realname.Person{Name: bound.Name, Document: bound.Document, Birth: bound.Birth}
	form, err := takenOver(ctx, s.Keys, s.Policy, c, holder, s.Clock())
	return bound.Phone, form, bound.Site, err
}

// NewCode draws six digits, every code as likely as any other (THREATS A1).
func NewCode() realname.Text {
	n, err := rand.Int(rand.Reader, big.NewInt(1_000_000))
	if err != nil {
		panic(err) // never, by the contract of crypto/rand
	}
	return realname.Text(fmt.Sprintf("%06d", n))
}
