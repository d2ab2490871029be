package sfnlocal

import (
	"cmp"
	"context"
	"encoding/json"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"

	"shiming/infra/server/asl"
)

// operations are those that Shiming uses.
var operations = map[string]func(*StepFunctions, context.Context, []byte) (any, error){
	"StartExecution":      run((*StepFunctions).startExecution),
	"DescribeExecution":   run((*StepFunctions).describeExecution),
	"StopExecution":       run((*StepFunctions).stopExecution),
	"ListExecutions":      run((*StepFunctions).listExecutions),
	"GetExecutionHistory": run((*StepFunctions).getExecutionHistory),
}

func run[In, Out any](do func(*StepFunctions, context.Context, In) (Out, error)) func(*StepFunctions, context.Context, []byte) (any, error) {
	return func(s *StepFunctions, ctx context.Context, body []byte) (any, error) {
		var in In
		if err := json.Unmarshal(body, &in); err != nil {
			return nil, &ExecutionFault{http.StatusBadRequest, "SerializationException", "the body is not the JSON of this operation"}
		}
		return do(s, ctx, in)
	}
}

// seconds is how times stand in AWS JSON.
func seconds(t time.Time) float64 { return float64(t.UnixMilli()) / 1000 }

type startInput struct {
	StateMachineArn, Name, Input string
}

type startOutput struct {
	ExecutionArn string  `json:"executionArn"`
	StartDate    float64 `json:"startDate"`
}

func (s *StepFunctions) startExecution(ctx context.Context, in startInput) (startOutput, error) {
	machine, err := s.machine(in.StateMachineArn)
	if err != nil {
		return startOutput{}, err
	}
	x, err := s.o.Engine.Start(ctx, machine, cmp.Or(in.Name, uuid.NewString()), []byte(cmp.Or(in.Input, "{}")))
	if err != nil {
		return startOutput{}, err
	}
	return startOutput{x.ARN, seconds(x.Started)}, nil
}

// machine returns the name of a machine of this engine; one of another region or account does not exist.
func (s *StepFunctions) machine(arn string) (string, error) {
	parts := strings.Split(arn, ":")
	if len(parts) < 7 || parts[0] != "arn" || parts[2] != "states" || parts[5] != "stateMachine" {
		return "", &asl.StateError{Code: "InvalidArn", Message: "Invalid Arn: it is not the ARN of a state machine"}
	}
	if arn != s.o.Engine.MachineARN(parts[6]) {
		return "", &asl.StateError{Code: "StateMachineDoesNotExist", Message: "State Machine Does Not Exist"}
	}
	return parts[6], nil
}

type describeInput struct {
	ExecutionArn string
}

// execution is an item of ListExecutions.
type execution struct {
	ExecutionArn    string   `json:"executionArn"`
	StateMachineArn string   `json:"stateMachineArn"`
	Name            string   `json:"name"`
	Status          string   `json:"status"`
	StartDate       float64  `json:"startDate"`
	StopDate        *float64 `json:"stopDate,omitempty"`
	RedriveCount    int      `json:"redriveCount"`
}

type describeOutput struct {
	execution
	Input         string   `json:"input"`
	InputDetails  included `json:"inputDetails"`
	Output        string   `json:"output,omitempty"`
	OutputDetails included `json:"outputDetails,omitzero"`
	Error         string   `json:"error,omitempty"`
	Cause         string   `json:"cause,omitempty"`
}

type included struct {
	Included bool `json:"included"`
}

func (s *StepFunctions) item(x asl.Execution) execution {
	out := execution{
		ExecutionArn: x.ARN, StateMachineArn: s.o.Engine.MachineARN(x.Machine), Name: x.Name, Status: string(x.Status),
		StartDate: seconds(x.Started),
	}
	if !x.Ended.IsZero() {
		at := seconds(x.Ended)
		out.StopDate = &at
	}
	return out
}

func (s *StepFunctions) describeExecution(ctx context.Context, in describeInput) (describeOutput, error) {
	x, err := s.o.Engine.Describe(ctx, in.ExecutionArn)
	if err != nil {
		return describeOutput{}, err
	}
	return describeOutput{
		execution: s.item(x), Input: string(x.Input), InputDetails: included{true},
		Output: string(x.Output), OutputDetails: included{len(x.Output) > 0}, Error: x.Error, Cause: x.Cause,
	}, nil
}

const (
	maxError = 256   // characters of an error's name
	maxCause = 32768 // of its cause
)

func checkError(name, cause string) error {
	if len([]rune(name)) > maxError || len([]rune(cause)) > maxCause {
		return invalid("error or cause is too long")
	}
	return nil
}

type stopInput struct {
	ExecutionArn, Error, Cause string
}

type stopOutput struct {
	StopDate float64 `json:"stopDate"`
}

func (s *StepFunctions) stopExecution(ctx context.Context, in stopInput) (stopOutput, error) {
	if err := checkError(in.Error, in.Cause); err != nil {
		return stopOutput{}, err
	}
	x, err := s.o.Engine.Stop(ctx, in.ExecutionArn, in.Error, in.Cause)
	if err != nil {
		return stopOutput{}, err
	}
	return stopOutput{seconds(x.Ended)}, nil
}

// page reads maxResults and nextToken, which is the number where the page starts.
func page(most int, token string) (limit int, at int64, err error) {
	if token != "" {
		at, err = strconv.ParseInt(token, 10, 64)
	}
	if err != nil || at < 0 || most < 0 || most > 1000 {
		return 0, 0, &asl.StateError{Code: "InvalidToken", Message: "Invalid Token: nextToken or maxResults"}
	}
	return cmp.Or(most, 100), at, nil
}

type listInput struct {
	StateMachineArn, StatusFilter, NextToken string
	MaxResults                               int
}

type listOutput struct {
	Executions []execution `json:"executions"`
	NextToken  string      `json:"nextToken,omitempty"`
}

func (s *StepFunctions) listExecutions(ctx context.Context, in listInput) (listOutput, error) {
	machine, err := s.machine(in.StateMachineArn)
	if err != nil {
		return listOutput{}, err
	}
	statuses := []string{"", "RUNNING", "SUCCEEDED", "FAILED", "TIMED_OUT", "ABORTED", "PENDING_REDRIVE"}
	if !slices.Contains(statuses, in.StatusFilter) {
		return listOutput{}, invalid("statusFilter is none of the statuses")
	}
	limit, before, err := page(in.MaxResults, in.NextToken)
	if err != nil {
		return listOutput{}, err
	}
	found, next, err := s.o.Engine.List(ctx, asl.Query{Machine: machine, Status: asl.ExecutionStatus(in.StatusFilter), Before: before, Limit: limit})
	out := listOutput{Executions: []execution{}}
	for _, x := range found {
		out.Executions = append(out.Executions, s.item(x))
	}
	if next > 0 {
		out.NextToken = strconv.FormatInt(next, 10)
	}
	return out, err
}
