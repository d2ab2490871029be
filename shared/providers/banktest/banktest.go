// Package banktest is the conformance suite of steps.Bank: an implementation is a bank when it passes Run. Tests of the
// implementations live beside them; nothing but tests may import this package.
package banktest

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"shiming/shared/realname"
	"shiming/shared/steps"
)

// Harness is one bank under test, with what its suite needs to play the outside world. All functions are safe for
// concurrent use.
type Harness struct {
	Bank steps.Bank
	// Account is the number of an account to which payouts arrive at once; Refuses of one to which they never do. Both are
	// empty for a bank that is no steps.PayingBank.
	Account, Refuses string
	// Drawn is the number of an account for which the bank draws the amount, which arrives at once; Locks and Late of such
	// accounts where it compares no more after wrong amounts, or never. All are empty for a bank that is no
	// steps.DrawingBank.
	Drawn, Locks, Late string
	// Paid tells how often, and how much in all, went out under the key.
	Paid func(t *testing.T, key string) (times, fen int)
	// What follows is nil for a bank that takes no payments in, with which no top-up is offered.
	// TakeIn lets a payment come in, so that it can be refunded or credited. Refunded and Credited tell how often it was.
	TakeIn func(t *testing.T, payment string)
	// Withdrawn tells how often what was credited went back.
	Refunded, Credited, Withdrawn func(t *testing.T, payment string) int
	// Notice is what the bank sends at a moment to say n. It does not look whether n makes sense. Older are the same by
	// each further secret that is still accepted, Foreign by somebody else's.
	Notice  func(t *testing.T, n steps.BankNotice, at time.Time) steps.Callback
	Older   []func(t *testing.T, n steps.BankNotice, at time.Time) steps.Callback
	Foreign func(t *testing.T, n steps.BankNotice, at time.Time) steps.Callback
	// Sign signs any body, under the id, as Notice does.
	Sign func(t *testing.T, id string, body []byte, at time.Time) steps.Callback
	// Headers are the names of the headers without which no notice is authentic.
	Headers []string
	// Nonsense are well-signed bodies under the id that mean nothing, by name: amounts as floats, texts and negatives,
	// other currencies, unknown and repeated fields, and what else the format can get wrong.
	Nonsense map[string][]byte
	// NonsenseID is the id that the nonsense is signed under.
	NonsenseID string
}

// now is the moment of every test of notices.
var now = time.Date(2026, 3, 14, 15, 9, 26, 0, time.UTC)

var background = context.Background()

// reference returns one of a case that nobody has.
func reference() string {
	return "SM" + strings.ToUpper(strings.TrimPrefix(string(realname.NewCaseID()), "case_")) + "V7"
}

func payment() steps.BankNotice {
	ref := reference()
	return steps.BankNotice{ID: "pay_" + ref[2:10], Payment: true, Reference: ref, PayerName: "深圳市示例科技有限公司", Fen: 37, Currency: "CNY"}
}

func (h Harness) payout() steps.Payout {
	return steps.Payout{
		Key: reference(), PayeeName: "深圳市示例科技有限公司", Bank: "示例银行", Place: "广东省深圳市", Branch: "示例银行深圳支行",
		AccountNo: h.Account, Fen: 42,
	}
}

// Run proves that what open returns keeps the contract of steps.Bank. Run it with -race.
func Run(t *testing.T, open func(t *testing.T) Harness) {
	type part struct {
		name string
		run  func(*testing.T, Harness)
	}
	var all []part
	h := open(t)
	if h.TakeIn != nil || h.Notice != nil {
		all = []part{
			{"RULES_C6_money_goes_back_or_is_credited_once", movesOnce},
			{"RULES_C11_FAULT_P4_what_was_credited_goes_back_once", withdraws},
			{"RULES_C6_instructions", instructions},
			{"what_a_bank_can_say", says},
			{"THREATS_W1_forged", forged},
			{"THREATS_W1_changed", changed},
			{"THREATS_W1_old_or_early", stale},
			{"THREATS_W1_well_signed_nonsense", nonsense},
		}
	}
	if h.Account == "" && h.Drawn == "" {
		t.Error("the bank has neither shape")
	}
	if h.Account != "" {
		all = append(all,
			part{"RULES_C7_a_payout_is_paid_once", paysOnce},
			part{"RULES_C7_many_at_once_pay_once", paysOnceAtOnce},
			part{"RULES_C7_progress", progress})
	}
	if h.Drawn != "" {
		all = append(all,
			part{"RULES_C7_an_amount_is_drawn_once", drawsOnce},
			part{"RULES_C7_the_right_amount_and_wrong_ones", compares},
			part{"THREATS_A1_an_attempt_is_counted_once", countsOnce},
			part{"THREATS_A1_many_attempts_at_once", countsOnceAtOnce},
			part{"RULES_C7_a_bank_that_compares_no_more", comparesNoMore})
	}
	for _, test := range all {
		t.Run(test.name, func(t *testing.T) { test.run(t, open(t)) })
	}
}

func (h Harness) paying(t *testing.T) steps.PayingBank {
	t.Helper()
	bank, ok := h.Bank.(steps.PayingBank)
	if !ok {
		t.Fatal("the bank does not pay what we draw")
	}
	return bank
}

func mustPay(t *testing.T, h Harness, p steps.Payout, want steps.PayoutState) {
	t.Helper()
	if state, err := h.paying(t).Pay(background, p); err != nil || state != want {
		t.Fatalf("%s, %v; want %s", state, err, want)
	}
}

func mustHavePaid(t *testing.T, h Harness, key string, times, fen int) {
	t.Helper()
	if n, sum := h.Paid(t, key); n != times || sum != fen {
		t.Errorf("%d payouts of %d fen in all, want %d of %d", n, sum, times, fen)
	}
}

func paysOnce(t *testing.T, h Harness) {
	p := h.payout()
	for range 3 {
		mustPay(t, h, p, steps.PayoutDone)
	}
	mustHavePaid(t, h, p.Key, 1, 42)
	other := p
	other.Fen = 99 // the same key is the same payout, whatever else is said
	mustPay(t, h, other, steps.PayoutDone)
	mustHavePaid(t, h, p.Key, 1, 42)
	again := h.payout()
	mustPay(t, h, again, steps.PayoutDone)
	mustHavePaid(t, h, again.Key, 1, 42)
	refused := h.payout()
	refused.AccountNo = h.Refuses
	for range 2 {
		mustPay(t, h, refused, steps.PayoutRefused)
	}
	mustHavePaid(t, h, refused.Key, 0, 0)
}

func paysOnceAtOnce(t *testing.T, h Harness) {
	p := h.payout()
	var all sync.WaitGroup
	for range 20 {
		all.Go(func() {
			state, err := h.paying(t).Pay(background, p)
			if err != nil && !errors.Is(err, steps.ErrUnavailable) || err == nil && state != steps.PayoutDone {
				t.Errorf("%s, %v", state, err)
			}
		})
	}
	all.Wait()
	mustPay(t, h, p, steps.PayoutDone)
	mustHavePaid(t, h, p.Key, 1, 42)
}

func progress(t *testing.T, h Harness) {
	p := h.payout()
	if state, err := h.Bank.Progress(background, p.Key); err != nil || state != steps.PayoutUnknown {
		t.Errorf("before: %s, %v", state, err)
	}
	mustPay(t, h, p, steps.PayoutDone)
	if state, err := h.Bank.Progress(background, p.Key); err != nil || state != steps.PayoutDone {
		t.Errorf("after: %s, %v", state, err)
	}
}

func movesOnce(t *testing.T, h Harness) {
	back, credited := "pay_back", "pay_credited"
	h.TakeIn(t, back)
	h.TakeIn(t, credited)
	for range 3 {
		if err := errors.Join(h.Bank.Refund(background, back), h.Bank.Credit(background, credited, "acct_x")); err != nil {
			t.Fatal(err)
		}
	}
	if h.Refunded(t, back) != 1 || h.Credited(t, back) != 0 || h.Refunded(t, credited) != 0 || h.Credited(t, credited) != 1 {
		t.Error("a payment was not moved once, and one way")
	}
	if h.Bank.Credit(background, back, "acct_x") == nil || h.Bank.Refund(background, credited) == nil {
		t.Error("a payment was moved both ways")
	}
	if err := h.Bank.Refund(background, "pay_that_never_was_seen"); err != nil {
		t.Errorf("a payment that only its notice knew: %v", err)
	}
}

func withdraws(t *testing.T, h Harness) {
	credited, back := "pay_withdrawn", "pay_refunded"
	h.TakeIn(t, credited)
	h.TakeIn(t, back)
	if h.Bank.Withdraw(background, credited, "acct_x") == nil {
		t.Error("what was not credited was withdrawn")
	}
	if err := errors.Join(h.Bank.Credit(background, credited, "acct_x"), h.Bank.Refund(background, back)); err != nil {
		t.Fatal(err)
	}
	for range 3 {
		if err := h.Bank.Withdraw(background, credited, "acct_x"); err != nil {
			t.Fatal(err)
		}
		if err := h.Bank.Credit(background, credited, "acct_x"); err != nil {
			t.Errorf("an order to credit that came once more: %v", err)
		}
	}
	if h.Withdrawn(t, credited) != 1 {
		t.Error("it did not go back once")
	}
	if h.Bank.Refund(background, credited) == nil || h.Bank.Withdraw(background, back, "acct_x") == nil {
		t.Error("a payment went back twice")
	}
}

func instructions(t *testing.T, h Harness) {
	if i := h.Bank.PayInstructions(); i.PayeeName == "" || i.AccountNo == "" || i.Bank == "" || i.Branch == "" {
		t.Errorf("%+v", i)
	}
}
