package steps

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"shiming/shared/realname"
)

// ReviewQueue shows reviewers what there is to do.
type ReviewQueue struct {
	Base
	Records Records
}

// Claimed says which reviews are listed, by who has taken them.
type Claimed string

// Whose they are.
const (
	ClaimedByMe     Claimed = "me"
	ClaimedByNobody Claimed = "nobody"
	ClaimedByOthers Claimed = "others"
)

// Valid reports whether it is one of them.
func (c Claimed) Valid() bool {
	return c == ClaimedByMe || c == ClaimedByNobody || c == ClaimedByOthers
}

// ReviewFilter says which reviews are listed; the zero value: all that wait.
type ReviewFilter struct {
	Kind realname.Kind
	// Overdue and Escalated list those alone; DueBefore those that are due before it.
	Overdue, Escalated bool
	DueBefore          time.Time
	Claimed            Claimed
	Case               realname.CaseID
	Account            realname.AccountID
}

// holds reports whether the entry is listed.
func (f ReviewFilter) holds(e ReviewEntry, by realname.Actor, now time.Time) bool {
	claimed := e.ClaimedBy != "" && now.Before(e.ClaimUntil)
	switch {
	case f.Kind != "" && e.Kind != f.Kind, f.Overdue && now.Before(e.Due), f.Escalated && !e.Escalated,
		!f.DueBefore.IsZero() && !e.Due.Before(f.DueBefore), f.Case != "" && e.Case != f.Case, f.Account != "" && e.Account != f.Account:
		return false
	case f.Claimed == ClaimedByMe:
		return claimed && by.Is(e.ClaimedBy)
	case f.Claimed == ClaimedByNobody:
		return !claimed
	case f.Claimed == ClaimedByOthers:
		return claimed && !by.Is(e.ClaimedBy)
	}
	return true
}

// ends reports whether no entry after that place is listed: entries stand in the order of their urgency.
func (f ReviewFilter) ends(sort string, now time.Time) bool {
	if escalatedAt(sort) {
		return false
	}
	due := strings.TrimPrefix(sort, othersAfter)
	return f.Escalated || f.Overdue && due > oldestFirst(now) || !f.DueBefore.IsZero() && due > oldestFirst(f.DueBefore)
}

// place is the list that has all that the filter holds, and as few others as may be.
func (f ReviewFilter) place(by realname.Actor) (kind, owner string) {
	switch {
	case f.Claimed == ClaimedByMe:
		return reviewByReviewer, reviewerDigest(by)
	case f.Kind != "":
		return reviewByKind, string(f.Kind)
	}
	return reviewKind, waitingGroup
}

// List lists the reviews that wait: escalated ones first, in each group those first that are due first, at most limit of them,
// after the cursor that an earlier call returned. The cursor is "" when there are no more; a page may be short, or empty, before
// that. One read; by the number of a case one, by an account two.
func (s ReviewQueue) List(ctx context.Context, by realname.Actor, f ReviewFilter, cursor string, limit int) ([]ReviewEntry, string, error) {
	if f.Case != "" || f.Account != "" {
		all, err := s.find(ctx, by, f)
		return all, "", err
	}
	kind, owner := f.place(by)
	page, next, err := s.Records.RecordsOf(ctx, kind, owner, cursor, limit)
	if err != nil {
		return nil, "", err
	}
	now, all := s.Clock(), []ReviewEntry{}
	for _, r := range page {
		if f.ends(r.Sort, now) {
			return all, "", nil
		}
		e, err := read[ReviewEntry](r)
		if err != nil {
			return nil, "", err
		}
		if f.holds(e, by, now) {
			all = append(all, e)
		}
	}
	return all, next, nil
}

// find lists the one review of a case, or of what an account has open, if it waits and the filter holds it.
func (s ReviewQueue) find(ctx context.Context, by realname.Actor, f ReviewFilter) ([]ReviewEntry, error) {
	id := f.Case
	if id == "" {
		account, err := s.Store.Account(ctx, f.Account)
		if errors.Is(err, ErrNotFound) || err == nil && account.OpenCase == "" {
			return []ReviewEntry{}, nil
		}
		if err != nil {
			return nil, err
		}
		id = account.OpenCase
	}
	r, e, err := readRecord[ReviewEntry](ctx, s.Records, reviewKind, string(id))
	if errors.Is(err, ErrNotFound) || err == nil && (r.Owner != waitingGroup || !f.holds(e, by, s.Clock())) {
		return []ReviewEntry{}, nil
	}
	if err != nil {
		return nil, err
	}
	return []ReviewEntry{e}, nil
}

// Case returns a case that is or was in review, for a reviewer to look at; any other is case_not_found. Refused:
// own_case, for the notes of colleagues are not for whom the case is about. One read.
func (s ReviewQueue) Case(ctx context.Context, by realname.Actor, id realname.CaseID) (realname.Case, error) {
	return underReview(ctx, s.Store, by, id)
}

// Holders lists the accounts that hold places of the identity that an appeal is about (RULES F1); none of any other case.
// Refused: own_case, when one of them is the reviewer's own. One read for each digest key.
func (s ReviewQueue) Holders(ctx context.Context, by realname.Actor, c realname.Case) ([]realname.AccountID, error) {
	if !c.Kind.Appeals() {
		return nil, nil
	}
	holders, err := HoldersOf(ctx, s.Store, c)
	if err == nil && slices.Contains(holders, by.Account) {
		err = realname.Refuse(realname.CodeOwnCase)
	}
	return holders, err
}

// Answers lists what the holders said to an appeal, and when; what they said is opened by UnmaskReview alone. One read for each
// holder.
func (s ReviewQueue) Answers(ctx context.Context, c realname.Case, holders []realname.AccountID) ([]Answered, error) {
	return answersTo(ctx, s.Records, c.ID, holders)
}

// Opened lists the documents of the case that the reviewer has opened: nothing is approved unseen (THREATS X9). One read.
func (s ReviewQueue) Opened(ctx context.Context, by realname.Actor, c realname.Case) ([]realname.DocumentID, error) {
	opened, _, err := openedBy(ctx, s.Records, by, c.ID)
	return opened, err
}

// Notes lists what colleagues noted, oldest first, as many as a page has. One read.
func (s ReviewQueue) Notes(ctx context.Context, c realname.Case) ([]ReviewNote, error) {
	page, _, err := s.Records.RecordsOf(ctx, noteKind, string(c.ID), "", maxNotes)
	if err != nil {
		return nil, err
	}
	all := make([]ReviewNote, len(page))
	for i, r := range page {
		if all[i], err = read[ReviewNote](r); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// underReview loads a case that is or was in review.
func underReview(ctx context.Context, store Store, by realname.Actor, id realname.CaseID) (realname.Case, error) {
	c, err := find(ctx, store, by, id)
	if err != nil {
		return realname.Case{}, err
	}
	if _, _, ok := entryOf(c); !ok {
		return realname.Case{}, realname.Refuse(realname.CodeCaseNotFound)
	}
	if c.IsOf(by) {
		return realname.Case{}, realname.Refuse(realname.CodeOwnCase)
	}
	return c, nil
}
