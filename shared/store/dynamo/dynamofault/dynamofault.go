// Package dynamofault makes the calls of an AWS client fail in the ways in which DynamoDB fails and DynamoDB Local never
// does. It is for tests.
package dynamofault

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strings"
	"sync"
	"time"

	"shiming/shared/store/storetest"

	awsmiddleware "github.com/aws/aws-sdk-go-v2/aws/middleware"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/smithy-go/middleware"
	smithyhttp "github.com/aws/smithy-go/transport/http"
)

// slow is how long a slow answer takes.
const slow = 400 * time.Millisecond

// Faults decides which calls fail. Its zero value lets all pass; it is safe for concurrent use.
type Faults struct {
	mu    sync.Mutex
	fault storetest.StoreFault
	times int
}

// Inject lets the next calls fail that many times; 0 ends it. Every attempt counts.
func (f *Faults) Inject(fault storetest.StoreFault, times int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.fault, f.times = fault, times
}

// next returns the fault of the next attempt; "" when it passes.
func (f *Faults) next() storetest.StoreFault {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.times == 0 {
		return ""
	}
	f.times--
	return f.fault
}

// Add is an APIOptions entry of the client whose calls are to fail.
func (f *Faults) Add(stack *middleware.Stack) error {
	// The transaction's length is known before it is a request: each of its records gets a reason.
	err := stack.Initialize.Add(middleware.InitializeMiddlewareFunc("ShimingFaultsInput",
		func(ctx context.Context, in middleware.InitializeInput, next middleware.InitializeHandler) (middleware.InitializeOutput, middleware.Metadata, error) {
			if write, ok := in.Parameters.(*dynamodb.TransactWriteItemsInput); ok {
				ctx = middleware.WithStackValue(ctx, records{}, len(write.TransactItems))
			}
			return next.HandleInitialize(ctx, in)
		}), middleware.After)
	if err != nil {
		return err
	}
	return stack.Deserialize.Add(middleware.DeserializeMiddlewareFunc("ShimingFaults", f.handle), middleware.After)
}

type records struct{}

var (
	errBroken = errors.New("the connection broke")
	errLost   = errors.New("the answer was lost")
)

func (f *Faults) handle(ctx context.Context, in middleware.DeserializeInput, next middleware.DeserializeHandler) (middleware.DeserializeOutput, middleware.Metadata, error) {
	n, transaction := middleware.GetStackValue(ctx, records{}).(int)
	operation := awsmiddleware.GetOperationName(ctx)
	write := transaction || operation == "PutItem" || operation == "UpdateItem"
	switch fault := f.next(); {
	case fault == storetest.Before:
		return middleware.DeserializeOutput{}, middleware.Metadata{}, &smithyhttp.RequestSendError{Err: errBroken}
	case fault == storetest.After:
		out, metadata, err := next.HandleDeserialize(ctx, in)
		if err != nil {
			return out, metadata, err
		}
		drain(out)
		return middleware.DeserializeOutput{}, metadata, &smithyhttp.RequestSendError{Err: errLost}
	case fault == storetest.Slow:
		out, metadata, err := next.HandleDeserialize(context.WithoutCancel(ctx), in)
		select {
		case <-time.After(slow):
			return out, metadata, err
		case <-ctx.Done():
			drain(out)
			return middleware.DeserializeOutput{}, metadata, &smithyhttp.RequestSendError{Err: ctx.Err()}
		}
	case fault == storetest.Throttled:
		return refuse("ThrottlingException", nil)
	case fault == storetest.Conflicted && transaction:
		return refuse("TransactionCanceledException", reasons(n, "TransactionConflict"))
	case fault == storetest.Conflicted && write:
		return refuse("TransactionConflictException", nil)
	case fault == storetest.Spurious && transaction:
		return refuse("TransactionCanceledException", reasons(n, "ConditionalCheckFailed"))
	case fault == storetest.Spurious && write:
		return refuse("ConditionalCheckFailedException", nil)
	}
	return next.HandleDeserialize(ctx, in)
}

func drain(out middleware.DeserializeOutput) {
	if response, ok := out.RawResponse.(*smithyhttp.Response); ok {
		_, _ = io.Copy(io.Discard, response.Body)
		_ = response.Body.Close()
	}
}

// reasons blames the first record of a transaction of n.
func reasons(n int, code string) []map[string]string {
	all := make([]map[string]string, n)
	for i := range all {
		all[i] = map[string]string{"Code": "None"}
	}
	all[0]["Code"] = code
	return all
}

// refuse answers as DynamoDB does when it refuses.
func refuse(exception string, reasons []map[string]string) (middleware.DeserializeOutput, middleware.Metadata, error) {
	body, err := json.Marshal(map[string]any{
		"__type": "com.amazonaws.dynamodb.v20120810#" + exception, "message": strings.ToLower(exception), "CancellationReasons": reasons,
	})
	if err != nil {
		return middleware.DeserializeOutput{}, middleware.Metadata{}, err
	}
	return middleware.DeserializeOutput{RawResponse: &smithyhttp.Response{Response: &http.Response{
		StatusCode: http.StatusBadRequest, ProtoMajor: 1, ProtoMinor: 1,
		Header: http.Header{"Content-Type": {"application/x-amz-json-1.0"}}, Body: io.NopCloser(bytes.NewReader(body)),
	}}}, middleware.Metadata{}, nil
}
