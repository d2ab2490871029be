package steps

import (
	"context"

	"shiming/shared/identity"
	"shiming/shared/realname"
	"shiming/shared/vault"
)

// EnterpriseDeclaration is what the change of an enterprise begins with (RULES D7): to which enterprise the account
// goes, and who represents legally the one that has it. Of the two representatives one is set.
type EnterpriseDeclaration struct {
	Name           identity.EnterpriseName
	Code           identity.OrganisationCode
	Address        realname.Address
	Representative *realname.Party
	Abroad         *vault.Abroad
}

// command seals the declaration. Refused: not_legal_representative, where the one who is on record is somebody else; what
// CheckRepresentative refuses.
func (e EnterpriseDeclaration) command(ctx context.Context, s FillForm, c realname.Case, by vault.RequestDigest) (realname.Command, error) {
	if err := e.fits(ctx, s, c); err != nil {
		return nil, err
	}
	d := realname.Declaration{Name: e.Name.Masked(), Number: e.Code.Masked(), Address: e.Address.Masked()}
	var err error
	if d.Sealed, err = vault.Successors.Seal(ctx, s.Keys, c.Account, e.successor(), by); err != nil {
		return nil, err
	}
	// The digests are those that its form will have.
	if d.Subjects, d.NameDigest, err = enterpriseDigests(ctx, s.Keys, c, e.Name, e.Code); err != nil {
		return nil, err
	}
	if e.Abroad != nil {
		d.Abroad = true
		d.Representative, err = sealedAbroad(ctx, s.Keys, c.Account, *e.Abroad, "")
	} else {
		d.Representative, err = sealedParty(ctx, s.Keys, c.Account, *e.Representative, "")
	}
	return realname.Declare{Declaration: d}, err
}

// fits says whether the representative may be the old one. Who is on record has proven it with a resident ID, so nobody
// from abroad is the same person.
func (e EnterpriseDeclaration) fits(ctx context.Context, s FillForm, c realname.Case) error {
	if err := e.Address.Check(); err != nil {
		return err
	}
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
	if err := s.Policy.CheckRepresentative(*e.Representative, "representative", identity.DateIn(s.Clock())); err != nil {
		return err
	}
	if recorded == nil {
		return nil
	}
	onRecord, err := vault.Parties.Open(ctx, s.Keys, c.Account, recorded.Sealed)
	if err != nil {
		return err
	}
	if !onRecord.Equal(*e.Representative) {
		return other
	}
	return nil
}

func (e EnterpriseDeclaration) successor() vault.Successor {
	return vault.Successor{Name: e.Name, Code: e.Code, Address: e.Address}
}

func (e EnterpriseDeclaration) said() []vault.Part {
	parts := []vault.Part{vault.Successors.Part(e.successor())}
	if e.Representative != nil {
		parts = append(parts, vault.Parties.Part(*e.Representative))
	}
	if e.Abroad != nil {
		parts = append(parts, vault.PartiesAbroad.Part(*e.Abroad))
	}
	return parts
}
