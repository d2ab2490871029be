package boot

import (
	"context"
	"sync"

	"github.com/aws/aws-lambda-go/lambda"

	"shiming/shared/steps"
	"shiming/shared/store/canary"
)

// table says whether the function's table is that of its mode (THREATS X5).
type table struct {
	look func(context.Context) (known bool, err error)

	mu      sync.Mutex
	known   bool
	refused error
}

// Mode holds the function's mode against the table's, for Warm: it is the read by which the connection is opened, so that
// it costs nothing. A function on a table of the other mode does not start. Where the table could not be asked, or has no
// mode yet because no case was ever opened on it, it is asked before each event until it has said.
func (e *Env) Mode(records steps.Records) func(context.Context) {
	return e.hold(func(ctx context.Context) (bool, error) { return canary.ReadMode(ctx, records, e.livemode) })
}

// BeginMode is Mode for the function that opens cases: it gives a new table its mode, for the table's life.
func (e *Env) BeginMode(records steps.Records) func(context.Context) {
	return e.hold(func(ctx context.Context) (bool, error) {
		err := canary.CheckMode(ctx, records, e.livemode, false)
		return err == nil, err
	})
}

func (e *Env) hold(look func(context.Context) (bool, error)) func(context.Context) {
	e.table.look = look
	return func(ctx context.Context) { _ = e.table.fits(ctx) }
}

// fits looks until the table has said which mode it has; the error says why nothing may be done on it.
func (t *table) fits(ctx context.Context) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.known || t.look == nil {
		return nil
	}
	t.known, t.refused = t.look(ctx)
	return t.refused
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
