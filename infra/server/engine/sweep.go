package engine

import (
	"context"
	"errors"
	"time"

	"shiming/shared/steps"
)

// sweepEvery is how often what nobody needs any more is dropped, and what is due erased, as DynamoDB and a schedule do
// there.
const sweepEvery = time.Hour

// sweep drops the records whose end has come, by the real time, however the clock was turned, so that nothing goes before
// its time; erases what is due of cases, by the engine's clock; and keeps the index of the audit trail so far up to date that no
// search waits for long; until ctx ends.
func (e *Engine) sweep(ctx context.Context) {
	for ctx.Err() == nil {
		if _, err := e.Store.Sweep(ctx, e.clock.base()); err != nil && ctx.Err() == nil {
			e.config.Log.Error("records that are over were not dropped", "cause", err.Error())
		}
		if err := e.erase(ctx); err != nil && ctx.Err() == nil {
			e.config.Log.Error("what is due was not erased", "cause", err.Error())
		}
		if err := e.archive.CatchUp(ctx); err != nil && ctx.Err() == nil {
			e.config.Log.Error("the index of the audit trail is not up to date", "cause", err.Error())
		}
		select {
		case <-ctx.Done():
		case <-time.After(sweepEvery):
		}
	}
}

// settle carries out what is due after the clock was turned: by the state machines, and of what is to be erased.
func (e *Engine) settle(ctx context.Context) error {
	if err := e.deposits.machines.Settle(ctx); err != nil {
		return err
	}
	return e.erase(ctx)
}

// erase erases what is due, from the log of the store too: also what was erased on request since it was emptied last.
func (e *Engine) erase(ctx context.Context) error {
	return errors.Join(e.retention.Do(ctx), e.Store.EmptyLog(ctx))
}

// retain puts the daily erasure on the engine's parts.
func (e *Engine) retain(base steps.Base) {
	redact := steps.RedactCase{Base: base, Records: e.Store, Documents: e.documents.files}
	e.retention = steps.KeepRetention{RedactCase: redact, Log: e.config.Log}
}
