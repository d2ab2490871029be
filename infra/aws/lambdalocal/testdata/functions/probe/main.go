// Command probe is a function that does what its event asks for.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strings"
	"sync/atomic"
	"time"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-lambda-go/lambda"
	"github.com/aws/aws-lambda-go/lambdacontext"
)

var running, calls atomic.Int32

func main() { lambda.Start(handle) }

func handle(ctx context.Context, event json.RawMessage) (json.RawMessage, error) {
	if running.Add(1) > 1 {
		return nil, errors.New("two invocations at a time")
	}
	defer running.Add(-1)
	calls.Add(1)
	var in struct {
		Do      string
		MS      int
		Text    string
		Version string
	}
	if err := json.Unmarshal(event, &in); err != nil {
		return nil, err
	}
	if in.Version == "2.0" {
		return serve(event)
	}
	switch in.Do {
	case "error":
		return nil, errors.New(in.Text)
	case "panic":
		panic(in.Text)
	case "exit":
		os.Exit(7)
	case "exit later":
		time.AfterFunc(30*time.Millisecond, func() { os.Exit(7) })
	case "print":
		fmt.Print(in.Text)
	case "big":
		return json.Marshal(strings.Repeat("x", in.MS))
	}
	time.Sleep(time.Duration(in.MS) * time.Millisecond)
	lc, _ := lambdacontext.FromContext(ctx)
	deadline, _ := ctx.Deadline()
	return json.Marshal(map[string]any{
		"pid": os.Getpid(), "calls": calls.Load(), "env": os.Environ(), "requestID": lc.AwsRequestID,
		"arn": lc.InvokedFunctionArn, "leftMS": time.Until(deadline).Milliseconds(),
	})
}

// serve answers an HTTP request with what its X-Answer header says, else with the event itself.
func serve(event json.RawMessage) (json.RawMessage, error) {
	var request events.APIGatewayV2HTTPRequest
	if err := json.Unmarshal(event, &request); err != nil {
		return nil, err
	}
	switch answer := request.Headers["x-answer"]; answer {
	case "":
		return json.Marshal(events.APIGatewayV2HTTPResponse{
			StatusCode: 200, Body: string(event), Headers: map[string]string{"content-type": "application/json"},
		})
	case "fail":
		return nil, errors.New("failed")
	default:
		return json.RawMessage(answer), nil
	}
}
