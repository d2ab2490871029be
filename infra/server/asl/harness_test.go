package asl

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"
)

// dawn is when the tests' clock starts.
var dawn = time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)

// hands is a clock that only turns when it is told to.
type hands struct {
	mu sync.Mutex
	at time.Time
}

func (h *hands) now() time.Time {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.at
}

func (h *hands) turn(d time.Duration) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.at = h.at.Add(d)
}

// functions answers by name: calls are kept.
type functions struct {
	mu     sync.Mutex
	calls  []string // "name payload"
	answer func(name string, payload []byte) ([]byte, error)
}

func (f *functions) invoke(_ context.Context, name string, payload []byte) ([]byte, error) {
	f.mu.Lock()
	f.calls = append(f.calls, name+" "+string(payload))
	f.mu.Unlock()
	if f.answer == nil {
		return []byte(`{}`), nil
	}
	return f.answer(name, payload)
}

func (f *functions) count() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return len(f.calls)
}

// rig is an engine with a clock and functions that tests have in their hands.
type rig struct {
	*Interpreter
	t     *testing.T
	clock *hands
	f     *functions
	o     Options
}

func open(t *testing.T, machines map[string]*Definition, change ...func(*Options)) *rig {
	t.Helper()
	r := &rig{t: t, clock: &hands{at: dawn}, f: &functions{}}
	r.o = Options{
		DB: filepath.Join(t.TempDir(), "asl.db"), Clock: r.clock.now, Machines: machines, Invoke: r.f.invoke,
	}
	for _, c := range change {
		c(&r.o)
	}
	r.open()
	t.Cleanup(func() { _ = r.Interpreter.Close() })
	return r
}

func (r *rig) open() {
	r.t.Helper()
	e, err := Open(r.o)
	if err != nil {
		r.t.Fatal(err)
	}
	r.Interpreter = e
}

// reopen closes the engine and opens another one on its file.
func (r *rig) reopen() {
	r.t.Helper()
	if err := r.Interpreter.Close(); err != nil {
		r.t.Fatal(err)
	}
	r.open()
}

func (r *rig) start(name, input string) string {
	r.t.Helper()
	x, err := r.Start(r.t.Context(), "m", name, []byte(input))
	if err != nil {
		r.t.Fatal(err)
	}
	return x.ARN
}

func (r *rig) settle() {
	r.t.Helper()
	ctx, cancel := context.WithTimeout(r.t.Context(), 20*time.Second)
	defer cancel()
	if err := r.Settle(ctx); err != nil {
		r.t.Fatalf("does not settle: %v", err)
	}
}

func (r *rig) turn(d time.Duration) {
	r.t.Helper()
	r.clock.turn(d)
	r.ClockTurned()
	r.settle()
}

// over waits until the execution is over, with a clock that runs by itself.
func (r *rig) over(arn string) Execution {
	r.t.Helper()
	for range 1000 {
		x, err := r.Describe(r.t.Context(), arn)
		if err != nil {
			r.t.Fatal(err)
		}
		if x.Status != Running {
			return x
		}
		time.Sleep(10 * time.Millisecond)
	}
	r.t.Fatal("not over after 10 seconds")
	return Execution{}
}

func (r *rig) is(arn string, status ExecutionStatus, path ...string) Execution {
	r.t.Helper()
	x, err := r.Describe(r.t.Context(), arn)
	if err != nil {
		r.t.Fatal(err)
	}
	if x.Status != status || !slices.Equal(r.Path(arn), path) {
		r.t.Fatalf("%s %s %s by %q, want %s by %q", x.Status, x.Error, x.Cause, r.Path(arn), status, path)
	}
	return x
}

// machine makes a definition of a few states, with what Validate wants and the test does not care about.
func machine(t testing.TB, startAt string, states map[string]map[string]any) *Definition {
	t.Helper()
	for _, name := range slices.Collect(maps.Keys(states)) {
		s := states[name]
		s["Comment"] = "of a test"
		if s["Type"] != "Task" {
			continue
		}
		if s["TimeoutSeconds"] == nil && s["TimeoutSecondsPath"] == nil {
			s["TimeoutSeconds"] = 3600
		}
		for _, field := range []string{"Retry", "Catch"} {
			if s[field] != nil {
				continue
			}
			never := map[string]any{"ErrorEquals": []string{"NeverThrown"}}
			if field == "Catch" {
				never["Next"] = "Never"
				states["Never"] = map[string]any{"Type": "Fail", "Comment": "of a test"}
			}
			s[field] = []any{never}
		}
	}
	text, err := json.Marshal(map[string]any{"Comment": "of a test", "StartAt": startAt, "States": states})
	if err != nil {
		t.Fatal(err)
	}
	d, err := Parse(text, nil)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func states(t testing.TB, text string) map[string]map[string]any {
	t.Helper()
	var all map[string]map[string]any
	if err := json.Unmarshal([]byte(text), &all); err != nil {
		t.Fatal(err)
	}
	return all
}

func one(d *Definition) map[string]*Definition { return map[string]*Definition{"m": d} }

// snapshots makes a copy of the file after every step that is written.
func snapshots(t *testing.T, o *Options) func() []string {
	dir := t.TempDir()
	var mu sync.Mutex
	var files []string
	o.committed = func(db *sql.DB) {
		mu.Lock()
		defer mu.Unlock()
		file := filepath.Join(dir, fmt.Sprintf("%03d.db", len(files)))
		if _, err := db.Exec("VACUUM INTO ?", file); err != nil {
			t.Error(err)
		}
		files = append(files, file)
	}
	return func() []string {
		mu.Lock()
		defer mu.Unlock()
		return slices.Clone(files)
	}
}

func wantCode(t *testing.T, err error, code string) {
	t.Helper()
	got := ""
	if e, ok := err.(*StateError); ok {
		got = e.Code
	}
	if got != code || (code == "") != (err == nil) {
		t.Errorf("got %v, want %q", err, code)
	}
}
