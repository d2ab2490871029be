package main

import (
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"unicode/utf16"

	"shiming/infra/tests/pii"
)

// seed is one string of personal data that no test may put out. Its index in the list and what it is (never the
// string itself) may be printed.
type seed struct {
	what  string // "adult 3's phone"
	value string
	forms []form
}

// form is one way in which a seed may be written.
type form struct {
	name string
	text string
	// alone: count it only where no hexadecimal digit touches it. Eight digits stand by chance in hashes and times.
	alone bool
}

// seeds lists the personal data of all made-up people: name, document number, phone and address of each.
func seeds() []seed {
	var list []seed
	for _, p := range pii.All() {
		for _, s := range []seed{
			{what: p.Label + "'s name", value: p.Name},
			{what: p.Label + "'s number", value: p.Number},
			{what: p.Label + "'s phone", value: p.Phone},
			{what: p.Label + "'s address", value: p.Address},
		} {
			s.forms = formsOf(s.value)
			list = append(list, s)
		}
	}
	return list
}

// formsOf returns the ways in which value is searched for: plain, lower case, escaped for URLs, with \u escapes as
// in JSON or Go strings, hexadecimal, and base64 in both alphabets at each of the three places where value can begin
// within a longer text. Forms that are equal are listed once.
func formsOf(value string) []form {
	short := len(value) < 9 && strings.Trim(value, "0123456789") == ""
	all := []form{
		{"plain", value, short},
		{"plain, lower case", strings.ToLower(value), short},
		{"URL", url.QueryEscape(value), short},
		{"URL", url.PathEscape(value), short},
		{"URL, lower case", strings.ToLower(url.QueryEscape(value)), short},
		{"JSON \\u", jsonEscape(value), short},
		{"JSON \\u, upper case", strings.ReplaceAll(strings.ToUpper(jsonEscape(value)), `\U`, `\u`), short},
		{"Go \\u", strings.Trim(strconv.QuoteToASCII(value), `"`), short},
		{"hex", hex.EncodeToString([]byte(value)), false},
		{"hex, upper case", strings.ToUpper(hex.EncodeToString([]byte(value))), false},
	}
	for shift := range 3 {
		for _, enc := range []*base64.Encoding{base64.RawStdEncoding, base64.RawURLEncoding} {
			all = append(all, form{"base64", base64At(enc, value, shift), false})
		}
	}
	var forms []form
	seen := map[string]bool{}
	for _, f := range all {
		if !seen[f.text] {
			seen[f.text] = true
			forms = append(forms, f)
		}
	}
	return forms
}

// jsonEscape writes every character outside ASCII as \uXXXX, in surrogate pairs beyond the basic plane.
func jsonEscape(value string) string {
	var b strings.Builder
	for _, unit := range utf16.Encode([]rune(value)) {
		if unit < 0x80 {
			b.WriteByte(byte(unit))
			continue
		}
		fmt.Fprintf(&b, `\u%04x`, unit)
	}
	return b.String()
}

// base64At returns the characters of the base64 of any text that holds value at an offset of shift (mod 3) and that
// depend on value alone: those that share bits with its neighbours are cut off.
func base64At(enc *base64.Encoding, value string, shift int) string {
	encoded := enc.EncodeToString(append(make([]byte, shift), value...))
	first := (shift*8 + 5) / 6
	last := (shift + len(value)) * 8 / 6
	return encoded[first:last]
}
