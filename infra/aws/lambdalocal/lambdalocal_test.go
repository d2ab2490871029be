package lambdalocal

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"shiming/infra/aws/template"
)

var (
	testTemplate *template.Template
	testBinaries string
)

func TestMain(m *testing.M) {
	os.Exit(func() int {
		dir, err := os.MkdirTemp("", "lambdalocal-")
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			return 1
		}
		defer os.RemoveAll(dir)
		testBinaries = dir
		if testTemplate, err = template.Load("testdata/template.yaml", template.Options{}); err == nil {
			err = Build(context.Background(), testTemplate, dir)
		}
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			return 1
		}
		return m.Run()
	}())
}

// start starts the test template; change may alter the options.
func start(t *testing.T, change func(*Options)) (*Lambda, *safeBuffer) {
	t.Helper()
	out := &safeBuffer{}
	o := Options{Template: testTemplate, BinDir: testBinaries, Keyfunc: testKey, Output: out}
	if change != nil {
		change(&o)
	}
	s, err := Start(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s, out
}

type probe struct {
	PID       int
	Calls     int
	Env       []string
	RequestID string
	ARN       string
	LeftMS    int
}

func call(t *testing.T, s *Lambda, id, event string) (InvocationResult, probe) {
	t.Helper()
	r, err := s.Invoke(t.Context(), id, []byte(event))
	if err != nil {
		t.Fatal(err)
	}
	var p probe
	if r.FunctionError == "" {
		if err := json.Unmarshal(r.Payload, &p); err != nil {
			t.Fatalf("%v: %s", err, r.Payload)
		}
	}
	return r, p
}

func TestInvoke(t *testing.T) {
	s, out := start(t, func(o *Options) { o.Env = map[string]string{"BOTH": "options"} })
	first, p1 := call(t, s, "Probe", `{}`)
	second, p2 := call(t, s, "Probe", `{"do":"print","text":"half a"}`)
	call(t, s, "Probe", `{"do":"print","text":" line\nrest"}`)

	t.Run("one process serves one call after the other", func(t *testing.T) {
		if !first.Cold || second.Cold || p1.PID != p2.PID || p2.Calls != 2 {
			t.Errorf("first %+v %+v, second %+v %+v", first.Cold, p1.PID, second.Cold, p2)
		}
		if first.Init <= 0 || second.Init != 0 || first.Duration <= 0 {
			t.Errorf("timings: %v %v %v", first.Init, second.Init, first.Duration)
		}
	})
	t.Run("the environment is Lambda's, the template's and that of the options, and nothing else", func(t *testing.T) {
		for _, want := range []string{
			"FROM_TEMPLATE=yes", "BOTH=options", "AWS_LAMBDA_FUNCTION_NAME=Probe", "_HANDLER=bootstrap",
			"AWS_LAMBDA_FUNCTION_MEMORY_SIZE=256", "AWS_REGION=us-east-1", "AWS_ACCESS_KEY_ID=local",
		} {
			if !slices.Contains(p1.Env, want) {
				t.Errorf("%s is missing in %v", want, p1.Env)
			}
		}
		if slices.ContainsFunc(p1.Env, func(e string) bool { return strings.HasPrefix(e, "HOME=") }) {
			t.Error("the environment of this process leaks")
		}
	})
	t.Run("the invocation has its id, ARN and deadline", func(t *testing.T) {
		if p1.RequestID != first.RequestID || !strings.HasSuffix(p1.ARN, ":function:Probe") || p1.LeftMS < 4000 || p1.LeftMS > 5000 {
			t.Errorf("%+v, request %s", p1, first.RequestID)
		}
	})
	t.Run("an error and a panic are the function's result", func(t *testing.T) {
		r, _ := call(t, s, "Probe", `{"do":"error","text":"nothing doing"}`)
		if r.FunctionError != "Unhandled" || !strings.Contains(string(r.Payload), `"errorMessage":"nothing doing"`) {
			t.Errorf("%s %s", r.FunctionError, r.Payload)
		}
		r, _ = call(t, s, "Probe", `{"do":"panic","text":"bang"}`)
		if r.FunctionError != "Unhandled" || !strings.Contains(string(r.Payload), "bang") {
			t.Errorf("%s %s", r.FunctionError, r.Payload)
		}
		if r, p := call(t, s, "Probe", `{}`); !r.Cold || p.PID == p1.PID {
			t.Error("the process goes on after a panic")
		}
	})
	t.Run("sizes are limited to 6 MB", func(t *testing.T) {
		r, _ := call(t, s, "Probe", fmt.Sprintf(`{"do":"big","ms":%d}`, maxPayload+1))
		if !strings.Contains(string(r.Payload), "Function.ResponseSizeTooLarge") {
			t.Errorf("%.200s", r.Payload)
		}
		if _, err := s.Invoke(t.Context(), "Probe", make([]byte, maxPayload+1)); !errors.Is(err, ErrTooLarge) {
			t.Error(err)
		}
	})
	t.Run("unknown function", func(t *testing.T) {
		if _, err := s.Invoke(t.Context(), "Nobody", nil); !errors.Is(err, ErrUnknownFunction) {
			t.Error(err)
		}
	})
	t.Run("recycle makes the next start cold", func(t *testing.T) {
		call(t, s, "Probe", `{}`)
		if err := s.Recycle("Probe"); err != nil {
			t.Fatal(err)
		}
		if r, _ := call(t, s, "Probe", `{}`); !r.Cold {
			t.Error("the start was warm")
		}
	})
	s.Close()
	t.Run("output comes line by line with the function's name", func(t *testing.T) {
		if got := out.String(); !strings.Contains(got, "Probe | half a line\n") || !strings.Contains(got, "Probe | rest") {
			t.Errorf("%q", got)
		}
	})
	t.Run("figures", func(t *testing.T) {
		st := s.Stats()["Probe"]
		if st.Starts != 4 || st.Live != 0 || st.Invocations != 9 || st.Errors != 3 || len(st.Init) != 4 || len(st.Cold)+len(st.Warm) != 6 {
			t.Errorf("%+v", st)
		}
	})
}

func TestConcurrency(t *testing.T) {
	s, _ := start(t, func(o *Options) { o.MaxInstances = 3 })
	var mu sync.Mutex
	pids := map[int]int{}
	var wg sync.WaitGroup
	for range 12 {
		wg.Go(func() {
			r, err := s.Invoke(t.Context(), "Probe", []byte(`{"ms":60}`))
			var p probe
			if err != nil || r.FunctionError != "" || json.Unmarshal(r.Payload, &p) != nil {
				t.Errorf("%v %s", err, r.Payload)
			}
			mu.Lock()
			pids[p.PID]++
			mu.Unlock()
		})
	}
	wg.Wait()
	if len(pids) != 3 || s.Stats()["Probe"].Starts != 3 {
		t.Errorf("processes and their calls: %v, want 3", pids)
	}
}

func TestFaults(t *testing.T) {
	s, _ := start(t, nil)
	check := func(t *testing.T, r InvocationResult, kind string) {
		t.Helper()
		if r.FunctionError != "Unhandled" || !strings.Contains(string(r.Payload), `"errorType":"`+kind+`"`) {
			t.Errorf("%s %s, want %s", r.FunctionError, r.Payload, kind)
		}
	}
	t.Run("timeout", func(t *testing.T) {
		_, before := call(t, s, "Quick", `{}`)
		began := time.Now()
		r, _ := call(t, s, "Quick", `{"ms":30000}`)
		check(t, r, "Sandbox.Timedout")
		if !strings.Contains(string(r.Payload), "Task timed out after 1.00 seconds") || time.Since(began) > 10*time.Second {
			t.Errorf("%s after %v", r.Payload, time.Since(began))
		}
		checkGone(t, before.PID)
		if r, p := call(t, s, "Quick", `{}`); !r.Cold || p.PID == before.PID {
			t.Error("the process that hangs is used again")
		}
	})
	t.Run("crash", func(t *testing.T) {
		r, _ := call(t, s, "Probe", `{"do":"exit"}`)
		check(t, r, "Runtime.ExitError")
		if !strings.Contains(string(r.Payload), "exit status 7") {
			t.Errorf("%s", r.Payload)
		}
		call(t, s, "Probe", `{}`)
	})
	t.Run("crash while idle", func(t *testing.T) {
		_, p := call(t, s, "Probe", `{"do":"exit later"}`)
		f := s.functions["Probe"]
		f.mu.Lock()
		idle := f.idle[len(f.idle)-1]
		f.mu.Unlock()
		<-idle.exited // ended, and waited for: from here on the stack knows
		if r, again := call(t, s, "Probe", `{}`); r.FunctionError != "" || again.PID == p.PID {
			t.Errorf("%+v", r)
		}
	})
	t.Run("init: exit", func(t *testing.T) {
		r, _ := call(t, s, "Exits", `{}`)
		check(t, r, "Runtime.ExitError")
		if !strings.Contains(string(r.Payload), "exit status 3") {
			t.Errorf("%s", r.Payload)
		}
	})
	t.Run("init: reported error", func(t *testing.T) {
		r, _ := call(t, s, "Reports", `{}`)
		check(t, r, "Config")
	})
	t.Run("init: hangs", func(t *testing.T) {
		s.functions["Hangs"].initWithin = 200 * time.Millisecond
		r, _ := call(t, s, "Hangs", `{}`)
		check(t, r, "Sandbox.Timedout")
	})
	t.Run("figures", func(t *testing.T) {
		all := s.Stats()
		if all["Quick"].Timeouts != 1 || all["Probe"].Crashes != 2 || all["Exits"].InitErrors != 1 || all["Hangs"].Live != 0 {
			t.Errorf("%+v", all)
		}
	})
	t.Run("a caller that gives up does not disturb the function", func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
		defer cancel()
		if _, err := s.Invoke(ctx, "Probe", []byte(`{"ms":300}`)); !errors.Is(err, context.DeadlineExceeded) {
			t.Error(err)
		}
		call(t, s, "Probe", `{}`)
	})
}

func TestClose(t *testing.T) {
	s, _ := start(t, nil)
	_, idle := call(t, s, "Probe", `{}`)
	busy := make(chan error)
	go func() {
		_, err := s.Invoke(context.Background(), "Quick", []byte(`{"ms":900}`))
		busy <- err
	}()
	for s.Stats()["Quick"].Live == 0 {
		time.Sleep(time.Millisecond)
	}
	began := time.Now()
	if err := errors.Join(s.Close(), s.Close()); err != nil {
		t.Error(err)
	}
	if err := <-busy; !errors.Is(err, ErrClosed) {
		t.Errorf("running call: %v", err)
	}
	if _, err := s.Invoke(t.Context(), "Probe", []byte(`{}`)); !errors.Is(err, ErrClosed) {
		t.Errorf("later call: %v", err)
	}
	checkGone(t, idle.PID)
	if d := time.Since(began); d > 5*time.Second {
		t.Errorf("closing took %v", d)
	}
}

func TestStartErrors(t *testing.T) {
	for _, tc := range []struct {
		name   string
		change func(*Options)
		want   string
	}{
		{"no template", func(o *Options) { o.Template = nil }, "template"},
		{"not built", func(o *Options) { o.BinDir = t.TempDir() }, "is not built"},
		{"no key for the authorizer", func(o *Options) { o.Keyfunc = nil }, "Keyfunc"},
		{"a secret that nobody gives", func(o *Options) {
			withSecret := *testTemplate
			withSecret.Functions = slices.Clone(withSecret.Functions)
			withSecret.Functions[0].Environment = map[string]string{"KEY": "{{resolve:secretsmanager:Key}}"}
			o.Template = &withSecret
		}, "KEY comes from a secret"},
		{"a bad address", func(o *Options) { o.Addr = "256.0.0.1:1" }, "listen"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			o := Options{Template: testTemplate, BinDir: testBinaries, Keyfunc: testKey}
			tc.change(&o)
			s, err := Start(t.Context(), o)
			if err == nil {
				s.Close()
			}
			if err == nil || !strings.Contains(err.Error(), tc.want) {
				t.Errorf("error %v, want …%s…", err, tc.want)
			}
		})
	}
}

func TestBuild(t *testing.T) {
	if err := Build(t.Context(), testTemplate, t.TempDir(), "Nobody"); !errors.Is(err, ErrUnknownFunction) {
		t.Error(err)
	}
	began := time.Now()
	if err := Build(t.Context(), testTemplate, testBinaries); err != nil {
		t.Error(err)
	}
	t.Logf("nothing to do: %v", time.Since(began).Round(time.Millisecond))
	info, err := os.Stat(testBinaries + "/probe/bootstrap")
	if err != nil || info.Size() > 12<<20 {
		t.Errorf("%v, %v", info, err)
	}
	broken := &template.Template{Dir: t.TempDir(), Functions: []template.Function{{ID: "F", CodeURI: "nowhere"}}}
	if err := Build(t.Context(), broken, t.TempDir()); err == nil || !strings.Contains(err.Error(), "go build") {
		t.Error(err)
	}
}

func checkGone(t *testing.T, pid int) {
	t.Helper()
	if err := syscall.Kill(pid, 0); !errors.Is(err, syscall.ESRCH) {
		t.Errorf("process %d is still there: %v", pid, err)
	}
}

type safeBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (s *safeBuffer) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.Write(p)
}

func (s *safeBuffer) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.String()
}
