package asl

import (
	"encoding/json"
	"fmt"
	"time"
)

// stamp is how times stand in the context object.
const stamp = "2006-01-02T15:04:05.000Z"

// context is the part of the context object that definitions may use.
func (r *run) context() map[string]any {
	input, err := decode(r.input)
	if err != nil {
		input = nil
	}
	return map[string]any{
		"Execution": map[string]any{"Id": r.arn, "Name": r.name, "Input": input},
		"State":     map[string]any{"EnteredTime": time.Unix(0, r.Entered).UTC().Format(stamp)},
	}
}

// taskError is an error by the name that Retry and Catch know.
type taskError struct{ name, cause string }

// call works out what a Task sends to its function, and how long the Task may take (0: for ever).
func (r *run) call(s *state) (json.RawMessage, time.Duration, *taskError) {
	data, err := decode(r.Data)
	if err != nil {
		return nil, 0, &taskError{errRuntime, err.Error()}
	}
	input, ok := s.input.from(data)
	if !ok {
		return nil, 0, &taskError{errRuntime, "InputPath " + s.input.path.text + " selects nothing in the input"}
	}
	timeout := s.timeout
	if s.timeoutAt != nil {
		// The path looks at the input after InputPath, before Parameters.
		if timeout, err = secondsFrom(*s.timeoutAt, input, 1); err != nil {
			return nil, 0, &taskError{errRuntime, "TimeoutSecondsPath " + err.Error()}
		}
	}
	payload := input
	switch {
	case s.payload != nil:
		var both any
		if both, err = s.payload.eval(input, r.context()); err == nil {
			payload = both.(map[string]any)["Payload"]
		}
	case s.parameters != nil:
		payload, err = s.parameters.eval(input, r.context())
	}
	if err != nil {
		return nil, 0, &taskError{errParameterPath, err.Error()}
	}
	text, err := encode(payload)
	if err != nil {
		return nil, 0, &taskError{errRuntime, err.Error()}
	}
	if len(text) > maxData {
		return nil, 0, &taskError{errDataLimit, fmt.Sprintf("the payload has %d bytes, more than %d", len(text), maxData)}
	}
	return text, timeout, nil
}

// schedule makes a try of a Task due. The first one is part of entering the state; see again for the others.
func (r *run) schedule(s *state) {
	r.Try++
	_, _, failed := r.call(s)
	if failed != nil {
		r.fail(s, failed.name, failed.cause)
		return
	}
	r.event(HistoryEvent{Type: s.prefix() + "Scheduled", Resource: s.resource})
	r.event(HistoryEvent{Type: s.prefix() + "Started", Resource: s.resource})
	r.wait(calling, 0)
	r.invoke = true
}

// prefix is how the history calls a function of its own and one behind lambda:invoke.
func (s *state) prefix() string {
	if s.direct {
		return "LambdaFunction"
	}
	return "Task"
}

// again tries a Task once more, after its pause.
func (r *run) again(s *state) {
	r.wait(ready, 0)
	if r.count() {
		r.schedule(s)
	}
}

// answered takes what a function answered.
func (r *run) answered(s *state, answer json.RawMessage) {
	value, err := decode(answer)
	if err != nil {
		r.failed(s, errUnknown, "the function's answer: "+err.Error())
		return
	}
	if len(answer) > maxData {
		r.failed(s, errDataLimit, fmt.Sprintf("the function's answer has %d bytes, more than %d", len(answer), maxData))
		return
	}
	if !s.direct {
		value = map[string]any{"ExecutedVersion": "$LATEST", "Payload": value, "StatusCode": json.Number("200")}
	}
	r.succeeded(s, value)
}

// succeeded goes on with the result of a Task.
func (r *run) succeeded(s *state, result any) {
	r.event(HistoryEvent{Type: s.prefix() + "Succeeded", Resource: s.resource})
	data, err := decode(r.Data)
	if err != nil {
		r.fail(s, errRuntime, err.Error())
		return
	}
	if s.resultSelector != nil {
		if result, err = s.resultSelector.eval(result, nil); err != nil {
			r.fail(s, errParameterPath, err.Error())
			return
		}
	}
	r.leave(s, data, result)
}

// failed ends a try with an error.
func (r *run) failed(s *state, name, cause string) {
	how := "Failed"
	if name == errTimeout {
		how = "TimedOut"
	}
	r.event(HistoryEvent{Type: s.prefix() + how, Resource: s.resource, Error: name, Cause: cause})
	r.fail(s, name, cause)
}

// fire does what is due by the clock. It looks again whether anything is: nothing fires early.
func (r *run) fire() {
	now := nanos(r.now)
	if r.due == 0 || now < r.due {
		return
	}
	s := r.def.states[r.State]
	switch r.Phase {
	case resting:
		// Worked out again rather than kept, as the state's input is what it passes on.
		data, err := decode(r.Data)
		if err != nil {
			r.fail(s, errRuntime, err.Error())
			return
		}
		input, _ := s.input.from(data)
		if output, ok := r.output(s, input); ok {
			r.event(HistoryEvent{Type: "WaitStateExited", State: s.name, Output: output})
			r.proceed(s, output)
		}
	case backing:
		r.again(s)
	}
}
