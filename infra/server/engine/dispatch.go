package engine

import (
	"context"
	"sync"
	"time"

	"shiming/shared/realname"
	"shiming/shared/steps"
	"shiming/shared/store/sqlite"
)

// The dispatcher's pace. A case whose event fails waits, with all its later events, while the others go on.
const (
	batch      = 64
	firstDelay = 100 * time.Millisecond
	lastDelay  = time.Minute
)

// start dispatches what is committed, drops what is over, and asks banks, until Close.
func (e *Engine) start(d steps.Dispatch) {
	ctx, stop := context.WithCancel(context.Background())
	e.stop, e.ended = stop, make(chan struct{})
	var beside sync.WaitGroup
	beside.Go(func() { e.sweep(ctx) })
	beside.Go(func() { e.askBank(ctx) })
	go func() {
		defer close(e.ended)
		defer beside.Wait()
		waiting := map[realname.CaseID]time.Duration{}
		for {
			retry := e.dispatch(ctx, d, waiting)
			select {
			case <-ctx.Done():
				return
			case <-e.Store.Woken():
			case <-retry:
			}
		}
	}()
}

// dispatch carries out everything that is pending, once, in order; an event that fails holds back those of its own
// case. It returns a channel that says when what failed is to be tried again; nil when nothing failed.
func (e *Engine) dispatch(ctx context.Context, d steps.Dispatch, waiting map[realname.CaseID]time.Duration) <-chan time.Time {
	held := map[realname.CaseID]bool{}
	soonest := time.Duration(0)
	for after := int64(0); ; {
		events, err := e.Store.Pending(ctx, after, batch)
		if err != nil {
			return time.After(firstDelay)
		}
		if len(events) == 0 {
			break
		}
		var done []sqlite.Pending
		for _, p := range events {
			after = p.Seq
			if held[p.Case.ID] {
				continue
			}
			err := d.Do(ctx, p.Case)
			if ctx.Err() != nil {
				return nil // closing: it comes again at the next start
			}
			if err != nil {
				held[p.Case.ID] = true
				delay := min(max(2*waiting[p.Case.ID], firstDelay), lastDelay)
				waiting[p.Case.ID] = delay
				if soonest == 0 || delay < soonest {
					soonest = delay
				}
				e.config.Log.Error("event not carried out", "case", string(p.Case.ID), "event", string(p.Case.Last().ID), "cause", err.Error())
				continue
			}
			delete(waiting, p.Case.ID)
			done = append(done, p)
		}
		if err := e.Store.Done(ctx, done...); err != nil {
			return time.After(firstDelay) // they come again
		}
	}
	if soonest == 0 {
		return nil
	}
	return time.After(soonest)
}
