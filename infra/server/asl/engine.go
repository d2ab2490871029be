package asl

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"math/rand/v2"
	"slices"
	"sync"
	"time"
)

// Options say where an engine lives and what it runs. Those of the first group are required.
type Options struct {
	DB       string           // the file, for this engine alone; it is made where it is missing
	Clock    func() time.Time // may jump and run fast; see ClockTurned
	Machines map[string]*Definition

	// Invoke calls a function by what the definition calls it, with the payload, and returns its answer, JSON. Its error
	// is a *FunctionError, or anything else for Lambda.Unknown. It is called concurrently, more than once for one try
	// where the process ended meanwhile, and should return when ctx ends.
	Invoke func(ctx context.Context, function string, payload []byte) ([]byte, error)

	Region, Account string       // of the ARNs; "": us-east-1, 000000000000
	Workers         int          // how many functions are called at once; 0: 16
	Log             *slog.Logger // nil: none. It gets names and ids, no data.

	committed func(*sql.DB) // tests look at the file after every step
}

// Interpreter runs executions. All methods are safe for concurrent use.
type Interpreter struct {
	o     Options
	names names
	db    *sql.DB
	ctx   context.Context
	stop  context.CancelFunc
	ended sync.WaitGroup

	writing sync.Mutex // one step is written at a time
	defs    map[string]*Definition

	mu      sync.Mutex
	queue   []job
	work    *sync.Cond    // the queue has grown, or the engine ends
	busy    int           // workers at work
	next    int64         // ns: when the earliest timer is due
	firing  bool          // timers are being looked for
	turned  chan struct{} // holds one: look at the clock
	changed chan struct{} // closed and replaced when something has changed
	closed  bool
}

// job is a try of a Task whose function is to be called.
type job struct{ id, try int64 }

const never = int64(^uint64(0) >> 1)

// Open starts an engine on its file and goes on with every execution that is not over: a Wait and a pause between
// tries with its time, a function that was being called with another call. Executions go on by the definition that they
// started with. It is an error when a definition does not pass Validate, or when
// another engine has the file.
func Open(o Options) (*Interpreter, error) {
	if o.DB == "" || o.Clock == nil || o.Invoke == nil {
		return nil, errors.New("asl: a file, a clock and an Invoke are needed")
	}
	o.Region, o.Account, o.Workers = cmp.Or(o.Region, "us-east-1"), cmp.Or(o.Account, "000000000000"), cmp.Or(o.Workers, 16)
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	for _, name := range slices.Sorted(maps.Keys(o.Machines)) {
		if err := o.Machines[name].Validate(); err != nil {
			return nil, fmt.Errorf("asl: machine %s: %w", name, err)
		}
	}
	e := &Interpreter{
		o: o, names: names{o.Region, o.Account}, defs: map[string]*Definition{},
		next: never, turned: make(chan struct{}, 1), changed: make(chan struct{}),
	}
	e.work = sync.NewCond(&e.mu)
	e.ctx, e.stop = context.WithCancel(context.Background())
	var err error
	if e.db, err = openDB(o.DB); err != nil {
		return nil, fmt.Errorf("asl: %w", err)
	}
	if err := e.resume(); err != nil {
		return nil, errors.Join(fmt.Errorf("asl: %w", err), e.db.Close())
	}
	for range o.Workers {
		e.ended.Go(e.worker)
	}
	e.ended.Go(e.timers)
	return e, nil
}

// resume reads what was left, and puts what was being called into the queue.
func (e *Interpreter) resume() error {
	ctx := e.ctx
	for _, d := range e.o.Machines {
		if err := e.keep(d); err != nil {
			return err
		}
	}
	rows, err := e.db.QueryContext(ctx, "SELECT "+columns+" FROM executions WHERE stopped = 0 ORDER BY id")
	if err != nil {
		return err
	}
	defer rows.Close()
	hashes := map[string]bool{}
	for rows.Next() {
		x, err := scan(rows)
		if err != nil {
			return err
		}
		hashes[x.hash] = true
		if x.Phase == calling {
			e.queue = append(e.queue, job{x.id, x.Try})
		}
		if x.due > 0 {
			e.next = min(e.next, x.due)
		}
	}
	if err := errors.Join(rows.Err(), rows.Close()); err != nil {
		return err
	}
	for hash := range hashes {
		if _, err := e.definition(ctx, e.db, hash); err != nil {
			return err
		}
	}
	return nil
}

// keep writes a definition, so that executions of it can go on when the program has another one.
func (e *Interpreter) keep(d *Definition) error {
	e.defs[d.hash] = d
	_, err := e.db.ExecContext(e.ctx, "INSERT OR IGNORE INTO definitions VALUES (?, ?)", d.hash, string(d.text))
	return err
}

// definition returns the one that an execution started with. Called by one at a time.
func (e *Interpreter) definition(ctx context.Context, q querier, hash string) (*Definition, error) {
	if d := e.defs[hash]; d != nil {
		return d, nil
	}
	var text []byte
	if err := q.QueryRowContext(ctx, "SELECT text FROM definitions WHERE hash = ?", hash).Scan(&text); err != nil {
		return nil, err
	}
	d, err := Parse(text, nil)
	if err != nil {
		return nil, fmt.Errorf("a definition that was good when its execution started: %w", err)
	}
	e.defs[hash] = d
	return d, nil
}

// Close ends the calls under way, without taking their answers, and closes the file. Everything goes on when it is
// opened again. Closing twice is harmless.
func (e *Interpreter) Close() error {
	e.mu.Lock()
	if e.closed {
		e.mu.Unlock()
		return nil
	}
	e.closed = true
	e.stop()
	e.work.Broadcast()
	e.mu.Unlock()
	e.ended.Wait()
	e.writing.Lock()
	defer e.writing.Unlock()
	// What was ended may give the connection back a moment later. This waits for it, so that the file holds everything
	// by itself when Close returns.
	_, err := e.db.ExecContext(context.Background(), "PRAGMA wal_checkpoint(TRUNCATE)")
	return errors.Join(err, e.db.Close())
}

// ClockTurned makes the timers look at the clock at once, after it was turned or changed its pace. Without it they look
// ten times a second.
func (e *Interpreter) ClockTurned() {
	select {
	case e.turned <- struct{}{}:
	default:
	}
}

// Settle waits until no function is being called and nothing is due by the clock as it stands: every execution waits
// for a later time, or is over. It returns the error of ctx when that ends first.
func (e *Interpreter) Settle(ctx context.Context) error {
	for {
		e.mu.Lock()
		quiet := len(e.queue) == 0 && e.busy == 0 && !e.firing && e.next > nanos(e.o.Clock())
		changed := e.changed
		e.mu.Unlock()
		if quiet {
			return nil
		}
		e.ClockTurned()
		select {
		case <-changed:
		case <-ctx.Done():
			return ctx.Err()
		case <-e.ctx.Done():
			return errors.New("asl: the engine is closed")
		}
	}
}

// step carries executions on in one transaction: change says which, and calls run on each. What it wrote is durable
// when step returns nil; otherwise nothing is written.
func (e *Interpreter) step(ctx context.Context, change func(tx *sql.Tx, touch func(*execution) (*run, error)) error) error {
	e.writing.Lock()
	defer e.writing.Unlock()
	tx, err := e.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }() // after the commit it does nothing
	var runs []*run
	touch := func(x *execution) (*run, error) {
		def, err := e.definition(ctx, tx, x.hash)
		r := &run{
			execution: *x, def: def, now: e.o.Clock(), arn: e.names.execution(x.machine, x.name), jitter: rand.Float64,
		}
		runs = append(runs, r)
		return r, err
	}
	if err := change(tx, touch); err != nil {
		return err
	}
	for _, r := range runs {
		r.advance()
		if r.Phase == ready {
			r.due = 1 // the timers carry it on
		}
		if err := save(ctx, tx, r); err != nil {
			return err
		}
	}
	if err := tx.Commit(); err != nil {
		return err
	}
	if e.o.committed != nil {
		e.o.committed(e.db)
	}
	e.follow(runs)
	return nil
}

// follow does what a step that was written asks for.
func (e *Interpreter) follow(runs []*run) {
	e.mu.Lock()
	defer e.mu.Unlock()
	for _, r := range runs {
		if r.invoke {
			e.queue = append(e.queue, job{r.id, r.Try})
			e.work.Signal()
		}
		if r.due > 0 && r.due < e.next {
			e.next = r.due
			e.ClockTurned()
		}
	}
	e.announce()
}

// announce tells Settle to look again. Called with the lock.
func (e *Interpreter) announce() {
	close(e.changed)
	e.changed = make(chan struct{})
}
