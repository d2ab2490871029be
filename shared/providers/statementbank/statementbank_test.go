package statementbank_test

import (
	"context"
	"errors"
	"path/filepath"
	"testing"
	"time"

	"shiming/shared/providers/banktest"
	"shiming/shared/providers/statementbank"
	"shiming/shared/realname"
	"shiming/shared/steps"
	"shiming/shared/store/sqlite"
)

const account, refuses = "62220000000000001", "62220000000000002"

func now() time.Time { return time.Date(2026, 3, 14, 15, 9, 26, 0, time.UTC) }

// treasurer does at once what is ordered, and a statement says so at once.
type treasurer struct {
	*statementbank.Bank
	t       *testing.T
	records steps.Records
}

func (x treasurer) Pay(ctx context.Context, p steps.Payout) (steps.PayoutState, error) {
	state, err := x.Bank.Pay(ctx, p)
	if err != nil || state != steps.PayoutPending {
		return state, err
	}
	state = steps.PayoutDone
	if p.AccountNo == refuses {
		state = steps.PayoutRefused
	}
	if err := steps.SettleOrder(ctx, x.records, p.Key, state); err != nil {
		return "", err
	}
	return x.Progress(ctx, p.Key)
}

func open(t *testing.T) (steps.Records, *statementbank.Bank) {
	t.Helper()
	store, err := sqlite.Open(filepath.Join(t.TempDir(), "store"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = store.Close() })
	b, err := statementbank.New(statementbank.Options{
		Account: steps.Instructions{PayeeName: "示例云有限公司", AccountNo: "1", Bank: "示例银行", Branch: "示例支行"}, Records: store, Clock: now,
	})
	if err != nil {
		t.Fatal(err)
	}
	return store, b
}

func TestItIsABank(t *testing.T) {
	banktest.Run(t, func(t *testing.T) banktest.Harness {
		records, b := open(t)
		return banktest.Harness{
			Bank: treasurer{b, t, records}, Account: account, Refuses: refuses,
			Paid: func(t *testing.T, key string) (int, int) {
				o, err := steps.ReadOrder(t.Context(), records, key)
				if err != nil {
					t.Error(err)
				}
				if o.State == steps.PayoutRefused {
					return 0, 0
				}
				return 1, 42 // an order has no amount: it is that of the case
			},
		}
	})
}

func TestRULES_C6_a_payment_is_moved_once_and_one_way(t *testing.T) {
	records, b := open(t)
	for range 3 {
		if err := errors.Join(b.Refund(t.Context(), "stm_back"), b.Credit(t.Context(), "stm_credited", "acct_x")); err != nil {
			t.Fatal(err)
		}
	}
	if b.Credit(t.Context(), "stm_back", "acct_x") == nil || b.Refund(t.Context(), "stm_credited") == nil {
		t.Error("a payment is moved both ways")
	}
	if o, err := steps.ReadOrder(t.Context(), records, "stm_credited"); err != nil || o.Kind != steps.OrderCredit || o.Account != "acct_x" {
		t.Errorf("%+v, %v", o, err)
	}
	if b.Withdraw(t.Context(), "stm_back", "acct_x") == nil || b.Withdraw(t.Context(), "stm_other", "acct_x") == nil {
		t.Error("FAULT P4: what was not credited is withdrawn")
	}
	for range 2 {
		if err := errors.Join(b.Withdraw(t.Context(), "stm_credited", "acct_x"), b.Credit(t.Context(), "stm_credited", "acct_x")); err != nil {
			t.Fatal(err)
		}
	}
	if o, err := steps.ReadOrder(t.Context(), records, steps.WithdrawalKey("stm_credited")); err != nil || o.Kind != steps.OrderWithdraw || o.Done {
		t.Errorf("%+v, %v", o, err)
	}
	if b.PayInstructions().PayeeName == "" {
		t.Error("nobody knows where to pay")
	}
	if _, err := b.Authenticate(steps.Callback{}, now()); !errors.Is(err, realname.Refuse(realname.CodeSignatureInvalid)) {
		t.Error(err)
	}
}

// fake is a bank that pays by an API.
type fake struct{ steps.PayingBank }

func (fake) Pay(context.Context, steps.Payout) (steps.PayoutState, error) {
	return steps.PayoutDone, nil
}
func (fake) Progress(context.Context, string) (steps.PayoutState, error) {
	return steps.PayoutDone, nil
}

func TestRULES_C7_another_bank_may_pay(t *testing.T) {
	b, err := statementbank.New(statementbank.Options{
		Account: steps.Instructions{PayeeName: "a", AccountNo: "1", Bank: "b", Branch: "c"}, Paying: fake{}, Clock: now,
	})
	if err != nil {
		t.Fatal(err)
	}
	if state, err := b.Pay(t.Context(), steps.Payout{}); err != nil || state != steps.PayoutDone {
		t.Errorf("%s, %v", state, err)
	}
	if state, err := b.Progress(t.Context(), "x"); err != nil || state != steps.PayoutDone {
		t.Errorf("%s, %v", state, err)
	}
	for _, a := range []steps.Instructions{{}, {PayeeName: "a", AccountNo: "1", Bank: "b"}} {
		if _, err := statementbank.New(statementbank.Options{Account: a, Clock: now}); err == nil {
			t.Error("made of half an account")
		}
	}
}
