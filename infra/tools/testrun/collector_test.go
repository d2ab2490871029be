package main

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/url"
	"strings"
	"testing"

	"shiming/infra/tests/pii"
	"shiming/infra/tools/testrun/stream"
)

// report feeds events to a fresh collector and returns what it printed and why the run is bad.
func report(t *testing.T, events ...stream.TestEvent) (string, []string) {
	t.Helper()
	var out bytes.Buffer
	c := newCollector(&out, seeds())
	for _, e := range events {
		c.add(e)
	}
	bad := c.finish(1.5)
	return out.String(), bad
}

// of makes the events of one test that prints the outputs and ends with action, and of its package.
func of(name, action string, outputs ...string) []stream.TestEvent {
	events := []stream.TestEvent{{Action: "run", Package: "p", Test: name}}
	for _, o := range outputs {
		events = append(events, stream.TestEvent{Action: "output", Package: "p", Test: name, Output: o})
	}
	events = append(events, stream.TestEvent{Action: action, Package: "p", Test: name})
	pkg := action
	if action == "skip" {
		pkg = "pass"
	}
	return append(events, stream.TestEvent{Action: pkg, Package: "p", Elapsed: 0.2})
}

func TestSeedsAreEnough(t *testing.T) {
	list := seeds()
	if len(list) < 40 {
		t.Fatalf("%d seeds, want at least 40 (THREATS L1)", len(list))
	}
	for i, s := range list {
		for _, f := range s.forms {
			if len(f.text) < 6 {
				t.Errorf("seed %d, form %s: %d bytes are too few to be found on purpose only", i, f.name, len(f.text))
			}
		}
	}
}

// TestLeaks proves the search; what the search proves (THREATS L1) is written at the end of each run, see writeVerdict.
func TestLeaks(t *testing.T) {
	name, number, phone := pii.Adults[6].Name, pii.Adults[1].Number, pii.Adults[1].Phone
	permit := pii.Taiwan[0].Number
	half := len(name) / 2
	inJSON, err := json.Marshal(map[string]string{"cause": "the name " + name})
	if err != nil {
		t.Fatal(err)
	}
	cases := []struct {
		name    string
		outputs []string
		hits    int
	}{
		{"nothing", []string{"=== RUN T\n", "all is well\n"}, 0},
		{"plain", []string{"case of " + number + "\n"}, 1},
		{"lower case x", []string{strings.ToLower(number)}, 1},
		{"phone with country code", []string{"+86" + phone}, 1},
		{"within JSON", []string{string(inJSON)}, 1},
		{"broken across two outputs", []string{"the name is " + name[:half], name[half:] + "\n"}, 1},
		{"number broken across two outputs", []string{number[:9], number[9:]}, 1},
		{"twice the same counts once", []string{number, number}, 1},
		{"two seeds", []string{number, phone}, 2},
		{"query escape", []string{"GET /?name=" + url.QueryEscape(name)}, 1},
		{"query escape, lower case", []string{strings.ToLower(url.QueryEscape(name))}, 1},
		{"JSON escape", []string{jsonEscape(name)}, 1},
		{"JSON escape, upper case", []string{`\uD842\uDFB7\u5DDD\u79BE`}, 1},
		{"Go escape", []string{fmt.Sprintf("%+q", name)}, 1},
		{"hex", []string{hex.EncodeToString([]byte(phone))}, 1},
		{"base64", []string{base64.StdEncoding.EncodeToString([]byte(name))}, 1},
		{"base64 in a longer text, 1", []string{base64.StdEncoding.EncodeToString([]byte("x" + name + ";"))}, 1},
		{"base64 in a longer text, 2", []string{base64.StdEncoding.EncodeToString([]byte("xy" + name + "z"))}, 1},
		{"base64 in a token", []string{base64.RawURLEncoding.EncodeToString([]byte(`{"name":"` + name + `"}`))}, 1},
		{"short number alone", []string{"number=" + permit + ","}, 1},
		{"short number within a hash", []string{"9c" + permit + "fe"}, 0},
		{"short number within a hash, then alone", []string{"9c" + permit + "fe (" + permit + ")"}, 1},
		{"masked", []string{"顾*澜 1****************0 199****7301"}, 0},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			out, bad := report(t, of("T", "pass", c.outputs...)...)
			if len(bad) != c.hits {
				t.Fatalf("got %d hits, want %d", len(bad), c.hits)
			}
			for _, line := range bad {
				if !strings.Contains(line, "in the output of p T") {
					t.Errorf("the line does not name package and test: %q", line)
				}
			}
			for i, s := range seeds() {
				if s.find(out+strings.Join(bad, "\n")) != "" {
					t.Errorf("the report itself shows seed %d", i)
				}
			}
		})
	}
}

func TestLeaksOutsideTests(t *testing.T) {
	number := pii.Adults[0].Number
	cases := map[string]stream.TestEvent{
		"package":   {Action: "output", Package: "p", Output: number},
		"build":     {Action: "build-output", ImportPath: "p [p.test]", Output: number},
		"tool":      {Action: "output", Output: number},
		"test name": {Action: "run", Package: "p", Test: "T/" + number},
	}
	for name, e := range cases {
		t.Run(name, func(t *testing.T) {
			out, bad := report(t, append(of("T", "pass"), e)...)
			if len(bad) != 1 || !strings.HasPrefix(bad[0], "personal data") {
				t.Errorf("got %d reasons, want the one hit", len(bad))
			}
			if strings.Contains(out+bad[0], number) {
				t.Error("the report shows the seed")
			}
		})
	}
}

func TestReport(t *testing.T) {
	pkgEnd := func(action string) stream.TestEvent { return stream.TestEvent{Action: action, Package: "p"} }
	cases := []struct {
		name   string
		events []stream.TestEvent
		prints string // must stand in the report
		bad    string // the first reason; "" for a good run
	}{
		{"good", of("T", "pass", "quiet\n"), "tests          1 passed, 0 failed", ""},
		{"failed test", of("T", "fail", "why one\n", "why two\n"), "----  p T\nwhy one\nwhy two\n", "tests or packages failed"},
		{"failure is shown masked", of("T", "fail", pii.Adults[0].Name), "[seed 0]", "tests or packages failed"},
		{"skipped test", append(of("T/sub", "skip"), of("U", "pass")...), "1 skipped", "skipped: p T/sub"},
		{"nothing ran", []stream.TestEvent{pkgEnd("skip")}, "none  p", "no test ran"},
		{"nothing at all", nil, "0 ok", "no test ran"},
		{"panic before the end of a test", []stream.TestEvent{
			{Action: "run", Package: "p", Test: "T"},
			{Action: "output", Package: "p", Test: "T", Output: "about to\n"},
			{Action: "output", Package: "p", Output: "panic: x\n"},
			pkgEnd("fail"),
		}, "about to", "tests or packages failed"},
		{"build failure", []stream.TestEvent{
			{Action: "build-output", ImportPath: "p", Output: "p.go:1: syntax\n"},
			{Action: "build-fail", ImportPath: "p"},
			{Action: "fail", Package: "p", FailedBuild: "p"},
		}, "p.go:1: syntax\n", "no test ran"},
		{"fails the second time", append(of("T", "pass"), of("T", "fail")...), "1 failed", "tests or packages failed"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			out, bad := report(t, c.events...)
			if !strings.Contains(out, c.prints) {
				t.Errorf("the report lacks %q", c.prints)
			}
			first := ""
			if len(bad) > 0 {
				first = bad[0]
			}
			if first != c.bad {
				t.Errorf("got reason %q, want %q", first, c.bad)
			}
		})
	}
}

func BenchmarkLeaks(b *testing.B) {
	c := newCollector(&bytes.Buffer{}, seeds())
	line := `{"time":"2026-01-02T03:04:05.123456789Z","level":"INFO","msg":"case opened 认证申请","case":"case_01J9"}` + "\n"
	c.add(stream.TestEvent{Action: "output", Package: "p", Test: "T", Output: strings.Repeat(line, 10_000)})
	b.SetBytes(int64(len(line) * 10_000))
	for b.Loop() {
		c.leaks()
	}
}
