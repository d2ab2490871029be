package engine

import (
	"context"
	"errors"
	"time"

	"shiming/shared/steps"
	"shiming/shared/store/sqlite"
)

// carrier carries out what is in a queue, some of it at the same time: what Lambda is to a queue of SQS.
type carrier struct {
	queue *sqlite.Queue
	clock steps.Clock
	// do carries out one message and says when it is to come again: the zero time is not, or after a fault a moment later;
	// never is not even then.
	do    func(ctx context.Context, m sqlite.Queued) (again time.Time, err error)
	fault func(id string, cause error)

	stop, abandon context.CancelFunc
	ended         chan struct{}
}

// never is when a message comes again that is beyond help.
var never = time.Unix(0, 0)

// The loop's pace: how many messages are carried out at once, how long it rests at most, and how long those under way may
// take when the engine closes.
const (
	carriers  = 16
	longest   = time.Minute
	shortest  = 20 * time.Millisecond
	whileBusy = 200 * time.Millisecond
	farewell  = 2 * time.Second
	// afterFault is when a message comes again that could not even be looked at.
	afterFault = 2 * time.Second
)

// start carries out what is due, until close.
func (c *carrier) start() {
	loop, stop := context.WithCancel(context.Background())
	carrying, abandon := context.WithCancel(context.Background())
	c.stop, c.abandon, c.ended = stop, abandon, make(chan struct{})
	go func() {
		defer close(c.ended)
		busy, done := map[string]bool{}, make(chan string)
		for loop.Err() == nil {
			rest := c.begin(loop, carrying, busy, done)
			select {
			case <-loop.Done():
			case <-c.queue.Woken():
			case id := <-done:
				delete(busy, id)
			case <-time.After(rest):
			}
		}
		for len(busy) > 0 {
			delete(busy, <-done)
		}
	}()
}

// begin begins what is due and nobody is at, and says how long to rest.
func (c *carrier) begin(loop, carrying context.Context, busy map[string]bool, done chan<- string) time.Duration {
	due, err := c.queue.Due(loop, 4*carriers)
	if err != nil {
		return afterFault
	}
	for _, m := range due {
		if busy[m.ID] || len(busy) == carriers {
			continue
		}
		busy[m.ID] = true
		go func() {
			c.carry(carrying, m)
			done <- m.ID
		}()
	}
	if len(busy) > 0 {
		return whileBusy // what they are at is due still, and hides what is due next
	}
	next, queued, err := c.queue.Next(loop)
	if err != nil || !queued {
		return longest
	}
	return max(shortest, min(next.Sub(c.clock()), longest))
}

// carry carries out one message, and takes it off the queue or puts it off.
func (c *carrier) carry(ctx context.Context, m sqlite.Queued) {
	again, err := c.do(ctx, m)
	switch {
	case again.Equal(never) || err == nil && again.IsZero():
		err = errors.Join(err, c.queue.Done(ctx, m))
	case again.IsZero():
		err = errors.Join(err, c.queue.PutOff(ctx, m, c.clock().Add(afterFault)))
	default:
		err = errors.Join(err, c.queue.PutOff(ctx, m, again))
	}
	if err != nil {
		c.fault(m.ID, err)
	}
}

// close lets what is under way end, for a moment; what does not is made when the engine starts again.
func (c *carrier) close() {
	c.stop()
	giveUp := time.AfterFunc(farewell, c.abandon)
	<-c.ended
	giveUp.Stop()
	c.abandon()
}
