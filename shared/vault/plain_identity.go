package vault

import (
	"errors"

	"shiming/shared/identity"
	"shiming/shared/realname"
)

// plainPerson is a person as it is sealed: the only place where it is written as plaintext.
type plainPerson struct {
	Name     string                `json:"name"`
	Document identity.DocumentKind `json:"document"`
	Number   string                `json:"number"`
	Birth    string                `json:"birth"`
	Industry string                `json:"industry,omitempty"`
	Region   string                `json:"region"`
	Detail   string                `json:"detail"`
}

func plainPersonOf(x realname.Person) plainPerson {
	return plainPerson{
		Name: x.Name.Text(), Document: x.Document.Kind(), Number: x.Document.Number(), Birth: x.Birth.String(),
		Industry: x.Industry, Region: string(x.Address.Region), Detail: string(x.Address.Detail),
	}
}

func (p plainPerson) typed() (realname.Person, error) {
	x := realname.Person{Industry: p.Industry, Address: realname.Address{Region: realname.Text(p.Region), Detail: realname.Text(p.Detail)}}
	var err1, err2, err3 error
	x.Document, err2 = identity.ParseDocument(p.Document, p.Number)
	x.Name, err1 = identity.ParseNameOn(x.Document, p.Name)
	x.Birth, err3 = identity.ParseDate(p.Birth)
	return x, errors.Join(err1, err2, err3)
}

// plainParty is who acts for an enterprise, as it is sealed.
type plainParty struct {
	Name   string `json:"name"`
	Number string `json:"number"` // of a resident ID
}

func plainPartyOf(x realname.Party) plainParty {
	return plainParty{x.Name.Text(), x.Document.Number()}
}

func (p plainParty) typed() (x realname.Party, err error) {
	var err1, err2 error
	x.Name, err1 = identity.ParseName(p.Name)
	x.Document, err2 = identity.ParseDocument(identity.ResidentID, p.Number)
	return x, errors.Join(err1, err2)
}

// plainEnterprise is an enterprise as it is sealed.
type plainEnterprise struct {
	Licence realname.LicenceKind `json:"licence"`
	plainSuccessor
	Contact plainHandset `json:"contact"`
}

// plainHandset is the contact of an enterprise, as it is sealed.
type plainHandset struct {
	plainParty
	Phone string `json:"phone"`
}

func plainEnterpriseOf(x realname.Enterprise) plainEnterprise {
	return plainEnterprise{
		Licence: x.Licence, plainSuccessor: plainSuccessorOf(Successor{x.Name, x.Code, x.Address}),
		Contact: plainHandset{plainPartyOf(x.Contact.Party), x.Contact.Phone.Text()},
	}
}

func (p plainEnterprise) typed() (realname.Enterprise, error) {
	named, err1 := p.plainSuccessor.typed()
	contact, err2 := p.Contact.plainParty.typed()
	phone, err3 := identity.ParsePhone(p.Contact.Phone)
	return realname.Enterprise{
		Licence: p.Licence, Name: named.Name, Code: named.Code, Contact: realname.ContactPerson{Party: contact, Phone: phone},
		Address: named.Address,
	}, errors.Join(err1, err2, err3)
}

// Successor is the enterprise that an account is to go to (RULES D7).
type Successor struct {
	Name    identity.EnterpriseName
	Code    identity.OrganisationCode
	Address realname.Address
}

// plainSuccessor is name, code and address of an enterprise, as they are sealed.
type plainSuccessor struct {
	Name     string            `json:"name"`
	CodeKind identity.CodeKind `json:"code_kind"`
	Code     string            `json:"code"`
	Region   string            `json:"region"`
	Detail   string            `json:"detail"`
}

func plainSuccessorOf(x Successor) plainSuccessor {
	return plainSuccessor{x.Name.Text(), x.Code.Kind(), x.Code.Text(), string(x.Address.Region), string(x.Address.Detail)}
}

func (p plainSuccessor) typed() (x Successor, err error) {
	var err1, err2 error
	x.Name, err1 = identity.ParseEnterpriseName(p.Name)
	x.Code, err2 = identity.ParseOrganisationCode(p.CodeKind, p.Code)
	x.Address = realname.Address{Region: realname.Text(p.Region), Detail: realname.Text(p.Detail)}
	return x, errors.Join(err1, err2)
}

// Abroad is a legal representative who is not of the mainland: nobody can compare the face, the papers have to do (RULES
// D7). The zero value is nobody.
type Abroad struct {
	Name     realname.Text
	Document string // a kind of paper
	Number   realname.Text
}

// plainAbroad is such a representative as it is sealed.
type plainAbroad struct {
	Name     string `json:"name"`
	Document string `json:"document"`
	Number   string `json:"number"`
}

func plainAbroadOf(x Abroad) plainAbroad {
	return plainAbroad{string(x.Name), x.Document, string(x.Number)}
}

func (p plainAbroad) typed() (Abroad, error) {
	return Abroad{realname.Text(p.Name), p.Document, realname.Text(p.Number)}, nil
}

// Appeal is what an appeal begins with (RULES F1): whose document was used, or which enterprise, the phone by which the appeal can
// be followed, and the masked account that was shown to the person, if any (RULES B11). Name and Document are of a person,
// Enterprise and Code of an enterprise; the others are the zero value.
type Appeal struct {
	Name       identity.Name
	Document   identity.IDDocument
	Enterprise identity.EnterpriseName
	Code       identity.OrganisationCode
	Phone      identity.Phone
	Holder     string // masked; empty: the person does not know
}

// Of is the name that is declared, in plaintext.
func (x Appeal) Of() string {
	if x.Enterprise.IsZero() {
		return x.Name.Text()
	}
	return x.Enterprise.Text()
}

// plainAppeal is an appeal as it is sealed; of an enterprise Number is its code.
type plainAppeal struct {
	Name     string                `json:"name"`
	Document identity.DocumentKind `json:"document,omitempty"`
	CodeKind identity.CodeKind     `json:"code_kind,omitempty"`
	Number   string                `json:"number"`
	Phone    string                `json:"phone"`
	Holder   string                `json:"holder,omitempty"`
}

func plainAppealOf(x Appeal) plainAppeal {
	p := plainAppeal{Name: x.Of(), Phone: x.Phone.Text(), Holder: x.Holder}
	if x.Enterprise.IsZero() {
		p.Document, p.Number = x.Document.Kind(), x.Document.Number()
	} else {
		p.CodeKind, p.Number = x.Code.Kind(), x.Code.Text()
	}
	return p
}

func (p plainAppeal) typed() (Appeal, error) {
	phone, err := identity.ParsePhone(p.Phone)
	x := Appeal{Phone: phone, Holder: p.Holder}
	var err1, err2 error
	if p.CodeKind != "" {
		x.Code, err1 = identity.ParseOrganisationCode(p.CodeKind, p.Number)
		x.Enterprise, err2 = identity.ParseEnterpriseName(p.Name)
	} else {
		x.Document, err1 = identity.ParseDocument(p.Document, p.Number)
		x.Name, err2 = identity.ParseNameOn(x.Document, p.Name)
	}
	return x, errors.Join(err, err1, err2)
}

// Addresses is how somebody is told things about an account (RULES G1). What is empty is not used.
type Addresses struct {
	Phone  identity.Phone
	Email  identity.Email
	OpenID identity.OpenID
}

// plainContact is a contact as it is sealed.
type plainContact struct {
	Phone  string `json:"phone,omitempty"`
	Email  string `json:"email,omitempty"`
	OpenID string `json:"wechat_openid,omitempty"`
}

func plainContactOf(x Addresses) plainContact {
	return plainContact{x.Phone.Text(), x.Email.Text(), x.OpenID.Text()}
}

func (p plainContact) typed() (Addresses, error) { return ParseContact(p.Phone, p.Email, p.OpenID) }

// ParseContact reads a contact; what is empty is none. The error is all that is wrong, each an *identity.Error.
func ParseContact(phone, email, openID string) (c Addresses, wrong error) {
	var err error
	if phone != "" {
		c.Phone, err = identity.ParsePhone(phone)
		wrong = errors.Join(wrong, err)
	}
	if email != "" {
		c.Email, err = identity.ParseEmail(email)
		wrong = errors.Join(wrong, err)
	}
	if openID != "" {
		c.OpenID, err = identity.ParseOpenID(openID)
		wrong = errors.Join(wrong, err)
	}
	return c, wrong
}
