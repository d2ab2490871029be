package steps_test

import (
	"strings"
	"testing"

	"shiming/shared/identity"
	"shiming/shared/realname"
)

// TestMatching: which top-up a payment is for (RULES C6, FAULTS P1, P2).
func TestMatching(t *testing.T) {
	h := newHouse(t)
	t.Run("FAULT_P1_without_a_reference_payer_and_amount_find_the_only_one", func(t *testing.T) {
		h.t = t
		x := h.company()
		one, first := h.issued(newAccount(), x)
		two, second := h.issued(newAccount(), x)
		if first.Fen == second.Fen {
			t.Fatal("two open top-ups of one payer have one amount")
		}
		h.pays("pay_p1_"+second.Reference, x.Name.Text(), "认证", second.Fen)
		if h.load(one.ID).Last().State != realname.AwaitingPayment || h.load(two.ID).Last().Type != realname.DepositMatched {
			t.Errorf("%s, %s", h.load(one.ID).Last().Type, h.load(two.ID).Last().Type)
		}
	})
	t.Run("FAULT_P1_many_of_one_payer_all_differ", func(t *testing.T) {
		h.t = t
		x, seen := h.company(), map[int]bool{}
		for range 12 {
			_, p := h.issued(newAccount(), x)
			if seen[p.Fen] {
				t.Fatal("an amount stands twice")
			}
			seen[p.Fen] = true
		}
	})
	t.Run("FAULT_P1_what_fits_none_goes_back_and_each_case_of_the_payer_says_so", func(t *testing.T) {
		h.t = t
		x := h.company()
		x.Name, _ = identity.ParseEnterpriseName("云笺独家（北京）有限公司")
		one, first := h.issued(newAccount(), x)
		two, second := h.issued(newAccount(), x)
		stranger := h.company()
		stranger.Name, _ = identity.ParseEnterpriseName("云笺科技（上海）有限公司")
		other, _ := h.issued(newAccount(), stranger)
		fen := 1
		for fen == first.Fen || fen == second.Fen {
			fen++
		}
		for range 2 { // a notice that comes twice says it once
			h.pays("pay_none_"+first.Reference, x.Name.Text(), "认证", fen)
		}
		for _, c := range []realname.Case{one, two} {
			after := h.load(c.ID)
			if after.Version() != c.Version()+1 || after.Last().Fault != realname.CodePaymentUnmatched || after.TriesLeft(h.policy) != 2 {
				t.Errorf("%s, %d tries left", after.Last().Fault, after.TriesLeft(h.policy))
			}
		}
		if h.load(other.ID).Version() != other.Version() {
			t.Error("somebody else's case says so")
		}
		if err := h.bank.Credit(background, "pay_none_"+first.Reference, one.Account); err == nil {
			t.Error("it did not go back")
		}
	})
	t.Run("FAULT_P1_an_amount_of_a_case_that_has_gone_on_finds_nobody", func(t *testing.T) {
		h.t = t
		x := h.company()
		c, p := h.issued(newAccount(), x)
		h.must(h.p.cancel().Do(background, holder(c.Account), c.ID))
		h.pays("pay_gone_"+p.Reference, x.Name.Text(), "认证", p.Fen)
		if h.load(c.ID).Last().State != realname.Canceled {
			t.Error("a canceled case was paid")
		}
	})
	wide := func(s string) string {
		return strings.Map(func(r rune) rune { return r - '!' + '！' }, s)
	}
	for name, write := range map[string]func(reference string) string{
		"in_full_width":       wide,
		"with_words_around":   func(r string) string { return "实名认证验证金 附言" + r + "。谢谢" },
		"with_blanks":         func(r string) string { return " " + r[:8] + " " + r[8:20] + "　" + r[20:] + " " },
		"in_small_letters":    strings.ToLower,
		"behind_another_word": func(r string) string { return "SMALL" + r },
	} {
		t.Run("FAULT_P2_a_reference_"+name, func(t *testing.T) {
			h.t = t
			x := h.company()
			c, p := h.issued(newAccount(), x)
			h.pays("pay_p2_"+p.Reference, x.Name.Text(), write(p.Reference), p.Fen+1)
			if after := h.load(c.ID); after.Last().Fault != realname.CodePaymentAmount {
				t.Errorf("%s, %s", after.Last().Type, after.Last().Fault)
			}
		})
	}
	t.Run("THREATS_X19_one_payment_counts_for_one_case", func(t *testing.T) {
		h.t = t
		x := h.company()
		one, first := h.issued(newAccount(), x)
		two, second := h.issued(newAccount(), x)
		n := func(reference string, fen int) realname.Case {
			t.Helper()
			h.notice("pay_x19_"+first.Reference, x.Name.Text(), reference, fen)
			return h.load(two.ID)
		}
		n(first.Reference, first.Fen)
		if n(second.Reference, second.Fen).Version() != two.Version() || h.load(one.ID).Last().Type != realname.DepositMatched {
			t.Error("one payment was counted for two cases")
		}
	})
	t.Run("FAULT_P3_the_event_says_what_to_credit", func(t *testing.T) {
		h.t = t
		x := h.company()
		c, p := h.issued(newAccount(), x)
		h.pays("pay_p3_"+p.Reference, x.Name.Text(), p.Reference, p.Fen)
		if e := h.load(c.ID).Last(); e.Payment.Fen != int64(p.Fen) || e.Payment.ID != "pay_p3_"+p.Reference {
			t.Errorf("%+v", e.Payment)
		}
	})
}
