package measures_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"shiming/shared/measures"
	"shiming/shared/measures/emf"
	"shiming/shared/measures/prometheus"
	"shiming/shared/realname"
)

// list is a sink that keeps what it was told, and refuses labels that the measure has not.
type list struct {
	t    *testing.T
	said []string
}

func (l *list) Add(m measures.Measure, value float64, labels ...string) {
	if len(labels) != len(m.Labels) {
		l.t.Errorf("%s has labels %v, and was told %v", m.Name, m.Labels, labels)
	}
	l.said = append(l.said, fmt.Sprint(m.Name, " ", value, " ", strings.Join(labels, ",")))
}

func TestCase(t *testing.T) {
	began := time.Date(2026, 3, 14, 9, 0, 0, 0, time.UTC)
	at := func(minutes int, e realname.Event) realname.Event {
		e.At = began.Add(time.Duration(minutes) * time.Minute)
		return e
	}
	check := &realname.Check{Method: "wechat_scan", Provider: "sandbox"}
	opened := at(0, realname.Event{Type: realname.Opened, State: realname.Filling})
	chosen := at(1, realname.Event{Type: realname.MethodChosen, State: realname.Ready, Method: "wechat_scan"})
	checking := at(2, realname.Event{Type: realname.CheckStarted, State: realname.Checking, Check: check})
	for name, x := range map[string]struct {
		events []realname.Event
		want   []string // of the newest event
	}{
		"opened":             {[]realname.Event{opened}, []string{"cases_opened 1 personal_verification"}},
		"on_its_way":         {[]realname.Event{opened, chosen, checking}, []string{"cases_reached 1 personal_verification,checking"}},
		"again_where_it_was": {[]realname.Event{opened, chosen, checking, at(3, realname.Event{Type: realname.WentBack, State: realname.Ready})}, nil},
		"failed_check":       {[]realname.Event{opened, chosen, checking, at(3, realname.Event{Type: realname.CheckFailed, State: realname.Ready, Fault: "not_matched"})}, []string{"checks_answered 1 sandbox,not_matched,wechat_scan"}},
		"verified": {[]realname.Event{opened, chosen, checking, at(3, realname.Event{Type: realname.CheckPassed, State: realname.Verified})},
			[]string{"checks_answered 1 sandbox,passed,wechat_scan", "cases_ended 1 personal_verification,verified,wechat_scan,", "cases_verified 1 wechat_scan", "case_seconds 180 personal_verification,verified"}},
		"canceled": {[]realname.Event{opened, at(5, realname.Event{Type: realname.CaseCanceled, State: realname.Canceled})},
			[]string{"cases_ended 1 personal_verification,canceled,,canceled", "cases_failed 1 canceled", "case_seconds 300 personal_verification,canceled"}},
		"redacted_is_no_second_end": {[]realname.Event{opened, at(5, realname.Event{Type: realname.CaseCanceled, State: realname.Canceled}),
			at(9, realname.Event{Type: realname.CaseRedacted, State: realname.Canceled})}, nil},
		"reviewed": {[]realname.Event{opened, at(10, realname.Event{Type: realname.PapersFiled, State: realname.Reviewing}),
			at(20, realname.Event{Type: realname.ReviewClaimed, State: realname.Reviewing}),
			at(30, realname.Event{Type: realname.ReviewRefused, State: realname.Refused, Review: &realname.Review{Reason: realname.ReasonForgery}})},
			[]string{"reviews_decided 1 personal_verification,review_refused,forgery", "review_seconds 1200 personal_verification",
				"cases_ended 1 personal_verification,refused,,forgery", "cases_failed 1 forgery", "case_seconds 1800 personal_verification,refused"}},
	} {
		t.Run(name, func(t *testing.T) {
			l := list{t: t}
			measures.Case(&l, realname.Case{ID: "case_1", Kind: realname.PersonalVerification, Events: x.events})
			if !slices.Equal(l.said, x.want) {
				t.Errorf("%q\nwant %q", l.said, x.want)
			}
		})
	}
}

// The guide tells every measure, its labels in order, and which are dimensions.
func TestTable(t *testing.T) {
	guide, err := os.ReadFile(filepath.Join("..", "..", "infra", "guides", "measures.md"))
	if err != nil {
		t.Fatal(err)
	}
	names := map[string]bool{}
	for _, m := range measures.All() {
		if names[m.Name] || m.Help == "" || m.Dimensions > len(m.Labels) || m.Seconds != strings.HasSuffix(m.Name, "_seconds") {
			t.Errorf("%+v", m)
		}
		names[m.Name] = true
		var labels []string
		for i, label := range m.Labels {
			if i < m.Dimensions {
				label = "**" + label + "**"
			}
			labels = append(labels, label)
		}
		row := regexp.MustCompile("\\| `" + m.Name + "` \\| [^|]+ \\| " + regexp.QuoteMeta(strings.Join(labels, ", ")) + " \\|")
		if !row.Match(guide) {
			t.Errorf("the guide has no row %s", row)
		}
	}
}

// The line is as CloudWatch's specification of the embedded metric format has it: metrics and dimensions name fields of the line, and no
// dimension is empty.
func TestEmbeddedMetrics(t *testing.T) {
	var out bytes.Buffer
	now := time.UnixMilli(1_790_000_000_123)
	sink := emf.New(&out, func() time.Time { return now })
	for _, m := range measures.All() {
		out.Reset()
		sink.Add(m, 2.5, make([]string, len(m.Labels))...)
		var line map[string]json.RawMessage
		var meta struct {
			Timestamp         int64
			CloudWatchMetrics []struct {
				Namespace  string
				Dimensions [][]string
				Metrics    []struct{ Name, Unit string }
			}
		}
		if json.Unmarshal(out.Bytes(), &line) != nil || json.Unmarshal(line["_aws"], &meta) != nil || !strings.HasSuffix(out.String(), "}\n") {
			t.Fatalf("no line of JSON: %s", out.String())
		}
		d := meta.CloudWatchMetrics[0]
		unit := map[bool]string{false: "Count", true: "Seconds"}[m.Seconds]
		if meta.Timestamp != now.UnixMilli() || d.Namespace != "Shiming" || d.Metrics[0].Name != m.Name || d.Metrics[0].Unit != unit {
			t.Errorf("%s: %s", m.Name, out.String())
		}
		if string(line[m.Name]) != "2.5" {
			t.Errorf("%s is %s", m.Name, line[m.Name])
		}
		for _, name := range d.Dimensions[0] {
			if string(line[name]) != `"none"` {
				t.Errorf("%s: dimension %s is %s", m.Name, name, line[name])
			}
		}
	}
}

func TestPrometheusIsSafeForConcurrentUse(t *testing.T) {
	r := prometheus.New()
	done := make(chan bool)
	for range 8 {
		go func() {
			for range 1000 {
				r.Add(measures.CasesOpened, 1, `a"b`)
				r.Add(measures.ReviewSeconds, 61, "personal_verification")
			}
			done <- true
		}()
	}
	for range 8 {
		<-done
	}
	text := shown(r)
	for _, line := range []string{`shiming_cases_opened_total{kind="a\"b"} 8000`, `shiming_review_seconds_bucket{kind="personal_verification",le="60"} 0`,
		`shiming_review_seconds_bucket{kind="personal_verification",le="300"} 8000`} {
		if !strings.Contains(text, line) {
			t.Errorf("no %s in\n%s", line, text)
		}
	}
}
