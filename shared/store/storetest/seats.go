package storetest

import (
	"slices"
	"testing"

	"shiming/shared/realname"
	"shiming/shared/steps"
)

var seats = []test{
	{"RULES_A3_a_subject_verifies_as_many_accounts_as_its_quota", func(t *testing.T, h Harness) {
		for _, limit := range []int{1, 3, 10} {
			subject := NewSubjectKey()
			var holders []realname.AccountID
			for range limit {
				account := NewAccountID()
				mustCommit(t, h.Store, verify(t, h.Store, Seat(subject, account, limit)))
				holders = append(holders, account)
			}
			slices.Sort(holders)
			mustRefuse(t, h.Store, verify(t, h.Store, Seat(subject, NewAccountID(), limit)), &realname.QuotaFull{Holders: holders})
			same(t, "the holders", readSubject(t, h.Store, subject).Accounts, holders)
		}
	}},

	{"DESIGN_3_taking_twice_counts_once", func(t *testing.T, h Harness) {
		subject, account := NewSubjectKey(), NewAccountID()
		first := verify(t, h.Store, Seat(subject, account, 2))
		mustCommit(t, h.Store, first)
		second := Verify(first.Case, 2, *first.Take)
		mustCommit(t, h.Store, second)
		mustCommit(t, h.Store, verify(t, h.Store, Seat(subject, NewAccountID(), 2)))
		mustCommit(t, h.Store, Verify(second.Case, 3, *first.Take)) // every place is taken, one of them by this account
		if n := len(readSubject(t, h.Store, subject).Accounts); n != 2 {
			t.Fatalf("the subject has %d accounts, want 2", n)
		}
	}},

	{"RULES_A3_giving_a_place_back_frees_it", func(t *testing.T, h Harness) {
		subject, account := NewSubjectKey(), NewAccountID()
		first := verify(t, h.Store, Seat(subject, account, 1))
		mustCommit(t, h.Store, first)
		mustRefuse(t, h.Store, verify(t, h.Store, Seat(subject, NewAccountID(), 1)), &realname.QuotaFull{Holders: []realname.AccountID{account}})
		mustCommit(t, h.Store, Release(first.Case, 2, *first.Take))
		if left, err := h.Store.Subject(t.Context(), subject); err != nil || len(left.Accounts) != 0 || left.Key != subject {
			t.Fatalf("after the release: %d accounts, %v; want the subject without accounts", len(left.Accounts), err)
		}
		next := NewAccountID()
		mustCommit(t, h.Store, verify(t, h.Store, Seat(subject, next, 1)))
		same(t, "the holders", readSubject(t, h.Store, subject).Accounts, []realname.AccountID{next})
	}},

	{"DESIGN_3_giving_what_is_not_there_is_harmless", func(t *testing.T, h Harness) {
		subject, holder := NewSubjectKey(), NewAccountID()
		mustCommit(t, h.Store, verify(t, h.Store, Seat(subject, holder, 1)))
		for _, key := range []realname.SubjectKey{subject, NewSubjectKey()} {
			c := mustCommit(t, h.Store, Open(NewAccountID(), 0))
			mustCommit(t, h.Store, Release(c, 1, Seat(key, c.Account, 1)))
		}
		same(t, "the holders", readSubject(t, h.Store, subject).Accounts, []realname.AccountID{holder})
	}},

	{"RULES_A3_staff_raise_and_lower_the_quota_of_one_subject", func(t *testing.T, h Harness) {
		subject := NewSubjectKey()
		const policy = 2
		take := func() realname.Commit { return verify(t, h.Store, Seat(subject, NewAccountID(), policy)) }
		full := func() { // nothing more fits
			t.Helper()
			mustRefuse(t, h.Store, take(), &realname.QuotaFull{Holders: readSubject(t, h.Store, subject).Accounts})
		}
		limit := func(n int) {
			t.Helper()
			before := readSubject(t, h.Store, subject)
			if err := h.Store.SetLimit(t.Context(), subject, n); err != nil {
				t.Fatal(err)
			}
			before.Limit = n
			same(t, "the subject with its new limit", readSubject(t, h.Store, subject), before)
		}
		limit(1) // before its first account
		first := take()
		mustCommit(t, h.Store, first)
		full()
		limit(4)
		mustCommit(t, h.Store, take())
		mustCommit(t, h.Store, take())
		mustCommit(t, h.Store, take())
		full()
		limit(1) // takes nothing away
		full()
		mustCommit(t, h.Store, Release(first.Case, 2, *first.Take))
		full() // three are left, one is allowed
		limit(0)
		full() // the policy's number again: three are left, two are allowed
		limit(4)
		mustCommit(t, h.Store, take())
		full()
	}},

	{"RULES_A3_a_rotation_of_the_digest_key_never_doubles_a_quota", func(t *testing.T, h Harness) {
		oldest, old, current := NewSubjectKey(), NewSubjectKey(), NewSubjectKey()
		first := verify(t, h.Store, Seat(old, NewAccountID(), 2))
		mustCommit(t, h.Store, first)
		next := verify(t, h.Store, Seat(current, NewAccountID(), 2, old, oldest))
		mustRefuse(t, h.Store, next, &realname.HeldElsewhere{Subject: old})
		mustCommit(t, h.Store, next.Under(old))
		third := verify(t, h.Store, Seat(current, NewAccountID(), 2, old, oldest))
		mustRefuse(t, h.Store, third, &realname.HeldElsewhere{Subject: old})
		mustRefuse(t, h.Store, third.Under(old), &realname.QuotaFull{Holders: readSubject(t, h.Store, old).Accounts})
		// When the last account has left the old key, the current one is used.
		mustCommit(t, h.Store, Release(first.Case, 2, *first.Take))
		mustCommit(t, h.Store, Release(next.Case, 2, *next.Under(old).Take))
		mustCommit(t, h.Store, third)
		same(t, "the holders", readSubject(t, h.Store, current).Accounts, []realname.AccountID{third.Case.Account})
	}},

	{"RULES_A3_a_change_moves_the_seat_or_leaves_it", func(t *testing.T, h Harness) {
		x, y := NewSubjectKey(), NewSubjectKey()
		a, b := verify(t, h.Store, Seat(x, NewAccountID(), 1)), verify(t, h.Store, Seat(y, NewAccountID(), 1))
		mustCommit(t, h.Store, a)
		mustCommit(t, h.Store, b)
		// Two changes that cross find each other's place taken.
		mustRefuse(t, h.Store, Change(a.Case, 2, *a.Take, Seat(y, a.Case.Account, 1)), &realname.QuotaFull{Holders: []realname.AccountID{b.Case.Account}})
		mustRefuse(t, h.Store, Change(b.Case, 2, *b.Take, Seat(x, b.Case.Account, 1)), &realname.QuotaFull{Holders: []realname.AccountID{a.Case.Account}})
		moved := Change(a.Case, 2, *a.Take, Seat(y, a.Case.Account, 2))
		mustCommit(t, h.Store, moved)
		mustCommit(t, h.Store, Change(b.Case, 2, *b.Take, Seat(x, b.Case.Account, 1)))
		same(t, "the holders of x", readSubject(t, h.Store, x).Accounts, []realname.AccountID{b.Case.Account})
		same(t, "the holders of y", readSubject(t, h.Store, y).Accounts, []realname.AccountID{a.Case.Account})
		// A seat given and taken in one commit stays.
		mustCommit(t, h.Store, Change(moved.Case, 3, *moved.Take, *moved.Take))
		same(t, "the holders of y", readSubject(t, h.Store, y).Accounts, []realname.AccountID{a.Case.Account})
	}},

	{"RULES_D1_RULES_A3_a_change_to_a_subject_without_a_place_leaves_everything_as_it_was", func(t *testing.T, h Harness) {
		old, full, former := NewSubjectKey(), NewSubjectKey(), NewSubjectKey()
		a, b := verify(t, h.Store, Seat(old, NewAccountID(), 3)), verify(t, h.Store, Seat(full, NewAccountID(), 1))
		mustCommit(t, h.Store, a)
		mustCommit(t, h.Store, b)
		change := Change(a.Case, 2, *a.Take, Seat(full, a.Case.Account, 1))
		change.Account.Restrict = began // which would not hold either
		for range 2 {
			mustRefuse(t, h.Store, change, &realname.QuotaFull{Holders: []realname.AccountID{b.Case.Account}})
		}
		// Nor one whose subject lives under another of its keys.
		mustRefuse(t, h.Store, Change(a.Case, 2, *a.Take, Seat(former, a.Case.Account, 1, full)), &realname.HeldElsewhere{Subject: full})
		same(t, "the holders of the old subject", readSubject(t, h.Store, old).Accounts, []realname.AccountID{a.Case.Account})
		// With a place free, the same change is made as it stands.
		mustCommit(t, h.Store, Release(b.Case, 2, *b.Take))
		mustCommit(t, h.Store, change)
		same(t, "the holders of the new subject", readSubject(t, h.Store, full).Accounts, []realname.AccountID{a.Case.Account})
		if n := len(readSubject(t, h.Store, old).Accounts); n != 0 {
			t.Fatalf("the old subject has %d accounts, want none", n)
		}
	}},

	{"RULES_F1_a_case_that_begins_and_ends_at_once_releases_an_account", func(t *testing.T, h Harness) {
		subject := NewSubjectKey()
		first := verify(t, h.Store, Seat(subject, NewAccountID(), 1))
		mustCommit(t, h.Store, first)
		c := realname.Case{ID: realname.NewCaseID(), Kind: realname.Release, Account: first.Case.Account, AccountRev: 3}
		c = with(c, realname.Event{Type: realname.Forfeited, State: realname.Released, Present: first.Account.Identity, Cause: realname.NewCaseID()})
		forfeit := realname.Commit{
			Case: c, Account: &realname.AccountChange{ID: c.Account, Rev: 2, Clear: true}, Give: &realname.Seat{Subject: subject, Account: c.Account},
		}
		stale := forfeit
		stale.Account = &realname.AccountChange{ID: c.Account, Rev: 1, Clear: true}
		mustRefuse(t, h.Store, stale, steps.ErrConflict)
		before := look(t, h.Store, forfeit)
		mustCommit(t, h.Store, forfeit)
		same(t, "after the release", look(t, h.Store, forfeit), before.after(forfeit))
		mustRepeat(t, h.Store, forfeit)
		mustCommit(t, h.Store, verify(t, h.Store, Seat(subject, NewAccountID(), 1)))
	}},

	{"RULES_A3_a_commit_that_took_effect_is_no_full_quota_when_repeated", func(t *testing.T, h Harness) {
		commit := verify(t, h.Store, Seat(NewSubjectKey(), NewAccountID(), 1))
		mustCommit(t, h.Store, commit)
		want := look(t, h.Store, commit)
		mustRepeat(t, h.Store, commit)
		mustCommit(t, h.Store, Release(commit.Case, 2, *commit.Take))
		mustCommit(t, h.Store, verify(t, h.Store, Seat(commit.Take.Subject, NewAccountID(), 1)))
		released := look(t, h.Store, commit)
		mustRepeat(t, h.Store, commit)
		same(t, "after the late repetition", look(t, h.Store, commit), released)
		if want.Account.Identity == nil || released.Account.Identity != nil {
			t.Fatal("the account was to be verified, then released")
		}
	}},
}

// mustRepeat repeats a commit that took effect: the answer is success or ErrConflict, and nothing changes.
func mustRepeat(t *testing.T, s Store, c realname.Commit) {
	t.Helper()
	before := look(t, s, c)
	if err := s.Commit(t.Context(), c); err != nil && !sameError(err, steps.ErrConflict) {
		t.Fatalf("a repeated commit: got %v, want ErrConflict or success", err)
	}
	same(t, "after a repeated commit", look(t, s, c), before)
}

// verify opens a case on the seat's account and returns the commit that takes the seat. The account must be new.
func verify(t *testing.T, s Store, take realname.Seat) realname.Commit {
	t.Helper()
	account, err := s.Account(t.Context(), take.Account)
	if err != nil {
		account.Rev = 0
	}
	return Verify(mustCommit(t, s, Open(take.Account, account.Rev)), account.Rev+1, take)
}
