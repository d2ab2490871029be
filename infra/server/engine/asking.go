package engine

import (
	"context"
	"time"

	"shiming/shared/api"
	"shiming/shared/steps"
	"shiming/shared/store/sqlite"
)

// asking asks providers about checks that they do not push: what is SQS and a function on AWS is a table and a loop here.
type asking struct {
	*carrier
	queue sqlite.Asks
}

// openAsking sets up the questions of the step.
func (e *Engine) openAsking(gate api.Gate, step steps.AskCheck) *asking {
	a := &asking{queue: e.Store.Asks(step.Clock)}
	ask := api.AskCheck(gate, step)
	a.carrier = &carrier{queue: a.queue.Queue, clock: step.Clock, do: func(ctx context.Context, m sqlite.Queued) (time.Time, error) {
		check, err := m.Check()
		if err != nil {
			return never, err
		}
		return ask(ctx, check)
	}, fault: func(check string, cause error) {
		e.config.Log.Error("provider not asked", "check", check, "cause", cause.Error())
	}}
	return a
}
