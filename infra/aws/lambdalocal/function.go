package lambdalocal

import (
	"context"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/google/uuid"

	"shiming/infra/aws/template"
)

// Limits of Lambda.
const (
	maxPayload = 6 << 20          // of an event and of an answer
	initWithin = 10 * time.Second // the init phase of a new instance
)

// InvocationResult is what an invocation gave.
type InvocationResult struct {
	// Payload is the function's answer, or with FunctionError the error object ({"errorType", "errorMessage"}).
	Payload []byte
	// FunctionError is "" for success and "Unhandled" for an error, timeout or crash, like X-Amz-Function-Error.
	FunctionError string
	// RequestID is the invocation's id.
	RequestID string
	// Cold says that a process was started for this invocation; Init is then the time from exec to its first poll.
	Cold bool
	Init time.Duration
	// Duration is the time from handing out the event to having the whole answer.
	Duration time.Duration
}

// outcome says how an invocation ended, for the statistics.
type outcome int

const (
	answered    outcome = iota
	failed              // the function returned an error
	timedOut            // the process was ended
	crashed             // the process ended by itself
	initFailed          // the process never polled
	notAnswered         // the stack was closed
)

// function is a pool of processes of one function.
type function struct {
	spec   template.Function
	binary string
	env    []string
	output io.Writer
	slots  chan struct{} // one per running invocation

	initWithin time.Duration // of a new process, until its first poll

	closing chan struct{}

	mu     sync.Mutex
	idle   []*instance // the last one was used last
	live   map[*instance]struct{}
	shut   bool
	counts Stats

	running sync.WaitGroup
}

// newFunction makes the pool without starting a process. A variable that CloudFormation would take from a secret
// has to come from extra.
func newFunction(spec template.Function, binary string, most int, extra map[string]string, output io.Writer) (*function, error) {
	f := &function{
		spec: spec, binary: binary, output: output,
		initWithin: initWithin, slots: make(chan struct{}, most), closing: make(chan struct{}), live: map[*instance]struct{}{},
	}
	env := map[string]string{
		"PATH":                            "/usr/local/bin:/usr/bin:/bin",
		"LANG":                            "en_US.UTF-8",
		"TZ":                              ":UTC",
		"_HANDLER":                        spec.Handler,
		"AWS_REGION":                      "us-east-1",
		"AWS_DEFAULT_REGION":              "us-east-1",
		"AWS_ACCESS_KEY_ID":               "local",
		"AWS_SECRET_ACCESS_KEY":           "local",
		"AWS_SESSION_TOKEN":               "local",
		"AWS_LAMBDA_FUNCTION_NAME":        spec.Name,
		"AWS_LAMBDA_FUNCTION_VERSION":     "$LATEST",
		"AWS_LAMBDA_FUNCTION_MEMORY_SIZE": strconv.Itoa(spec.MemoryMB),
		"AWS_LAMBDA_INITIALIZATION_TYPE":  "on-demand",
		"AWS_LAMBDA_LOG_GROUP_NAME":       "/aws/lambda/" + spec.Name,
		"AWS_LAMBDA_LOG_STREAM_NAME":      "local",
	}
	maps.Copy(env, spec.Environment)
	maps.Copy(env, extra)
	for _, k := range slices.Sorted(maps.Keys(env)) {
		if strings.Contains(env[k], "{{resolve:") {
			return nil, fmt.Errorf("function %s: %s comes from a secret when deployed: give it in Options.Env", spec.ID, k)
		}
		f.env = append(f.env, k+"="+env[k])
	}
	return f, nil
}

// arn is the function's ARN in the local account.
func (f *function) arn() string {
	return "arn:aws:lambda:us-east-1:000000000000:function:" + f.spec.Name
}

// invoke runs one invocation as soon as a slot is free.
func (f *function) invoke(ctx context.Context, payload []byte) (InvocationResult, error) {
	select {
	case f.slots <- struct{}{}:
	case <-ctx.Done():
		return InvocationResult{}, ctx.Err()
	case <-f.closing:
		return InvocationResult{}, ErrClosed
	}
	f.mu.Lock()
	if f.shut {
		f.mu.Unlock()
		<-f.slots
		return InvocationResult{}, ErrClosed
	}
	f.running.Add(1)
	f.mu.Unlock()

	type ending struct {
		result  InvocationResult
		outcome outcome
	}
	end := make(chan ending, 1)
	go func() {
		defer f.running.Done()
		defer func() { <-f.slots }()
		result, outcome := f.run(payload)
		f.count(result, outcome)
		end <- ending{result, outcome}
	}()
	select {
	case e := <-end:
		if e.outcome == notAnswered {
			return InvocationResult{}, ErrClosed
		}
		return e.result, nil
	case <-ctx.Done():
		return InvocationResult{}, ctx.Err()
	}
}

// run takes an instance, starting one when none is idle, and gives it the event. The answer is given back when the
// instance asks for more work, because only then may it be used again.
func (f *function) run(payload []byte) (InvocationResult, outcome) {
	result := InvocationResult{RequestID: uuid.NewString()}
	in := f.takeIdle()
	if in == nil {
		result.Cold = true
		var err error
		if in, err = f.start(); err != nil {
			return f.fault(result, "Runtime.InvalidEntrypoint", err.Error()), initFailed
		}
		if !in.awaitPoll(f.initWithin) {
			hung := !in.gone()
			in.stop()
			return f.initFault(result, in, hung)
		}
		result.Init = in.initTime
	}
	inv := &invocation{id: result.RequestID, payload: payload, timeout: f.spec.Timeout, answer: make(chan answer, 1)}
	began := monotonic()
	inv.deadline = began.Add(inv.timeout)
	in.give(inv)
	timeout := time.NewTimer(inv.timeout)
	defer timeout.Stop()
	select {
	case a := <-inv.answer:
		result.Duration = monotonic().Sub(began)
		f.settle(in, inv.deadline.Sub(monotonic()))
		return f.answer(result, a)
	case <-in.exited:
		result.Duration = monotonic().Sub(began)
		select {
		case a := <-inv.answer: // it answered and ended at once
			return f.answer(result, a)
		default:
		}
		if in.killed() {
			return result, notAnswered
		}
		return f.fault(result, "Runtime.ExitError", "RequestId: "+result.RequestID+" Error: Runtime exited with error: "+in.exitText()), crashed
	case <-timeout.C:
		result.Duration = monotonic().Sub(began)
		in.stop()
		text := result.RequestID + " Error: Task timed out after " + strconv.FormatFloat(inv.timeout.Seconds(), 'f', 2, 64) + " seconds"
		return f.fault(result, "Sandbox.Timedout", "RequestId: "+text), timedOut
	}
}

// answer turns the function's own answer into a result.
func (f *function) answer(r InvocationResult, a answer) (InvocationResult, outcome) {
	r.Payload = a.body
	if a.failed {
		r.FunctionError = "Unhandled"
		return r, failed
	}
	return r, answered
}

// settle waits until the instance polls again, within what is left of the timeout, and makes it idle; an instance
// that ended or hangs is done with.
func (f *function) settle(in *instance, within time.Duration) {
	if !in.awaitPoll(max(within, time.Second)) {
		in.stop()
		return
	}
	f.mu.Lock()
	f.idle = append(f.idle, in)
	f.mu.Unlock()
}

// takeIdle returns the most recently used instance that is still alive, or nil.
func (f *function) takeIdle() *instance {
	f.mu.Lock()
	defer f.mu.Unlock()
	for len(f.idle) > 0 {
		in := f.idle[len(f.idle)-1]
		f.idle = f.idle[:len(f.idle)-1]
		if !in.gone() {
			return in
		}
		f.counts.Crashes++ // while idle: another one takes its place
	}
	return nil
}

// start starts a new instance; none after close.
func (f *function) start() (*instance, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.shut {
		return nil, ErrClosed
	}
	in, err := startInstance(f)
	if err != nil {
		return nil, err
	}
	f.live[in] = struct{}{}
	f.counts.Starts++
	return in, nil
}

// forget releases what an ended instance held.
func (f *function) forget(in *instance) {
	f.mu.Lock()
	delete(f.live, in)
	f.mu.Unlock()
}

// recycle ends the idle instances.
func (f *function) recycle() {
	f.mu.Lock()
	idle := f.idle
	f.idle = nil
	f.mu.Unlock()
	for _, in := range idle {
		in.stop()
	}
}

// close ends all instances and waits for the invocations and the processes.
func (f *function) close() {
	f.mu.Lock()
	if f.shut {
		f.mu.Unlock()
		return
	}
	f.shut = true
	close(f.closing)
	live := slices.Collect(maps.Keys(f.live))
	f.mu.Unlock()
	for _, in := range live {
		in.stop()
	}
	f.running.Wait()
}
