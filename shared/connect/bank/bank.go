// Package bank chooses the bank that pays amounts out and takes payments in (RULES C6, C7).
package bank

import (
	"shiming/shared/connect"
	"shiming/shared/connect/tencentcloud"
	"shiming/shared/providers/tencentpay"
	"shiming/shared/realname"
	sandboxbank "shiming/shared/sandbox/bank"
	"shiming/shared/steps"
)

// Connect returns the sandbox's bank or, in live mode, Ping An's by Tencent Cloud, where CPDP_MERCHANT_ID and CPDP_APP_ID are
// set: it sends amounts and takes no payments in, so top-ups are not offered with it. CPDP_PROFILE=sandbox uses the service's
// own sandbox. nil where nobody is set up.
func Connect(s *connect.Setup) steps.Bank {
	if !s.Livemode {
		if b := sandbox(s); b != nil {
			return b
		}
		return nil
	}
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
