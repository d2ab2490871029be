package deployed

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"

	"shiming/infra/aws/dynamolocal"
	"shiming/infra/aws/sfnlocal"
	"shiming/infra/server/asl"
	"shiming/shared/clock"
)

// workflow is Step Functions for the template's state machines: they call the functions' binaries.
type workflow struct {
	engine *asl.Interpreter
	http   *sfnlocal.StepFunctions
	ready  chan struct{} // closed when the functions can be invoked
}

// startStates starts Step Functions with the definitions and substitutions of the template.
func (s *Stack) startStates() error {
	w := &workflow{ready: make(chan struct{})}
	machines := map[string]*asl.Definition{}
	for _, m := range s.Template.StateMachines {
		text, err := os.ReadFile(filepath.Join(s.Template.Dir, m.DefinitionURI))
		if err != nil {
			return err
		}
		if machines[m.Name], err = asl.Parse(text, m.Substitutions); err != nil {
			return err
		}
	}
	var err error
	w.engine, err = asl.Open(asl.Options{
		DB: filepath.Join(s.dir, "workflow.db"), Clock: clock.Now, Machines: machines, Region: dynamolocal.Region,
		Invoke: func(ctx context.Context, function string, payload []byte) ([]byte, error) {
			select {
			case <-w.ready:
			case <-ctx.Done():
				return nil, ctx.Err()
			}
			return s.call(ctx, function, payload)
		},
	})
	if err != nil {
		return err
	}
	w.http, err = sfnlocal.Start(sfnlocal.Options{
		Engine: w.engine, Region: dynamolocal.Region, Now: clock.Now,
		AccessKeyID: dynamolocal.AccessKeyID, SecretAccessKey: dynamolocal.SecretAccessKey,
	})
	if err != nil {
		return errors.Join(err, w.engine.Close())
	}
	s.workflow, s.States = w, w.engine
	return nil
}

// call invokes a function by its ARN; an error of the function is what Lambda reports of it.
func (s *Stack) call(ctx context.Context, arn string, payload []byte) ([]byte, error) {
	name := arn[strings.LastIndexByte(arn, ':')+1:]
	for _, f := range s.Template.Functions {
		if f.Name != name {
			continue
		}
		result, err := s.Invoke(ctx, f.ID, payload)
		if err != nil {
			return nil, &asl.FunctionError{Type: "Lambda.ServiceException", Message: err.Error()}
		}
		if result.FunctionError == "" {
			return result.Payload, nil
		}
		var fault struct{ ErrorType, ErrorMessage string }
		if err := json.Unmarshal(result.Payload, &fault); err != nil {
			return nil, err
		}
		return nil, &asl.FunctionError{Type: fault.ErrorType, Message: fault.ErrorMessage}
	}
	return nil, &asl.FunctionError{Type: "Lambda.ResourceNotFoundException", Message: "Function not found: " + arn}
}

func (w *workflow) close() error { return errors.Join(w.http.Close(), w.engine.Close()) }
