package sfn_test

import (
	"context"
	"errors"
	"net/http"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"

	"shiming/infra/aws/sfnlocal"
	"shiming/infra/server/asl"
	"shiming/infra/server/machines"
	"shiming/shared/steps"
	"shiming/shared/workflow/sfn"
)

var background = context.Background()

// service is Step Functions' API over HTTP, with the machines of the project behind it.
type service struct {
	*sfn.Workflow
	engine *asl.Interpreter
	server *sfnlocal.StepFunctions

	mu    sync.Mutex
	fault func(op string, after bool) error
}

// breaks lets the next call of op fail once, before or after it takes effect.
func (s *service) breaks(op string, after bool, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	broken := false
	s.fault = func(called string, then bool) error {
		if called != op || then != after || broken {
			return nil
		}
		broken = true
		return err
	}
}

func start(t *testing.T) *service {
	t.Helper()
	definitions, err := machines.Definitions(func(substitution string) string { return substitution })
	if err != nil {
		t.Fatal(err)
	}
	s := &service{}
	s.engine, err = asl.Open(asl.Options{
		DB: filepath.Join(t.TempDir(), "workflow.db"), Clock: time.Now, Machines: definitions,
		Invoke: func(context.Context, string, []byte) ([]byte, error) { return []byte("{}"), nil },
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.engine.Close() })
	s.server, err = sfnlocal.Start(sfnlocal.Options{
		Engine: s.engine, Region: "us-east-1", AccessKeyID: "local", SecretAccessKey: "local-secret", Now: time.Now,
		Fault: func(op string, after bool) error {
			s.mu.Lock()
			defer s.mu.Unlock()
			if s.fault == nil {
				return nil
			}
			return s.fault(op, after)
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.server.Close() })
	s.Workflow = s.connect("local-secret", s.engine.MachineARN(steps.DeadlineMachine))
	return s
}

func (s *service) connect(secret, deadline string) *sfn.Workflow {
	return sfn.Connect(aws.Config{
		Region: "us-east-1", BaseEndpoint: aws.String(s.server.URL()), HTTPClient: http.DefaultClient,
		Credentials: credentials.NewStaticCredentialsProvider("local", secret, ""),
		Retryer:     func() aws.Retryer { return aws.NopRetryer{} },
	}, map[string]string{
		steps.DeadlineMachine: deadline, steps.PayoutMachine: s.engine.MachineARN(steps.PayoutMachine),
	})
}

func (s *service) settle(t *testing.T) {
	t.Helper()
	ctx, cancel := context.WithTimeout(background, 10*time.Second)
	defer cancel()
	if err := s.engine.Settle(ctx); err != nil {
		t.Fatal(err)
	}
}

func (s *service) status(t *testing.T, machine, name string) asl.ExecutionStatus {
	t.Helper()
	s.settle(t)
	x, err := s.engine.Describe(background, s.engine.ExecutionARN(machine, name))
	if err != nil {
		t.Fatal(err)
	}
	return x.Status
}

func TestStart(t *testing.T) {
	s := start(t)
	soon := map[string]any{"case": "case_x", "until": time.Now().Add(-time.Second).UTC().Format(time.RFC3339)}
	t.Run("THREATS_W2_the_same_name_is_the_same_execution_while_it_runs_and_after", func(t *testing.T) {
		for range 3 {
			if err := s.Start(background, steps.DeadlineMachine, "evt_1", soon); err != nil {
				t.Fatal(err)
			}
			s.settle(t)
		}
		if status := s.status(t, steps.DeadlineMachine, "evt_1"); status != asl.Succeeded {
			t.Errorf("%s", status)
		}
		if err := s.Start(background, steps.DeadlineMachine, "evt_1", map[string]any{"case": "another"}); err != nil {
			t.Errorf("another input: %v", err)
		}
	})
	t.Run("what_may_pass_is_unavailable_and_nothing_else", func(t *testing.T) {
		for _, after := range []bool{false, true} {
			for _, fault := range []*sfnlocal.ExecutionFault{{Status: 500, Code: "InternalFailure"}, {Status: 400, Code: "ThrottlingException"}, {Status: 503, Code: "ServiceUnavailable"}} {
				s.breaks("StartExecution", after, fault)
				name := "evt_" + fault.Code + map[bool]string{true: "_after"}[after]
				if err := s.Start(background, steps.DeadlineMachine, name, soon); !errors.Is(err, steps.ErrUnavailable) {
					t.Errorf("%s: %v", fault.Code, err)
				}
				if err := s.Start(background, steps.DeadlineMachine, name, soon); err != nil {
					t.Errorf("again: %v", err)
				}
			}
		}
		for name, err := range map[string]error{
			"no such machine": s.Start(background, "loan", "evt_x", soon),
			"a bad name":      s.Start(background, steps.DeadlineMachine, "a name with blanks", soon),
			"not there":       s.connect("local-secret", s.engine.MachineARN("other")).Start(background, steps.DeadlineMachine, "evt_x", soon),
		} {
			if err == nil || errors.Is(err, steps.ErrUnavailable) {
				t.Errorf("%s: %v", name, err)
			}
		}
		if err := s.connect("another", s.engine.MachineARN(steps.DeadlineMachine)).Start(background, steps.DeadlineMachine, "evt_y", soon); err == nil {
			t.Error("another secret is taken")
		}
	})
}
