package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"time"

	"shiming/shared/clock"
)

// start is one cold start of a function, as Lambda sees it.
type start struct {
	init   time.Duration // exec → first poll
	answer time.Duration // event → answer
	body   []byte
}

// coldStart runs a binary once against a Runtime API of its own: it waits for the first poll, calls between (which may
// throttle the process), hands it the event and waits for the answer.
func coldStart(ctx context.Context, binary string, env []string, event []byte, between func(pid int) error) (start, error) {
	ctx, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return start{}, err
	}
	var (
		polled   = make(chan time.Time, 16)
		give     = make(chan struct{})
		answered = make(chan []byte, 1)
		failed   = make(chan error, 1)
	)
	mux := http.NewServeMux()
	mux.HandleFunc("GET /2018-06-01/runtime/invocation/next", func(w http.ResponseWriter, r *http.Request) {
		polled <- clock.Now()
		select {
		case <-give:
		case <-r.Context().Done():
			return
		}
		w.Header().Set("Lambda-Runtime-Aws-Request-Id", "bench")
		w.Header().Set("Lambda-Runtime-Deadline-Ms", fmt.Sprint(clock.Now().Add(10*time.Second).UnixMilli()))
		w.Header().Set("Lambda-Runtime-Invoked-Function-Arn", "arn:aws:lambda:us-east-1:000000000000:function:bench")
		_, _ = w.Write(event)
		give = nil // one event only: the next poll waits until the end
	})
	// A fault that the function names is an answer too: the sample is about a case that does not exist.
	mux.HandleFunc("POST /2018-06-01/runtime/invocation/bench/{answer}", func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		w.WriteHeader(http.StatusAccepted)
		answered <- body
	})
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		failed <- fmt.Errorf("%s: %s", r.URL.Path, bytes.TrimSpace(body))
	})
	server := &http.Server{Handler: mux}
	go func() { _ = server.Serve(listener) }()
	defer server.Close()

	cmd := exec.CommandContext(ctx, binary)
	cmd.Env = append(append([]string{}, env...), "AWS_LAMBDA_RUNTIME_API="+listener.Addr().String(), "_HANDLER=bootstrap", "AWS_LAMBDA_FUNCTION_NAME=bench")
	begun := clock.Now()
	if err := cmd.Start(); err != nil {
		return start{}, err
	}
	defer func() { _ = cmd.Process.Kill(); _ = cmd.Wait() }()
	var s start
	select {
	case at := <-polled:
		s.init = at.Sub(begun)
	case err := <-failed:
		return s, err
	case <-ctx.Done():
		return s, errors.New("the function did not poll")
	}
	if between != nil {
		if err := between(cmd.Process.Pid); err != nil {
			return s, err
		}
	}
	given := clock.Now()
	close(give)
	select {
	case s.body = <-answered:
		s.answer = clock.Now().Sub(given)
		return s, nil
	case err := <-failed:
		return s, err
	case <-ctx.Done():
		return s, errors.New("the function did not answer")
	}
}

// throttle limits a process to a share of one processor, as Lambda does by memory size. It needs control groups.
type throttle struct{ dir string }

func newThrottle(share float64) (*throttle, error) {
	const period = 20_000 // µs, as Lambda's
	v1, v2 := "/sys/fs/cgroup/cpu/shiming-bench", "/sys/fs/cgroup/shiming-bench"
	quota := fmt.Sprint(int(share * period))
	if _, err := os.Stat("/sys/fs/cgroup/cpu/cpu.cfs_quota_us"); err == nil {
		t := &throttle{v1}
		if err := os.MkdirAll(v1, 0o755); err != nil {
			return nil, err
		}
		return t, errors.Join(t.write("cpu.cfs_period_us", fmt.Sprint(period)), t.write("cpu.cfs_quota_us", quota))
	}
	t := &throttle{v2}
	if err := os.Mkdir(v2, 0o755); err != nil && !os.IsExist(err) {
		return nil, fmt.Errorf("needs control groups: %w", err)
	}
	return t, t.write("cpu.max", quota+" "+fmt.Sprint(period))
}

func (t *throttle) write(file, value string) error {
	return os.WriteFile(t.dir+"/"+file, []byte(value), 0o644)
}

func (t *throttle) hold(pid int) error { return t.write("cgroup.procs", fmt.Sprint(pid)) }

func (t *throttle) close() error { return os.Remove(t.dir) }

// milliseconds prints a duration.
func milliseconds(d time.Duration) string {
	return strings.TrimSuffix(fmt.Sprintf("%.2f", float64(d.Microseconds())/1000), "")
}
