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
var functions = map[string]string{"PayOutFunction": "pay-out", "KeepDeadlineFunction": "keep-deadline"}

// Function returns the folder of the function that a substitution names; empty for one that no definition has.
func Function(substitution string) string { return functions[substitution] }

// Options say where the machines live and what they call.
type Options struct {
	DB    string // the file, for this process alone
	Clock func() time.Time
	Log   *slog.Logger
	// Tasks are what the machines call, by the names of the functions' folders.
	Tasks map[string]tasks.Task
}

// Machines is steps.Workflow. All methods are safe for concurrent use.
type Machines struct {
	*asl.Interpreter
	log   *slog.Logger
	tasks map[string]tasks.Task
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
			if values[wanted] = function(wanted); wanted == "Partition" {
				values[wanted] = "aws"
			}
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
	m := &Machines{log: o.Log, tasks: o.Tasks}
	m.Interpreter, err = asl.Open(asl.Options{DB: o.DB, Clock: o.Clock, Machines: definitions, Invoke: m.invoke, Log: o.Log})
	if err != nil {
		return nil, err
	}
	return m, nil
}

// invoke runs a task; it fails by the fault's name, as a function would.
func (m *Machines) invoke(ctx context.Context, function string, payload []byte) ([]byte, error) {
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
	_, err = m.Interpreter.Start(ctx, machine, name, text)
	var refused *asl.StateError
	switch {
	case err == nil, errors.As(err, &refused) && refused.Code == "ExecutionAlreadyExists":
		return nil // it was started before
	case refused != nil:
		return err
	}
	return fmt.Errorf("%w: %w", steps.ErrUnavailable, err)
}
