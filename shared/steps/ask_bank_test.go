package steps_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"shiming/shared/files/statement"
	"shiming/shared/identity"
	"shiming/shared/realname"
	"shiming/shared/steps"
)

// listed is an account that lists what came in.
type listed struct {
	lines []statement.Line
	err   error
	days  []identity.Date
}

func (l *listed) On(_ context.Context, day identity.Date) ([]statement.Line, error) {
	l.days = append(l.days, day)
	if l.err != nil {
		return nil, l.err
	}
	var of []statement.Line
	for _, one := range l.lines {
		if one.Date == day {
			of = append(of, one)
		}
	}
	return of, nil
}

// quiet is a bank that says nothing of its own accord.
type quiet struct {
	steps.PayingBank
	state steps.PayoutState
	asked int
	err   error
}

func (q *quiet) Asked() bool { return true }

func (q *quiet) Pay(context.Context, steps.Payout) (steps.PayoutState, error) { return q.state, nil }

func (q *quiet) Progress(context.Context, string) (steps.PayoutState, error) {
	q.asked++
	return q.state, q.err
}

func (h *house) asks(b steps.Bank, i steps.Income) steps.AskBank {
	take := h.takes()
	take.Bank = b
	return steps.AskBank{ImportStatement: steps.ImportStatement{TakePayment: take}, Income: i}
}

func TestRULES_C6_what_came_in_is_read_today_and_yesterday(t *testing.T) {
	h := newHouse(t)
	today := identity.DateIn(h.now())
	account := &listed{lines: []statement.Line{{Date: today, In: true, Fen: 100, Currency: "CNY", Name: "某某有限公司", Serial: "1"}}}
	for range 2 {
		if err := h.asks(h.byHand(), account).Do(background); err != nil {
			t.Fatal(err)
		}
	}
	if !slices.Equal(account.days[:2], []identity.Date{identity.DateIn(h.now().Add(-24 * time.Hour)), today}) || len(h.orders()) != 0 {
		t.Errorf("it reads %v, and orders %d", account.days, len(h.orders()))
	}
	account.err = steps.ErrUnavailable
	if err := h.asks(h.byHand(), account).Do(background); !errors.Is(err, steps.ErrUnavailable) {
		t.Error(err)
	}
	if err := h.asks(nil, account).Do(background); err != nil {
		t.Errorf("without a bank: %v", err)
	}
}

// A payout is asked about until its amount is confirmed: what had arrived may be sent back.
func TestRULES_C7_FAULT_P3_a_quiet_bank_is_asked(t *testing.T) {
	h := newHouse(t)
	bank := &quiet{state: steps.PayoutPending}
	c := h.submitted(newAccount(), usual)
	c = h.must(h.p.decides().Do(background, byReviewer("reviewer-1"), c.ID, realname.Approve, seen(c)))
	key := c.Deposit().Reference
	if err := (steps.PayOut{Base: h.p.Base, Keys: h.p.keys, Records: h.p.records, Bank: bank}).Do(background, c.ID, key); err != nil {
		t.Fatal(err)
	}
	state := func() realname.State {
		t.Helper()
		now, err := h.p.Store.Case(background, c.ID)
		if err != nil {
			t.Fatal(err)
		}
		return now.Last().State
	}
	for _, step := range []struct {
		says steps.PayoutState
		err  error
		want realname.State
	}{
		{steps.PayoutPending, nil, realname.Paying}, {steps.PayoutUnknown, nil, realname.Paying}, {"", steps.ErrUnavailable, realname.Paying},
		{steps.PayoutDone, nil, realname.Confirming}, {steps.PayoutDone, nil, realname.Confirming}, {steps.PayoutRefused, nil, realname.Ready},
	} {
		bank.state, bank.err = step.says, step.err
		if err := h.asks(bank, nil).Do(background); !errors.Is(err, step.err) {
			t.Errorf("%s: %v", step.says, err)
		}
		if got := state(); got != step.want {
			t.Fatalf("%s: the case is %s, want %s", step.says, got, step.want)
		}
	}
	for range 2 {
		if err := h.asks(bank, nil).Do(background); err != nil {
			t.Error(err)
		}
	}
	if bank.asked != 6 {
		t.Errorf("it is asked %d times: nobody waits for it any more", bank.asked)
	}
}
