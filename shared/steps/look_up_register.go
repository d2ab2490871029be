package steps

import (
	"context"
	"errors"

	"shiming/shared/identity"
	"shiming/shared/realname"
	"shiming/shared/vault"
)

// LookUpRegister asks the commercial register for the present name of the enterprise that an account belongs to, so that
// nobody has to type a new one (RULES D8).
type LookUpRegister struct {
	Base
	Keys     Keys
	Register Register // nil: there is no register to ask
}

// Registered is what the register has.
type Registered struct {
	Case realname.Case
	Name identity.EnterpriseName
	// Changed says that it is another name than the one on record.
	Changed bool
}

// Do asks for the enterprise of a case that waits for its new name. Refused: wrong_state for any other case;
// enterprise_not_yet_listed; source_unavailable. One read.
func (s LookUpRegister) Do(ctx context.Context, by realname.Actor, id realname.CaseID) (Registered, error) {
	c, err := find(ctx, s.Store, by, id)
	if err != nil {
		return Registered{}, err
	}
	if err := c.Allows(realname.Declared, s.Policy, s.Clock()); err != nil {
		return Registered{}, err
	}
	if c.Kind != realname.EnterpriseName {
		return Registered{}, realname.Refuse(realname.CodeWrongState)
	}
	x, err := vault.Enterprises.Open(ctx, s.Keys, c.Account, c.Present().Sealed)
	if err != nil {
		return Registered{}, err
	}
	if s.Register == nil {
		return Registered{}, realname.Refuse(realname.CodeSourceUnavailable)
	}
	name, err := s.Register.NameOf(ctx, x.Code)
	switch {
	case errors.Is(err, ErrNotFound):
		return Registered{}, realname.Refuse(realname.CodeEnterpriseNotListed)
	case errors.Is(err, ErrUnavailable):
		return Registered{}, realname.Refuse(realname.CodeSourceUnavailable).Because(err)
	}
	return Registered{c, name, !name.Equal(x.Name)}, err
}
