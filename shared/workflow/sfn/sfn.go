// Package sfn is steps.Workflow on AWS Step Functions. Here live its one call and what its errors mean; what a machine does
// is in statemachines/.
package sfn

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sfn"
	"github.com/aws/aws-sdk-go-v2/service/sfn/types"

	"shiming/shared/steps"
)

// Workflow starts executions. Safe for concurrent use.
type Workflow struct {
	api      *sfn.Client
	machines map[string]string
}

var _ steps.Workflow = (*Workflow)(nil)

// Connect makes a workflow of the machines' ARNs by their names; nil where nothing is started.
func Connect(c aws.Config, machines map[string]string) *Workflow {
	return &Workflow{sfn.NewFromConfig(c), machines}
}

// Start implements steps.Workflow. Step Functions takes the same name with the same input for the same execution while it
// runs, and refuses it afterwards, for 90 days: either way it was started.
func (w *Workflow) Start(ctx context.Context, machine, name string, input map[string]any) error {
	arn, ok := w.machines[machine]
	if !ok || arn == "" {
		return fmt.Errorf("there is no state machine %q", machine)
	}
	text, err := json.Marshal(input)
	if err != nil {
		return err
	}
	_, err = w.api.StartExecution(ctx, &sfn.StartExecutionInput{
		StateMachineArn: aws.String(arn), Name: aws.String(name), Input: aws.String(string(text)),
	})
	var started *types.ExecutionAlreadyExists
	if errors.As(err, &started) {
		return nil
	}
	return fault("start an execution", err)
}

// fault says whether an error may pass: what Step Functions refuses as wrong does not.
func fault(what string, err error) error {
	if err == nil {
		return nil
	}
	var (
		noMachine *types.StateMachineDoesNotExist
		arn       *types.InvalidArn
		name      *types.InvalidName
		input     *types.InvalidExecutionInput
	)
	if errors.As(err, &noMachine) || errors.As(err, &arn) || errors.As(err, &name) || errors.As(err, &input) {
		return fmt.Errorf("%s: %w", what, err)
	}
	return fmt.Errorf("%s: %w: %w", what, steps.ErrUnavailable, err)
}
