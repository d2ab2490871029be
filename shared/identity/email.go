package identity

import "strings"

// Email is an e-mail address. The zero value is none. It prints as z***@example.com.
type Email struct{ veiled }

const (
	maxEmail = 254 // RFC 5321 §4.5.3.1, as RFC 3696 erratum 1690 counts it
	maxLocal = 64
)

// ParseEmail checks an address: a local part of dot-separated atoms and a domain name of at least two labels (RFC 5321
// §4.1.2 without quoted strings and address literals), in ASCII. It is cleaned. Whether anybody reads it is not known. The error is an
// *Error with CodeEmailInvalid.
func ParseEmail(s string) (Email, error) {
	if len(s) > maxInput {
		return Email{}, &FieldError{Code: CodeEmailInvalid, Field: "email"}
	}
	s = Clean(s)
	local, domain, _ := strings.Cut(s, "@")
	if len(s) > maxEmail || len(local) > maxLocal || !atoms(local, "!#$%&'*+-/=?^_`{|}~") || !atoms(domain, "-") || !strings.Contains(domain, ".") {
		return Email{}, &FieldError{Code: CodeEmailInvalid, Field: "email"}
	}
	return Email{veil(local[:1]+"***@"+domain, s)}, nil
}

// atoms reports whether s is one or more dot-separated words of letters, digits and the others.
func atoms(s, others string) bool {
	for word := range strings.SplitSeq(s, ".") {
		if word == "" {
			return false
		}
		for _, r := range word {
			if !(r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune(others, r)) {
				return false
			}
		}
	}
	return true
}

// Text returns the address in plain, empty for the zero value: for sealing and for notifiers only.
func (e Email) Text() string {
	_, plain := e.split()
	return plain
}

// Equal reports whether the addresses are the same, in time that does not depend on them.
func (e Email) Equal(o Email) bool { return e == o }
