package steps

import (
	"context"
	"errors"

	"shiming/shared/identity"
	"shiming/shared/realname"
	"shiming/shared/vault"
)

// EnterpriseEntry is the form of an enterprise with its licence, which was uploaded before (RULES C1).
type EnterpriseEntry struct {
	realname.Enterprise
	Picture  realname.DocumentID
	Consents []realname.Consent // of who takes over an account (RULES D4)
}

func (e EnterpriseEntry) command(ctx context.Context, s FillForm, c realname.Case, by vault.RequestDigest) (realname.Command, error) {
	if err := s.Policy.CheckEnterprise(e.Enterprise, identity.DateIn(s.Clock())); err != nil {
		return nil, err
	}
	licence, err := documentsOf(ctx, s.Records, e.Picture)
	if err != nil {
		return nil, inField(err, "licence")
	}
	fill := realname.FillEnterprise{Enterprise: e.Enterprise, Licence: licence[0]}
	fill.Consents = e.Consents
	// Refused before anything is sealed: a licence that is not there, or not accepted; a consent that is missing.
	if _, err := c.Apply(s.Policy, fill, realname.Request{Now: s.Clock()}); err != nil && !errors.Is(err, realname.Refuse(realname.CodeDeclaredOtherwise)) {
		return nil, err
	}
	if fill.Form, err = enterpriseForm(ctx, s.Keys, c, e.Enterprise, by); err != nil {
		return nil, err
	}
	return fill, nil
}

func (e EnterpriseEntry) said() []vault.Part {
	return []vault.Part{vault.Enterprises.Part(e.Enterprise), vault.Said(string(e.Picture))}
}

// inField names the field that a refusal is about, when it names none.
func inField(err error, field string) error {
	if refused, ok := err.(*realname.Error); ok && refused.Field == "" {
		named := *refused
		named.Field = field
		return &named
	}
	return err
}
