// Package licence reads business licences (营业执照) that this project drew itself (infra/tools/licences): what the sandbox
// does where a deployment asks an OCR service (RULES C2). It reads the QR code that a sample bears and nothing else; a
// picture of a real licence has none of this form and yields ErrNothing. It does not judge pictures (shared/files/inspect
// does) and draws none.
//
// The code holds a JSON object: {"v": 1, "name", "uscc", "type", "person", "address", "registered": "2006-01-02"}.
package licence

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"

	"shiming/shared/identity"
)

// Fields is what a licence says. It prints masked.
type Fields struct {
	Name           string        // of the enterprise
	Code           identity.USCC // unified social credit code
	Kind           string        // 类型, such as 有限责任公司
	Representative identity.Name // legal representative, or operator of a one-person business
	Address        string
	Registered     identity.Date
}

// ErrNothing says that nothing could be read; the person fills in the form alone (RULES C2). It is no refusal.
var ErrNothing = errors.New("licence: nothing could be read")

// version of the form of the code.
const version = 1

// text is the form of the code.
type text struct {
	V          int    `json:"v"`
	Name       string `json:"name"`
	USCC       string `json:"uscc"`
	Type       string `json:"type"`
	Person     string `json:"person"`
	Address    string `json:"address"`
	Registered string `json:"registered"`
}

// Text returns the fields in plain, as a sample's QR code holds them.
func (f Fields) Text() string {
	data, err := json.Marshal(text{version, f.Name, f.Code.Text(), f.Kind, f.Representative.Text(), f.Address, f.Registered.String()})
	if err != nil {
		panic(err) // strings and a number
	}
	return string(data)
}

// parseText reads what Text wrote.
func parseText(s string) (Fields, error) {
	var t text
	if err := json.Unmarshal([]byte(s), &t); err != nil || t.V != version || t.Name == "" {
		return Fields{}, ErrNothing
	}
	code, badCode := identity.ParseUSCC(t.USCC)
	person, badPerson := identity.ParseName(t.Person)
	day, badDay := identity.ParseDate(t.Registered)
	if badCode != nil || badPerson != nil || badDay != nil {
		return Fields{}, ErrNothing
	}
	return Fields{t.Name, code, t.Type, person, t.Address, day}, nil
}

// String returns the masked code only.
func (f Fields) String() string { return "licence of " + f.Code.Masked() }

// Format prints as String, whatever the verb.
func (f Fields) Format(s fmt.State, _ rune) { _, _ = io.WriteString(s, f.String()) }

// LogValue logs as String.
func (f Fields) LogValue() slog.Value { return slog.StringValue(f.String()) }

// MarshalText writes as String: what is kept of the fields is taken out of them by name.
func (f Fields) MarshalText() ([]byte, error) { return []byte(f.String()), nil }
