package steps

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/json"
	"errors"
	"fmt"
	"math/big"

	"shiming/shared/identity"
	"shiming/shared/realname"
)

// byCode reports whether a code to a phone is what proves the case now (RULES B7, B9).
func byCode(c realname.Case) bool {
	state := c.Last().State
	return (state == realname.Ready || state == realname.AwaitingCode) && c.Method().ByCode()
}

// plainCode is a code as it is sealed: with the phone that it goes to, and with what it proves when it is right. That is
// asked for before the code goes out, so that who says a code learns nothing but whether it was right: neither by an
// answer that comes sooner or later, nor by one that does not come (THREATS A1, Q2).
type plainCode struct {
	Code  string `json:"code"`
	Phone string `json:"phone"`
	// InUse says that the document has verified another account of the group (RULES B10).
	InUse bool `json:"in_use,omitempty"`
	// Taken is the identity that is taken over, and Site where it was verified (RULES B9).
	Taken *realname.Form `json:"taken,omitempty"`
	Site  string         `json:"site,omitempty"`
}

// codePurpose binds a sealed code to its case.
func codePurpose(id realname.CaseID) string { return "code:" + string(id) }

// sendCode looks whether the phone may prove it, and draws a code for it. What is sent follows the commit (tell_code.go).
// One that may not is counted, for asking costs money, and tells who asks something (THREATS Q2).
func (s StartCheck) sendCode(ctx context.Context, c realname.Case) (realname.Command, error) {
	person, err := OpenPerson(ctx, s.Keys, c.Account, c.Form().Sealed)
	if err != nil {
		return nil, err
	}
	send := realname.SendCode{Person: person}
	if _, err := c.Apply(s.Policy, send, realname.Request{Now: s.Clock()}); err != nil {
		return nil, err // refused before anybody is asked
	}
	if err := s.countTarget(ctx, c); err != nil {
		return nil, err
	}
	var p plainCode
	var phone identity.Phone
	if c.Method() == realname.BankCard {
		phone, p.InUse, err = s.byCard(ctx, c, person)
	} else {
		phone, p.Taken, p.Site, err = s.byBinding(ctx, c, person)
	}
	var refused *realname.Error
	if errors.As(err, &refused) && refused.Code != realname.CodeMethodNotOffered {
		send.Fault = refused.Code
		return send, nil
	}
	if err != nil {
		return nil, err
	}
	p.Code, p.Phone = newCode(), phone.Text()
	sealed, err := p.seal(ctx, s.Keys, c.ID)
	send.Code = realname.SentCode{Phone: phone.Masked(), Sealed: sealed, ExpiresAt: s.Clock().Add(s.Policy.CodeLife())}
	return send, err
}

// byCard asks the issuer whether the card belongs to the person and the phone to the card, and the group whether the
// document is in use. Refused: card_holder_mismatch and the like; method_not_offered where nobody can be asked.
func (s StartCheck) byCard(ctx context.Context, c realname.Case, person realname.Person) (phone identity.Phone, used bool, err error) {
	asks := c.UnusedInGroup(s.Policy)
	if s.Cards == nil || asks && s.Group == nil {
		return phone, false, realname.RefuseField(realname.CodeMethodNotOffered, "method")
	}
	card, err := openCard(ctx, s.Keys, c.Account, *c.Party())
	if err != nil {
		return phone, false, err
	}
	if err := s.Cards.Match(ctx, person.Name, person.Document, card.Number, card.Phone); err != nil {
		return phone, false, err
	}
	if asks {
		used, err = s.Group.InUse(ctx, person.Document)
	}
	return card.Phone, used, err
}

// byBinding asks the group about the account that the person named. Refused, each with its own way out:
// bind_target_not_found, bind_target_not_verified, bind_target_mismatch, bind_target_no_phone; and an identity that the
// policy does not let verify.
func (s StartCheck) byBinding(ctx context.Context, c realname.Case, person realname.Person) (phone identity.Phone, taken *realname.Form, site string, err error) {
	refuse := func(code realname.Code) (identity.Phone, *realname.Form, string, error) {
		return identity.Phone{}, nil, "", realname.RefuseField(code, "group_account")
	}
	if s.Group == nil {
		return phone, nil, "", realname.RefuseField(realname.CodeMethodNotOffered, "method")
	}
	user, err := openGroupAccount(ctx, s.Keys, c.Account, *c.Party())
	if err != nil {
		return phone, nil, "", err
	}
	bound, err := s.Group.Account(ctx, user)
	if errors.Is(err, ErrNotFound) {
		return refuse(realname.CodeBindNotFound)
	}
	if err != nil {
		return phone, nil, "", err
	}
	_, ours := s.Policy.Site(bound.Site)
	switch {
	case !bound.Verified:
		return refuse(realname.CodeBindNotVerified)
	case !ours:
		return refuse(realname.CodeBindNotFound)
	case !bound.Document.Equal(person.Document):
		return refuse(realname.CodeBindMismatch)
	case bound.Phone.IsZero():
		return refuse(realname.CodeBindNoPhone)
	}
	holder := realname.Person{Name: bound.Name, Document: bound.Document, Birth: bound.Birth}
	form, err := takenOver(ctx, s.Keys, s.Policy, c, holder, s.Clock())
	return bound.Phone, form, bound.Site, err
}

// newCode draws six digits, every code as likely as any other (THREATS A1).
func newCode() string {
	n, err := rand.Int(rand.Reader, big.NewInt(1_000_000))
	if err != nil {
		panic(err) // never, by the contract of crypto/rand
	}
	return fmt.Sprintf("%06d", n)
}

func (p plainCode) seal(ctx context.Context, k Keys, id realname.CaseID) ([]byte, error) {
	plain, err := json.Marshal(p)
	if err != nil {
		return nil, err
	}
	sealed, err := k.Seal(ctx, codePurpose(id), plain)
	if err != nil {
		return nil, fmt.Errorf("seal the code: %w", err)
	}
	return sealed, nil
}

func openCode(ctx context.Context, k Keys, id realname.CaseID, s realname.SentCode) (plainCode, error) {
	plain, err := k.Open(ctx, codePurpose(id), s.Sealed)
	if err != nil {
		return plainCode{}, fmt.Errorf("open the code: %w", err)
	}
	var p plainCode
	if err := json.Unmarshal(plain, &p); err != nil {
		return plainCode{}, errors.New("open the code: not a sealed code")
	}
	return p, nil
}

// is reports whether the code is the one that was sent, in a time that does not depend on how much of it is right.
func (p plainCode) is(code string) bool {
	return subtle.ConstantTimeCompare([]byte(p.Code), []byte(code)) == 1
}
