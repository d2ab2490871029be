package realname

import (
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"shiming/shared/identity"
	"strings"
	"unicode/utf8"
)

// Text is personal text such as an address: it prints, logs and marshals as "[redacted]" whatever the verb. Convert it
// to string to use it.
type Text string

const redacted = "[redacted]"

// Format writes "[redacted]".
func (Text) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, redacted) }

// LogValue returns "[redacted]".
func (Text) LogValue() slog.Value { return slog.StringValue(redacted) }

// MarshalJSON writes "[redacted]".
func (Text) MarshalJSON() ([]byte, error) { return json.Marshal(redacted) }

// letters counts the characters of the text without the blanks around it.
func letters(t Text) int { return utf8.RuneCountInString(strings.TrimSpace(string(t))) }

// Address is the region and the detail of an address; it may differ from the document's (RULES B1).
type Address struct{ Region, Detail Text }

// Masked shows the first three characters of the region; nothing of no address.
func (a Address) Masked() string {
	if a == (Address{}) {
		return ""
	}
	r := []rune(string(a.Region))
	return string(r[:min(3, len(r))]) + "****"
}

// Person is what a personal form says, in plaintext. It lives in memory for one step; at rest it is sealed. It prints,
// logs and marshals as "[redacted]": a birth date, too, is nobody's business.
type Person struct {
	Name     identity.Name
	Document identity.IDDocument
	// Birth is the birth date: from the number of a resident ID, or as printed on a permit.
	Birth    identity.Date
	Industry string // a section of GB/T 4754, A to T; may be empty with a permit
	Address  Address
}

// Format writes "[redacted]".
func (Person) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, redacted) }

// LogValue returns "[redacted]".
func (Person) LogValue() slog.Value { return slog.StringValue(redacted) }

// MarshalJSON writes "[redacted]".
func (Person) MarshalJSON() ([]byte, error) { return json.Marshal(redacted) }

// Equal reports whether both forms say the same.
func (p Person) Equal(o Person) bool {
	return p.Name.Equal(o.Name) && p.Document.Equal(o.Document) && p.Birth == o.Birth && p.Industry == o.Industry && p.Address == o.Address
}
