package steps

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"shiming/shared/realname"
)

// ReviewEntry is a review as the queue lists it: ids, times, and what a row shows, so that no case is read to draw the queue. Its
// subject is masked, and is gone when the review has ended.
type ReviewEntry struct {
	Case    realname.CaseID    `json:"case"`
	Account realname.AccountID `json:"account"`
	// Version is the case's when the entry was written.
	Version int              `json:"version"`
	Kind    realname.Kind    `json:"kind,omitempty"`
	Channel realname.Channel `json:"channel,omitempty"`
	Method  realname.Method  `json:"method,omitempty"`
	// Name and Number are of whom it is about: who the form names, or the declaration, or who the account belongs to.
	Name   string `json:"name,omitempty"`
	Number string `json:"number,omitempty"`
	// Documents is how many there are to look at.
	Documents int       `json:"documents,omitempty"`
	Since     time.Time `json:"since"`
	Due       time.Time `json:"due"`
	Escalated bool      `json:"escalated,omitempty"`
	// Seconded is who has approved it in this review: it waits for another.
	Seconded   string    `json:"seconded,omitempty"`
	ClaimedBy  string    `json:"claimed_by,omitempty"`
	ClaimUntil time.Time `json:"claim_until,omitzero"`
}

// The queue is kept three times over, so that a page of it is one read whatever is asked for: all that wait, those of a kind, and
// those that somebody has taken. Each is a kind of record.
const (
	reviewKind       = "review"         // its owners are waitingGroup and the groups of what does not wait
	reviewByKind     = "review_kind"    // its owners are the kinds of cases
	reviewByReviewer = "review_claimed" // its owners are the digests of reviewers
)

// The owners of entries that are in no list of what waits.
const (
	waitingGroup    = "open"
	groupSupplement = "supplement"
	groupClosed     = "closed"
	groupFree       = "free" // of review_claimed: nobody has it
)

// QueueReview keeps the entry of a case in the queue of reviews as its events say. Entries know the version that they
// were written from: an event that is handed over again, or late, changes nothing.
func QueueReview(records Records) Effect {
	return func(ctx context.Context, c realname.Case) error {
		entry, group, ok := entryOf(c)
		if !ok {
			return nil
		}
		doc, err := json.Marshal(entry)
		if err != nil {
			return err
		}
		places := []Record{{Kind: reviewKind, Owner: group}, {Kind: reviewByKind, Owner: group}, {Kind: reviewByReviewer, Owner: group}}
		if group == waitingGroup {
			places[1].Owner, places[2].Owner = string(entry.Kind), groupFree
			if entry.ClaimedBy != "" {
				places[2].Owner = reviewerDigest(realname.Actor{ID: entry.ClaimedBy})
			}
		}
		for _, place := range places {
			place.ID, place.Sort, place.Doc = string(c.ID), urgency(entry), doc
			if err := placeEntry(ctx, records, place, entry.Version); err != nil {
				return err
			}
		}
		return nil
	}
}

// placeEntry writes an entry to one of its places, unless a newer one is there.
func placeEntry(ctx context.Context, records Records, place Record, version int) error {
	stored, before, err := readRecord[ReviewEntry](ctx, records, place.Kind, place.ID)
	if err != nil && !errors.Is(err, ErrNotFound) {
		return fmt.Errorf("read the queue: %w", err)
	}
	if err == nil && before.Version >= version {
		return nil
	}
	// A conflict is somebody who carries out another event of the case: handed over again, this one finds out.
	place.Rev = stored.Rev + 1
	if err := records.PutRecord(ctx, place); err != nil {
		return fmt.Errorf("write the queue: %w", err)
	}
	return nil
}

// Entries are in the order of their Sort: escalated ones first, in each group those first that are due first.
const (
	escalatedFirst = "0"
	othersAfter    = "1"
)

func urgency(e ReviewEntry) string {
	if e.Escalated {
		return escalatedFirst + oldestFirst(e.Due)
	}
	return othersAfter + oldestFirst(e.Due)
}

// NewestFirst is a Sort by which later comes first: what is left until the end of the year 2262, in nanoseconds.
func NewestFirst(t time.Time) string { return fmt.Sprintf("%019d", 1<<63-1-t.UnixNano()) }

// escalatedAt reports whether the place is before those of entries that are not escalated.
func escalatedAt(sort string) bool { return strings.HasPrefix(sort, escalatedFirst) }

// oldestFirst is a Sort by which earlier comes first.
func oldestFirst(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05Z") }

// entryOf makes the entry of the case, and says to which group it belongs; false when the case was never in review.
func entryOf(c realname.Case) (ReviewEntry, string, bool) {
	e := ReviewEntry{Case: c.ID, Account: c.Account, Version: c.Version(), Kind: c.Kind, Channel: c.Channel, Method: c.Method()}
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
	if !last.State.InReview() {
		return e, groupClosed, true
	}
	e.Name, e.Number = nameOf(c)
	e.Documents = len(c.Documents())
	e.Seconded, _ = c.Seconded()
	e.ClaimedBy, _ = c.ClaimedBy(last.At)
	if e.ClaimedBy != "" {
		e.ClaimUntil = c.ClaimUntil()
	}
	if last.State == realname.Reviewing {
		return e, waitingGroup, true
	}
	return e, groupSupplement, true
}

// nameOf is whom a review is about, masked.
func nameOf(c realname.Case) (name, number string) {
	if f := c.Form(); f != nil {
		return f.Name, f.Number
	}
	if d := c.Declaration(); d != nil {
		return d.Name, d.Number
	}
	if p := c.Present(); p != nil {
		return p.Name, p.Number
	}
	return "", ""
}
