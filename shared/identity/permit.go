package identity

// hkMacaoLasting is how many characters of a Hong Kong or Macao permit stay for life; two that count the renewals may follow.
const hkMacaoLasting = 9

// hkMacaoPermit checks a Hong Kong or Macao permit and returns the reason why not: H or M and 8 digits, or, for
// residents who are not Chinese nationals, HA or MA and 7 digits; then 2 digits that count the renewals, on older cards.
func hkMacaoPermit(s string) string {
	if len(s) != hkMacaoLasting && len(s) != hkMacaoLasting+2 {
		return ReasonFormat
	}
	digits := s[1:]
	if digits[0] == 'A' {
		digits = digits[1:]
	}
	if s[0] != 'H' && s[0] != 'M' || !allDigits(digits) {
		return ReasonFormat
	}
	return ""
}

const (
	taiwanLasting = 8  // digits of the card valid for 5 years; of a booklet's number, those that stay for life
	taiwanDigits  = 10 // digits of the booklet before it: those for life, and two that count the renewals
)

// taiwanPermit checks a Taiwan permit and returns it without the brackets some print the office's mark in, or the reason why
// not: 8 digits; or 10 digits, with or without the mark of the office, a letter or a digit.
func taiwanPermit(s string) (string, string) {
	if n := len(s); n == taiwanDigits+3 && s[n-3] == '(' && s[n-1] == ')' {
		s = s[:n-3] + s[n-2:n-1]
	}
	switch len(s) {
	case taiwanLasting, taiwanDigits:
	case taiwanDigits + 1:
		if mark := s[taiwanDigits]; !isLetter(mark) && !isDigit(mark) {
			return "", ReasonFormat
		}
	default:
		return "", ReasonFormat
	}
	if !allDigits(s[:min(len(s), taiwanDigits)]) {
		return "", ReasonFormat
	}
	return s, ""
}
