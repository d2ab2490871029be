package engine_test

import (
	"testing"
	"time"
)

// at what time the engine is.
func (w *world) time() time.Time {
	w.tb.Helper()
	at, err := time.Parse(time.RFC3339, w.must(200, ask{method: "POST", path: "/sandbox/clock"}).at("now"))
	if err != nil {
		w.tb.Fatal(err)
	}
	return at
}

// turned fails unless the engine is that far ahead of the real time.
func (w *world) turned(by time.Duration) {
	w.tb.Helper()
	if ahead := time.Until(w.time()); ahead < by-time.Minute || ahead > by+time.Minute {
		w.tb.Errorf("the clock is %s ahead, want %s", ahead, by)
	}
}

func TestClock(t *testing.T) {
	dir := t.TempDir()
	w := start(t, dir, nil)
	const account = "acct_clock"
	token := w.holder(account)
	opened := w.must(201, ask{method: "POST", path: "/v1/cases", token: token, body: `{"kind":"personal_verification"}`})
	w.turned(0)
	t.Run("RULES_H1_turned_on_what_is_due_is_over", func(t *testing.T) {
		w.must(200, ask{method: "POST", path: "/sandbox/clock", body: `{"advance":"168h"}`})
		w.turned(168 * time.Hour)
		// Tokens are the identity provider's, who knows no sandbox: the one from before is good.
		if got := w.must(200, ask{method: "GET", path: "/v1/cases/" + opened.at("id"), token: token}).at("status"); got != "expired" {
			t.Errorf("after seven days the case is %s", got)
		}
		w.must(200, ask{method: "POST", path: "/sandbox/clock", body: `{"advance":"1h30m"}`})
		w.turned(169*time.Hour + 30*time.Minute)
	})
	t.Run("nonsense_turns_nothing", func(t *testing.T) {
		for body, status := range map[string]int{
			`{"advance":"-1h"}`: 400, `{"advance":"a week"}`: 400, `{"advance":""}`: 400, `{"advance":168}`: 400, `{"advance":"100000h"}`: 400,
			`{"to":"2030-01-01"}`: 400, `[]`: 400,
		} {
			if got := w.do(ask{method: "POST", path: "/sandbox/clock", body: body}); got.Code != status {
				t.Errorf("%s: %d %s", body, got.Code, got.text)
			}
		}
		w.turned(169*time.Hour + 30*time.Minute)
	})
	t.Run("it_does_not_run_back_when_the_engine_starts_again", func(t *testing.T) {
		if err := w.close(); err != nil {
			t.Fatal(err)
		}
		w = start(t, dir, nil)
		w.turned(169*time.Hour + 30*time.Minute)
	})
}
