// Package tencentpay sends the amounts of corporate transfers (RULES C7) from an account at Ping An Bank, by TransferSinglePay of
// Tencent Cloud (API 3.0, service "cpdp", version 2019-08-20; ADAPTERS G): we draw the amount. It takes no payments in, so
// top-ups (RULES C6) are not offered with it. The enterprise's name, bank and account number leave for Tencent Cloud over TLS,
// in the body.
//
// An order is known by its OrderId, which is the payout's key: it is asked about before it is sent, and what was sent and not
// answered is asked about again. No document says: that a second order of one OrderId is refused (ADAPTERS has it of the bank's
// other products); what a question about an order that does not exist is answered with (NOT_EXIST and NOT_FOUND count as
// that, anything else as no answer); how a refused account is told but by TradeStatus 3.
package tencentpay

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"shiming/shared/realname"
	"shiming/shared/steps"
	"shiming/shared/wire"
	"shiming/shared/wire/tencentcloud"
)

// Options say who pays.
type Options struct {
	tencentcloud.Config
	// Merchant and App are MerchantId and MerchantAppId.
	Merchant, App string
	// Sandbox uses the service's own sandbox, which moves no money.
	Sandbox bool
}

// Bank is a steps.PayingBank. It is safe for concurrent use.
type Bank struct {
	client *tencentcloud.Client
	o      Options
}

var (
	_ steps.PayingBank = (*Bank)(nil)
	_ steps.AskedBank  = (*Bank)(nil)
)

// New returns the bank. It calls nothing.
func New(o Options) (*Bank, error) {
	client, err := tencentcloud.New("cpdp", "2019-08-20", o.Config)
	if err != nil || o.Merchant == "" || o.App == "" {
		return nil, errors.Join(errors.New("tencentpay: an access, a merchant and its app are needed"), err)
	}
	return &Bank{client, o}, nil
}

const (
	success = "SUCCESS"
	// toBank is the TransferType of Ping An, which pays to bank accounts.
	toBank = 3
	// longest is how long an OrderId may be.
	longest = 64
)

// Pay implements steps.PayingBank. Two or three calls; of money one at most.
func (b *Bank) Pay(ctx context.Context, p steps.Payout) (steps.PayoutState, error) {
	if p.Key == "" || len(p.Key) > longest || p.Fen <= 0 {
		return "", errors.New("tencentpay: a payout needs a key of at most 64 characters, and an amount")
	}
	state, err := b.Progress(ctx, p.Key)
	if err != nil || state != steps.PayoutUnknown {
		return state, err
	}
	union := "0"
	if strings.Contains(p.Bank, "平安银行") {
		union = "1"
	}
	payee, err := json.Marshal(map[string]string{"PayeeBankName": p.Bank, "CcyCode": "RMB", "UnionFlag": union})
	if err != nil {
		return "", errors.New("tencentpay: the payee cannot be written")
	}
	var a struct{ ErrCode string }
	_, err = b.client.Call(ctx, "TransferSinglePay", map[string]any{
		"MerchantId": b.o.Merchant, "MerchantAppId": b.o.App, "TransferType": toBank, "OrderId": p.Key, "TransferAmount": p.Fen,
		"PayeeId": p.AccountNo, "PayeeName": p.PayeeName, "PayeeExtends": string(payee), "Remark": "验证金", "Profile": b.profile(),
	}, &a)
	if err != nil {
		return "", tencentcloud.Fault("tencentpay", err)
	}
	state, err = b.Progress(ctx, p.Key) // also of an order that was refused because it is there
	switch {
	case err != nil && a.ErrCode == success:
		return steps.PayoutPending, nil
	case err != nil || state != steps.PayoutUnknown:
		return state, err
	case a.ErrCode == success:
		return steps.PayoutPending, nil
	}
	return "", fmt.Errorf("tencentpay: %w: the order was not taken: %s", steps.ErrUnavailable, wire.Word(a.ErrCode))
}

// Progress implements steps.Bank. One call.
func (b *Bank) Progress(ctx context.Context, key string) (steps.PayoutState, error) {
	var a struct {
		ErrCode string
		Result  *struct{ TradeStatus int }
	}
	_, err := b.client.Call(ctx, "QueryTransferResult", map[string]any{
		"MerchantId": b.o.Merchant, "TransferType": toBank, "OrderId": key, "Profile": b.profile(),
	}, &a)
	var refused *tencentcloud.Refusal
	switch {
	case errors.As(err, &refused) && missing(refused.Code), err == nil && missing(a.ErrCode):
		return steps.PayoutUnknown, nil
	case err != nil:
		return "", tencentcloud.Fault("tencentpay", err)
	case a.ErrCode != success || a.Result == nil:
		return "", fmt.Errorf("tencentpay: %w: %s", steps.ErrUnavailable, wire.Word(a.ErrCode))
	}
	switch a.Result.TradeStatus {
	case 2:
		return steps.PayoutDone, nil
	case 3:
		return steps.PayoutRefused, nil
	}
	return steps.PayoutPending, nil // on its way, or the bank does not know: it never is "not sent"
}

// Asked implements steps.AskedBank.
func (*Bank) Asked() bool { return true }

// missing reports whether a code says that there is no such order.
func missing(code string) bool {
	code = strings.ToUpper(strings.ReplaceAll(code, "_", ""))
	return strings.Contains(code, "NOTEXIST") || strings.Contains(code, "NOTFOUND")
}

func (b *Bank) profile() string {
	if b.o.Sandbox {
		return "sandbox"
	}
	return "prod"
}

var errTakesNone = errors.New("tencentpay: it takes no payments in")

// Refund implements steps.Bank: nothing comes in that could go back.
func (*Bank) Refund(context.Context, string) error { return errTakesNone }

// Credit implements steps.Bank: nothing comes in.
func (*Bank) Credit(context.Context, string, realname.AccountID) error { return errTakesNone }

// Withdraw implements steps.Bank: nothing was credited here.
func (*Bank) Withdraw(context.Context, string, realname.AccountID) error { return errTakesNone }

// PayInstructions implements steps.Bank: there are none.
func (*Bank) PayInstructions() steps.Instructions { return steps.Instructions{} }

// Authenticate implements steps.Bank: it sends no notices, so none is authentic.
func (*Bank) Authenticate(steps.Callback, time.Time) (steps.BankNotice, error) {
	return steps.BankNotice{}, realname.Refuse(realname.CodeSignatureInvalid)
}
