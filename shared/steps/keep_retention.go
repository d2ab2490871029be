package steps

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"shiming/shared/identity"
	"shiming/shared/realname"
)

const (
	// retentionKind are the records that say on which day something of a case is due for erasure: the day is their owner.
	retentionKind = "retention"
	// retentionRunKind is the one record that says up to which day everything was erased.
	retentionRunKind = "retention_run"
)

// retained is what such a record holds: ids and times.
type retained struct {
	Case realname.CaseID `json:"case"`
	// Left is when the account stopped to belong to whom it did by this case; zero: it has not, or never did.
	Left time.Time `json:"left,omitzero"`
}

// ListRetention lists a case under the day on which it is due for erasure: when it is opened, for an abandoned one may never
// end; when it ends; and when its account stops to belong to somebody by it (L2). One read and one write on such an event.
func ListRetention(records Records, p *realname.Policy) Effect {
	return func(ctx context.Context, c realname.Case) error {
		switch e := c.Last(); {
		case e.Type == realname.CaseRedacted:
			return endRetention(ctx, records, c.ID, e.At)
		case e.Ends():
			stands := realname.Account{Identity: &realname.Identity{Case: c.ID}}
			_, due := c.Due(stands, p, time.Time{})
			if err := listRetention(ctx, records, retained{Case: c.ID}, due); err != nil {
				return err
			}
			return listFormer(ctx, records, p, c)
		case c.Version() == 1:
			return listRetention(ctx, records, retained{Case: c.ID}, c.Deadline().AddDate(0, 0, p.Retention.Left))
		}
		return nil
	}
}

// listFormer lists the case by which the account belonged to somebody until now.
func listFormer(ctx context.Context, records Records, p *realname.Policy, c realname.Case) error {
	present, state := c.Present(), c.Last().State
	if present == nil || present.Case == "" || state != realname.Verified && state != realname.Released {
		return nil
	}
	at := c.Last().At
	return listRetention(ctx, records, retained{present.Case, at}, at.AddDate(0, 0, p.Retention.Former))
}

// listRetention puts the case under the day, in place of the one that it stood under.
func listRetention(ctx context.Context, records Records, x retained, due time.Time) error {
	doc, err := json.Marshal(x)
	if err != nil {
		return err
	}
	day := identity.DateIn(due).String()
	for range conflictRetries {
		stored, err := records.Record(ctx, retentionKind, string(x.Case))
		if err != nil && !errors.Is(err, ErrNotFound) {
			return fmt.Errorf("list the case for erasure: %w", err)
		}
		if stored.Owner == day && string(stored.Doc) == string(doc) && stored.Until.IsZero() {
			return nil
		}
		err = records.PutRecord(ctx, Record{Kind: retentionKind, ID: string(x.Case), Owner: day, Rev: stored.Rev + 1, Doc: doc})
		if !errors.Is(err, ErrConflict) {
			return err
		}
	}
	return fmt.Errorf("list the case for erasure: %w", ErrUnavailable)
}

// endRetention takes a case off the list: nothing of it is due any more.
func endRetention(ctx context.Context, records Records, id realname.CaseID, now time.Time) error {
	for range conflictRetries {
		stored, err := records.Record(ctx, retentionKind, string(id))
		if errors.Is(err, ErrNotFound) || err == nil && !stored.Until.IsZero() {
			return nil
		}
		if err != nil {
			return err
		}
		stored.Owner, stored.Rev, stored.Doc, stored.Until = "", stored.Rev+1, []byte("{}"), now
		if err = records.PutRecord(ctx, stored); !errors.Is(err, ErrConflict) {
			return err
		}
	}
	return ErrUnavailable
}

// KeepRetention erases what is due, once a day (L2). It may be run at any time, and twice at once; what one run could not
// erase, the next one does.
type KeepRetention struct {
	RedactCase
	Log *slog.Logger
}

const (
	// firstLook is how many days the first run looks back.
	firstLook = 400
	// lateAfter is how many days something may be due before somebody is to look why (the template's alarm).
	lateAfter = 2
)

// Do erases what is due up to today. An error says that something is left; everything else was erased all the same. One read
// for each day since the last run, and for each case that is due some three reads and three writes.
func (s KeepRetention) Do(ctx context.Context) error {
	now := s.Clock()
	_, from, err := readRecord[time.Time](ctx, s.Records, retentionRunKind, "day")
	if errors.Is(err, ErrNotFound) {
		from, err = now.AddDate(0, 0, -firstLook), nil
	}
	if err != nil {
		return err
	}
	var left error
	done := from
	for day := from; !identity.DateIn(day).After(identity.DateIn(now)); day = day.AddDate(0, 0, 1) {
		if err := s.day(ctx, identity.DateIn(day).String(), now); err != nil {
			left = errors.Join(left, err)
			if late := now.Sub(day); late >= lateAfter*24*time.Hour {
				s.Log.ErrorContext(ctx, "erasure is late", "alarm", "erasure_late", "day", identity.DateIn(day).String(), "cause", err.Error())
			}
		}
		if left == nil {
			done = day
		}
	}
	return errors.Join(left, updateRecord(ctx, s.Records, retentionRunKind, "day", time.Time{}, func(time.Time) (time.Time, error) { return done, nil }))
}

// day erases what is listed under the day. Whatever cannot be erased holds nothing else back.
func (s KeepRetention) day(ctx context.Context, day string, now time.Time) (left error) {
	err := eachRecord(ctx, s.Records, retentionKind, day, func(r Record) error {
		if err := s.one(ctx, realname.CaseID(r.ID), day, now); err != nil {
			left = errors.Join(left, fmt.Errorf("case %s: %w", r.ID, err))
		}
		return nil
	})
	return errors.Join(left, err)
}

// one does what is due of a case, and lists it anew where something is due later.
func (s KeepRetention) one(ctx context.Context, id realname.CaseID, day string, now time.Time) error {
	stored, x, err := readRecord[retained](ctx, s.Records, retentionKind, string(id))
	if errors.Is(err, ErrNotFound) || err == nil && stored.Owner != day {
		return nil // the list was late: it stands elsewhere now
	}
	if err != nil {
		return err
	}
	c, err := s.Store.Case(ctx, id)
	if errors.Is(err, ErrNotFound) {
		return endRetention(ctx, s.Records, id, now)
	}
	if err != nil {
		return err
	}
	account, err := s.Store.Account(ctx, c.Account)
	if err != nil {
		return err
	}
	what, due := c.Due(account, s.Policy, x.Left)
	tomorrow := now.AddDate(0, 0, 1)
	switch {
	case what == realname.EraseNothing && c.RedactedAt().IsZero(): // open still: its own deadline comes first
		return listRetention(ctx, s.Records, x, tomorrow)
	case what == realname.EraseNothing:
		return endRetention(ctx, s.Records, id, now)
	case identity.DateIn(due).After(identity.DateIn(now)):
		return listRetention(ctx, s.Records, x, due)
	case what == realname.ErasePapers:
		err = s.erasePapers(ctx, id)
	default:
		_, err = s.redact(ctx, system("keep-retention"), c)
	}
	if err != nil {
		return err
	}
	return endRetention(ctx, s.Records, id, now)
}
