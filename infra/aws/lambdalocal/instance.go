package lambdalocal

import (
	"net"
	"net/http"
	"os/exec"
	"path/filepath"
	"sync"
	"time"
)

// instance is one process of a function with a Runtime API server of its own. It runs one invocation at a time.
type instance struct {
	f      *function
	cmd    *exec.Cmd
	server *http.Server
	output *lineWriter

	started  time.Time
	initTime time.Duration // set before the first poll is offered
	polls    chan poll     // the process asks for work
	current  poll          // the poll that waits for an invocation; used by the invocation's goroutine only

	exited chan struct{} // closed when the process has ended and was waited for

	mu       sync.Mutex
	polled   bool
	work     *invocation // being worked on
	initBody []byte      // of /init/error
	stopped  bool        // ended by us
	exit     string
}

// invocation is one event for one instance.
type invocation struct {
	id       string
	payload  []byte
	timeout  time.Duration
	deadline time.Time
	answer   chan answer // buffered, gets at most one
}

type answer struct {
	body   []byte
	failed bool
}

// poll is a waiting request for the next invocation.
type poll chan *invocation

// startInstance starts the process. The caller holds the function's lock.
func startInstance(f *function) (*instance, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	in := &instance{f: f, polls: make(chan poll), exited: make(chan struct{}), output: &lineWriter{prefix: f.spec.ID + " | ", w: f.output}}
	in.server = &http.Server{Handler: in.runtimeAPI(), ReadHeaderTimeout: 10 * time.Second}
	in.cmd = exec.Command(f.binary)
	in.cmd.Dir = filepath.Dir(f.binary)
	in.cmd.Env = append([]string{"AWS_LAMBDA_RUNTIME_API=" + l.Addr().String(), "LAMBDA_TASK_ROOT=" + in.cmd.Dir}, f.env...)
	in.cmd.Stdout, in.cmd.Stderr = in.output, in.output
	in.cmd.WaitDelay = time.Second // for output pipes that a grandchild holds open
	in.started = monotonic()
	if err := in.cmd.Start(); err != nil {
		l.Close()
		return nil, err
	}
	go func() { _ = in.server.Serve(l) }() // ends with server.Close
	go func() {
		err := in.cmd.Wait()
		in.output.flush()
		in.mu.Lock()
		in.exit = "exit status 0"
		if err != nil {
			in.exit = err.Error()
		}
		in.mu.Unlock()
		_ = in.server.Close()
		f.forget(in)
		close(in.exited)
	}()
	return in, nil
}

// awaitPoll waits until the process asks for work; false when it ended or took too long.
func (in *instance) awaitPoll(within time.Duration) bool {
	timeout := time.NewTimer(within)
	defer timeout.Stop()
	select {
	case in.current = <-in.polls:
		return true
	case <-in.exited:
	case <-timeout.C:
	}
	return false
}

// give hands an invocation to the waiting poll.
func (in *instance) give(inv *invocation) {
	in.mu.Lock()
	in.work = inv
	in.mu.Unlock()
	in.current <- inv
}

// stop ends the process and waits for it.
func (in *instance) stop() {
	in.mu.Lock()
	in.stopped = true
	in.mu.Unlock()
	_ = in.cmd.Process.Kill() // it may have ended already
	<-in.exited
}

// killed says that we ended the process, or tried to.
func (in *instance) killed() bool {
	in.mu.Lock()
	defer in.mu.Unlock()
	return in.stopped
}

// gone says that the process has ended.
func (in *instance) gone() bool {
	select {
	case <-in.exited:
		return true
	default:
		return false
	}
}

func (in *instance) exitText() string {
	in.mu.Lock()
	defer in.mu.Unlock()
	return in.exit
}

func (in *instance) initError() []byte {
	in.mu.Lock()
	defer in.mu.Unlock()
	return in.initBody
}
