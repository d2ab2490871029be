package asl

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"
)

// longestCall is the longest that Lambda lets a function run, and so the longest that one is waited for.
const longestCall = 15 * time.Minute

// worker calls functions, one after the other.
func (e *Interpreter) worker() {
	for {
		e.mu.Lock()
		for len(e.queue) == 0 && !e.closed {
			e.work.Wait()
		}
		if e.closed {
			e.mu.Unlock()
			return
		}
		j := e.queue[0]
		e.queue = e.queue[1:]
		e.busy++
		e.mu.Unlock()
		e.carryOut(j)
		e.mu.Lock()
		e.busy--
		e.announce()
		e.mu.Unlock()
	}
}

// carryOut calls the function of one try and writes what came of it, however often that takes. A try that nobody
// waits for any more is left alone, before and after; a call is not cut short for it, no more than on AWS.
func (e *Interpreter) carryOut(j job) {
	var call *call
	e.insist("call", j, func() error {
		var err error
		call, err = e.prepare(e.ctx, j)
		return err
	})
	if call == nil {
		return
	}
	answer, failed := e.call(e.ctx, call)
	if failed != nil && e.ctx.Err() != nil {
		return // the next engine on this file calls again
	}
	e.insist("answer", j, func() error {
		return e.step(e.ctx, func(tx *sql.Tx, touch func(*execution) (*run, error)) error {
			x, err := load(e.ctx, tx, j.id)
			if err != nil || !x.awaits(j) {
				return ignoreMissing(err)
			}
			r, err := touch(x)
			if err != nil {
				return err
			}
			if failed != nil {
				r.failed(call.state, failed.name, failed.cause)
			} else {
				r.answered(call.state, answer)
			}
			return nil
		})
	})
}

// insist does something until it works or the engine is closed.
func (e *Interpreter) insist(what string, j job, do func() error) {
	for e.ctx.Err() == nil {
		err := do()
		if err == nil {
			return
		}
		if e.ctx.Err() == nil {
			e.o.Log.Error("execution is not carried on", "at", what, "execution", j.id, "cause", err.Error())
			e.sleep(pause)
		}
	}
}

// awaits tells whether that try's function is to be called, or its answer is awaited.
func (x *execution) awaits(j job) bool {
	return x.Try == j.try && x.Phase == calling
}

func ignoreMissing(err error) error {
	if errors.Is(err, sql.ErrNoRows) {
		return nil
	}
	return err
}

// call is what a worker calls.
type call struct {
	state   *state
	payload []byte
	timeout time.Duration
}

// prepare works out the call again, as schedule did; nil where nobody waits for it any more.
func (e *Interpreter) prepare(ctx context.Context, j job) (*call, error) {
	var c *call
	e.writing.Lock()
	defer e.writing.Unlock()
	tx, err := e.db.BeginTx(ctx, nil)
	if err != nil {
		return nil, err
	}
	defer func() { _ = tx.Rollback() }() // it only reads
	x, err := load(ctx, tx, j.id)
	if err != nil || !x.awaits(j) {
		return nil, ignoreMissing(err)
	}
	def, err := e.definition(ctx, tx, x.hash)
	if err != nil {
		return nil, err
	}
	r := &run{execution: *x, def: def, arn: e.names.execution(x.machine, x.name)}
	c = &call{state: def.states[x.State]}
	var failed *taskError
	if c.payload, c.timeout, failed = r.call(c.state); failed != nil {
		return nil, errors.New("what could be scheduled cannot be called: " + failed.cause)
	}
	if c.timeout == 0 || c.timeout > longestCall {
		c.timeout = longestCall
	}
	return c, nil
}

// call calls the function, for as long as the Task says by the machine's own time. A function that does not end then
// is not waited for.
func (e *Interpreter) call(ctx context.Context, c *call) (json.RawMessage, *taskError) {
	ctx, cancel := context.WithTimeout(ctx, c.timeout)
	defer cancel()
	type outcome struct {
		answer []byte
		err    error
	}
	done := make(chan outcome, 1)
	go func() {
		var o outcome
		defer func() {
			if thrown := recover(); thrown != nil {
				o.err = fmt.Errorf("the function has panicked: %T", thrown) // what it panicked with may be anything
			}
			done <- o
		}()
		o.answer, o.err = e.o.Invoke(ctx, c.state.function, c.payload)
	}()
	var o outcome
	select {
	case o = <-done:
	case <-ctx.Done():
		o.err = ctx.Err()
	}
	if o.err == nil {
		if len(o.answer) == 0 {
			o.answer = []byte("null")
		}
		return o.answer, nil
	}
	if errors.Is(ctx.Err(), context.DeadlineExceeded) {
		return nil, &taskError{name: errTimeout}
	}
	var f *FunctionError
	if !errors.As(o.err, &f) {
		f = &FunctionError{Type: errUnknown, Message: o.err.Error()}
	}
	cause, err := encode(map[string]any{"errorMessage": f.Message, "errorType": f.Type})
	if err != nil {
		return nil, &taskError{f.Type, ""}
	}
	return nil, &taskError{f.Type, string(cause)}
}
