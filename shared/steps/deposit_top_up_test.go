package steps_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"shiming/shared/identity"
	"shiming/shared/realname"
	"shiming/shared/steps"
	"shiming/shared/telling"
)

const workweeks = 21 * 24 * time.Hour // beyond seven working days, wherever they begin, a week of holidays among them

// issued takes an enterprise to a top-up that waits for its payment.
func (h *house) issued(account realname.AccountID, x realname.Enterprise) (realname.Case, steps.Payable) {
	h.t.Helper()
	c := h.chosen(h.world.parts(), account, x, realname.TopUp)
	c = h.must(h.issues().Do(background, holder(account), c.ID))
	h.settle()
	p, err := h.shows().Do(background, holder(account).By, c.ID)
	if err != nil {
		h.t.Fatal(err)
	}
	return c, p
}

func TestTopUp(t *testing.T) {
	h := newHouse(t)
	for _, row := range []struct {
		name     string
		pay      func(p steps.Payable, name string)
		state    realname.State
		fault    realname.Code
		ledger   string // of pay_1 and pay_2
		tries    int
		verified bool
	}{
		{name: "RULES_C6_the_right_amount_from_the_right_payer", state: realname.Verified, ledger: "credited", verified: true,
			pay: func(p steps.Payable, name string) { h.pays("pay_1"+p.Reference, name, p.Reference, p.Fen) }},
		{name: "RULES_C6_banks_write_references_and_names_in_their_own_way", state: realname.Verified, ledger: "credited", verified: true,
			pay: func(p steps.Payable, name string) {
				spaced := strings.ToLower(p.Reference[:9] + " " + p.Reference[9:])
				h.pays("pay_1"+p.Reference, " "+strings.NewReplacer("（", "(", "）", ")").Replace(name)+" ", spaced, p.Fen)
			}},
		{name: "RULES_C6_a_wrong_amount_is_refunded_and_counted", state: realname.AwaitingPayment, fault: realname.CodePaymentAmount, ledger: "refunded", tries: 1,
			pay: func(p steps.Payable, name string) { h.pays("pay_1"+p.Reference, name, p.Reference, p.Fen+1) }},
		{name: "RULES_C6_a_wrong_payer_is_refunded_and_counted", state: realname.AwaitingPayment, fault: realname.CodePaymentPayer, ledger: "refunded", tries: 1,
			pay: func(p steps.Payable, _ string) {
				h.pays("pay_1"+p.Reference, "云笺科技（上海）有限公司", p.Reference, p.Fen)
			}},
		{name: "RULES_C6_a_payer_of_no_name_that_an_enterprise_has", state: realname.AwaitingPayment, fault: realname.CodePaymentWrong, ledger: "refunded", tries: 1,
			pay: func(p steps.Payable, _ string) { h.pays("pay_1"+p.Reference, "张三", p.Reference, p.Fen+1) }},
		{name: "RULES_C6_wrong_then_right", state: realname.Verified, ledger: "refunded credited", verified: true,
			pay: func(p steps.Payable, name string) {
				h.pays("pay_1"+p.Reference, "云笺科技（上海）有限公司", p.Reference, p.Fen)
				h.pays("pay_2"+p.Reference, name, p.Reference, p.Fen)
			}},
		{name: "RULES_C6_two_payments_at_most", state: realname.Refused, fault: realname.CodePaymentsExceeded, ledger: "refunded refunded",
			pay: func(p steps.Payable, name string) {
				h.pays("pay_1"+p.Reference, name, p.Reference, p.Fen+1)
				h.pays("pay_2"+p.Reference, name, p.Reference, p.Fen+2)
			}},
		{name: "THREATS_W1_the_same_notice_twice_counts_once", state: realname.AwaitingPayment, fault: realname.CodePaymentAmount, ledger: "refunded", tries: 1,
			pay: func(p steps.Payable, name string) {
				for range 3 {
					h.pays("pay_1"+p.Reference, name, p.Reference, p.Fen+1)
				}
			}},
		{name: "RULES_C6_a_second_right_payment_goes_back", state: realname.Verified, ledger: "credited refunded", verified: true,
			pay: func(p steps.Payable, name string) {
				h.pays("pay_1"+p.Reference, name, p.Reference, p.Fen)
				h.pays("pay_2"+p.Reference, name, p.Reference, p.Fen)
			}},
		{name: "RULES_C6_nobody_pays", state: realname.Refused, fault: realname.CodeDepositExpired,
			pay: func(steps.Payable, string) { h.pass(workweeks) }},
		{name: "RULES_C6_too_late_is_refunded", state: realname.Refused, fault: realname.CodeDepositExpired, ledger: "refunded",
			pay: func(p steps.Payable, name string) {
				h.pass(workweeks)
				h.pays("pay_1"+p.Reference, name, p.Reference, p.Fen)
			}},
		{name: "RULES_C6_late_before_the_timer_has_rung_is_refunded_and_ends_it", state: realname.Refused, fault: realname.CodeDepositExpired, ledger: "refunded",
			pay: func(p steps.Payable, name string) {
				h.wait(p.Deadline.Sub(h.now()))
				h.pays("pay_1"+p.Reference, name, p.Reference, p.Fen)
			}},
	} {
		t.Run(row.name, func(t *testing.T) {
			h.t = t
			account, x := newAccount(), h.company()
			c, p := h.issued(account, x)
			if p.Fen < h.policy.Deposit.MinimumFen || p.Fen > h.policy.Deposit.MaximumFen || p.Payments != 2 || p.Instructions.AccountNo == "" {
				t.Errorf("%+v", p)
			}
			row.pay(p, x.Name.Text())
			h.settle()
			c = h.load(c.ID)
			if c.Last().State != row.state || c.Last().Fault != row.fault || c.TriesLeft(h.policy) != row.tries {
				t.Errorf("%s, %s, %d tries", c.Last().State, c.Last().Fault, c.TriesLeft(h.policy))
			}
			ledger, states := h.ledger(c), []string{}
			for _, id := range []string{"pay_1", "pay_2"} {
				if e, ok := ledger[id+p.Reference]; ok {
					states = append(states, string(e.State))
				}
			}
			if got := strings.Join(states, " "); got != row.ledger {
				t.Errorf("the bank says %q, want %q", got, row.ledger)
			}
			if a, err := h.store.Account(background, account); err != nil || (a.Identity != nil) != row.verified {
				t.Errorf("verified: %t, %v", a.Identity != nil, err)
			}
			h.pass(workweeks)
			if names, transitions := h.ran(c); names != steps.DeadlineMachine || transitions != 2 {
				t.Errorf("%s, %d transitions", names, transitions)
			}
			if last := h.load(c.ID).Last(); !last.State.Terminal() {
				t.Errorf("in the end the case is %s", last.State)
			}
		})
	}
}

func TestTopUpStepByStep(t *testing.T) {
	h := newHouse(t)
	t.Run("RULES_C6_G2_the_deadline_is_the_end_of_the_seventh_working_day", func(t *testing.T) {
		h.t = t
		_, p := h.issued(newAccount(), h.company()) // on Saturday, 14 March 2026
		want := time.Date(2026, 3, 24, 15, 59, 59, 0, time.UTC)
		if !p.Deadline.Equal(want) || !p.Certain {
			t.Errorf("%s, certain %t; want %s", p.Deadline, p.Certain, want)
		}
	})
	t.Run("RULES_C6_G2_in_a_sandbox_a_day_of_a_deadline_can_last_a_second", func(t *testing.T) {
		h := newHouse(t)
		h.p.Day = time.Second
		c, p := h.issued(newAccount(), h.company())
		if !p.Deadline.Equal(h.now().Add(7 * time.Second)) {
			t.Errorf("%s, now %s", p.Deadline, h.now())
		}
		h.pass(6 * time.Second)
		if got := h.load(c.ID).Last().State; got != realname.AwaitingPayment {
			t.Errorf("before: %s", got)
		}
		h.pass(time.Second)
		if got := h.load(c.ID).Last().Fault; got != realname.CodeDepositExpired {
			t.Errorf("after: %s", got)
		}
	})
	t.Run("RULES_C6_the_name_can_be_corrected_until_it_is_paid", func(t *testing.T) {
		h.t = t
		account, x := newAccount(), h.company()
		c, p := h.issued(account, x)
		c = h.must(h.p.back().Do(background, holder(account), c.ID))
		other := x
		other.Name, _ = identity.ParseEnterpriseName("云笺科技（深圳）有限公司")
		c = h.must(h.p.fill().Do(background, holder(account), c.ID, form(other, c.Form().Licence.ID)))
		c = h.must(h.p.choose().Do(background, holder(account), c.ID, realname.TopUp, steps.Means{}))
		c = h.must(h.issues().Do(background, holder(account), c.ID))
		h.settle()
		again, err := h.shows().Do(background, holder(account).By, c.ID)
		if err != nil || again.Reference == p.Reference {
			t.Fatalf("%v, %v", again.Reference, err)
		}
		h.pays("pay_old", x.Name.Text(), p.Reference, p.Fen) // quotes the deposit that is no more
		h.pays("pay_new", other.Name.Text(), again.Reference, again.Fen)
		h.settle()
		ledger := h.ledger(c)
		if ledger["pay_old"].State != "refunded" || ledger["pay_new"].State != "credited" || h.load(c.ID).Last().State != realname.Verified {
			t.Errorf("%s, %s, %s", ledger["pay_old"].State, ledger["pay_new"].State, h.load(c.ID).Last().State)
		}
	})
	t.Run("RULES_A3_proven_and_without_a_place_the_payment_goes_back", func(t *testing.T) {
		h.t = t
		x := h.company()
		for range h.policy.Quota.Enterprise {
			if _, err := h.proven(h.world.parts(), newAccount(), x); err != nil {
				t.Fatal(err)
			}
		}
		c, p := h.issued(newAccount(), x)
		for range 2 {
			h.pays("pay_full", x.Name.Text(), p.Reference, p.Fen)
		}
		h.settle()
		c = h.load(c.ID)
		if c.Last().Type != realname.QuotaRefused || len(c.Holders()) != h.policy.Quota.Enterprise || h.ledger(c)["pay_full"].State != "refunded" {
			t.Errorf("%s, %d holders, %s", c.Last().Type, len(c.Holders()), h.ledger(c)["pay_full"].State)
		}
	})
	t.Run("RULES_C6_two_notices_at_once_are_settled_one_after_the_other", func(t *testing.T) {
		h.t = t
		x := h.company()
		c, p := h.issued(newAccount(), x)
		ids := []string{"pay_a", "pay_b", "pay_c", "pay_d", "pay_e", "pay_f"}
		together(2*len(ids), func(i int) { h.pays(ids[i%len(ids)]+p.Reference, x.Name.Text(), p.Reference, p.Fen) })
		h.settle()
		credited, refunded := 0, 0
		for _, e := range h.ledger(c) {
			switch e.State {
			case "credited":
				credited++
			case "refunded":
				refunded++
			}
		}
		if credited != 1 || refunded != len(ids)-1 || h.load(c.ID).Last().State != realname.Verified {
			t.Errorf("%d credited, %d refunded", credited, refunded)
		}
	})
	t.Run("THREATS_W1_money_for_nobody_goes_back_and_changes_nothing", func(t *testing.T) {
		h.t = t
		c, p := h.issued(newAccount(), h.company())
		was := h.load(c.ID).Version()
		for i, reference := range []string{"房租", "SM" + strings.Repeat("A", 26) + "V7", p.Reference[:20]} {
			id := "pay_stray" + string(rune('a'+i))
			h.pays(id, "云笺科技（上海）有限公司", reference, p.Fen)
			if err := h.bank.Credit(background, id, c.Account); err == nil {
				t.Errorf("%q: it did not go back", reference)
			}
		}
		if h.load(c.ID).Version() != was {
			t.Error("the case was changed")
		}
	})
	t.Run("THREATS_A2_the_amount_is_shown_to_the_applicant_and_stands_nowhere", func(t *testing.T) {
		h.t = t
		account := newAccount()
		c, p := h.issued(account, h.company())
		if _, err := h.shows().Do(background, holder("acct_other").By, c.ID); err == nil {
			t.Error("somebody else is shown the amount")
		}
		run := h.execution(c, realname.DepositIssued)
		text := string(run.Input) + h.path(run)
		for _, e := range c.Events {
			if e.Deposit != nil {
				text += string(e.Deposit.Sealed)
			}
		}
		if strings.Contains(text, realname.Yuan(p.Fen)) || strings.Contains(text, "云笺") {
			t.Error("the amount or a name is in plaintext")
		}
		h.pass(workweeks)
		_, err := h.shows().Do(background, holder(account).By, c.ID)
		refused(t, err, realname.CodeWrongState)
	})
	t.Run("RULES_A9_without_a_bank_the_method_is_not_offered", func(t *testing.T) {
		h.t = t
		account := newAccount()
		c := h.chosen(h.world.parts(), account, h.company(), realname.TopUp)
		step := h.issues()
		step.Bank = nil
		_, err := step.Do(background, holder(account), c.ID)
		refused(t, err, realname.CodeMethodUnavailable)
	})
	t.Run("THREATS_X5_what_waits_for_a_bank_that_is_gone_waits_on", func(t *testing.T) {
		h.t = t
		c, p := h.issued(newAccount(), h.company())
		step := h.shows()
		step.Bank = nil
		_, err := step.Do(background, holder(c.Account).By, c.ID)
		refused(t, err, realname.CodeUnavailable)
		_, _, err = telling.SendDeposit{ShowDeposit: step}.Do(background, holder(c.Account).By, c.ID)
		refused(t, err, realname.CodeUnavailable)
		_, err = steps.TakePayment{Base: h.p.Base, Keys: h.p.keys}.Do(background, steps.Callback{})
		refused(t, err, realname.CodeRouteUnknown)
		paid := c
		paid.Events = append(paid.Events, realname.Event{Type: realname.PaymentRefunded, Payment: &realname.Payment{ID: "pay_" + p.Reference}})
		if err := steps.MoveMoney(nil)(background, paid); !errors.Is(err, steps.ErrUnavailable) {
			t.Errorf("a refund that nobody makes: %v", err)
		}
		sent := h.submitted(newAccount(), usual)
		sent = h.must(h.p.decides().Do(background, byReviewer("reviewer-1"), sent.ID, realname.Approve, seen(sent)))
		if err := (steps.PayOut{Base: h.p.Base, Keys: h.p.keys}).Do(background, sent.ID, sent.Deposit().Reference); !errors.Is(err, steps.ErrUnavailable) {
			t.Errorf("a payout: %v", err)
		}
		h.wait(sent.StepDeadline().Sub(h.now()))
		if err := (steps.KeepDeadline{Base: h.p.Base}).Do(background, sent.ID, h.now()); !errors.Is(err, steps.ErrUnavailable) {
			t.Errorf("its deadline: %v", err)
		}
		if got := h.load(sent.ID); got.Last().State != realname.Paying {
			t.Errorf("it is %s", got.Last().State)
		}
	})
}
