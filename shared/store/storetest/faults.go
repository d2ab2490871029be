package storetest

import (
	"context"
	"errors"
	"testing"
	"time"

	"shiming/shared/realname"
	"shiming/shared/steps"
)

// StoreFault is a way in which a call to the database can fail.
type StoreFault string

const (
	// Before fails the call before it takes effect, as a broken connection.
	Before StoreFault = "before"
	// After fails the call after it took effect: the answer is lost.
	After StoreFault = "after"
	// Throttled is the database asking to come back later.
	Throttled StoreFault = "throttled"
	// Conflicted is another transaction being busy with the same records.
	Conflicted StoreFault = "conflicted"
	// Spurious is a condition reported as failed though nobody else wrote.
	Spurious StoreFault = "spurious"
	// Slow answers later than the caller waits.
	Slow StoreFault = "slow"
)

// shapes are the commits that differ in what they touch; each makes its commit on a store where it will succeed.
var shapes = []struct {
	name string
	make func(t *testing.T, s Store) realname.Commit
}{
	{"open", func(*testing.T, Store) realname.Commit { return Open(NewAccountID(), 0) }},
	{"step", func(t *testing.T, s Store) realname.Commit { return Fill(mustCommit(t, s, Open(NewAccountID(), 0))) }},
	{"verify", func(t *testing.T, s Store) realname.Commit {
		return verify(t, s, Seat(NewSubjectKey(), NewAccountID(), 1, NewSubjectKey()))
	}},
	{"release", func(t *testing.T, s Store) realname.Commit {
		held := verify(t, s, Seat(NewSubjectKey(), NewAccountID(), 1))
		return Release(mustCommit(t, s, held), 2, *held.Take)
	}},
	{"change", func(t *testing.T, s Store) realname.Commit {
		held := verify(t, s, Seat(NewSubjectKey(), NewAccountID(), 1))
		return Change(mustCommit(t, s, held), 2, *held.Take, Seat(NewSubjectKey(), held.Case.Account, 1))
	}},
}

var faults = []test{
	{"PROMISE_1_a_commit_whose_call_fails_is_whole_or_absent_and_can_be_repeated", func(t *testing.T, h Harness) {
		for _, shape := range shapes {
			for _, fault := range []StoreFault{Before, After, Throttled, Conflicted, Spurious, Slow} {
				for _, times := range []int{1, 1000} {
					name := shape.name + "_" + string(fault) + "_once"
					if times > 1 {
						name = shape.name + "_" + string(fault) + "_always"
					}
					t.Run(name, func(t *testing.T) { breakCommit(t, h, shape.make(t, h.Store), fault, times) })
				}
			}
		}
	}},

	{"a_read_whose_call_fails_is_repeated_then_unavailable", func(t *testing.T, h Harness) {
		commit := verify(t, h.Store, Seat(NewSubjectKey(), NewAccountID(), 1))
		mustCommit(t, h.Store, commit)
		for name, read := range map[string]func(context.Context) error{
			"Case":    func(ctx context.Context) error { _, err := h.Store.Case(ctx, commit.Case.ID); return err },
			"Account": func(ctx context.Context) error { _, err := h.Store.Account(ctx, commit.Case.Account); return err },
			"Subject": func(ctx context.Context) error { _, err := h.Store.Subject(ctx, commit.Take.Subject); return err },
			"AccountAndCase": func(ctx context.Context) error {
				_, _, err := h.Store.AccountAndCase(ctx, commit.Case.Account, commit.Case.ID)
				return err
			},
			"Cases": func(ctx context.Context) error {
				_, err := h.Store.Cases(ctx, []realname.CaseID{commit.Case.ID})
				return err
			},
			"CasesOf": func(ctx context.Context) error {
				_, _, err := h.Store.CasesOf(ctx, commit.Case.Account, "", 10)
				return err
			},
		} {
			for _, fault := range []StoreFault{Before, After, Throttled} {
				h.Inject(fault, 1)
				if err := read(t.Context()); err != nil {
					t.Errorf("%s, %s once: %v", name, fault, err)
				}
			}
			h.Inject(Throttled, 1000)
			if err := read(t.Context()); !errors.Is(err, steps.ErrUnavailable) {
				t.Errorf("%s, throttled always: got %v, want ErrUnavailable", name, err)
			}
			h.Inject("", 0)
		}
	}},
}

// breakCommit lets the commit fail and wants: all of it or nothing, whatever the answer; success only when it is there;
// and that repeating it ends with it there once.
func breakCommit(t *testing.T, h Harness, commit realname.Commit, fault StoreFault, times int) {
	before := look(t, h.Store, commit)
	after := before.after(commit)
	ctx, cancel := context.WithTimeout(t.Context(), patience(fault))
	defer cancel()
	h.Inject(fault, times)
	err := h.Store.Commit(ctx, commit)
	h.Inject(fault, 0)

	seen := look(t, h.Store, commit)
	happened := seen.Case.Version() == commit.Case.Version()
	if happened {
		same(t, "a commit that happened", seen, after)
	} else {
		same(t, "a commit that did not happen", seen, before)
	}
	unavailable, conflict := errors.Is(err, steps.ErrUnavailable), errors.Is(err, steps.ErrConflict)
	once := times == 1
	switch {
	case err == nil && !happened:
		t.Error("success was answered, and nothing happened")
	case err != nil && !unavailable && !conflict:
		t.Errorf("got %v, want ErrUnavailable or ErrConflict", err)
	case once && (fault == Before || fault == Throttled || fault == Conflicted) && err != nil:
		t.Errorf("one passing fault was not got over: %v", err)
	case !once && (fault == Before || fault == Throttled || fault == Conflicted) && (!unavailable || happened):
		t.Errorf("got %v (happened: %t), want ErrUnavailable and nothing happened", err, happened)
	case fault == After && !happened:
		t.Errorf("the call took effect, the commit did not: %v", err)
	case fault == Slow && !once && !unavailable:
		t.Errorf("got %v, want ErrUnavailable", err)
	}

	if err := h.Store.Commit(t.Context(), commit); err != nil && !errors.Is(err, steps.ErrConflict) {
		t.Fatalf("repeated: %v", err)
	}
	same(t, "in the end", look(t, h.Store, commit), after)
}

// patience is how long the caller waits.
func patience(f StoreFault) time.Duration {
	if f == Slow {
		return 150 * time.Millisecond
	}
	return 20 * time.Second
}
