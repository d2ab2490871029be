package trail

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"shiming/shared/store/sqlite"
)

// entry is what somebody writes.
type entry struct {
	At     time.Time `json:"at"`
	Action string    `json:"action"`
}

// kept keeps the heads of all writers.
type kept struct {
	mu    sync.Mutex
	heads map[string]Head
	calls int
	away  error
}

func (k *kept) keep(_ context.Context, h Head) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.calls++
	if k.away != nil {
		return k.away
	}
	if k.heads == nil {
		k.heads = map[string]Head{}
	}
	k.heads[h.Writer] = h
	return nil
}

func (k *kept) all() (heads []Head) {
	for _, h := range k.heads {
		heads = append(heads, h)
	}
	return heads
}

var now = time.Date(2026, 11, 30, 8, 0, 0, 0, time.UTC)

// written is what two writers wrote by turns, n lines each, and the heads that were kept when they closed.
func written(t *testing.T, n int) (lines []string, heads []Head) {
	t.Helper()
	var out bytes.Buffer
	var k kept
	writers := []*Trail{New(&out, k.keep, nil), New(&out, k.keep, nil)}
	for i := range 2 * n {
		if err := writers[i%2].Write(t.Context(), now, entry{now, fmt.Sprintf("deed %d", i)}); err != nil {
			t.Fatal(err)
		}
	}
	for _, w := range writers {
		if err := w.Close(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	return strings.SplitAfter(out.String(), "\n")[:2*n], k.all()
}

func verify(t *testing.T, lines []string, heads []Head) (ends []Head, found []Break) {
	t.Helper()
	ends, found, err := Verify(strings.NewReader(strings.Join(lines, "")), heads)
	if err != nil {
		t.Fatal(err)
	}
	return ends, found
}

func TestTHREATS_X14_a_line_of_the_audit_trail_cannot_go_unseen(t *testing.T) {
	lines, heads := written(t, 5)
	if ends, found := verify(t, lines, heads); len(found) != 0 || len(ends) != 2 || ends[0].Seq != 5 || !ends[0].At.Equal(now) {
		t.Fatalf("as it was written: %v, %v", ends, found)
	}
	without := func(at ...int) []string {
		var left []string
		for i, l := range lines {
			if !slices.Contains(at, i) {
				left = append(left, l)
			}
		}
		return left
	}
	for i := range lines {
		t.Run(fmt.Sprintf("line_%d_removed", i), func(t *testing.T) {
			if _, found := verify(t, without(i), heads); len(found) != 1 || !strings.Contains(found[0].What, "missing") {
				t.Errorf("%v", found)
			}
		})
		t.Run(fmt.Sprintf("line_%d_changed", i), func(t *testing.T) {
			changed := slices.Clone(lines)
			changed[i] = strings.Replace(changed[i], "deed", "act!", 1)
			if _, found := verify(t, changed, heads); len(found) != 1 || !strings.Contains(found[0].What, "changed") {
				t.Errorf("%v", found)
			}
		})
		t.Run(fmt.Sprintf("line_%d_moved_behind_the_next_of_its_writer", i), func(t *testing.T) {
			if i+2 >= len(lines) {
				return
			}
			moved := slices.Clone(lines)
			moved[i], moved[i+2] = moved[i+2], moved[i]
			if _, found := verify(t, moved, heads); len(found) == 0 {
				t.Error("nothing is found")
			}
		})
		t.Run(fmt.Sprintf("line_%d_twice", i), func(t *testing.T) {
			if _, found := verify(t, slices.Insert(slices.Clone(lines), i, lines[i]), heads); len(found) != 1 {
				t.Errorf("%v", found)
			}
		})
	}
	t.Run("all_that_a_writer_wrote", func(t *testing.T) {
		if _, found := verify(t, without(0, 2, 4, 6, 8), heads); len(found) != 1 || found[0].Line != 0 {
			t.Errorf("%v", found)
		}
	})
	t.Run("the_member_that_marks_it", func(t *testing.T) {
		changed := slices.Clone(lines)
		changed[4] = strings.Replace(changed[4], Mark, `"log":"other"`, 1)
		if _, found := verify(t, changed, heads); len(found) != 1 {
			t.Errorf("%v", found)
		}
	})
	t.Run("what_became_too_old_is_taken_out_up_to_a_head", func(t *testing.T) {
		ends, _ := verify(t, lines[:4], nil)
		if _, found := verify(t, lines[4:], append(ends, heads...)); len(found) != 0 {
			t.Errorf("%v", found)
		}
		if _, found := verify(t, lines[4:], heads); len(found) != 2 {
			t.Errorf("without the heads of then: %v", found)
		}
	})
}

// cutting is a writer that fails after some bytes.
type cutting struct {
	bytes.Buffer
	left int // -1: all of it
}

func (c *cutting) Write(p []byte) (int, error) {
	if c.left < 0 || len(p) <= c.left {
		return c.Buffer.Write(p)
	}
	n, _ := c.Buffer.Write(p[:c.left])
	return n, errors.New("the disk is full")
}

func TestALineThatWasCutShortDoesNotCount(t *testing.T) {
	out := cutting{left: -1}
	w := New(&out, nil, nil)
	write := func() error { return w.Write(t.Context(), now, entry{now, "deed"}) }
	if err := write(); err != nil {
		t.Fatal(err)
	}
	for _, left := range []int{0, 60} {
		out.left = left
		if err := write(); err == nil {
			t.Fatal("it is written")
		}
	}
	out.left = -1
	if err := write(); err != nil {
		t.Fatal(err)
	}
	ends, found := verify(t, []string{out.String()}, nil)
	if len(ends) != 1 || ends[0].Seq != 2 || len(found) != 1 || found[0].Writer != "" || found[0].Line != 2 {
		t.Errorf("%v, %v, in\n%s", ends, found, out.String())
	}
}

func TestHeadsAreKeptEachMinute(t *testing.T) {
	var out bytes.Buffer
	var k kept
	lost := 0
	w := New(&out, k.keep, func(error) { lost++ })
	write := func(after time.Duration) {
		t.Helper()
		if err := w.Write(t.Context(), now.Add(after), entry{now, "deed"}); err != nil {
			t.Fatal(err)
		}
	}
	for _, row := range []struct {
		after time.Duration
		away  error
		calls int
	}{
		{0, nil, 1}, {time.Second, nil, 1}, {59 * time.Second, nil, 1}, {time.Minute, errors.New("away"), 2},
		{61 * time.Second, nil, 3}, {62 * time.Second, nil, 3}, {30 * 24 * time.Hour, nil, 4},
	} {
		k.away = row.away
		write(row.after)
		if k.calls != row.calls {
			t.Errorf("after %s %d heads were kept, want %d", row.after, k.calls, row.calls)
		}
	}
	if lost != 1 {
		t.Errorf("%d heads were lost, want 1", lost)
	}
	calls := k.calls
	if err := errors.Join(w.Close(t.Context()), New(&out, k.keep, nil).Close(t.Context())); err != nil || k.calls != calls {
		t.Errorf("the same head is kept again, or one of nothing: %v", err)
	}
}

func TestHeadsInRecords(t *testing.T) {
	store, err := sqlite.Open(filepath.Join(t.TempDir(), "shiming.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = store.Close() })
	keep := InRecords(store)
	for _, seq := range []int{1, 5, 4, 9} {
		if err := keep(t.Context(), Head{Writer: "w1", Seq: seq, Hash: fmt.Sprint(seq), At: now}); err != nil {
			t.Fatal(err)
		}
	}
	again := InRecords(store) // knows of no write, as after an answer that was lost
	if err := again(t.Context(), Head{Writer: "w1", Seq: 10, Hash: "10", At: now}); err != nil {
		t.Fatal(err)
	}
	page, _, err := store.RecordsOf(t.Context(), HeadKind, HeadOwner, "", 10)
	if err != nil || len(page) != 1 || !strings.Contains(string(page[0].Doc), `"seq":10`) || !page[0].Until.After(now.Add(3000*24*time.Hour)) {
		t.Errorf("%+v, %v", page, err)
	}
}

func TestManyWriteAtOnce(t *testing.T) {
	var out bytes.Buffer
	var k kept
	w := New(&out, k.keep, nil)
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			for i := range 50 {
				_ = w.Write(context.Background(), now.Add(time.Duration(i)*time.Second), entry{now, "deed"})
			}
		})
	}
	all.Wait()
	if err := w.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
	if ends, found := verify(t, []string{out.String()}, k.all()); len(found) > 0 || ends[0].Seq != 400 {
		t.Errorf("%v, %v", ends, found)
	}
}
