package steps_test

import (
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"shiming/shared/realname"
	"shiming/shared/sandbox/bank"
	"shiming/shared/steps"
)

// flow is one way through a deposit, from where the first call can fail to where everything is over.
type flow struct {
	name  string
	begin func(h *house) realname.Case // by sound parts
	play  func(h *house, c realname.Case)
	state realname.State
	fault realname.Code
	// ran is which machines ran, ledger what the bank has in the end, sorted.
	ran, ledger string
}

// acted is a step that a patient client takes: with its key, until it works.
func (h *house) acted(do func() (realname.Case, error)) realname.Case {
	h.t.Helper()
	var c realname.Case
	err := h.insist(func() error {
		var err error
		c, err = do()
		return err
	})
	return h.must(c, err)
}

func (h *house) began(m realname.Method) realname.Case {
	return h.chosen(h.world.parts(), newAccount(), h.company(), m)
}

const payer = "云笺科技（北京）有限公司"

func (h *house) askedFor(c realname.Case) (reference string, fen int) {
	h.t.Helper()
	c = h.acted(func() (realname.Case, error) { return h.issues().Do(background, keyed(c.Account, "issue"), c.ID) })
	h.settle()
	h.acted(func() (realname.Case, error) {
		p, err := h.shows().Do(background, holder(c.Account).By, c.ID)
		reference, fen = p.Reference, p.Fen
		return p.Case, err
	})
	return reference, fen
}

func (h *house) approvedBy(c realname.Case) realname.Case {
	h.t.Helper()
	ask := byReviewer("reviewer-1")
	ask.Replay = &realname.Replay{Key: "decide", Print: "print"}
	h.acted(func() (realname.Case, error) {
		return h.p.decides().Do(background, ask, c.ID, realname.Approve, seen(c))
	})
	h.settle()
	return h.load(c.ID)
}

func (h *house) said(c realname.Case, key string, fen int) {
	h.t.Helper()
	h.acted(func() (realname.Case, error) { return h.confirms().Do(background, keyed(c.Account, key), c.ID, fen) })
	h.settle()
}

var flows = []flow{
	{name: "RULES_C6_wrong_payer_then_the_right_one", state: realname.Verified, ran: steps.DeadlineMachine, ledger: "credited refunded",
		begin: func(h *house) realname.Case { return h.began(realname.TopUp) },
		play: func(h *house, c realname.Case) {
			reference, fen := h.askedFor(c)
			h.pays("pay_1"+reference, "云笺科技（上海）有限公司", reference, fen)
			h.settle()
			h.pays("pay_2"+reference, payer, reference, fen)
		}},
	{name: "RULES_C6_nobody_pays_in_time", state: realname.Refused, fault: realname.CodeDepositExpired, ran: steps.DeadlineMachine, ledger: "refunded",
		begin: func(h *house) realname.Case { return h.began(realname.TopUp) },
		play: func(h *house, c realname.Case) {
			reference, fen := h.askedFor(c)
			h.pass(workweeks)
			h.pays("pay_1"+reference, payer, reference, fen)
		}},
	{name: "RULES_C7_one_wrong_amount_then_the_right_one", state: realname.Verified, ran: confirming, ledger: "arrived",
		begin: func(h *house) realname.Case { return h.submitted(newAccount(), usual) },
		play: func(h *house, c realname.Case) {
			h.settle()
			c = h.approvedBy(c)
			h.said(c, "first", wrong(h.sent(c).Fen))
			h.said(c, "second", h.sent(c).Fen)
		}},
	{name: "RULES_C7_the_bank_draws_one_wrong_amount_then_the_right_one", state: realname.Verified, ran: confirming, ledger: "arrived",
		begin: func(h *house) realname.Case { return h.submitted(newAccount(), drawn) },
		play: func(h *house, c realname.Case) {
			h.settle()
			c = h.approvedBy(c)
			h.said(c, "first", wrong(h.sent(c).Fen))
			if n := h.counted(c); n != 1 {
				h.t.Errorf("the bank counted %d wrong amounts", n)
			}
			h.said(c, "second", h.sent(c).Fen)
		}},
	{name: "RULES_C7_escalated_late_and_not_confirmed", state: realname.Refused, fault: realname.CodeAmountExpired, ran: confirming, ledger: "arrived",
		begin: func(h *house) realname.Case { return h.submitted(newAccount(), "6222000000000003") },
		play: func(h *house, c realname.Case) {
			h.settle()
			h.pass(workweeks)
			h.approvedBy(h.load(c.ID))
			h.pass(workweeks)
			h.pass(8 * 24 * time.Hour)
		}},
	{name: "RULES_C7_refused_in_review", state: realname.Refused, fault: realname.CodeReviewRefused, ran: reviewing,
		begin: func(h *house) realname.Case { return h.submitted(newAccount(), usual) },
		play: func(h *house, c realname.Case) {
			h.settle()
			ask := byReviewer("reviewer-1")
			ask.Replay = &realname.Replay{Key: "decide", Print: "print"}
			h.acted(func() (realname.Case, error) {
				return h.p.decides().Do(background, ask, c.ID, realname.RefuseCase, refusing(c))
			})
		}},
}

// take takes one case through the flow with one of its calls failing, and holds the end to what it must be.
func (f flow) take(t *testing.T, h *house, fail int, how failure) (made []string) {
	h.t = t
	*h.calls = calls{}
	c := f.begin(h)
	if fail > 0 {
		h.calls.fail, h.calls.how = fail, how
	}
	f.play(h, c)
	h.settle()
	h.pass(90 * 24 * time.Hour)
	made = h.calls.made
	c = h.load(c.ID)
	if c.Last().State != f.state || c.Last().Fault != f.fault {
		t.Errorf("%s, %q; want %s, %q", c.Last().State, c.Last().Fault, f.state, f.fault)
	}
	if got, _ := h.ran(c); got != f.ran {
		t.Errorf("it took %s; want %s", got, f.ran)
	}
	var states []string
	for _, e := range h.ledger(c) {
		states = append(states, string(e.State))
	}
	slices.Sort(states)
	if got := strings.Join(states, " "); got != f.ledger {
		t.Errorf("the bank has %q, want %q", got, f.ledger)
	}
	if a, err := h.store.Account(background, c.Account); err != nil || (a.Identity != nil) != (f.state == realname.Verified) || a.OpenCase != "" {
		t.Errorf("account: %t, %s, %v", a.Identity != nil, a.OpenCase, err)
	}
	return made
}

// TestDepositFaults lets every single call to database, keys, workflow and bank fail once, before it takes effect and
// after, in every flow of deposits.
func TestDepositFaults(t *testing.T) {
	for _, f := range flows {
		t.Run(f.name, func(t *testing.T) {
			t.Parallel()
			h := newHouse(t)
			made := f.take(t, h, 0, failure{})
			if len(made) < 8 {
				t.Fatalf("only %d calls: %v", len(made), made)
			}
			t.Logf("%d calls", len(made))
			for n, name := range made {
				for _, how := range failures {
					if how.only != "" && how.only != name && name != "Records.PutRecord" {
						continue
					}
					if !t.Run(strconv.Itoa(n+1)+"_"+name+"_"+how.name, func(t *testing.T) { f.take(t, h, n+1, how) }) {
						return
					}
				}
			}
		})
	}
}

// TestDepositCalls counts what each step asks of the database when all goes well: a read and a write.
func TestDepositCalls(t *testing.T) {
	h := newHouse(t)
	c := h.began(realname.TopUp)
	reference, fen := "", 0
	paid := h.approved(h.reviewed(newAccount(), usual))
	for _, row := range []struct {
		name          string
		reads, writes int
		do            func() error
	}{
		{"issue", 1, 1, func() error { _, err := h.issues().Do(background, holder(c.Account), c.ID); return err }},
		{"show", 1, 0, func() error {
			p, err := h.shows().Do(background, holder(c.Account).By, c.ID)
			reference, fen = p.Reference, p.Fen
			return err
		}},
		{"a_wrong_payment", 1, 1, func() error { h.pays("pay_1", "云笺科技（上海）有限公司", reference, fen); return nil }},
		{"the_same_again", 1, 0, func() error { h.pays("pay_1", "云笺科技（上海）有限公司", reference, fen); return nil }},
		{"the_right_payment", 1, 1, func() error { h.pays("pay_2", payer, reference, fen); return nil }},
		{"a_wrong_amount", 1, 1, func() error { h.confirmed(paid, wrong(h.sent(paid).Fen)); return nil }},
		{"the_right_amount", 1, 1, func() error { h.confirmed(paid, h.sent(paid).Fen); return nil }},
	} {
		t.Run(row.name, func(t *testing.T) {
			h.t = t
			*h.calls = calls{}
			if err := row.do(); err != nil {
				t.Fatal(err)
			}
			writes := h.calls.count("Store.Commit")
			if reads := h.calls.count("Store.") - writes; reads != row.reads || writes != row.writes {
				t.Errorf("%d reads and %d writes: %v", reads, writes, h.calls.made)
			}
		})
	}
}

// TestDepositRestarts ends the machines in every state in which they can be, and starts them anew.
func TestDepositRestarts(t *testing.T) {
	h := newHouse(t)
	t.Run("RULES_C6_top_up", func(t *testing.T) {
		h.t = t
		c := h.began(realname.TopUp)
		reference, fen := h.askedFor(c)
		h.restart() // while the payment is waited for
		h.pays("pay_wrong", payer, reference, fen+1)
		h.restart()
		h.pays("pay_right", payer, reference, fen)
		h.settle()
		if got := h.load(c.ID).Last().State; got != realname.Verified {
			t.Errorf("%s", got)
		}
		c = h.began(realname.TopUp)
		h.askedFor(c)
		if err := h.machines.Close(); err != nil { // its time comes while nobody is there
			t.Fatal(err)
		}
		h.wait(workweeks)
		h.openMachines()
		h.settle()
		c = h.load(c.ID)
		if got, _ := h.ran(c); c.Last().Fault != realname.CodeDepositExpired || got != steps.DeadlineMachine {
			t.Errorf("%s, %s", c.Last().Fault, got)
		}
	})
	t.Run("RULES_C7_transfer", func(t *testing.T) {
		h.t = t
		c := h.reviewed(newAccount(), "6222000000000003")
		h.restart() // in review
		h.pass(workweeks)
		h.restart() // in an overdue review
		c = h.approved(h.load(c.ID))
		h.restart() // the amount on its way
		h.pass(workweeks)
		h.restart() // the amount arrived
		c = h.load(c.ID)
		h.confirmed(c, wrong(h.sent(c).Fen))
		h.restart()
		h.confirmed(c, h.sent(c).Fen)
		h.settle()
		h.pass(workweeks)
		c = h.load(c.ID)
		if got, transitions := h.ran(c); got != confirming || transitions != 7 || c.Last().State != realname.Verified {
			t.Errorf("%s, %d transitions, %s", got, transitions, c.Last().State)
		}
	})
	t.Run("RULES_C7_decided_while_the_machines_are_away", func(t *testing.T) {
		h.t = t
		c := h.reviewed(newAccount(), usual)
		if err := h.machines.Close(); err != nil {
			t.Fatal(err)
		}
		h.must(h.p.decides().Do(background, byReviewer("reviewer-1"), c.ID, realname.Approve, seen(c)))
		h.openMachines()
		h.settle()
		if e := h.sent(h.load(c.ID)); e.State != sandboxbank.Arrived {
			t.Errorf("%s", e.State)
		}
	})
	t.Run("RULES_C7_decided_before_the_machine_is_started", func(t *testing.T) {
		h.t = t
		for _, decision := range []realname.Decision{realname.Approve, realname.RefuseCase} {
			c := h.submitted(newAccount(), usual)
			review := seen(c)
			if decision == realname.RefuseCase {
				review = refusing(c)
			}
			h.must(h.p.decides().Do(background, byReviewer("reviewer-1"), c.ID, decision, review))
			h.settle()
			h.pass(90 * 24 * time.Hour)
			want := map[realname.Decision]string{realname.Approve: confirming, realname.RefuseCase: reviewing}[decision]
			if got, _ := h.ran(h.load(c.ID)); got != want {
				t.Errorf("%s: %s", decision, got)
			}
		}
	})
}
