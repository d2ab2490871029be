package steps_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"shiming/shared/realname"
	"shiming/shared/steps"
)

var operator = realname.Actor{Role: realname.Admin, ID: "adm1"}

func (l *library) redact() steps.RedactCase {
	return steps.RedactCase{Base: l.desk(), Records: l, Documents: l}
}

func (l *library) retention(log *strings.Builder) steps.KeepRetention {
	return steps.KeepRetention{RedactCase: l.redact(), Log: slog.New(slog.NewTextHandler(log, nil))}
}

// follow carries out what follows the newest event of the case.
func (l *library) follow(id realname.CaseID) realname.Case {
	l.t.Helper()
	c, err := l.store.Case(l.t.Context(), id)
	if err != nil {
		l.t.Fatal(err)
	}
	for _, then := range []realname.Case{c.AsOf(1), c} {
		if err := steps.ListRetention(l.desk().Store, l, l.desk().Policy)(l.t.Context(), then); err != nil {
			l.t.Fatal(err)
		}
	}
	return c
}

// left is a case with a licence that was inspected, a note and an answer, canceled by its holder.
func (l *library) left() (realname.CaseID, realname.DocumentID) {
	l.t.Helper()
	id := l.open()
	document, key := l.uploaded(id, "picture")
	if err := l.inspector().Do(l.t.Context(), key); err != nil {
		l.t.Fatal(err)
	}
	for _, kind := range said {
		r := steps.Record{Kind: kind, ID: string(id) + ".1", Owner: string(id), Rev: 1, Doc: []byte(`{"text": "said"}`)}
		if err := l.store.PutRecord(l.t.Context(), r); err != nil {
			l.t.Fatal(err)
		}
	}
	if _, err := (steps.CancelCase{Base: l.desk()}).Do(l.t.Context(), steps.Ask{By: librarian}, id); err != nil {
		l.t.Fatal(err)
	}
	return id, document
}

// said are the kinds of what is said about a case beside it.
var said = []string{"review_note", "appeal_answer"}

// gone fails the test unless everything of the case is erased.
func (l *library) gone(id realname.CaseID, document realname.DocumentID) {
	l.t.Helper()
	c, err := l.store.Case(l.t.Context(), id)
	if err != nil || c.RedactedAt().IsZero() || c.Status(l.now) != realname.StatusCanceled {
		l.t.Errorf("redacted at %s, status %s, %v", c.RedactedAt(), c.Status(l.now), err)
	}
	if len(l.objects) > 0 {
		l.t.Errorf("%d pictures are left", len(l.objects))
	}
	for _, kind := range said {
		r, err := l.store.Record(l.t.Context(), kind, string(id)+".1")
		if err != nil || r.Until.IsZero() || strings.Contains(string(r.Doc), "said") {
			l.t.Errorf("%s is left: %v", kind, err)
		}
	}
	if _, err := l.show().View(l.t.Context(), librarian, document); !errors.Is(err, realname.Refuse(realname.CodeDocumentErased)) {
		l.t.Errorf("a view of what was erased: %v", err)
	}
}

// Every call of a redaction fails once, before it took effect and after: nothing is half gone that is said to be there, and the
// next try erases the rest.
func TestRedactCase(t *testing.T) {
	t.Run("RULES_L1_whatever_fails_the_next_try_erases_the_rest", func(t *testing.T) {
		for _, after := range []bool{false, true} {
			for at := 1; ; at++ {
				l := newLibrary(t)
				id, document := l.left()
				l.calls, l.failAt, l.after = 0, at, after
				_, err := l.redact().Do(t.Context(), steps.Ask{By: operator}, id)
				failed := l.calls >= at
				l.disarm()
				if (err != nil) != failed {
					t.Fatalf("call %d, after %t: %v", at, after, err)
				}
				if _, err := l.redact().Do(t.Context(), steps.Ask{By: operator}, id); err != nil {
					t.Fatalf("call %d, after %t, again: %v", at, after, err)
				}
				l.gone(id, document)
				if !failed {
					break
				}
			}
		}
	})
	t.Run("RULES_L1_bad_input", func(t *testing.T) {
		l := newLibrary(t)
		open := l.open()
		for _, tc := range []struct {
			id   realname.CaseID
			ask  steps.Ask
			want realname.Code
		}{
			{open, steps.Ask{By: operator}, realname.CodeWrongState},
			{realname.NewCaseID(), steps.Ask{By: operator}, realname.CodeCaseNotFound},
			{"case_", steps.Ask{By: operator}, realname.CodeCaseNotFound},
			{open, steps.Ask{By: operator, Versions: []int{7}}, realname.CodeStaleVersion},
		} {
			if _, err := l.redact().Do(t.Context(), tc.ask, tc.id); !errors.Is(err, realname.Refuse(tc.want)) {
				t.Errorf("%s: %v, want %s", tc.id, err, tc.want)
			}
		}
	})
	t.Run("RULES_L1_a_picture_that_is_inspected_at_the_moment_goes_too", func(t *testing.T) {
		l := newLibrary(t)
		id := l.open()
		_, key := l.uploaded(id, "picture")
		if _, err := (steps.CancelCase{Base: l.desk()}).Do(t.Context(), steps.Ask{By: librarian}, id); err != nil {
			t.Fatal(err)
		}
		inspector := l.inspector()
		inspect := inspector.Inspect
		inspector.Inspect = func(ctx context.Context, body []byte, media string, need realname.Requirement) ([]byte, error) {
			if _, err := l.redact().Do(t.Context(), steps.Ask{By: operator}, id); err != nil {
				t.Fatal(err)
			}
			return inspect(ctx, body, media, need)
		}
		if err := inspector.Do(t.Context(), key); err != nil {
			t.Fatal(err)
		}
		if len(l.objects) > 0 {
			t.Errorf("%d pictures are left", len(l.objects))
		}
	})
}

// What followed the end of an appeal that was upheld does not follow its erasure, which knows no longer whose it was.
func TestRedactedAppeal(t *testing.T) {
	t.Run("RULES_L1_F1_nothing_follows_the_erasure_but_the_list", func(t *testing.T) {
		l := newLibrary(t)
		c := realname.Case{ID: realname.NewCaseID(), Kind: realname.Appeal, Account: "acct_appeal", Events: []realname.Event{
			{ID: realname.NewEventID(), Type: realname.Opened, At: l.now, State: realname.Declaring},
			{ID: realname.NewEventID(), Type: realname.ReviewApproved, At: l.now, State: realname.Upheld, Review: &realname.Review{Against: "acct_other"}},
		}}
		commit, _, err := c.Redact(realname.Account{}, realname.Request{By: operator, Now: l.now.Add(2 * time.Hour)})
		if err != nil {
			t.Fatal(err)
		}
		for _, effect := range []steps.Effect{steps.FreeAppealed(l), steps.ReleaseAppealed(l.desk()), steps.ListRetention(l.desk().Store, l, l.desk().Policy)} {
			if err := effect(t.Context(), commit.Case); err != nil {
				t.Error(err)
			}
		}
	})
}

// A case goes on its day, once; a run that breaks off is made good by the next; what is late rings.
func TestKeepRetention(t *testing.T) {
	days := func(n int) time.Duration { return time.Duration(n) * 24 * time.Hour }
	t.Run("RULES_L2_on_its_day", func(t *testing.T) {
		l, log := newLibrary(t), &strings.Builder{}
		id, document := l.left()
		l.follow(id)
		left := l.desk().Policy.Retention.Left
		for day := range left + 2 {
			if err := l.retention(log).Do(t.Context()); err != nil {
				t.Fatal(err)
			}
			c := l.follow(id)
			if due := day >= left; due == c.RedactedAt().IsZero() {
				t.Fatalf("on day %d it is redacted at %s", day, c.RedactedAt())
			}
			l.now = l.now.Add(days(1))
		}
		l.gone(id, document)
		if c := l.follow(id); c.Last().Who != "keep-retention" || c.Events[c.Version()-2].Type == realname.CaseRedacted {
			t.Errorf("redacted twice, or by %s", c.Last().Who)
		}
	})
	t.Run("RULES_L2_an_abandoned_case_that_never_ended_is_looked_at_each_day", func(t *testing.T) {
		l, log := newLibrary(t), &strings.Builder{}
		id := l.open()
		l.follow(id)
		l.now = l.now.Add(days(400))
		for range 3 {
			if err := l.retention(log).Do(t.Context()); err != nil {
				t.Fatal(err)
			}
			l.now = l.now.Add(days(1))
		}
		r, err := l.store.Record(t.Context(), "retention", string(id))
		if err != nil || r.Owner != l.now.Add(8*time.Hour).Format(time.DateOnly) {
			t.Errorf("it is listed under %q, %v", r.Owner, err)
		}
	})
	t.Run("RULES_L2_a_run_that_breaks_off", func(t *testing.T) {
		for _, after := range []bool{false, true} {
			for at := 1; at < 4000; at++ {
				l, log := newLibrary(t), &strings.Builder{}
				id, document := l.left()
				l.follow(id)
				if err := l.retention(log).Do(t.Context()); err != nil { // so that the next run begins here
					t.Fatal(err)
				}
				l.now = l.now.Add(days(l.desk().Policy.Retention.Left + 5))
				l.calls, l.failAt, l.after = 0, at, after
				err := l.retention(log).Do(t.Context())
				failed := l.calls >= at
				l.disarm()
				if failed != (err != nil) {
					t.Fatalf("call %d, after %t: %v", at, after, err)
				}
				if err := l.retention(log).Do(t.Context()); err != nil {
					t.Fatal(err)
				}
				l.gone(id, document)
				if !failed {
					break
				}
			}
		}
	})
	t.Run("RULES_L2_what_is_late_rings", func(t *testing.T) {
		l, log := newLibrary(t), &strings.Builder{}
		id, _ := l.left()
		l.follow(id)
		if err := l.retention(log).Do(t.Context()); err != nil {
			t.Fatal(err)
		}
		l.now = l.now.Add(days(l.desk().Policy.Retention.Left + 3))
		broken := l.retention(log)
		broken.Documents = brokenShelf{broken.Documents}
		if err := broken.Do(t.Context()); err == nil || !strings.Contains(log.String(), "alarm=erasure_late") {
			t.Errorf("%v: %s", err, log)
		}
		if strings.Contains(fmt.Sprint(log), "picture") {
			t.Error("the log holds what the document holds")
		}
	})
}

// brokenShelf erases nothing.
type brokenShelf struct{ steps.Documents }

func (brokenShelf) Drop(context.Context, string) error { return steps.ErrUnavailable }
