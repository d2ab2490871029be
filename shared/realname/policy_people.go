package realname

import (
	"errors"
	"shiming/shared/identity"
	"slices"
	"strings"
	"time"
)

// CheckPerson says whether the policy lets the person verify on this day: document (RULES A5), age (RULES A4) and the
// shape of the rest (RULES B1), but for what the form does not have.
func (p *Policy) CheckPerson(x Person, now time.Time, omits ...FormField) error {
	return errors.Join(p.CheckIdentity(x, now), x.CheckRest(x.Document.Kind(), omits...))
}

// FormField is a field that a form may do without.
type FormField string

const (
	// FieldIndustry is the industry (行业信息) of a person's form.
	FieldIndustry FormField = "industry"
	// FieldAddress is the address (通讯地址).
	FieldAddress FormField = "address"
)

// FormOmits are the fields that the form of the case does not have.
func (p *Policy) FormOmits(c Case) []FormField { return p.flowOf(c).FormOmits }

// Without is the person without the fields.
func (x Person) Without(omits ...FormField) Person {
	if slices.Contains(omits, FieldIndustry) {
		x.Industry = ""
	}
	if slices.Contains(omits, FieldAddress) {
		x.Address = Address{}
	}
	return x
}

// CheckRest says all that is wrong with industry and address, where the form has them.
func (x Person) CheckRest(kind identity.DocumentKind, omits ...FormField) error {
	var industry, address error
	if !slices.Contains(omits, FieldIndustry) {
		industry = CheckIndustry(x.Industry, kind)
	}
	if !slices.Contains(omits, FieldAddress) {
		address = x.Address.Check()
	}
	return errors.Join(industry, address)
}

// CheckIndustry says whether the industry fits: a section, which a resident ID needs and a permit does not (RULES B1).
func CheckIndustry(industry string, kind identity.DocumentKind) error {
	if industry == "" && kind == identity.ResidentID {
		return RefuseField(CodeFieldRequired, "industry")
	}
	if industry != "" && !validIndustry(industry) {
		return RefuseField(CodeIndustryInvalid, "industry")
	}
	return nil
}

// Check says all that is wrong with the shape of the address.
func (a Address) Check() error {
	var region, detail error
	if n := letters(a.Region); n < 2 || n > 60 {
		region = RefuseField(invalidOrMissing(n), "address.region")
	}
	if n := letters(a.Detail); n < 2 || n > 120 {
		detail = RefuseField(invalidOrMissing(n), "address.detail")
	}
	return errors.Join(region, detail)
}

// CheckIdentity says whether the policy lets somebody with this name, document and birth date verify on this day: all
// that there is of an identity that is taken over (RULES B8, B9).
func (p *Policy) CheckIdentity(x Person, now time.Time) error {
	today := identity.DateIn(now)
	var missing error
	if x.Name.IsZero() {
		missing = RefuseField(CodeFieldRequired, "name")
	}
	if x.Document.IsZero() {
		missing = errors.Join(missing, RefuseField(CodeFieldRequired, "document_number"))
	}
	if missing != nil {
		return missing
	}
	born, fromNumber := x.Document.Birth()
	if fromNumber && x.Birth != born {
		return RefuseField(CodeBirthDateInvalid, "birth_date")
	}
	if x.Birth == (identity.Date{}) {
		return RefuseField(CodeFieldRequired, "birth_date")
	}
	if x.Birth.After(today) {
		if fromNumber {
			return RefuseField(CodeNumberInvalid, "document_number")
		}
		return RefuseField(CodeBirthDateInvalid, "birth_date")
	}
	if identity.Age(x.Birth, today) < p.MinimumAge {
		return Refuse(CodeUnderAge)
	}
	return nil
}

func invalidOrMissing(n int) Code {
	if n == 0 {
		return CodeFieldRequired
	}
	return CodeFieldInvalid
}

// validIndustry reports whether s is a section of the national classification of industries, GB/T 4754-2017.
func validIndustry(s string) bool {
	return len(s) == 1 && s[0] >= 'A' && s[0] <= 'T'
}

// CheckRepresentative says whether the person can be the legal representative of an enterprise: as CheckParty, and a resident
// of the mainland. A permit of Hong Kong, Macao or Taiwan residents is refused by its name, be it for travel or for residence
// (RULES B13, C4).
func (p *Policy) CheckRepresentative(x Party, field string, today identity.Date) error {
	if kind := x.Document.Kind(); kind == identity.HKMacaoPermit || kind == identity.TaiwanPermit || x.Document.ResidencePermit() {
		return errors.Join(named(x, field), RefuseField(CodeNotMainland, below(field, "document_number")))
	}
	return p.CheckParty(x, field, today)
}

// CheckParty says whether the person can act for an enterprise: with a resident ID only, which a residence permit is not (RULES
// B13, C1, C7), of age. It names all that is wrong, below the field; an empty one is the body itself.
func (p *Policy) CheckParty(x Party, field string, today identity.Date) error {
	wrong := checkNamed(x, field, today)
	switch birth, known := x.Document.Birth(); {
	case x.Document.ResidencePermit():
		wrong = errors.Join(named(x, field), RefuseField(CodeDocNotSupported, below(field, "document_number")))
	case known && !birth.After(today) && identity.Age(birth, today) < p.MinimumAge:
		wrong = errors.Join(wrong, RefuseField(CodeUnderAge, below(field, "document_number")))
	}
	return wrong
}

// checkNamed says whether the person is named with a resident ID that can be one today. Of a contact that is all: nobody asks
// for an age (RULES C1).
func checkNamed(x Party, field string, today identity.Date) error {
	wrong := named(x, field)
	switch birth, ok := x.Document.Birth(); {
	case !ok:
		wrong = errors.Join(wrong, RefuseField(CodeDocNotSupported, below(field, "document_number")))
	case birth.After(today):
		wrong = errors.Join(wrong, RefuseField(CodeNumberInvalid, below(field, "document_number")))
	}
	return wrong
}

// named says whether the person has a name.
func named(x Party, field string) error {
	if x.Name.IsZero() {
		return RefuseField(CodeFieldRequired, below(field, "name"))
	}
	return nil
}

// below names a field of a person: below the field that the person stands in, or of the body itself, where the body is the person.
func below(field, name string) string { return strings.TrimPrefix(field+"."+name, ".") }

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
	var phone error
	if x.Contact.Phone.IsZero() {
		phone = RefuseField(CodeFieldRequired, "contact.phone")
	}
	return errors.Join(x.Address.Check(), phone, checkNamed(x.Contact.Party, "contact", today))
}
