// Command testrun runs the tests of Shiming and reports them; `make test` calls it.
//
//	go run ./infra/tools/testrun [-json-out file] [-without package,…] -- [flags of go test] [packages]
//
// What stands after -- goes to `go test -json` as it is; nothing there means ./... . With -without it leaves out those
// packages, and the ones whose tests need them. It prints a line per package, one at least every ten seconds, the output of failures in full,
// and a summary; it writes the event stream to a file, from which infra/tools/rules makes its table, and ends it with the
// event of a test that stands for the search described below. A run is good when go test says so, at least one test ran, none
// was skipped, and no output of any test holds personal data of the made-up people in infra/tests/pii (THREATS L1).
//
// Nothing about what the tests check lives here.
package main

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"shiming/infra/tools/testrun/stream"
)

func main() {
	jsonOut := flag.String("json-out", ".cache/test.json", "file for the event stream; empty for none")
	without := flag.String("without", "", "packages to leave out, with those whose tests need them")
	flag.Parse()
	args := flag.Args()
	if len(args) == 0 {
		args = []string{"./..."}
	}
	if *without != "" {
		var err error
		if args, err = leaveOut(args, strings.Split(*without, ",")); err != nil {
			fmt.Fprintln(os.Stderr, "testrun:", err)
			os.Exit(1)
		}
	}
	cmd := exec.Command("go", append([]string{"test", "-json"}, args...)...)
	cmd.Env = environ(os.Environ(), os.Getenv)
	os.Exit(run(cmd, *jsonOut, os.Stdout, time.Now))
}

// run starts cmd, which writes a test event stream, reports on out, and returns the exit code: that of cmd, or 1
// if cmd was content and the report is not.
func run(cmd *exec.Cmd, jsonOut string, out io.Writer, now func() time.Time) int {
	began := now()
	events, err := create(jsonOut)
	if err != nil {
		fmt.Fprintln(out, "testrun:", err)
		return 1
	}
	c := newCollector(out, seeds())
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	quiet := tell(c, quietFor)
	if err := pipe(cmd, events, c); err != nil {
		fmt.Fprintln(out, "testrun:", err)
	}
	quiet()
	c.add(stream.TestEvent{Action: "output", Output: stderr.String()})

	bad := c.finish(now().Sub(began).Seconds())
	if err := errors.Join(writeVerdict(events, c), events.Close()); err != nil {
		bad = append(bad, err.Error())
	}
	code := 1
	if cmd.ProcessState != nil {
		code = cmd.ProcessState.ExitCode()
	}
	if code != 0 {
		bad = append(bad, fmt.Sprintf("go test ended with code %d", code))
	}
	for _, reason := range bad {
		fmt.Fprintln(out, "FAIL:", reason)
	}
	if len(bad) > 0 && code <= 0 {
		code = 1
	}
	return code
}

// create opens the file for the events, with its folder; without a name they go nowhere.
func create(name string) (io.WriteCloser, error) {
	if name == "" {
		return nopCloser{io.Discard}, nil
	}
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		return nil, err
	}
	return os.Create(name)
}

type nopCloser struct{ io.Writer }

func (nopCloser) Close() error { return nil }

// pipe runs cmd and takes its events to the file and to the collector. That cmd ends with a code other than 0 is
// not an error here.
func pipe(cmd *exec.Cmd, events io.Writer, c *collector) error {
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		return err
	}
	if err := cmd.Start(); err != nil {
		return err
	}
	readErr := stream.Read(stdout, func(raw []byte, e stream.TestEvent) error {
		c.add(e)
		_, err := events.Write(raw)
		return err
	})
	if readErr != nil {
		_ = cmd.Process.Kill()
	}
	waitErr := cmd.Wait()
	var exit *exec.ExitError
	if errors.As(waitErr, &exit) {
		waitErr = nil
	}
	return errors.Join(readErr, waitErr)
}

// writeVerdict ends the event file with the search for personal data as a test of its own, so that the table of
// infra/tools/rules says what came of it. Only a search through the output of tests proves something.
func writeVerdict(events io.Writer, c *collector) error {
	if c.count.passed+c.count.failed == 0 {
		return nil
	}
	action := "pass"
	if c.hits > 0 {
		action = "fail"
	}
	_, err := fmt.Fprintf(events, `{"Action":%q,"Package":"shiming/infra/tools/testrun","Test":"THREATS_L1_all_output"}`+"\n", action)
	return err
}
