package dynamo

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"shiming/shared/steps"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/ratelimit"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/smithy-go"
)

const (
	attempts   = 7
	firstPause = 25 * time.Millisecond
	maxPause   = 800 * time.Millisecond
)

// newRetryer repeats what the SDK would, and what met another transaction, up to seven times within about a second.
// There is no quota of retries: a function has one request at a time, and the attempts are few.
func newRetryer() aws.Retryer {
	return retry.NewStandard(func(o *retry.StandardOptions) {
		o.MaxAttempts = attempts
		o.Backoff = retry.BackoffDelayerFunc(func(attempt int, _ error) (time.Duration, error) { return backoff(attempt), nil })
		o.RateLimiter = ratelimit.None
		o.Retryables = append(o.Retryables, retry.IsErrorRetryableFunc(metTransaction))
	})
}

// backoff is a random part of a pause that doubles with every attempt.
func backoff(attempt int) time.Duration {
	pause := min(firstPause<<min(attempt, 10), maxPause)
	return time.Duration(rand.Int64N(int64(pause)))
}

// metTransaction says to repeat what was refused because of another transaction on the same records, or because a
// record of the transaction was throttled.
func metTransaction(err error) aws.Ternary {
	var conflict *types.TransactionConflictException
	var canceled *types.TransactionCanceledException
	if errors.As(err, &conflict) || errors.As(err, &canceled) && busy(canceled.CancellationReasons) {
		return aws.TrueTernary
	}
	return aws.UnknownTernary
}

func busy(reasons []types.CancellationReason) bool {
	for _, reason := range reasons {
		switch aws.ToString(reason.Code) {
		case "TransactionConflict", "ThrottlingError", "ProvisionedThroughputExceeded":
			return true
		}
	}
	return false
}

// fault wraps what a call ended with. What DynamoDB refused for good (a malformed request, a missing permission) did
// not happen; after everything else it is not known, and the caller may try again.
func (s *Store) fault(err error) error {
	if err == nil {
		return nil
	}
	var answer smithy.APIError
	ended := errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded)
	if errors.As(err, &answer) && !ended && !s.retryer.IsErrorRetryable(err) {
		return fmt.Errorf("dynamo: %w", err)
	}
	return fmt.Errorf("dynamo: %w: %w", steps.ErrUnavailable, err)
}
