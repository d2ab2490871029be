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
	Keys Keys // to seal the legal representative, where the method needs one
}

// Do chooses the method; representative is nil but for the methods that need one (RULES C4, C5). One read, one write.
func (s ChooseMethod) Do(ctx context.Context, ask Ask, id realname.CaseID, m realname.Method, representative *realname.Party) (realname.Case, error) {
	return change(ctx, s.Desk, ask, id, move{event: realname.MethodChosen, decide: func(c realname.Case) (realname.Command, error) {
		choose := realname.ChooseMethod{Method: m}
		if representative == nil {
			return choose, nil
		}
		choose.Representative = &realname.SealedParty{}
		if _, err := c.Apply(s.Policy, choose, realname.Request{Now: s.Clock()}); err != nil {
			return nil, err // refused before anything is sealed
		}
		if err := s.Policy.CheckParty(*representative, "representative", identity.DateIn(s.Clock())); err != nil {
			return nil, err
		}
		var err error
		choose.Representative, err = sealParty(ctx, s.Keys, c.Account, *representative)
		return choose, err
	}, same: func(then realname.Case) error {
		if then.Last().Method != m {
			return &realname.Error{Code: realname.CodeIdempotencyReused}
		}
		return sameParty(ctx, s.Keys, then.Account, then.Last().Party, representative)
	}})
}
