package main

import (
	"fmt"
	"io"
	"time"

	"shiming/infra/local/engine"
	"shiming/shared/clock"
	"shiming/shared/realname"
)

// demoAccounts are there to be tried with the tokens that greet prints.
var demoAccounts = []realname.AccountID{"acct_demo1", "acct_demo2"}

// greet prints where the server is, tokens, and three lines that verify an account when they are pasted.
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
	fmt.Fprintf(w, `
Shiming 实名 is running: %[1]s   (sandbox: nobody is really verified)
API reference 接口文档:  %[1]s/docs
Records and keys are in %[2]s; stop with Ctrl-C, start again, and every case goes on.

Demo accounts 演示账号: %[3]s, and %[6]s with the token in the last line but one.
Paste these lines into another terminal to verify the first:

T=%[4]s
say() { curl -sS -H "Authorization: Bearer $T" -H "Content-Type: application/json" "$@"; echo; }
CASE=$(say %[1]s/v1/cases -d '{"kind":"personal_verification"}' | grep -o 'case_[a-z2-7]*' | head -n 1)

say %[1]s/v1/cases/$CASE/form -d '{"name":"甄通过","document_kind":"resident_id","document_number":"110101190001019019","industry":"I","address":{"region":"北京市东城区","detail":"演示路1号"}}'
say %[1]s/v1/cases/$CASE/method -d '{"method":"wechat_scan"}' && say -X POST %[1]s/v1/cases/$CASE/check && sleep 1
say %[1]s/v1/accounts/%[3]s

The name 甄通过 passes by itself. With another name, open the url of the answer to /check: that page plays the phone.
Token of %[6]s: %[7]s
Token of the platform 平台令牌: %[5]s
`, url, dir, demoAccounts[0], tokens[0], tokens[2], demoAccounts[1], tokens[1])
	return nil
}
