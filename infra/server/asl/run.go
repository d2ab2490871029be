package asl

import (
	"encoding/json"
	"fmt"
	"math"
	"time"
)

// phase says what a running execution waits for.
type phase string

const (
	ready   phase = "ready"   // for nothing: its state is to be carried out
	calling phase = "calling" // for a function's answer
	resting phase = "resting" // for the end of a Wait
	backing phase = "backing" // for the next try of a Task
	ended   phase = "ended"
)

// progress is where an execution is; with the definition and the input all that is needed to go on.
type progress struct {
	Phase       phase
	State       string
	Entered     int64           // ns: when the state was entered
	Data        json.RawMessage // the state's input
	Retries     []int           `json:",omitempty"` // of the state, for each of its retriers
	Try         int64           // number of the newest try of a Task, over the whole execution
	Transitions int             // see Execution.Transitions
	Events      int64           // the number of the newest event
}

// run carries one execution on, in memory. Whoever calls it writes the execution and the events afterwards. It calls
// nothing outside and cannot fail: what goes wrong goes where the definition sends it.
type run struct {
	execution
	def    *Definition
	now    time.Time
	arn    string         // of the execution
	jitter func() float64 // 0 to below 1
	events []HistoryEvent
	invoke bool // a function is to be called
}

const (
	// maxData is the most bytes that an input, a result or an output may have.
	maxData = 256 << 10
	// maxEvents is how many events AWS lets an execution have: what ends a machine that goes round and round.
	maxEvents = 25000
	// maxSteps is how many states are carried out before the execution is written.
	maxSteps = 64
)

// begin starts the execution.
func (r *run) begin() {
	r.event(HistoryEvent{Type: "ExecutionStarted", Input: r.input})
	r.enter(r.def.startAt, r.input)
}

// advance carries out states until the execution waits for something, or is to be written.
func (r *run) advance() {
	for range maxSteps {
		if r.Phase != ready {
			return
		}
		r.step(r.def.states[r.State])
	}
}

func (r *run) event(e HistoryEvent) {
	r.Events++
	e.ID, e.At = r.Events, r.now
	if e.ID > 2 {
		e.Previous = e.ID - 1
	}
	r.events = append(r.events, e)
}

// enter goes into a state.
func (r *run) enter(name string, data json.RawMessage) {
	s := r.def.states[name]
	r.State, r.Data, r.Entered = name, data, nanos(r.now)
	r.Retries = make([]int, len(s.retry))
	r.wait(ready, 0)
	if r.count() {
		r.event(HistoryEvent{Type: s.kind + "StateEntered", State: name, Input: data})
	}
}

// count counts one state transition: a state that is entered, or a Task that is tried again. This is what AWS bills
// ("each time a step of your workflow is executed", "each retry … an additional state transition"); what leads out of a
// state, and the start and end of an execution, are not steps. It tells whether the execution may go on.
func (r *run) count() bool {
	if r.Events >= maxEvents {
		r.finish(Failed, nil, errRuntime, "The execution has reached the maximum number of history events.")
		return false
	}
	r.Transitions++
	return true
}

// wait puts the execution into a phase, with the time at which it ends by itself; 0 for none.
func (r *run) wait(p phase, due int64) {
	if r.Phase == ended {
		return
	}
	r.Phase, r.due, r.invoke = p, due, false
}

func (r *run) step(s *state) {
	data, err := decode(r.Data)
	if err != nil {
		r.fail(s, errRuntime, err.Error())
		return
	}
	switch s.kind {
	case "Fail":
		r.finish(Failed, nil, s.failError, s.failCause)
		return
	case "Task":
		r.schedule(s)
		return
	}
	input, ok := s.input.from(data)
	if !ok {
		r.fail(s, errRuntime, "InputPath "+s.input.path.text+" selects nothing in the input")
		return
	}
	switch s.kind {
	case "Pass":
		result := input
		if s.parameters != nil {
			if result, err = s.parameters.eval(input, r.context()); err != nil {
				r.fail(s, errParameterPath, err.Error())
				return
			}
		}
		if s.fixed != nil {
			result = s.fixed.value
		}
		r.leave(s, data, result)
	case "Wait":
		r.rest(s, input)
	case "Choice":
		r.choose(s, input)
	case "Succeed":
		if output, ok := r.output(s, input); ok {
			r.event(HistoryEvent{Type: "SucceedStateExited", State: s.name, Output: output})
			r.finish(Succeeded, output, "", "")
		}
	}
}

func (r *run) rest(s *state, input any) {
	until, err := s.until(r.now, input)
	if err != nil {
		r.fail(s, errRuntime, err.Error())
		return
	}
	r.wait(resting, nanos(until))
}

// until says when a Wait ends.
func (s *state) until(now time.Time, input any) (time.Time, error) {
	switch {
	case s.seconds != nil:
		return now.Add(*s.seconds), nil
	case s.timestamp != nil:
		return *s.timestamp, nil
	case s.secondsAt != nil:
		d, err := secondsFrom(*s.secondsAt, input, 0)
		return now.Add(d), err
	}
	value, _ := s.timestampAt.get(input)
	text, _ := value.(string)
	at, err := time.Parse(time.RFC3339, text)
	if err != nil {
		err = fmt.Errorf("TimestampPath %s selects no time as in RFC 3339", s.timestampAt.text)
	}
	return at, err
}

func secondsFrom(p path, input any, least int64) (time.Duration, error) {
	value, _ := p.get(input)
	n, err := wholeNumber(value)
	if err != nil || n < least || n > maxSeconds {
		return 0, fmt.Errorf("%s does not select a whole number of %d to %d seconds", p.text, least, maxSeconds)
	}
	return time.Duration(n) * time.Second, nil
}

func (r *run) choose(s *state, input any) {
	output, ok := r.output(s, input)
	if !ok {
		return
	}
	next := s.fallback
	for _, rule := range s.rules {
		yes, err := rule.holds(input)
		if err != nil {
			r.fail(s, errRuntime, err.Error())
			return
		}
		if yes {
			next = rule.next
			break
		}
	}
	if next == "" {
		r.fail(s, errNoChoice, "no rule holds, and there is no Default")
		return
	}
	r.event(HistoryEvent{Type: "ChoiceStateExited", State: s.name, Output: output})
	r.enter(next, output)
}

// leave takes a state's result into its output and goes to the next one.
func (r *run) leave(s *state, data, result any) {
	if !s.result.null {
		merged, err := s.result.path.set(data, result)
		if err != nil {
			r.fail(s, errResultPath, "ResultPath "+s.result.path.text+": "+err.Error())
			return
		}
		data = merged
	}
	if output, ok := r.output(s, data); ok {
		r.event(HistoryEvent{Type: s.kind + "StateExited", State: s.name, Output: output})
		r.proceed(s, output)
	}
}

func (r *run) proceed(s *state, output json.RawMessage) {
	if s.end {
		r.finish(Succeeded, output, "", "")
		return
	}
	r.enter(s.next, output)
}

// output applies OutputPath and the limit of size.
func (r *run) output(s *state, data any) (json.RawMessage, bool) {
	out, ok := s.output.from(data)
	if !ok {
		r.fail(s, errRuntime, "OutputPath "+s.output.path.text+" selects nothing")
		return nil, false
	}
	text, err := encode(out)
	if err != nil {
		r.fail(s, errRuntime, err.Error())
		return nil, false
	}
	if len(text) > maxData {
		r.fail(s, errDataLimit, fmt.Sprintf("the state's output has %d bytes, more than %d", len(text), maxData))
		return nil, false
	}
	return text, true
}

func (p dataPath) from(data any) (any, bool) {
	if p.null {
		return map[string]any{}, true
	}
	return p.path.get(data)
}

// fail takes an error where the state's Retry and Catch send it, or ends the execution.
func (r *run) fail(s *state, name, cause string) {
	for i, retry := range s.retry {
		if matches(retry.errors, name) {
			if r.Retries[i] >= retry.attempts {
				break // the first retrier that matches decides, as in AWS
			}
			delay := retry.delay(r.Retries[i], r.jitter)
			r.Retries[i]++
			r.wait(backing, nanos(r.now.Add(delay)))
			return
		}
	}
	for _, c := range s.catch {
		if !matches(c.errors, name) {
			continue
		}
		output, err := r.caught(c, name, cause)
		if err != nil {
			name, cause = errResultPath, "ResultPath "+c.result.path.text+": "+err.Error()
			break
		}
		if len(output) > maxData {
			name, cause = errDataLimit, "the state's output is too large"
			break
		}
		r.event(HistoryEvent{Type: s.kind + "StateExited", State: s.name, Output: output})
		r.enter(c.next, output)
		return
	}
	r.finish(Failed, nil, name, cause)
}

// caught is what the state after a Catch gets.
func (r *run) caught(c catcher, name, cause string) (json.RawMessage, error) {
	data, err := decode(r.Data)
	if err != nil || c.result.null {
		return r.Data, err
	}
	said := map[string]any{"Error": name}
	if cause != "" {
		said["Cause"] = cause
	}
	merged, err := c.result.path.set(data, said)
	if err != nil {
		return nil, err
	}
	return encode(merged)
}

// longest is the longest pause between two tries.
const longest = maxSeconds * time.Second

// delay is the pause before the next try, after n of them.
func (t retrier) delay(n int, jitter func() float64) time.Duration {
	d := min(t.interval.Seconds()*math.Pow(t.rate, float64(n)), longest.Seconds())
	if t.maxDelay > 0 {
		d = min(d, t.maxDelay.Seconds())
	}
	if t.full {
		d *= jitter()
	}
	return time.Duration(d * float64(time.Second))
}

func (r *run) finish(status ExecutionStatus, output json.RawMessage, name, cause string) {
	if r.Phase == ended {
		return
	}
	r.wait(ended, 0)
	r.status, r.result, r.failure, r.cause, r.stopped = status, output, name, cause, nanos(r.now)
	r.event(HistoryEvent{Type: map[ExecutionStatus]string{
		Succeeded: "ExecutionSucceeded", Failed: "ExecutionFailed", Aborted: "ExecutionAborted",
	}[status], Output: output, Error: name, Cause: cause})
}

// nanos is a time as it is written: 1 or more, and no time is too far for it.
func nanos(t time.Time) int64 {
	switch {
	case t.Before(time.Unix(0, 1)):
		return 1
	case t.After(time.Unix(0, math.MaxInt64-1)):
		return math.MaxInt64 - 1
	}
	return t.UnixNano()
}
