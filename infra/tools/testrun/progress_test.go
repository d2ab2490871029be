package main

import (
	"bytes"
	"slices"
	"strings"
	"testing"
	"time"

	"shiming/infra/tools/testrun/stream"
)

// A long silence is broken by a line that says what is going on; what printed a line by itself is not interrupted.
func TestProgress(t *testing.T) {
	var out bytes.Buffer
	c := newCollector(&out, nil)
	if seen := c.progress(-1, time.Second); seen != 0 || out.Len() > 0 {
		t.Fatalf("got %q at the first look", out.String())
	}
	c.progress(0, 20*time.Second)
	if !strings.Contains(out.String(), "20 s, 0 tests passed, 0 failed; compiling") {
		t.Errorf("while it compiles it says %q", out.String())
	}
	c.add(stream.TestEvent{Action: "run", Package: "shiming/a", Test: "TestA"})
	c.add(stream.TestEvent{Action: "pass", Package: "shiming/a", Test: "TestA"})
	c.add(stream.TestEvent{Action: "run", Package: "shiming/a", Test: "TestB"})
	out.Reset()
	c.progress(0, 30*time.Second)
	if !strings.Contains(out.String(), "30 s, 1 tests passed, 0 failed; in shiming/a") {
		t.Errorf("while a package runs it says %q", out.String())
	}
	c.add(stream.TestEvent{Action: "pass", Package: "shiming/a", Test: "TestB"})
	c.add(stream.TestEvent{Action: "pass", Package: "shiming/a"})
	out.Reset()
	if seen := c.progress(0, 40*time.Second); seen != 1 || out.Len() > 0 {
		t.Errorf("after a line it says %q", out.String())
	}
}

// What needs the package is left out, also where only its tests need it; flags stay.
func TestLeaveOut(t *testing.T) {
	got, err := leaveOut([]string{"-short", "shiming/infra/tools/testrun/..."}, []string{"shiming/infra/tests/pii"})
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Contains(got, "-short") || slices.Contains(got, "shiming/infra/tools/testrun") {
		t.Errorf("got %v", got)
	}
	if got, err = leaveOut([]string{"shiming/infra/tools/testrun"}, []string{"shiming/infra/aws/dynamolocal"}); err != nil || len(got) != 1 {
		t.Errorf("got %v, %v", got, err)
	}
	if got, err = leaveOut([]string{"shiming/infra/tools/testrun"}, []string{"x", "shiming/infra/tools/testrun"}); err != nil || len(got) > 0 {
		t.Errorf("the package itself: got %v, %v", got, err)
	}
}
