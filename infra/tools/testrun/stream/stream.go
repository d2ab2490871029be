// Package stream reads what `go test -json` writes (see `go doc test2json`). It holds the event and its reader;
// what to make of the events is the business of infra/tools/testrun and infra/tools/rules.
package stream

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
)

// TestEvent is one line of the stream. Test is empty for events of a whole package; ImportPath stands instead of
// Package in build events. Elapsed is in seconds.
type TestEvent struct {
	Action      string // start, run, pause, cont, output, pass, bench, fail, skip; build-output, build-fail
	Package     string
	Test        string
	Output      string
	ImportPath  string
	FailedBuild string
	Elapsed     float64
}

// Ended tells whether the event is the last one of its test or package.
func (e TestEvent) Ended() bool {
	return e.Action == "pass" || e.Action == "fail" || e.Action == "skip"
}

// Read calls each for every line of r, in order, with the line as it came (newline included) and the event it holds.
// A line that is no event (tools print what they like) is given with a nil raw line, as an output event of no
// package, so that nothing escapes a search. Lines may be of any length. The first error of r or of each ends it.
func Read(r io.Reader, each func(raw []byte, e TestEvent) error) error {
	in := bufio.NewReaderSize(r, 1<<16)
	for {
		line, err := in.ReadBytes('\n')
		if len(line) > 0 {
			var e TestEvent
			raw := line
			if json.Unmarshal(line, &e) != nil || e.Action == "" {
				raw, e = nil, TestEvent{Action: "output", Output: string(line)}
			}
			if err := each(raw, e); err != nil {
				return err
			}
		}
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("read test events: %w", err)
		}
	}
}
