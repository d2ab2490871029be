package boot

import (
	"context"
	"sync"

	"github.com/aws/aws-lambda-go/lambda"

	"shiming/shared/steps"
	"shiming/shared/store/canary"
	"shiming/shared/trail"
)

// table says whether the function's table is that of its mode (THREATS X5).
type table struct {
	look    func(context.Context) (m canary.Mode, known bool, err error)
	records steps.Records

	mu      sync.Mutex
	known   bool
	mode    canary.Mode
	refused error
	heads   trail.Keep
}

// Mode holds the function's mode against the table's, for Warm: it is the read by which the connection is opened, so that
// it costs nothing. A function on a table of the other mode does not start. Where the table could not be asked, or has no
// mode yet because no case was ever opened on it, it is asked before each event until it has said.
func (e *Env) Mode(records steps.Records) func(context.Context) {
	return e.hold(records, func(ctx context.Context) (canary.Mode, bool, error) { return canary.ReadMode(ctx, records, e.livemode) })
}

// BeginMode is Mode for the function that opens cases: it gives a new table its mode, for the table's life.
func (e *Env) BeginMode(records steps.Records) func(context.Context) {
	return e.hold(records, func(ctx context.Context) (canary.Mode, bool, error) {
		m, err := canary.CheckMode(ctx, records, e.livemode, false)
		return m, err == nil, err
	})
}

func (e *Env) hold(records steps.Records, look func(context.Context) (canary.Mode, bool, error)) func(context.Context) {
	e.table.look, e.table.records = look, records
	return func(ctx context.Context) { _ = e.table.fits(ctx) }
}

// fits looks until the table has said which mode it has; the error says why nothing may be done on it.
func (t *table) fits(ctx context.Context) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.known || t.look == nil {
		return nil
	}
	t.mode, t.known, t.refused = t.look(ctx)
	return t.refused
}

// addressKey is the table's key of the addresses in the audit trail; empty where the function has no table, or a new one.
func (t *table) addressKey() []byte {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.mode.AddressKey
}

// keepHead keeps the head of the function's audit trail in its table, elsewhere than the lines (THREATS X14).
func (t *table) keepHead(ctx context.Context, h trail.Head) error {
	if t.records == nil { // it reaches no table, and has no heads but those in its lines
		return nil
	}
	t.mu.Lock()
	if t.heads == nil {
		t.heads = trail.InRecords(t.records)
	}
	t.mu.Unlock()
	return t.heads(ctx, h)
}

// inMode answers events on a table of the function's own mode.
type inMode struct {
	env     *Env
	handler lambda.Handler
}

// Invoke implements lambda.Handler.
func (f inMode) Invoke(ctx context.Context, payload []byte) ([]byte, error) {
	if err := f.env.table.fits(ctx); err != nil {
		f.env.Gate().Log.ErrorContext(ctx, "nothing is done: the table's mode is not known, or another", "cause", err.Error())
		return nil, err
	}
	return f.handler.Invoke(ctx, payload)
}
