package steps_test

import (
	"errors"
	"testing"
	"time"

	"shiming/shared/realname"
	"shiming/shared/steps"
)

// TestRings takes a case into every state that has a time of its own, and rings early, late, twice and many times at once:
// before the time nothing happens, at the time one thing, and nothing more afterwards.
func TestRings(t *testing.T) {
	for _, row := range []struct {
		name  string
		begin func(h *house) realname.Case
		event realname.EventType // what the ring makes; empty: nothing
		state realname.State
	}{
		{"RULES_C6_a_payment_is_due", func(h *house) realname.Case {
			c, _ := h.issued(newAccount(), h.company())
			return c
		}, realname.DepositFailed, realname.Refused},
		{"RULES_C7_a_review_is_due", func(h *house) realname.Case {
			return h.reviewed(newAccount(), usual)
		}, realname.ReviewEscalated, realname.Reviewing},
		{"FAULT_D6_a_review_that_waits_for_papers", func(h *house) realname.Case {
			c := h.reviewed(newAccount(), usual)
			return h.decides(c, realname.AskAgain, asking(c))
		}, realname.CaseExpired, realname.Expired},
		{"RULES_C12_a_payout_that_is_on_its_way", func(h *house) realname.Case {
			return h.approved(h.reviewed(newAccount(), "6222000000000002"))
		}, realname.PayoutLate, realname.Paying},
		{"RULES_C7_a_payout_that_arrived_unsaid", func(h *house) realname.Case {
			return h.approved(h.reviewed(newAccount(), "6222000000000003"))
		}, realname.PayoutArrived, realname.Confirming},
		{"RULES_C7_a_confirmation_is_due", func(h *house) realname.Case {
			return h.approved(h.reviewed(newAccount(), usual))
		}, realname.DepositFailed, realname.Refused},
		{"RULES_D7_a_change_is_due", func(h *house) realname.Case {
			return h.handsOver(h.p, newAccount(), h.person("欧阳修"))
		}, realname.CaseExpired, realname.Expired},
	} {
		t.Run(row.name, func(t *testing.T) {
			h := newHouse(t)
			c := row.begin(h)
			if err := h.machines.Close(); err != nil { // this test rings by itself
				t.Fatal(err)
			}
			due, ring := c.StepDeadline(), h.rings()
			stays := func(when string, until time.Time) {
				t.Helper()
				if err := ring.Do(background, c.ID, until); err != nil {
					t.Errorf("%s: %v", when, err)
				}
				if got := h.load(c.ID); got.Version() != c.Version() {
					t.Fatalf("%s it is %s", when, got.Last().Type)
				}
			}
			stays("at once, for a state that is over,", h.now())
			if err := ring.Do(background, c.ID, due); !errors.Is(err, steps.ErrUnavailable) {
				t.Errorf("before its time: %v", err)
			}
			h.wait(due.Sub(h.now()) - time.Nanosecond)
			stays("a nanosecond early", h.now())
			h.wait(time.Nanosecond)
			together(5, func(int) {
				if err := ring.Do(background, c.ID, due); err != nil && !errors.Is(err, steps.ErrUnavailable) {
					t.Error(err)
				}
			})
			before := c.Version()
			c = h.load(c.ID)
			if made := c.Version() - before; c.Last().State != row.state || row.event != "" && (made != 1 || c.Last().Type != row.event) || row.event == "" && made != 0 {
				t.Errorf("%d events, %s, %s", made, c.Last().Type, c.Last().State)
			}
			stays("once more", due)
			h.wait(time.Minute)
			stays("a minute later", due)
		})
	}
}
