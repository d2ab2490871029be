package steps

import (
	"context"
	"encoding/json"
	"fmt"

	"shiming/shared/identity"
	"shiming/shared/realname"
)

// Card is a bank card with the phone that the bank holds for it, in the plain (RULES B7).
type Card struct {
	Bank   string // a code of the policy's list
	Number identity.BankCard
	Phone  identity.Phone
}

// plainCard is a card as it is sealed.
type plainCard struct {
	Bank   string `json:"bank"`
	Number string `json:"number"`
	Phone  string `json:"phone"`
}

// cardPurpose and groupPurpose bind what is sealed to its account.
func cardPurpose(account realname.AccountID) string  { return "card:" + string(account) }
func groupPurpose(account realname.AccountID) string { return "group_account:" + string(account) }

// sealCard seals a card of a bank that is on the policy's list.
func (s ChooseMethod) sealCard(ctx context.Context, account realname.AccountID, card Card) (*realname.SealedParty, error) {
	bank, ok := s.Policy.Bank(card.Bank)
	if !ok {
		return nil, realname.RefuseField(realname.CodeCardNotSupported, "card.bank")
	}
	plain, err := json.Marshal(plainCard{card.Bank, card.Number.Text(), card.Phone.Text()})
	if err != nil {
		return nil, err
	}
	sealed, err := s.Keys.Seal(ctx, cardPurpose(account), plain)
	if err != nil {
		return nil, fmt.Errorf("seal the card: %w", err)
	}
	return &realname.SealedParty{Name: bank.Name, Number: card.Number.Masked(), Sealed: sealed}, nil
}

// openCard opens what sealCard sealed for the account.
func openCard(ctx context.Context, k Keys, account realname.AccountID, s realname.SealedParty) (Card, error) {
	plain, err := k.Open(ctx, cardPurpose(account), s.Sealed)
	if err != nil {
		return Card{}, fmt.Errorf("open the card: %w", err)
	}
	var p plainCard
	if err := json.Unmarshal(plain, &p); err != nil {
		return Card{}, fmt.Errorf("open the card: not a sealed card")
	}
	card := Card{Bank: p.Bank}
	if card.Number, err = identity.ParseBankCard(p.Number); err != nil {
		return Card{}, err
	}
	card.Phone, err = identity.ParsePhone(p.Phone)
	return card, err
}

// sealGroupAccount seals the user name of an account of the group (RULES B9).
func sealGroupAccount(ctx context.Context, k Keys, account realname.AccountID, user string) (*realname.SealedParty, error) {
	sealed, err := k.Seal(ctx, groupPurpose(account), []byte(user))
	if err != nil {
		return nil, fmt.Errorf("seal the group's account: %w", err)
	}
	return &realname.SealedParty{Name: maskedUser(user), Sealed: sealed}, nil
}

// maskedUser shows the ends of a user name, in whatever script it is written.
func maskedUser(user string) string {
	r := []rune(user)
	if len(r) <= 4 {
		return string(r[:min(1, len(r))]) + "***"
	}
	return string(r[:2]) + "***" + string(r[len(r)-2:])
}

// openGroupAccount opens what sealGroupAccount sealed for the account.
func openGroupAccount(ctx context.Context, k Keys, account realname.AccountID, s realname.SealedParty) (string, error) {
	plain, err := k.Open(ctx, groupPurpose(account), s.Sealed)
	if err != nil {
		return "", fmt.Errorf("open the group's account: %w", err)
	}
	return string(plain), nil
}
