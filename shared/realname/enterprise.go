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

// Enterprise is what an enterprise form says, in plaintext (RULES C1). It lives in memory for one step; at rest it is
// sealed.
type Enterprise struct {
	Licence LicenceKind
	Name    identity.EnterpriseName
	Code    identity.OrganisationCode
	Address Address
	// Contact is a person of the enterprise whom the law wants known; it is not the one who proves anything.
	Contact ContactPerson
}

// ContactPerson is the enterprise's contact: a resident of the mainland with a phone there.
type ContactPerson struct {
	Party
	Phone identity.Phone
}

// Party is a person who acts for an enterprise: contact, legal representative (法人) or handler (经办人).
type Party struct {
	Name     identity.Name
	Document identity.IDDocument
}

// Equal reports whether both forms say the same.
func (x Enterprise) Equal(o Enterprise) bool {
	return x.Licence == o.Licence && x.Name.Equal(o.Name) && x.Code.Equal(o.Code) && x.Address == o.Address &&
		x.Contact.Party.Equal(o.Contact.Party) && x.Contact.Phone.Equal(o.Contact.Phone)
}

// Equal reports whether both are the same person.
func (x Party) Equal(o Party) bool { return x.Name.Equal(o.Name) && x.Document.Equal(o.Document) }
