package identity

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// The codes of what this file refuses.
const (
	// CodeEnterpriseNameInvalid: not a name of 4 to 100 characters as a licence prints it.
	CodeEnterpriseNameInvalid = "enterprise_name_invalid"
	// CodeOrganisationCodeInvalid: neither a USCC, nor a registration number, nor another organisation code.
	CodeOrganisationCodeInvalid = "organisation_code_invalid"
	// CodeBankAccountInvalid: not 5 to 30 digits.
	CodeBankAccountInvalid = "bank_account_invalid"
)

// EnterpriseName is the name on a licence. The zero value is none. It prints masked: the name of a one-person business
// leads to the person.
type EnterpriseName struct{ veiled }

// ParseEnterpriseName checks a name: 4 to 100 characters, with a letter or Han character among them. Space around it
// is dropped, and half-width brackets become （） as registers write them, so that names compare.
func ParseEnterpriseName(s string) (EnterpriseName, error) {
	s = strings.NewReplacer("(", "（", ")", "）").Replace(strings.TrimSpace(s))
	n := utf8.RuneCountInString(s)
	if len(s) > maxInput*4 || n < 4 || n > 100 || !utf8.ValidString(s) || strings.ContainsFunc(s, unicode.IsControl) || !strings.ContainsFunc(s, unicode.IsLetter) {
		return EnterpriseName{}, &Error{Code: CodeEnterpriseNameInvalid, Field: "name"}
	}
	r := []rune(s)
	return EnterpriseName{veil(string(r[:2])+strings.Repeat("*", min(n-3, 6))+string(r[n-1:]), s)}, nil
}

// Text returns the name in plain, empty for the zero value.
func (e EnterpriseName) Text() string {
	_, plain := e.split()
	return plain
}

// Equal reports whether the names are the same, in time that does not depend on them.
func (e EnterpriseName) Equal(o EnterpriseName) bool { return e == o }

// OrganisationCode is what a register knows an enterprise by (RULES A7): a USCC, an older registration number, or
// another organisation code. The zero value is none. It prints masked.
type OrganisationCode struct {
	veiled
	kind CodeKind
}

// CodeKind says which of the three an organisation code is.
type CodeKind string

const (
	// UnifiedCode is a unified social credit code (GB 32100).
	UnifiedCode CodeKind = "uscc"
	// RegistrationNumber is the 15-digit number of an older licence.
	RegistrationNumber CodeKind = "registration_number"
	// OtherCode is any other organisation code of 5 to 20 letters and digits.
	OtherCode CodeKind = "other"
)

// ParseOrganisationCode checks a code of the kind. Spaces, hyphens, full-width characters and lower case are tolerated.
func ParseOrganisationCode(kind CodeKind, s string) (OrganisationCode, error) {
	refused := &Error{Code: CodeOrganisationCodeInvalid, Field: "code"}
	if len(s) > maxInput {
		return OrganisationCode{}, refused
	}
	switch kind {
	case UnifiedCode:
		u, err := ParseUSCC(s)
		return OrganisationCode{u.veiled, kind}, err
	case RegistrationNumber:
		if text := plain(s); len(text) == 15 && allDigits(text) {
			return OrganisationCode{veil(maskEnds(text), text), kind}, nil
		}
	case OtherCode:
		text := plain(s)
		if len(text) < 5 || len(text) > 20 || strings.ContainsFunc(text, func(r rune) bool { return r > '~' || !isDigit(byte(r)) && !isLetter(byte(r)) }) {
			return OrganisationCode{}, refused
		}
		return OrganisationCode{veil(maskEnds(text), text), kind}, nil
	}
	return OrganisationCode{}, refused
}

// Kind returns which kind of code it is.
func (c OrganisationCode) Kind() CodeKind { return c.kind }

// Text returns the code in plain, empty for the zero value.
func (c OrganisationCode) Text() string {
	_, plain := c.split()
	return plain
}

// Canonical is what a subject's key is derived from.
func (c OrganisationCode) Canonical() string { return string(c.kind) + ":" + c.Text() }

// Commercial reports whether the code marks an enterprise of the commercial register (RULES A7): a USCC of 91 or 92.
func (c OrganisationCode) Commercial() bool {
	return c.kind == UnifiedCode && (strings.HasPrefix(c.Text(), "91") || strings.HasPrefix(c.Text(), "92"))
}

// Equal reports whether the codes are the same.
func (c OrganisationCode) Equal(o OrganisationCode) bool { return c == o }

// BankAccount is the number of an enterprise's bank account. Corporate accounts follow no check digit and vary in
// length. The zero value is none. It prints with its last four digits.
type BankAccount struct{ veiled }

// ParseBankAccount checks a number: 5 to 30 digits; spaces and hyphens are dropped.
func ParseBankAccount(s string) (BankAccount, error) {
	text := ""
	if len(s) <= maxInput {
		text = plain(s)
	}
	if len(text) < 5 || len(text) > 30 || !allDigits(text) {
		return BankAccount{}, &Error{Code: CodeBankAccountInvalid, Field: "account"}
	}
	return BankAccount{veil("****"+text[len(text)-4:], text)}, nil
}

// Text returns the digits in plain, empty for the zero value.
func (b BankAccount) Text() string {
	_, plain := b.split()
	return plain
}
