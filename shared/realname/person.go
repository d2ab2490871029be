package realname

import (
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"strings"
	"time"
	"unicode/utf8"

	"shiming/shared/identity"
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

// Person is what a personal form says, in the plain. It lives in memory for one step; at rest it is sealed. It prints,
// logs and marshals as "[redacted]": a birth date, too, is nobody's business.
type Person struct {
	Name     identity.Name
	Document identity.Document
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

// CheckPerson says whether the policy lets the person verify on this day: document (RULES A5), age (RULES A4) and the
// shape of the rest (RULES B1).
func (p *Policy) CheckPerson(x Person, now time.Time) error {
	if err := p.CheckIdentity(x, now); err != nil {
		return err
	}
	if x.Industry == "" && x.Document.Kind() == identity.ResidentID {
		return RefuseField(CodeFieldRequired, "industry")
	}
	if x.Industry != "" && !validIndustry(x.Industry) {
		return RefuseField(CodeIndustryInvalid, "industry")
	}
	if n := letters(x.Address.Region); n < 2 || n > 60 {
		return RefuseField(invalidOrMissing(n), "address.region")
	}
	if n := letters(x.Address.Detail); n < 2 || n > 120 {
		return RefuseField(invalidOrMissing(n), "address.detail")
	}
	return nil
}

// letters counts the characters of the text without the blanks around it.
func letters(t Text) int { return utf8.RuneCountInString(strings.TrimSpace(string(t))) }

func invalidOrMissing(n int) Code {
	if n == 0 {
		return CodeFieldRequired
	}
	return CodeFieldInvalid
}

// validIndustry reports whether s is a section of the national classification of industries, GB/T 4754-2017.
func validIndustry(s string) bool {
	return len(s) == 1 && s[0] >= 'A' && s[0] <= 'T'
}

// CheckIdentity says whether the policy lets somebody with this name, document and birth date verify on this day: all
// that there is of an identity that is taken over (RULES B8, B9).
func (p *Policy) CheckIdentity(x Person, now time.Time) error {
	today := identity.DateIn(now)
	if x.Name.IsZero() {
		return RefuseField(CodeFieldRequired, "name")
	}
	if x.Document.IsZero() {
		return RefuseField(CodeFieldRequired, "document_number")
	}
	born, fromNumber := x.Document.Birth()
	if fromNumber && x.Birth != born {
		return RefuseField(CodeBirthDateInvalid, "birth_date")
	}
	if x.Birth == (identity.Date{}) {
		return RefuseField(CodeFieldRequired, "birth_date")
	}
	if x.Birth.After(today) {
		if fromNumber {
			return RefuseField(CodeNumberInvalid, "document_number")
		}
		return RefuseField(CodeBirthDateInvalid, "birth_date")
	}
	if identity.Age(x.Birth, today) < p.MinimumAge {
		return Refuse(CodeUnderAge)
	}
	return nil
}
