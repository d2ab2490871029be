package steps

import (
	"context"

	"shiming/shared/realname"
)

// FillForm takes the personal form (RULES B1): what is well formed and old enough is sealed and shown back masked.
type FillForm struct {
	Desk
	Keys Keys
}

// Do fills in the form of the case. Whether the identity still has places is not looked at: who has not proven an
// identity must not learn where it is in use (THREATS Q2). One read, one write.
func (s FillForm) Do(ctx context.Context, ask Ask, id realname.CaseID, person realname.Person) (realname.Case, error) {
	return change(ctx, s.Desk, ask, id, move{event: realname.FormFilled, decide: func(c realname.Case) (realname.Command, error) {
		if err := s.Policy.CheckPerson(person, s.Clock()); err != nil {
			return nil, err
		}
		form, err := sealPerson(ctx, s.Keys, c.Account, person)
		if err != nil {
			return nil, err
		}
		return realname.FillForm{Person: person, Form: form}, nil
	}, same: func(then realname.Case) error {
		return s.filledBy(ctx, then, person)
	}})
}

// filledBy says whether the form of the case is this person's. The personal data of a request is in no fingerprint
// (THREATS Q3), so a repeated request is told from another one by opening what the first one sealed.
func (s FillForm) filledBy(ctx context.Context, then realname.Case, person realname.Person) error {
	first, err := OpenPerson(ctx, s.Keys, then.Account, then.Form().Sealed)
	if err != nil {
		return err
	}
	if !first.Equal(person) {
		return &realname.Error{Code: realname.CodeIdempotencyReused}
	}
	return nil
}
