package machines_test

import (
	"context"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"shiming/infra/server/asl"
	"shiming/infra/tests/machines"
	"shiming/shared/steps"
)

// TestDeadline holds the machine of deadlines to its ways: what the task answers, try by try, and which states it enters.
func TestDeadline(t *testing.T) {
	const kept, notKept = "Wait Until Due > Keep Deadline", "Wait Until Due > Keep Deadline > Deadline Not Kept"
	for _, row := range []struct {
		name    string
		faults  []string // of the tries; the last one goes on for ever, "" is success
		path    string
		status  asl.Status
		tries   int
		charged int // state transitions, retries among them
	}{
		{"RULES_D7_kept", []string{""}, kept, asl.Succeeded, 1, 2},
		{"RULES_D7_a_clock_that_is_behind", []string{"TransientError", "TransientError", ""}, kept, asl.Succeeded, 3, 4},
		{"RULES_D7_a_lost_race", []string{"ConflictError", ""}, kept, asl.Succeeded, 2, 3},
		{"RULES_D7_a_function_that_takes_too_long", []string{"Sandbox.Timedout", ""}, kept, asl.Succeeded, 2, 3},
		{"RULES_D7_a_service_that_is_away_for_hours", append(many("Lambda.ServiceException", 40), ""), kept, asl.Succeeded, 41, 42},
		{"RULES_D7_a_fault_for_good", []string{"InternalError"}, notKept, asl.Failed, 9, 11},
		{"RULES_D7_an_input_that_makes_no_sense", []string{"RejectedInputError"}, notKept, asl.Failed, 1, 3},
	} {
		t.Run(row.name, func(t *testing.T) {
			definitions, err := machines.Definitions(machines.Function)
			if err != nil {
				t.Fatal(err)
			}
			var mu sync.Mutex
			now, tries := time.Date(2026, 3, 14, 7, 0, 0, 0, time.UTC), 0
			due := now.Add(7 * 24 * time.Hour)
			clock := func() time.Time { mu.Lock(); defer mu.Unlock(); return now }
			engine, err := asl.Open(asl.Options{
				DB: filepath.Join(t.TempDir(), "workflow.db"), Clock: clock, Machines: definitions,
				Invoke: func(_ context.Context, function string, payload []byte) ([]byte, error) {
					mu.Lock()
					defer mu.Unlock()
					if now.Before(due) {
						t.Error("it was called before its time")
					}
					if function != "keep-deadline" || string(payload) != `{"case":"case_a","until":"2026-03-21T07:00:00Z"}` {
						t.Errorf("%s was called with %s", function, payload)
					}
					fault := row.faults[min(tries, len(row.faults)-1)]
					tries++
					if fault != "" {
						return nil, &asl.FunctionError{Type: fault, Message: "no"}
					}
					return []byte("{}"), nil
				},
			})
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { _ = engine.Close() })
			turn := func(by time.Duration) {
				t.Helper()
				mu.Lock()
				now = now.Add(by)
				mu.Unlock()
				engine.ClockTurned()
				ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
				defer cancel()
				if err := engine.Settle(ctx); err != nil {
					t.Fatal(err)
				}
			}
			started, err := engine.Start(t.Context(), steps.DeadlineMachine, "evt_a", []byte(`{"case":"case_a","until":"2026-03-21T07:00:00Z"}`))
			if err != nil {
				t.Fatal(err)
			}
			turn(7*24*time.Hour - time.Second)
			if tries != 0 {
				t.Fatalf("%d tries a second early", tries)
			}
			turn(time.Second)
			for range 100 {
				turn(time.Hour)
			}
			run, err := engine.Describe(t.Context(), started.ARN)
			if err != nil {
				t.Fatal(err)
			}
			if got := strings.Join(engine.Path(started.ARN), " > "); run.Status != row.status || got != row.path || tries != row.tries || run.Transitions != row.charged {
				t.Errorf("%s by %s, %d tries, %d transitions", run.Status, got, tries, run.Transitions)
			}
			if run.Status == asl.Failed && run.Error != "DeadlineNotKept" {
				t.Errorf("it failed by %s", run.Error)
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
