package main

import (
	"fmt"
	"io"
	"time"

	"shiming/infra/server/engine"
	"shiming/shared/clock"
	"shiming/shared/realname"
)

// demoAccounts are there to be tried with the tokens that greet prints.
var demoAccounts = []realname.AccountID{"acct_demo1", "acct_demo2"}

// greet prints where the server is, tokens, and a few lines that verify an account when they are pasted.
func greet(w io.Writer, e *engine.Engine, url, dir string) error {
	now := clock.Now()
	actors := []realname.Actor{
		{Role: realname.Holder, ID: "demo1", Account: demoAccounts[0]},
		{Role: realname.Holder, ID: "demo2", Account: demoAccounts[1]},
		{Role: realname.Platform, ID: "demo-platform"},
	}
	var tokens []string
	for _, a := range actors {
		token, err := e.Issuer.Token(a, now, 30*24*time.Hour)
		if err != nil {
			return err
		}
		tokens = append(tokens, token)
	}
	method, byName := shown(e.Policy)
	form, check, note := "", "", "Then open the url of the answer to /check: that page plays the phone."
	if byName {
		form = "say " + url + `/v1/cases/$CASE/form -d '{"name":"甄通过","document_kind":"resident_id","document_number":"110101190001019019","industry":"I","address":{"region":"北京市东城区","detail":"演示路1号"}}'` + "\n"
		check = " && sleep 1\nsay " + url + "/v1/accounts/" + string(demoAccounts[0])
		note = "The name 甄通过 passes by itself. With another name, open the url of the answer to /check: that page plays the phone."
	}
	fmt.Fprintf(w, `
Shiming 实名 is running: %[1]s   (policy: %[8]s; sandbox: nobody is really verified)
API reference 接口文档:  %[1]s/docs
Records and keys are in %[2]s; stop with Ctrl-C, start again, and every case goes on.

Demo accounts 演示账号: %[3]s, and %[6]s with the token in the last line but one.
Paste these lines into another terminal to verify the first:

T=%[4]s
say() { curl -sS -H "Authorization: Bearer $T" -H "Content-Type: application/json" "$@"; echo; }
CASE=$(say %[1]s/v1/cases -d '{"kind":"personal_verification"}' | grep -o 'case_[a-z2-7]*' | head -n 1)

%[9]ssay %[1]s/v1/cases/$CASE/method -d '{"method":"%[10]s"}' && say -X POST %[1]s/v1/cases/$CASE/check%[11]s

%[12]s
Token of %[6]s: %[7]s
Token of the platform 平台令牌: %[5]s
`, url, dir, demoAccounts[0], tokens[0], tokens[2], demoAccounts[1], tokens[1], e.Policy.Title, form, method, check, note)
	return nil
}

// shown is the method by which the demo account is verified: one that a magic name passes without a phone, else one that
// needs no form.
func shown(p *realname.Policy) (m realname.Method, byName bool) {
	for _, f := range p.Flows {
		for _, offered := range f.Methods {
			switch scans := offered.Method; {
			case f.Kind != realname.PersonalVerification:
			case scans == realname.WeChatScan || scans == realname.QQScan || scans == realname.Face:
				return scans, true
			case scans.TakesOver():
				m = scans
			}
		}
	}
	return m, false
}
