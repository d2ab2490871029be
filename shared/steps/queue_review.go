package steps

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"shiming/shared/realname"
)

// ReviewEntry is a review as the queue lists it. It holds ids and times only.
type ReviewEntry struct {
	Case    realname.CaseID    `json:"case"`
	Account realname.AccountID `json:"account"`
	// Version is the case's when the entry was written.
	Version    int       `json:"version"`
	Since      time.Time `json:"since"`
	Due        time.Time `json:"due"`
	Escalated  bool      `json:"escalated,omitempty"`
	ClaimedBy  string    `json:"claimed_by,omitempty"`
	ClaimUntil time.Time `json:"claim_until,omitzero"`
}

// reviewKind is the kind of record of the queue; its owners are the groups that an entry moves between.
const (
	reviewKind      = "review"
	groupOpen       = "open"      // waits for any reviewer
	groupEscalated  = "escalated" // is overdue, and the second group's
	groupSupplement = "supplement"
	groupClosed     = "closed"
)

// QueueReview keeps the entry of a case in the queue of reviews as its events say. Entries know the version that they
// were written from: an event that is handed over again, or late, changes nothing.
func QueueReview(records Records) Effect {
	return func(ctx context.Context, c realname.Case) error {
		entry, group, ok := entryOf(c)
		if !ok {
			return nil
		}
		stored, err := records.Record(ctx, reviewKind, string(c.ID))
		if err != nil && !errors.Is(err, ErrNotFound) {
			return fmt.Errorf("read the queue: %w", err)
		}
		if err == nil {
			var before ReviewEntry
			if err := json.Unmarshal(stored.Doc, &before); err != nil {
				return errors.New("an entry of the queue is not readable")
			}
			if before.Version >= entry.Version {
				return nil
			}
		}
		doc, err := json.Marshal(entry)
		if err != nil {
			return err
		}
		// A conflict is somebody who carries out another event of the case: handed over again, this one finds out.
		err = records.PutRecord(ctx, Record{
			Kind: reviewKind, ID: string(c.ID), Owner: group, Sort: oldestFirst(entry.Due), Rev: stored.Rev + 1, Doc: doc,
		})
		if err != nil {
			return fmt.Errorf("write the queue: %w", err)
		}
		return nil
	}
}

// oldestFirst is a Sort by which earlier comes first.
func oldestFirst(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05Z") }

// entryOf makes the entry of the case, and says to which group it belongs; false when the case was never in review.
func entryOf(c realname.Case) (ReviewEntry, string, bool) {
	e := ReviewEntry{Case: c.ID, Account: c.Account, Version: c.Version()}
	for i, event := range c.Events {
		inReview := event.State.InReview()
		switch {
		case beginsReview(c.AsOf(i + 1)):
			e.Since, e.Due, e.Escalated = event.At, c.AsOf(i+1).StepDeadline(), false
		case inReview && event.Type == realname.PapersSupplied:
			e.Due = event.Deadline // it goes on, with its time anew (FAULTS D6)
		case inReview && event.Type == realname.ReviewEscalated:
			e.Escalated = true
		}
	}
	if e.Since.IsZero() {
		return e, "", false
	}
	last := c.Last()
	e.ClaimedBy, _ = c.ClaimedBy(last.At)
	if e.ClaimedBy != "" {
		e.ClaimUntil = c.ClaimUntil()
	}
	switch last.State {
	case realname.Reviewing:
		if e.Escalated {
			return e, groupEscalated, true
		}
		return e, groupOpen, true
	case realname.Supplementing:
		return e, groupSupplement, true
	default:
		return e, groupClosed, true
	}
}
