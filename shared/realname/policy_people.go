package realname

import (
	"shiming/shared/identity"
	"time"
)

// CheckPerson says whether the policy lets the person verify on this day: document (RULES A5), age (RULES A4) and the
// shape of the rest (RULES B1).
func (p *Policy) CheckPerson(x Person, now time.Time) error {
	if err := p.CheckIdentity(x, now); err != nil {
		return err
	}
	if x.Industry == "" && x.Document.Kind() == identity.ResidentID {
		return RefuseField(CodeFieldRequired, "industry")
	}
	if x.Industry != "" && !validIndustry(x.Industry) {
		return RefuseField(CodeIndustryInvalid, "industry")
	}
	if n := letters(x.Address.Region); n < 2 || n > 60 {
		return RefuseField(invalidOrMissing(n), "address.region")
	}
	if n := letters(x.Address.Detail); n < 2 || n > 120 {
		return RefuseField(invalidOrMissing(n), "address.detail")
	}
	return nil
}

// CheckIdentity says whether the policy lets somebody with this name, document and birth date verify on this day: all
// that there is of an identity that is taken over (RULES B8, B9).
func (p *Policy) CheckIdentity(x Person, now time.Time) error {
	today := identity.DateIn(now)
	if x.Name.IsZero() {
		return RefuseField(CodeFieldRequired, "name")
	}
	if x.Document.IsZero() {
		return RefuseField(CodeFieldRequired, "document_number")
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
