package steps_test

import (
	"errors"
	"testing"

	"shiming/shared/realname"
	"shiming/shared/steps"
)

// The bank that draws the amount, keeps it and compares it: how the account's number ends says how it goes
// (shared/sandbox/bank).
const (
	drawn  = "6222000000000006"
	deaf   = "6222000000000007"
	locks  = "6222000000000008"
	lapsed = "6222000000000009"
)

// counted is how many wrong amounts the bank has counted for the case's payout.
func (h *house) counted(c realname.Case) int {
	h.t.Helper()
	n := 0
	for _, answer := range h.sent(c).Attempts {
		if answer == steps.AmountDiffers {
			n++
		}
	}
	return n
}

func TestTransferOfAnAmountThatTheBankDraws(t *testing.T) {
	h := newHouse(t)
	arrived := func(t *testing.T, number string) realname.Case {
		h.t = t
		c := h.approved(h.reviewed(newAccount(), number))
		if c.Last().State != realname.Confirming {
			t.Fatalf("the amount has not arrived: %s", c.Last().State)
		}
		return c
	}
	t.Run("RULES_C7_wrong_once_then_right", func(t *testing.T) {
		c := arrived(t, drawn)
		fen := h.sent(c).Fen
		if c = h.confirmed(c, wrong(fen)); c.Last().Type != realname.AmountWrong || c.TriesLeft(h.policy) != 1 || h.counted(c) != 1 {
			t.Errorf("%s, %d tries left, the bank counted %d", c.Last().Type, c.TriesLeft(h.policy), h.counted(c))
		}
		if c = h.confirmed(c, fen); c.Last().State != realname.Verified {
			t.Errorf("the case is %s", c.Last().State)
		}
	})
	t.Run("RULES_C7_wrong_too_often", func(t *testing.T) {
		c := arrived(t, drawn)
		fen := h.sent(c).Fen
		h.confirmed(c, wrong(fen))
		if c = h.confirmed(c, wrong(wrong(fen))); c.Last().State != realname.Refused || c.Last().Fault != realname.CodeAmountAttempts {
			t.Errorf("%s, %s", c.Last().State, c.Last().Fault)
		}
		if _, err := h.confirms().Do(background, holder(c.Account), c.ID, fen); !errors.Is(err, &realname.Error{Code: realname.CodeWrongState}) || h.counted(c) != 2 {
			t.Errorf("%v; the bank counted %d", err, h.counted(c))
		}
	})
	t.Run("THREATS_A1_a_lost_answer_costs_one_try_and_no_more", func(t *testing.T) {
		c := arrived(t, deaf)
		fen := h.sent(c).Fen
		for _, amount := range []int{wrong(fen), fen} {
			before := h.load(c.ID).Version()
			if _, err := h.confirms().Do(background, holder(c.Account), c.ID, amount); !errors.Is(err, steps.ErrUnavailable) {
				t.Fatalf("the answer was not lost: %v", err)
			}
			if after := h.load(c.ID); after.Version() != before {
				t.Errorf("%s was said of an answer that nobody heard", after.Last().Type)
			}
			c = h.confirmed(c, amount)
		}
		if c.Last().State != realname.Verified || h.counted(c) != 1 || len(h.sent(c).Attempts) != 2 {
			t.Errorf("%s; the bank counted %d wrong ones", c.Last().State, h.counted(c))
		}
	})
	t.Run("RULES_C7_a_bank_that_locks_ends_it", func(t *testing.T) {
		c := arrived(t, locks)
		fen := h.sent(c).Fen
		h.confirmed(c, wrong(fen))
		if c = h.confirmed(c, fen); c.Last().State != realname.Refused || c.Last().Fault != realname.CodeAmountAttempts {
			t.Errorf("%s, %s", c.Last().State, c.Last().Fault)
		}
	})
	t.Run("RULES_C7_a_bank_whose_time_is_over_ends_it", func(t *testing.T) {
		c := arrived(t, lapsed)
		if c = h.confirmed(c, h.sent(c).Fen); c.Last().State != realname.Refused || c.Last().Fault != realname.CodeAmountExpired {
			t.Errorf("%s, %s", c.Last().State, c.Last().Fault)
		}
	})
}
