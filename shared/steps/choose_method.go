package steps

import (
	"context"
	"errors"

	"shiming/shared/identity"
	"shiming/shared/realname"
	"shiming/shared/vault"
)

// ChooseMethod picks one of the methods that the case lists (RULES A9). Choosing another one during review is how a
// corporate transfer is left (RULES C7).
type ChooseMethod struct {
	Base
	Keys Keys // to seal who or what proves it, where the method needs it named
	// Register is asked whether an enterprise's name and code belong together, of a method that does not show it; nil: nobody
	// can be asked, and a reviewer looks at the licence when the rest is proven (RULES A13).
	Register Register
}

// Means are who or what proves it, in plaintext: of each method at most one.
type Means struct {
	// Representative is the legal representative (RULES C4, C5, D9).
	Representative *realname.Party
	// Card is a bank card (RULES B7).
	Card *vault.Card
	// Account is the user name of an account of the group (RULES B9).
	Account string
}

// said is what a choice of the method says.
func (by Means) said(m realname.Method) []vault.Part {
	parts := []vault.Part{vault.Said(string(m))}
	if by.Representative != nil {
		parts = append(parts, vault.Parties.Part(*by.Representative))
	}
	if by.Card != nil {
		parts = append(parts, vault.Cards.Part(*by.Card))
	}
	if by.Account != "" {
		parts = append(parts, vault.GroupAccounts.Part(realname.Text(by.Account)))
	}
	return parts
}

// Do chooses the method, with what it needs. One read, one write.
func (s ChooseMethod) Do(ctx context.Context, ask Ask, id realname.CaseID, m realname.Method, by Means) (realname.Case, error) {
	may := func(c realname.Case) error { return c.MayChoose(s.Policy) }
	return change(ctx, s.Base, ask, id, move{event: realname.MethodChosen, state: may, decide: func(c realname.Case) (realname.Command, error) {
		choose := realname.Choose{Method: m}
		if by != (Means{}) {
			choose.Party = &realname.SealedParty{}
		}
		if _, err := c.Apply(s.Policy, choose, realname.Request{Now: s.Clock()}); err != nil {
			return nil, err // refused before anything is sealed, or anybody asked
		}
		if m.NeedsRepresentative() {
			if by.Representative == nil {
				return nil, realname.RefuseField(realname.CodeFieldRequired, m.Needs())
			}
			if err := s.Policy.CheckRepresentative(*by.Representative, m.Needs(), identity.DateIn(s.Clock())); err != nil {
				return nil, err
			}
		}
		var err error
		if choose.Evidence, err = s.shown(ctx, c, m, by); err != nil || by == (Means{}) {
			return choose, err
		}
		choose.Party, err = s.seal(ctx, c.Account, m, by, ask.digest(by.said(m)...))
		return choose, err
	}, same: func(then realname.Case) error {
		if by == (Means{}) && then.Last().Method == m && then.Last().Party == nil {
			return nil // nothing was sealed
		}
		return ask.repeated(ctx, s.Keys, then, by.said(m)...)
	}})
}

// shown asks the register whether the name and the code of the form belong together, and to the representative who is named.
// What it cannot say now is shown by nobody: a reviewer decides then. Refused: what Registration.Shows refuses.
func (s ChooseMethod) shown(ctx context.Context, c realname.Case, m realname.Method, by Means) (realname.Evidence, error) {
	if s.Register == nil || !m.AsksRegister() || c.Kind.Subject() != realname.EnterpriseSubject || !c.TakesSeat() {
		return "", nil
	}
	x, err := vault.Enterprises.Open(ctx, s.Keys, c.Account, c.Form().Sealed)
	if err != nil || x.Name.Unnamed() {
		return "", err // the register knows no such name
	}
	var representative realname.Party
	if by.Representative != nil {
		representative = *by.Representative
	}
	registration, err := s.Register.Matches(ctx, x.Code, x.Name, representative)
	switch {
	case errors.Is(err, ErrNotFound), errors.Is(err, ErrNotListedYet), errors.Is(err, ErrUnavailable):
		return "", nil
	case err != nil:
		return "", err
	}
	return registration.Shows(m)
}

// seal seals what the method needs; anything else is refused.
func (s ChooseMethod) seal(ctx context.Context, account realname.AccountID, m realname.Method, by Means, request vault.RequestDigest) (*realname.SealedParty, error) {
	switch needs := m.Needs(); {
	case needs == "representative" && by == (Means{Representative: by.Representative}):
		return sealedParty(ctx, s.Keys, account, *by.Representative, request)
	case needs == "card" && by == (Means{Card: by.Card}):
		return s.sealedCard(ctx, account, *by.Card, request)
	case needs == "group_account" && by == (Means{Account: by.Account}):
		sealed, err := vault.GroupAccounts.Seal(ctx, s.Keys, account, realname.Text(by.Account), request)
		return &realname.SealedParty{Name: maskedUser(by.Account), Sealed: sealed}, err
	default:
		return nil, realname.RefuseField(realname.CodeFieldRequired, needs)
	}
}

// sealedCard is a card of a bank that is on the policy's list, as a case keeps it.
func (s ChooseMethod) sealedCard(ctx context.Context, account realname.AccountID, card vault.Card, by vault.RequestDigest) (*realname.SealedParty, error) {
	bank, ok := s.Policy.Bank(card.Bank)
	if !ok {
		return nil, realname.RefuseField(realname.CodeCardNotSupported, "card.bank")
	}
	sealed, err := vault.Cards.Seal(ctx, s.Keys, account, card, by)
	return &realname.SealedParty{Name: bank.Name, Number: card.Number.Masked(), Sealed: sealed}, err
}

// maskedUser shows the ends of a user name, in whatever script it is written.
func maskedUser(user string) string {
	r := []rune(user)
	if len(r) <= 4 {
		return string(r[:min(1, len(r))]) + "***"
	}
	return string(r[:2]) + "***" + string(r[len(r)-2:])
}
