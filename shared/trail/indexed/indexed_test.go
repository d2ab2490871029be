package indexed

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"shiming/shared/store/sqlite"
	"shiming/shared/trail"
	"shiming/shared/trail/archivetest"
)

// opened is a trail of n lines with its heads.
func opened(tb testing.TB, n int) (t *AuditFile, path string, all []archivetest.Entry) {
	tb.Helper()
	dir := tb.TempDir()
	path = filepath.Join(dir, "audit.jsonl")
	file, err := os.Create(path)
	if err != nil {
		tb.Fatal(err)
	}
	defer file.Close()
	store, err := sqlite.Open(filepath.Join(dir, "shiming.db"))
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { _ = store.Close() })
	keep := trail.InRecords(store)
	if n > 10_000 { // each is a commit of its own
		keep = nil
	}
	all = archivetest.Write(tb, file, n, keep, nil)
	t, err = New(path, filepath.Join(dir, "audit.index"), func(ctx context.Context) ([]trail.Head, error) {
		return trail.Heads(ctx, store, time.Time{}, time.Time{})
	})
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { _ = t.Close() })
	return t, path, all
}

func TestTHREATS_X14_an_archive_of_a_server(t *testing.T) {
	a, _, all := opened(t, 300)
	archivetest.Run(t, a, all)
}

// A byte that somebody changes is found, wherever it is.
func TestTHREATS_X14_a_changed_byte_is_found(t *testing.T) {
	a, path, _ := opened(t, 200)
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for _, place := range []int{0, 1, 3, 2, 7} { // eighths of the file
		at := len(whole)*place/8 + 20
		at += bytes.Index(whole[at:], []byte(`"action":"`)) + len(`"action":"`)
		changed := bytes.Clone(whole)
		changed[at] ^= 1
		if err := os.WriteFile(path, changed, 0o600); err != nil {
			t.Fatal(err)
		}
		if c, err := a.Check(t.Context(), time.Time{}); err != nil || len(c.Breaks) == 0 {
			t.Errorf("byte %d of %d: %+v, %v", at, len(whole), c, err)
		}
	}
}

// What is appended is found; a line that is being written is waited for; a file that begins otherwise is another one; an index
// that is none is made again.
func TestTheIndexFollowsTheFile(t *testing.T) {
	a, path, all := opened(t, 50)
	count := func(a *AuditFile, want int) {
		t.Helper()
		lines, _, err := a.Find(t.Context(), trail.Sought{}, "", trail.MostLines)
		if err != nil || len(lines) != want {
			t.Errorf("%d lines, want %d: %v", len(lines), want, err)
		}
	}
	count(a, len(all))
	file, err := os.OpenFile(path, os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	line := `{"log":"audit","at":"2026-11-30T09:00:00Z","action":"redact-case","outcome":"done","writer":"w","seq":1,"prev":""}`
	for i, piece := range []string{line[:40], line[40:], "\n"} {
		if _, err := file.WriteString(piece); err != nil {
			t.Fatal(err)
		}
		count(a, len(all)+i/2)
	}
	lines, _, err := a.Find(t.Context(), trail.Sought{Action: "redact-case"}, "", 1)
	if err != nil || len(lines) != 1 || string(lines[0]) != line {
		t.Errorf("%s, %v", lines, err)
	}
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	cut := bytes.SplitAfter(whole, []byte("\n"))[20:] // the oldest were put away
	if err := os.WriteFile(path, bytes.Join(cut, nil), 0o600); err != nil {
		t.Fatal(err)
	}
	left := bytes.Count(bytes.Join(cut, nil), []byte(`{"log":"audit"`))
	count(a, left)
	if err := os.WriteFile(path, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	count(a, 0)
	if err := os.WriteFile(path, bytes.Join(cut, nil), 0o600); err != nil {
		t.Fatal(err)
	}
	spoiled := filepath.Join(t.TempDir(), "audit.index")
	if err := os.WriteFile(spoiled, []byte(strings.Repeat("no index ", 1000)), 0o600); err != nil {
		t.Fatal(err)
	}
	again, err := New(path, spoiled, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer again.Close()
	count(again, left)
}

// BenchmarkMillion is the figure: a search of a million lines by account or by actor within a second, and a check of them all.
func BenchmarkMillion(b *testing.B) {
	a, path, _ := opened(b, 1_000_000)
	began := time.Now()
	if err := a.CatchUp(b.Context()); err != nil {
		b.Fatal(err)
	}
	b.Logf("indexed in %s", time.Since(began))
	for name, s := range map[string]trail.Sought{"account": {Account: "acct_77"}, "actor": {Who: "who_4"}, "rare": {Who: "who_4", Account: "acct_77", Outcome: "refused"}} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				lines, _, err := a.Find(b.Context(), s, "", 100)
				if err != nil || name != "rare" && len(lines) < 20 {
					b.Fatal(len(lines), err)
				}
			}
		})
	}
	b.Run("a_changed_byte", func(b *testing.B) {
		file, err := os.OpenFile(path, os.O_RDWR, 0o600)
		if err != nil {
			b.Fatal(err)
		}
		defer file.Close()
		info, _ := file.Stat()
		var line [2000]byte
		if _, err := file.ReadAt(line[:], info.Size()/2); err != nil {
			b.Fatal(err)
		}
		at := info.Size()/2 + int64(bytes.Index(line[:], []byte(`"action":"`))) + 10
		if _, err := file.WriteAt([]byte("x"), at); err != nil {
			b.Fatal(err)
		}
		for b.Loop() {
			c, err := a.Check(b.Context(), time.Time{})
			if err != nil || len(c.Breaks) == 0 {
				b.Fatal(fmt.Sprint(c), err)
			}
		}
	})
}
