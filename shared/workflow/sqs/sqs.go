// Package sqs queues deliveries and checks on Amazon SQS, as telling.Queue and steps.Asks, and hides them while they wait.
// Why SQS: a stream tries a record again for its own day only and holds up what is behind it, and a state machine for each
// message would be paid by the transition; a message of a queue is hidden until its next try and disturbs nobody. What a
// message is, and when it is tried again, does not live here.
package sqs

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"

	"shiming/shared/realname"
	"shiming/shared/steps"
	"shiming/shared/telling"
)

// Queue is one standard queue. Its methods are safe for concurrent use.
type Queue struct {
	client *sqs.Client
	url    string
}

// Connect makes the queue at the address, on SQS as cfg says.
func Connect(cfg aws.Config, url string) *Queue {
	return &Queue{sqs.NewFromConfig(cfg), url}
}

// Put queues the deliveries in one call. When some of them are not taken, it fails; the caller puts all of them again.
func (q *Queue) Put(ctx context.Context, all ...telling.Delivery) error {
	var entries []types.SendMessageBatchRequestEntry
	for i, d := range all {
		body, err := json.Marshal(d)
		if err != nil {
			return err
		}
		entries = append(entries, types.SendMessageBatchRequestEntry{Id: aws.String(strconv.Itoa(i)), MessageBody: aws.String(string(body))})
	}
	return q.send(ctx, entries...)
}

// Later queues a check that is to be seen after the pause, in whole seconds and at most 15 minutes.
func (q *Queue) Later(ctx context.Context, check realname.CheckID, pause time.Duration) error {
	body, err := json.Marshal(check)
	if err != nil {
		return err
	}
	return q.send(ctx, types.SendMessageBatchRequestEntry{Id: aws.String("0"), MessageBody: aws.String(string(body)), DelaySeconds: int32(pause / time.Second)})
}

// send sends the messages in one call; it fails when some of them are not taken.
func (q *Queue) send(ctx context.Context, entries ...types.SendMessageBatchRequestEntry) error {
	in := &sqs.SendMessageBatchInput{QueueUrl: &q.url, Entries: entries}
	out, err := q.client.SendMessageBatch(ctx, in)
	if err != nil {
		return unavailable(err)
	}
	if len(out.Failed) > 0 {
		return unavailable(errors.New(aws.ToString(out.Failed[0].Code)))
	}
	return nil
}

// maxHidden is how long SQS hides a message at most, counted from when it was received.
const maxHidden = 12*time.Hour - time.Minute

// Hide hides a received message for that long, a second at least; it comes again afterwards.
func (q *Queue) Hide(ctx context.Context, receipt string, pause time.Duration) error {
	seconds := int32(max(time.Second, min(pause.Round(time.Second), maxHidden)) / time.Second)
	_, err := q.client.ChangeMessageVisibility(ctx, &sqs.ChangeMessageVisibilityInput{
		QueueUrl: &q.url, ReceiptHandle: &receipt, VisibilityTimeout: seconds,
	})
	if err != nil {
		return unavailable(err)
	}
	return nil
}

func unavailable(err error) error { return fmt.Errorf("sqs: %w: %w", steps.ErrUnavailable, err) }
