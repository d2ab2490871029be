// Package archivetest is what every trail.Archive has to do, whatever keeps the lines.
package archivetest

import (
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"testing"
	"time"

	"shiming/shared/trail"
)

// Began is when the first line is written; each is a second after the one before.
var Began = time.Date(2026, 11, 30, 8, 0, 0, 0, time.UTC)

// perPage is how many lines are asked for at once.
const perPage = 40

// Entry is what stands in the lines.
type Entry struct {
	At      time.Time `json:"at"`
	Who     string    `json:"who,omitempty"`
	Action  string    `json:"action"`
	Account string    `json:"account,omitempty"`
	Outcome string    `json:"outcome"`
}

// Write writes n entries by two writers in turns, every one of its kind at another pace, with lines between them that are none of
// the trail. keep keeps the heads; tick, when there is one, is told the time of each line before it is written.
func Write(tb testing.TB, to io.Writer, n int, keep trail.Keep, tick func(time.Time)) []Entry {
	tb.Helper()
	lost := func(err error) { tb.Error(err) }
	writers := []*trail.Trail{trail.New(to, keep, lost), trail.New(to, keep, lost)}
	all := make([]Entry, 0, n)
	for i := range n {
		e := Entry{
			At: Began.Add(time.Duration(i) * time.Second), Account: fmt.Sprintf("acct_%d", i%max(n/20, 7)), Who: fmt.Sprintf("who_%d", i%11),
			Action: []string{"open-case", "get-case", "unmask-review"}[i%3], Outcome: "done",
		}
		if i%13 == 0 {
			e.Outcome = "refused"
		}
		if tick != nil {
			tick(e.At)
		}
		if i%5 == 0 {
			_, _ = io.WriteString(to, `{"level":"INFO","account":"acct_1","msg":"\"log\":\"audit\""}`+"\n") // the trail's own write would fail too
		}
		if err := writers[i%2].Write(tb.Context(), e.At, e); err != nil {
			tb.Fatal(err)
		}
		all = append(all, e)
	}
	for _, w := range writers {
		if err := w.Close(tb.Context()); err != nil {
			tb.Fatal(err)
		}
	}
	return all
}

// Run holds an archive to what it has to do, with entries that Write wrote.
func Run(t *testing.T, a trail.Archive, all []Entry) {
	at := func(i int) time.Time { return Began.Add(time.Duration(i) * time.Second) }
	n := len(all)
	for name, s := range map[string]trail.Sought{
		"everything":   {},
		"an account":   {Account: "acct_3"},
		"an actor":     {Who: "who_4"},
		"an action":    {Action: "unmask-review"},
		"an outcome":   {Outcome: "refused"},
		"all together": {Account: "acct_0", Who: "who_0", Action: "open-case", Outcome: "refused"},
		"a time":       {From: at(n / 4), Until: at(n / 2)},
		"an actor then": {
			Who: "who_4", From: at(n / 4), Until: at(n / 2),
		},
		"nobody": {Who: "nobody"},
	} {
		t.Run(name, func(t *testing.T) {
			var want []Entry
			for _, e := range slices.Backward(all) {
				if (s.Account == "" || s.Account == e.Account) && (s.Who == "" || s.Who == e.Who) && (s.Action == "" || s.Action == e.Action) &&
					(s.Outcome == "" || s.Outcome == e.Outcome) && (s.From.IsZero() || !e.At.Before(s.From)) && (s.Until.IsZero() || e.At.Before(s.Until)) {
					want = append(want, e)
				}
			}
			var got []Entry
			for cursor, pages := "", 0; ; pages++ {
				lines, next, err := a.Find(t.Context(), s, cursor, perPage)
				if err != nil || len(lines) > perPage || pages > n {
					t.Fatalf("page %d: %d lines, %v", pages, len(lines), err)
				}
				for _, line := range lines {
					var e Entry
					if err := json.Unmarshal(line, &e); err != nil {
						t.Fatal(err)
					}
					got = append(got, e)
				}
				if next == "" {
					break
				}
				cursor = next
			}
			if !slices.EqualFunc(got, want, func(a, b Entry) bool { return a.At.Equal(b.At) && a.Account == b.Account && a.Who == b.Who }) {
				t.Errorf("%d lines, want %d", len(got), len(want))
			}
		})
	}
	t.Run("cursors that are none", func(t *testing.T) {
		for _, cursor := range []string{"x", "1", "1.2.3", "MS4y ", "-1.0", "9999999999999999999999.1"} {
			if lines, _, err := a.Find(t.Context(), trail.Sought{}, cursor, 7); err == nil {
				t.Errorf("%q is taken: %d lines", cursor, len(lines))
			}
		}
	})
	t.Run("it is sound", func(t *testing.T) {
		c, err := a.Check(t.Context(), Began)
		if err != nil || len(c.Breaks) > 0 || c.Chains != 2 || c.Lines == 0 {
			t.Errorf("%+v, %v", c, err)
		}
	})
}
