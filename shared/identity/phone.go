package identity

import "strings"

// Phone is a mobile number of the mainland. The zero value is none. It prints as 138****1234.
type Phone struct{ veiled }

const phoneLength = 11

// ParsePhone checks a mobile number: 11 digits, 1 and then 3–9 (tighter tables miss new segments). It is cleaned; what people
// write around it is tolerated: tel: in front, the country's code with + or 00 or neither, in brackets or not, and blanks,
// hyphens and dots between the digits. The error is an *Error with CodePhoneInvalid.
func ParsePhone(s string) (Phone, error) {
	if len(s) > maxInput {
		return Phone{}, phoneError()
	}
	text := strings.Map(func(r rune) rune {
		if r == '.' || r == '(' || r == ')' {
			return -1
		}
		return r
	}, strings.TrimPrefix(plain(s), "TEL:"))
	for _, code := range []string{"+86", "0086", "86"} {
		if rest, ok := strings.CutPrefix(text, code); ok && len(rest) == phoneLength {
			text = rest
			break
		}
	}
	if len(text) != phoneLength || !allDigits(text) || text[0] != '1' || text[1] < '3' {
		return Phone{}, phoneError()
	}
	return Phone{veil(text[:3]+"****"+text[7:], text)}, nil
}

func phoneError() error { return &FieldError{Code: CodePhoneInvalid, Field: "phone"} }

// Text returns the 11 digits in plain, empty for the zero value: for sealing and for providers only.
func (p Phone) Text() string {
	_, plain := p.split()
	return plain
}

// Equal reports whether the numbers are the same, in time that does not depend on them.
func (p Phone) Equal(o Phone) bool { return p == o }
