package identity

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// The codes of what this file refuses.
const (
	// CodeEnterpriseNameInvalid: not a name of 2 to 100 characters as a licence prints it.
	CodeEnterpriseNameInvalid = "enterprise_name_invalid"
	// CodeOrganisationCodeInvalid: neither a USCC, nor a registration number, nor another organisation code.
	CodeOrganisationCodeInvalid = "organisation_code_invalid"
	// CodeBankAccountInvalid: not 5 to 30 digits.
	CodeBankAccountInvalid = "bank_account_invalid"
)

// EnterpriseName is the name on a licence. The zero value is none. It prints masked: the name of a one-person business
// leads to the person.
type EnterpriseName struct{ veiled }

// ParseEnterpriseName checks a name: 2 to 100 characters (a sole trader's may be short, FAULT R7), with a letter or Han character
// among them. It is cleaned, and brackets become （） and dots ·, as registers write them, so that names compare.
func ParseEnterpriseName(s string) (EnterpriseName, error) {
	if len(s) <= maxInput*4 {
		s = registered(s)
	}
	n := utf8.RuneCountInString(s)
	if len(s) > maxInput*4 || n < 2 || n > 100 || !utf8.ValidString(s) || strings.ContainsRune(s, utf8.RuneError) ||
		strings.ContainsFunc(s, unicode.IsControl) || !strings.ContainsFunc(s, unicode.IsLetter) {
		return EnterpriseName{}, &FieldError{Code: CodeEnterpriseNameInvalid, Field: "name"}
	}
	r := []rune(s)
	if n < 4 {
		return EnterpriseName{veil(string(r[:1])+strings.Repeat("*", n-1), s)}, nil
	}
	return EnterpriseName{veil(string(r[:2])+strings.Repeat("*", min(n-3, 6))+string(r[n-1:]), s)}, nil
}

// soleTrader begins what a sole trader writes whose licence has no name, before the operator's own.
const soleTrader = "个体户"

// Unnamed reports whether it stands for a licence without a name: 个体户 and the operator's name. The register has no such name,
// so that a reviewer has to look at the licence (FAULT R7).
func (e EnterpriseName) Unnamed() bool {
	rest, ok := strings.CutPrefix(e.Text(), soleTrader)
	return ok && utf8.RuneCountInString(rest) >= 2
}

// registered writes a name as registers do.
func registered(s string) string {
	return besideBrackets.Replace(strings.Map(func(r rune) rune {
		switch {
		case r == '(', r == '〔', r == '［', r == '[':
			return '（'
		case r == ')', r == '〕', r == '］', r == ']':
			return '）'
		case r != '.' && isNameDot(r):
			return nameDot
		}
		return r
	}, Clean(s)))
}

var besideBrackets = strings.NewReplacer(" （", "（", "（ ", "（", " ）", "）", "） ", "）")

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

// ParseOrganisationCode checks a code of the kind. It is cleaned; spaces, hyphens and lower case are tolerated. A code is read
// as what it is, whatever it is called: what is well formed as a USCC or a registration number is no other code (FAULT Q1); then
// Reason names the right kind.
func ParseOrganisationCode(kind CodeKind, s string) (OrganisationCode, error) {
	refused := &FieldError{Code: CodeOrganisationCodeInvalid, Field: "code"}
	if len(s) > maxInput {
		return OrganisationCode{}, refused
	}
	switch kind {
	case UnifiedCode:
		u, err := ParseUSCC(s)
		return OrganisationCode{u.veiled, kind}, err
	case RegistrationNumber:
		if text := plain(s); len(text) == registrationDigits && allDigits(text) {
			return OrganisationCode{veil(maskEnds(text), text), kind}, nil
		}
	case OtherCode:
		text := plain(s)
		if right := recognised(text); right != "" {
			refused.Reason = string(right)
			return OrganisationCode{}, refused
		}
		if len(text) < 5 || len(text) > 20 || strings.ContainsFunc(text, func(r rune) bool { return r > '~' || !isDigit(byte(r)) && !isLetter(byte(r)) }) {
			return OrganisationCode{}, refused
		}
		return OrganisationCode{veil(maskEnds(text), text), kind}, nil
	}
	return OrganisationCode{}, refused
}

// recognised is the kind that a code is well formed as, beside the other codes; empty for none.
func recognised(text string) CodeKind {
	if _, err := ParseUSCC(text); err == nil {
		return UnifiedCode
	}
	if len(text) == registrationDigits && allDigits(text) {
		return RegistrationNumber
	}
	return ""
}

// registrationDigits is how long the number of an older licence is.
const registrationDigits = 15

// Kind returns which kind of code it is.
func (c OrganisationCode) Kind() CodeKind { return c.kind }

// Text returns the code in plain, empty for the zero value.
func (c OrganisationCode) Text() string {
	_, plain := c.split()
	return plain
}

// organisationLength is how long an organisation code (GB 11714) is.
const organisationLength = 9

// Canonical is what a subject's key is derived from: the organisation code that is part of every USCC and that bodies had
// before it, so that one body is one subject whichever of the two it gives (FAULT Q1, RULES A13); else kind and code. A USCC that
// was issued with a last character that does not fit is given as another code, and is the same body (FAULT R6).
func (c OrganisationCode) Canonical() string {
	text := c.Text()
	switch {
	case c.kind == UnifiedCode, c.kind == OtherCode && len(text) == usccLength && text[16] == organisationCheck(text[8:16]):
		return "organisation:" + text[8:8+organisationLength]
	case c.kind == OtherCode && len(text) == organisationLength && text[8] == organisationCheck(text[:8]):
		return "organisation:" + text
	}
	return string(c.kind) + ":" + text
}

// Commercial reports whether the code marks an enterprise of the commercial register (RULES A7): a USCC of 91 or 92.
func (c OrganisationCode) Commercial() bool {
	return c.kind == UnifiedCode && (strings.HasPrefix(c.Text(), "91") || strings.HasPrefix(c.Text(), "92"))
}

// Equal reports whether the codes are the same.
func (c OrganisationCode) Equal(o OrganisationCode) bool { return c == o }

// BankAccountNumber is the number of an enterprise's bank account. Corporate accounts follow no check digit and vary in
// length. The zero value is none. It prints with its last four digits.
type BankAccountNumber struct{ veiled }

// ParseBankAccount checks a number: 5 to 30 digits, which the mark of an account of a free-trade zone, of a non-resident or
// offshore may precede (FTE, FTN, FTU, FTI, FTF, NRA, OSA). It is cleaned; spaces and hyphens are dropped.
func ParseBankAccount(s string) (BankAccountNumber, error) {
	text := ""
	if len(s) <= maxInput {
		text = plain(s)
	}
	digits := text
	if len(text) > 3 && accountMarks[text[:3]] {
		digits = text[3:]
	}
	if len(digits) < 5 || len(text) > 30 || !allDigits(digits) {
		return BankAccountNumber{}, &FieldError{Code: CodeBankAccountInvalid, Field: "account"}
	}
	return BankAccountNumber{veil("****"+text[len(text)-4:], text)}, nil
}

// Text returns the digits in plain, empty for the zero value.
func (b BankAccountNumber) Text() string {
	_, plain := b.split()
	return plain
}

var accountMarks = map[string]bool{"FTE": true, "FTN": true, "FTU": true, "FTI": true, "FTF": true, "NRA": true, "OSA": true}
