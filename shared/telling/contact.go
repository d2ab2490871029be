package telling

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"shiming/shared/realname"
	"shiming/shared/steps"
	"shiming/shared/vault"
)

// Language is the language that somebody wants to be told things in.
type Language = realname.Language

// The languages.
const (
	BothLanguages = realname.BothLanguages
	Chinese       = realname.Chinese
	English       = realname.English
)

// Contact is how somebody is told things about an account (RULES G1). What is empty is not used. It is only for
// telling: nothing of it proves anything, and nobody has checked that it is theirs.
type Contact struct {
	vault.Addresses
	Language Language
}

// to returns the address for the channel, in plaintext; empty when there is none.
func (c Contact) to(channel Sender) string {
	switch channel {
	case SMS:
		return c.Phone.Text()
	case Email:
		return c.Email.Text()
	case WeChat:
		return c.OpenID.Text()
	case InSite, Webhook:
	}
	return ""
}

// ContactView is what is shown of a contact: masked.
type ContactView struct {
	Phone     string    `json:"phone,omitempty"`
	Email     string    `json:"email,omitempty"`
	OpenID    string    `json:"wechat_openid,omitempty"`
	Language  Language  `json:"language,omitempty"`
	UpdatedAt time.Time `json:"updated_at,omitzero"`
}

// contactRecord is a contact at rest.
type contactRecord struct {
	ContactView
	Sealed []byte `json:"sealed"`
}

// The kinds of records of contacts: by the account, and as it was when a case began, by the case.
const (
	contactKind = "contact"
	formerKind  = "former_contact"
)

// KeepContact keeps how an account is told things.
type KeepContact struct {
	Records steps.Records
	Keys    steps.Keys
	Clock   steps.Clock
}

// Do replaces the contact of the account as a whole; an empty one is told by in-site messages only. Of two at once the
// later one stays. One read, one write.
func (s KeepContact) Do(ctx context.Context, by realname.Actor, account realname.AccountID, c Contact) (ContactView, error) {
	if err := reach(by, account); err != nil {
		return ContactView{}, err
	}
	if !c.Language.Valid() {
		return ContactView{}, realname.RefuseField(realname.CodeFieldInvalid, "language")
	}
	kept, err := sealContact(ctx, s.Keys, account, c)
	if err != nil {
		return ContactView{}, err
	}
	kept.UpdatedAt = s.Clock()
	doc, err := json.Marshal(kept)
	if err != nil {
		return ContactView{}, err
	}
	for range conflictRetries {
		old, err := s.Records.Record(ctx, contactKind, string(account))
		if err != nil && !errors.Is(err, steps.ErrNotFound) {
			return ContactView{}, err
		}
		err = s.Records.PutRecord(ctx, steps.Record{Kind: contactKind, ID: string(account), Rev: old.Rev + 1, Doc: doc})
		if err == nil {
			return kept.ContactView, nil
		}
		if !errors.Is(err, steps.ErrConflict) {
			return ContactView{}, err
		}
	}
	return ContactView{}, steps.ErrUnavailable
}

func sealContact(ctx context.Context, k steps.Keys, account realname.AccountID, c Contact) (contactRecord, error) {
	sealed, err := vault.Contacts.Seal(ctx, k, account, c.Addresses, "")
	if err != nil {
		return contactRecord{}, err
	}
	return contactRecord{Sealed: sealed, ContactView: ContactView{
		Phone: c.Phone.Masked(), Email: c.Email.Masked(), OpenID: c.OpenID.Masked(), Language: c.Language,
	}}, nil
}

// contactOf opens the contact of the account; nobody's when none was kept.
func contactOf(ctx context.Context, records steps.Records, k steps.Keys, account realname.AccountID) (Contact, error) {
	kept, err := readContact(ctx, records, contactKind, string(account))
	if err != nil {
		return Contact{}, err
	}
	return kept.open(ctx, k, account)
}

// formerOf opens the contact that the account of the case had when it was opened; nobody's when none was kept.
func formerOf(ctx context.Context, records steps.Records, k steps.Keys, c realname.Case) (Contact, error) {
	kept, err := readContact(ctx, records, formerKind, string(c.ID))
	if err != nil {
		return Contact{}, err
	}
	return kept.open(ctx, k, c.Account)
}

// changesHands reports whether the case can take an account from who has it, so that its present contact is kept.
func changesHands(c realname.Case) bool { return c.Kind.Changes() || c.Kind == realname.Release }

// keepFormer keeps the contact of the account as it is when a case begins, sealed as it is. Doing it again is the same.
func keepFormer(ctx context.Context, records steps.Records, c realname.Case) error {
	r, err := records.Record(ctx, contactKind, string(c.Account))
	if errors.Is(err, steps.ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	err = records.PutRecord(ctx, steps.Record{Kind: formerKind, ID: string(c.ID), Rev: 1, Doc: r.Doc})
	if errors.Is(err, steps.ErrConflict) {
		return nil // it was kept before
	}
	return err
}

func (kept contactRecord) open(ctx context.Context, k steps.Keys, account realname.AccountID) (Contact, error) {
	if kept.Sealed == nil {
		return Contact{}, nil
	}
	c, err := vault.Contacts.Open(ctx, k, account, kept.Sealed)
	return Contact{c, kept.Language}, err
}

func readContact(ctx context.Context, records steps.Records, kind, id string) (contactRecord, error) {
	r, err := records.Record(ctx, kind, id)
	if errors.Is(err, steps.ErrNotFound) {
		return contactRecord{}, nil
	}
	if err != nil {
		return contactRecord{}, err
	}
	var kept contactRecord
	if err := json.Unmarshal(r.Doc, &kept); err != nil {
		return contactRecord{}, errors.New("the contact is not readable")
	}
	return kept, nil
}

// ParseContact reads a contact; what is empty is none. The error is an *identity.Error, or field_invalid.
func ParseContact(phone, email, openID string, language Language) (Contact, error) {
	c, err := vault.ParseContact(phone, email, openID)
	if err != nil {
		return Contact{}, err
	}
	if !language.Valid() {
		return Contact{}, realname.RefuseField(realname.CodeFieldInvalid, "language")
	}
	return Contact{c, language}, nil
}

// Contact returns how an account that the actor may reach is told things, masked; an empty one when nothing was kept.
// One read.
func (s Told) Contact(ctx context.Context, by realname.Actor, account realname.AccountID) (ContactView, error) {
	if err := reach(by, account); err != nil {
		return ContactView{}, err
	}
	kept, err := readContact(ctx, s.Records, contactKind, string(account))
	return kept.ContactView, err
}
