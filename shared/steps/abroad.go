package steps

import (
	"context"
	"errors"
	"strings"
	"unicode"
	"unicode/utf8"

	"shiming/shared/identity"
	"shiming/shared/realname"
	"shiming/shared/vault"
)

// The papers of a legal representative who is not of the mainland (RULES D7).
const (
	Passport       = "passport"
	DrivingLicence = "driving_licence"
)

// ParseAbroad checks name, kind of paper and number as they were typed, and writes them in one way: letters of full width are
// letters (FAULT N6). Refused, all at once, each with its field below "representative": field_invalid.
func ParseAbroad(name, document, number string) (x vault.Abroad, wrong error) {
	invalid := func(field string) {
		wrong = errors.Join(wrong, realname.RefuseField(realname.CodeFieldInvalid, "representative."+field))
	}
	name = identity.Clean(name)
	notInNames := func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsMark(r) && !strings.ContainsRune(" -'’.·,", r)
	}
	if n := utf8.RuneCountInString(name); n < 2 || n > 60 || !utf8.ValidString(name) || strings.ContainsFunc(name, notInNames) {
		invalid("name")
	}
	if document != Passport && document != DrivingLicence {
		invalid("document_kind")
	}
	number = strings.ToUpper(strings.Join(strings.Fields(identity.Clean(number)), ""))
	notInNumbers := func(r rune) bool { return (r < '0' || r > '9') && (r < 'A' || r > 'Z') && r != '-' }
	if len(number) < 5 || len(number) > 20 || strings.ContainsFunc(number, notInNumbers) {
		invalid("document_number")
	}
	return vault.Abroad{Name: realname.Text(name), Document: document, Number: realname.Text(number)}, wrong
}

// sealedAbroad is a representative who is not of the mainland, as a case keeps it: the first character of the name and both
// ends of the number are shown.
func sealedAbroad(ctx context.Context, k Keys, account realname.AccountID, a vault.Abroad, by vault.RequestDigest) (*realname.SealedParty, error) {
	sealed, err := vault.PartiesAbroad.Seal(ctx, k, account, a, by)
	if err != nil {
		return nil, err
	}
	_, first := utf8.DecodeRuneInString(string(a.Name))
	n := string(a.Number)
	return &realname.SealedParty{
		Name: string(a.Name)[:first] + "**", Number: n[:1] + strings.Repeat("*", len(n)-2) + n[len(n)-1:], Sealed: sealed,
	}, nil
}
