// Package lambdatask carries the payloads of state machines to tasks, in a function, and their answers back. It decides
// nothing: what a task takes and by which names it fails is in shared/workflow/tasks.
package lambdatask

import (
	"context"

	"shiming/shared/lambda/boot"
	"shiming/shared/workflow/tasks"
)

// function runs one task. It implements lambda.Handler. The type of its error is what ErrorEquals names; its cause is
// logged, for an execution's history is no place for it.
type function struct {
	task  tasks.Task
	fault func(name string, cause error)
}

// New makes a function of a task. fault is told what went wrong.
func New(task tasks.Task, fault func(name string, cause error)) function {
	return function{task, fault}
}

// Start runs the task until Lambda ends the process.
func Start(env *boot.Env, task tasks.Task) {
	log := env.Gate().Log
	function := New(task, func(name string, cause error) {
		log.Error("task not carried out", "fault", name, "cause", cause.Error())
	})
	env.Serve(function)
}

// Invoke answers one payload.
func (f function) Invoke(ctx context.Context, payload []byte) ([]byte, error) {
	answer, err := f.task(ctx, payload)
	if err == nil {
		return answer, nil
	}
	f.fault(tasks.Name(err), tasks.Cause(err))
	return nil, tasks.Fault(err)
}
