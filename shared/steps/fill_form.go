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
	return change(ctx, s.Desk, ask, id, realname.FormFilled, func(c realname.Case) (realname.Command, error) {
		if err := s.Policy.CheckPerson(person, s.Clock()); err != nil {
			return nil, err
		}
		form, err := sealPerson(ctx, s.Keys, c.Account, person)
		if err != nil {
			return nil, err
		}
		return realname.FillForm{Person: person, Form: form}, nil
	})
}
