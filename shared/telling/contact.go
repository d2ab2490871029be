package telling

import (
	"bytes"
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
	// Waiting is the phone of a contact that waits for its code, masked, and WaitsUntil until when (THREATS X3).
	Waiting    string    `json:"waiting,omitempty"`
	WaitsUntil time.Time `json:"waits_until,omitzero"`
}

// contactRecord is the contact of an account at rest, with who was its contact before, and with the one that waits.
type contactRecord struct {
	ContactView
	Sealed []byte          `json:"sealed"`
	Former []formerContact `json:"former,omitempty"`
	Next   *nextContact    `json:"next,omitempty"`
}

// contactKind is the kind of record of contacts, by the account.
const contactKind = "contact"

// KeepContact keeps how an account is told things.
type KeepContact struct {
	steps.Base
	Records steps.Records
	Keys    steps.Keys
	// Queue takes what is told of a replacement; Channels are those that people are told by.
	Queue    Queue
	Channels []Sender
}

// Do replaces the contact of the account as a whole; an empty one is told by in-site messages only. A holder's new phone is proven
// by a code first: until then the contact waits, and the present one stays. E-mail addresses and WeChat ids are not proven, and
// what the platform says of its customers is taken as it is. Who was the contact before is told (THREATS X3, RULES G3). Of two at
// once the later one stays. Refused: message_daily_limit for the code. One read, one write; one queueing of who is told, before the
// write, so that no contact is replaced in silence: Deliver waits for the write.
func (s KeepContact) Do(ctx context.Context, by realname.Actor, account realname.AccountID, c Contact) (ContactView, error) {
	if err := reach(by, account); err != nil {
		return ContactView{}, err
	}
	if !c.Language.Valid() {
		return ContactView{}, realname.RefuseField(realname.CodeFieldInvalid, "language")
	}
	next, err := sealContact(ctx, s.Keys, account, c)
	if err != nil {
		return ContactView{}, err
	}
	next.UpdatedAt = s.Clock()
	id := realname.NewEventID()
	var code *nextContact
	return s.update(ctx, account, func(kept contactRecord) (contactRecord, []Delivery, error) {
		proven, err := s.proven(ctx, by, account, kept, c)
		if err != nil {
			return kept, nil, err
		}
		if proven {
			return s.replaced(kept, next, id), s.farewell(account, kept, id), nil
		}
		if code == nil {
			if code, err = s.newCode(ctx, account, c.Phone, id); err != nil {
				return kept, nil, err
			}
		}
		code.Contact, code.Sealed = next.ContactView, next.Sealed
		kept.Next, kept.Waiting, kept.WaitsUntil = code, next.Phone, code.ExpiresAt
		return kept, []Delivery{{Event: id, To: account, Channel: SMS}}, nil
	})
}

// update changes the record of the account, after who is told of it was queued, until nobody else does at the same moment.
func (s KeepContact) update(ctx context.Context, account realname.AccountID, change func(contactRecord) (contactRecord, []Delivery, error)) (ContactView, error) {
	var wrote []byte // by an earlier try, whose answer may have been lost
	var told realname.EventID
	for range conflictRetries {
		old, err := s.Records.Record(ctx, contactKind, string(account))
		if err != nil && !errors.Is(err, steps.ErrNotFound) {
			return ContactView{}, err
		}
		var kept contactRecord
		if old.Rev > 0 && json.Unmarshal(old.Doc, &kept) != nil {
			return ContactView{}, errors.New("the contact is not readable")
		}
		if wrote != nil && bytes.Equal(old.Doc, wrote) || kept.endedBy(told) {
			return kept.ContactView, nil // again, it would put itself in the place of who was the contact before
		}
		kept, due, refused := change(kept)
		if refused != nil && !errors.Is(refused, errCounted) {
			return ContactView{}, refused
		}
		if len(due) > 0 && due[0].Former != "" {
			if err := s.Queue.Put(ctx, due...); err != nil {
				return ContactView{}, err
			}
			told = due[0].Former
		}
		doc, err := json.Marshal(kept)
		if err != nil {
			return ContactView{}, err
		}
		wrote = doc
		err = s.Records.PutRecord(ctx, steps.Record{Kind: contactKind, ID: string(account), Rev: old.Rev + 1, Doc: doc})
		if err == nil && refused != nil {
			return ContactView{}, realname.Refuse(realname.CodeCodeWrong)
		}
		if err == nil && len(due) > 0 && due[0].Former == "" { // a code: of no use before the write, and asked for again
			err = s.Queue.Put(ctx, due...)
		}
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
	kept, err := readContact(ctx, records, account)
	if err != nil {
		return Contact{}, err
	}
	return kept.open(ctx, k, account)
}

// changesHands reports whether the case can take an account from who has it.
func changesHands(c realname.Case) bool { return c.Kind.Changes() || c.Kind == realname.Release }

func (kept contactRecord) open(ctx context.Context, k steps.Keys, account realname.AccountID) (Contact, error) {
	return openContact(ctx, k, account, kept.Sealed, kept.Language)
}

func openContact(ctx context.Context, k steps.Keys, account realname.AccountID, sealed []byte, language Language) (Contact, error) {
	if sealed == nil {
		return Contact{}, nil
	}
	c, err := vault.Contacts.Open(ctx, k, account, sealed)
	return Contact{c, language}, err
}

func readContact(ctx context.Context, records steps.Records, account realname.AccountID) (contactRecord, error) {
	r, err := records.Record(ctx, contactKind, string(account))
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

// ParseContact reads a contact; what is empty is none. The error is all that is wrong: an *identity.Error for each, and
// field_invalid.
func ParseContact(phone, email, openID string, language Language) (Contact, error) {
	c, wrong := vault.ParseContact(phone, email, openID)
	if !language.Valid() {
		wrong = errors.Join(wrong, realname.RefuseField(realname.CodeFieldInvalid, "language"))
	}
	return Contact{c, language}, wrong
}

// Contact returns how an account that the actor may reach is told things, masked; an empty one when nothing was kept.
// One read.
func (s Told) Contact(ctx context.Context, by realname.Actor, account realname.AccountID) (ContactView, error) {
	if err := reach(by, account); err != nil {
		return ContactView{}, err
	}
	kept, err := readContact(ctx, s.Records, account)
	return kept.ContactView, err
}
