package api

import (
	"shiming/shared/identity"
	"shiming/shared/realname"
	"shiming/shared/steps"
)

// enteredView is what the holder entered into the form, in plaintext, named as the form's body names it, so that it can be sent
// back corrected (RULES B12, FAULT S1).
//
//openapi:schema EnteredForm
type enteredView struct {
	head
	Case           realname.CaseID       `json:"case"`
	Name           string                `json:"name"`
	DocumentKind   identity.DocumentKind `json:"document_kind,omitempty"`
	DocumentNumber string                `json:"document_number,omitempty"`
	BirthDate      string                `json:"birth_date,omitempty"`
	Industry       string                `json:"industry,omitempty"`
	LicenceKind    realname.LicenceKind  `json:"licence_kind,omitempty"`
	Licence        realname.DocumentID   `json:"licence,omitempty"`
	CodeKind       identity.CodeKind     `json:"code_kind,omitempty"`
	Code           string                `json:"code,omitempty"`
	Address        *addressBody          `json:"address,omitempty"`
	Contact        *unmaskedContact      `json:"contact,omitempty"`
	// BankAccount and Representative are what was filed for a corporate transfer (FAULT S2).
	BankAccount    *unmaskedAccount `json:"bank_account,omitempty"`
	Representative *partyBody       `json:"representative,omitempty"`
}

func viewEntered(e steps.Entered) enteredView {
	v := enteredView{head: head{"entered_form", e.Case.Livemode}, Case: e.Case.ID, Industry: string(e.Person.Industry), LicenceKind: e.Enterprise.Licence}
	if x := unmaskSubject(e.UnmaskedSubject); x != nil {
		v.Name, v.CodeKind, v.Code, v.Address, v.Contact = x.Name, x.CodeKind, x.Code, x.Address, x.Contact
		v.DocumentKind, v.DocumentNumber, v.BirthDate = x.DocumentKind, x.DocumentNumber, x.BirthDate
	}
	if f := e.Case.Form(); f != nil && f.Licence != nil {
		v.Licence = f.Licence.ID
	}
	if a := e.Account; !a.Number.IsZero() {
		v.BankAccount = &unmaskedAccount{a.Number.Text(), string(a.Bank), string(a.Place), string(a.Branch)}
		v.Representative = unmaskParty(e.Representative)
	}
	return v
}
