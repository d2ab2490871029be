package telling

import (
	"context"
	"errors"
	"slices"
	"time"

	"shiming/shared/identity"
	"shiming/shared/realname"
	"shiming/shared/steps"
	"shiming/shared/texts"
	"shiming/shared/vault"
)

// nextContact is a contact that waits until its phone is proven, with the code that proves it, sealed (THREATS X3).
type nextContact struct {
	ID        realname.EventID `json:"id"`
	Contact   ContactView      `json:"contact"`
	Sealed    []byte           `json:"sealed"`
	Code      []byte           `json:"code"`
	ExpiresAt time.Time        `json:"expires_at"`
	Wrong     int              `json:"wrong,omitempty"`
}

// proven reports whether the contact can be used at once: it is the platform's own word, it has no phone, or the phone that it has
// already; or no SMS are sent, so that nobody's phone is told anything.
func (s KeepContact) proven(ctx context.Context, by realname.Actor, account realname.AccountID, kept contactRecord, c Contact) (bool, error) {
	if by.Role == realname.Platform || c.Phone.IsZero() || !slices.Contains(s.Channels, SMS) {
		return true, nil
	}
	present, err := kept.open(ctx, s.Keys, account)
	return present.Phone.Text() == c.Phone.Text(), err
}

// newCode draws a code for the phone, which counts like every message to it (THREATS X15).
func (s KeepContact) newCode(ctx context.Context, account realname.AccountID, phone identity.Phone, id realname.EventID) (*nextContact, error) {
	if err := s.allowance().Spend(ctx, account, phone.Text()); err != nil {
		return nil, err
	}
	code := vault.OneTimeCode{Digits: steps.NewCode(), Phone: phone}
	sealed, err := vault.ContactCodes.Seal(ctx, s.Keys, account, code, "")
	return &nextContact{ID: id, Code: sealed, ExpiresAt: s.Clock().Add(s.Policy.CodeLife())}, err
}

func (s KeepContact) allowance() steps.Allowance {
	return steps.Allowance{Base: s.Base, Keys: s.Keys, Records: s.Records}
}

// errCounted is a wrong code, which is written down before anybody is told.
var errCounted = errors.New("a wrong code was counted")

// Prove takes the code that came to the phone of the contact that waits: from then on that is the contact, and who was it before is
// told. Refused: wrong_state when none waits; otp_expired, also after too many wrong ones: another one is sent by keeping the
// contact again; otp_wrong. One read, one write, and one queueing.
func (s KeepContact) Prove(ctx context.Context, ask steps.Ask, account realname.AccountID, typed string) (ContactView, error) {
	if err := reach(ask.By, account); err != nil {
		return ContactView{}, err
	}
	return s.update(ctx, account, func(kept contactRecord) (contactRecord, []Delivery, error) {
		next := kept.Next
		switch {
		case next == nil:
			return kept, nil, realname.Refuse(realname.CodeWrongState)
		case !s.Clock().Before(next.ExpiresAt) || next.Wrong >= s.Policy.Codes.Tries:
			return kept, nil, realname.Refuse(realname.CodeCodeExpired)
		case ask.Wrong != nil:
			return kept, nil, ask.Wrong
		}
		code, err := vault.ContactCodes.Open(ctx, s.Keys, account, next.Code)
		if err != nil {
			return kept, nil, err
		}
		if !code.Is(typed) {
			counted := *next
			counted.Wrong++
			kept.Next = &counted
			return kept, nil, errCounted
		}
		present := contactRecord{ContactView: next.Contact, Sealed: next.Sealed}
		present.UpdatedAt = s.Clock()
		return s.replaced(kept, present, next.ID), s.farewell(account, kept, next.ID), nil
	})
}

// errNotYet is a delivery that was queued before what it tells was written, or of what never was.
var errNotYet = errors.New("not yet")

// ofContact writes what is told about the contact of an account, which is no event of a case: to who was it that it was replaced, or
// the code that proves a new phone.
func (s Deliver) ofContact(ctx context.Context, d Delivery, held *DeliveryLog) (Message, error) {
	held.Account, held.At = d.To, s.Clock()
	m := Message{Key: d.ID(), Channel: d.Channel, Account: d.To, Signature: s.Policy.Title}
	kept, err := readContact(ctx, s.Records, d.To)
	if err != nil {
		return Message{}, err
	}
	if d.Former != "" {
		c, found, err := kept.addressee(ctx, s.Keys, d.To, d.Former, d.Channel)
		if err == nil && !found {
			err = errNotYet
		}
		m.To, m.Told, m.Language = c.to(d.Channel), texts.ContactReplacedMessage(d.To), c.Language
		return m, err
	}
	next := kept.Next
	if next == nil || next.ID != d.Event {
		return Message{}, errNotYet
	}
	if !s.Clock().Before(next.ExpiresAt) {
		return m, nil
	}
	code, err := vault.ContactCodes.Open(ctx, s.Keys, d.To, next.Code)
	m.To, m.Told, m.Language = code.Phone.Text(), texts.CodeMessage(string(code.Digits), s.Policy.Codes.Minutes, d.To, texts.NewContact), next.Contact.Language
	return m, err
}

// later puts off a delivery of what is not written yet; one of what never is, is skipped in the end.
func (s Deliver) later(ctx context.Context, held DeliveryLog) (time.Time, error) {
	pauses := s.Policy.Deliveries.RetrySeconds
	held.State, held.Due = DeliverySkipped, time.Time{}
	if held.Tries < len(pauses) {
		held.State, held.Due = DeliveryWaiting, s.Clock().Add(time.Duration(pauses[held.Tries])*time.Second)
	}
	held.Tries++
	return held.Due, held.put(ctx, s.Records)
}
