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
	realname.Keeping
}

// ListRetention lists a case under the day on which it is due for erasure: when it is opened, for an abandoned one may never
// end; when it ends; and when its account stops to belong to somebody by it (L2). One read and one write on such an event; of one
// that ends what the account belonged by, two reads and one write more.
func ListRetention(store Store, records Records, p *realname.Policy) Effect {
	return func(ctx context.Context, c realname.Case) error {
		switch e := c.Last(); {
		case e.Type == realname.CaseRedacted:
			return endRecord(ctx, records, retentionKind, string(c.ID), e.At)
		case e.Ends():
			stands := realname.Account{Identity: &realname.Identity{Case: c.ID}}
			_, due := c.Due(stands, p, realname.Keeping{})
			if err := listRetention(ctx, records, retained{Case: c.ID}, due); err != nil {
				return err
			}
			return listFormer(ctx, store, records, p, c)
		case c.Version() == 1:
			return listRetention(ctx, records, retained{Case: c.ID}, c.Deadline().AddDate(0, 0, p.Retention.Left))
		}
		return nil
	}
}

// listFormer lists the case by which the account belonged to somebody until now.
func listFormer(ctx context.Context, store Store, records Records, p *realname.Policy, c realname.Case) error {
	present, state := c.Present(), c.Last().State
	if present == nil || present.Case == "" || state != realname.Verified && state != realname.Released {
		return nil
	}
	former, err := store.Case(ctx, present.Case)
	if errors.Is(err, ErrNotFound) { // it was taken over from a site of the group
		return nil
	}
	if err != nil {
		return fmt.Errorf("read the case of before: %w", err)
	}
	_, x, err := readRecord[retained](ctx, records, retentionKind, string(former.ID))
	if err != nil && !errors.Is(err, ErrNotFound) {
		return err
	}
	x.Case, x.Left = former.ID, c.Last().At
	if what, due := former.Due(realname.Account{}, p, x.Keeping); what != realname.EraseNothing {
		return listRetention(ctx, records, x, due)
	}
	return nil
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
	x.Case = id
	c, err := s.Store.Case(ctx, id)
	if errors.Is(err, ErrNotFound) {
		return endRecord(ctx, s.Records, retentionKind, string(id), now)
	}
	if err != nil {
		return err
	}
	switch until, err := heldUntil(ctx, s.Records, id, now); {
	case err != nil:
		return err
	case !until.IsZero(): // where it is lifted before, the case is listed anew
		return listRetention(ctx, s.Records, x, until)
	}
	account, err := s.Store.Account(ctx, c.Account)
	if err != nil {
		return err
	}
	for {
		what, due := c.Due(account, s.Policy, x.Keeping)
		switch {
		case !c.Last().State.Terminal(): // its own deadline comes first
			return listRetention(ctx, s.Records, x, now.AddDate(0, 0, 1))
		case what == realname.EraseNothing:
			return endRecord(ctx, s.Records, retentionKind, string(id), now)
		case identity.DateIn(due).After(identity.DateIn(now)):
			return listRetention(ctx, s.Records, x, due)
		}
		if c, err = s.erase(ctx, what, c); err != nil {
			return err
		}
		x.Papers = x.Papers || what == realname.ErasePapers
	}
}

// erase does one of the things that can be due of a case, and returns it as it is then.
func (s KeepRetention) erase(ctx context.Context, what realname.Erasure, c realname.Case) (realname.Case, error) {
	by := system("keep-retention")
	switch what {
	case realname.ErasePapers:
		return c, s.erasePapers(ctx, c.ID)
	case realname.EraseFormer:
		commit, done, err := c.EraseFormer(realname.Request{By: by, Now: s.Clock()})
		if err != nil || done {
			return c, err
		}
		return commitOnce(ctx, s.Store, commit)
	case realname.EraseAll, realname.EraseNothing:
	}
	return s.redact(ctx, by, c)
}
