package identity

import (
	"strings"
	"unicode/utf8"
)

const (
	minNameHan = 2  // Han characters
	maxName    = 30 // characters, dots included
	nameDot    = '·'
)

// Name is a person's name as printed on the document (RULES B1). The zero value is none. It prints masked: the
// first character, then one * for each other, dots included (张三 as 张*, 欧阳修 as 欧**).
type Name struct{ veiled }

// ParseName checks a name: 2–30 Han characters, rare ones included, with single dots between them. It is cleaned; the dots of
// other scripts and keyboards become ·. The error is an *Error with CodeNameInvalid.
func ParseName(s string) (Name, error) {
	if len(s) > maxInput {
		return Name{}, nameError()
	}
	text := strings.Map(func(r rune) rune {
		if isNameDot(r) {
			return nameDot
		}
		return r
	}, Clean(s))
	length, han, last := 0, 0, nameDot
	for _, r := range text {
		switch {
		case isHan(r):
			han++
		case r != nameDot || last == nameDot: // foreign, leading or doubled
			return Name{}, nameError()
		}
		length++
		last = r
	}
	if last == nameDot || han < minNameHan || length > maxName {
		return Name{}, nameError()
	}
	_, first := utf8.DecodeRuneInString(text)
	return Name{veil(text[:first]+strings.Repeat("*", length-1), text)}, nil
}

// ParseNameOn checks the name of whom the document is about: that of a permit of residents who are not Chinese nationals (HA,
// MA) may be in Latin letters, 2 to 60 of them with single blanks, hyphens and apostrophes between; it is kept in capitals, as
// the document prints it. Every other is ParseName's.
func ParseNameOn(d IDDocument, s string) (Name, error) {
	name, err := ParseName(s)
	if err == nil || !d.foreign() {
		return name, err
	}
	return ParseLatinName(s)
}

// ParseLatinName checks a name in Latin letters, as ParseNameOn takes it of the documents that print one.
func ParseLatinName(s string) (Name, error) {
	if len(s) > maxInput {
		return Name{}, nameError()
	}
	text := strings.ToUpper(Clean(s))
	if n := len(text); n < 2 || n > maxLatinName || !latin(text) {
		return Name{}, nameError()
	}
	return Name{veil(text[:1]+strings.Repeat("*", len(text)-1), text)}, nil
}

const maxLatinName = 60

// latin reports whether the text is words of capital letters with one sign between them.
func latin(text string) bool {
	last := byte(' ')
	for i := range len(text) {
		c := text[i]
		if !isLetter(c) && (!isLetter(last) || c != ' ' && c != '-' && c != '\'' && c != ',') && !(c == ' ' && last == ',') {
			return false
		}
		last = c
	}
	return isLetter(last)
}

func nameError() error { return &FieldError{Code: CodeNameInvalid, Field: "name"} }

// Text returns the name in plain, empty for the zero value: for sealing and for providers only.
func (n Name) Text() string {
	_, plain := n.split()
	return plain
}

// Equal reports whether the names are the same, in time that does not depend on them (RULES A10, B3).
func (n Name) Equal(o Name) bool { return n == o }

// isNameDot reports whether r is one of the characters that stand for the dot in names of minorities and foreigners.
func isNameDot(r rune) bool {
	switch r {
	case nameDot, '.', '\u0387', '\u2022', '\u2024', '\u2027', '\u2219', '\u22C5', '\u2E31',
		'\u30FB', '\uFE52', '\uFF0E', '\uFF65':
		return true
	}
	return false
}

// isHan reports whether r is a Han character that can stand in a name. The ranges are whole blocks, for the tables of
// the standard library are older than the newest extensions, which exist because of names.
func isHan(r rune) bool {
	switch {
	case r == '〇',
		r >= 0x3400 && r <= 0x4DBF,   // extension A
		r >= 0x4E00 && r <= 0x9FFF,   // unified
		r >= 0xF900 && r <= 0xFAFF,   // compatibility
		r >= 0x20000 && r <= 0x2FFFD, // plane 2: extensions B–F and I, compatibility supplement
		r >= 0x30000 && r <= 0x3FFFD: // plane 3: extensions G, H, J and what follows
		return true
	}
	return false
}
