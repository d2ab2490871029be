package asl

import (
	"context"
	"database/sql"
	"time"
)

const (
	// glance is how long the timers go without looking at the clock, which may be turned without a word or run fast.
	glance = 100 * time.Millisecond
	// batch is how many executions whose time has come are carried on in one transaction.
	batch = 64
	// pause comes after the file could not be written.
	pause = time.Second
)

// timers carries on what is due. Nothing is early: each is looked at again by the clock as its step is written.
func (e *Interpreter) timers() {
	for e.ctx.Err() == nil {
		e.mu.Lock()
		next := e.next
		e.mu.Unlock()
		left := time.Duration(next - nanos(e.o.Clock()))
		if next != never && left <= 0 {
			if err := e.fire(); err != nil && e.ctx.Err() == nil {
				e.o.Log.Error("timers are not carried on", "cause", err.Error())
				e.sleep(pause)
			}
			continue
		}
		var glimpse <-chan time.Time
		if next != never {
			glimpse = time.After(min(left, glance))
		}
		select {
		case <-e.ctx.Done():
		case <-e.turned:
		case <-glimpse:
		}
	}
}

// fire carries on the earliest of what is due, and finds out what is due next.
func (e *Interpreter) fire() error {
	e.mu.Lock()
	e.firing = true
	e.next = never // steps from here on lower it again
	e.mu.Unlock()
	due := never
	err := e.step(e.ctx, func(tx *sql.Tx, touch func(*execution) (*run, error)) error {
		found, err := dueBy(e.ctx, tx, nanos(e.o.Clock()))
		for _, x := range found {
			var r *run
			if r, err = touch(x); err != nil {
				break
			}
			r.fire()
		}
		return err
	})
	if err == nil {
		err = e.db.QueryRowContext(e.ctx, "SELECT coalesce(min(due), ?) FROM executions WHERE due > 0", never).Scan(&due)
	}
	if err != nil {
		due = 1 // look again
	}
	e.mu.Lock()
	e.firing = false
	e.next = min(e.next, due)
	e.announce()
	e.mu.Unlock()
	return err
}

func dueBy(ctx context.Context, tx *sql.Tx, now int64) ([]*execution, error) {
	rows, err := tx.QueryContext(ctx, "SELECT "+columns+" FROM executions WHERE due > 0 AND due <= ? ORDER BY due LIMIT ?", now, batch)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var found []*execution
	for rows.Next() {
		x, err := scan(rows)
		if err != nil {
			return nil, err
		}
		found = append(found, x)
	}
	return found, rows.Err()
}

func (e *Interpreter) sleep(d time.Duration) {
	select {
	case <-e.ctx.Done():
	case <-time.After(d):
	}
}
