package steps

import (
	"context"
	"errors"
	"time"

	"shiming/shared/realname"
)

// Hold is that what a case knows of people is kept, and shown to nobody, until a time: somebody who may ask for it does (L5).
type Hold struct {
	Case    realname.CaseID    `json:"case"`
	Account realname.AccountID `json:"account"`
	Reason  HoldReason         `json:"reason"`
	// Reference is the file number of whoever asked for it; empty where there is none. No name stands in it.
	Reference string    `json:"reference,omitempty"`
	By        string    `json:"by"` // who of staff put it
	At        time.Time `json:"at"`
	Until     time.Time `json:"until"`
}

// HoldReason is why a case is held.
type HoldReason string

// The reasons.
const (
	HeldForCourt         HoldReason = "court"         // a court asks for it, or may
	HeldForAuthority     HoldReason = "authority"     // police, a prosecutor or a supervisor asks for it
	HeldForDispute       HoldReason = "dispute"       // who the account belongs to is in dispute
	HeldForInvestigation HoldReason = "investigation" // staff or the platform look into an abuse
)

// HoldReasons are all of them.
var HoldReasons = []HoldReason{HeldForCourt, HeldForAuthority, HeldForDispute, HeldForInvestigation}

const (
	// holdKind are the records of holds, by case.
	holdKind = "hold"
	// holdsOwner is whose list has every hold that is not lifted.
	holdsOwner = "holds"
	// longestHold is how many days a hold lasts at most; it can be put again.
	longestHold = 3 * 366
	// holdTold is for how many days after its end a hold is told of to who lifts it once more.
	holdTold = 30
)

// HoldCase keeps a case from being erased and its pictures from being shown (L5), and lifts that.
type HoldCase struct {
	Base
	Records Records
}

// Do puts the hold for so many days from now, in place of one that stands; wrong is what is wrong with it, which is said to who may hold the case. An open case can be held too: it counts when the case has ended. Refused:
// case_not_found; case_redacted, for there is nothing left to keep; field_invalid (days), none or more than three
// years. What is being erased at that very moment may be gone. Two reads, one write.
func (s HoldCase) Do(ctx context.Context, by realname.Actor, id realname.CaseID, h Hold, days int, wrong error) (Hold, error) {
	c, err := find(ctx, s.Store, by, id)
	if err != nil {
		return Hold{}, err
	}
	if wrong != nil {
		return Hold{}, wrong
	}
	now := s.Clock()
	if days < 1 || days > longestHold {
		return Hold{}, realname.RefuseField(realname.CodeFieldInvalid, "days")
	}
	if !c.RedactedAt().IsZero() {
		return Hold{}, realname.Refuse(realname.CodeCaseRedacted)
	}
	h.Case, h.Account, h.By, h.At, h.Until = c.ID, c.Account, by.ID, now, now.AddDate(0, 0, days)
	r := Record{Kind: holdKind, ID: string(c.ID), Owner: holdsOwner, Sort: NewestFirst(now), Until: h.Until.AddDate(0, 0, holdTold)}
	return h, updateListed(ctx, s.Records, r, func(Hold) (Hold, error) { return h, nil })
}

// Lift ends the hold. What is due of the case goes with the next daily run. Twice is once. Refused: case_not_found, case_not_held.
// Four reads, two writes.
func (s HoldCase) Lift(ctx context.Context, by realname.Actor, id realname.CaseID) (Hold, error) {
	c, err := find(ctx, s.Store, by, id)
	if err != nil {
		return Hold{}, err
	}
	now := s.Clock()
	var h Hold
	err = updateRecord(ctx, s.Records, holdKind, string(c.ID), now.AddDate(0, 0, holdTold), func(stands Hold) (Hold, error) {
		h = stands
		switch {
		case stands.Case == "":
			return Hold{}, realname.Refuse(realname.CodeCaseNotHeld)
		case !now.Before(stands.Until): // it is over
			return Hold{}, errUnchanged
		}
		h.Until = now
		return h, nil
	})
	if err != nil {
		return Hold{}, err
	}
	return h, s.dueAgain(ctx, c.ID, now)
}

// dueAgain lists the case for the next daily run, which sees what is due of it, and when.
func (s HoldCase) dueAgain(ctx context.Context, id realname.CaseID, now time.Time) error {
	stored, x, err := readRecord[retained](ctx, s.Records, retentionKind, string(id))
	if errors.Is(err, ErrNotFound) || err == nil && !stored.Until.IsZero() { // nothing is due of it any more
		return nil
	}
	if err != nil {
		return err
	}
	return listRetention(ctx, s.Records, x, now)
}

// All lists the holds that stand, newest first. It may lag behind by seconds. One read.
func (s HoldCase) All(ctx context.Context, cursor string, limit int) ([]Hold, string, error) {
	page, next, err := s.Records.RecordsOf(ctx, holdKind, holdsOwner, cursor, limit)
	if err != nil {
		return nil, "", err
	}
	now, all := s.Clock(), []Hold{}
	for _, r := range page {
		h, err := read[Hold](r)
		if err != nil {
			return nil, "", err
		}
		if now.Before(h.Until) {
			all = append(all, h)
		}
	}
	return all, next, nil
}

// heldUntil is until when the case is held; zero: it is not. One read.
func heldUntil(ctx context.Context, records Records, id realname.CaseID, now time.Time) (time.Time, error) {
	_, h, err := readRecord[Hold](ctx, records, holdKind, string(id))
	if errors.Is(err, ErrNotFound) || err == nil && !now.Before(h.Until) {
		return time.Time{}, nil
	}
	return h.Until, err
}

// notHeld refuses what a hold forbids.
func notHeld(ctx context.Context, records Records, id realname.CaseID, now time.Time) error {
	switch until, err := heldUntil(ctx, records, id, now); {
	case err != nil:
		return err
	case !until.IsZero():
		return realname.Refuse(realname.CodeCaseHeld).From(until)
	}
	return nil
}
