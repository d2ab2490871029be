package realname

import "shiming/shared/identity"

// LicenceKind is the kind of paper that an enterprise shows (RULES A6).
type LicenceKind string

const (
	// BusinessLicence is a business licence (营业执照).
	BusinessLicence LicenceKind = "business_licence"
	// OtherLicence is a registration certificate, a permit or the like (非营业执照).
	OtherLicence LicenceKind = "non_business_licence"
)

// Valid reports whether k is one of the kinds.
func (k LicenceKind) Valid() bool { return k == BusinessLicence || k == OtherLicence }

// Enterprise is what an enterprise form says, in the plain (RULES C1). It lives in memory for one step; at rest it is
// sealed.
type Enterprise struct {
	Licence LicenceKind
	Name    identity.EnterpriseName
	Code    identity.OrganisationCode
	Address Address
	// Contact is a person of the enterprise whom the law wants known; it is not the one who proves anything.
	Contact Contact
}

// Contact is the enterprise's contact: a resident of the mainland with a phone there.
type Contact struct {
	Party
	Phone identity.Phone
}

// Party is a person who acts for an enterprise: contact, legal representative (法人) or handler (经办人).
type Party struct {
	Name     identity.Name
	Document identity.Document
}

// SealedParty is a party as a case keeps it: masked for people, sealed for the provider.
type SealedParty struct {
	Name   string `json:"name"`   // masked
	Number string `json:"number"` // masked
	Sealed []byte `json:"sealed"`
}

// CheckParty says whether the person can act for an enterprise: with a resident ID only (RULES C1, C4), of age.
func (p *Policy) CheckParty(x Party, field string, today identity.Date) error {
	if x.Name.IsZero() {
		return RefuseField(CodeFieldRequired, field+".name")
	}
	birth, ok := x.Document.Birth()
	if !ok {
		return RefuseField(CodeDocNotSupported, field+".document_number")
	}
	if birth.After(today) {
		return RefuseField(CodeNumberInvalid, field+".document_number")
	}
	if identity.Age(birth, today) < p.MinimumAge {
		return RefuseField(CodeUnderAge, field+".document_number")
	}
	return nil
}

// CheckEnterprise says whether the policy lets the enterprise verify (RULES A6, C1).
func (p *Policy) CheckEnterprise(x Enterprise, today identity.Date) error {
	if !x.Licence.Valid() {
		return RefuseField(CodeFieldInvalid, "licence_kind")
	}
	if x.Name.IsZero() {
		return RefuseField(CodeFieldRequired, "name")
	}
	if x.Code.IsZero() {
		return RefuseField(CodeFieldRequired, "code")
	}
	if n := letters(x.Address.Region); n < 2 || n > 60 {
		return RefuseField(invalidOrMissing(n), "address.region")
	}
	if n := letters(x.Address.Detail); n < 2 || n > 120 {
		return RefuseField(invalidOrMissing(n), "address.detail")
	}
	if x.Contact.Phone.IsZero() {
		return RefuseField(CodeFieldRequired, "contact.phone")
	}
	return p.CheckParty(x.Contact.Party, "contact", today)
}

// Equal reports whether both forms say the same.
func (x Enterprise) Equal(o Enterprise) bool {
	return x.Licence == o.Licence && x.Name.Equal(o.Name) && x.Code.Equal(o.Code) && x.Address == o.Address &&
		x.Contact.Party.Equal(o.Contact.Party) && x.Contact.Phone.Equal(o.Contact.Phone)
}

// Equal reports whether both are the same person.
func (x Party) Equal(o Party) bool { return x.Name.Equal(o.Name) && x.Document.Equal(o.Document) }
