// Package lambdaqueue hands the messages of a queue to the step that carries them out: deliveries, with the notifiers that
// the environment sets up, and checks to be asked about. It decides nothing; what becomes of them is in shared/steps.
package lambdaqueue

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/aws/aws-lambda-go/events"
	"shiming/shared/lambda/boot"
	"shiming/shared/realname"
	"shiming/shared/steps"
	"shiming/shared/telling"
)

// Hider hides a received message for a while; *sqs.Queue is one.
type Hider interface {
	// Hide hides the message with the receipt; after the pause it comes again.
	Hide(ctx context.Context, receipt string, pause time.Duration) error
}

// Do carries out one message. It says what the message is about, for the log, and when it is to come again: the zero time
// is not, or after a fault whenever the queue has hidden it long enough.
type Do func(ctx context.Context, body []byte) (about string, again time.Time, err error)

// errUnreadable is about a message that is none of ours.
var errUnreadable = fmt.Errorf("the message is not readable: %w", telling.ErrPutAside)

// Deliveries makes the deliveries of a queue.
func Deliveries(d telling.Deliver) Do {
	return func(ctx context.Context, body []byte) (string, time.Time, error) {
		var delivery telling.Delivery
		if err := json.Unmarshal(body, &delivery); err != nil {
			return "", time.Time{}, errUnreadable
		}
		again, err := d.Do(ctx, delivery)
		return delivery.ID(), again, err
	}
}

// Checks asks about the checks of a queue.
func Checks(ask func(context.Context, realname.CheckID) (time.Time, error)) Do {
	return func(ctx context.Context, body []byte) (string, time.Time, error) {
		var check realname.CheckID
		if err := json.Unmarshal(body, &check); err != nil {
			return "", time.Time{}, errUnreadable
		}
		again, err := ask(ctx, check)
		return string(check), again, err
	}
}

// Consumer carries out the messages of a queue. It implements lambda.Handler.
type Consumer struct {
	do    Do
	clock steps.Clock
	queue Hider
	fault func(message string, cause error)
}

// New makes a function. fault is told which message could not be carried out, or was put aside, and why.
func New(do Do, clock steps.Clock, queue Hider, fault func(message string, cause error)) Consumer {
	return Consumer{do, clock, queue, fault}
}

// Start carries out messages until Lambda ends the process.
func Start(env *boot.Env, do Do, queue Hider) {
	log := env.Gate().Log
	function := New(do, env.Clock, queue, func(message string, cause error) {
		log.Error("not carried out", "message", message, "cause", cause.Error())
	})
	env.Serve(function)
}

// Invoke carries out a batch, its messages at the same time. What is to come again is reported as failed, and hidden
// until then. What is put aside is reported as failed too, at once and again, until the queue has seen it often enough
// to move it to its dead letters, where the alarm is.
func (f Consumer) Invoke(ctx context.Context, payload []byte) ([]byte, error) {
	var batch events.SQSEvent
	if err := json.Unmarshal(payload, &batch); err != nil {
		return nil, errors.New("the event is not one of SQS")
	}
	again := make([]bool, len(batch.Records))
	var all sync.WaitGroup
	for i, record := range batch.Records {
		all.Go(func() { again[i] = f.carry(ctx, record) })
	}
	all.Wait()
	answer := events.SQSEventResponse{BatchItemFailures: []events.SQSBatchItemFailure{}}
	for i, record := range batch.Records {
		if again[i] {
			answer.BatchItemFailures = append(answer.BatchItemFailures, events.SQSBatchItemFailure{ItemIdentifier: record.MessageId})
		}
	}
	return json.Marshal(answer)
}

// carry carries out one message and says whether it has to come again.
func (f Consumer) carry(ctx context.Context, record events.SQSMessage) bool {
	about, again, err := f.do(ctx, []byte(record.Body))
	if err == nil && again.IsZero() {
		return false
	}
	if err != nil {
		f.fault(cmp.Or(about, record.MessageId), err)
		if again.IsZero() && !errors.Is(err, telling.ErrPutAside) {
			return true // after the time for which the queue hides by itself
		}
	}
	pause := time.Second
	if !again.IsZero() {
		pause = again.Sub(f.clock())
	}
	if err := f.queue.Hide(ctx, record.ReceiptHandle, pause); err != nil {
		f.fault(record.MessageId, err)
	}
	return true
}
