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

// plainCode is a code as it is sealed: with the phone that it goes to.
type plainCode struct {
	Code  string `json:"code"`
	Phone string `json:"phone"`
}

// codePurpose binds a sealed code to its case.
func codePurpose(id realname.CaseID) string { return "code:" + string(id) }

// sendCode looks whether the phone may prove it, and draws a code for it. What is sent follows the commit (tell_code.go).
func (s StartCheck) sendCode(ctx context.Context, c realname.Case) (realname.Command, error) {
	person, err := OpenPerson(ctx, s.Keys, c.Account, c.Form().Sealed)
	if err != nil {
		return nil, err
	}
	send := realname.SendCode{Person: person}
	if _, err := c.Apply(s.Policy, send, realname.Request{Now: s.Clock()}); err != nil {
		return nil, err // refused before anybody is asked
	}
	phone, err := s.phoneFor(ctx, c, person)
	if err != nil {
		return nil, err
	}
	if send.Code, err = sealCode(ctx, s.Keys, c.ID, newCode(), phone); err != nil {
		return nil, err
	}
	send.Code.ExpiresAt = s.Clock().Add(s.Policy.CodeLife())
	return send, nil
}

// phoneFor is the phone that proves it: that of a bank card which belongs to the person, or of an account of the group
// which is verified with the same document. Refused, each with its own way out: card_holder_mismatch and the like,
// bind_target_not_found, bind_target_not_verified, bind_target_mismatch, bind_target_no_phone.
func (s StartCheck) phoneFor(ctx context.Context, c realname.Case, person realname.Person) (identity.Phone, error) {
	if c.Method() == realname.BankCard {
		card, err := openCard(ctx, s.Keys, c.Account, *c.Party())
		if err != nil {
			return identity.Phone{}, err
		}
		if s.Cards == nil {
			return identity.Phone{}, &realname.Error{Code: realname.CodeMethodNotOffered, Field: "method"}
		}
		return card.Phone, s.Cards.Match(ctx, person.Name, person.Document, card.Number, card.Phone)
	}
	bound, err := s.bound(ctx, c)
	if err != nil {
		return identity.Phone{}, err
	}
	if !bound.Document.Equal(person.Document) {
		return identity.Phone{}, &realname.Error{Code: realname.CodeBindMismatch}
	}
	if bound.Phone.IsZero() {
		return identity.Phone{}, &realname.Error{Code: realname.CodeBindNoPhone}
	}
	return bound.Phone, nil
}

// bound returns the account of the group that the person named (RULES B9).
func (s StartCheck) bound(ctx context.Context, c realname.Case) (GroupAccount, error) {
	return boundAccount(ctx, s.Keys, s.Group, c)
}

func boundAccount(ctx context.Context, k Keys, group Group, c realname.Case) (GroupAccount, error) {
	if group == nil {
		return GroupAccount{}, &realname.Error{Code: realname.CodeMethodNotOffered, Field: "method"}
	}
	user, err := openGroupAccount(ctx, k, c.Account, *c.Party())
	if err != nil {
		return GroupAccount{}, err
	}
	bound, err := group.Account(ctx, user)
	if errors.Is(err, ErrNotFound) {
		return GroupAccount{}, &realname.Error{Code: realname.CodeBindNotFound}
	}
	if err == nil && !bound.Verified {
		err = &realname.Error{Code: realname.CodeBindNotVerified}
	}
	return bound, err
}

// newCode draws six digits, every code as likely as any other (THREATS A1).
func newCode() string {
	n, err := rand.Int(rand.Reader, big.NewInt(1_000_000))
	if err != nil {
		panic(err) // never, by the contract of crypto/rand
	}
	return fmt.Sprintf("%06d", n)
}

func sealCode(ctx context.Context, k Keys, id realname.CaseID, code string, phone identity.Phone) (realname.SentCode, error) {
	plain, err := json.Marshal(plainCode{code, phone.Text()})
	if err != nil {
		return realname.SentCode{}, err
	}
	sealed, err := k.Seal(ctx, codePurpose(id), plain)
	if err != nil {
		return realname.SentCode{}, fmt.Errorf("seal the code: %w", err)
	}
	return realname.SentCode{Phone: phone.Masked(), Sealed: sealed}, nil
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
