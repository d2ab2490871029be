package deployed

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"sync"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"shiming/infra/aws/dynamolocal"
	"shiming/infra/aws/loopback"
	"shiming/infra/aws/sigv4"
	"shiming/infra/aws/sqslocal"
	"shiming/infra/aws/template"
	"shiming/shared/clock"
)

// queues are the template's queues, with the pollers that Lambda runs between them and its functions.
type queues struct {
	*sqslocal.SQS
	http   *loopback.Server
	stop   context.CancelFunc
	active sync.WaitGroup
}

// How often a queue is asked, and how many batches of one are with the function at once.
const (
	pollEvery = 50 * time.Millisecond
	pollers   = 2
)

// startSQS starts the queues, empty.
func (s *Stack) startSQS() error {
	var specs []sqslocal.Spec
	for _, q := range s.Template.Queues {
		specs = append(specs, sqslocal.Spec{Name: q.Name, Visibility: q.Visibility, MaxReceives: q.MaxReceives, DeadLetters: q.DeadLetters})
	}
	s.queues = &queues{SQS: sqslocal.New(sigv4.SignatureVerifier{
		Region: dynamolocal.Region, Service: "sqs", Now: clock.Now,
		AccessKeyID: dynamolocal.AccessKeyID, SecretAccessKey: dynamolocal.SecretAccessKey,
	}, specs...)}
	var err error
	s.queues.http, err = loopback.Serve("", s.queues.SQS)
	return err
}

// pollQueues hands what is queued to the functions that the template names, until the stack is closed.
func (s *Stack) pollQueues(report func(string)) {
	ctx, stop := context.WithCancel(context.Background())
	s.queues.stop = stop
	for _, f := range s.Template.Functions {
		for _, event := range f.Queues {
			i := slices.IndexFunc(s.Template.Queues, func(q template.Queue) bool { return q.ID == event.Queue })
			for range pollers {
				s.queues.active.Go(func() { s.poll(ctx, f.ID, event, s.Template.Queues[i].Name, report) })
			}
		}
	}
}

func (s *Stack) poll(ctx context.Context, function string, event template.QueueEvent, queue string, report func(string)) {
	for ctx.Err() == nil {
		batch := s.queues.Receive(queue, event.BatchSize)
		if len(batch) == 0 {
			select {
			case <-ctx.Done():
			case <-time.After(pollEvery):
			}
			continue
		}
		result, err := s.Invoke(ctx, function, Queued(queue, batch))
		if err != nil || result.FunctionError != "" {
			report(fmt.Sprintf("%s: a batch of the queue failed: %v %s\n", function, err, result.FunctionError))
			continue // it comes again
		}
		var answer events.SQSEventResponse
		if event.PartialFailures && json.Unmarshal(result.Payload, &answer) != nil {
			continue
		}
		failed := map[string]bool{}
		for _, f := range answer.BatchItemFailures {
			failed[f.ItemIdentifier] = true
		}
		for _, m := range batch {
			if !failed[m.ID] {
				s.queues.Delete(queue, m.Receipt)
			}
		}
	}
}

func (q *queues) close() error {
	if q.stop != nil {
		q.stop()
	}
	q.active.Wait()
	return q.http.Close()
}

// Queued is the event of SQS about messages.
func Queued(queue string, batch []sqslocal.QueuedMessage) []byte {
	var records []any
	for _, m := range batch {
		records = append(records, map[string]any{
			"messageId": m.ID, "receiptHandle": m.Receipt, "body": m.Body, "messageAttributes": map[string]any{},
			"eventSource": "aws:sqs", "eventSourceARN": "arn:aws:sqs:" + dynamolocal.Region + ":000000000000:" + queue, "awsRegion": dynamolocal.Region,
			"attributes": map[string]any{
				"ApproximateReceiveCount": strconv.Itoa(m.Receives), "SentTimestamp": strconv.FormatInt(m.Sent.UnixMilli(), 10),
			},
		})
	}
	event, err := json.Marshal(map[string]any{"Records": records})
	if err != nil {
		panic(err) // strings only
	}
	return event
}
