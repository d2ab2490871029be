package identity

import (
	"time"
	"unicode/utf8"
)

const (
	residentLength    = 18
	residentOldLength = 15
	// earliestBirth is the first year that is taken for a birth year. Nobody alive was born before.
	earliestBirth = 1900
)

// residentID checks a resident ID (GB 11643) of 18 characters, and returns the reason why not: area (6), birth date (8),
// sequence (3), check character (1, ISO 7064 MOD 11-2). The 15 digits of the first generation have a reason of their own: such a
// card is no longer valid, and the number of the present one has to be typed.
func residentID(s string) string {
	n := utf8.RuneCountInString(s)
	if n == residentOldLength && len(s) == n && allDigits(s) {
		return ReasonFirstGeneration
	}
	if n != residentLength {
		return ReasonLength
	}
	digits := s[:len(s)-1]
	if len(s) != n || !allDigits(digits) || !isDigit(s[17]) && s[17] != 'X' {
		return ReasonCharacters
	}
	if !province(digits[:2]) {
		return ReasonRegion
	}
	birth := residentBirth(s)
	if !birth.Valid() || birth.Year < earliestBirth {
		return ReasonBirthDate
	}
	if s[17] != residentCheck(digits) {
		return ReasonCheckDigit
	}
	return ""
}

// residentCheck returns the check character of the first 17 digits.
func residentCheck(digits string) byte {
	const weights = "\x07\x09\x0A\x05\x08\x04\x02\x01\x06\x03\x07\x09\x0A\x05\x08\x04\x02"
	sum := 0
	for i := range len(weights) {
		sum += int(digits[i]-'0') * int(weights[i])
	}
	return "10X98765432"[sum%11]
}

// residentBirth reads the date out of 18 characters.
func residentBirth(s string) Date {
	return Date{Year: number(s[6:10]), Month: time.Month(number(s[10:12])), Day: number(s[12:14])}
}

// province reports whether the two digits begin an area code. Only the province is checked: county codes are
// abolished while the numbers that hold them stay valid. 81, 82 and 83 are the residence permits.
func province(code string) bool {
	n := number(code)
	switch {
	case n >= 11 && n <= 15, n >= 21 && n <= 23, n >= 31 && n <= 37, n >= 41 && n <= 46,
		n >= 50 && n <= 54, n >= 61 && n <= 65, n == 71, n >= 81 && n <= 83:
		return true
	}
	return false
}
