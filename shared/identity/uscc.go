package identity

import (
	"strings"
	"unicode/utf8"
)

// USCC is a unified social credit code (统一社会信用代码, GB 32100-2015). The zero value is none. It prints masked, for the
// code of a one-person business leads to the person.
type USCC struct{ veiled }

const (
	usccLength = 18
	// usccAlphabet has no I, O, S, V, Z; a character's place is its value.
	usccAlphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"
	// usccAuthorities are the registering authorities: 1 staffing, 2 foreign affairs, 3 justice, 4 culture, 5 civil
	// affairs, 6 tourism, 7 religion, 8 trade unions, 9 market regulation, A armed forces, N agriculture, Y others.
	usccAuthorities = "123456789ANY"
)

// ParseUSCC checks a code: authority (1), category (1), area (6 digits), organisation code (9, GB 11714 with its own
// check character), check character (1). Spaces, hyphens, full-width characters and lower case are tolerated. A
// registration number of 15 digits is not a USCC (RULES A7) and is refused.
// The error is an *Error with CodeUSCCInvalid and a Reason.
func ParseUSCC(s string) (USCC, error) {
	if len(s) > maxInput {
		return USCC{}, usccError(ReasonLength)
	}
	text := plain(s)
	if utf8.RuneCountInString(text) != usccLength {
		return USCC{}, usccError(ReasonLength)
	}
	for i := range len(text) {
		if strings.IndexByte(usccAlphabet, text[i]) < 0 {
			return USCC{}, usccError(ReasonCharacters)
		}
	}
	if strings.IndexByte(usccAuthorities, text[0]) < 0 || text[1] < '1' || text[1] > '9' || !allDigits(text[2:8]) {
		return USCC{}, usccError(ReasonFormat)
	}
	if text[16] != organisationCheck(text[8:16]) || text[17] != usccCheck(text[:17]) {
		return USCC{}, usccError(ReasonCheckDigit)
	}
	return USCC{veil(maskEnds(text), text)}, nil
}

func usccError(reason string) error {
	return &FieldError{Code: CodeUSCCInvalid, Field: "uscc", Reason: reason}
}

// organisationCheck returns the check character of the 8 characters of an organisation code (GB 11714; there A is 10
// and Z 35, with no letter left out).
func organisationCheck(s string) byte {
	const weights = "\x03\x07\x09\x0A\x05\x08\x04\x02"
	sum := 0
	for i := range len(weights) {
		value := int(s[i] - '0')
		if isLetter(s[i]) {
			value = int(s[i]-'A') + 10
		}
		sum += value * int(weights[i])
	}
	return "0X987654321"[sum%11] // 11 − sum mod 11, where 10 is X and 11 is 0
}

// usccCheck returns the check character of the first 17 characters; the weights are 3^i mod 31.
func usccCheck(s string) byte {
	sum, weight := 0, 1
	for i := range len(s) {
		sum += strings.IndexByte(usccAlphabet, s[i]) * weight
		weight = weight * 3 % 31
	}
	return usccAlphabet[(31-sum%31)%31]
}

// Text returns the 18 characters in plain, empty for the zero value.
func (u USCC) Text() string {
	_, plain := u.split()
	return plain
}

// Commercial reports whether the code is of the commercial register: an enterprise (91) or a business of one
// person (92). RULES A7.
func (u USCC) Commercial() bool {
	text := u.Text()
	return strings.HasPrefix(text, "91") || strings.HasPrefix(text, "92")
}

// Equal reports whether the codes are the same, in time that does not depend on them.
func (u USCC) Equal(o USCC) bool { return u == o }
