package steps_test

import (
	"testing"

	"shiming/shared/realname"
	"shiming/shared/steps"
)

func TestWithdraw(t *testing.T) {
	// paid takes an enterprise to a top-up that was paid and credited.
	paid := func(h *house) (realname.Case, steps.Payable, steps.WithdrawDeposit) {
		x := h.company()
		c, p := h.issued(newAccount(), x)
		h.pays("pay_1"+p.Reference, x.Name.Text(), p.Reference, p.Fen)
		h.settle()
		return h.load(c.ID), p, steps.WithdrawDeposit{Base: h.p.Base}
	}
	t.Run("RULES_C11_FAULT_P4_what_was_credited_goes_back_once", func(t *testing.T) {
		h := newHouse(t)
		c, p, step := paid(h)
		before, err := h.store.Account(background, c.Account)
		if err != nil || h.ledger(c)["pay_1"+p.Reference].State != "credited" {
			t.Fatalf("%v, %v", err, h.ledger(c))
		}
		after := h.must(step.Do(background, holder(c.Account), c.ID))
		h.settle()
		if after.Last().State != realname.Verified || after.Last().Amount() != realname.Yuan(p.Fen) || h.ledger(c)["pay_1"+p.Reference].State != "withdrawn" {
			t.Errorf("%s, %s, %v", after.Last().State, after.Last().Amount(), h.ledger(c))
		}
		_, err = step.Do(background, holder(c.Account), c.ID)
		refused(t, err, realname.CodeDepositWithdrawn)
		account, err := h.store.Account(background, c.Account)
		if err != nil || account.Rev != before.Rev || account.Identity == nil || account.OpenCase != "" {
			t.Errorf("the account has moved: %+v, %v", account, err)
		}
		shown, err := h.shows().Do(background, holder(c.Account).By, c.ID)
		if err != nil || shown.State != steps.PayableWithdrawn || shown.Withdrawn.IsZero() || shown.Fen != p.Fen {
			t.Errorf("%+v, %v", shown, err)
		}
	})
	t.Run("RULES_C11_FAULT_P4_nobody_else_and_nothing_else", func(t *testing.T) {
		h := newHouse(t)
		c, p, step := paid(h)
		_, err := step.Do(background, holder("acct_other"), c.ID)
		refused(t, err, realname.CodeCaseNotFound)
		open, _ := h.issued(newAccount(), h.company())
		_, err = step.Do(background, holder(open.Account), open.ID)
		refused(t, err, realname.CodeWrongState)
		byFace := h.submitted(newAccount(), usual)
		_, err = step.Do(background, holder(byFace.Account), byFace.ID)
		refused(t, err, realname.CodeWrongState)
		if h.ledger(c)["pay_1"+p.Reference].State != "credited" {
			t.Error("money has moved")
		}
	})
	t.Run("RULES_C11_FAULT_P4_an_answer_that_is_lost_and_an_order_that_comes_twice", func(t *testing.T) {
		h := newHouse(t)
		c, p, step := paid(h)
		after := h.must(step.Do(background, holder(c.Account), c.ID))
		move := steps.MoveMoney(h.bank)
		for _, version := range []int{after.Version(), after.Version() - 1, after.Version()} { // whatever is handed over again, and when
			if err := move(background, after.AsOf(version)); err != nil {
				t.Error(err)
			}
		}
		if h.ledger(c)["pay_1"+p.Reference].State != "withdrawn" {
			t.Error(h.ledger(c))
		}
	})
}
