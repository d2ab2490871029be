package api

import (
	"errors"
	"strings"

	"shiming/shared/identity"
	"shiming/shared/realname"
	"shiming/shared/steps"
)

// representativeBody is the legal representative of the enterprise that gives its account away: with a resident ID, or
// with the passport or driving licence of one who is not of the mainland (RULES D7).
type representativeBody struct {
	Name   string `json:"name"`
	Kind   string `json:"document_kind,omitempty"`
	Number string `json:"document_number"`
}

// enterpriseDeclarationBody is what the change of an enterprise begins with (RULES D7).
//
//openapi:schema EnterpriseDeclaration
type enterpriseDeclarationBody struct {
	Representative *representativeBody `json:"representative"`
	Name           string              `json:"name"`
	CodeKind       identity.CodeKind   `json:"code_kind"`
	Code           string              `json:"code"`
	Address        addressBody         `json:"address"`
}

// nameDeclarationBody is what following an enterprise to its new name begins with (RULES D8).
//
//openapi:schema NameDeclaration
type nameDeclarationBody struct {
	Name string `json:"name"`
	Code string `json:"code"`
}

// into puts the representative into the declaration, or says all that is wrong with it.
func (b *representativeBody) into(e *steps.EnterpriseDeclaration) error {
	if b == nil {
		return realname.RefuseField(realname.CodeFieldRequired, "representative")
	}
	b.Kind = strings.ToLower(identity.Clean(b.Kind))
	missing := required("representative.name", b.Name, "representative.document_number", b.Number)
	if missing == nil && (b.Kind == steps.Passport || b.Kind == steps.DrivingLicence) {
		abroad, err := steps.ParseAbroad(b.Name, b.Kind, b.Number)
		e.Abroad = &abroad
		return err
	}
	if b.Kind != "" && b.Kind != string(identity.ResidentID) && b.Kind != steps.Passport && b.Kind != steps.DrivingLicence {
		return errors.Join(missing, realname.RefuseField(realname.CodeDocNotSupported, "representative.document_kind"))
	}
	party, err := partyBody{b.Name, b.Number}.representative()
	e.Representative = &party
	return err
}

// entry parses the declaration, and says all that is wrong with it at once (FAULT S4).
func (b enterpriseDeclarationBody) entry() (steps.Entry, error) {
	e := steps.EnterpriseDeclaration{Address: b.Address.address()}
	wrong := errors.Join(required("name", b.Name, "code_kind", string(b.CodeKind), "code", b.Code), b.Representative.into(&e))
	var err error
	if e.Name, err = identity.ParseEnterpriseName(b.Name); b.Name != "" {
		wrong = errors.Join(wrong, err)
	}
	if b.CodeKind != "" && b.Code != "" {
		e.Code, err = enterpriseBody{CodeKind: b.CodeKind, Code: b.Code}.code()
		wrong = errors.Join(wrong, err)
	}
	return e, errors.Join(wrong, e.Address.Check())
}

// longestCode is more characters than any code has, spaces and full-width spellings included.
const longestCode = 100

// entry parses the declaration, and says all that is wrong with it at once.
func (b nameDeclarationBody) entry() (steps.Entry, error) {
	wrong := required("name", b.Name, "code", b.Code)
	if len(b.Code) > longestCode {
		wrong = errors.Join(wrong, realname.RefuseField(realname.CodeOrganisationCode, "code"))
	}
	name, err := identity.ParseEnterpriseName(b.Name)
	if b.Name != "" {
		wrong = errors.Join(wrong, err)
	}
	return steps.NameDeclaration{Name: name, Code: realname.Text(b.Code)}, wrong
}
