package sfnlocal_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/sfn"
	"github.com/aws/aws-sdk-go-v2/service/sfn/types"
	"github.com/aws/smithy-go"

	"shiming/infra/aws/sfnlocal"
	"shiming/infra/server/asl"
)

const review = `{
	"Comment": "of a test", "StartAt": "Rest",
	"States": {
		"Rest": {"Comment": "of a test", "Type": "Wait", "Seconds": 600, "Next": "Ask"},
		"Ask": {
			"Comment": "of a test", "Type": "Task", "Resource": "arn:aws-cn:states:::lambda:invoke",
			"Parameters": {"FunctionName": "queue", "Payload": {"case.$": "$.case"}},
			"ResultSelector": {"ok.$": "$.Payload.ok"}, "TimeoutSeconds": 5, "ResultPath": "$.r", "Next": "Close",
			"Retry": [{"ErrorEquals": ["Again"]}], "Catch": [{"ErrorEquals": ["Refused"], "ResultPath": "$.e", "Next": "Close"}]
		},
		"Close": {
			"Comment": "of a test", "Type": "Task", "Resource": "arn:aws:lambda:us-east-1:000000000000:function:close",
			"TimeoutSeconds": 5, "ResultPath": "$.closed", "End": true,
			"Retry": [{"ErrorEquals": ["Again"]}], "Catch": [{"ErrorEquals": ["Never"], "Next": "Failed"}]
		},
		"Failed": {"Comment": "of a test", "Type": "Fail"}
	}
}`

// world is an engine behind its API, with the SDK's client in front.
type world struct {
	*sfn.Client
	engine *asl.Interpreter
	server *sfnlocal.StepFunctions
	arn    string // of the machine

	mu    sync.Mutex
	clock time.Time
	odd   bool // the function fails
}

func (w *world) now() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.clock
}

// rest lets the ten minutes pass, with a function that fails or not.
func (w *world) rest(t *testing.T, odd bool) {
	t.Helper()
	w.mu.Lock()
	w.clock, w.odd = w.clock.Add(10*time.Minute), odd
	w.mu.Unlock()
	w.engine.ClockTurned()
	w.settle(t)
}

func start(t *testing.T, change ...func(*sfnlocal.Options)) *world {
	t.Helper()
	d, err := asl.Parse([]byte(review), nil)
	if err != nil {
		t.Fatal(err)
	}
	w := &world{clock: time.Date(2026, 3, 2, 9, 0, 0, 123e6, time.UTC)}
	w.engine, err = asl.Open(asl.Options{
		DB: filepath.Join(t.TempDir(), "asl.db"), Clock: w.now, Machines: map[string]*asl.Definition{"review": d},
		Invoke: func(_ context.Context, name string, _ []byte) ([]byte, error) {
			w.mu.Lock()
			defer w.mu.Unlock()
			if w.odd {
				return nil, &asl.FunctionError{Type: "Odd", Message: "why"}
			}
			if name == "queue" {
				return []byte(`{"ok":true}`), nil
			}
			return []byte(`"实名 <ok>"`), nil
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = w.engine.Close() })
	o := sfnlocal.Options{Engine: w.engine, Region: "us-east-1", AccessKeyID: "AKID", SecretAccessKey: "secret", Now: time.Now}
	for _, c := range change {
		c(&o)
	}
	if w.server, err = sfnlocal.Start(o); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = w.server.Close() })
	w.Client, w.arn = client(w.server.URL(), "secret", "us-east-1"), w.engine.MachineARN("review")
	return w
}

func client(url, secret, region string) *sfn.Client {
	return sfn.NewFromConfig(aws.Config{
		Region: region, Credentials: credentials.NewStaticCredentialsProvider("AKID", secret, ""),
		BaseEndpoint: aws.String(url), Retryer: func() aws.Retryer { return aws.NopRetryer{} },
	})
}

func (w *world) run(t *testing.T, name, input string) *string {
	t.Helper()
	out, err := w.StartExecution(t.Context(), &sfn.StartExecutionInput{StateMachineArn: &w.arn, Name: &name, Input: &input})
	if err != nil {
		t.Fatal(err)
	}
	if !aws.ToTime(out.StartDate).Equal(w.now()) {
		t.Errorf("started at %v", out.StartDate)
	}
	w.settle(t)
	return out.ExecutionArn
}

func (w *world) settle(t *testing.T) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	if err := w.engine.Settle(ctx); err != nil {
		t.Fatal(err)
	}
}

func wantCode(t *testing.T, err error, want string) {
	t.Helper()
	var said smithy.APIError
	code := ""
	if errors.As(err, &said) {
		code = said.ErrorCode()
	}
	if code != want || (want == "") != (err == nil) {
		t.Errorf("got %v, want %q", err, want)
	}
}

func TestAnExecutionOverTheWire(t *testing.T) {
	w := start(t)
	ctx := t.Context()
	arn := w.run(t, "a", `{"case":"c"}`)
	x, err := w.DescribeExecution(ctx, &sfn.DescribeExecutionInput{ExecutionArn: arn})
	if err != nil || x.Status != types.ExecutionStatusRunning || x.StopDate != nil || x.Output != nil || aws.ToString(x.Input) != `{"case":"c"}` {
		t.Fatalf("%+v, %v", x, err)
	}
	again, err := w.StartExecution(ctx, &sfn.StartExecutionInput{StateMachineArn: &w.arn, Name: aws.String("a"), Input: aws.String(`{"case":"c"}`)})
	if err != nil || aws.ToString(again.ExecutionArn) != *arn {
		t.Errorf("the same again: %v", err)
	}
	w.rest(t, false)

	x, err = w.DescribeExecution(ctx, &sfn.DescribeExecutionInput{ExecutionArn: arn})
	if err != nil || x.Status != types.ExecutionStatusSucceeded || !aws.ToTime(x.StopDate).Equal(w.now()) ||
		aws.ToString(x.Output) != `{"case":"c","closed":"实名 <ok>","r":{"ok":true}}` || aws.ToString(x.StateMachineArn) != w.arn {
		t.Errorf("%+v, %v", x, err)
	}

	var kinds []string
	pages := sfn.NewGetExecutionHistoryPaginator(w.Client, &sfn.GetExecutionHistoryInput{ExecutionArn: arn, MaxResults: 4})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range page.Events {
			kinds = append(kinds, string(e.Type))
			switch e.Type {
			case types.HistoryEventTypeTaskStateEntered:
				if d := e.StateEnteredEventDetails; d == nil || aws.ToString(d.Name) == "" || aws.ToString(d.Input) == "" {
					t.Errorf("entered: %+v", d)
				}
			case types.HistoryEventTypeTaskScheduled:
				if d := e.TaskScheduledEventDetails; d == nil || aws.ToString(d.ResourceType) != "lambda" || aws.ToString(d.Resource) != "invoke" || d.Parameters != nil {
					t.Errorf("scheduled: %+v", d)
				}
			case types.HistoryEventTypeExecutionSucceeded:
				if d := e.ExecutionSucceededEventDetails; d == nil || aws.ToString(d.Output) != aws.ToString(x.Output) {
					t.Errorf("succeeded: %+v", d)
				}
			}
		}
	}
	want := "ExecutionStarted WaitStateEntered WaitStateExited TaskStateEntered TaskScheduled TaskStarted TaskSucceeded TaskStateExited " +
		"TaskStateEntered LambdaFunctionScheduled LambdaFunctionStarted LambdaFunctionSucceeded TaskStateExited ExecutionSucceeded"
	if got := strings.Join(kinds, " "); got != want {
		t.Errorf("events %s", got)
	}
	newest, err := w.GetExecutionHistory(ctx, &sfn.GetExecutionHistoryInput{ExecutionArn: arn, ReverseOrder: true, MaxResults: 1, IncludeExecutionData: aws.Bool(false)})
	if err != nil || len(newest.Events) != 1 || newest.Events[0].Id != 14 || newest.Events[0].ExecutionSucceededEventDetails != nil {
		t.Errorf("backwards, without data: %+v, %v", newest, err)
	}
}

func TestFailureStopAndList(t *testing.T) {
	w := start(t)
	ctx := t.Context()
	failed, stopped := w.run(t, "failed", `{"case":"c"}`), ""
	w.rest(t, true)
	x, err := w.DescribeExecution(ctx, &sfn.DescribeExecutionInput{ExecutionArn: failed})
	if err != nil || x.Status != types.ExecutionStatusFailed || aws.ToString(x.Error) != "Odd" || aws.ToString(x.Cause) != `{"errorMessage":"why","errorType":"Odd"}` {
		t.Errorf("%+v, %v", x, err)
	}
	for i := range 5 {
		stopped = *w.run(t, fmt.Sprintf("s%d", i), "{}")
	}
	out, err := w.StopExecution(ctx, &sfn.StopExecutionInput{ExecutionArn: &stopped, Error: aws.String("Withdrawn")})
	if err != nil || !aws.ToTime(out.StopDate).Equal(w.now()) {
		t.Errorf("stopped %+v, %v", out, err)
	}
	count := func(status types.ExecutionStatus) int {
		n := 0
		pages := sfn.NewListExecutionsPaginator(w.Client, &sfn.ListExecutionsInput{StateMachineArn: &w.arn, StatusFilter: status, MaxResults: 2})
		for pages.HasMorePages() {
			page, err := pages.NextPage(ctx)
			if err != nil {
				t.Fatal(err)
			}
			n += len(page.Executions)
		}
		return n
	}
	for status, want := range map[types.ExecutionStatus]int{"": 6, "RUNNING": 4, "ABORTED": 1, "FAILED": 1, "TIMED_OUT": 0} {
		if got := count(status); got != want {
			t.Errorf("%d %s, want %d", got, status, want)
		}
	}
	unnamed, err := w.StartExecution(ctx, &sfn.StartExecutionInput{StateMachineArn: &w.arn})
	if err != nil || len(aws.ToString(unnamed.ExecutionArn)) < 36 {
		t.Errorf("without a name: %v", err)
	}
	w.settle(t)
}

func TestRefusals(t *testing.T) {
	w := start(t)
	ctx := t.Context()
	w.run(t, "a", `{"x":1}`)
	startWith := func(arn, name, input string) error {
		_, err := w.StartExecution(ctx, &sfn.StartExecutionInput{StateMachineArn: &arn, Name: &name, Input: &input})
		return err
	}
	describe := func(arn string) error {
		_, err := w.DescribeExecution(ctx, &sfn.DescribeExecutionInput{ExecutionArn: &arn})
		return err
	}
	list := func(token, status string) error {
		_, err := w.ListExecutions(ctx, &sfn.ListExecutionsInput{StateMachineArn: &w.arn, NextToken: &token, StatusFilter: types.ExecutionStatus(status)})
		return err
	}
	_, unknown := w.ListStateMachines(ctx, &sfn.ListStateMachinesInput{})
	other := client(w.server.URL(), "Secret", "us-east-1")
	_, unsigned := other.DescribeExecution(ctx, &sfn.DescribeExecutionInput{ExecutionArn: &w.arn})
	_, elsewhere := client(w.server.URL(), "secret", "eu-west-1").DescribeExecution(ctx, &sfn.DescribeExecutionInput{ExecutionArn: &w.arn})
	for _, test := range []struct {
		name string
		err  error
		want string
	}{
		{"another input", startWith(w.arn, "a", `{"x":2}`), "ExecutionAlreadyExists"},
		{"a name with spaces", startWith(w.arn, "a b", `{}`), "InvalidName"},
		{"an input that is not JSON", startWith(w.arn, "b", `{`), "InvalidExecutionInput"},
		{"another machine", startWith(w.engine.MachineARN("other"), "b", `{}`), "StateMachineDoesNotExist"},
		{"a version of the machine", startWith(w.arn+":1", "b", `{}`), "StateMachineDoesNotExist"},
		{"no machine's ARN", startWith("review", "b", `{}`), "InvalidArn"},
		{"no such execution", describe(w.engine.ExecutionARN("review", "none")), "ExecutionDoesNotExist"},
		{"no execution's ARN", describe("x"), "InvalidArn"},
		{"no page", list("x", ""), "InvalidToken"},
		{"no status", list("", "DONE"), "ValidationException"},
		{"an operation that is not here", unknown, "UnknownOperationException"},
		{"another secret", unsigned, "InvalidSignatureException"},
		{"another region", elsewhere, "InvalidSignatureException"},
	} {
		t.Run(test.name, func(t *testing.T) { wantCode(t, test.err, test.want) })
	}
	t.Run("not signed", func(t *testing.T) {
		r, err := http.NewRequestWithContext(ctx, http.MethodPost, w.server.URL(), strings.NewReader(`{}`))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Content-Type", "application/x-amz-json-1.0")
		r.Header.Set("X-Amz-Target", "AWSStepFunctions.ListExecutions")
		before := w.server.Calls("ListExecutions")
		response, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		defer response.Body.Close()
		body, err := io.ReadAll(response.Body)
		if err != nil || response.StatusCode != http.StatusForbidden || !strings.Contains(string(body), "MissingAuthenticationTokenException") {
			t.Errorf("%d %s %v", response.StatusCode, body, err)
		}
		if w.server.Calls("ListExecutions") != before {
			t.Error("it was counted")
		}
	})
	t.Run("options", func(t *testing.T) {
		if _, err := sfnlocal.New(sfnlocal.Options{Engine: w.engine}); err == nil {
			t.Error("without credentials")
		}
		_, err := sfnlocal.Start(sfnlocal.Options{
			Engine: w.engine, Region: "r", AccessKeyID: "a", SecretAccessKey: "s", Now: time.Now, Address: "0.0.0.0:0",
		})
		if err == nil || !strings.Contains(err.Error(), "loopback") {
			t.Errorf("open to everybody: %v", err)
		}
	})
}

func TestFaults(t *testing.T) {
	var before, after error
	w := start(t, func(o *sfnlocal.Options) {
		o.Fault = func(_ string, done bool) error {
			if done {
				return after
			}
			return before
		}
	})
	in := &sfn.StartExecutionInput{StateMachineArn: &w.arn, Name: aws.String("a"), Input: aws.String("{}")}
	before = &sfnlocal.ExecutionFault{Status: 400, Code: "ThrottlingException", Message: "Rate exceeded"}
	_, err := w.StartExecution(t.Context(), in)
	wantCode(t, err, "ThrottlingException")
	if w.engine.Path(w.engine.ExecutionARN("review", "a")) != nil {
		t.Error("it took effect")
	}
	before, after = nil, errors.New("the answer is lost")
	_, err = w.StartExecution(t.Context(), in)
	wantCode(t, err, "InternalFailure")
	after = nil
	if _, err = w.StartExecution(t.Context(), in); err != nil { // the same name, the same execution
		t.Error(err)
	}
	if w.settle(t); w.server.Calls("StartExecution") != 3 || len(w.engine.Path(w.engine.ExecutionARN("review", "a"))) != 1 {
		t.Error("started twice, or not counted")
	}
}
