package steps

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"shiming/shared/identity"
	"shiming/shared/realname"
)

// The papers of a legal representative who is not of the mainland (RULES D7).
const (
	Passport       = "passport"
	DrivingLicence = "driving_licence"
)

// Abroad is a legal representative who is not of the mainland, in the plain: nobody can compare the face, the papers have
// to do (RULES D7). Made by ParseAbroad; the zero value is nobody.
type Abroad struct {
	Name     realname.Text
	Document string // Passport or DrivingLicence
	Number   realname.Text
}

// ParseAbroad checks name, kind of paper and number, and writes them in one way. Refused, each with its field below
// "representative": field_invalid.
func ParseAbroad(name, document, number string) (Abroad, error) {
	invalid := func(field string) (Abroad, error) {
		return Abroad{}, realname.RefuseField(realname.CodeFieldInvalid, "representative."+field)
	}
	name = strings.Join(strings.Fields(name), " ")
	notInNames := func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsMark(r) && !strings.ContainsRune(" -'’.·,", r)
	}
	if n := utf8.RuneCountInString(name); n < 2 || n > 60 || !utf8.ValidString(name) || strings.ContainsFunc(name, notInNames) {
		return invalid("name")
	}
	if document != Passport && document != DrivingLicence {
		return invalid("document_kind")
	}
	number = strings.ToUpper(strings.Join(strings.Fields(number), ""))
	notInNumbers := func(r rune) bool { return (r < '0' || r > '9') && (r < 'A' || r > 'Z') && r != '-' }
	if len(number) < 5 || len(number) > 20 || strings.ContainsFunc(number, notInNumbers) {
		return invalid("document_number")
	}
	return Abroad{realname.Text(name), document, realname.Text(number)}, nil
}

// masked shows the first character of the name, and both ends of the number.
func (a Abroad) masked() (name, number string) {
	_, first := utf8.DecodeRuneInString(string(a.Name))
	n := string(a.Number)
	return string(a.Name)[:first] + strings.Repeat("*", 2), n[:1] + strings.Repeat("*", len(n)-2) + n[len(n)-1:]
}

// plainAbroad is such a representative as it is sealed.
type plainAbroad struct {
	Name     string `json:"name"`
	Document string `json:"document"`
	Number   string `json:"number"`
}

// plainDeclared is the enterprise that an account is to go to, as it is sealed.
type plainDeclared struct {
	Name     string            `json:"name"`
	CodeKind identity.CodeKind `json:"code_kind"`
	Code     string            `json:"code"`
}

// The purposes bind what is sealed to its account.
func abroadPurpose(account realname.AccountID) string   { return "abroad:" + string(account) }
func declaredPurpose(account realname.AccountID) string { return "declared:" + string(account) }

// sealAbroad seals a representative who is not of the mainland.
func sealAbroad(ctx context.Context, k Keys, account realname.AccountID, a Abroad) (*realname.SealedParty, error) {
	plain, err := json.Marshal(plainAbroad{string(a.Name), a.Document, string(a.Number)})
	if err != nil {
		return nil, err
	}
	sealed, err := k.Seal(ctx, abroadPurpose(account), plain)
	if err != nil {
		return nil, fmt.Errorf("seal the representative: %w", err)
	}
	name, number := a.masked()
	return &realname.SealedParty{Name: name, Number: number, Sealed: sealed}, nil
}

// openAbroad opens what sealAbroad sealed for the account.
func openAbroad(ctx context.Context, k Keys, account realname.AccountID, s realname.SealedParty) (Abroad, error) {
	plain, err := k.Open(ctx, abroadPurpose(account), s.Sealed)
	if err != nil {
		return Abroad{}, fmt.Errorf("open the representative: %w", err)
	}
	var p plainAbroad
	if err := json.Unmarshal(plain, &p); err != nil {
		return Abroad{}, errors.New("open the representative: not a sealed one")
	}
	return Abroad{realname.Text(p.Name), p.Document, realname.Text(p.Number)}, nil
}

// sealDeclared seals the enterprise that the account is to go to. Its digests are those that its form will have.
func sealDeclared(ctx context.Context, k Keys, account realname.AccountID, name identity.EnterpriseName, code identity.OrganisationCode) (realname.Declaration, error) {
	plain, err := json.Marshal(plainDeclared{name.Text(), code.Kind(), code.Text()})
	if err != nil {
		return realname.Declaration{}, err
	}
	d := realname.Declaration{Name: name.Masked(), Number: code.Masked()}
	if d.Sealed, err = k.Seal(ctx, declaredPurpose(account), plain); err != nil {
		return realname.Declaration{}, fmt.Errorf("seal the declaration: %w", err)
	}
	d.Subjects, d.NameDigest, err = enterpriseDigests(ctx, k, account, name, code)
	return d, err
}

// openDeclared opens what sealDeclared sealed for the account.
func openDeclared(ctx context.Context, k Keys, account realname.AccountID, sealed []byte) (name identity.EnterpriseName, code identity.OrganisationCode, err error) {
	plain, err := k.Open(ctx, declaredPurpose(account), sealed)
	if err != nil {
		return name, code, fmt.Errorf("open the declaration: %w", err)
	}
	var p plainDeclared
	if err := json.Unmarshal(plain, &p); err != nil {
		return name, code, errors.New("open the declaration: not a sealed one")
	}
	if name, err = identity.ParseEnterpriseName(p.Name); err != nil {
		return name, code, err
	}
	code, err = identity.ParseOrganisationCode(p.CodeKind, p.Code)
	return name, code, err
}
