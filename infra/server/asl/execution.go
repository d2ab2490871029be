package asl

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"
)

// ExecutionStatus is the status of an execution, as AWS calls it.
type ExecutionStatus string

// The statuses that an execution can have here.
const (
	Running   ExecutionStatus = "RUNNING"
	Succeeded ExecutionStatus = "SUCCEEDED"
	Failed    ExecutionStatus = "FAILED"
	Aborted   ExecutionStatus = "ABORTED" // by Stop
)

// Execution is an execution as it was when it was asked for.
type Execution struct {
	ARN     string // also $$.Execution.Id
	Machine string // the name of the state machine
	Name    string
	Status  ExecutionStatus
	State   string // where it is, or was last

	Input, Output  json.RawMessage // Output: of one that succeeded
	Error, Cause   string          // of one that failed or was stopped
	Started, Ended time.Time       // Ended is zero while it runs

	// Transitions is how many state transitions AWS would bill: one for each state that was entered, one more for each
	// retry of a Task.
	Transitions int
}

// HistoryEvent is one event of an execution's history. It carries what the definition passes from state to state; what a
// function got and answered beyond that is not in it.
type HistoryEvent struct {
	ID, Previous int64
	At           time.Time
	Type         string // as AWS calls it: "TaskStateEntered"
	State        string // of events of entering and leaving
	Resource     string // of events of a Task's tries
	Input        json.RawMessage
	Output       json.RawMessage
	Error, Cause string
}

// StateError is a refusal by the code that AWS has for it, such as ExecutionAlreadyExists.
type StateError struct {
	Code, Message string
}

// Error returns code and message.
func (e *StateError) Error() string { return e.Code + ": " + e.Message }

func refuse(code, format string, args ...any) error {
	return &StateError{Code: code, Message: fmt.Sprintf(format, args...)}
}

// FunctionError is how a function fails: with a type, which Retry and Catch match, and a message. An Invoke returns it
// for what Lambda reports as errorType and errorMessage, and for Lambda's own errors ("Lambda.ServiceException").
type FunctionError struct {
	Type, Message string
}

// Error returns type and message.
func (e *FunctionError) Error() string { return e.Type + ": " + e.Message }

// execution is one row.
type execution struct {
	id                  int64
	machine, hash, name string
	input               json.RawMessage
	status              ExecutionStatus
	result              json.RawMessage
	failure, cause      string
	started, stopped    int64 // ns
	due                 int64 // ns; 0: nothing is due by itself
	progress
}

// names makes and reads the ARNs of one region and account.
type names struct{ region, account string }

func (n names) machine(name string) string {
	return fmt.Sprintf("arn:aws:states:%s:%s:stateMachine:%s", n.region, n.account, name)
}

func (n names) execution(machine, name string) string {
	return fmt.Sprintf("arn:aws:states:%s:%s:execution:%s:%s", n.region, n.account, machine, name)
}

// parse takes an execution's ARN apart. One of another region or account is well formed, and there is none.
func (n names) parse(arn string) (machine, name string, err error) {
	parts := strings.Split(arn, ":")
	if len(parts) != 8 || parts[0] != "arn" || parts[2] != "states" || parts[5] != "execution" || len(arn) > 256 {
		return "", "", refuse("InvalidArn", "Invalid Arn: it is not the ARN of an execution")
	}
	if arn != n.execution(parts[6], parts[7]) {
		return "", "", noExecution()
	}
	return parts[6], parts[7], nil
}

func noExecution() error { return refuse("ExecutionDoesNotExist", "Execution Does Not Exist") }

func (x *execution) public(n names) Execution {
	out := Execution{
		ARN: n.execution(x.machine, x.name), Machine: x.machine, Name: x.name, Status: x.status, State: x.State,
		Input: x.input, Output: x.result, Error: x.failure, Cause: x.cause,
		Started: time.Unix(0, x.started).UTC(), Transitions: x.Transitions,
	}
	if x.stopped > 0 {
		out.Ended = time.Unix(0, x.stopped).UTC()
	}
	return out
}
