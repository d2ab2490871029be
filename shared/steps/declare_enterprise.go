package steps

import (
	"context"

	"shiming/shared/identity"
	"shiming/shared/realname"
)

// EnterpriseDeclaration is what the change of an enterprise begins with (RULES D7): to which enterprise the account
// goes, and who represents legally the one that has it. Of the two representatives one is set.
type EnterpriseDeclaration struct {
	Name           identity.EnterpriseName
	Code           identity.OrganisationCode
	Representative *realname.Party
	Abroad         *Abroad
}

// command seals the declaration. Refused: not_legal_representative, where the one who is on record is somebody else; what
// CheckParty refuses.
func (e EnterpriseDeclaration) command(ctx context.Context, s FillForm, c realname.Case) (realname.Command, error) {
	if err := e.fits(ctx, s, c); err != nil {
		return nil, err
	}
	d, err := sealDeclared(ctx, s.Keys, c.Account, e.Name, e.Code)
	if err != nil {
		return nil, err
	}
	if e.Abroad != nil {
		d.Abroad = true
		d.Representative, err = sealAbroad(ctx, s.Keys, c.Account, *e.Abroad)
	} else {
		d.Representative, err = sealParty(ctx, s.Keys, c.Account, *e.Representative)
	}
	return realname.Declare{Declaration: d}, err
}

// fits says whether the representative may be the old one. Who is on record has proven it with a resident ID, so nobody
// from abroad is the same person.
func (e EnterpriseDeclaration) fits(ctx context.Context, s FillForm, c realname.Case) error {
	if (e.Representative == nil) == (e.Abroad == nil) {
		return realname.RefuseField(realname.CodeFieldRequired, "representative")
	}
	other := realname.RefuseField(realname.CodeNotRepresentative, "representative")
	recorded := c.Present().Representative
	if e.Abroad != nil {
		if recorded != nil {
			return other
		}
		return nil
	}
	if err := s.Policy.CheckParty(*e.Representative, "representative", identity.DateIn(s.Clock())); err != nil {
		return err
	}
	if recorded == nil {
		return nil
	}
	onRecord, err := openParty(ctx, s.Keys, c.Account, *recorded)
	if err != nil {
		return err
	}
	if !onRecord.Equal(*e.Representative) {
		return other
	}
	return nil
}

func (e EnterpriseDeclaration) same(ctx context.Context, k Keys, then realname.Case) error {
	reused := realname.Refuse(realname.CodeIdempotencyReused)
	d := then.Last().Declared
	if d == nil || d.Representative == nil || d.Abroad != (e.Abroad != nil) {
		return reused
	}
	name, code, err := openDeclared(ctx, k, then.Account, d.Sealed)
	if err != nil {
		return err
	}
	if !name.Equal(e.Name) || !code.Equal(e.Code) {
		return reused
	}
	if !d.Abroad {
		return sameParty(ctx, k, then.Account, d.Representative, e.Representative)
	}
	first, err := openAbroad(ctx, k, then.Account, *d.Representative)
	if err == nil && first != *e.Abroad {
		err = reused
	}
	return err
}
