// Package dynamocount counts the calls that an AWS client makes to DynamoDB, for tests and for the benchmarks: every
// attempt counts, as every attempt is paid.
package dynamocount

import (
	"context"
	"maps"
	"sync"

	awsmiddleware "github.com/aws/aws-sdk-go-v2/aws/middleware"
	"github.com/aws/smithy-go/middleware"
)

// Counter counts by operation. Its zero value is ready; it is safe for concurrent use.
type Counter struct {
	mu    sync.Mutex
	calls map[string]int
}

// Add is an APIOptions entry of the client whose calls are counted.
func (c *Counter) Add(stack *middleware.Stack) error {
	return stack.Deserialize.Add(middleware.DeserializeMiddlewareFunc("ShimingCount",
		func(ctx context.Context, in middleware.DeserializeInput, next middleware.DeserializeHandler) (middleware.DeserializeOutput, middleware.Metadata, error) {
			c.note(awsmiddleware.GetOperationName(ctx))
			return next.HandleDeserialize(ctx, in)
		}), middleware.After)
}

func (c *Counter) note(operation string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.calls == nil {
		c.calls = map[string]int{}
	}
	c.calls[operation]++
}

// Take returns the calls by operation since the last Take, and starts anew.
func (c *Counter) Take() map[string]int {
	c.mu.Lock()
	defer c.mu.Unlock()
	calls := c.calls
	c.calls = nil
	return maps.Clone(calls)
}

// Split adds the calls up into reads and writes.
func Split(calls map[string]int) (reads, writes int) {
	for operation, n := range calls {
		switch operation {
		case "GetItem", "BatchGetItem", "TransactGetItems", "Query", "Scan":
			reads += n
		default:
			writes += n
		}
	}
	return reads, writes
}
