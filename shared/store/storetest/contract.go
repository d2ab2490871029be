package storetest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"

	"shiming/shared/realname"
	"shiming/shared/steps"
)

var contract = []test{
	{"what_was_never_stored_is_not_found", func(t *testing.T, h Harness) {
		_, err := h.Store.Case(t.Context(), realname.NewCaseID())
		notFound(t, "Case", err)
		_, err = h.Store.Account(t.Context(), NewAccountID())
		notFound(t, "Account", err)
		_, err = h.Store.Subject(t.Context(), NewSubjectKey())
		notFound(t, "Subject", err)
		a, c, err := h.Store.AccountAndCase(t.Context(), NewAccountID(), realname.NewCaseID())
		if err != nil || c.Version() != 0 {
			t.Fatalf("AccountAndCase: got a case of version %d and %v, want zero values", c.Version(), err)
		}
		same(t, "the missing account", a, realname.Account{})
		cases, cursor, err := h.Store.CasesOf(t.Context(), NewAccountID(), "", 10)
		if err != nil || len(cases) != 0 || cursor != "" {
			t.Fatalf("CasesOf: got %d cases, cursor %q and %v, want none", len(cases), cursor, err)
		}
	}},

	{"what_is_committed_is_read_back_field_by_field", func(t *testing.T, h Harness) {
		account, subject := NewAccountID(), NewSubjectKey()
		opening := Open(account, 0)
		mustCommit(t, h.Store, opening)
		stored, err := h.Store.Account(t.Context(), account)
		if err != nil {
			t.Fatal(err)
		}
		same(t, "the account after opening", stored, opening.Account.Apply(realname.Account{}))

		started := mustCommit(t, h.Store, Start(mustCommit(t, h.Store, Fill(opening.Case))))
		got, err := h.Store.Case(t.Context(), started.ID)
		if err != nil {
			t.Fatal(err)
		}
		same(t, "the case", got, started)

		verifying := Verify(started, 1, Seat(subject, account, 3))
		mustCommit(t, h.Store, verifying)
		same(t, "after verifying", look(t, h.Store, verifying), snapshot{
			Case: verifying.Case, Account: verifying.Account.Apply(stored),
			Subjects: map[realname.SubjectKey]realname.Subject{subject: {Key: subject, Accounts: []realname.AccountID{account}}},
		})
	}},

	{"THREATS_X5_the_mode_is_kept_with_case_account_and_identity", func(t *testing.T, h Harness) {
		for _, live := range []bool{true, false} {
			account := NewAccountID()
			subject := realname.NewSubjectKey(realname.PersonSubject, string(account), live)
			opening := Open(account, 0)
			opening.Case.Livemode, opening.Account.Livemode = live, live
			mustCommit(t, h.Store, opening)
			a, c, err := h.Store.AccountAndCase(t.Context(), account, opening.Case.ID)
			if err != nil || a.Livemode != live || c.Livemode != live {
				t.Errorf("opened with livemode %t: account %t, case %t, %v", live, a.Livemode, c.Livemode, err)
			}
			verifying := Verify(mustCommit(t, h.Store, Start(mustCommit(t, h.Store, Fill(opening.Case)))), 1, Seat(subject, account, 1))
			verifying.Account.Livemode, verifying.Account.Identity.Livemode = live, live
			mustCommit(t, h.Store, verifying)
			a, err = h.Store.Account(t.Context(), account)
			if err != nil || a.Livemode != live || a.Identity == nil || a.Identity.Livemode != live {
				t.Errorf("verified with livemode %t: account %t, identity %v, %v", live, a.Livemode, a.Identity, err)
			}
			page, _, err := h.Store.CasesOf(t.Context(), account, "", 10)
			for _, c := range page {
				if err != nil || c.Livemode != live {
					t.Errorf("listed: %t, %v", c.Livemode, err)
				}
			}
			// The other mode takes the account over, and its own seat.
			other := Open(account, 2)
			other.Case.Livemode, other.Account.Livemode, other.Account.Clear = !live, !live, true
			mustCommit(t, h.Store, other)
			if a, err = h.Store.Account(t.Context(), account); err != nil || a.Livemode == live || a.Identity != nil {
				t.Errorf("taken over: %t, %v, %v", a.Livemode, a.Identity, err)
			}
			over := Verify(other.Case, 3, Seat(realname.NewSubjectKey(realname.PersonSubject, string(account), !live), NewAccountID(), 1))
			over.Account = nil
			mustCommit(t, h.Store, over)
		}
	}},

	{"an_account_and_a_case_are_one_read_and_either_may_be_missing", func(t *testing.T, h Harness) {
		opening := Open(NewAccountID(), 0)
		mustCommit(t, h.Store, opening)
		there := opening.Account.Apply(realname.Account{})
		for _, row := range []struct {
			what    string
			account realname.AccountID
			id      realname.CaseID
			wantA   realname.Account
			wantC   realname.Case
		}{
			{"both", there.ID, opening.Case.ID, there, opening.Case},
			{"the account", there.ID, realname.NewCaseID(), there, realname.Case{}},
			{"the case", NewAccountID(), opening.Case.ID, realname.Account{}, opening.Case},
		} {
			a, c, err := h.Store.AccountAndCase(t.Context(), row.account, row.id)
			if err != nil {
				t.Fatal(err)
			}
			same(t, row.what+": account", a, row.wantA)
			same(t, row.what+": case", c, row.wantC)
		}
	}},

	{"DESIGN_2_a_case_grows_by_one_event_at_a_time", func(t *testing.T, h Harness) {
		opened := mustCommit(t, h.Store, Open(NewAccountID(), 0))
		filled := Fill(opened)
		started := Start(filled.Case)
		mustRefuse(t, h.Store, started, steps.ErrConflict) // two ahead
		mustCommit(t, h.Store, filled)
		mustRefuse(t, h.Store, Fill(opened), steps.ErrConflict) // decided on an old version
		mustRefuse(t, h.Store, filled, steps.ErrConflict)       // the same again
		mustCommit(t, h.Store, started)
		mustRefuse(t, h.Store, realname.Commit{Case: opened}, steps.ErrConflict) // created twice
		unknown := opened
		unknown.ID = realname.NewCaseID()
		mustRefuse(t, h.Store, Fill(unknown), steps.ErrConflict) // grown before it was created
	}},

	{"cases_are_read_together_in_the_order_of_their_ids_and_without_the_missing", func(t *testing.T, h Harness) {
		if none, err := h.Store.Cases(t.Context(), nil); err != nil || len(none) != 0 {
			t.Fatalf("of no ids: %d, %v", len(none), err)
		}
		var want []realname.Case
		var ids []realname.CaseID
		for range 99 {
			c := mustCommit(t, h.Store, Open(NewAccountID(), 0))
			want, ids = append([]realname.Case{c}, want...), append([]realname.CaseID{c.ID}, ids...)
		}
		want[7] = mustCommit(t, h.Store, Fill(want[7])) // as it is by now
		ids = slices.Insert(ids, 3, realname.NewCaseID())
		got, err := h.Store.Cases(t.Context(), ids)
		if err != nil {
			t.Fatal(err)
		}
		same(t, "the cases", got, want)
	}},

	{"pages_of_cases_are_newest_first_and_without_gaps_or_repeats", func(t *testing.T, h Harness) {
		account := NewAccountID()
		mustCommit(t, h.Store, Open(NewAccountID(), 0)) // somebody else's
		var want []realname.CaseID
		for rev := range 25 {
			c := mustCommit(t, h.Store, Open(account, rev))
			want = append([]realname.CaseID{c.ID}, want...)
		}
		for _, limit := range []int{1, 7, 12, 24, 25, 26, 100} {
			same(t, fmt.Sprintf("pages of %d", limit), pages(t, h.Store, account, limit), want)
		}
		first, cursor, err := h.Store.CasesOf(t.Context(), account, "", 5)
		if err != nil {
			t.Fatal(err)
		}
		mustCommit(t, h.Store, Fill(first[0])) // a change does not move a case in the list
		mustCommit(t, h.Store, Open(account, 25))
		second, _, err := h.Store.CasesOf(t.Context(), account, cursor, 5)
		if err != nil {
			t.Fatal(err)
		}
		if second[0].ID != want[5] {
			t.Fatal("a case opened between two pages shifted the second one")
		}
	}},

	{"a_cursor_that_no_page_gave_is_refused", func(t *testing.T, h Harness) {
		for _, cursor := range []string{"x", "-1", "0x10", "1 OR 1=1", "99999999999999999999", " 3", "中"} {
			_, _, err := h.Store.CasesOf(t.Context(), NewAccountID(), cursor, 10)
			if !errors.Is(err, realname.RefuseField(realname.CodeFieldInvalid, "cursor")) {
				t.Errorf("cursor %q: got %v, want field_invalid (cursor)", cursor, err)
			}
		}
	}},

	{"what_callers_do_to_their_values_changes_nothing_stored", func(t *testing.T, h Harness) {
		account, subject := NewAccountID(), NewSubjectKey()
		filled := Fill(mustCommit(t, h.Store, Open(account, 0)))
		mustCommit(t, h.Store, filled)
		verifying := Verify(filled.Case, 1, Seat(subject, account, 3))
		mustCommit(t, h.Store, verifying)
		want := look(t, h.Store, verifying)
		same(t, "the case", want.Case, verifying.Case)

		scribble(verifying.Case, verifying.Account)
		again := look(t, h.Store, verifying)
		same(t, "after the commit was scribbled on", again, want)
		listed, _, err := h.Store.CasesOf(t.Context(), account, "", 1)
		if err != nil || len(listed) != 1 {
			t.Fatalf("CasesOf: %d cases, %v", len(listed), err)
		}
		scribble(again.Case, again.Account, again.Subjects[subject], listed[0])
		same(t, "after what was read was scribbled on", look(t, h.Store, verifying), want)
	}},

	{"PROMISE_2_everything_is_there_after_a_restart", func(t *testing.T, h Harness) {
		account, subject := NewAccountID(), NewSubjectKey()
		opened := mustCommit(t, h.Store, Open(account, 0))
		verifying := Verify(opened, 1, Seat(subject, account, 1))
		mustCommit(t, h.Store, verifying)
		if err := h.Store.SetLimit(t.Context(), subject, 2); err != nil {
			t.Fatal(err)
		}
		want := look(t, h.Store, verifying)
		again := h.Reopen(t)
		same(t, "after the restart", look(t, again, verifying), want)
		mustRefuse(t, again, Verify(opened, 1, Seat(subject, account, 1)), steps.ErrConflict)
		mustCommit(t, again, verify(t, again, Seat(subject, NewAccountID(), 1))) // the staff's limit is there too
		mustRefuse(t, again, verify(t, again, Seat(subject, NewAccountID(), 1)),
			&realname.QuotaFull{Holders: readSubject(t, again, subject).Accounts})
	}},

	{"a_caller_that_gave_up_is_told_unavailable", func(t *testing.T, h Harness) {
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		opening := Open(NewAccountID(), 0)
		errs := map[string]error{"Commit": h.Store.Commit(ctx, opening), "SetLimit": h.Store.SetLimit(ctx, NewSubjectKey(), 2)}
		_, errs["Case"] = h.Store.Case(ctx, opening.Case.ID)
		_, errs["Account"] = h.Store.Account(ctx, opening.Account.ID)
		_, errs["Subject"] = h.Store.Subject(ctx, NewSubjectKey())
		_, _, errs["AccountAndCase"] = h.Store.AccountAndCase(ctx, opening.Account.ID, opening.Case.ID)
		_, errs["Cases"] = h.Store.Cases(ctx, []realname.CaseID{opening.Case.ID})
		_, _, errs["CasesOf"] = h.Store.CasesOf(ctx, opening.Account.ID, "", 10)
		for method, err := range errs {
			if !errors.Is(err, steps.ErrUnavailable) {
				t.Errorf("%s: got %v, want ErrUnavailable", method, err)
			}
		}
	}},
}

func notFound(t *testing.T, what string, err error) {
	t.Helper()
	if !errors.Is(err, steps.ErrNotFound) {
		t.Errorf("%s: got %v, want ErrNotFound", what, err)
	}
}

// pages reads all pages and returns the ids in the order in which they came.
func pages(t *testing.T, s Store, account realname.AccountID, limit int) []realname.CaseID {
	t.Helper()
	var ids []realname.CaseID
	for cursor := ""; ; {
		page, next, err := s.CasesOf(t.Context(), account, cursor, limit)
		if err != nil {
			t.Fatalf("CasesOf: %v", err)
		}
		if len(page) > limit || len(page) == 0 && next != "" {
			t.Fatalf("a page of %d has %d cases and the cursor %q", limit, len(page), next)
		}
		for _, c := range page {
			ids = append(ids, c.ID)
		}
		if next == "" {
			return ids
		}
		cursor = next
	}
}
