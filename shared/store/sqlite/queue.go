package sqlite

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"time"

	"shiming/shared/steps"
)

// Queue is a steps.Queue in the store's file: what is in it survives the process. All methods are safe for concurrent
// use; they are for one program that delivers.
type Queue struct {
	store *Store
	clock steps.Clock
	woken chan struct{}
}

// Deliveries returns the queue of the file. There is one.
func (s *Store) Deliveries(clock steps.Clock) *Queue {
	return &Queue{store: s, clock: clock, woken: make(chan struct{}, 1)}
}

// Queued is a delivery with when it is due: the two name one turn of it.
type Queued struct {
	steps.Delivery
	due int64
}

// Put queues the deliveries, due at once. One that is queued already is due now.
func (q *Queue) Put(ctx context.Context, all ...steps.Delivery) error {
	now := q.clock().UnixNano()
	err := q.store.writer.write(ctx, func(t *tx) error {
		for _, d := range all {
			doc, err := json.Marshal(d)
			if err != nil {
				return err
			}
			if _, err := t.conn.ExecContext(context.Background(), `INSERT INTO deliveries (id, due, doc) VALUES (?, ?, ?)
				ON CONFLICT (id) DO UPDATE SET due = excluded.due + (excluded.due = due)`, d.ID(), now, string(doc)); err != nil {
				return err
			}
		}
		return nil
	})
	if err == nil {
		q.Wake()
	}
	return err
}

// Wake wakes who reads Woken: something was put, or the clock was turned.
func (q *Queue) Wake() {
	select {
	case q.woken <- struct{}{}:
	default:
	}
}

// Woken receives after Wake. Several may wake once. It is for one reader.
func (q *Queue) Woken() <-chan struct{} { return q.woken }

// Due returns at most limit deliveries whose time has come, the longest waiting first.
func (q *Queue) Due(ctx context.Context, limit int) ([]Queued, error) {
	ctx, err := q.store.started(ctx)
	if err != nil {
		return nil, err
	}
	rows, err := q.store.reads.QueryContext(ctx, "SELECT due, doc FROM deliveries WHERE due <= ? ORDER BY due LIMIT ?", q.clock().UnixNano(), limit)
	if err != nil {
		return nil, fault(err)
	}
	defer rows.Close()
	var all []Queued
	for rows.Next() {
		var one Queued
		var doc []byte
		if err := rows.Scan(&one.due, &doc); err != nil {
			return nil, fault(err)
		}
		if err := json.Unmarshal(doc, &one.Delivery); err != nil {
			return nil, fmt.Errorf("sqlite: delivery: %w", err)
		}
		all = append(all, one)
	}
	return all, fault(rows.Err())
}

// Next returns when the next delivery is due; false when nothing is queued.
func (q *Queue) Next(ctx context.Context) (time.Time, bool, error) {
	ctx, err := q.store.started(ctx)
	if err != nil {
		return time.Time{}, false, err
	}
	var due sql.NullInt64
	if err := q.store.reads.QueryRowContext(ctx, "SELECT min(due) FROM deliveries").Scan(&due); err != nil {
		return time.Time{}, false, fault(err)
	}
	return time.Unix(0, due.Int64), due.Valid, nil
}

// Later puts a delivery off until it is due again. One that was put anew meanwhile stays as it is.
func (q *Queue) Later(ctx context.Context, d Queued, due time.Time) error {
	return q.change(ctx, "UPDATE deliveries SET due = ? WHERE id = ? AND due = ?", due.UnixNano(), d.ID(), d.due)
}

// Done removes a delivery. One that was put anew meanwhile stays.
func (q *Queue) Done(ctx context.Context, d Queued) error {
	return q.change(ctx, "DELETE FROM deliveries WHERE id = ? AND due = ?", d.ID(), d.due)
}

func (q *Queue) change(ctx context.Context, statement string, values ...any) error {
	return q.store.writer.write(ctx, func(t *tx) error {
		_, err := t.conn.ExecContext(context.Background(), statement, values...)
		return err
	})
}
