package steps

import (
	"context"

	"shiming/shared/identity"
	"shiming/shared/realname"
)

// ChooseMethod picks one of the methods that the case lists (RULES A9). Choosing another one during review is how a
// corporate transfer is left (RULES C7).
type ChooseMethod struct {
	Desk
	Keys Keys // to seal who or what proves it, where the method needs it named
}

// Means are who or what proves it, in the plain: of each method at most one.
type Means struct {
	// Representative is the legal representative (RULES C4, C5, D9).
	Representative *realname.Party
	// Card is a bank card (RULES B7).
	Card *Card
	// Account is the user name of an account of the group (RULES B9).
	Account string
}

// Do chooses the method, with what it needs. One read, one write.
func (s ChooseMethod) Do(ctx context.Context, ask Ask, id realname.CaseID, m realname.Method, by Means) (realname.Case, error) {
	return change(ctx, s.Desk, ask, id, move{event: realname.MethodChosen, decide: func(c realname.Case) (realname.Command, error) {
		choose := realname.ChooseMethod{Method: m}
		if by == (Means{}) {
			return choose, nil
		}
		choose.Party = &realname.SealedParty{}
		if _, err := c.Apply(s.Policy, choose, realname.Request{Now: s.Clock()}); err != nil {
			return nil, err // refused before anything is sealed
		}
		var err error
		choose.Party, err = s.seal(ctx, c.Account, m, by)
		return choose, err
	}, same: func(then realname.Case) error {
		if then.Last().Method != m {
			return realname.Refuse(realname.CodeIdempotencyReused)
		}
		return s.same(ctx, then, by)
	}})
}

// seal seals what the method needs; anything else is refused.
func (s ChooseMethod) seal(ctx context.Context, account realname.AccountID, m realname.Method, by Means) (*realname.SealedParty, error) {
	if by.Representative == nil && m.NeedsRepresentative() {
		return nil, realname.RefuseField(realname.CodeFieldRequired, m.Needs())
	}
	switch needs := m.Needs(); {
	case needs == "representative" && by == (Means{Representative: by.Representative}):
		if err := s.Policy.CheckParty(*by.Representative, needs, identity.DateIn(s.Clock())); err != nil {
			return nil, err
		}
		return sealParty(ctx, s.Keys, account, *by.Representative)
	case needs == "card" && by == (Means{Card: by.Card}):
		return s.sealCard(ctx, account, *by.Card)
	case needs == "group_account" && by == (Means{Account: by.Account}):
		return sealGroupAccount(ctx, s.Keys, account, by.Account)
	default:
		return nil, realname.RefuseField(realname.CodeFieldRequired, needs)
	}
}

// same says whether a repeated request says what the first one sealed: personal data is in no fingerprint (THREATS Q3).
func (s ChooseMethod) same(ctx context.Context, then realname.Case, by Means) error {
	party := then.Last().Party
	if (party == nil) != (by == (Means{})) {
		return realname.Refuse(realname.CodeIdempotencyReused)
	}
	if party == nil {
		return nil
	}
	switch {
	case by.Card != nil:
		card, err := openCard(ctx, s.Keys, then.Account, *party)
		if err == nil && card != *by.Card {
			err = realname.Refuse(realname.CodeIdempotencyReused)
		}
		return err
	case by.Account != "":
		user, err := openGroupAccount(ctx, s.Keys, then.Account, *party)
		if err == nil && user != by.Account {
			err = realname.Refuse(realname.CodeIdempotencyReused)
		}
		return err
	}
	return sameParty(ctx, s.Keys, then.Account, party, by.Representative)
}
