package identity

import "strings"

// OpenID is how an official account of WeChat knows one of its followers. The zero value is none. It prints as oX***9a.
type OpenID struct{ veiled }

// ParseOpenID checks an openid: 6 to 64 letters, digits, '-' and '_'. The error is an *Error with CodeOpenIDInvalid.
func ParseOpenID(s string) (OpenID, error) {
	if len(s) < 6 || len(s) > 64 || strings.ContainsFunc(s, func(r rune) bool {
		return !(r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '-' || r == '_')
	}) {
		return OpenID{}, &FieldError{Code: CodeOpenIDInvalid, Field: "wechat_openid"}
	}
	return OpenID{veil(s[:2]+"***"+s[len(s)-2:], s)}, nil
}

// Text returns the openid in plain, empty for the zero value: for sealing and for notifiers only.
func (o OpenID) Text() string {
	_, plain := o.split()
	return plain
}

// Equal reports whether the openids are the same, in time that does not depend on them.
func (o OpenID) Equal(other OpenID) bool { return o == other }
