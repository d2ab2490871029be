// Package measurestest is what every measures.Reader has to do, whatever keeps the figures.
package measurestest

import (
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"shiming/shared/measures"
)

// Began is a full day: figures begin two hours before it.
var Began = time.Date(2026, 11, 28, 0, 0, 0, 0, time.UTC)

// Now is when they are read.
var Now = Began.Add(3*measures.Day - time.Hour)

// Write takes figures in, each at the time that tick is told before it.
func Write(to measures.Sink, tick func(time.Time)) {
	at := func(after time.Duration, m measures.Measure, value float64, labels ...string) {
		tick(Began.Add(after))
		to.Add(m, value, labels...)
	}
	at(-2*time.Hour, measures.CasesOpened, 1, "release")
	for i := range 30 { // one every two hours
		at(time.Duration(2*i)*time.Hour+time.Minute, measures.CasesOpened, 1, "personal_verification")
	}
	at(time.Hour, measures.CasesOpened, 1, "appeal")
	at(time.Hour, measures.CasesVerified, 1, "")
	at(time.Hour, measures.CasesEnded, 1, "personal_verification", "refused", "wechat_scan", "name_mismatch")
	at(time.Hour, measures.CasesEnded, 1, "personal_verification", "refused", "alipay_face", "")
	for i := range 100 { // from ten seconds to a thousand, within two hours
		at(time.Duration(i%2)*time.Hour, measures.ReviewSeconds, float64(10*(i+1)), "appeal")
	}
	at(measures.Day, measures.ReviewSeconds, 86400, "appeal")
}

// Run reads what was written.
func Run(t *testing.T, from measures.Reader) {
	read := func(t *testing.T, s measures.Span) map[string][]measures.Figure {
		t.Helper()
		all, err := from.Read(t.Context(), s)
		if err != nil {
			t.Fatal(err)
		}
		got := map[string][]measures.Figure{}
		for _, f := range all {
			if len(f.Labels) != f.Measure.Dimensions || len(f.Points) == 0 {
				t.Errorf("%s %v: %d points", f.Measure.Name, f.Labels, len(f.Points))
			}
			got[f.Measure.Name+" "+strings.Join(f.Labels, " ")] = f.Points
		}
		if len(got) != len(all) {
			t.Errorf("%d figures of %d are told apart", len(got), len(all))
		}
		return got
	}
	at := func(points []measures.Figure) string {
		var said []string
		for _, p := range points {
			said = append(said, fmt.Sprintf("%.0f:%d", p.At.Sub(Began).Hours(), p.Count))
		}
		return strings.Join(said, " ")
	}
	t.Run("by day", func(t *testing.T) {
		got := read(t, measures.Span{From: Began.Add(time.Hour), Until: Now, Step: measures.Day}) // days are read whole
		for name, want := range map[string]string{
			"cases_opened personal_verification": "0:12 24:12 48:6", "cases_opened appeal": "0:1", "cases_opened release": "", "cases_verified none": "0:1",
			"cases_ended personal_verification refused": "0:2", "review_seconds appeal": "0:100 24:1",
		} {
			if said := at(got[name]); said != want {
				t.Errorf("%s: %q, want %q", name, said, want)
			}
		}
		for i, want := range [][2]float64{{500, 950}, {86400, 86400}} {
			if p := got["review_seconds appeal"][i]; beside(p.Median, want[0]) || beside(p.P95, want[1]) {
				t.Errorf("day %d: %.0f and %.0f s, want %v", i, p.Median, p.P95, want)
			}
		}
	})
	t.Run("by hour", func(t *testing.T) {
		got := read(t, measures.Span{From: Began, Until: Began.Add(4 * time.Hour), Step: time.Hour})
		if said := at(got["cases_opened personal_verification"]); said != "0:1 2:1" {
			t.Error(said)
		}
		if said := at(got["review_seconds appeal"]); said != "0:50 1:50" {
			t.Error(said)
		}
	})
	t.Run("in the order of the table", func(t *testing.T) {
		all, err := from.Read(t.Context(), measures.Span{From: Began.Add(-measures.Day), Until: Now, Step: measures.Day})
		if err != nil {
			t.Fatal(err)
		}
		var said []string
		for _, f := range all {
			said = append(said, f.Measure.Name+" "+strings.Join(f.Labels, " "))
		}
		if got := strings.Join(said, ", "); got != "cases_opened appeal, cases_opened personal_verification, cases_opened release, "+
			"cases_ended personal_verification refused, cases_verified none, review_seconds appeal" {
			t.Error(got)
		}
	})
	t.Run("nothing", func(t *testing.T) {
		if got := read(t, measures.Span{From: Began.Add(-9 * measures.Day), Until: Began.Add(-8 * measures.Day), Step: measures.Day}); len(got) > 0 {
			t.Error(got)
		}
	})
}

// beside says whether a time is further from what it has to be than a reader may be.
func beside(seconds, want float64) bool { return math.Abs(seconds-want) > want/20 }
