package steps

import (
	"context"
	"encoding/json"
	"fmt"

	"shiming/shared/identity"
	"shiming/shared/realname"
)

// plainParty is a party as it is sealed.
type plainParty struct {
	Name   string `json:"name"`
	Number string `json:"number"` // of a resident ID
}

// partyPurpose binds a sealed party to its account.
func partyPurpose(account realname.AccountID) string { return "party:" + string(account) }

// sealParty seals somebody who acts for an enterprise: its legal representative, or the handler (RULES C4, C5, C7).
func sealParty(ctx context.Context, k Keys, account realname.AccountID, p realname.Party) (*realname.SealedParty, error) {
	plain, err := json.Marshal(plainParty{p.Name.Text(), p.Document.Number()})
	if err != nil {
		return nil, err
	}
	sealed, err := k.Seal(ctx, partyPurpose(account), plain)
	if err != nil {
		return nil, fmt.Errorf("seal the party: %w", err)
	}
	return &realname.SealedParty{Name: p.Name.Masked(), Number: p.Document.Masked(), Sealed: sealed}, nil
}

// openParty opens what sealParty sealed for the account.
func openParty(ctx context.Context, k Keys, account realname.AccountID, s realname.SealedParty) (realname.Party, error) {
	plain, err := k.Open(ctx, partyPurpose(account), s.Sealed)
	if err != nil {
		return realname.Party{}, fmt.Errorf("open the party: %w", err)
	}
	var p plainParty
	if err := json.Unmarshal(plain, &p); err != nil {
		return realname.Party{}, fmt.Errorf("open the party: not a sealed party")
	}
	name, err := identity.ParseName(p.Name)
	if err != nil {
		return realname.Party{}, err
	}
	document, err := identity.ParseDocument(identity.ResidentID, p.Number)
	if err != nil {
		return realname.Party{}, err
	}
	return realname.Party{Name: name, Document: document}, nil
}

// sameParty says whether the sealed party is this person; a repeated request is told by opening what the first one
// sealed, for personal data is in no fingerprint (THREATS Q3).
func sameParty(ctx context.Context, k Keys, account realname.AccountID, s *realname.SealedParty, p *realname.Party) error {
	if s == nil && p == nil {
		return nil
	}
	if s == nil || p == nil {
		return realname.Refuse(realname.CodeIdempotencyReused)
	}
	first, err := openParty(ctx, k, account, *s)
	if err != nil {
		return err
	}
	if !first.Equal(*p) {
		return realname.Refuse(realname.CodeIdempotencyReused)
	}
	return nil
}
