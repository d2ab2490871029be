package sfn_test

import (
	"context"
	"encoding/json"
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
	"shiming/infra/tests/machines"
	"shiming/shared/steps"
	"shiming/shared/workflow/sfn"
)

var background = context.Background()

// service is Step Functions' API over HTTP, with the machines of the project behind it; its functions keep the tokens.
type service struct {
	*sfn.Workflow
	engine *asl.Engine
	server *sfnlocal.Server

	mu     sync.Mutex
	tokens []string
	fault  func(op string, after bool) error
}

func (s *service) token() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.tokens[len(s.tokens)-1]
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
		Invoke: func(_ context.Context, function string, payload []byte) ([]byte, error) {
			var in struct{ Token string }
			if err := json.Unmarshal(payload, &in); err != nil {
				return nil, err
			}
			if in.Token != "" {
				s.mu.Lock()
				s.tokens = append(s.tokens, in.Token)
				s.mu.Unlock()
				return nil, nil
			}
			return json.Marshal(steps.Standing{Until: time.Now()})
		},
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
	s.Workflow = s.connect("local-secret", s.engine.MachineARN(steps.TopUpMachine))
	return s
}

func (s *service) connect(secret, topUp string) *sfn.Workflow {
	return sfn.Connect(aws.Config{
		Region: "us-east-1", BaseEndpoint: aws.String(s.server.URL()), HTTPClient: http.DefaultClient,
		Credentials: credentials.NewStaticCredentialsProvider("local", secret, ""),
		Retryer:     func() aws.Retryer { return aws.NopRetryer{} },
	}, map[string]string{
		steps.TopUpMachine: topUp, steps.TransferMachine: s.engine.MachineARN(steps.TransferMachine),
		steps.DeadlineMachine: s.engine.MachineARN(steps.DeadlineMachine),
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

// transfer starts a transfer and returns when it waits for its token.
func (s *service) transfer(t *testing.T, name string) {
	t.Helper()
	input := map[string]any{"case": "case_x", "review": name, "review_seconds": 600, "case_seconds": 1200}
	if err := s.Start(background, steps.TransferMachine, name, input); err != nil {
		t.Fatal(err)
	}
	s.settle(t)
}

func (s *service) status(t *testing.T, machine, name string) (asl.Status, string) {
	t.Helper()
	s.settle(t)
	x, err := s.engine.Describe(background, s.engine.ExecutionARN(machine, name))
	if err != nil {
		t.Fatal(err)
	}
	return x.Status, x.State
}

func TestStart(t *testing.T) {
	s := start(t)
	soon := map[string]any{"case": "case_x", "deposit": "SMX", "deadline": time.Now().Add(-time.Second).UTC().Format(time.RFC3339)}
	t.Run("THREATS_W2_the_same_name_is_the_same_execution_while_it_runs_and_after", func(t *testing.T) {
		for range 3 {
			if err := s.Start(background, steps.TopUpMachine, "evt_1", soon); err != nil {
				t.Fatal(err)
			}
			s.settle(t)
		}
		if status, _ := s.status(t, steps.TopUpMachine, "evt_1"); status != asl.Succeeded {
			t.Errorf("%s", status)
		}
		if err := s.Start(background, steps.TopUpMachine, "evt_1", map[string]any{"case": "another"}); err != nil {
			t.Errorf("another input: %v", err)
		}
	})
	t.Run("what_may_pass_is_unavailable_and_nothing_else", func(t *testing.T) {
		for _, after := range []bool{false, true} {
			for _, fault := range []*sfnlocal.Fault{{Status: 500, Code: "InternalFailure"}, {Status: 400, Code: "ThrottlingException"}, {Status: 503, Code: "ServiceUnavailable"}} {
				s.breaks("StartExecution", after, fault)
				name := "evt_" + fault.Code + map[bool]string{true: "_after"}[after]
				if err := s.Start(background, steps.TopUpMachine, name, soon); !errors.Is(err, steps.ErrUnavailable) {
					t.Errorf("%s: %v", fault.Code, err)
				}
				if err := s.Start(background, steps.TopUpMachine, name, soon); err != nil {
					t.Errorf("again: %v", err)
				}
			}
		}
		for name, err := range map[string]error{
			"no such machine": s.Start(background, "loan", "evt_x", soon),
			"a bad name":      s.Start(background, steps.TopUpMachine, "a name with blanks", soon),
			"not there":       s.connect("local-secret", s.engine.MachineARN("other")).Start(background, steps.TopUpMachine, "evt_x", soon),
		} {
			if err == nil || errors.Is(err, steps.ErrUnavailable) {
				t.Errorf("%s: %v", name, err)
			}
		}
		if err := s.connect("another", s.engine.MachineARN(steps.TopUpMachine)).Start(background, steps.TopUpMachine, "evt_y", soon); err == nil {
			t.Error("another secret is taken")
		}
	})
}

func TestTokens(t *testing.T) {
	s := start(t)
	t.Run("RULES_C7_an_answer_carries_the_machine_on", func(t *testing.T) {
		s.transfer(t, "evt_a")
		if err := s.Succeed(background, s.token(), map[string]any{"deposit": "SMX"}); err != nil {
			t.Fatal(err)
		}
		if status, at := s.status(t, steps.TransferMachine, "evt_a"); status != asl.Succeeded || at != "Transfer Over" {
			t.Errorf("%s in %s", status, at)
		}
		s.transfer(t, "evt_b")
		if err := s.Fail(background, s.token(), steps.ReviewEnded); err != nil {
			t.Fatal(err)
		}
		if status, at := s.status(t, steps.TransferMachine, "evt_b"); status != asl.Succeeded || at != "Transfer Over" {
			t.Errorf("%s in %s", status, at)
		}
	})
	t.Run("THREATS_W2_answered_again_late_or_bogus_is_answered", func(t *testing.T) {
		for _, token := range []string{s.token(), "bogus"} {
			if err := errors.Join(s.Succeed(background, token, map[string]any{}), s.Fail(background, token, steps.ReviewEnded)); err != nil {
				t.Errorf("%v", err)
			}
		}
	})
	t.Run("what_may_pass_is_unavailable_and_can_be_done_again", func(t *testing.T) {
		for _, after := range []bool{false, true} {
			name := "evt_c" + map[bool]string{true: "_after"}[after]
			s.transfer(t, name)
			s.breaks("SendTaskSuccess", after, &sfnlocal.Fault{Status: 500, Code: "InternalFailure"})
			if err := s.Succeed(background, s.token(), map[string]any{"deposit": "SMX"}); !errors.Is(err, steps.ErrUnavailable) {
				t.Errorf("%v", err)
			}
			if err := s.Succeed(background, s.token(), map[string]any{"deposit": "SMX"}); err != nil {
				t.Errorf("%v", err)
			}
			if status, _ := s.status(t, steps.TransferMachine, name); status != asl.Succeeded {
				t.Errorf("%s", status)
			}
		}
	})
}
