// Package tasks is what the state machines call: for each Task of a definition in statemachines/ what it takes, what it
// answers, and by which few names it fails. It knows neither Lambda nor any engine; what a task does is in shared/steps.
package tasks

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"time"

	"shiming/shared/realname"
	"shiming/shared/steps"
	"shiming/shared/vault/sealed"
)

// Task answers one payload of a state machine. Its error is one of the four faults below. It may be run again.
type Task func(ctx context.Context, payload []byte) ([]byte, error)

// The faults are what definitions name in ErrorEquals, by their type. None carries personal data. The cause goes to the
// log, not into the history of an execution.
type (
	// ConflictError is a race that was lost; the same again may win.
	ConflictError struct{ Cause error }
	// TransientError may pass by itself.
	TransientError struct{ Cause error }
	// RejectedInputError is a payload that makes no sense, or that the rules refuse: never to be repeated.
	RejectedInputError struct{ Cause error }
	// InternalError is everything else.
	InternalError struct{ Cause error }
)

// Error names the fault.
func (ConflictError) Error() string { return "somebody else was faster" }

// Unwrap returns the cause.
func (e ConflictError) Unwrap() error { return e.Cause }

// Error names the fault.
func (TransientError) Error() string { return "something that is needed does not answer now" }

// Unwrap returns the cause.
func (e TransientError) Unwrap() error { return e.Cause }

// Error names the fault.
func (RejectedInputError) Error() string { return "the input is refused" }

// Unwrap returns the cause.
func (e RejectedInputError) Unwrap() error { return e.Cause }

// Error names the fault.
func (InternalError) Error() string { return "something went wrong; see the log" }

// Unwrap returns the cause.
func (e InternalError) Unwrap() error { return e.Cause }

// Fault is the one place where an error becomes a fault; nil stays nil.
func Fault(err error) error {
	if err == nil {
		return nil
	}
	var refused *realname.Error
	switch {
	case errors.As(err, new(ConflictError)), errors.As(err, new(TransientError)), errors.As(err, new(RejectedInputError)), errors.As(err, new(InternalError)):
		return err
	case errors.Is(err, steps.ErrConflict), errors.Is(err, realname.Refuse(realname.CodeConflict)):
		return ConflictError{err}
	case errors.Is(err, steps.ErrUnavailable), errors.Is(err, sealed.ErrUnavailable),
		errors.Is(err, context.DeadlineExceeded), errors.Is(err, context.Canceled):
		return TransientError{err}
	case errors.As(err, &refused) && refused.Code == realname.CodeUnavailable:
		return TransientError{err}
	case errors.As(err, &refused) && refused.Code != realname.CodeInternal:
		return RejectedInputError{err}
	}
	return InternalError{err}
}

// Name is the name of a fault, as ErrorEquals has it: that of its type.
func Name(fault error) string {
	switch {
	case errors.As(fault, new(ConflictError)):
		return "ConflictError"
	case errors.As(fault, new(TransientError)):
		return "TransientError"
	case errors.As(fault, new(RejectedInputError)):
		return "RejectedInputError"
	}
	return "InternalError"
}

// of makes a task of a function: the payload is read strictly, and nothing is answered: the row of the case says it all.
func of[In any](do func(ctx context.Context, in In) error) Task {
	return func(ctx context.Context, payload []byte) ([]byte, error) {
		var in In
		dec := json.NewDecoder(bytes.NewReader(payload))
		dec.DisallowUnknownFields()
		if err := dec.Decode(&in); err != nil {
			return nil, RejectedInputError{errors.New("the payload is not that of this task")}
		}
		if _, err := dec.Token(); err != io.EOF {
			return nil, RejectedInputError{errors.New("something stands behind the payload")}
		}
		if err := do(ctx, in); err != nil {
			return nil, Fault(err)
		}
		return []byte("{}"), nil
	}
}

// KeepRetention erases what is due (L2). It is called by a schedule, whose event says nothing that counts.
func KeepRetention(step steps.KeepRetention) Task {
	return func(ctx context.Context, _ []byte) ([]byte, error) { return []byte("{}"), Fault(step.Do(ctx)) }
}

// PayOut sends the amount of a deposit: {case, deposit}.
func PayOut(step steps.PayOut) Task {
	type deposit struct {
		Case    realname.CaseID `json:"case"`
		Deposit string          `json:"deposit"`
	}
	return of(func(ctx context.Context, in deposit) error { return step.Do(ctx, in.Case, in.Deposit) })
}

// KeepDeadline looks at a case when something of it is due: {case, until}.
func KeepDeadline(step steps.KeepDeadline) Task {
	type due struct {
		Case  realname.CaseID `json:"case"`
		Until time.Time       `json:"until"`
	}
	return of(func(ctx context.Context, in due) error { return step.Do(ctx, in.Case, in.Until) })
}

// AskBank asks the bank, as a schedule has it: {}.
func AskBank(step steps.AskBank) Task {
	return of(func(ctx context.Context, _ struct{}) error { return step.Do(ctx) })
}

// Cause is what stands behind a fault, for the log; the fault itself where nothing does.
func Cause(fault error) error {
	if cause := errors.Unwrap(fault); cause != nil {
		return cause
	}
	return fault
}
