package sqlite

import (
	"context"
	"database/sql"
	"encoding/json"
	"time"

	"shiming/shared/realname"
	"shiming/shared/steps"
	"shiming/shared/telling"
)

// Queue is one of the queues in the store's file: messages with when each is due. What is in it survives the process. All
// methods are safe for concurrent use; they are for one program that carries out what is queued.
type Queue struct {
	store *Store
	clock steps.Clock
	table string
	woken chan struct{}
}

func (s *Store) queue(table string, clock steps.Clock) *Queue {
	return &Queue{store: s, clock: clock, table: table, woken: make(chan struct{}, 1)}
}

// Deliveries is the queue of what is to be told.
type Deliveries struct{ *Queue }

// Deliveries returns the file's queue of deliveries. There is one.
func (s *Store) Deliveries(clock steps.Clock) Deliveries {
	return Deliveries{s.queue("deliveries", clock)}
}

// Put implements telling.Queue: deliveries are due at once, and one that is queued already is due now.
func (q Deliveries) Put(ctx context.Context, all ...telling.Delivery) error {
	var messages []Queued
	for _, d := range all {
		doc, err := json.Marshal(d)
		if err != nil {
			return err
		}
		messages = append(messages, Queued{ID: d.ID(), doc: doc, due: q.clock().UnixNano()})
	}
	return q.put(ctx, messages...)
}

// Asks is the queue of checks that a provider is to be asked about.
type Asks struct{ *Queue }

// Asks returns the file's queue of checks. There is one.
func (s *Store) Asks(clock steps.Clock) Asks { return Asks{s.queue("asks", clock)} }

// Later implements steps.Asks.
func (q Asks) Later(ctx context.Context, check realname.CheckID, pause time.Duration) error {
	doc, err := json.Marshal(check)
	if err != nil {
		return err
	}
	return q.put(ctx, Queued{ID: string(check), doc: doc, due: q.clock().Add(pause).UnixNano()})
}

// Queued is a message with when it is due: the two name one handing over of it.
type Queued struct {
	ID  string
	doc []byte
	due int64
}

// Delivery reads a message of Deliveries.
func (m Queued) Delivery() (d telling.Delivery, err error) {
	err = json.Unmarshal(m.doc, &d)
	return d, err
}

// Check reads a message of Asks.
func (m Queued) Check() (id realname.CheckID, err error) {
	err = json.Unmarshal(m.doc, &id)
	return id, err
}

// put queues the messages. One that is queued already is due when this one is, to be handed over once more.
func (q *Queue) put(ctx context.Context, all ...Queued) error {
	err := q.store.writer.write(ctx, func(t *tx) error {
		for _, m := range all {
			if _, err := t.conn.ExecContext(context.Background(), "INSERT INTO "+q.table+` (id, due, doc) VALUES (?, ?, ?)
				ON CONFLICT (id) DO UPDATE SET due = excluded.due + (excluded.due = due)`, m.ID, m.due, string(m.doc)); err != nil {
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

// Due returns at most limit messages whose time has come, the longest waiting first.
func (q *Queue) Due(ctx context.Context, limit int) ([]Queued, error) {
	ctx, err := q.store.started(ctx)
	if err != nil {
		return nil, err
	}
	rows, err := q.store.reads.QueryContext(ctx, "SELECT id, due, doc FROM "+q.table+" WHERE due <= ? ORDER BY due LIMIT ?", q.clock().UnixNano(), limit)
	if err != nil {
		return nil, fault(err)
	}
	defer rows.Close()
	var all []Queued
	for rows.Next() {
		var one Queued
		if err := rows.Scan(&one.ID, &one.due, &one.doc); err != nil {
			return nil, fault(err)
		}
		all = append(all, one)
	}
	return all, fault(rows.Err())
}

// Next returns when the next message is due; false when nothing is queued.
func (q *Queue) Next(ctx context.Context) (time.Time, bool, error) {
	ctx, err := q.store.started(ctx)
	if err != nil {
		return time.Time{}, false, err
	}
	var due sql.NullInt64
	if err := q.store.reads.QueryRowContext(ctx, "SELECT min(due) FROM "+q.table).Scan(&due); err != nil {
		return time.Time{}, false, fault(err)
	}
	return time.Unix(0, due.Int64), due.Valid, nil
}

// PutOff puts a message off until it is due again. One that was put anew meanwhile stays as it is.
func (q *Queue) PutOff(ctx context.Context, m Queued, due time.Time) error {
	return q.change(ctx, "UPDATE "+q.table+" SET due = ? WHERE id = ? AND due = ?", due.UnixNano(), m.ID, m.due)
}

// Done removes a message. One that was put anew meanwhile stays.
func (q *Queue) Done(ctx context.Context, m Queued) error {
	return q.change(ctx, "DELETE FROM "+q.table+" WHERE id = ? AND due = ?", m.ID, m.due)
}

func (q *Queue) change(ctx context.Context, statement string, values ...any) error {
	return q.store.writer.write(ctx, func(t *tx) error {
		_, err := t.conn.ExecContext(context.Background(), statement, values...)
		return err
	})
}
