package steps_test

import (
	"strings"
	"sync"
	"testing"
	"time"

	"shiming/shared/identity"
	"shiming/shared/realname"
	"shiming/shared/sandbox/phone"
	"shiming/shared/steps"
)

// The machines that a transfer takes: its review has a deadline; the amount is sent; its confirmation has a deadline.
const (
	reviewing  = steps.DeadlineMachine
	paying     = reviewing + " " + steps.PayoutMachine
	confirming = paying + " " + steps.DeadlineMachine
	asked      = reviewing + " " + steps.DeadlineMachine // until papers are to come
	supplied   = asked + " " + steps.DeadlineMachine     // the review goes on
	late       = " " + steps.DeadlineMachine             // the bank is asked again
)

// reviewed takes a corporate transfer to the bank account into review, with a machine that waits until that is due.
func (h *house) reviewed(account realname.AccountID, number string) realname.Case {
	h.t.Helper()
	c := h.submitted(account, number)
	h.settle()
	return c
}

// submitted takes a corporate transfer into review; nothing has followed from it yet.
func (h *house) submitted(account realname.AccountID, number string) realname.Case {
	h.t.Helper()
	p := h.world.parts()
	c := h.chosen(p, account, h.company(), realname.CorporateTransfer)
	papers := h.transferPapers(c)
	var err error
	if papers.Account.Number, err = identity.ParseBankAccount(number); err != nil {
		h.t.Fatal(err)
	}
	c = h.must(p.papers().Do(background, holder(account), c.ID, papers))
	c = h.must(p.handler().Do(background, holder(account), c.ID, partyOf(h.person("简祎"))))
	c = h.must(p.start().Do(background, holder(account), c.ID, baseURL))
	settled, err := p.settle().Do(background, sandbox.Name, h.word(c, "msg_handler", realname.Passed, ""))
	return h.must(settled.Case, err)
}

const usual = "6222000000001234"

func (h *house) decides(c realname.Case, d realname.Decision, r realname.Review) realname.Case {
	h.t.Helper()
	c = h.must(h.p.decides().Do(background, byReviewer("reviewer-1"), c.ID, d, r))
	h.settle()
	return h.load(c.ID)
}

func (h *house) approved(c realname.Case) realname.Case {
	h.t.Helper()
	return h.decides(c, realname.Approve, seen(c))
}

func (h *house) confirmed(c realname.Case, fen int) realname.Case {
	h.t.Helper()
	return h.must(h.confirms().Do(background, holder(c.Account), c.ID, fen))
}

// wrong is an amount that was not sent.
func wrong(fen int) int { return fen%99 + 1 }

func TestTransfer(t *testing.T) {
	h := newHouse(t)
	for _, row := range []struct {
		name    string
		number  string // usual when empty
		play    func(c realname.Case)
		state   realname.State // right after the play
		fault   realname.Code
		ran     string // when everything is over
		retries int    // of tasks, which are transitions too
	}{
		{name: "RULES_C7_approved_paid_and_confirmed", state: realname.Verified, ran: confirming,
			play: func(c realname.Case) { c = h.approved(c); h.confirmed(c, h.sent(c).Fen) }},
		{name: "RULES_C7_one_wrong_amount_then_the_right_one", state: realname.Verified, ran: confirming,
			play: func(c realname.Case) {
				c = h.approved(c)
				if got := h.confirmed(c, wrong(h.sent(c).Fen)); got.Last().Fault != realname.CodeAmountMismatch || got.TriesLeft(h.policy) != 1 {
					h.t.Errorf("%s, %d tries left", got.Last().Fault, got.TriesLeft(h.policy))
				}
				h.confirmed(c, h.sent(c).Fen)
			}},
		{name: "RULES_C7_two_wrong_amounts", state: realname.Refused, fault: realname.CodeAmountAttempts, ran: confirming,
			play: func(c realname.Case) {
				c = h.approved(c)
				h.confirmed(c, wrong(h.sent(c).Fen))
				h.confirmed(c, wrong(h.sent(c).Fen))
				_, err := h.confirms().Do(background, holder(c.Account), c.ID, h.sent(c).Fen)
				refused(h.t, err, realname.CodeWrongState)
			}},
		{name: "RULES_C7_nobody_confirms", state: realname.Refused, fault: realname.CodeAmountExpired, ran: confirming,
			play: func(c realname.Case) { h.approved(c); h.pass(7 * 24 * time.Hour) }},
		{name: "RULES_C7_a_second_before_it_is_too_late_it_is_not", state: realname.Verified, ran: confirming,
			play: func(c realname.Case) {
				c = h.approved(c)
				h.pass(7*24*time.Hour - time.Second)
				h.confirmed(c, h.sent(c).Fen)
			}},
		{name: "RULES_C7_the_right_amount_too_late_before_the_timer_has_rung", state: realname.Refused, fault: realname.CodeAmountExpired, ran: confirming,
			play: func(c realname.Case) {
				c = h.approved(c)
				h.wait(7 * 24 * time.Hour)
				_, err := h.confirms().Do(background, holder(c.Account), c.ID, h.sent(c).Fen)
				refused(h.t, err, realname.CodeAmountExpired)
				h.pass(0)
			}},
		{name: "RULES_C7_the_review_is_refused", state: realname.Refused, fault: realname.CodeReviewRefused, ran: reviewing,
			play: func(c realname.Case) { h.decides(c, realname.RefuseCase, refusing(c)) }},
		{name: "RULES_C7_withdrawn_during_review", state: realname.Canceled, ran: reviewing,
			play: func(c realname.Case) { h.must(h.p.cancel().Do(background, holder(c.Account), c.ID)) }},
		{name: "RULES_C7_another_method_during_review", state: realname.Ready, ran: reviewing,
			play: func(c realname.Case) {
				h.must(h.p.choose().Do(background, holder(c.Account), c.ID, realname.TopUp, steps.Means{}))
			}},
		{name: "RULES_C7_withdrawn_while_papers_are_asked_for", state: realname.Canceled, ran: asked,
			play: func(c realname.Case) {
				h.decides(c, realname.AskAgain, asking(c))
				h.must(h.p.cancel().Do(background, holder(c.Account), c.ID))
			}},
		{name: "RULES_C7_papers_asked_for_supplied_and_approved", state: realname.Verified, ran: supplied + confirming[len(reviewing):],
			play: func(c realname.Case) {
				c = h.decides(c, realname.AskAgain, asking(c))
				c = h.must(h.p.supplies().Do(background, holder(c.Account), c.ID, []realname.DocumentID{h.upload(c, realname.PortraitSide)}))
				c = h.approved(c)
				h.confirmed(c, h.sent(c).Fen)
			}},
		{name: "RULES_C7_overdue_escalated_and_approved", state: realname.Verified, ran: confirming,
			play: func(c realname.Case) {
				h.pass(workweeks)
				c = h.load(c.ID)
				if c.Last().Type != realname.ReviewEscalated || c.Last().State != realname.Reviewing {
					h.t.Errorf("%s, %s", c.Last().Type, c.Last().State)
				}
				c = h.approved(c)
				h.confirmed(c, h.sent(c).Fen)
			}},
		{name: "RULES_C7_overdue_escalated_and_refused", state: realname.Refused, fault: realname.CodeReviewRefused, ran: reviewing,
			play: func(c realname.Case) { h.pass(workweeks); h.decides(h.load(c.ID), realname.RefuseCase, refusing(c)) }},
		{name: "FAULT_D6_papers_that_are_asked_for_and_do_not_come", state: realname.Expired, fault: realname.CodePapersLate, ran: asked,
			play: func(c realname.Case) {
				h.decides(c, realname.AskAgain, asking(c))
				h.pass(7*24*time.Hour - time.Second)
				if h.load(c.ID).Last().State != realname.Supplementing {
					h.t.Error("it ended early")
				}
				h.pass(time.Second)
			}},
		{name: "FAULT_D6_nobody_ever_decides", state: realname.Expired, fault: realname.CodeReviewLapsed, ran: reviewing,
			play: func(realname.Case) { h.pass(workweeks); h.pass(70 * 24 * time.Hour) }},
		{name: "RULES_C7_the_bank_refuses_the_account", number: "6222000000000001", state: realname.Ready, fault: realname.CodePayoutFailed, ran: paying,
			play: func(c realname.Case) { h.approved(c) }},
		{name: "RULES_C7_on_its_way_until_the_bank_says_that_it_arrived", number: "6222000000000002", state: realname.Verified, ran: confirming,
			play: func(c realname.Case) {
				c = h.approved(c)
				if c.Last().Type != realname.PayoutSent || c.Last().State != realname.Paying {
					h.t.Errorf("%s", c.Last().Type)
				}
				for range 2 {
					if err := h.bank.Tell(background, c.Deposit().Reference, steps.PayoutDone); err != nil {
						h.t.Fatal(err)
					}
				}
				h.confirmed(c, h.sent(c).Fen)
			}},
		{name: "RULES_C7_on_its_way_and_back", number: "6222000000000002", state: realname.Ready, fault: realname.CodePayoutFailed, ran: paying,
			play: func(c realname.Case) {
				c = h.approved(c)
				if err := h.bank.Tell(background, c.Deposit().Reference, steps.PayoutRefused); err != nil {
					h.t.Fatal(err)
				}
			}},
		{name: "FAULT_D2_RULES_C12_late_and_then_it_arrives", number: "6222000000000002", state: realname.Verified, ran: paying + late + " " + steps.DeadlineMachine,
			play: func(c realname.Case) {
				c = h.approved(c)
				h.pass(workweeks)
				if c = h.load(c.ID); c.Last().Type != realname.PayoutLate || c.Last().State != realname.Paying {
					h.t.Errorf("%s, %s", c.Last().Type, c.Last().State)
				}
				if err := h.bank.Tell(background, c.Deposit().Reference, steps.PayoutDone); err != nil {
					h.t.Fatal(err)
				}
				h.confirmed(c, h.sent(c).Fen)
			}},
		{name: "FAULT_D2_late_and_another_method_meanwhile", number: "6222000000000002", state: realname.Verified, ran: paying + late + " " + steps.DeadlineMachine,
			play: func(c realname.Case) {
				c = h.approved(c)
				h.pass(workweeks)
				h.must(h.p.choose().Do(background, holder(c.Account), c.ID, realname.TopUp, steps.Means{}))
				if err := h.bank.Tell(background, c.Deposit().Reference, steps.PayoutDone); err != nil {
					h.t.Fatal(err)
				}
				h.confirmed(c, h.sent(h.load(c.ID)).Fen)
			}},
		{name: "FAULT_D3_canceled_while_it_is_on_its_way", number: "6222000000000002", state: realname.Canceled, ran: paying,
			play: func(c realname.Case) {
				c = h.approved(c)
				h.must(h.p.cancel().Do(background, holder(c.Account), c.ID))
				if err := h.bank.Tell(background, c.Deposit().Reference, steps.PayoutDone); err != nil {
					h.t.Fatal(err)
				}
			}},
		{name: "RULES_C7_arrived_and_the_bank_said_nothing", number: "6222000000000003", state: realname.Verified, ran: confirming,
			play: func(c realname.Case) {
				c = h.approved(c)
				h.pass(workweeks) // the bank is asked at the end of the time to send it
				h.confirmed(c, h.sent(c).Fen)
			}},
		{name: "RULES_C7_the_longest_way_there_is", number: "6222000000000003", state: realname.Refused, fault: realname.CodeAmountExpired, ran: confirming,
			play: func(c realname.Case) {
				h.pass(workweeks)
				h.approved(h.load(c.ID))
				h.pass(workweeks)
				h.pass(8 * 24 * time.Hour)
			}},
		{name: "RULES_C7_the_bank_does_not_answer_twice", number: "6222000000000004", state: realname.Verified, ran: confirming, retries: 2,
			play: func(c realname.Case) { c = h.approved(c); h.confirmed(c, h.sent(c).Fen) }},
		{name: "RULES_C7_the_bank_has_paid_and_its_answer_is_lost", number: "6222000000000005", state: realname.Verified, ran: confirming, retries: 1,
			play: func(c realname.Case) { c = h.approved(c); h.confirmed(c, h.sent(c).Fen) }},
	} {
		t.Run(row.name, func(t *testing.T) {
			h.t = t
			number := row.number
			if number == "" {
				number = usual
			}
			c := h.reviewed(newAccount(), number)
			row.play(c)
			h.settle()
			c = h.load(c.ID)
			if c.Last().State != row.state || c.Last().Fault != row.fault {
				t.Errorf("%s, %q; want %s, %q", c.Last().State, c.Last().Fault, row.state, row.fault)
			}
			h.pass(90 * 24 * time.Hour)
			names, transitions := h.ran(c)
			if names != row.ran {
				t.Errorf("%s; want %s", names, row.ran)
			}
			cost := 2*strings.Count(row.ran, steps.DeadlineMachine) + 3*strings.Count(row.ran, steps.PayoutMachine) + row.retries
			if transitions != cost || row.ran == confirming && transitions > 10 {
				t.Errorf("%d transitions; want %d", transitions, cost)
			}
			for id, e := range h.ledger(c) {
				if e.Out && (e.Fen < h.policy.Deposit.MinimumFen || e.Fen > h.policy.Deposit.MaximumFen) {
					t.Errorf("%s is %d fen", id, e.Fen)
				}
			}
		})
	}
}

func TestTransferAnew(t *testing.T) {
	h := newHouse(t)
	t.Run("RULES_C7_after_a_refused_payout_the_papers_are_filed_anew_and_another_amount_is_sent", func(t *testing.T) {
		h.t = t
		c := h.approved(h.reviewed(newAccount(), "6222000000000001"))
		first := c.Deposit().Reference
		p := h.world.parts()
		c = h.must(p.papers().Do(background, holder(c.Account), c.ID, h.transferPapers(c)))
		c = h.must(p.handler().Do(background, holder(c.Account), c.ID, partyOf(h.person("简祎"))))
		c = h.must(p.start().Do(background, holder(c.Account), c.ID, baseURL))
		settled, err := p.settle().Do(background, sandbox.Name, h.word(c, "msg_handler_2", realname.Passed, ""))
		h.must(settled.Case, err)
		h.settle()
		c = h.approved(h.load(c.ID))
		if c.Deposit().Reference == first || len(h.ledger(c)) != 2 || h.sent(c).State != "arrived" {
			t.Errorf("%d payouts", len(h.ledger(c)))
		}
		if c = h.confirmed(c, h.sent(c).Fen); c.Last().State != realname.Verified {
			t.Errorf("%s", c.Last().State)
		}
	})
	t.Run("RULES_C7_the_progress_can_be_looked_up_and_never_the_amount", func(t *testing.T) {
		h.t = t
		show := steps.ShowPayout{Base: h.p.Base, Keys: h.p.keys}
		c := h.reviewed(newAccount(), "6222000000000002")
		by := holder(c.Account).By
		_, err := show.Do(background, by, c.ID)
		refused(t, err, realname.CodeWrongState)
		c = h.approved(c)
		p, err := show.Do(background, by, c.ID)
		if err != nil || p.State != steps.PayoutPending || p.Account.Number.Masked() != "****0002" || p.Deadline.IsZero() || !p.Certain || p.TriesLeft != 0 {
			t.Errorf("%+v, %v", p, err)
		}
		if err := h.bank.Tell(background, c.Deposit().Reference, steps.PayoutDone); err != nil {
			t.Fatal(err)
		}
		p, err = show.Do(background, by, c.ID)
		if err != nil || p.State != steps.PayoutDone || !p.Deadline.Equal(p.EndsAt.Add(7*24*time.Hour)) || p.TriesLeft != 2 {
			t.Errorf("%+v, %v", p, err)
		}
		if _, err := show.Do(background, holder("acct_other").By, c.ID); err == nil {
			t.Error("somebody else is told")
		}
	})
	t.Run("RULES_C7_G2_over_the_long_holidays_the_confirmation_is_due_before_the_payout", func(t *testing.T) {
		h := newHouse(t)
		h.wait(time.Date(2026, 9, 30, 2, 0, 0, 0, time.UTC).Sub(h.now()))
		c := h.approved(h.reviewed(newAccount(), usual))
		sent, due := c.AsOf(c.Version()-1).StepDeadline(), c.StepDeadline()
		if !due.Before(sent) {
			t.Fatalf("confirmed until %s, sent until %s", due, sent)
		}
		h.pass(7*24*time.Hour - time.Second)
		if got := h.load(c.ID); got.Last().State != realname.Confirming {
			t.Errorf("a second early it is %s", got.Last().State)
		}
		h.pass(time.Second)
		if got := h.load(c.ID); got.Last().Fault != realname.CodeAmountExpired {
			t.Errorf("it is %s, %q", got.Last().State, got.Last().Fault)
		}
	})
	t.Run("THREATS_W2_an_event_that_is_handed_over_again_starts_nothing_and_pays_nothing", func(t *testing.T) {
		h.t = t
		c := h.approved(h.reviewed(newAccount(), usual))
		dispatch := steps.RunMachines(h.machines)
		for version := 1; version <= c.Version(); version++ {
			for range 2 {
				if err := dispatch(background, c.AsOf(version)); err != nil {
					t.Errorf("version %d: %v", version, err)
				}
			}
		}
		for range 3 {
			if err := (steps.PayOut{Base: h.p.Base, Keys: h.p.keys, Bank: h.money}).Do(background, c.ID, c.Deposit().Reference); err != nil {
				t.Error(err)
			}
		}
		h.settle()
		if got := h.load(c.ID); got.Version() != c.Version() || len(h.ledger(c)) != 1 {
			t.Errorf("%d versions instead of %d, %d payouts", got.Version(), c.Version(), len(h.ledger(c)))
		}
		h.pass(90 * 24 * time.Hour)
		if names, transitions := h.ran(c); names != confirming || transitions != 7 {
			t.Errorf("%s, %d transitions", names, transitions)
		}
	})
}

func TestConcurrentAmounts(t *testing.T) {
	h := newHouse(t)
	t.Run("THREATS_A1_of_a_hundred_wrong_amounts_at_once_two_are_counted_and_the_case_has_failed", func(t *testing.T) {
		h.t = t
		c := h.approved(h.reviewed(newAccount(), usual))
		var told sync.Map
		together(100, func(i int) {
			after, err := h.confirms().Do(background, holder(c.Account), c.ID, wrong(h.sent(c).Fen))
			if err == nil {
				told.Store(i, after.Last().Type)
			}
		})
		c = h.load(c.ID)
		wrongs := 0
		for _, e := range c.Events {
			if e.Type == realname.AmountWrong || e.Type == realname.DepositFailed {
				wrongs++
			}
		}
		answers := map[realname.EventType]int{}
		told.Range(func(_, v any) bool { answers[v.(realname.EventType)]++; return true })
		if wrongs != 2 || c.Last().State != realname.Refused || c.Last().Fault != realname.CodeAmountAttempts {
			t.Errorf("%d counted, %s", wrongs, c.Last().State)
		}
		if answers[realname.AmountWrong] != 1 || answers[realname.DepositFailed] != 1 || len(answers) != 2 {
			t.Errorf("told: %v", answers)
		}
	})
	t.Run("THREATS_A1_of_all_amounts_at_once_never_more_than_two_wrong_ones_are_answered", func(t *testing.T) {
		h.t = t
		for range 5 {
			c := h.approved(h.reviewed(newAccount(), usual))
			together(99, func(i int) { _, _ = h.confirms().Do(background, holder(c.Account), c.ID, i+1) })
			c, tries := h.load(c.ID), 0
			for _, e := range c.Events {
				switch e.Type {
				case realname.AmountWrong, realname.AmountRight, realname.DepositFailed:
					tries++
				}
			}
			if tries > 2 || !c.Last().State.Terminal() {
				t.Errorf("%d tries, %s", tries, c.Last().State)
			}
		}
	})
	t.Run("THREATS_A1_a_history_that_is_nearly_full_gives_no_tries_for_nothing", func(t *testing.T) {
		h.t = t
		c := h.approved(h.reviewed(newAccount(), usual))
		tight := *h.policy
		tight.StepsPerCase = c.Version() + 1
		step := h.confirms()
		step.Policy = &tight
		for range 2 {
			if _, err := step.Do(background, holder(c.Account), c.ID, wrong(h.sent(c).Fen)); err != nil {
				t.Error(err)
			}
		}
		if last := h.load(c.ID).Last(); last.State != realname.Refused {
			t.Errorf("%s", last.State)
		}
	})
	t.Run("THREATS_S1_a_repeated_request_costs_no_try_and_tells_nothing_new", func(t *testing.T) {
		h.t = t
		c := h.approved(h.reviewed(newAccount(), usual))
		ask := keyed(c.Account, "once")
		first := h.must(h.confirms().Do(background, ask, c.ID, wrong(h.sent(c).Fen)))
		for _, fen := range []int{wrong(h.sent(c).Fen), h.sent(c).Fen} { // the fingerprint would refuse the second
			if got := h.must(h.confirms().Do(background, ask, c.ID, fen)); !same(got, first) {
				t.Error("another answer")
			}
		}
		if h.load(c.ID).Version() != first.Version() {
			t.Error("a try was counted")
		}
	})
}
