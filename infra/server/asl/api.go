package asl

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"regexp"
	"strings"
)

var executionName = regexp.MustCompile(`^[^\x00-\x20\x7f-\x{9f}"<>{}\[\]?*#%\\^|~` + "`" + `$&,;:/\x{fffe}\x{ffff}]{1,80}$`)

// Start starts an execution of the machine, by a name that it alone has for as long as it is kept: 90 days after its
// end. As on AWS, the same name with the same input while it runs is the same execution, and any other use of the name
// is refused. Errors: StateMachineDoesNotExist, InvalidName, InvalidExecutionInput, ExecutionAlreadyExists.
func (e *Interpreter) Start(ctx context.Context, machine, name string, input []byte) (Execution, error) {
	def := e.o.Machines[machine]
	if def == nil {
		return Execution{}, refuse("StateMachineDoesNotExist", "State Machine Does Not Exist")
	}
	if !executionName.MatchString(name) {
		return Execution{}, refuse("InvalidName", "Invalid Name: 1 to 80 characters without spaces, brackets, wildcards and the like")
	}
	if _, err := decode(input); err != nil || len(input) > maxData {
		return Execution{}, refuse("InvalidExecutionInput", "Invalid State Machine Execution Input: it is not one JSON document of at most %d bytes", maxData)
	}
	var started *execution
	err := e.step(ctx, func(tx *sql.Tx, touch func(*execution) (*run, error)) error {
		now := e.o.Clock()
		if err := purge(ctx, tx, now); err != nil {
			return err
		}
		there, err := find(ctx, tx, machine, name)
		if err == nil {
			if there.status != Running || !sameJSON(there.input, input) {
				return refuse("ExecutionAlreadyExists", "Execution Already Exists: '%s'", e.names.execution(machine, name))
			}
			started = there
			return nil
		}
		if !errors.Is(err, sql.ErrNoRows) {
			return err
		}
		started = &execution{
			machine: machine, name: name, hash: def.hash, input: bytes.Clone(input), status: Running, started: nanos(now),
		}
		if err := insert(ctx, tx, started); err != nil {
			return err
		}
		r, err := touch(started)
		if err == nil {
			r.begin()
		}
		return err
	})
	if err != nil {
		return Execution{}, err
	}
	return e.Describe(ctx, e.names.execution(machine, name))
}

func sameJSON(a, b []byte) bool {
	var x, y bytes.Buffer
	return json.Compact(&x, a) == nil && json.Compact(&y, b) == nil && bytes.Equal(x.Bytes(), y.Bytes())
}

// Describe returns an execution by its ARN. Errors: InvalidArn, ExecutionDoesNotExist.
func (e *Interpreter) Describe(ctx context.Context, arn string) (Execution, error) {
	x, err := e.find(ctx, e.db, arn)
	if err != nil {
		return Execution{}, err
	}
	return x.public(e.names), nil
}

func (e *Interpreter) find(ctx context.Context, q querier, arn string) (*execution, error) {
	machine, name, err := e.names.parse(arn)
	if err != nil {
		return nil, err
	}
	x, err := find(ctx, q, machine, name)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, noExecution()
	}
	return x, err
}

// Stop ends an execution where it is, with an error and a cause of the caller's, both of which may be empty. One that
// is over stays as it is. Errors: InvalidArn, ExecutionDoesNotExist.
func (e *Interpreter) Stop(ctx context.Context, arn, name, cause string) (Execution, error) {
	err := e.step(ctx, func(tx *sql.Tx, touch func(*execution) (*run, error)) error {
		x, err := e.find(ctx, tx, arn)
		if err != nil || x.status != Running {
			return err
		}
		r, err := touch(x)
		if err == nil {
			r.finish(Aborted, nil, name, cause)
		}
		return err
	})
	if err != nil {
		return Execution{}, err
	}
	return e.Describe(ctx, arn)
}

// Query says which executions List returns.
type Query struct {
	Machine string          // its name
	Status  ExecutionStatus // "": all
	Before  int64           // from List; 0: from the newest on
	Limit   int             // 1 or more
}

// List returns executions of a machine, newest first, and where the next page starts (Before), 0 when this is the last.
// Errors: StateMachineDoesNotExist.
func (e *Interpreter) List(ctx context.Context, q Query) ([]Execution, int64, error) {
	if e.o.Machines[q.Machine] == nil {
		return nil, 0, refuse("StateMachineDoesNotExist", "State Machine Does Not Exist")
	}
	if q.Before <= 0 {
		q.Before = never
	}
	rows, err := e.db.QueryContext(ctx, "SELECT "+columns+` FROM executions WHERE machine = ? AND (? = '' OR status = ?)
		AND id < ? ORDER BY id DESC LIMIT ?`, q.Machine, q.Status, q.Status, q.Before, q.Limit+1)
	if err != nil {
		return nil, 0, err
	}
	defer rows.Close()
	var found []Execution
	var last int64
	for rows.Next() {
		x, err := scan(rows)
		if err != nil {
			return nil, 0, err
		}
		if len(found) == q.Limit {
			return found, last, nil
		}
		found, last = append(found, x.public(e.names)), x.id
	}
	return found, 0, rows.Err()
}

// History returns the events of an execution from the oldest on. Errors: InvalidArn, ExecutionDoesNotExist.
func (e *Interpreter) History(ctx context.Context, arn string) ([]HistoryEvent, error) {
	x, err := e.find(ctx, e.db, arn)
	if err != nil {
		return nil, err
	}
	rows, err := e.db.QueryContext(ctx, `SELECT id, previous, at, type, state, resource, input, output, error, cause
		FROM events WHERE execution = ? ORDER BY id`, x.id)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	return readEvents(rows)
}

// Path returns the names of the states that an execution has entered, in order: what tests of a flow compare. A try
// again enters no state. Nil where there is no such execution.
func (e *Interpreter) Path(arn string) []string {
	events, err := e.History(e.ctx, arn)
	if err != nil {
		return nil
	}
	var entered []string
	for _, ev := range events {
		if strings.HasSuffix(ev.Type, "StateEntered") {
			entered = append(entered, ev.State)
		}
	}
	return entered
}

// MachineARN returns the ARN of a machine by its name.
func (e *Interpreter) MachineARN(name string) string { return e.names.machine(name) }

// ExecutionARN returns the ARN of an execution by the names of its machine and its own.
func (e *Interpreter) ExecutionARN(machine, name string) string {
	return e.names.execution(machine, name)
}
