package machines_test

import (
	"context"
	"net/http"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	awssfn "github.com/aws/aws-sdk-go-v2/service/sfn"

	"shiming/infra/aws/sfnlocal"
	"shiming/infra/server/asl"
	"shiming/infra/server/machines"
	"shiming/shared/steps"
	"shiming/shared/workflow/sfn"
)

var (
	opened = time.Date(2026, 3, 14, 7, 0, 0, 0, time.UTC)
	due    = opened.Add(7 * 24 * time.Hour)
)

// rig is an interpreter with functions that answer as they are told, and Step Functions' stand-in before it.
type rig struct {
	t      *testing.T
	engine *asl.Interpreter
	server *sfnlocal.StepFunctions

	mu     sync.Mutex
	now    time.Time
	faults map[string][]string // of the tries of each function; the last one goes on for ever, "" is success
	calls  []string            // function and payload
	late   time.Duration       // of the latest call of keep-deadline after it was due
}

func newRig(t *testing.T, faults map[string][]string) *rig {
	t.Helper()
	definitions, err := machines.Definitions(machines.Function)
	if err != nil {
		t.Fatal(err)
	}
	r := &rig{t: t, now: opened, faults: faults}
	r.engine, err = asl.Open(asl.Options{
		DB: filepath.Join(t.TempDir(), "workflow.db"), Clock: r.clock, Machines: definitions, Invoke: r.invoke,
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = r.engine.Close() })
	r.server, err = sfnlocal.Start(sfnlocal.Options{
		Engine: r.engine, Region: "us-east-1", AccessKeyID: "local", SecretAccessKey: "local-secret", Now: time.Now,
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = r.server.Close() })
	return r
}

func (r *rig) clock() time.Time { r.mu.Lock(); defer r.mu.Unlock(); return r.now }

func (r *rig) invoke(_ context.Context, function string, payload []byte) ([]byte, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if function == "keep-deadline" {
		if r.now.Before(due) {
			r.t.Error("it was called before its time")
		}
		r.late = r.now.Sub(due)
	}
	tries := 0
	for _, call := range r.calls {
		if strings.HasPrefix(call, function+" ") {
			tries++
		}
	}
	r.calls = append(r.calls, function+" "+string(payload))
	faults := append([]string{""}, r.faults[function]...)
	if r.faults[function] != nil {
		faults = faults[1:]
	}
	if fault := faults[min(tries, len(faults)-1)]; fault != "" {
		return nil, &asl.FunctionError{Type: fault, Message: "no"}
	}
	return []byte("{}"), nil
}

// turn turns the clock, and waits until what is due by then is done.
func (r *rig) turn(by time.Duration) {
	r.t.Helper()
	r.mu.Lock()
	r.now = r.now.Add(by)
	r.mu.Unlock()
	r.engine.ClockTurned()
	ctx, cancel := context.WithTimeout(r.t.Context(), 10*time.Second)
	defer cancel()
	if err := r.engine.Settle(ctx); err != nil {
		r.t.Fatal(err)
	}
}

// settings are those of a client of the stand-in.
func (r *rig) settings() aws.Config {
	return aws.Config{
		Region: "us-east-1", BaseEndpoint: aws.String(r.server.URL()), HTTPClient: http.DefaultClient,
		Credentials: credentials.NewStaticCredentialsProvider("local", "local-secret", ""),
	}
}

// path is the states that the execution entered, as Step Functions' API tells them.
func (r *rig) path(arn string) (names []string) {
	r.t.Helper()
	pages := awssfn.NewGetExecutionHistoryPaginator(awssfn.NewFromConfig(r.settings()), &awssfn.GetExecutionHistoryInput{ExecutionArn: &arn})
	for pages.HasMorePages() {
		page, err := pages.NextPage(r.t.Context())
		if err != nil {
			r.t.Fatal(err)
		}
		for _, e := range page.Events {
			if e.StateEnteredEventDetails != nil {
				names = append(names, aws.ToString(e.StateEnteredEventDetails.Name))
			}
		}
	}
	return names
}

const (
	ringing   = `keep-deadline {"case":"case_a","until":"2026-03-21T07:00:00Z"}`
	sending   = `pay-out {"case":"case_a","deposit":"SMX"}`
	unending  = "TransientError"
	kept      = "Wait until it is due > Do what is due"
	sent      = "Send the amount > Wait until it should have arrived > Do what is due"
	not       = " > What is due was not done"
	notKept   = "DeadlineNotKept"
	notClosed = "PayoutNotClosed"
)

// TestWays holds both machines to their ways: what the functions answer, try by try, and which states they enter, on the
// interpreter and as Step Functions' API tells it.
func TestWays(t *testing.T) {
	for _, row := range []struct {
		name      string
		machine   string
		pay, ring []string // faults of the tries; nil is success
		path      string
		failed    string // by this error; empty: it succeeded
		pays      int    // tries
		rings     int
	}{
		{"RULES_D7_kept", steps.DeadlineMachine, nil, nil, kept, "", 0, 1},
		{"RULES_D7_a_clock_that_is_behind", steps.DeadlineMachine, nil, []string{"TransientError", "TransientError", ""}, kept, "", 0, 3},
		{"RULES_D7_a_lost_race", steps.DeadlineMachine, nil, []string{"ConflictError", ""}, kept, "", 0, 2},
		{"RULES_D7_a_function_that_takes_too_long", steps.DeadlineMachine, nil, []string{"Sandbox.Timedout", ""}, kept, "", 0, 2},
		{"RULES_D7_a_service_that_is_away_for_hours", steps.DeadlineMachine, nil, append(many("Lambda.ServiceException", 40), ""), kept, "", 0, 41},
		{"RULES_D7_a_fault_for_good", steps.DeadlineMachine, nil, []string{"InternalError"}, kept + not, notKept, 0, 9},
		{"RULES_D7_an_input_that_makes_no_sense", steps.DeadlineMachine, nil, []string{"RejectedInputError"}, kept + not, notKept, 0, 1},
		{"RULES_C7_sent_and_looked_after", steps.PayoutMachine, nil, nil, sent, "", 1, 1},
		{"RULES_C7_the_bank_is_away_for_hours", steps.PayoutMachine, append(many(unending, 20), ""), nil, sent, "", 21, 1},
		{"RULES_C7_the_bank_is_away_for_days", steps.PayoutMachine, []string{unending}, nil, sent, "", 36, 1},
		{"RULES_C7_a_fault_of_ours_is_looked_after_all_the_same", steps.PayoutMachine, []string{"InternalError"}, nil, sent, "", 9, 1},
		{"RULES_C7_the_input_makes_no_sense", steps.PayoutMachine, []string{"RejectedInputError"}, []string{"RejectedInputError"}, sent + not, notClosed, 1, 1},
		{"RULES_C7_it_cannot_be_closed", steps.PayoutMachine, nil, []string{"InternalError"}, sent + not, notClosed, 1, 9},
	} {
		t.Run(row.name, func(t *testing.T) {
			r := newRig(t, map[string][]string{"pay-out": row.pay, "keep-deadline": row.ring})
			input := map[string]any{"case": "case_a", "until": due.Format(time.RFC3339)}
			if row.machine == steps.PayoutMachine {
				input["deposit"] = "SMX"
			}
			workflow := sfn.Connect(r.settings(), map[string]string{row.machine: r.engine.MachineARN(row.machine)})
			for range 2 { // the same name is the same execution
				if err := workflow.Start(t.Context(), row.machine, "evt_a", input); err != nil {
					t.Fatal(err)
				}
			}
			for range 7*24 - 1 {
				r.turn(time.Hour)
			}
			r.turn(time.Hour - time.Second)
			if rings := slices.Index(r.calls, ringing); rings >= 0 {
				t.Fatal("it rang a second early")
			}
			r.turn(time.Second)
			for range 100 {
				r.turn(time.Hour)
			}
			arn := r.engine.ExecutionARN(row.machine, "evt_a")
			run, err := r.engine.Describe(t.Context(), arn)
			if err != nil {
				t.Fatal(err)
			}
			if run.Error != row.failed || (run.Status == asl.Succeeded) != (row.failed == "") {
				t.Errorf("%s by %q", run.Status, run.Error)
			}
			path := r.path(arn)
			if strings.Join(path, " > ") != row.path || !slices.Equal(path, r.engine.Path(arn)) {
				t.Errorf("it went %s", strings.Join(path, " > "))
			}
			tries := append(slices.Repeat([]string{sending}, row.pays), slices.Repeat([]string{ringing}, row.rings)...)
			if !slices.Equal(r.calls, tries) {
				t.Errorf("%d calls, not %d: %v", len(r.calls), len(tries), r.calls)
			}
			retries := max(0, row.pays-1) + row.rings - 1
			if run.Transitions != len(path)+retries {
				t.Errorf("%d transitions by %d states and %d retries", run.Transitions, len(path), retries)
			}
		})
	}
}

// TestClockJumps turns the clock back and far on, as a machine's does that was asleep or was set: nothing rings before its
// time, everything rings once, and at once.
func TestClockJumps(t *testing.T) {
	for _, row := range []struct {
		name  string
		jumps []time.Duration
		late  time.Duration
	}{
		{"RULES_D7_back_and_on_again", []time.Duration{-48 * time.Hour, 24 * time.Hour, 24 * time.Hour, 7*24*time.Hour - time.Second, time.Second}, 0},
		{"RULES_D7_back_when_it_is_nearly_due", []time.Duration{7*24*time.Hour - time.Second, -time.Hour, time.Hour, time.Second}, 0},
		{"RULES_D7_far_on", []time.Duration{40 * 24 * time.Hour}, 33 * 24 * time.Hour},
		{"RULES_D7_back_after_it_has_rung", []time.Duration{7 * 24 * time.Hour, -24 * time.Hour, 30 * 24 * time.Hour}, 0},
	} {
		t.Run(row.name, func(t *testing.T) {
			r := newRig(t, nil)
			for machine, input := range map[string]string{
				steps.DeadlineMachine: `{"case":"case_a","until":"2026-03-21T07:00:00Z"}`,
				steps.PayoutMachine:   `{"case":"case_a","deposit":"SMX","until":"2026-03-21T07:00:00Z"}`,
			} {
				if _, err := r.engine.Start(t.Context(), machine, "evt_a", []byte(input)); err != nil {
					t.Fatal(err)
				}
			}
			r.turn(0)
			for i, jump := range row.jumps {
				r.turn(jump)
				if rang := slices.Contains(r.calls, ringing); !rang && !r.clock().Before(due) {
					t.Errorf("after jump %d it is late", i)
				}
			}
			slices.Sort(r.calls)
			if !slices.Equal(r.calls, []string{ringing, ringing, sending}) || r.late != row.late {
				t.Errorf("%s late: %v", r.late, r.calls)
			}
		})
	}
}

func many(fault string, n int) (all []string) {
	for range n {
		all = append(all, fault)
	}
	return all
}
