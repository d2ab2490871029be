package steps

import (
	"context"
	"errors"

	"shiming/shared/identity"
	"shiming/shared/realname"
	"shiming/shared/vault"
)

// NameDeclaration is what following an enterprise to its new name begins with (RULES D8). The code is the one on record,
// said once more: of which kind it is, the record knows.
type NameDeclaration struct {
	Name identity.EnterpriseName
	Code realname.Text
}

// command seals the enterprise under its new name. Where the policy takes a new name over that the register confirms,
// the register is asked. Refused: code_differs_from_record, nothing_changes; enterprise_name_code_mismatch, when the
// register has the enterprise under a third name.
func (e NameDeclaration) command(ctx context.Context, s FillForm, c realname.Case, by vault.RequestDigest) (realname.Command, error) {
	x, err := vault.Enterprises.Open(ctx, s.Keys, c.Account, c.Present().Sealed)
	if err != nil {
		return nil, err
	}
	if !e.isCodeOf(x) {
		return nil, realname.RefuseField(realname.CodeCodeDiffers, "code")
	}
	if x.Name.Equal(e.Name) {
		return nil, realname.RefuseField(realname.CodeNothingChanges, "name")
	}
	confirmed := false
	if c.AtOnce(s.Policy) {
		if confirmed, err = e.confirmed(ctx, s.Register, x); err != nil {
			return nil, err
		}
	}
	x.Name = e.Name
	sealed, err := enterpriseForm(ctx, s.Keys, c, x, by)
	if err != nil {
		return nil, err
	}
	form := c.Present().Renamed(e.Name, sealed.NameDigest, sealed.Sealed)
	form.Address, form.Contact = sealed.Address, sealed.Contact
	// The plain text of the declaration is the form's.
	return realname.Declare{Declaration: realname.Declaration{Name: form.Name, Number: form.Number}, Form: form, Confirmed: confirmed}, nil
}

// isCodeOf reports whether the code is the one on record; what is no code of that kind is not. It takes the same time
// wherever two codes differ.
func (e NameDeclaration) isCodeOf(x realname.Enterprise) bool {
	code, err := identity.ParseOrganisationCode(x.Code.Kind(), string(e.Code))
	return err == nil && code.Equal(x.Code)
}

// confirmed reports whether the register has the enterprise under its new name. A register that has the name before, does
// not list the enterprise or does not answer confirms nothing and denies nothing: what is new takes days to get there. The
// papers decide then.
func (e NameDeclaration) confirmed(ctx context.Context, r Register, before realname.Enterprise) (bool, error) {
	if r == nil {
		return false, nil
	}
	name, err := r.NameOf(ctx, before.Code)
	switch {
	case errors.Is(err, ErrNotFound), errors.Is(err, ErrUnavailable):
		return false, nil
	case err != nil:
		return false, err
	case name.Equal(e.Name):
		return true, nil
	case name.Equal(before.Name):
		return false, nil
	}
	return false, realname.RefuseField(realname.CodeEnterpriseMismatch, "name")
}

// said has the code in the spelling of the first kind that it can be of: which one it is, only the record knows.
func (e NameDeclaration) said() []vault.Part {
	said := vault.Successor{Name: e.Name}
	for _, kind := range []identity.CodeKind{identity.UnifiedCode, identity.RegistrationNumber, identity.OtherCode} {
		if code, err := identity.ParseOrganisationCode(kind, string(e.Code)); err == nil {
			said.Code = code
			break
		}
	}
	return []vault.Part{vault.Successors.Part(said)}
}
