package tasks_test

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"shiming/shared/clock"
	"shiming/shared/lambda/task"
	"shiming/shared/realname"
	"shiming/shared/steps"
	"shiming/shared/vault/sealed"
	"shiming/shared/workflow/tasks"
)

const someone = "欧阳修 110101199003078670"

// TestFaults holds every error to one of the four names that the definitions know, by the type that Lambda reports.
func TestFaults(t *testing.T) {
	for name, row := range map[string]struct {
		err  error
		want string
	}{
		"a lost race":            {steps.ErrConflict, "ConflictError"},
		"a conflict":             {realname.Refuse(realname.CodeConflict), "ConflictError"},
		"a store that is away":   {fmt.Errorf("read: %w", steps.ErrUnavailable), "TransientError"},
		"keys that are away":     {fmt.Errorf("open: %w", sealed.ErrUnavailable), "TransientError"},
		"no time left":           {context.DeadlineExceeded, "TransientError"},
		"unavailable":            {realname.Refuse(realname.CodeUnavailable), "TransientError"},
		"a case that is not":     {realname.Refuse(realname.CodeCaseNotFound), "RejectedInputError"},
		"wrapped in a field":     {fmt.Errorf("x: %w", realname.RefuseField(realname.CodeFieldInvalid, "case")), "RejectedInputError"},
		"our own fault":          {realname.Refuse(realname.CodeInternal), "InternalError"},
		"anything else":          {errors.New("broken: " + someone), "InternalError"},
		"a fault stays a fault":  {tasks.TransientError{Cause: errors.New("x")}, "TransientError"},
		"something wrapped long": {fmt.Errorf("a: %w", fmt.Errorf("b: %w", errors.New(someone))), "InternalError"},
	} {
		t.Run(name, func(t *testing.T) {
			fault := tasks.Fault(row.err)
			kind := reflect.TypeOf(fault).Name() // as the runtime of Lambda names it
			if kind != row.want || tasks.Name(fault) != row.want {
				t.Errorf("%s, %s; want %s", kind, tasks.Name(fault), row.want)
			}
			if strings.Contains(fault.Error(), "欧阳修") || strings.Contains(fault.Error(), "1101") {
				t.Errorf("the history of an execution would hold %q", fault)
			}
			if !errors.Is(fault, row.err) && tasks.Cause(fault) == fault {
				t.Error("the cause is lost for the log")
			}
		})
	}
	if tasks.Fault(nil) != nil {
		t.Error("no error is a fault")
	}
}

// TestPayloads lets only the payload of the task in, exactly.
func TestPayloads(t *testing.T) {
	pay := tasks.PayOut(steps.PayOut{})
	keep := tasks.KeepDeadline(steps.KeepDeadline{Base: steps.Base{Clock: clock.Now}})
	for name, row := range map[string]struct {
		task    tasks.Task
		payload string
	}{
		"no JSON":          {pay, "x"},
		"empty":            {pay, ""},
		"an unknown field": {pay, `{"case":"x","deposit":"y","amount":37}`},
		"another type":     {pay, `{"case":1}`},
		"a second value":   {pay, `{"case":"x","deposit":"y"} {}`},
		"a list":           {pay, `[]`},
		"no time":          {keep, `{"case":"x","until":"tomorrow"}`},
		"no case":          {keep, `{"case":"x","until":"2026-01-08T00:00:00Z"}`},
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := row.task(context.Background(), []byte(row.payload)); tasks.Name(err) != "RejectedInputError" || err == nil {
				t.Errorf("%v", err)
			}
		})
	}
}

// TestFunction holds the function around a task to the fault's type, and to telling the log why.
func TestFunction(t *testing.T) {
	broken := errors.New("broken")
	var name string
	var cause error
	f := lambdatask.New(func(context.Context, []byte) ([]byte, error) { return nil, tasks.InternalError{Cause: broken} },
		func(n string, c error) { name, cause = n, c })
	_, err := f.Invoke(context.Background(), nil)
	if reflect.TypeOf(err).Name() != "InternalError" || name != "InternalError" || !errors.Is(cause, broken) {
		t.Errorf("%T, %s, %v", err, name, cause)
	}
	f = lambdatask.New(func(context.Context, []byte) ([]byte, error) { return []byte("{}"), nil }, nil)
	if answer, err := f.Invoke(context.Background(), nil); err != nil || string(answer) != "{}" {
		t.Errorf("%s, %v", answer, err)
	}
}
