// Package sfnlocal answers the API of AWS Step Functions over HTTP for the state machines that package asl runs, for
// local runs and tests: the protocol that the AWS SDK speaks (AWS JSON 1.0, signed with Signature Version 4), for the
// operations Shiming uses, with AWS's errors.
//
// Here live the protocol and the shapes of requests and answers. What must not live here: how state machines run.
package sfnlocal

import (
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"time"

	"shiming/infra/aws/loopback"
	"shiming/infra/aws/sigv4"
	"shiming/infra/server/asl"
)

// Options say whose engine is served and who may call. Those of the first group are required.
type Options struct {
	Engine          *asl.Interpreter
	Region          string // such as "us-east-1": requests signed for another region are refused
	AccessKeyID     string // the one caller that the server knows, with any session token
	SecretAccessKey string
	Now             func() time.Time // the time of day of the callers, not the engine's clock: it judges signatures

	// Fault, where set, is asked twice in each operation: before it, and after it has taken effect (after is true). An
	// error makes the operation fail: a *Fault as it says, any other as InternalFailure (500). Called concurrently.
	Fault func(op string, after bool) error

	Address string // where Start listens, a loopback address with port; "": "127.0.0.1:0"
}

// ExecutionFault is an error as Step Functions sends it.
type ExecutionFault struct {
	Status  int    // of HTTP
	Code    string // such as "ThrottlingException"
	Message string
}

// Error returns code and message.
func (f *ExecutionFault) Error() string { return f.Code + ": " + f.Message }

// StepFunctions is the API, an http.Handler. Safe for concurrent use.
type StepFunctions struct {
	o      Options
	signed sigv4.SignatureVerifier
	served *loopback.Server // nil unless started

	mu    sync.Mutex
	calls map[string]int
}

// New returns a server that does not listen; serve it as an http.Handler.
func New(o Options) (*StepFunctions, error) {
	if o.Engine == nil || o.Region == "" || o.AccessKeyID == "" || o.SecretAccessKey == "" || o.Now == nil {
		return nil, errors.New("sfnlocal: engine, region, access key id, secret access key and clock are needed")
	}
	return &StepFunctions{o: o, calls: map[string]int{}, signed: sigv4.SignatureVerifier{
		Region: o.Region, Service: "states", AccessKeyID: o.AccessKeyID, SecretAccessKey: o.SecretAccessKey, Now: o.Now,
	}}, nil
}

// Start returns a server that listens at Options.Address until it is closed.
func Start(o Options) (*StepFunctions, error) {
	s, err := New(o)
	if err != nil {
		return nil, err
	}
	if s.served, err = loopback.Serve(o.Address, s); err != nil {
		return nil, fmt.Errorf("sfnlocal: %w", err)
	}
	return s, nil
}

// URL returns where a started server listens, for BaseEndpoint of the SDK; "" for one that was not started.
func (s *StepFunctions) URL() string {
	if s.served == nil {
		return ""
	}
	return s.served.URL()
}

// Close stops a started server and drops its connections. The engine goes on.
func (s *StepFunctions) Close() error {
	if s.served == nil {
		return nil
	}
	return s.served.Close()
}

// Calls returns how many well signed requests for op, such as "StartExecution", have come in, those that failed
// included.
func (s *StepFunctions) Calls(op string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.calls[op]
}

const (
	targetPrefix = "AWSStepFunctions."
	contentType  = "application/x-amz-json-1.0"
	bodyLimit    = 1 << 20 // bytes, as AWS
)

// ServeHTTP answers one request of the SDK.
func (s *StepFunctions) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", contentType)
	w.Header().Set("X-Amzn-Requestid", rand.Text())
	answer, err := s.answer(r)
	if err != nil {
		f := fault(err)
		w.WriteHeader(f.Status)
		answer = map[string]string{"__type": f.Code, "message": f.Message}
	}
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	_ = e.Encode(answer) // fails only where the client is gone
}

// fault words an error as AWS does.
func fault(err error) *ExecutionFault {
	var f *ExecutionFault
	var refused *asl.StateError
	var unsigned *sigv4.Rejection
	switch {
	case errors.As(err, &f):
		return f
	case errors.As(err, &refused):
		return &ExecutionFault{http.StatusBadRequest, refused.Code, refused.Message}
	case errors.As(err, &unsigned):
		return &ExecutionFault{http.StatusForbidden, unsigned.Code, unsigned.Message}
	}
	return &ExecutionFault{http.StatusInternalServerError, "InternalFailure", "The request processing has failed because of an unknown error."}
}

func (s *StepFunctions) answer(r *http.Request) (any, error) {
	body, err := io.ReadAll(io.LimitReader(r.Body, bodyLimit+1))
	if err != nil || len(body) > bodyLimit {
		return nil, &ExecutionFault{http.StatusRequestEntityTooLarge, "RequestEntityTooLargeException", "the body is too large or was cut"}
	}
	op, ours := strings.CutPrefix(r.Header.Get("X-Amz-Target"), targetPrefix)
	if r.Method != http.MethodPost || r.URL.Path != "/" || r.Header.Get("Content-Type") != contentType || !ours {
		return nil, unknown("POST / with a target of AWSStepFunctions and AWS JSON 1.0")
	}
	if err := s.signed.Check(r, body); err != nil {
		return nil, err
	}
	s.mu.Lock()
	s.calls[op]++
	s.mu.Unlock()
	operation := operations[op]
	if operation == nil {
		return nil, unknown("this server does not know " + op)
	}
	if err := s.ask(op, false); err != nil {
		return nil, err
	}
	answer, err := operation(s, r.Context(), body)
	if err != nil {
		return nil, err
	}
	return answer, s.ask(op, true)
}

func (s *StepFunctions) ask(op string, after bool) error {
	if s.o.Fault == nil {
		return nil
	}
	return s.o.Fault(op, after)
}

func unknown(message string) error {
	return &ExecutionFault{http.StatusBadRequest, "UnknownOperationException", message}
}

func invalid(message string) error {
	return &ExecutionFault{http.StatusBadRequest, "ValidationException", message}
}
