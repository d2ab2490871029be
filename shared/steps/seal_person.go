package steps

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"shiming/shared/identity"
	"shiming/shared/realname"
)

// plainPerson is a person's form as it is sealed: the only place where it is written in the plain.
type plainPerson struct {
	Name     string                `json:"name"`
	Document identity.DocumentKind `json:"document"`
	Number   string                `json:"number"`
	Birth    string                `json:"birth"`
	Industry string                `json:"industry,omitempty"`
	Region   string                `json:"region"`
	Detail   string                `json:"detail"`
}

// purpose binds a sealed form to its account: moved to another account's record, it does not open.
func purpose(account realname.AccountID) string { return "person:" + string(account) }

// The purposes of the two digests; they never mix.
const (
	subjectPurpose = "subject:person"
	namePurpose    = "name:" // + account, so that equal names of two accounts do not look equal
)

func sealPerson(ctx context.Context, k Keys, account realname.AccountID, p realname.Person) (realname.Form, error) {
	plain, err := json.Marshal(plainPerson{
		Name: p.Name.Text(), Document: p.Document.Kind(), Number: p.Document.Number(), Birth: p.Birth.String(),
		Industry: p.Industry, Region: string(p.Address.Region), Detail: string(p.Address.Detail),
	})
	if err != nil {
		return realname.Form{}, err
	}
	sealed, err := k.Seal(ctx, purpose(account), plain)
	if err != nil {
		return realname.Form{}, fmt.Errorf("seal the form: %w", err)
	}
	digests, err := k.Digests(ctx, subjectPurpose, []byte(p.Document.Canonical()))
	if err != nil {
		return realname.Form{}, fmt.Errorf("derive the subject: %w", err)
	}
	names, err := k.Digests(ctx, namePurpose+string(account), []byte(p.Name.Text()))
	if err != nil {
		return realname.Form{}, fmt.Errorf("derive the name's digest: %w", err)
	}
	form := realname.Form{
		Document: p.Document.Kind(), Name: p.Name.Masked(), Number: p.Document.Masked(), Address: p.Address.Masked(),
		Industry: p.Industry, Sealed: sealed, NameDigest: names,
	}
	for _, d := range digests {
		form.Subjects = append(form.Subjects, realname.SubjectKey("person:"+d))
	}
	return form, nil
}

// takenOver seals the identity that another site of the group has verified, as the form of the case (RULES B8, B9).
// Refused: whatever the policy does not let verify, and a document that the method is not for.
func takenOver(ctx context.Context, k Keys, p *realname.Policy, c realname.Case, x realname.Person, now time.Time) (*realname.Form, error) {
	if err := p.CheckIdentity(x, now); err != nil {
		return nil, err
	}
	if !c.Accepts(p, x.Document.Kind()) {
		return nil, realname.Refuse(realname.CodeMethodNotForDoc)
	}
	form, err := sealPerson(ctx, k, c.Account, x)
	return &form, err
}

// OpenPerson opens what FillForm sealed for the account. Only who starts or plays a check needs it.
func OpenPerson(ctx context.Context, k Keys, account realname.AccountID, sealed []byte) (realname.Person, error) {
	plain, err := k.Open(ctx, purpose(account), sealed)
	if err != nil {
		return realname.Person{}, fmt.Errorf("open the form: %w", err)
	}
	var s plainPerson
	if err := json.Unmarshal(plain, &s); err != nil {
		return realname.Person{}, fmt.Errorf("open the form: not a sealed person")
	}
	p := realname.Person{Industry: s.Industry, Address: realname.Address{Region: realname.Text(s.Region), Detail: realname.Text(s.Detail)}}
	if p.Name, err = identity.ParseName(s.Name); err != nil {
		return realname.Person{}, err
	}
	if p.Document, err = identity.ParseDocument(s.Document, s.Number); err != nil {
		return realname.Person{}, err
	}
	if p.Birth, err = identity.ParseDate(s.Birth); err != nil {
		return realname.Person{}, err
	}
	return p, nil
}
