package boot

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"shiming/shared/realname/policies"
	"shiming/shared/steps"
	"shiming/shared/store/canary"
	"shiming/shared/store/sqlite"
)

// counted counts what is read of a store, which may be away.
type counted struct {
	*sqlite.Store
	reads int
	away  bool
}

// Record implements steps.Records.
func (c *counted) Record(ctx context.Context, kind, id string) (steps.Record, error) {
	c.reads++
	if c.away {
		return steps.Record{}, steps.ErrUnavailable
	}
	return c.Store.Record(ctx, kind, id)
}

// echo answers every event.
type echo struct{}

// Invoke implements lambda.Handler.
func (echo) Invoke(_ context.Context, payload []byte) ([]byte, error) { return payload, nil }

// begin is a function that starts on the table, with SANDBOX as given; said is how its init phase failed.
func begin(t *testing.T, sandbox string, c *counted, opens bool) (f inMode, said string) {
	t.Helper()
	t.Setenv("AWS_REGION", "cn-north-1")
	t.Setenv("PROFILE", policies.Default)
	t.Setenv("SANDBOX", sandbox)
	defer func() {
		if p := recover(); p != nil {
			said = fmt.Sprint(p)
		}
	}()
	env := Load()
	if opens {
		env.Warm(env.BeginMode(c))
	} else {
		env.Warm(env.Mode(c))
	}
	f = inMode{env, echo{}}
	env.ready()
	return f, ""
}

func TestTHREATS_X5_a_table_of_the_other_mode(t *testing.T) {
	store, err := sqlite.Open(filepath.Join(t.TempDir(), "shiming.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = store.Close() })
	c := &counted{Store: store}
	invoke := func(f inMode) error {
		t.Helper()
		_, err := f.Invoke(t.Context(), []byte("{}"))
		return err
	}

	// On a new table who only reads goes on, and asks again until the first case was opened.
	reader, said := begin(t, "true", c, false)
	if err := invoke(reader); said != "" || err != nil || c.reads != 2 {
		t.Errorf("on a new table: %q, %v, %d reads", said, err, c.reads)
	}
	opener, said := begin(t, "true", c, true)
	if err := invoke(opener); said != "" || err != nil {
		t.Errorf("who opens cases: %q, %v", said, err)
	}
	before := c.reads
	for range 5 {
		if err := errors.Join(invoke(reader), invoke(opener)); err != nil {
			t.Error(err)
		}
	}
	if c.reads != before+1 {
		t.Errorf("%d reads for ten events, want the reader's last", c.reads-before)
	}

	for _, opens := range []bool{false, true} {
		f, said := begin(t, "false", c, opens)
		if !strings.Contains(said, "SANDBOX") {
			t.Errorf("in live mode it starts: %q", said)
		}
		if err := invoke(f); !errors.Is(err, canary.ErrOtherMode) {
			t.Errorf("and answers: %v", err)
		}
	}

	// A table that is away stops nobody for good, and nothing is done on it.
	c.away = true
	f, said := begin(t, "true", c, false)
	if err := invoke(f); said != "" || !errors.Is(err, steps.ErrUnavailable) {
		t.Errorf("the table is away: %q, %v", said, err)
	}
	c.away, before = false, c.reads
	if err := errors.Join(invoke(f), invoke(f), invoke(f)); err != nil || c.reads != before+1 {
		t.Errorf("it is back: %v, %d reads", err, c.reads-before)
	}
}

// Every function that has a table holds its mode against it, and only that one begins it which opens cases.
func TestTHREATS_X5_every_function_looks_at_the_mode(t *testing.T) {
	mains, err := filepath.Glob("../../../functions/*/main.go")
	if err != nil || len(mains) < 30 {
		t.Fatalf("%d functions, %v", len(mains), err)
	}
	for _, main := range mains {
		source, err := os.ReadFile(main)
		if err != nil {
			t.Fatal(err)
		}
		text, name := string(source), filepath.Base(filepath.Dir(main))
		call := "env.Mode(store)"
		if name == "open-case" {
			call = "env.BeginMode(store)"
		}
		if strings.Contains(text, "dynamo.Connect") != strings.Contains(text, "env.Warm("+call) {
			t.Errorf("%s: want env.Warm(%s)", name, call)
		}
	}
}
