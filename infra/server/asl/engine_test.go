package asl

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// TestCases runs testdata/cases.json, which an independent interpreter agrees with (testdata/oracle.mjs).
func TestCases(t *testing.T) {
	var cases []struct {
		Name, StartAt string
		States        map[string]map[string]any
		Input         json.RawMessage
		Tasks         map[string][]json.RawMessage
		Path          []string
		Output        any
		Error         *string
	}
	if err := json.Unmarshal(read(t, "cases.json"), &cases); err != nil {
		t.Fatal(err)
	}
	for _, c := range cases {
		t.Run(c.Name, func(t *testing.T) {
			t.Parallel()
			r := open(t, one(machine(t, c.StartAt, c.States)))
			answers := c.Tasks["T"]
			r.f.answer = func(_ string, payload []byte) ([]byte, error) {
				next := answers[0]
				answers = answers[1:]
				if string(next) == `"echo"` {
					return []byte(`{"echo":` + string(payload) + `}`), nil
				}
				var what map[string]json.RawMessage
				if err := json.Unmarshal(next, &what); err != nil {
					return nil, err
				}
				if name, ok := what["error"]; ok {
					return nil, &FunctionError{Type: strings.Trim(string(name), `"`), Message: "said by the case"}
				}
				if answer, ok := what["invoked"]; ok {
					return answer, nil
				}
				return what["result"], nil
			}
			arn := r.start("x", string(c.Input))
			r.settle()
			for range 5 {
				r.turn(time.Hour)
			}
			status := Succeeded
			if c.Error != nil {
				status = Failed
			}
			x := r.is(arn, status, c.Path...)
			if c.Error != nil {
				if x.Error != *c.Error {
					t.Errorf("error %s, want %s", x.Error, *c.Error)
				}
				return
			}
			want, err := json.Marshal(c.Output)
			if err != nil {
				t.Fatal(err)
			}
			if got, want := compact(t, x.Output), compact(t, want); got != want {
				t.Errorf("output %s, want %s", got, want)
			}
		})
	}
}

func compact(t *testing.T, text []byte) string {
	t.Helper()
	doc, err := decode(text)
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	again, err := encode(doc)
	if err != nil {
		t.Fatal(err)
	}
	return string(again)
}

func TestStartIsIdempotent(t *testing.T) {
	r := open(t, one(machine(t, "W", states(t, `{"W": {"Type": "Wait", "Seconds": 60, "End": true}}`))))
	first := r.start("a", `{"x": 1}`)
	if again := r.start("a", `{ "x" : 1 }`); again != first {
		t.Errorf("%s and %s", first, again)
	}
	_, err := r.Start(t.Context(), "m", "a", []byte(`{"x": 2}`))
	wantCode(t, err, "ExecutionAlreadyExists")
	r.turn(time.Minute)
	r.is(first, Succeeded, "W")
	_, err = r.Start(t.Context(), "m", "a", []byte(`{"x": 1}`))
	wantCode(t, err, "ExecutionAlreadyExists")

	t.Run("kept for 90 days", func(t *testing.T) {
		r.turn(kept - time.Hour)
		_, err = r.Start(t.Context(), "m", "a", []byte(`{"x": 1}`))
		wantCode(t, err, "ExecutionAlreadyExists")
		r.turn(2 * time.Hour)
		if r.start("a", `{"x": 3}`) != first {
			t.Error("another ARN")
		}
		if x := r.is(first, Running, "W"); string(x.Input) != `{"x": 3}` {
			t.Errorf("input %s", x.Input)
		}
	})
}

func TestRefusals(t *testing.T) {
	r := open(t, one(machine(t, "S", states(t, `{"S": {"Type": "Succeed"}}`))))
	ctx := t.Context()
	for _, test := range []struct{ machine, name, input, want string }{
		{"other", "a", "{}", "StateMachineDoesNotExist"},
		{"m", "", "{}", "InvalidName"},
		{"m", "a b", "{}", "InvalidName"},
		{"m", "a/b", "{}", "InvalidName"},
		{"m", strings.Repeat("a", 81), "{}", "InvalidName"},
		{"m", "a", "", "InvalidExecutionInput"},
		{"m", "a", "{} {}", "InvalidExecutionInput"},
		{"m", "a", `"` + strings.Repeat("a", maxData) + `"`, "InvalidExecutionInput"},
	} {
		_, err := r.Start(ctx, test.machine, test.name, []byte(test.input))
		wantCode(t, err, test.want)
	}
	_, err := r.Describe(ctx, "nonsense")
	wantCode(t, err, "InvalidArn")
	for _, arn := range []string{r.ExecutionARN("m", "none"), "arn:aws:states:eu-west-1:000000000000:execution:m:a"} {
		_, err = r.Describe(ctx, arn)
		wantCode(t, err, "ExecutionDoesNotExist")
		_, err = r.Stop(ctx, arn, "", "")
		wantCode(t, err, "ExecutionDoesNotExist")
		if r.Path(arn) != nil {
			t.Error("a path of nothing")
		}
	}
	_, _, err = r.List(ctx, Query{Machine: "other", Limit: 1})
	wantCode(t, err, "StateMachineDoesNotExist")
	if _, err := Open(r.o); err == nil {
		t.Error("two engines on one file")
	}
	bad, err := Parse([]byte(`{"StartAt": "S", "States": {"S": {"Type": "Succeed"}}}`), nil)
	if err != nil {
		t.Fatal(err)
	}
	o := r.o
	o.DB, o.Machines = t.TempDir()+"/x.db", one(bad)
	if _, err := Open(o); err == nil || !strings.Contains(err.Error(), `state "S", Comment: is missing`) {
		t.Errorf("a definition without comments: %v", err)
	}
}

func TestListAndStop(t *testing.T) {
	r := open(t, one(machine(t, "W", states(t, `{"W": {"Type": "Wait", "Seconds": 60, "End": true}}`))))
	for _, name := range []string{"a", "b", "c"} {
		r.start(name, "{}")
	}
	x, err := r.Stop(t.Context(), r.ExecutionARN("m", "b"), "Withdrawn", "by the applicant")
	if err != nil || x.Status != Aborted || x.Error != "Withdrawn" || x.Cause != "by the applicant" || x.Ended != dawn {
		t.Fatalf("%+v, %v", x, err)
	}
	r.turn(time.Hour)
	r.is(x.ARN, Aborted, "W") // the timer of what is over does nothing
	if again, err := r.Stop(t.Context(), x.ARN, "Other", ""); err != nil || again.Error != "Withdrawn" {
		t.Errorf("stopped twice: %+v, %v", again, err)
	}
	list := func(q Query) string {
		var names []string
		for {
			found, before, err := r.List(t.Context(), q)
			if err != nil {
				t.Fatal(err)
			}
			for _, x := range found {
				names = append(names, x.Name)
			}
			if q.Before = before; before == 0 {
				return strings.Join(names, " ")
			}
		}
	}
	for _, test := range []struct {
		q    Query
		want string
	}{
		{Query{Machine: "m", Limit: 1}, "c b a"},
		{Query{Machine: "m", Limit: 3}, "c b a"},
		{Query{Machine: "m", Limit: 2, Status: Succeeded}, "c a"},
		{Query{Machine: "m", Limit: 2, Status: Running}, ""},
	} {
		if got := list(test.q); got != test.want {
			t.Errorf("%+v: %s, want %s", test.q, got, test.want)
		}
	}
}

func TestTransitionsAndHistory(t *testing.T) {
	r := open(t, one(machine(t, "T", states(t, `{
		"T": {"Type": "Task", "Resource": "arn:aws:lambda:us-east-1:000000000000:function:f", "ResultPath": "$.r", "Next": "S",
			"Retry": [{"ErrorEquals": ["A"], "MaxAttempts": 5, "IntervalSeconds": 1}]},
		"S": {"Type": "Succeed"}}`))))
	r.f.answer = func(string, []byte) ([]byte, error) {
		if r.f.count() < 3 {
			return nil, &FunctionError{Type: "A", Message: "later"}
		}
		return []byte(`"secret"`), nil
	}
	arn := r.start("x", `{"case":"c"}`)
	r.settle()
	r.turn(time.Second)
	r.turn(2 * time.Second)
	x := r.is(arn, Succeeded, "T", "S")
	if x.Transitions != 4 { // two states, two retries
		t.Errorf("%d transitions", x.Transitions)
	}
	events, err := r.History(t.Context(), arn)
	if err != nil {
		t.Fatal(err)
	}
	var types []string
	for i, e := range events {
		types = append(types, e.Type)
		if e.ID != int64(i+1) || e.Previous >= e.ID {
			t.Errorf("event %d after %d at %d", e.ID, e.Previous, i)
		}
		if strings.HasPrefix(e.Type, "LambdaFunction") && (e.Input != nil || e.Output != nil) {
			t.Errorf("%s keeps what the function got or said", e.Type)
		}
	}
	want := []string{
		"ExecutionStarted", "TaskStateEntered",
		"LambdaFunctionScheduled", "LambdaFunctionStarted", "LambdaFunctionFailed",
		"LambdaFunctionScheduled", "LambdaFunctionStarted", "LambdaFunctionFailed",
		"LambdaFunctionScheduled", "LambdaFunctionStarted", "LambdaFunctionSucceeded", "TaskStateExited",
		"SucceedStateEntered", "SucceedStateExited", "ExecutionSucceeded",
	}
	if !slices.Equal(types, want) {
		t.Errorf("events %q", types)
	}
	if got := events[4].Cause; got != `{"errorMessage":"later","errorType":"A"}` {
		t.Errorf("cause %s", got)
	}
}

func TestFunctionsThatMisbehave(t *testing.T) {
	task := `{"T": {"Type": "Task", "Resource": "arn:aws:lambda:us-east-1:000000000000:function:f", "TimeoutSeconds": 1, "End": true,
		"Retry": [{"ErrorEquals": ["States.Timeout", "Lambda.Unknown"], "MaxAttempts": 1, "IntervalSeconds": 10, "BackoffRate": 1}],
		"Catch": [{"ErrorEquals": ["States.ALL"], "Next": "Caught"}]}, "Caught": {"Type": "Pass", "OutputPath": "$.Error", "End": true}}`
	hang := make(chan struct{})
	t.Cleanup(func() { close(hang) })
	for _, test := range []struct {
		name, want string
		answer     func() ([]byte, error)
		path       []string
	}{
		{"panics", errUnknown, func() ([]byte, error) { panic("poison") }, []string{"T", "Caught"}},
		{"fails without a type", errUnknown, func() ([]byte, error) { return nil, errors.New("no") }, []string{"T", "Caught"}},
		{"says what is not JSON", errUnknown, func() ([]byte, error) { return []byte("{"), nil }, []string{"T", "Caught"}},
		{"never answers", errTimeout, func() ([]byte, error) { <-hang; return nil, nil }, []string{"T", "Caught"}},
		{"says too much", "", func() ([]byte, error) { return []byte(`"` + strings.Repeat("a", maxData) + `"`), nil }, []string{"T"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			r := open(t, one(machine(t, "T", states(t, task))))
			r.f.answer = func(string, []byte) ([]byte, error) { return test.answer() }
			arn := r.start("x", "{}")
			r.settle()
			if test.want == "" {
				if x := r.is(arn, Failed, "T"); x.Error != errDataLimit {
					t.Errorf("%s", x.Error)
				}
				return
			}
			// Tried again after its pause, not at once.
			r.turn(9 * time.Second)
			if n := r.f.count(); n != 1 {
				t.Fatalf("called %d times", n)
			}
			r.turn(time.Second)
			x := r.is(arn, Succeeded, test.path...)
			if n := r.f.count(); n != 2 || string(x.Output) != `"`+test.want+`"` {
				t.Errorf("called %d times, %s", n, x.Output)
			}
		})
	}
}

func TestAMachineThatGoesRoundEnds(t *testing.T) {
	d := machine(t, "A", states(t, `{"A": {"Type": "Pass", "Next": "B"}, "B": {"Type": "Pass", "Next": "A"}}`))
	r := &run{def: d, now: dawn, execution: execution{input: []byte("{}"), status: Running}}
	r.begin()
	for range maxEvents {
		r.advance()
	}
	if r.status != Failed || r.failure != errRuntime || r.Transitions != maxEvents/2 {
		t.Errorf("%s %s after %d", r.status, r.failure, r.Transitions)
	}
}

func TestMoreStatesThanAreWrittenAtOnce(t *testing.T) {
	all := map[string]map[string]any{"S200": {"Type": "Succeed"}}
	path := make([]string, 0, 201)
	for i := range 200 {
		all[fmt.Sprintf("S%d", i)] = map[string]any{"Type": "Pass", "Next": fmt.Sprintf("S%d", i+1)}
		path = append(path, fmt.Sprintf("S%d", i))
	}
	r := open(t, one(machine(t, "S0", all)))
	arn := r.start("x", "{}")
	r.settle()
	r.is(arn, Succeeded, append(path, "S200")...)
}

func TestTimeoutFromTheInput(t *testing.T) {
	r := open(t, one(machine(t, "T", states(t, `{"T": {"Type": "Task", "Resource": "arn:aws:lambda:us-east-1:000000000000:function:f",
		"TimeoutSecondsPath": "$.t", "End": true, "Catch": [{"ErrorEquals": ["States.ALL"], "Next": "N"}]}, "N": {"Type": "Succeed"}}`))))
	for name, input := range map[string]string{"zero": `{"t":0}`, "text": `{"t":"5"}`, "none": `{}`, "part": `{"t":0.5}`, "huge": `{"t":1e30}`} {
		arn := r.start(name, input)
		r.settle()
		if x := r.is(arn, Failed, "T"); x.Error != errRuntime || r.f.count() != 0 {
			t.Errorf("%s: %s", name, x.Error)
		}
	}
	arn := r.start("good", `{"t":5}`)
	r.settle()
	r.is(arn, Succeeded, "T")
}

func TestManyAtOnceWithFewWorkers(t *testing.T) {
	const executions, workers = 200, 4
	r := open(t, one(machine(t, "T", states(t, `{"T": {"Type": "Task", "Resource": "arn:aws:lambda:us-east-1:000000000000:function:f",
		"Next": "W"}, "W": {"Type": "Wait", "Seconds": 60, "End": true}}`))), func(o *Options) { o.Workers = workers })
	var now, most atomic.Int64
	r.f.answer = func(string, []byte) ([]byte, error) {
		n := now.Add(1)
		defer now.Add(-1)
		for m := most.Load(); n > m && !most.CompareAndSwap(m, n); m = most.Load() {
		}
		time.Sleep(time.Millisecond)
		return []byte("1"), nil
	}
	var all sync.WaitGroup
	for i := range executions {
		all.Go(func() {
			name := "x" + string(rune('a'+i%26)) + string(rune('a'+i/26))
			if _, err := r.Start(context.Background(), "m", name, []byte("{}")); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	r.settle()
	if n := r.f.count(); n != executions || most.Load() > workers {
		t.Errorf("%d calls, %d at once", n, most.Load())
	}
	r.turn(time.Minute)
	done, _, err := r.List(t.Context(), Query{Machine: "m", Status: Succeeded, Limit: executions + 1})
	if err != nil || len(done) != executions {
		t.Errorf("%d done, %v", len(done), err)
	}
}
