package steps

import (
	"context"
	"crypto/subtle"
	"encoding/json"
	"errors"
	"fmt"

	"shiming/shared/identity"
	"shiming/shared/realname"
)

// AppealEntry is what an appeal begins with (RULES F1): whose document was used, the phone by which the appeal can be
// followed, and the masked account that was shown to the person, if any (RULES B11). Whether the identity is in use is
// not looked at: who has not proven an identity must not learn where it is (THREATS Q2).
type AppealEntry struct {
	Name     identity.Name
	Document identity.Document
	Phone    identity.Phone
	Holder   string // masked; empty: the person does not know
}

// plainAppeal is an appeal as it is sealed.
type plainAppeal struct {
	Name     string                `json:"name"`
	Document identity.DocumentKind `json:"document"`
	Number   string                `json:"number"`
	Phone    string                `json:"phone"`
	Holder   string                `json:"holder,omitempty"`
}

// appealPurpose binds a sealed appeal to its case.
func appealPurpose(id realname.CaseID) string { return "appeal:" + string(id) }

// phonePurpose keeps digests of phones apart by case, so that equal phones of two appeals do not look equal.
func phonePurpose(id realname.CaseID) string { return "appeal-phone:" + string(id) }

func (e AppealEntry) command(ctx context.Context, s FillForm, c realname.Case) (realname.Command, error) {
	plain, err := json.Marshal(plainAppeal{e.Name.Text(), e.Document.Kind(), e.Document.Number(), e.Phone.Text(), e.Holder})
	if err != nil {
		return nil, err
	}
	d := realname.Declaration{Name: e.Name.Masked(), Number: e.Document.Masked(), Phone: e.Phone.Masked(), Holder: e.Holder}
	if d.Sealed, err = s.Keys.Seal(ctx, appealPurpose(c.ID), plain); err != nil {
		return nil, fmt.Errorf("seal the appeal: %w", err)
	}
	subjects, err := s.Keys.Digests(ctx, subjectPurpose, []byte(e.Document.Canonical()))
	if err != nil {
		return nil, fmt.Errorf("derive the subject: %w", err)
	}
	for _, digest := range subjects {
		d.Subjects = append(d.Subjects, realname.SubjectKey("person:"+digest))
	}
	if d.PhoneDigest, err = s.Keys.Digests(ctx, phonePurpose(c.ID), []byte(e.Phone.Text())); err != nil {
		return nil, fmt.Errorf("derive the phone's digest: %w", err)
	}
	if d.Query, err = keepQuery(ctx, s.Keys, s.Records, c.ID); err != nil {
		return nil, err
	}
	return realname.Declare{Declaration: d}, nil
}

// same compares with what the first request sealed: personal data is in no fingerprint (THREATS Q3).
func (e AppealEntry) same(ctx context.Context, k Keys, then realname.Case) error {
	first, err := openAppeal(ctx, k, then)
	if err != nil {
		return err
	}
	same := subtle.ConstantTimeCompare([]byte(first.Name.Text()), []byte(e.Name.Text())) == 1 &&
		first.Document.Equal(e.Document) && first.Phone == e.Phone && first.Holder == e.Holder
	if !same {
		return realname.Refuse(realname.CodeIdempotencyReused)
	}
	return nil
}

// openAppeal opens what the newest declaration of the appeal sealed.
func openAppeal(ctx context.Context, k Keys, c realname.Case) (AppealEntry, error) {
	d := c.Declaration()
	if d == nil || c.Kind != realname.Appeal {
		return AppealEntry{}, realname.Refuse(realname.CodeWrongState)
	}
	plain, err := k.Open(ctx, appealPurpose(c.ID), d.Sealed)
	if err != nil {
		return AppealEntry{}, fmt.Errorf("open the appeal: %w", err)
	}
	var p plainAppeal
	if err := json.Unmarshal(plain, &p); err != nil {
		return AppealEntry{}, errors.New("open the appeal: not a sealed appeal")
	}
	e := AppealEntry{Holder: p.Holder}
	if e.Name, err = identity.ParseName(p.Name); err != nil {
		return AppealEntry{}, err
	}
	if e.Document, err = identity.ParseDocument(p.Document, p.Number); err != nil {
		return AppealEntry{}, err
	}
	e.Phone, err = identity.ParsePhone(p.Phone)
	return e, err
}
