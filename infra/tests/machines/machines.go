// Package machines runs the definitions of statemachines/ in the process, on the interpreter of package asl, with the
// tasks of the same process behind them: what Step Functions and Lambda are to a deployment. It decides nothing.
package machines

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"shiming/infra/server/asl"
	"shiming/shared/steps"
	"shiming/shared/workflow/tasks"
	"shiming/statemachines"
)

// functions are what the definitions call, by the names of the functions' folders; the names of the substitutions are
// those of template.yaml.
var functions = map[string]string{
	"AwaitReviewFunction": "await-review", "EscalateReviewFunction": "escalate-review",
	"PayOutFunction": "pay-out", "CloseDepositFunction": "close-deposit", "KeepDeadlineFunction": "keep-deadline",
}

// Function returns the folder of the function that a substitution names; empty for one that no definition has.
func Function(substitution string) string { return functions[substitution] }

// Options say where the machines live and what they call.
type Options struct {
	DB    string // the file, for this process alone
	Clock func() time.Time
	Log   *slog.Logger
	// Tasks makes what the machines call, by the names of the functions' folders, given the machines themselves.
	Tasks func(steps.Workflow) map[string]tasks.Task
}

// Machines is steps.Workflow. All methods are safe for concurrent use.
type Machines struct {
	*asl.Engine
	log   *slog.Logger
	tasks map[string]tasks.Task
	ready chan struct{} // closed when Engine is there: what was in progress goes on before Open returns
}

var _ steps.Workflow = (*Machines)(nil)

// Definitions reads and checks the definitions; function says how they call a function of a substitution's name.
func Definitions(function func(substitution string) string) (map[string]*asl.Definition, error) {
	texts, err := statemachines.Definitions()
	if err != nil {
		return nil, err
	}
	all := map[string]*asl.Definition{}
	for name, text := range texts {
		values := map[string]string{}
		for _, wanted := range asl.Substitutions(text) {
			values[wanted] = function(wanted)
		}
		if all[name], err = asl.Parse(text, values); err != nil {
			return nil, fmt.Errorf("state machine %s: %w", name, err)
		}
	}
	return all, nil
}

// Open starts the machines and goes on with every execution that was in progress.
func Open(o Options) (*Machines, error) {
	definitions, err := Definitions(Function)
	if err != nil {
		return nil, err
	}
	m := &Machines{log: o.Log, ready: make(chan struct{})}
	m.tasks = o.Tasks(m)
	m.Engine, err = asl.Open(asl.Options{DB: o.DB, Clock: o.Clock, Machines: definitions, Invoke: m.invoke, Log: o.Log})
	if err != nil {
		return nil, err
	}
	close(m.ready)
	return m, nil
}

// invoke runs a task; it fails by the fault's name, as a function would.
func (m *Machines) invoke(ctx context.Context, function string, payload []byte) ([]byte, error) {
	select {
	case <-m.ready:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	task, ok := m.tasks[function]
	if !ok {
		return nil, &asl.FunctionError{Type: "Lambda.ResourceNotFoundException", Message: "there is no function " + function}
	}
	answer, err := task(ctx, payload)
	if err == nil {
		return answer, nil
	}
	if m.log != nil {
		m.log.Error("task not carried out", "task", function, "fault", tasks.Name(err), "cause", tasks.Cause(err).Error())
	}
	return nil, &asl.FunctionError{Type: tasks.Name(err), Message: err.Error()}
}

// Start implements steps.Workflow.
func (m *Machines) Start(ctx context.Context, machine, name string, input map[string]any) error {
	text, err := json.Marshal(input)
	if err != nil {
		return err
	}
	_, err = m.Engine.Start(ctx, machine, name, text)
	return ignore(err, "ExecutionAlreadyExists")
}

// Succeed implements steps.Workflow.
func (m *Machines) Succeed(ctx context.Context, token string, output map[string]any) error {
	text, err := json.Marshal(output)
	if err != nil {
		return err
	}
	return ignore(m.SendTaskSuccess(ctx, token, text), "TaskTimedOut", "TaskDoesNotExist", "InvalidToken")
}

// Fail implements steps.Workflow.
func (m *Machines) Fail(ctx context.Context, token, cause string) error {
	return ignore(m.SendTaskFailure(ctx, token, cause, ""), "TaskTimedOut", "TaskDoesNotExist", "InvalidToken")
}

// ignore takes refusals by one of the codes for success: it was started, or answered, before. What is not a refusal may
// pass.
func ignore(err error, codes ...string) error {
	var refused *asl.Error
	if !errors.As(err, &refused) {
		if err != nil {
			return fmt.Errorf("%w: %w", steps.ErrUnavailable, err)
		}
		return nil
	}
	for _, code := range codes {
		if refused.Code == code {
			return nil
		}
	}
	return err
}
