package api

import (
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
}

// nameDeclarationBody is what following an enterprise to its new name begins with (RULES D8).
//
//openapi:schema NameDeclaration
type nameDeclarationBody struct {
	Name string `json:"name"`
	Code string `json:"code"`
}

// into puts the representative into the declaration.
func (b representativeBody) into(e *steps.EnterpriseDeclaration) error {
	if err := required("representative.name", b.Name, "representative.document_number", b.Number); err != nil {
		return err
	}
	if b.Kind == steps.Passport || b.Kind == steps.DrivingLicence {
		abroad, err := steps.ParseAbroad(b.Name, b.Kind, b.Number)
		e.Abroad = &abroad
		return err
	}
	if b.Kind != "" && b.Kind != string(identity.ResidentID) {
		return realname.RefuseField(realname.CodeDocNotSupported, "representative.document_kind")
	}
	party, err := partyBody{b.Name, b.Number}.representative()
	e.Representative = &party
	return err
}

// entry parses the declaration.
func (body enterpriseDeclarationBody) entry() (steps.Entry, error) {
	err := required("name", body.Name, "code_kind", string(body.CodeKind), "code", body.Code)
	if err != nil {
		return nil, err
	}
	if body.Representative == nil {
		return nil, realname.RefuseField(realname.CodeFieldRequired, "representative")
	}
	var e steps.EnterpriseDeclaration
	if err := body.Representative.into(&e); err != nil {
		return nil, err
	}
	if e.Name, err = identity.ParseEnterpriseName(body.Name); err != nil {
		return nil, err
	}
	e.Code, err = enterpriseBody{CodeKind: body.CodeKind, Code: body.Code}.code()
	return e, err
}

// longestCode is more characters than any code has, spaces and full-width spellings included.
const longestCode = 100

// entry parses the declaration.
func (body nameDeclarationBody) entry() (steps.Entry, error) {
	if err := required("name", body.Name, "code", body.Code); err != nil {
		return nil, err
	}
	if len(body.Code) > longestCode {
		return nil, realname.RefuseField(realname.CodeOrganisationCode, "code")
	}
	name, err := identity.ParseEnterpriseName(body.Name)
	return steps.NameDeclaration{Name: name, Code: realname.Text(body.Code)}, err
}
