package sqlite

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"shiming/shared/realname"
	"shiming/shared/steps"
	"shiming/shared/store/storetest"
)

func openTest(t testing.TB, path string) *Store {
	t.Helper()
	s, err := Open(path)
	if err != nil {
		t.Fatalf("Open: %v", err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

func mustCommit(t testing.TB, s *Store, c realname.Commit) realname.Case {
	t.Helper()
	if err := s.Commit(t.Context(), c); err != nil {
		t.Fatalf("Commit: %v", err)
	}
	return c.Case
}

func TestOneProcessAtATime(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a b?c#%41.db") // a path is no URL
	s := openTest(t, path)
	if _, err := Open(path); err == nil || !strings.Contains(err.Error(), "in use by another process") {
		t.Fatalf("a second Open: got %v", err)
	}
	mustCommit(t, s, storetest.Open(storetest.NewAccountID(), 0)) // the first one goes on
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	openTest(t, path)
	if _, err := os.Stat(path); err != nil {
		t.Fatal(err)
	}
}

func TestNewerSchemaIsRefused(t *testing.T) {
	path := filepath.Join(t.TempDir(), "shiming.db")
	s := openTest(t, path)
	err := s.writer.write(t.Context(), func(*tx) error {
		_, err := s.writer.conn.ExecContext(t.Context(), "PRAGMA user_version = 99")
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	for range 2 { // and the refusal gives the file back
		if _, err := Open(path); err == nil || !strings.Contains(err.Error(), "schema version 99") {
			t.Fatalf("Open: got %v", err)
		}
	}
}

func TestAfterClose(t *testing.T) {
	s := openTest(t, filepath.Join(t.TempDir(), "shiming.db"))
	if err := errors.Join(s.Close(), s.Close()); err != nil {
		t.Fatal(err)
	}
	_, readErr := s.Case(t.Context(), realname.NewCaseID())
	writeErr := s.Commit(t.Context(), storetest.Open(storetest.NewAccountID(), 0))
	if !errors.Is(readErr, steps.ErrUnavailable) || !errors.Is(writeErr, steps.ErrUnavailable) {
		t.Fatalf("got %v and %v, want ErrUnavailable", readErr, writeErr)
	}
}

// A full disk is simulated by SQLite's own bound on the size of the file, which fails with the same code.
func TestFullDiskIsUnavailableAndLeavesNothing(t *testing.T) {
	s := openTest(t, filepath.Join(t.TempDir(), "shiming.db"))
	mustCommit(t, s, storetest.Open(storetest.NewAccountID(), 0))
	bound := func(pages string) {
		t.Helper()
		err := s.writer.write(t.Context(), func(*tx) error {
			return s.writer.conn.QueryRowContext(t.Context(), "PRAGMA max_page_count = "+pages).Scan(new(int))
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	bound("1")
	var refused realname.Commit
	for range 100 { // until the free room in the pages is used up
		refused = storetest.Open(storetest.NewAccountID(), 0)
		if err := s.Commit(t.Context(), refused); err == nil {
			continue
		} else if !errors.Is(err, steps.ErrUnavailable) {
			t.Fatalf("on a full disk: got %v, want ErrUnavailable", err)
		}
		break
	}
	if _, err := s.Account(t.Context(), refused.Account.ID); !errors.Is(err, steps.ErrNotFound) {
		t.Fatalf("the account of the failed commit: %v, want ErrNotFound", err)
	}
	if _, err := s.Case(t.Context(), refused.Case.ID); !errors.Is(err, steps.ErrNotFound) {
		t.Fatalf("the case of the failed commit: %v, want ErrNotFound", err)
	}
	bound("4000000")
	mustCommit(t, s, refused)
}

func TestOneBadRequestHarmsNobodyInItsTransaction(t *testing.T) {
	s := openTest(t, filepath.Join(t.TempDir(), "shiming.db"))
	bad := errors.New("bad")
	good := storetest.Open(storetest.NewAccountID(), 0)
	requests := []*request{
		{ctx: t.Context(), do: func(tx *tx) error { return tx.commit(good, []byte("{}")) }, done: make(chan error, 1)},
		{ctx: t.Context(), do: func(*tx) error { return bad }, done: make(chan error, 1)},
		{ctx: t.Context(), do: func(*tx) error { return refusal{steps.ErrConflict} }, done: make(chan error, 1)},
	}
	s.writer.transact(requests) // the writer's goroutine is idle: nobody else writes here
	for i, want := range []error{nil, bad, steps.ErrConflict} {
		if err := <-requests[i].done; !errors.Is(err, want) {
			t.Errorf("request %d: got %v, want %v", i, err, want)
		}
	}
	if _, err := s.Case(t.Context(), good.Case.ID); err != nil {
		t.Errorf("the good commit: %v", err)
	}
}

func TestOutbox(t *testing.T) {
	path := filepath.Join(t.TempDir(), "shiming.db")
	s := openTest(t, path)
	<-s.Woken() // once after Open
	a := storetest.Open(storetest.NewAccountID(), 0)
	b := storetest.Open(storetest.NewAccountID(), 0)
	want := []realname.Case{mustCommit(t, s, a), mustCommit(t, s, b), mustCommit(t, s, storetest.Fill(a.Case)), mustCommit(t, s, storetest.Fill(b.Case))}
	if err := s.Commit(t.Context(), a); !errors.Is(err, steps.ErrConflict) {
		t.Fatal(err)
	}
	select {
	case <-s.Woken():
	default:
		t.Error("four commits did not wake the dispatcher")
	}
	events := func(s *Store, after int64, limit int) (ids []realname.EventID, all []Pending) {
		t.Helper()
		all, err := s.Pending(t.Context(), after, limit)
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range all {
			ids = append(ids, p.Case.Last().ID)
		}
		return ids, all
	}
	ids := []realname.EventID{}
	for _, c := range want {
		ids = append(ids, c.Last().ID)
	}
	got, all := events(s, 0, 100)
	if !slices.Equal(got, ids) {
		t.Fatalf("pending %v, want the events in the order of their commits %v", got, ids)
	}
	if got, _ := events(s, all[1].Seq, 1); !slices.Equal(got, ids[2:3]) {
		t.Fatalf("one after the second: %v, want %v", got, ids[2:3])
	}
	for range 2 { // twice is harmless
		if err := s.Done(t.Context(), all[0], all[2]); err != nil {
			t.Fatal(err)
		}
	}
	select {
	case <-s.Woken():
		t.Error("what is done wakes the dispatcher again")
	default:
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	s = openTest(t, path)
	<-s.Woken()
	if got, _ := events(s, 0, 100); !slices.Equal(got, []realname.EventID{ids[1], ids[3]}) {
		t.Fatalf("after a restart %v is pending, want what was not done", got)
	}
}

// The files as they are in the middle of work are what a crash leaves: whatever was answered has to be in them.
func TestPromise2WhatWasAnsweredSurvivesACrash(t *testing.T) {
	dir := t.TempDir()
	s := openTest(t, filepath.Join(dir, "shiming.db"))
	var answered []realname.Case
	for range 50 {
		answered = append(answered, mustCommit(t, s, storetest.Fill(mustCommit(t, s, storetest.Open(storetest.NewAccountID(), 0)))))
	}
	crashed := filepath.Join(t.TempDir(), "shiming.db")
	for _, suffix := range []string{"", "-wal"} {
		copyFile(t, filepath.Join(dir, "shiming.db"+suffix), crashed+suffix)
	}
	after := openTest(t, crashed)
	for _, want := range answered {
		got, err := after.Case(t.Context(), want.ID)
		if err != nil || got.Last().ID != want.Last().ID {
			t.Fatalf("an answered commit is gone: %v", err)
		}
	}
	if pending, err := after.Pending(t.Context(), 0, 1000); err != nil || len(pending) != 100 {
		t.Fatalf("%d events are pending after the crash (%v), want 100", len(pending), err)
	}
	var mode int
	if err := s.writer.conn.QueryRowContext(t.Context(), "PRAGMA synchronous").Scan(&mode); err != nil || mode != 2 {
		t.Fatalf("synchronous is %d (%v), want 2 (FULL): answered is durable", mode, err)
	}
}

func copyFile(t *testing.T, from, to string) {
	t.Helper()
	in, err := os.Open(from)
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	out, err := os.Create(to)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.Copy(out, in); err != nil {
		t.Fatal(err)
	}
	if err := out.Close(); err != nil {
		t.Fatal(err)
	}
}

func TestLoad(t *testing.T) {
	s := openTest(t, filepath.Join(t.TempDir(), "shiming.db"))
	subject := storetest.NewSubjectKey()
	var commits []realname.Commit
	for i := range loadChunk + 1 {
		key := subject
		if i > 1 {
			key = storetest.NewSubjectKey()
		}
		commits = append(commits, storetest.Verified(storetest.NewAccountID(), key))
	}
	if err := s.Load(t.Context(), slices.Values(commits)); err != nil {
		t.Fatal(err)
	}
	for _, want := range []realname.Commit{commits[0], commits[loadChunk]} {
		a, c, err := s.AccountAndCase(t.Context(), want.Case.Account, want.Case.ID)
		if err != nil || c.Last().ID != want.Case.Last().ID || a.Identity == nil {
			t.Fatalf("a loaded case has version %d, its account %v (%v)", c.Version(), a.Identity, err)
		}
	}
	if got, err := s.Subject(t.Context(), subject); err != nil || len(got.Accounts) != 2 {
		t.Fatalf("the subject has %d accounts (%v), want 2", len(got.Accounts), err)
	}
	if pending, err := s.Pending(t.Context(), 0, 1); err != nil || len(pending) != 0 {
		t.Fatalf("%d events are pending (%v), want none", len(pending), err)
	}
	// All of it or nothing: the last of these is there already.
	fresh := storetest.Verified(storetest.NewAccountID(), storetest.NewSubjectKey())
	if err := s.Load(t.Context(), slices.Values([]realname.Commit{fresh, commits[0]})); err == nil {
		t.Fatal("a case that was there was loaded again")
	}
	overfull := storetest.Verified(storetest.NewAccountID(), subject)
	overfull.Take.Limit = 2
	if err := s.Load(t.Context(), slices.Values([]realname.Commit{fresh, overfull})); err == nil {
		t.Fatal("more accounts than the quota were loaded")
	}
	ctx, cancel := context.WithCancel(t.Context())
	given := 0
	err := s.Load(ctx, func(yield func(realname.Commit) bool) {
		for yield(storetest.Verified(storetest.NewAccountID(), storetest.NewSubjectKey())) {
			if given++; given == 2*loadChunk {
				cancel()
			}
		}
	})
	if !errors.Is(err, context.Canceled) {
		t.Fatalf("a load that was given up: %v", err)
	}
	if _, err := s.Case(t.Context(), fresh.Case.ID); !errors.Is(err, steps.ErrNotFound) {
		t.Fatalf("a failed load left a case: %v", err)
	}
	mustCommit(t, s, storetest.Open(storetest.NewAccountID(), 0))
}

func TestSweep(t *testing.T) {
	s := openTest(t, filepath.Join(t.TempDir(), "shiming.db"))
	now := time.Date(2026, 11, 30, 8, 0, 0, 0, time.UTC)
	put := func(id string, until time.Time) {
		t.Helper()
		if err := s.PutRecord(t.Context(), steps.Record{Kind: "link", ID: id, Owner: "o", Rev: 1, Doc: []byte("{}"), Until: until}); err != nil {
			t.Fatal(err)
		}
	}
	for i := range sweepBatch + 1 {
		put(fmt.Sprint("over", i), now)
	}
	put("soon", now.Add(time.Second))
	put("ever", time.Time{})
	if n, err := s.Sweep(t.Context(), now); n != sweepBatch+1 || err != nil {
		t.Errorf("dropped %d, %v", n, err)
	}
	left, _, err := s.RecordsOf(t.Context(), "link", "o", "", 10)
	if err != nil || len(left) != 2 || left[0].ID != "ever" || left[1].ID != "soon" {
		t.Errorf("left: %v, %v", left, err)
	}
	if n, err := s.Sweep(t.Context(), now); n != 0 || err != nil {
		t.Errorf("dropped %d, %v", n, err)
	}
}
