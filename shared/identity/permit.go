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
	taiwanCard   = 8  // digits of the card valid for 5 years
	taiwanDigits = 10 // digits of the booklet before it, with or without a letter behind
	taiwanLong   = 12 // characters of the longest permit for a single journey
)

// taiwanPermit checks a Taiwan permit and returns it without the brackets some print the last letter in, or the
// reason why not: 8 digits; 10 digits with or without a letter; 10–12 letters and digits for a single journey.
func taiwanPermit(s string) (string, string) {
	if n := len(s); n == taiwanDigits+3 && s[n-3] == '(' && s[n-1] == ')' {
		s = s[:n-3] + s[n-2:n-1]
		if !taiwanLettered(s) {
			return "", ReasonFormat
		}
	}
	if len(s) == taiwanCard && allDigits(s) {
		return s, ""
	}
	if len(s) < taiwanDigits || len(s) > taiwanLong {
		return "", ReasonFormat
	}
	digits := 0
	for i := range len(s) {
		switch {
		case isDigit(s[i]):
			digits++
		case !isLetter(s[i]):
			return "", ReasonFormat
		}
	}
	if digits == 0 { // a word, not a number
		return "", ReasonFormat
	}
	return s, ""
}

// taiwanLettered reports whether s is a booklet's number with its letter. People write it with the letter or without, so the
// letter does not make another person.
func taiwanLettered(s string) bool {
	return len(s) == taiwanDigits+1 && allDigits(s[:taiwanDigits]) && isLetter(s[taiwanDigits])
}
