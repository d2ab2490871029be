package engine

import (
	"context"
	"time"
)

// sweepEvery is how often what nobody needs any more is dropped, as DynamoDB does by itself.
const sweepEvery = time.Hour

// sweep drops the records whose end has come, until ctx ends: by the real time, however the clock was turned, so that
// nothing goes before its time.
func (e *Engine) sweep(ctx context.Context) {
	for ctx.Err() == nil {
		if _, err := e.Store.Sweep(ctx, e.clock.base()); err != nil && ctx.Err() == nil {
			e.config.Log.Error("records that are over were not dropped", "cause", err.Error())
		}
		select {
		case <-ctx.Done():
		case <-time.After(sweepEvery):
		}
	}
}
