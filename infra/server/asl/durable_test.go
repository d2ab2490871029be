package asl

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func TestTimers(t *testing.T) {
	d := machine(t, "W", states(t, `{"W": {"Type": "Wait", "TimestampPath": "$.at", "End": true}}`))
	t.Run("none is early, none late", func(t *testing.T) {
		r := open(t, one(d))
		var arns []string
		for i := range 100 { // more than are carried on at once
			arns = append(arns, r.start("x"+string(rune('a'+i/10))+string(rune('a'+i%10)), `{"at":"2026-03-09T09:00:00Z"}`))
		}
		r.turn(7*24*time.Hour - time.Nanosecond)
		for _, arn := range arns {
			r.is(arn, Running, "W")
		}
		r.turn(time.Nanosecond)
		for _, arn := range arns {
			r.is(arn, Succeeded, "W")
		}
	})
	t.Run("a clock turned without a word", func(t *testing.T) {
		r := open(t, one(d))
		arn := r.start("x", `{"at":"2026-03-09T09:00:00Z"}`)
		r.clock.turn(8 * 24 * time.Hour)
		began := time.Now()
		if r.over(arn); time.Since(began) > 5*time.Second {
			t.Error("nobody looked at the clock")
		}
	})
	t.Run("a clock turned back", func(t *testing.T) {
		r := open(t, one(d))
		arn := r.start("x", `{"at":"2026-03-02T10:00:00Z"}`)
		r.turn(-time.Hour)
		r.turn(90 * time.Minute)
		r.is(arn, Running, "W")
		r.turn(30 * time.Minute)
		r.is(arn, Succeeded, "W")
	})
	t.Run("times that are past or too far", func(t *testing.T) {
		r := open(t, one(d))
		past := r.start("past", `{"at":"0001-01-01T00:00:00Z"}`)
		far := r.start("far", `{"at":"9999-12-31T23:59:59Z"}`)
		r.settle()
		r.is(past, Succeeded, "W")
		r.turn(100 * 365 * 24 * time.Hour)
		r.is(far, Running, "W")
	})
	t.Run("the machine's own clock", func(t *testing.T) {
		r := open(t, one(machine(t, "W", states(t, `{"W": {"Type": "Wait", "Seconds": 1, "End": true}}`))), func(o *Options) { o.Clock = time.Now })
		x := r.over(r.start("x", `{}`))
		if took := x.Ended.Sub(x.Started); took < time.Second || took > 3*time.Second {
			t.Errorf("a second took %v", took)
		}
	})
	t.Run("a day in a twentieth of a second", func(t *testing.T) {
		began := time.Now()
		fast := func() time.Time { return dawn.Add(time.Since(began) * 20 * 24 * 3600) }
		r := open(t, one(machine(t, "W", states(t, `{"W": {"Type": "Wait", "Seconds": 604800, "End": true}}`))), func(o *Options) { o.Clock = fast })
		x := r.over(r.start("x", `{}`))
		if took := x.Ended.Sub(x.Started); took < 7*24*time.Hour {
			t.Errorf("7 days took %v", took)
		}
	})
}

// sample is one way through a sample definition.
type sample struct {
	name          string
	file          string
	substitutions map[string]string
	input         string
	status        ExecutionStatus
	path          []string
	output        string
	decisions     []string // what "queue" answers, call by call; "" is that nothing is decided
	fails         int      // of calls of "pay", that many fail first
}

var samples = []sample{
	{
		name: "a deposit that is settled", file: "deposit.asl.json", substitutions: depositSubstitutions,
		input: `{"case":"c1","deadline":"2026-03-11T09:00:00Z"}`, status: Succeeded,
		path:   []string{"Wait For Deadline", "Settle Deposit", "Closed"},
		output: `{"case":"c1","deadline":"2026-03-11T09:00:00Z","settled":{"done":true}}`,
	},
	{
		name: "a review in time, and a payment at the third try", file: "review.asl.json", substitutions: reviewSubstitutions,
		input: `{"case":"c2","reviewSeconds":172800}`, decisions: []string{"approved"}, status: Succeeded, fails: 2,
		path: []string{"Ask The First Group", "Decide", "Pay", "Wait For Amount", "Close"}, output: `{"done":true}`,
	},
	{
		name: "a review that is refused", file: "review.asl.json", substitutions: reviewSubstitutions,
		input: `{"case":"c3","reviewSeconds":172800}`, decisions: []string{"refused"}, status: Succeeded,
		path: []string{"Ask The First Group", "Decide", "Close"}, output: `{"done":true}`,
	},
	{
		name: "a review that escalates, and that nobody ever decides", file: "review.asl.json", substitutions: reviewSubstitutions,
		input: `{"case":"c4","reviewSeconds":172800}`, decisions: []string{"", ""}, status: Failed,
		path: []string{"Ask The First Group", "Wait For The Second Group", "Ask The Second Group", "Record Failure"},
	},
	{
		name: "a bank that never pays", file: "review.asl.json", substitutions: reviewSubstitutions,
		input: `{"case":"c5","reviewSeconds":172800}`, decisions: []string{"approved"}, status: Failed, fails: 1000,
		path: []string{"Ask The First Group", "Decide", "Pay", "Record Failure"},
	},
	{
		name: "an escalated review that is approved at last", file: "review.asl.json", substitutions: reviewSubstitutions,
		input: `{"case":"c6","reviewSeconds":172800}`, decisions: []string{"", "approved"}, status: Succeeded, fails: 2,
		path:   []string{"Ask The First Group", "Wait For The Second Group", "Ask The Second Group", "Decide", "Pay", "Wait For Amount", "Close"},
		output: `{"done":true}`,
	},
}

func (s sample) open(t *testing.T, change ...func(*Options)) *rig {
	t.Helper()
	r := open(t, one(good(t, s.file, s.substitutions)), change...)
	r.f.answer = s.functions(r)
	return r
}

func (s sample) functions(r *rig) func(string, []byte) ([]byte, error) {
	return func(name string, payload []byte) ([]byte, error) {
		switch name {
		case "queue":
			// The group, not the number of the call, says which answer: a call that was lost is made again.
			decision := s.decisions[0]
			if strings.Contains(string(payload), `"second"`) {
				decision = s.decisions[1]
			}
			if decision == "" {
				return nil, &FunctionError{Type: "UndecidedError", Message: "nobody has"}
			}
			return json.Marshal(map[string]string{"decision": decision})
		case "pay":
			r.f.mu.Lock()
			defer r.f.mu.Unlock()
			paid := 0
			for _, c := range r.f.calls {
				if strings.HasPrefix(c, "pay ") {
					paid++
				}
			}
			if paid <= s.fails {
				return nil, &FunctionError{Type: "TransientError", Message: "the bank is away"}
			}
			return json.Marshal(map[string]string{"confirmBy": "2026-03-20T00:00:00Z"})
		}
		return []byte(`{"done":true}`), nil
	}
}

// finish turns the clock until the execution is over.
func (s sample) finish(r *rig, arn string) {
	r.t.Helper()
	for range 2000 {
		r.settle()
		x, err := r.Describe(r.t.Context(), arn)
		if err != nil {
			r.t.Fatal(err)
		}
		if x.Status != Running {
			break
		}
		r.turn(time.Hour)
	}
	x := r.is(arn, s.status, s.path...)
	if string(x.Output) != s.output {
		r.t.Errorf("output %s, want %s", x.Output, s.output)
	}
}

func TestSamples(t *testing.T) {
	for _, s := range samples {
		t.Run(s.name, func(t *testing.T) {
			r := s.open(t)
			s.finish(r, r.start("x", s.input))
		})
	}
	t.Run("retries are transitions", func(t *testing.T) {
		s := samples[len(samples)-1]
		r := s.open(t)
		arn := r.start("x", s.input)
		r.turn(48*time.Hour - time.Second)
		r.is(arn, Running, s.path[:2]...)
		s.finish(r, arn)
		if x := r.is(arn, s.status, s.path...); x.Transitions != 9 { // with two retries
			t.Errorf("%d transitions", x.Transitions)
		}
	})
}

// TestRestartAtEveryStep copies the file after everything that an engine writes, and goes on from each copy as a
// machine would that lost its power then: between the steps, and with a function called whose answer is lost.
func TestRestartAtEveryStep(t *testing.T) {
	for _, s := range samples {
		t.Run(s.name, func(t *testing.T) {
			// A copy is taken behind each commit; on a busy machine the next commit can come before it, and a phase is missed.
			phases, copies := map[phase]bool{}, 0
			for range 5 {
				copies = s.restartEverywhere(t, phases)
				if copies >= 3 && phases[ended] && phases[calling] {
					return
				}
			}
			t.Errorf("%d copies, in %v", copies, phases)
		})
	}
}

// restartEverywhere runs the sample, and goes on from each copy of its database; it returns how many there were.
func (s sample) restartEverywhere(t *testing.T, phases map[phase]bool) int {
	t.Helper()
	var copies func() []string
	r := s.open(t, func(o *Options) { copies = snapshots(t, o) })
	arn := r.start("x", s.input)
	s.finish(r, arn)
	want := r.is(arn, s.status, s.path...)
	for _, file := range copies() {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		again := s.openCopy(t, text, phases)
		s.finish(again, arn)
		if x := again.is(arn, s.status, s.path...); s.fails == 0 && x.Transitions != want.Transitions {
			t.Errorf("%s: %d transitions, want %d", filepath.Base(file), x.Transitions, want.Transitions)
		}
		_ = again.Interpreter.Close()
	}
	return len(copies())
}

func (s sample) openCopy(t *testing.T, text []byte, phases map[phase]bool) *rig {
	t.Helper()
	file := filepath.Join(t.TempDir(), "asl.db")
	if err := os.WriteFile(file, text, 0o600); err != nil {
		t.Fatal(err)
	}
	r := &rig{t: t, clock: &hands{at: dawn}, f: &functions{}}
	r.o = Options{DB: file, Clock: r.clock.now, Machines: one(good(t, s.file, s.substitutions)), Invoke: r.f.invoke}
	r.f.answer = s.functions(r)
	r.open()
	t.Cleanup(func() { _ = r.Interpreter.Close() })
	x, err := load(t.Context(), r.db, 1)
	if err != nil {
		t.Fatal(err)
	}
	phases[x.Phase] = true
	return r
}

func TestReopening(t *testing.T) {
	t.Run("a Wait keeps its time", func(t *testing.T) {
		r := samples[0].open(t)
		arn := r.start("x", samples[0].input)
		r.turn(9*24*time.Hour - time.Second)
		r.reopen()
		r.settle()
		r.is(arn, Running, "Wait For Deadline")
		r.turn(time.Second)
		r.is(arn, Succeeded, samples[0].path...)
	})
	t.Run("a time that passed while it was closed", func(t *testing.T) {
		r := samples[0].open(t)
		arn := r.start("x", samples[0].input)
		_ = r.Interpreter.Close()
		r.clock.turn(30 * 24 * time.Hour)
		r.open()
		r.settle()
		r.is(arn, Succeeded, samples[0].path...)
	})
	t.Run("a function that was running is called again, and counts no transition", func(t *testing.T) {
		r := open(t, one(machine(t, "T", states(t, `{"T": {"Type": "Task", "Resource": "arn:aws:lambda:us-east-1:000000000000:function:f", "End": true}}`))))
		called, release := make(chan bool), make(chan bool)
		r.f.answer = func(string, []byte) ([]byte, error) {
			called <- true
			<-release
			return []byte(`1`), nil
		}
		arn := r.start("x", "{}")
		<-called
		r.o.Invoke = func(context.Context, string, []byte) ([]byte, error) { return []byte(`2`), nil }
		_ = r.Interpreter.Close() // does not wait for it
		close(release)
		r.open()
		r.settle()
		if x := r.is(arn, Succeeded, "T"); string(x.Output) != "2" || x.Transitions != 1 {
			t.Errorf("%s after %d", x.Output, x.Transitions)
		}
	})
	t.Run("a definition that has changed meanwhile", func(t *testing.T) {
		r := open(t, one(machine(t, "W", states(t, `{"W": {"Type": "Wait", "Seconds": 60, "Next": "Old"}, "Old": {"Type": "Succeed"}}`))))
		arn := r.start("x", "{}")
		r.o.Machines = one(machine(t, "V", states(t, `{"V": {"Type": "Wait", "Seconds": 60, "Next": "New"}, "New": {"Type": "Succeed"}}`)))
		r.reopen()
		other := r.start("y", "{}")
		r.turn(time.Minute)
		r.is(arn, Succeeded, "W", "Old")
		r.is(other, Succeeded, "V", "New")
	})
	t.Run("closed twice", func(t *testing.T) {
		r := samples[0].open(t)
		_ = r.Interpreter.Close()
		if err := r.Interpreter.Close(); err != nil {
			t.Error(err)
		}
		if _, err := r.Start(t.Context(), "m", "x", []byte(`{}`)); err == nil {
			t.Error("started on a closed engine")
		}
	})
}
