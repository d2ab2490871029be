package asl

import (
	"encoding/base64"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

const ask = `{"Ask": {"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke.waitForTaskToken",
	"Parameters": {"FunctionName": "queue", "Payload": {"token.$": "$$.Task.Token", "id.$": "$$.Execution.Id", "name.$": "$$.Execution.Name", "since.$": "$$.State.EnteredTime"}},
	"TimeoutSeconds": 600, "HeartbeatSeconds": 60, "ResultPath": "$.r", "Next": "Done",
	"Retry": [{"ErrorEquals": ["Again"], "MaxAttempts": 1, "IntervalSeconds": 5}],
	"Catch": [{"ErrorEquals": ["States.HeartbeatTimeout"], "ResultPath": null, "Next": "Silent"}, {"ErrorEquals": ["States.Timeout"], "ResultPath": null, "Next": "Late"},
		{"ErrorEquals": ["States.ALL"], "ResultPath": "$.e", "Next": "Refused"}]},
	"Done": {"Type": "Succeed"}, "Silent": {"Type": "Succeed"}, "Late": {"Type": "Succeed"}, "Refused": {"Type": "Succeed"}}`

func asking(t *testing.T) (*rig, string) {
	t.Helper()
	r := open(t, one(machine(t, "Ask", states(t, ask))))
	arn := r.start("x", `{"case":"c"}`)
	r.settle()
	r.is(arn, Running, "Ask")
	return r, arn
}

func TestTokenIsAnswered(t *testing.T) {
	t.Run("with success", func(t *testing.T) {
		r, arn := asking(t)
		want := `queue {"id":"` + arn + `","name":"x","since":"2026-03-02T09:00:00.000Z","token":"` + r.f.lastToken(t) + `"}`
		if got := r.f.calls[0]; got != want {
			t.Errorf("the function got\n%s, want\n%s", got, want)
		}
		wantCode(t, r.SendTaskSuccess(t.Context(), r.f.lastToken(t), []byte(`{"ok":1`)), "InvalidOutput")
		wantCode(t, r.SendTaskSuccess(t.Context(), r.f.lastToken(t), []byte(`{"ok":1}`)), "")
		r.settle()
		if x := r.is(arn, Succeeded, "Ask", "Done"); string(x.Output) != `{"case":"c","r":{"ok":1}}` {
			t.Errorf("output %s", x.Output)
		}
		events, err := r.History(t.Context(), arn)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range events {
			if strings.Contains(string(e.Input)+string(e.Output)+e.Cause, r.f.lastToken(t)) {
				t.Errorf("the token stands in the history, in %s", e.Type)
			}
		}
	})
	t.Run("with failure", func(t *testing.T) {
		r, arn := asking(t)
		wantCode(t, r.SendTaskFailure(t.Context(), r.f.lastToken(t), "NotReadable", "too dark"), "")
		r.settle()
		if x := r.is(arn, Succeeded, "Ask", "Refused"); string(x.Output) != `{"case":"c","e":{"Cause":"too dark","Error":"NotReadable"}}` {
			t.Errorf("output %s", x.Output)
		}
	})
	t.Run("by the function itself, before it ends", func(t *testing.T) {
		r := open(t, one(machine(t, "Ask", states(t, ask))))
		r.f.answer = func(string, []byte) ([]byte, error) {
			err := r.SendTaskSuccess(t.Context(), r.f.lastToken(t), []byte(`1`))
			return nil, &FunctionError{Type: "Late", Message: map[bool]string{true: "fine"}[err == nil]}
		}
		arn := r.start("x", `{}`)
		r.settle()
		r.is(arn, Succeeded, "Ask", "Done")
	})
	t.Run("not at all, since the function fails", func(t *testing.T) {
		r := open(t, one(machine(t, "Ask", states(t, ask))))
		r.f.answer = func(string, []byte) ([]byte, error) { return nil, &FunctionError{Type: "Broken"} }
		arn := r.start("x", `{}`)
		r.settle()
		r.is(arn, Succeeded, "Ask", "Refused")
		wantCode(t, r.SendTaskSuccess(t.Context(), r.f.lastToken(t), []byte(`1`)), "TaskTimedOut")
	})
}

func TestTokens(t *testing.T) {
	send := func(r *rig, token, want string) {
		t.Helper()
		wantCode(t, r.SendTaskSuccess(t.Context(), token, []byte(`1`)), want)
		wantCode(t, r.SendTaskFailure(t.Context(), token, "E", ""), want)
		wantCode(t, r.SendTaskHeartbeat(t.Context(), token), want)
	}
	t.Run("THREATS_W2/a second answer", func(t *testing.T) {
		r, arn := asking(t)
		wantCode(t, r.SendTaskSuccess(t.Context(), r.f.lastToken(t), []byte(`"first"`)), "")
		send(r, r.f.lastToken(t), "TaskTimedOut")
		r.settle()
		if x := r.is(arn, Succeeded, "Ask", "Done"); string(x.Output) != `{"case":"c","r":"first"}` {
			t.Errorf("output %s", x.Output)
		}
	})
	t.Run("THREATS_W2/a late answer, before the timer has come round", func(t *testing.T) {
		r, arn := asking(t)
		wantCode(t, r.SendTaskHeartbeat(t.Context(), r.f.lastToken(t)), "")
		r.clock.turn(60 * time.Second)
		send(r, r.f.lastToken(t), "TaskTimedOut")
		r.settle()
		r.is(arn, Succeeded, "Ask", "Silent")
	})
	t.Run("THREATS_W2/a late answer, after", func(t *testing.T) {
		r, arn := asking(t)
		r.turn(time.Hour)
		send(r, r.f.lastToken(t), "TaskTimedOut")
		r.is(arn, Succeeded, "Ask", "Late")
	})
	t.Run("THREATS_W2/of a stopped execution", func(t *testing.T) {
		r, arn := asking(t)
		if _, err := r.Stop(t.Context(), arn, "", ""); err != nil {
			t.Fatal(err)
		}
		send(r, r.f.lastToken(t), "TaskTimedOut")
	})
	t.Run("THREATS_W2/of a try before", func(t *testing.T) {
		r, arn := asking(t)
		old := r.f.lastToken(t)
		wantCode(t, r.SendTaskFailure(t.Context(), old, "Again", ""), "")
		send(r, old, "TaskTimedOut") // between the tries
		r.settle()
		r.turn(5 * time.Second)
		if r.f.lastToken(t) == old || r.f.count() != 2 {
			t.Fatal("no other token")
		}
		send(r, old, "TaskTimedOut")
		wantCode(t, r.SendTaskSuccess(t.Context(), r.f.lastToken(t), []byte(`1`)), "")
		r.settle()
		if x := r.is(arn, Succeeded, "Ask", "Done"); x.Transitions != 3 {
			t.Errorf("%d transitions", x.Transitions)
		}
	})
	t.Run("THREATS_W2/of an execution that is no longer kept", func(t *testing.T) {
		r, _ := asking(t)
		token := r.f.lastToken(t)
		r.turn(time.Hour)
		r.turn(kept + time.Hour)
		r.start("y", "{}") // clears away
		send(r, token, "TaskDoesNotExist")
	})
	t.Run("THREATS_W2/a bogus one", func(t *testing.T) {
		r, arn := asking(t)
		other, _ := asking(t)
		token := r.f.lastToken(t)
		raw, err := base64.RawURLEncoding.DecodeString(token)
		if err != nil {
			t.Fatal(err)
		}
		for i := range raw {
			raw[i] ^= 1
			send(r, base64.RawURLEncoding.EncodeToString(raw), "InvalidToken")
			raw[i] ^= 1
		}
		for _, bogus := range []string{"", "x", token + "A", token[:len(token)-4], strings.ToUpper(token), " " + token, token + "\n", other.f.lastToken(t)} {
			send(r, bogus, "InvalidToken")
		}
		r.settle()
		r.is(arn, Running, "Ask")
	})
	t.Run("THREATS_W2/many answers at once", func(t *testing.T) {
		r, arn := asking(t)
		var taken atomic.Int64
		var all sync.WaitGroup
		for range 20 {
			all.Go(func() {
				if r.SendTaskSuccess(t.Context(), r.f.lastToken(t), []byte(`1`)) == nil {
					taken.Add(1)
				}
			})
		}
		all.Wait()
		r.settle()
		if x := r.is(arn, Succeeded, "Ask", "Done"); taken.Load() != 1 || x.Transitions != 2 {
			t.Errorf("%d taken, %d transitions", taken.Load(), x.Transitions)
		}
	})
}

func TestHeartbeats(t *testing.T) {
	r, arn := asking(t)
	for range 9 {
		r.turn(59 * time.Second)
		wantCode(t, r.SendTaskHeartbeat(t.Context(), r.f.lastToken(t)), "")
	}
	r.reopen()
	r.turn(59 * time.Second) // 590 seconds; the next heartbeat is due after the deadline
	wantCode(t, r.SendTaskHeartbeat(t.Context(), r.f.lastToken(t)), "")
	r.turn(9 * time.Second)
	r.is(arn, Running, "Ask")
	r.turn(time.Second)
	r.is(arn, Succeeded, "Ask", "Late")
}

// FuzzToken: no text is a token that this engine has not given out, or panics.
func FuzzToken(f *testing.F) {
	e := &Engine{key: []byte("key")}
	f.Add(e.token(1, 1)[:20])
	f.Add("")
	f.Fuzz(func(t *testing.T, token string) {
		if _, _, err := e.readToken(token); err == nil && token != e.token(1, 1) {
			t.Errorf("%q was taken", token)
		}
	})
}
