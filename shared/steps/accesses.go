package steps

import (
	"context"
	"encoding/json"
	"time"

	"shiming/shared/realname"
)

// Look is that somebody looked at what is closed otherwise (L4; PIPL 51): who of staff, in which role, at what, why. Of a holder it
// does not say who: it is their own account.
type Look struct {
	ID      realname.EventID   `json:"id"`
	At      time.Time          `json:"at"`
	Account realname.AccountID `json:"account"`
	Case    realname.CaseID    `json:"case"`
	By      realname.Role      `json:"by"`
	Who     string             `json:"who,omitempty"`
	What    AccessedThing      `json:"what"`
	// Purpose is of a picture, Reason of a look at plaintext.
	Purpose realname.Purpose      `json:"purpose,omitempty"`
	Reason  realname.UnmaskReason `json:"reason,omitempty"`
}

// AccessedThing is what was looked at.
type AccessedThing string

const (
	// AccessedPicture is one document that was uploaded.
	AccessedPicture AccessedThing = "picture"
	// AccessedPlaintext is all that a case under review holds, unmasked.
	AccessedPlaintext AccessedThing = "plaintext"
)

// accessKind is the kind of records of accesses, by their account.
const accessKind = "access"

// keepAccess keeps that the actor looks now, before anything is shown: what cannot be kept is not shown. Each try of a request that was
// repeated is a look of its own. One write.
func keepAccess(ctx context.Context, records Records, base Base, by realname.Actor, a Look) error {
	a.ID, a.At, a.By = realname.NewEventID(), base.Clock(), by.Role
	if by.Role != realname.Holder {
		a.Who = by.ID
	}
	doc, err := json.Marshal(a)
	if err != nil {
		return err
	}
	return records.PutRecord(ctx, Record{
		Kind: accessKind, ID: string(a.ID), Owner: string(a.Account), Sort: NewestFirst(a.At), Rev: 1, Doc: doc,
		Until: a.At.AddDate(0, 0, base.Policy.Retention.Access),
	})
}

// AccessesOf lists who looked at what is kept of an account that the actor may reach, newest first; of an unknown account nobody did.
// Only who oversees staff is told their ids. It may lag behind by seconds. One read.
func (s LookUp) AccessesOf(ctx context.Context, by realname.Actor, id realname.AccountID, cursor string, limit int) ([]Look, string, error) {
	if !id.Valid() {
		return nil, "", realname.Refuse(realname.CodeAccountNotFound)
	}
	if !by.Reaches(id) {
		return nil, "", realname.Refuse(realname.CodeAccountNotFound).Because(ErrForeign)
	}
	page, next, err := s.Records.RecordsOf(ctx, accessKind, string(id), cursor, limit)
	if err != nil {
		return nil, "", err
	}
	now, all := s.Clock(), []Look{}
	for _, r := range page {
		if !now.Before(r.Until) { // it is over, and the store drops it some time
			continue
		}
		a, err := read[Look](r)
		if err != nil {
			return nil, "", err
		}
		if by.Role == realname.Holder {
			a.Who = ""
		}
		all = append(all, a)
	}
	return all, next, nil
}
