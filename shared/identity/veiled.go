package identity

import (
	"fmt"
	"io"
	"log/slog"
	"strings"
	"unique"
)

// veiled holds one piece of personal data so that it cannot be shown by accident. It is embedded by every type of
// this package that holds personal data and gives them their masked methods.
//
// Methods alone are not enough: fmt does not call them on an unexported field of somebody else's struct, nor for %p
// and misplaced %w, but walks the memory. So the text stays behind a pointer to a string, which fmt prints as an address at any depth (a
// pointer to a struct or a slice it would follow). unique.Handle is such a pointer and, being interned, makes equal
// texts equal under ==; comparing costs one word and takes the same time wherever the texts differ.
//
// The text is the masked form, veilMark, the plain form.
type veiled struct {
	text unique.Handle[string]
}

// veilMark parts the masked from the plain form; no parser lets it through.
const veilMark = "\x00"

func veil(masked, plain string) veiled {
	return veiled{unique.Make(masked + veilMark + plain)}
}

// split returns both forms, empty for the zero value.
func (v veiled) split() (string, string) {
	if v == (veiled{}) {
		return "", ""
	}
	masked, plain, _ := strings.Cut(v.text.Value(), veilMark)
	return masked, plain
}

// IsZero reports whether this is the zero value, which stands for "none".
func (v veiled) IsZero() bool { return v == (veiled{}) }

// Masked returns the form that may be shown and logged; empty for the zero value.
func (v veiled) Masked() string {
	masked, _ := v.split()
	return masked
}

// String returns the masked form.
func (v veiled) String() string { return v.Masked() }

// Format writes the masked form, whatever the verb and flags.
func (v veiled) Format(s fmt.State, _ rune) { _, _ = io.WriteString(s, v.Masked()) }

// LogValue is the masked form.
func (v veiled) LogValue() slog.Value { return slog.StringValue(v.Masked()) }

// MarshalText is the masked form, and with it what encoding/json writes for values and for map keys. There is no way
// back: values enter by Parse only.
func (v veiled) MarshalText() ([]byte, error) { return []byte(v.Masked()), nil }

// maskEnds shows the first and the last character of an ASCII number (THREATS, GB/T 35273 7.2: "1+1" for documents,
// for more would give away region or birthday).
func maskEnds(s string) string {
	return s[:1] + strings.Repeat("*", len(s)-2) + s[len(s)-1:]
}
