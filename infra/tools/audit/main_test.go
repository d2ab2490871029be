package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"shiming/shared/store/sqlite"
	"shiming/shared/trail"
)

func TestTHREATS_X14_verify_a_server_s_trail(t *testing.T) {
	dir := t.TempDir()
	store, err := sqlite.Open(filepath.Join(dir, "shiming.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	path := filepath.Join(dir, "audit.jsonl")
	file, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	w := trail.New(file, trail.InRecords(store), func(err error) { t.Error(err) })
	now := time.Date(2026, 11, 30, 8, 0, 0, 0, time.UTC)
	write := func(n int) {
		t.Helper()
		for range n {
			now = now.Add(2 * time.Minute)
			if err := w.Write(t.Context(), now, map[string]string{"action": "open-case"}); err != nil {
				t.Fatal(err)
			}
		}
	}
	verify := func(want int, said string, args ...string) {
		t.Helper()
		var out strings.Builder
		if found, err := run(args, strings.NewReader(""), &out); err != nil || found != want || !strings.Contains(out.String(), said) {
			t.Errorf("%v: %d, %v, it says\n%s", args, found, err, out.String())
		}
	}
	write(4)
	kept := filepath.Join(t.TempDir(), "heads.json")
	verify(0, "1 chains, 4 lines, 0 findings", "-data", dir, "-keep", kept) // while the store is in use
	write(3)
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.SplitAfter(string(whole), "\n")
	put := func(all []string) {
		t.Helper()
		if err := os.WriteFile(path, []byte(strings.Join(all, "")), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	put(lines[:5])
	verify(1, "lines 6 to 7 are missing", "-data", dir)
	verify(0, "0 findings", "-heads", kept, path) // what was kept then does not know of them
	put(append(append([]string{}, lines[:2]...), lines[3:]...))
	verify(1, "1 lines of its writer are missing", "-data", dir)
	put(lines[4:])
	verify(1, "those before it are missing", "-data", dir)
	verify(0, "0 findings", "-data", dir, "-heads", kept) // they were old, and known to have been there
	put(append([]string{"{\"log\":\"audit\",\"acti\n"}, lines...))
	verify(1, "cut short", "-data", dir)
	for _, args := range [][]string{{"-data", t.TempDir()}, {"-heads", path + "x", path}, {"-heads", path, path + "x"}, {"-nothing"}} {
		if _, err := run(args, strings.NewReader(""), &strings.Builder{}); err == nil {
			t.Errorf("%v is taken", args)
		}
	}
}
