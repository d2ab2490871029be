package lambdalocal

import (
	"context"
	"encoding/json"
	"time"
)

// How a failing batch is tried again. An event without MaximumRetryAttempts blocks its shard on AWS until the
// records expire (a day); here it is given up on after defaultRetries.
const (
	defaultRetries = 3
	firstBackoff   = 20 * time.Millisecond
	lastBackoff    = 200 * time.Millisecond
)

// FailedBatch is what AWS sends to the failure destination of a stream: where the records are, not the records.
type FailedBatch struct {
	// Function is the logical id, Destination the ARN of the event's OnFailure, "" when it has none.
	Function    string `json:"-"`
	Destination string `json:"-"`

	Version        string         `json:"version"`   // "1.0"
	Timestamp      string         `json:"timestamp"` // RFC 3339
	RequestContext FailedRequest  `json:"requestContext"`
	Response       FailedResponse `json:"responseContext"`
	Batch          BatchInfo      `json:"DDBStreamBatchInfo"`
}

// FailedRequest says which invocation failed last, and how often.
type FailedRequest struct {
	RequestID   string `json:"requestId"`
	FunctionARN string `json:"functionArn"`
	Condition   string `json:"condition"` // "RetryAttemptsExhausted"
	Attempts    int    `json:"approximateInvokeCount"`
}

// FailedResponse says how the function answered.
type FailedResponse struct {
	StatusCode      int    `json:"statusCode"`
	ExecutedVersion string `json:"executedVersion"`
	FunctionError   string `json:"functionError,omitempty"`
}

// BatchInfo says which records were given up on.
type BatchInfo struct {
	ShardID             string `json:"shardId"`
	StartSequenceNumber string `json:"startSequenceNumber"`
	EndSequenceNumber   string `json:"endSequenceNumber"`
	BatchSize           int    `json:"batchSize"`
	StreamARN           string `json:"streamArn"`
}

// deliver hands a batch to the function until every record was taken or given up on, or ctx ends. Splitting a batch
// and going on behind records that were taken do not count as retries.
func (p *pump) deliver(ctx context.Context, shard string, batch []streamRecord) {
	retries := p.event.Retries
	if retries < 0 {
		retries = defaultRetries
	}
	backoff := firstBackoff
	for attempts := 1; ctx.Err() == nil; attempts++ {
		result, err := p.function.invoke(ctx, payloadOf(batch))
		if err != nil {
			return // ctx has ended or the stack is closed
		}
		rest := p.rest(batch, result)
		switch {
		case len(rest) == 0:
			return
		case len(rest) < len(batch):
			batch, attempts, backoff = rest, 0, firstBackoff
			continue
		case p.event.Bisect && len(batch) > 1:
			half := len(batch) / 2
			p.deliver(ctx, shard, batch[:half])
			p.deliver(ctx, shard, batch[half:])
			return
		case attempts > retries:
			p.giveUp(shard, batch, result, attempts)
			return
		}
		sleep(ctx, backoff)
		backoff = min(2*backoff, lastBackoff)
	}
}

// rest gives the records that have to be tried again: all after an error, none after success, and with
// ReportBatchItemFailures those from the first one that is reported.
func (p *pump) rest(batch []streamRecord, r InvocationResult) []streamRecord {
	if r.FunctionError != "" {
		return batch
	}
	if !p.event.PartialFailures {
		return nil
	}
	var report struct {
		Failures []struct {
			ID *string `json:"itemIdentifier"`
		} `json:"batchItemFailures"`
	}
	if json.Unmarshal(r.Payload, &report) != nil {
		return batch // an answer that is no report counts as a failure of all
	}
	first := len(batch)
	for _, failure := range report.Failures {
		at := -1
		for i, record := range batch {
			if failure.ID != nil && record.sequence == *failure.ID {
				at = i
			}
		}
		if at < 0 {
			return batch // an unknown or missing identifier, too
		}
		first = min(first, at)
	}
	return batch[first:]
}

// giveUp tells the failure destination.
func (p *pump) giveUp(shard string, batch []streamRecord, r InvocationResult, attempts int) {
	if p.onFailure == nil {
		return
	}
	p.onFailure(FailedBatch{
		Function: p.function.spec.ID, Destination: p.event.OnFailure,
		Version: "1.0", Timestamp: p.stack.now().UTC().Format(time.RFC3339Nano),
		RequestContext: FailedRequest{RequestID: r.RequestID, FunctionARN: p.function.arn(), Condition: "RetryAttemptsExhausted", Attempts: attempts},
		Response:       FailedResponse{StatusCode: 200, ExecutedVersion: "$LATEST", FunctionError: r.FunctionError},
		Batch: BatchInfo{
			ShardID: shard, StreamARN: p.arn, BatchSize: len(batch),
			StartSequenceNumber: batch[0].sequence, EndSequenceNumber: batch[len(batch)-1].sequence,
		},
	})
}
