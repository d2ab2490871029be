package api

import (
	"strings"
	"time"

	"shiming/shared/identity"
	"shiming/shared/realname"
	"shiming/shared/steps"
	"shiming/shared/vault"
)

// unmaskedView is the one answer that holds personal data in plaintext, for a reviewer who said why. First who the form
// names, then whatever else the case has.
//
//openapi:schema UnmaskedReview
type unmaskedView struct {
	head
	Case           realname.CaseID       `json:"case"`
	Name           string                `json:"name,omitempty"`
	CodeKind       identity.CodeKind     `json:"code_kind,omitempty"`
	Code           string                `json:"code,omitempty"`
	DocumentKind   identity.DocumentKind `json:"document_kind,omitempty"`
	DocumentNumber string                `json:"document_number,omitempty"`
	BirthDate      string                `json:"birth_date,omitempty"`
	Address        *addressBody          `json:"address,omitempty"`
	Contact        *unmaskedContact      `json:"contact,omitempty"`
	Present        *unmaskedSubject      `json:"present,omitempty"`
	Declaration    *unmaskedDeclaration  `json:"declaration,omitempty"`
	Representative *partyBody            `json:"representative,omitempty"`
	Handler        *partyBody            `json:"handler,omitempty"`
	BankAccount    *unmaskedAccount      `json:"bank_account,omitempty"`
	// Reading is what was read from the licence; its fields are empty where nothing was.
	Reading *unmaskedReading `json:"reading,omitempty"`
	// Papers are what was read from the papers of persons, by a machine, beside which the reviewer looks for himself.
	Papers []unmaskedPaper `json:"papers,omitempty"`
	// Answers are what the holders say to an appeal about their accounts.
	Answers []unmaskedAnswer `json:"answers,omitempty"`
}

// unmaskedAnswer is what the holder of an account says to an appeal about it.
//
//openapi:schema UnmaskedAnswer
type unmaskedAnswer struct {
	Account   realname.AccountID `json:"account"`
	At        time.Time          `json:"at"`
	Statement string             `json:"statement"`
}

// unmaskedSubject is who an account belongs to.
//
//openapi:schema UnmaskedSubject
type unmaskedSubject struct {
	Name           string                `json:"name"`
	CodeKind       identity.CodeKind     `json:"code_kind,omitempty"`
	Code           string                `json:"code,omitempty"`
	DocumentKind   identity.DocumentKind `json:"document_kind,omitempty"`
	DocumentNumber string                `json:"document_number,omitempty"`
	BirthDate      string                `json:"birth_date,omitempty"`
	Address        *addressBody          `json:"address,omitempty"`
	Contact        *unmaskedContact      `json:"contact,omitempty"`
}

// unmaskedDeclaration is what a change or an appeal began with (RULES D7, F1).
//
//openapi:schema UnmaskedDeclaration
type unmaskedDeclaration struct {
	Name           string                `json:"name"`
	CodeKind       identity.CodeKind     `json:"code_kind,omitempty"`
	Code           string                `json:"code,omitempty"`
	Address        *addressBody          `json:"address,omitempty"`
	Representative *representativeBody   `json:"representative,omitempty"`
	DocumentKind   identity.DocumentKind `json:"document_kind,omitempty"`
	DocumentNumber string                `json:"document_number,omitempty"`
	Phone          string                `json:"phone,omitempty"`
	Holder         string                `json:"holder,omitempty"`
}

type unmaskedAccount struct {
	Number string `json:"number"`
	Bank   string `json:"bank"`
	Place  string `json:"place"`
	Branch string `json:"branch"`
}

type unmaskedReading struct {
	Name           string `json:"name"`
	Code           string `json:"code"`
	Address        string `json:"address"`
	Representative string `json:"representative"`
	// Warnings are what is odd about the picture.
	Warnings []string `json:"warnings,omitempty"`
}

// unmaskedPaper is what was read from a paper, as it stands there, and what is odd about its picture.
//
//openapi:schema UnmaskedPaper
type unmaskedPaper struct {
	Document realname.DocumentID `json:"document"`
	Purpose  realname.Purpose    `json:"purpose"`
	Kind     string              `json:"kind,omitempty"`
	Name     string              `json:"name,omitempty"`
	Number   string              `json:"document_number,omitempty"`
	Birth    string              `json:"birth_date,omitempty"`
	Valid    string              `json:"valid,omitempty"`
	Warnings []string            `json:"warnings"`
}

type unmaskedContact struct {
	Name   string `json:"name"`
	Number string `json:"document_number"`
	Phone  string `json:"phone"`
}

func viewUnmasked(u steps.Unmasked) unmaskedView {
	v := unmaskedView{
		head: head{"unmasked_review", u.Case.Livemode}, Case: u.Case.ID, Present: unmaskSubject(u.Present), Declaration: unmaskDeclared(u.Declared),
		Representative: unmaskParty(u.Representative), Handler: unmaskParty(u.Handler),
	}
	if x := unmaskSubject(u.UnmaskedSubject); x != nil {
		v.Name, v.CodeKind, v.Code, v.Address, v.Contact = x.Name, x.CodeKind, x.Code, x.Address, x.Contact
		v.DocumentKind, v.DocumentNumber, v.BirthDate = x.DocumentKind, x.DocumentNumber, x.BirthDate
	}
	if a := u.Account; !a.Number.IsZero() {
		v.BankAccount = &unmaskedAccount{a.Number.Text(), string(a.Bank), string(a.Place), string(a.Branch)}
	}
	if f := u.Case.Form(); f != nil && f.Licence != nil {
		v.Reading = &unmaskedReading{u.Reading.Name, u.Reading.Code, u.Reading.Address, u.Reading.Representative, strings.Fields(u.Reading.Warnings)}
	}
	for _, p := range u.Papers {
		r := p.Reading
		v.Papers = append(v.Papers, unmaskedPaper{
			p.Document.ID, p.Document.Purpose, r.Kind, r.Name, r.Number, r.Birth, r.Valid, append([]string{}, strings.Fields(r.Warnings)...),
		})
	}
	for _, a := range u.Answers {
		v.Answers = append(v.Answers, unmaskedAnswer{a.Account, a.At.UTC(), string(a.Statement)})
	}
	return v
}

func unmaskSubject(s steps.UnmaskedSubject) *unmaskedSubject {
	if p := s.Person; !p.Name.IsZero() {
		v := &unmaskedSubject{
			Name: p.Name.Text(), DocumentKind: p.Document.Kind(), DocumentNumber: p.Document.Number(), BirthDate: p.Birth.String(),
		}
		if p.Address != (realname.Address{}) { // one that was taken over has none (RULES B8)
			v.Address = &addressBody{string(p.Address.Region), string(p.Address.Detail)}
		}
		return v
	}
	x := s.Enterprise
	if x.Name.IsZero() {
		return nil
	}
	return &unmaskedSubject{
		Name: x.Name.Text(), CodeKind: x.Code.Kind(), Code: x.Code.Text(), Address: &addressBody{string(x.Address.Region), string(x.Address.Detail)},
		Contact: &unmaskedContact{x.Contact.Name.Text(), x.Contact.Document.Number(), x.Contact.Phone.Text()},
	}
}

func unmaskDeclared(d steps.Declared) *unmaskedDeclaration {
	if a := d.Appeal; !a.Enterprise.IsZero() {
		return &unmaskedDeclaration{Name: a.Enterprise.Text(), CodeKind: a.Code.Kind(), Code: a.Code.Text(), Phone: a.Phone.Text(), Holder: a.Holder}
	} else if !a.Name.IsZero() {
		return &unmaskedDeclaration{
			Name: a.Name.Text(), DocumentKind: a.Document.Kind(), DocumentNumber: a.Document.Number(), Phone: a.Phone.Text(), Holder: a.Holder,
		}
	}
	if d.Name.IsZero() {
		return nil
	}
	v := &unmaskedDeclaration{Name: d.Name.Text(), CodeKind: d.Code.Kind(), Code: d.Code.Text()}
	if d.Address != (realname.Address{}) { // a new name has none
		v.Address = &addressBody{string(d.Address.Region), string(d.Address.Detail)}
	}
	if x := d.Representative; !x.Name.IsZero() {
		v.Representative = &representativeBody{x.Name.Text(), string(x.Document.Kind()), x.Document.Number()}
	}
	if x := d.Abroad; x != (vault.Abroad{}) {
		v.Representative = &representativeBody{string(x.Name), x.Document, string(x.Number)}
	}
	return v
}

func unmaskParty(p realname.Party) *partyBody {
	if p.Name.IsZero() {
		return nil
	}
	return &partyBody{p.Name.Text(), p.Document.Number()}
}
