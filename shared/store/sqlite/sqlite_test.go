package sqlite_test

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"shiming/shared/steps"
	"shiming/shared/store/sqlite"
	"shiming/shared/store/storetest"
)

// openFile opens the store and closes it with the test.
func openFile(t testing.TB, path string) *sqlite.Store {
	t.Helper()
	s, err := sqlite.Open(path)
	if err != nil {
		t.Fatalf("Open: %v", err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Errorf("Close: %v", err)
		}
	})
	return s
}

func TestStore(t *testing.T) {
	storetest.Run(t, func(t *testing.T) storetest.Harness {
		path := filepath.Join(t.TempDir(), "shiming.db")
		s := openFile(t, path)
		return storetest.Harness{
			Store: s,
			Reopen: func(t *testing.T) storetest.Store {
				if err := s.Close(); err != nil {
					t.Fatalf("Close: %v", err)
				}
				return openFile(t, path)
			},
		}
	})
}

// A copy of the file alone, taken after Close, is everything.
func TestCloseLeavesOneFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "shiming.db")
	s, err := sqlite.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.PutRecord(t.Context(), steps.Record{Kind: "k", ID: "1", Rev: 1, Doc: []byte("{}")}); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Record(t.Context(), "k", "1"); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	for _, beside := range []string{"-wal", "-shm"} {
		if _, err := os.Stat(path + beside); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("%s is there after Close: %v", beside, err)
		}
	}
}

// The log is emptied while others write and empty it too: who copies it back just then is waited for, and what is in it is gone.
func TestRULES_L1_the_log_is_emptied_while_others_do_so(t *testing.T) {
	path := filepath.Join(t.TempDir(), "shiming.db")
	s := openFile(t, path)
	var all sync.WaitGroup
	for who := range 4 {
		all.Go(func() {
			for i := range 50 {
				r := steps.Record{Kind: "log", ID: fmt.Sprintf("%d.%d", who, i), Rev: 1, Doc: []byte(`{}`)}
				if err := errors.Join(s.PutRecord(t.Context(), r), s.EmptyLog(t.Context())); err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
	if log, err := os.Stat(path + "-wal"); err != nil || log.Size() > 0 {
		t.Errorf("the log has %d bytes, %v", log.Size(), err)
	}
	over, stop := context.WithCancel(t.Context())
	stop()
	if err := s.EmptyLog(over); !errors.Is(err, steps.ErrUnavailable) {
		t.Errorf("nobody waits any more: %v", err)
	}
}
