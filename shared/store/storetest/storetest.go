// Package storetest is the contract of a store as a test: an implementation of steps.Store and steps.Records is a store
// when it passes Run. It holds what every engine has to promise, and nothing about one engine; what only one can do (a crash of the
// process, a full disk, the shape of its requests) is tested beside that engine.
package storetest

import (
	"context"
	"errors"
	"slices"
	"testing"

	"shiming/shared/realname"
	"shiming/shared/steps"

	"github.com/google/go-cmp/cmp"
)

// Store is what a store can do: the port of the steps, and what staff need.
type Store interface {
	steps.Store
	steps.Records
	// SetLimit sets how many accounts the subject may verify, instead of the policy's number; 0 takes that back.
	// Lowering it below what is taken takes no place away, but nothing new fits (RULES A3).
	SetLimit(ctx context.Context, key realname.SubjectKey, limit int) error
}

// Harness is one fresh store with what the test may do to it.
type Harness struct {
	Store Store
	// Reopen ends the store and returns another on the same data, as a restart would.
	Reopen func(t *testing.T) Store
	// Inject lets the next calls to the database fail that many times in that way; times 0 ends it. Only RunFaults
	// needs it.
	Inject func(fault StoreFault, times int)
}

// Run proves the contract on the stores that open returns; each subtest opens its own.
func Run(t *testing.T, open func(t *testing.T) Harness) {
	runAll(t, open, slices.Concat(contract, accounts, races, seats, contention, records, canaries, attestations))
}

// RunFaults proves what a store behind a network promises when its calls fail, before or after they took effect.
func RunFaults(t *testing.T, open func(t *testing.T) Harness) {
	runAll(t, open, slices.Concat(faults, recordFaults))
}

func runAll(t *testing.T, open func(t *testing.T) Harness, tests []test) {
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) { test.run(t, open(t)) })
	}
}

type test struct {
	name string
	run  func(t *testing.T, h Harness)
}

// snapshot is everything that a commit could touch, as stored.
type snapshot struct {
	Case     realname.Case
	Account  realname.Account
	Subjects map[realname.SubjectKey]realname.Subject
}

// look reads what the commit touches. What is missing is zero.
func look(t *testing.T, s steps.Store, c realname.Commit) snapshot {
	t.Helper()
	var seen snapshot
	var err error
	if seen.Account, seen.Case, err = s.AccountAndCase(t.Context(), c.Case.Account, c.Case.ID); err != nil {
		t.Fatalf("AccountAndCase: %v", err)
	}
	seen.Subjects = map[realname.SubjectKey]realname.Subject{}
	for _, seat := range []*realname.Seat{c.Take, c.Give} {
		if seat == nil {
			continue
		}
		for _, key := range append([]realname.SubjectKey{seat.Subject}, seat.Others...) {
			if subject := readSubject(t, s, key); len(subject.Accounts) > 0 {
				seen.Subjects[key] = subject
			}
		}
	}
	return seen
}

// after is what look sees when the commit was applied to before.
func (before snapshot) after(c realname.Commit) snapshot {
	after := snapshot{Case: c.Case, Account: before.Account, Subjects: map[realname.SubjectKey]realname.Subject{}}
	if c.Account != nil {
		after.Account = c.Account.Apply(before.Account)
	}
	for key, subject := range before.Subjects {
		subject.Accounts = slices.Clone(subject.Accounts)
		after.Subjects[key] = subject
	}
	if c.Give != nil {
		subject := after.Subjects[c.Give.Subject]
		subject.Accounts = slices.DeleteFunc(subject.Accounts, func(a realname.AccountID) bool { return a == c.Give.Account })
		after.Subjects[c.Give.Subject] = subject
		if len(subject.Accounts) == 0 {
			delete(after.Subjects, c.Give.Subject)
		}
	}
	if c.Take != nil {
		subject := after.Subjects[c.Take.Subject]
		subject.Key = c.Take.Subject
		if !slices.Contains(subject.Accounts, c.Take.Account) {
			subject.Accounts = append(subject.Accounts, c.Take.Account)
			slices.Sort(subject.Accounts)
		}
		after.Subjects[c.Take.Subject] = subject
	}
	return after
}

// readSubject returns the subject, empty when there is none.
func readSubject(t *testing.T, s steps.Store, key realname.SubjectKey) realname.Subject {
	t.Helper()
	subject, err := s.Subject(t.Context(), key)
	if errors.Is(err, steps.ErrNotFound) {
		return realname.Subject{Key: key}
	}
	if err != nil {
		t.Fatalf("Subject: %v", err)
	}
	return subject
}

func mustCommit(t *testing.T, s steps.Store, c realname.Commit) realname.Case {
	t.Helper()
	if err := s.Commit(t.Context(), c); err != nil {
		t.Fatalf("Commit of version %d: %v", c.Case.Version(), err)
	}
	return c.Case
}

// mustRefuse commits, wants that refusal, and wants that nothing was left of it.
func mustRefuse(t *testing.T, s steps.Store, c realname.Commit, want error) {
	t.Helper()
	before := look(t, s, c)
	err := s.Commit(t.Context(), c)
	if !sameError(err, want) {
		t.Fatalf("Commit: got %v, want %v", err, want)
	}
	same(t, "after a refused commit", look(t, s, c), before)
}

// sameError compares refusals with what they carry.
func sameError(got, want error) bool {
	var wantFull, gotFull *realname.QuotaFull
	if errors.As(want, &wantFull) {
		return errors.As(got, &gotFull) && slices.Equal(slices.Sorted(slices.Values(gotFull.Holders)), wantFull.Holders)
	}
	var wantElsewhere, gotElsewhere *realname.HeldElsewhere
	if errors.As(want, &wantElsewhere) {
		return errors.As(got, &gotElsewhere) && *gotElsewhere == *wantElsewhere
	}
	return errors.Is(got, want)
}

func same(t *testing.T, what string, got, want any) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Fatalf("%s (-want +got):\n%s", what, diff)
	}
}
