// Package lambdalocal runs Shiming's functions on one machine as they are deployed: the built bootstrap binaries,
// started by a Lambda Runtime API server, behind an HTTP API (payload format 2.0) with its JWT authorizer and routes,
// fed from DynamoDB Streams, all as template.yaml says. It is for tests, benchmarks and `make run-lambda`.
//
// Where AWS is not fully documented, the behaviour here is the stricter or the simpler one, and the comment at that
// place says so. What must not live here: business rules, code that a deployed function imports, or a second
// description of routes and triggers.
package lambdalocal

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodbstreams"
	"github.com/golang-jwt/jwt/v5"

	"shiming/infra/aws/template"
	"shiming/shared/clock"
)

// Options says what to run. Template and BinDir are required.
type Options struct {
	// Template holds the functions, routes and triggers, with parameters and attributes worked out.
	Template *template.Template
	// BinDir holds <function folder name>/bootstrap for every function: what Build leaves in its outDir.
	BinDir string
	// Env is added to the environment of every function and wins over the template, for example
	// AWS_ENDPOINT_URL_DYNAMODB, or what a deployment takes from a secret ({{resolve:…}}). Functions inherit nothing else from this process.
	Env map[string]string
	// EnvOf gives what one function's environment has beside Env, by its logical id, and wins over it; nil gives nothing.
	EnvOf func(id string) map[string]string
	// Keyfunc gives the public key for a token's key id, as the issuer's JWKS would. Required when a route has an
	// authorizer.
	Keyfunc jwt.Keyfunc
	// Output receives what functions print, line by line, each with the logical id in front. nil discards it.
	Output io.Writer
	// Addr is where the HTTP API listens; "" is a free port of the loopback address.
	Addr string
	// MaxInstances is how many processes one function may have; 0 is 4. Further calls wait, where AWS would answer 429.
	MaxInstances int
	// Streams reads the tables' streams; the tables have to exist. nil leaves the stream triggers off.
	Streams *dynamodbstreams.Client
	// OnFailure is told about batches that were given up on. nil drops them. It is called from several goroutines.
	OnFailure func(FailedBatch)
	// Now is the clock of tokens and of event times; nil is clock.Now. Timeouts always run on the machine's clock.
	Now func() time.Time
}

const (
	defaultInstances = 4
	shutdownWithin   = 2 * time.Second
)

// Lambda is a running set of functions. All methods are safe for concurrent use.
type Lambda struct {
	// URL is the base of the HTTP API, without a slash at the end; "" when the template has no routes.
	URL string

	functions map[string]*function
	output    io.Writer
	now       func() time.Time
	server    *http.Server
	cancel    context.CancelFunc
	done      sync.WaitGroup // front and pumps
	close     sync.Once
}

// ErrUnknownFunction is the answer to a logical id that the template does not have.
var ErrUnknownFunction = errors.New("the template has no such function")

// ErrClosed is the answer of a stack that has been closed.
var ErrClosed = errors.New("the stack is closed")

// ErrTooLarge is the answer to an event of more than 6 MB.
var ErrTooLarge = errors.New("the event is larger than Lambda takes (6 MB)")

// Start checks that everything is there and starts the HTTP API and the stream readers; the functions' processes
// start with their first invocation. ctx limits the start only; the stack runs until Close.
func Start(ctx context.Context, o Options) (*Lambda, error) {
	if o.Template == nil {
		return nil, errors.New("lambdalocal: a template is needed")
	}
	if o.Now == nil {
		o.Now = clock.Now
	}
	if o.MaxInstances == 0 {
		o.MaxInstances = defaultInstances
	}
	if o.Output == nil {
		o.Output = io.Discard
	}
	s := &Lambda{functions: map[string]*function{}, output: &lockedWriter{w: o.Output}, now: o.Now}
	for _, spec := range o.Template.Functions {
		binary, err := filepath.Abs(filepath.Join(o.BinDir, spec.Folder(), "bootstrap"))
		if err != nil {
			return nil, err
		}
		if _, err := os.Stat(binary); err != nil {
			return nil, fmt.Errorf("function %s is not built: %w", spec.ID, err)
		}
		extra := maps.Clone(o.Env)
		if o.EnvOf != nil {
			if extra == nil {
				extra = map[string]string{}
			}
			maps.Copy(extra, o.EnvOf(spec.ID))
		}
		if s.functions[spec.ID], err = newFunction(spec, binary, o.MaxInstances, extra, s.output); err != nil {
			return nil, err
		}
	}
	f, err := newFront(s, o)
	if err != nil {
		return nil, err
	}
	var run context.Context
	run, s.cancel = context.WithCancel(context.Background())
	if err := s.startPumps(ctx, run, o); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	if f != nil {
		if err := s.serve(f, o.Addr); err != nil {
			return nil, errors.Join(err, s.Close())
		}
	}
	return s, nil
}

// serve starts the HTTP API.
func (s *Lambda) serve(f *front, addr string) error {
	if addr == "" {
		addr = "127.0.0.1:0"
	}
	l, err := net.Listen("tcp", addr)
	if err != nil {
		return err
	}
	s.URL = "http://" + l.Addr().String()
	s.server = &http.Server{Handler: f, ReadHeaderTimeout: 10 * time.Second, MaxHeaderBytes: maxHeaderBytes}
	s.done.Go(func() {
		if err := s.server.Serve(l); !errors.Is(err, http.ErrServerClosed) {
			fmt.Fprintln(s.output, "HTTP API:", err)
		}
	})
	return nil
}

// Invoke runs a function synchronously with a JSON payload, as the Invoke call of Lambda does. A function that fails,
// times out or crashes is not an error of Invoke: see Result.FunctionError. When ctx ends first, its error is
// returned and the invocation goes on unobserved.
func (s *Lambda) Invoke(ctx context.Context, functionID string, payload []byte) (InvocationResult, error) {
	f, ok := s.functions[functionID]
	if !ok {
		return InvocationResult{}, fmt.Errorf("%w: %s", ErrUnknownFunction, functionID)
	}
	if len(payload) > maxPayload {
		return InvocationResult{}, ErrTooLarge
	}
	return f.invoke(ctx, payload)
}

// Recycle ends the function's idle processes, so that its next invocation is a cold start.
func (s *Lambda) Recycle(functionID string) error {
	f, ok := s.functions[functionID]
	if !ok {
		return fmt.Errorf("%w: %s", ErrUnknownFunction, functionID)
	}
	f.recycle()
	return nil
}

// Stats returns the figures of every function so far, by logical id.
func (s *Lambda) Stats() map[string]Stats {
	out := map[string]Stats{}
	for id, f := range s.functions {
		out[id] = f.stats()
	}
	return out
}

// Close stops taking requests, lets running ones end for two seconds, and ends the processes that this stack
// started, waiting for each. It may be called more than once.
func (s *Lambda) Close() error {
	s.close.Do(func() {
		if s.server != nil {
			ctx, cancel := context.WithTimeout(context.Background(), shutdownWithin)
			if err := s.server.Shutdown(ctx); err != nil {
				_ = s.server.Close() // the listener is closed already
			}
			cancel()
		}
		s.cancel()
		s.done.Wait()
		for _, f := range s.functions {
			f.close()
		}
	})
	return nil
}
