package tencentpay_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"shiming/shared/providers/banktest"
	"shiming/shared/providers/tencentpay"
	"shiming/shared/providers/tencentpay/tencentpaytest"
	"shiming/shared/realname"
	"shiming/shared/steps"
	"shiming/shared/wire/tencenttest"
	"shiming/shared/wire/wiretest"
)

func open(t *testing.T, f wiretest.Failure) (*tencentpaytest.Double, *tencentpay.Bank) {
	t.Helper()
	d := tencentpaytest.New(t)
	o := tencentpay.Options{Merchant: tencentpaytest.Merchant, App: tencentpaytest.App}
	o.Access, o.Endpoint, o.Client = tencenttest.Access(), d.URL, wiretest.Waiting(f)
	o.Clock = func() time.Time { return tencenttest.Now }
	b, err := tencentpay.New(o)
	if err != nil {
		t.Fatal(err)
	}
	return d, b
}

func TestItPays(t *testing.T) {
	banktest.Run(t, func(t *testing.T) banktest.Harness {
		d, b := open(t, "")
		return banktest.Harness{
			Bank: b, Account: "62220000000000001", Refuses: tencentpaytest.Refuses,
			Paid: func(_ *testing.T, key string) (int, int) { return d.Paid(key) },
		}
	})
}

func payout() steps.Payout {
	return steps.Payout{
		Key: "SM" + strings.ToUpper(strings.TrimPrefix(string(realname.NewCaseID()), "case_")) + "V7", PayeeName: "甄示例科技有限公司",
		Bank: "示例银行", Place: "广东省深圳市", Branch: "示例银行深圳支行", AccountNo: "62220000000000001", Fen: 42,
	}
}

// Each call fails in each way, and is asked again until it is answered: the amount goes out once.
func TestFAULT_P1_each_call_in_each_way_pays_once(t *testing.T) {
	for _, fault := range wiretest.Faults() {
		for _, call := range []string{"TransferSinglePay", "QueryTransferResult"} {
			d, b := open(t, fault)
			p := payout()
			d.Fail(call, fault)
			state, err := b.Pay(t.Context(), p)
			if err != nil && !errors.Is(err, steps.ErrUnavailable) || err == nil && state != steps.PayoutDone && state != steps.PayoutPending {
				t.Errorf("%s at %s: %s, %v", fault, call, state, err)
			}
			if err != nil && (strings.Contains(err.Error(), "甄") || strings.Contains(err.Error(), p.AccountNo)) {
				t.Error("the error says whom it is about")
			}
			for range 2 {
				if state, err := b.Pay(t.Context(), p); err != nil || state != steps.PayoutDone {
					t.Errorf("once %s at %s has passed: %s, %v", fault, call, state, err)
				}
			}
			if times, fen := d.Paid(p.Key); times != 1 || fen != 42 {
				t.Errorf("%s at %s: %d times, %d fen", fault, call, times, fen)
			}
			for _, address := range d.Addresses() {
				if address != "/" {
					t.Errorf("the address is %q", address)
				}
			}
		}
	}
}

// The question behind an order that was sent may fail too: it was sent all the same.
func TestRULES_C7_how_an_order_stands(t *testing.T) {
	d, b := open(t, "")
	p := payout()
	if _, err := b.Pay(t.Context(), p); err != nil {
		t.Fatal(err)
	}
	for status, want := range map[int]steps.PayoutState{
		0: steps.PayoutPending, 1: steps.PayoutPending, 2: steps.PayoutDone, 3: steps.PayoutRefused, 4: steps.PayoutPending, 99: steps.PayoutPending, 7: steps.PayoutPending,
	} {
		d.Stands(p.Key, status)
		if got, err := b.Progress(t.Context(), p.Key); err != nil || got != want {
			t.Errorf("%d: %s, %v", status, got, err)
		}
		if got, err := b.Pay(t.Context(), p); err != nil || got != want {
			t.Errorf("%d, paid again: %s, %v", status, got, err)
		}
	}
	if times, _ := d.Paid(p.Key); times != 1 {
		t.Errorf("it was paid %d times", times)
	}
}

// An answer that does not say that there is no such order sends nothing.
func TestFAULT_P1_what_is_not_known_is_not_paid(t *testing.T) {
	for text, passes := range map[string]bool{
		tencenttest.Refused("InternalError"): true, tencenttest.Refused("AuthFailure.SignatureFailure"): false, tencenttest.Refused("UnauthorizedOperation"): false,
		`{"Response":{"RequestId":"r","ErrCode":"SYSTEM_ERROR"}}`: true, `{"Response":{"RequestId":"r","ErrCode":"SUCCESS"}}`: true, `{"Response":{"RequestId":"r"}}`: true,
	} {
		d := tencenttest.New(t, "cpdp", "2019-08-20", "QueryTransferResult", tencenttest.Always(200, text))
		o := tencentpay.Options{Merchant: "m", App: "a"}
		o.Access, o.Endpoint, o.Clock = tencenttest.Access(), d.URL, func() time.Time { return tencenttest.Now }
		b, err := tencentpay.New(o)
		if err != nil {
			t.Fatal(err)
		}
		if state, err := b.Pay(t.Context(), payout()); err == nil || errors.Is(err, steps.ErrUnavailable) != passes || d.Calls("TransferSinglePay") != 0 {
			t.Errorf("%s: %s, %v", text, state, err)
		}
	}
}

func TestItTakesNothingIn(t *testing.T) {
	_, b := open(t, "")
	if b.Refund(t.Context(), "pay_1") == nil || b.Credit(t.Context(), "pay_1", "acct_x") == nil {
		t.Error("it moves a payment that it never took")
	}
	if _, err := b.Authenticate(steps.Callback{}, tencenttest.Now); !errors.Is(err, realname.Refuse(realname.CodeSignatureInvalid)) {
		t.Error(err)
	}
	for _, p := range []steps.Payout{{}, {Key: strings.Repeat("x", 65), Fen: 1}, {Key: "x"}} {
		if _, err := b.Pay(t.Context(), p); err == nil {
			t.Error("it pays what is no payout")
		}
	}
}
