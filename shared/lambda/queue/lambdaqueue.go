// Package lambdaqueue hands the deliveries of a queue to the step that makes them, with the notifiers that the
// environment sets up. It decides nothing; what becomes of a delivery is in steps.Deliver.
package lambdaqueue

import (
	"context"
	"encoding/json"
	"errors"
	"sync"
	"time"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-lambda-go/lambda"

	"shiming/shared/lambda/boot"
	"shiming/shared/steps"
)

// Hider hides a received message for a while; *sqs.Queue is one.
type Hider interface {
	// Hide hides the message with the receipt; after the pause it comes again.
	Hide(ctx context.Context, receipt string, pause time.Duration) error
}

// Function makes deliveries. It implements lambda.Handler.
type Function struct {
	deliver steps.Deliver
	queue   Hider
	fault   func(message string, cause error)
}

// New makes a function of the step. fault is told which message could not be handled, or was put aside, and why.
func New(d steps.Deliver, queue Hider, fault func(message string, cause error)) Function {
	return Function{d, queue, fault}
}

// Start delivers until Lambda ends the process.
func Start(env *boot.Env, d steps.Deliver, queue Hider) {
	log := env.Gate().Log
	function := New(d, queue, func(message string, cause error) {
		log.Error("not delivered", "message", message, "cause", cause.Error())
	})
	env.Ready()
	lambda.Start(function)
}

// Invoke makes the deliveries of a batch, at the same time. What is to come again is reported as failed, and hidden
// until then. What is put aside is reported as failed too, at once and again, until the queue has seen it often enough
// to move it to its dead letters, where the alarm is.
func (f Function) Invoke(ctx context.Context, payload []byte) ([]byte, error) {
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

// carry makes one delivery and says whether the message has to come again.
func (f Function) carry(ctx context.Context, record events.SQSMessage) bool {
	var d steps.Delivery
	pause := time.Second
	if err := json.Unmarshal([]byte(record.Body), &d); err != nil {
		f.fault(record.MessageId, errors.New("the message is no delivery"))
	} else {
		due, err := f.deliver.Do(ctx, d)
		if err == nil && due.IsZero() {
			return false
		}
		pause = due.Sub(f.deliver.Clock())
		if err != nil {
			f.fault(d.ID(), err)
			if !errors.Is(err, steps.ErrPutAside) {
				return true // after the time for which the queue hides by itself
			}
		}
	}
	if err := f.queue.Hide(ctx, record.ReceiptHandle, pause); err != nil {
		f.fault(record.MessageId, err)
	}
	return true
}
