package api

import (
	"errors"
	"strings"

	"shiming/shared/identity"
	"shiming/shared/realname"
	"shiming/shared/steps"
)

// addressBody is an address of a form.
type addressBody struct {
	Region string `json:"region"`
	Detail string `json:"detail"`
}

func (b addressBody) address() realname.Address {
	return realname.Address{Region: realname.Text(b.Region), Detail: realname.Text(b.Detail)}
}

// partyBody is somebody who acts for an enterprise; the document is a resident ID (RULES C1, C4).
//
//openapi:schema PartyInput
type partyBody struct {
	Name   string `json:"name"`
	Number string `json:"document_number"`
}

// party parses who is named in the field; an empty one is the body itself.
func (b partyBody) party(field string) (realname.Party, error) {
	var p realname.Party
	name, number := strings.TrimPrefix(field+".name", "."), strings.TrimPrefix(field+".document_number", ".")
	wrong := required(name, b.Name, number, b.Number)
	var err error
	if p.Name, err = identity.ParseName(b.Name); err != nil && b.Name != "" {
		wrong = errors.Join(wrong, realname.RefuseField(realname.CodeNameInvalid, name).Because(err))
	}
	if p.Document, err = identity.ParseDocument(identity.ResidentID, b.Number); err != nil && b.Number != "" {
		wrong = errors.Join(wrong, realname.RefuseField(realname.CodeNumberInvalid, number).Because(err))
	}
	return p, wrong
}

// handler parses who hands in the papers of a transfer.
func (b partyBody) handler() (realname.Party, error) { return b.party("") }

// representative parses a legal representative. A permit is a document that is refused by name, not a slip in a number
// (RULES C4).
func (b partyBody) representative() (realname.Party, error) {
	const field = "representative"
	p, err := b.party(field)
	if !errors.Is(err, realname.Refuse(realname.CodeNumberInvalid)) {
		return p, err
	}
	for _, kind := range []identity.DocumentKind{identity.HKMacaoPermit, identity.TaiwanPermit} {
		if _, none := identity.ParseDocument(kind, b.Number); none == nil {
			return p, errors.Join(realname.RefuseField(realname.CodeNotMainland, field+".document_number").Because(err), err)
		}
	}
	return p, err
}

// contactBody is the contact of an enterprise.
//
//openapi:schema ContactInput
type contactBody struct {
	partyBody
	Phone string `json:"phone"`
}

// enterpriseBody is the form of an enterprise (RULES C1). Its fields are plain only until they are parsed.
//
//openapi:schema EnterpriseForm
type enterpriseBody struct {
	Region   string               `json:"region,omitempty"`
	Kind     realname.LicenceKind `json:"licence_kind"`
	Licence  realname.DocumentID  `json:"licence"`
	Name     string               `json:"name"`
	CodeKind identity.CodeKind    `json:"code_kind"`
	Code     string               `json:"code"`
	Address  addressBody          `json:"address"`
	Contact  contactBody          `json:"contact"`
	Consents []consentBody        `json:"consents,omitempty"`
}

// entry parses the form. Enterprises of other regions are pointed elsewhere (RULES A6).
func (b enterpriseBody) entry() (steps.Entry, error) {
	if err := served(b.Region); err != nil {
		return nil, err
	}
	wrong := required("licence_kind", string(b.Kind), "licence", string(b.Licence), "name", b.Name,
		"code_kind", string(b.CodeKind), "code", b.Code, "contact.phone", b.Contact.Phone)
	e := steps.EnterpriseEntry{Picture: b.Licence, Consents: consents(b.Consents)}
	e.Licence, e.Address = b.Kind, b.Address.address()
	add := func(given string, err error) {
		if given != "" { // what is not there is among the missing
			wrong = errors.Join(wrong, err)
		}
	}
	if !b.Kind.Valid() {
		add(string(b.Kind), realname.RefuseField(realname.CodeFieldInvalid, "licence_kind"))
	}
	var err error
	e.Name, err = identity.ParseEnterpriseName(b.Name)
	add(b.Name, err)
	if b.CodeKind != "" {
		e.Code, err = b.code()
		add(b.Code, err)
	}
	e.Contact.Party, err = b.Contact.party("contact")
	wrong = errors.Join(wrong, err)
	if e.Contact.Phone, err = identity.ParsePhone(b.Contact.Phone); err != nil {
		add(b.Contact.Phone, realname.RefuseField(realname.CodePhoneInvalid, "contact.phone").Because(err))
	}
	if wrong == nil {
		return e, nil // the rules say what else is wrong
	}
	return nil, errors.Join(wrong, e.Address.Check())
}

// code parses the code by its kind (RULES A7).
func (b enterpriseBody) code() (identity.OrganisationCode, error) {
	if b.CodeKind != identity.UnifiedCode && b.CodeKind != identity.RegistrationNumber && b.CodeKind != identity.OtherCode {
		return identity.OrganisationCode{}, realname.RefuseField(realname.CodeFieldInvalid, "code_kind")
	}
	code, err := identity.ParseOrganisationCode(b.CodeKind, b.Code)
	var wrong *identity.FieldError
	if errors.As(err, &wrong) {
		return code, realname.RefuseField(realname.Code(wrong.Code), "code").Because(err)
	}
	return code, err
}

// required refuses each field that is empty; fields and values alternate.
func required(pairs ...string) (missing error) {
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i+1] == "" {
			missing = errors.Join(missing, realname.RefuseField(realname.CodeFieldRequired, pairs[i]))
		}
	}
	return missing
}
