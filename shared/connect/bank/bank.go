// Package bank chooses the bank that pays amounts out and takes payments in (RULES C6, C7).
package bank

import (
	"shiming/shared/connect"
	"shiming/shared/connect/tencentcloud"
	"shiming/shared/providers/statementbank"
	"shiming/shared/providers/tencentpay"
	"shiming/shared/providers/wechatincome"
	"shiming/shared/realname"
	sandboxbank "shiming/shared/sandbox/bank"
	"shiming/shared/steps"
	"shiming/shared/wire/wechatpay"
)

// Connect returns the sandbox's bank or, in live mode, who is set up: Ping An's by Tencent Cloud (CPDP_MERCHANT_ID and
// CPDP_APP_ID; CPDP_PROFILE=sandbox uses the service's own sandbox), which sends amounts and takes no payments in; an account whose
// statements administrators import (BANK_ACCOUNT_NUMBER, BANK_PAYEE_NAME, BANK_NAME, BANK_BRANCH), which takes top-ups, and
// from which amounts are sent by hand unless the other is set up too. nil where nobody is.
func Connect(s *connect.Setup) steps.Bank {
	if !s.Livemode {
		if b := sandbox(s); b != nil {
			return b
		}
		return nil
	}
	pays := cpdp(s)
	if s.Get("BANK_ACCOUNT_NUMBER")+s.Get("BANK_PAYEE_NAME")+s.Get("BANK_NAME")+s.Get("BANK_BRANCH") != "" {
		return byStatements(s, pays)
	}
	if pays == nil {
		return nil
	}
	return pays
}

// byStatements returns the account whose statements are imported; pays sends amounts, nil: somebody does.
func byStatements(s *connect.Setup, pays *tencentpay.Bank) steps.Bank {
	if !s.Needs("top-ups are paid there", "BANK_ACCOUNT_NUMBER", "BANK_PAYEE_NAME", "BANK_NAME", "BANK_BRANCH") {
		return nil
	}
	o := statementbank.Options{Records: s.Records, Clock: s.Clock, Account: steps.Instructions{
		PayeeName: s.Get("BANK_PAYEE_NAME"), AccountNo: s.Get("BANK_ACCOUNT_NUMBER"), Bank: s.Get("BANK_NAME"), Branch: s.Get("BANK_BRANCH"),
	}}
	if pays != nil {
		o.Paying = pays
	}
	b, err := statementbank.New(o)
	if !s.Fits("BANK_ACCOUNT_NUMBER", err) {
		return nil
	}
	return b
}

// cpdp returns Ping An's account by Tencent Cloud; nil where it is not set up.
func cpdp(s *connect.Setup) *tencentpay.Bank {
	if s.Get("CPDP_MERCHANT_ID")+s.Get("CPDP_APP_ID") == "" {
		return nil
	}
	config, ok := tencentcloud.Needed(s, "CPDP_MERCHANT_ID is set")
	if !s.Needs("payouts go by both", "CPDP_MERCHANT_ID", "CPDP_APP_ID") || !ok {
		return nil
	}
	profile := s.Get("CPDP_PROFILE")
	if profile != "" && profile != "prod" && profile != "sandbox" {
		s.Refuse(`CPDP_PROFILE has to be "prod" or "sandbox"`)
	}
	b, err := tencentpay.New(tencentpay.Options{
		Config: config, Merchant: s.Get("CPDP_MERCHANT_ID"), App: s.Get("CPDP_APP_ID"), Sandbox: profile == "sandbox",
	})
	if !s.Fits("CPDP_MERCHANT_ID or CPDP_APP_ID", err) {
		return nil
	}
	return b
}

// Income returns the account whose bank lists what came in: the merchant's own at WeChat Pay (WECHATPAY_MERCHANT_ID, WECHATPAY_SERIAL of
// its certificate, WECHATPAY_PRIVATE_KEY, WECHATPAY_PUBLIC_KEY and its WECHATPAY_PUBLIC_KEY_ID; WECHATPAY_ACCOUNT is BASIC unless it is
// set). Where top-ups are paid to the settings of statements say. nil where nobody is set up, and in the sandbox.
func Income(s *connect.Setup) steps.Income {
	if !s.Livemode || s.Get("WECHATPAY_MERCHANT_ID") == "" {
		return nil
	}
	if !s.Needs("WECHATPAY_MERCHANT_ID is set", "WECHATPAY_SERIAL", "WECHATPAY_PRIVATE_KEY", "WECHATPAY_PUBLIC_KEY", "WECHATPAY_PUBLIC_KEY_ID",
		"BANK_ACCOUNT_NUMBER", "BANK_PAYEE_NAME", "BANK_NAME", "BANK_BRANCH") {
		return nil
	}
	i, err := wechatincome.New(wechatincome.Options{Config: wechatpay.Config{
		Merchant: s.Get("WECHATPAY_MERCHANT_ID"), Serial: s.Get("WECHATPAY_SERIAL"), PlatformKey: s.Get("WECHATPAY_PUBLIC_KEY_ID"),
		Access: s.Access("WECHATPAY_PRIVATE_KEY", "WECHATPAY_PUBLIC_KEY"), Clock: s.Signing(), Endpoint: s.Get("WECHATPAY_ENDPOINT"),
	}, Account: s.Get("WECHATPAY_ACCOUNT")})
	if !s.Fits("WECHATPAY_ACCOUNT or WECHATPAY_ENDPOINT", err) {
		return nil
	}
	return i
}

// Statement returns where the sandbox's bank shows the statement of a case; nil in live mode.
func Statement(s *connect.Setup) func(realname.CaseID) string {
	if b := sandbox(s); b != nil {
		return b.Path
	}
	return nil
}

// sandbox makes the bank that moves no money; nil in live mode.
func sandbox(s *connect.Setup) *sandboxbank.Bank {
	if s.Livemode {
		return nil
	}
	b, err := sandboxbank.New(sandboxbank.Options{Secret: s.Secret(), Clock: s.Clock, Records: s.Records})
	if err != nil {
		return nil // Secret has said why
	}
	return b
}
