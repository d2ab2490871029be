package storetest

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"shiming/shared/realname"
	"shiming/shared/steps"
)

// newRecord returns a record of its own owner; its document has the size of an uploaded document's.
func newRecord(owner, sort string) steps.Record {
	return steps.Record{
		Kind: "document", ID: "doc_" + rand.Text(), Owner: owner, Sort: sort, Rev: 1,
		Doc: fmt.Appendf(nil, `{"n":%q,"pad":"%0200d"}`, rand.Text(), 0),
	}
}

// next returns the record as its next writer would write it.
func next(r steps.Record) steps.Record {
	again := newRecord(r.Owner, r.Sort)
	again.ID, again.Rev = r.ID, r.Rev+1
	return again
}

func mustPut(t *testing.T, s steps.Records, r steps.Record) steps.Record {
	t.Helper()
	if err := s.PutRecord(t.Context(), r); err != nil {
		t.Fatalf("PutRecord of revision %d: %v", r.Rev, err)
	}
	return r
}

// mustKeepRecord wants the record to be refused for a conflict, and the stored one to be as it was.
func mustKeepRecord(t *testing.T, s steps.Records, r, stored steps.Record) {
	t.Helper()
	if err := s.PutRecord(t.Context(), r); !errors.Is(err, steps.ErrConflict) {
		t.Fatalf("PutRecord of revision %d: got %v, want ErrConflict", r.Rev, err)
	}
	mustRecord(t, s, stored)
}

func mustRecord(t *testing.T, s steps.Records, want steps.Record) {
	t.Helper()
	got, err := s.Record(t.Context(), want.Kind, want.ID)
	if err != nil {
		t.Fatalf("Record: %v", err)
	}
	same(t, "the record", got, want)
}

// recordIDs reads all pages of an owner.
func recordIDs(t *testing.T, s steps.Records, owner string, limit int) []string {
	t.Helper()
	ids := []string{}
	for cursor := ""; ; {
		page, next, err := s.RecordsOf(t.Context(), "document", owner, cursor, limit)
		if err != nil {
			t.Fatalf("RecordsOf: %v", err)
		}
		if len(page) > limit || len(page) == 0 && next != "" {
			t.Fatalf("a page of %d has %d records and the cursor %q", limit, len(page), next)
		}
		for _, r := range page {
			ids = append(ids, r.ID)
		}
		if next == "" {
			return ids
		}
		cursor = next
	}
}

var records = []test{
	{"records_are_read_back_as_they_were_written", func(t *testing.T, h Harness) {
		_, err := h.Store.Record(t.Context(), "document", "doc_none")
		notFound(t, "Record", err)
		first := mustPut(t, h.Store, newRecord("case_x", "2025-11-20"))
		mustRecord(t, h.Store, first)
		_, err = h.Store.Record(t.Context(), "message", first.ID) // a kind has its own ids
		notFound(t, "Record of another kind", err)
		other := first
		other.Kind = "message"
		mustPut(t, h.Store, other)
		mustRecord(t, h.Store, first)
		loose := newRecord("", "")
		mustRecord(t, h.Store, mustPut(t, h.Store, loose))
		for _, bad := range []steps.Record{{Kind: "document", Rev: 1}, {ID: "x", Rev: 1}, {Kind: "document", ID: "x"}} {
			if err := h.Store.PutRecord(t.Context(), bad); err == nil || errors.Is(err, steps.ErrConflict) || errors.Is(err, steps.ErrUnavailable) {
				t.Errorf("PutRecord of %+v: got %v, want a refusal for good", bad, err)
			}
		}
	}},

	{"the_end_of_a_record_is_kept_with_it", func(t *testing.T, h Harness) {
		first := newRecord("case_x", "1")
		first.Until = time.Now().Add(time.Hour).Truncate(time.Second) // who reads it compares; who drops it is in no hurry
		mustRecord(t, h.Store, mustPut(t, h.Store, first))
		later := next(first)
		later.Until = first.Until.Add(time.Hour)
		mustRecord(t, h.Store, mustPut(t, h.Store, later))
		forever := next(later)
		mustRecord(t, h.Store, mustPut(t, h.Store, forever))
		page, _, err := h.Store.RecordsOf(t.Context(), "document", "case_x", "", 1)
		if err != nil || len(page) != 1 || !page[0].Until.IsZero() {
			t.Fatalf("the list has %v, %v", page, err)
		}
	}},

	{"a_record_grows_by_one_revision_at_a_time", func(t *testing.T, h Harness) {
		first := newRecord("case_x", "a")
		second := next(first)
		mustRefuseNew(t, h.Store, second) // before it was created
		mustPut(t, h.Store, first)
		mustKeepRecord(t, h.Store, first, first) // the same again
		mustKeepRecord(t, h.Store, next(second), first)
		mustPut(t, h.Store, second)
		mustRecord(t, h.Store, second)
		mustKeepRecord(t, h.Store, next(first), second)
	}},

	{"of_many_writers_of_a_record_exactly_one_wins", func(t *testing.T, h Harness) {
		base := newRecord("case_x", "a")
		for rev := range 3 { // creating it, and changing it
			var wg sync.WaitGroup
			var mu sync.Mutex
			var won []steps.Record
			for range writers {
				r := newRecord(base.Owner, base.Sort)
				r.ID, r.Rev = base.ID, rev+1
				wg.Go(func() {
					err := h.Store.PutRecord(t.Context(), r)
					if err != nil && !errors.Is(err, steps.ErrConflict) {
						t.Errorf("PutRecord: %v", err)
					}
					if err == nil {
						mu.Lock()
						defer mu.Unlock()
						won = append(won, r)
					}
				})
			}
			wg.Wait()
			if len(won) != 1 {
				t.Fatalf("%d of %d writers won revision %d", len(won), writers, rev+1)
			}
			mustRecord(t, h.Store, won[0])
		}
	}},

	{"no_update_of_a_record_is_lost", func(t *testing.T, h Harness) {
		base := mustPut(t, h.Store, newRecord("case_x", "a"))
		inParallel(4, 4, func(int) {
			for done := 0; done < 5; {
				r, err := h.Store.Record(t.Context(), base.Kind, base.ID)
				if err != nil {
					t.Error(err)
					return
				}
				err = h.Store.PutRecord(t.Context(), next(r))
				if err != nil && !errors.Is(err, steps.ErrConflict) {
					t.Error(err)
					return
				}
				if err == nil {
					done++
				}
			}
		})
		if r, err := h.Store.Record(t.Context(), base.Kind, base.ID); err != nil || r.Rev != 21 {
			t.Fatalf("got revision %d, %v, want 21", r.Rev, err)
		}
	}},

	{"pages_of_records_are_in_order_and_without_gaps_or_repeats", func(t *testing.T, h Harness) {
		owner := "case_" + rand.Text()
		mustPut(t, h.Store, newRecord(owner+"2", "01"))
		mustPut(t, h.Store, newRecord("", "01"))
		want := make([]string, 23)
		for _, i := range []int{3, 1, 4, 15, 9, 2, 6, 5, 0, 8, 7, 22, 21, 20, 19, 18, 17, 16, 10, 11, 12, 13, 14} {
			want[i] = mustPut(t, h.Store, newRecord(owner, fmt.Sprintf("2025-11-%02d", i+1))).ID
		}
		message := newRecord(owner, "2025-11-04")
		message.Kind = "message"
		mustPut(t, h.Store, message)
		for _, limit := range []int{1, 7, 22, 23, 24, 100} {
			same(t, fmt.Sprintf("pages of %d", limit), recordIDs(t, h.Store, owner, limit), want)
		}
		page, cursor, err := h.Store.RecordsOf(t.Context(), "document", owner, "", 5)
		if err != nil {
			t.Fatal(err)
		}
		mustRecord(t, h.Store, page[2])
		mustPut(t, h.Store, newRecord(owner, "2025-11-00")) // before the first: not on the second page
		second, _, err := h.Store.RecordsOf(t.Context(), "document", owner, cursor, 5)
		if err != nil || second[0].ID != want[5] {
			t.Fatalf("a record written between two pages shifted the second one (%v)", err)
		}
	}},

	{"a_list_of_records_begins_where_it_is_asked_to", func(t *testing.T, h Harness) {
		owner := "case_" + rand.Text()
		var all []string
		for i := range 5 {
			all = append(all, mustPut(t, h.Store, newRecord(owner, fmt.Sprintf("2025-11-%02d", i+1))).ID)
		}
		for cursor, want := range map[string][]string{
			steps.After("2025-11-03", ""): all[2:], steps.After("2025-11-03", all[2]): all[3:], steps.After("2025-11-03~", ""): all[3:],
			steps.After("0", ""): all, steps.After("2025-11-05", all[4]): nil,
		} {
			page, next, err := h.Store.RecordsOf(t.Context(), "document", owner, cursor, 10)
			if err != nil || next != "" || len(page) != len(want) {
				t.Fatalf("after %s: %d records, next %q, %v", cursor, len(page), next, err)
			}
			for i, r := range page {
				if r.ID != want[i] {
					t.Errorf("after %s: %s at %d, want %s", cursor, r.ID, i, want[i])
				}
			}
		}
	}},

	{"a_record_can_move_to_another_owner_another_place_and_out_of_every_list", func(t *testing.T, h Harness) {
		one, two := "q_"+rand.Text(), "q_"+rand.Text()
		a, b := mustPut(t, h.Store, newRecord(one, "1")), mustPut(t, h.Store, newRecord(one, "2"))
		a = next(a)
		a.Sort = "3"
		mustPut(t, h.Store, a)
		same(t, "after moving", recordIDs(t, h.Store, one, 10), []string{b.ID, a.ID})
		b = next(b)
		b.Owner = two
		mustPut(t, h.Store, b)
		same(t, "the first list", recordIDs(t, h.Store, one, 10), []string{a.ID})
		same(t, "the second list", recordIDs(t, h.Store, two, 10), []string{b.ID})
		a = next(a)
		a.Owner = ""
		mustPut(t, h.Store, a)
		same(t, "the first list", recordIDs(t, h.Store, one, 10), []string{})
		mustRecord(t, h.Store, a)
	}},

	{"a_cursor_of_records_that_no_page_gave_is_refused", func(t *testing.T, h Harness) {
		for _, cursor := range []string{"x", "-1!", "1 OR 1=1", " 3", "中", "====", "____"} {
			_, _, err := h.Store.RecordsOf(t.Context(), "document", "case_x", cursor, 10)
			if !errors.Is(err, realname.RefuseField(realname.CodeFieldInvalid, "cursor")) {
				t.Errorf("cursor %q: got %v, want field_invalid (cursor)", cursor, err)
			}
		}
	}},

	{"PROMISE_2_records_are_there_after_a_restart", func(t *testing.T, h Harness) {
		owner := "case_" + rand.Text()
		first := mustPut(t, h.Store, newRecord(owner, "1"))
		second := mustPut(t, h.Store, next(first))
		again := h.Reopen(t)
		mustRecord(t, again, second)
		same(t, "the list", recordIDs(t, again, owner, 10), []string{second.ID})
		mustKeepRecord(t, again, next(first), second)
		mustPut(t, again, next(second))
	}},

	{"a_caller_that_gave_up_on_a_record_is_told_unavailable", func(t *testing.T, h Harness) {
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		errs := map[string]error{"PutRecord": h.Store.PutRecord(ctx, newRecord("case_x", "1"))}
		_, errs["Record"] = h.Store.Record(ctx, "document", "x")
		_, _, errs["RecordsOf"] = h.Store.RecordsOf(ctx, "document", "case_x", "", 10)
		for method, err := range errs {
			if !errors.Is(err, steps.ErrUnavailable) {
				t.Errorf("%s: got %v, want ErrUnavailable", method, err)
			}
		}
	}},
}

// mustRefuseNew wants the record to be refused for a conflict, and not to be there.
func mustRefuseNew(t *testing.T, s steps.Records, r steps.Record) {
	t.Helper()
	if err := s.PutRecord(t.Context(), r); !errors.Is(err, steps.ErrConflict) {
		t.Fatalf("PutRecord of revision %d: got %v, want ErrConflict", r.Rev, err)
	}
	_, err := s.Record(t.Context(), r.Kind, r.ID)
	notFound(t, "Record", err)
}

var recordFaults = []test{
	{"PROMISE_2_a_record_whose_call_fails_is_there_or_not_and_can_be_repeated", func(t *testing.T, h Harness) {
		for _, rev := range []int{1, 2} {
			for _, fault := range []StoreFault{Before, After, Throttled, Conflicted, Spurious, Slow} {
				for _, times := range []int{1, 1000} {
					t.Run(fmt.Sprintf("revision_%d_%s_%d_times", rev, fault, times), func(t *testing.T) {
						breakRecord(t, h, rev, fault, times)
					})
				}
			}
		}
	}},

	{"a_read_of_records_whose_call_fails_is_repeated_then_unavailable", func(t *testing.T, h Harness) {
		r := mustPut(t, h.Store, newRecord("case_x", "1"))
		for name, read := range map[string]func() error{
			"Record":    func() error { _, err := h.Store.Record(t.Context(), r.Kind, r.ID); return err },
			"RecordsOf": func() error { _, _, err := h.Store.RecordsOf(t.Context(), r.Kind, r.Owner, "", 10); return err },
		} {
			for _, fault := range []StoreFault{Before, After, Throttled} {
				h.Inject(fault, 1)
				if err := read(); err != nil {
					t.Errorf("%s, %s once: %v", name, fault, err)
				}
				h.Inject(fault, 1000)
				if err := read(); !errors.Is(err, steps.ErrUnavailable) {
					t.Errorf("%s, %s always: got %v, want ErrUnavailable", name, fault, err)
				}
				h.Inject(fault, 0)
			}
		}
	}},
}

// breakRecord lets the write fail and wants: all of it or nothing, whatever the answer; success only when it is there;
// and that repeating it ends with it there.
func breakRecord(t *testing.T, h Harness, rev int, fault StoreFault, times int) {
	r := newRecord("case_x", "1")
	if rev == 2 {
		r = next(mustPut(t, h.Store, r))
	}
	ctx, cancel := context.WithTimeout(t.Context(), patience(fault))
	defer cancel()
	h.Inject(fault, times)
	err := h.Store.PutRecord(ctx, r)
	h.Inject(fault, 0)
	stored, readErr := h.Store.Record(t.Context(), r.Kind, r.ID)
	happened := readErr == nil && stored.Rev == r.Rev
	unavailable, conflict := errors.Is(err, steps.ErrUnavailable), errors.Is(err, steps.ErrConflict)
	passing := fault == Before || fault == Throttled || fault == Conflicted
	switch {
	case readErr != nil && !errors.Is(readErr, steps.ErrNotFound):
		t.Fatal(readErr)
	case err == nil && !happened:
		t.Error("success was answered, and nothing happened")
	case err != nil && !unavailable && !conflict:
		t.Errorf("got %v, want ErrUnavailable or ErrConflict", err)
	case times == 1 && passing && err != nil:
		t.Errorf("one passing fault was not got over: %v", err)
	case times > 1 && passing && (!unavailable || happened):
		t.Errorf("got %v (happened: %t), want ErrUnavailable and nothing happened", err, happened)
	case fault == After && !happened:
		t.Errorf("the call took effect, the write did not: %v", err)
	}
	if err := h.Store.PutRecord(t.Context(), r); err != nil && !errors.Is(err, steps.ErrConflict) {
		t.Fatalf("repeated: %v", err)
	}
	mustRecord(t, h.Store, r)
}
