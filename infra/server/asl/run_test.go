package asl

import (
	"encoding/json"
	"testing"
	"time"
)

// drive takes an execution through a definition in memory: each bit of answers says whether the next try succeeds.
func drive(d *Definition, input string, answers uint16) *run {
	r := &run{
		def: d, now: time.Date(2026, 3, 1, 8, 0, 0, 0, time.UTC), arn: "arn",
		execution: execution{input: json.RawMessage(input), status: Running},
		jitter:    func() float64 { return 0.5 },
	}
	r.begin()
	for range 40 {
		r.advance()
		s := d.states[r.State]
		switch r.Phase {
		case ended, ready: // over, or going round
			return r
		case calling:
			if answers&1 == 0 {
				r.answered(s, json.RawMessage(`{"decision":"approved","confirmBy":"2026-03-20T00:00:00Z"}`))
			} else {
				r.failed(s, "TransientError", "?")
			}
		case resting, backing:
			r.now = time.Unix(0, r.due).UTC()
			r.fire()
		}
		answers = answers>>1 | answers<<15
	}
	return r
}

func TestPaths(t *testing.T) {
	doc := `{"a": {"b": [10, {"c": "x"}]}, "n": null}`
	for _, test := range []struct {
		path, want string
		there      bool
	}{
		{"$", `{"a":{"b":[10,{"c":"x"}]},"n":null}`, true},
		{"$.a.b[0]", `10`, true},
		{"$.a.b[1].c", `"x"`, true},
		{"$.n", `null`, true},
		{"$.n.x", ``, false},
		{"$.a.b[2]", ``, false},
		{"$.a.b.c", ``, false},
		{"$.a[0]", ``, false},
		{"$[0]", ``, false},
		{"$.x", ``, false},
	} {
		t.Run(test.path, func(t *testing.T) {
			p, err := parsePath(test.path)
			if err != nil {
				t.Fatal(err)
			}
			value, err := decode([]byte(doc))
			if err != nil {
				t.Fatal(err)
			}
			got, there := p.get(value)
			if there != test.there {
				t.Fatalf("there: %v", there)
			}
			if text, err := encode(got); there && (err != nil || string(text) != test.want) {
				t.Errorf("got %s, %v", text, err)
			}
		})
	}
	for _, bad := range []string{"", "a", "$.", "$..a", "$.a[*]", "$.a[-1]", "$['a']", "$.a-b", "$.a[9999999]", "$$.Execution.Name", "$.a ", "$.é"} {
		if _, err := parsePath(bad); err == nil {
			t.Errorf("%q was taken", bad)
		}
	}
}

func TestSettingLeavesTheOldDocument(t *testing.T) {
	doc, err := decode([]byte(`{"a": {"b": 1}}`))
	if err != nil {
		t.Fatal(err)
	}
	p, err := parsePath("$.a.c.d")
	if err != nil {
		t.Fatal(err)
	}
	set, err := p.set(doc, "x")
	if err != nil {
		t.Fatal(err)
	}
	was, _ := encode(doc)
	is, _ := encode(set)
	if string(was) != `{"a":{"b":1}}` || string(is) != `{"a":{"b":1,"c":{"d":"x"}}}` {
		t.Errorf("was %s, is %s", was, is)
	}
	through, err := parsePath("$.a.b.c")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := through.set(doc, 1); err == nil {
		t.Error("a number became an object")
	}
}

func TestRetryDelays(t *testing.T) {
	half := func() float64 { return 0.5 }
	for _, test := range []struct {
		name  string
		retry retrier
		want  []time.Duration
	}{
		{"doubling", retrier{interval: 2 * time.Second, rate: 2}, []time.Duration{2e9, 4e9, 8e9, 16e9}},
		{"steady", retrier{interval: time.Second, rate: 1}, []time.Duration{1e9, 1e9, 1e9}},
		{"up to a longest", retrier{interval: 5 * time.Second, rate: 3, maxDelay: 30 * time.Second}, []time.Duration{5e9, 15e9, 30e9, 30e9}},
		{"with jitter", retrier{interval: 2 * time.Second, rate: 2, full: true}, []time.Duration{1e9, 2e9, 4e9}},
	} {
		t.Run(test.name, func(t *testing.T) {
			for n, want := range test.want {
				if got := test.retry.delay(n, half); got != want {
					t.Errorf("after %d: %v, want %v", n, got, want)
				}
			}
		})
	}
	if got := (retrier{interval: time.Second, rate: 1e300}).delay(1e6, half); got != longest {
		t.Errorf("no end: %v", got)
	}
}

func TestErrorNames(t *testing.T) {
	for _, test := range []struct {
		listed, thrown string
		want           bool
	}{
		{"TransientError", "TransientError", true},
		{"TransientError", "ConflictError", false},
		{errAll, "anything", true},
		{errAll, "", true},
		{errAll, errTimeout, true},
		{errAll, errRuntime, false},
		{errAll, errDataLimit, false},
		{errTaskFailed, "ConflictError", true},
		{errTaskFailed, errTimeout, false},
		{errTimeout, errTimeout, true},
	} {
		if got := matches([]string{test.listed}, test.thrown); got != test.want {
			t.Errorf("%s covers %q: %v", test.listed, test.thrown, got)
		}
	}
}
