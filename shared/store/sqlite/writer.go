package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
)

// maxBatch bounds how many requests share one transaction, and so how long the first of them waits for the others.
const maxBatch = 128

// writer is the one goroutine that writes. Requests that arrive while a transaction is being flushed to the disk wait
// together and share the next one: the more there are, the fewer flushes each costs (group commit).
//
// A request checks everything before it writes anything, so one that is refused leaves nothing in the transaction that
// it shares with others, and needs no savepoint.
type writer struct {
	db      *sql.DB
	conn    *sql.Conn
	tx      tx
	queue   chan *request
	closing chan struct{}
	ended   chan struct{}
	woken   chan struct{}
}

// request is one change that its caller waits for.
type request struct {
	ctx  context.Context
	do   func(*tx) error
	once bool       // do cannot be done again after it failed
	done chan error // holds one; made by submit
}

// refusal is an answer that wrote nothing: the transaction goes on without it. Any other error ends the transaction.
type refusal struct{ error }

func startWriter(ctx context.Context, db *sql.DB) (*writer, error) {
	conn, err := db.Conn(ctx)
	if err != nil {
		return nil, err
	}
	w := &writer{
		db: db, conn: conn, queue: make(chan *request), closing: make(chan struct{}), ended: make(chan struct{}),
		woken: make(chan struct{}, 1),
	}
	if w.tx, err = prepareTx(ctx, conn); err != nil {
		return nil, errors.Join(err, conn.Close())
	}
	w.wake() // what was left by the process before
	go w.run()
	return w, nil
}

// write hands the change to the writer and waits until it is durable, refused or failed. When ctx ends first, the
// change may or may not happen.
func (w *writer) write(ctx context.Context, do func(*tx) error) error {
	r := &request{ctx: ctx, do: do}
	if err := w.submit(r); err != nil {
		return err
	}
	select {
	case err := <-r.done:
		return err
	case <-ctx.Done():
		return unavailable(ctx.Err())
	}
}

// submit hands the request to the writer, which will answer it.
func (w *writer) submit(r *request) error {
	r.done = make(chan error, 1)
	select {
	case w.queue <- r:
		return nil
	case <-r.ctx.Done():
		return unavailable(r.ctx.Err())
	case <-w.closing:
		return unavailable(errClosed)
	}
}

func (w *writer) run() {
	defer close(w.ended)
	for {
		select {
		case r := <-w.queue:
			w.transact(w.gather(r))
		case <-w.closing:
			return
		}
	}
}

// gather returns the request with all that wait behind it.
func (w *writer) gather(first *request) []*request {
	batch := []*request{first}
	for len(batch) < maxBatch {
		select {
		case r := <-w.queue:
			batch = append(batch, r)
		default:
			return batch
		}
	}
	return batch
}

// transact carries the requests out in one transaction and answers them. When that fails, each is tried by itself, so
// that one bad request harms nobody else.
func (w *writer) transact(batch []*request) {
	newest := w.tx.seq
	answers, err := w.together(batch)
	if err != nil && len(batch) > 1 {
		for i, r := range batch {
			if r.once {
				r.done <- fault(err)
				continue
			}
			w.transact(batch[i : i+1])
		}
		return
	}
	if err == nil && w.tx.seq > newest {
		w.wake()
	}
	for i, r := range batch {
		if err != nil {
			r.done <- fault(err)
			continue
		}
		r.done <- answers[i]
	}
}

func (w *writer) together(batch []*request) ([]error, error) {
	ctx := context.Background()
	if err := w.exec(ctx, w.tx.begin); err != nil {
		return nil, err
	}
	answers := make([]error, len(batch))
	for i, r := range batch {
		if r.ctx.Err() != nil {
			answers[i] = unavailable(r.ctx.Err())
			continue
		}
		err := r.do(&w.tx)
		var refused refusal
		if errors.As(err, &refused) {
			answers[i] = refused.error
			continue
		}
		if err != nil {
			return nil, w.rollback(err)
		}
	}
	if err := w.exec(ctx, w.tx.end); err != nil {
		return nil, w.rollback(err)
	}
	return answers, nil
}

func (w *writer) exec(ctx context.Context, stmt *sql.Stmt) error {
	_, err := stmt.ExecContext(ctx)
	return err
}

// rollback undoes the transaction and returns why. SQLite has undone it by itself after some faults; being told so is
// not another one.
func (w *writer) rollback(why error) error {
	_, _ = w.conn.ExecContext(context.Background(), "ROLLBACK")
	return why
}

// wake tells the dispatcher that there may be something in the outbox.
func (w *writer) wake() {
	select {
	case w.woken <- struct{}{}:
	default:
	}
}

// close lets the transaction under way end, and writes what stands in the WAL into the file: a reader that was ended a
// moment ago may still have its connection, so that closing the last one cannot be left to do it. It is called once, when
// nobody reads any more.
func (w *writer) close() error {
	close(w.closing)
	<-w.ended
	_, err := w.conn.ExecContext(context.Background(), "PRAGMA wal_checkpoint(TRUNCATE)")
	if err := errors.Join(err, w.tx.close(), w.conn.Close(), w.db.Close()); err != nil {
		return fmt.Errorf("sqlite: close: %w", err)
	}
	return nil
}
