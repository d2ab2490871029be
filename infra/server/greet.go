package main

import (
	"fmt"
	"strings"
	"time"

	"shiming/infra/server/engine"
	"shiming/infra/server/settings"
	"shiming/shared/clock"
	"shiming/shared/realname"
)

// tokenLife is how long printed tokens are good; the next start prints others (THREATS X19).
const tokenLife = 24 * time.Hour

// greet says where the server is and, where it signs its own tokens, tokens for a day and a few lines that verify an
// account when they are pasted.
func greet(e *engine.Engine, url string, s settings.ServerSettings) (string, error) {
	w := &strings.Builder{}
	played := "live"
	if s.Sandbox {
		played = "sandbox: nobody is really verified"
	}
	fmt.Fprintf(w, `
Shiming 实名 is running: %[1]s   (policy: %[2]s; %[3]s)
Open it in a browser 请在浏览器中打开:  %[1]s/   It says what to try 页面上有体验步骤.
API reference 接口文档:  %[1]s/docs
Records and keys are in %[4]s; stop with Ctrl-C, start again, and every case goes on.
`, url, e.Policy.Title, played, s.DataDir)
	if s.Issuer != "" {
		fmt.Fprintf(w, "Tokens are accepted from %s, for %s.\n", s.Issuer, s.Audience)
		return w.String(), nil
	}
	var tokens []string
	for _, d := range engine.Demo {
		token, err := e.Issuer.Token(d.Actor, clock.Now(), tokenLife)
		if err != nil {
			return "", err
		}
		tokens = append(tokens, token)
	}
	first := engine.Demo[0].Actor.Account
	method, byName := shown(e.Policy)
	form, check, note := "", "", "Then open the url of the answer to /check: that page plays the phone."
	if byName {
		form = "say " + url + `/v1/cases/$CASE/form -d '{"name":"甄通过","document_kind":"resident_id","document_number":"110101190001019019","industry":"I","address":{"region":"北京市东城区","detail":"演示路1号"}}'` + "\n"
		check = " && sleep 1\nsay " + url + "/v1/accounts/" + string(first)
		note = "The name 甄通过 passes by itself. With another name, open the url of the answer to /check: that page plays the phone."
	}
	fmt.Fprintf(w, `
Paste these lines into another terminal to verify the demo account 演示账号 %[2]s:

T=%[3]s
say() { curl -sS -H "Authorization: Bearer $T" -H "Content-Type: application/json" "$@"; echo; }
CASE=$(say %[1]s/v1/cases -d '{"kind":"personal_verification"}' | grep -o 'case_[a-z2-7]*' | head -n 1)

%[4]ssay %[1]s/v1/cases/$CASE/method -d '{"method":"%[5]s"}' && say -X POST %[1]s/v1/cases/$CASE/check%[6]s

%[7]s
Sample licences to upload 营业执照样本 are in infra/tools/licences/samples.

Tokens, each good for a day 以下令牌一天有效:
`, url, first, tokens[0], form, method, check, note)
	for i, d := range engine.Demo {
		fmt.Fprintf(w, "%s:\n%s\n", d.Name, tokens[i])
	}
	return w.String(), nil
}

// shown is the method by which the demo account is verified: one that a magic name passes without a phone, else one that
// needs no form.
func shown(p *realname.Policy) (m realname.Method, byName bool) {
	for _, f := range p.Flows {
		for _, offered := range f.Methods {
			switch scans := offered.Method; {
			case f.Kind != realname.PersonalVerification:
			case scans.Shows():
				return scans, true
			case scans.TakesOver():
				m = scans
			}
		}
	}
	return m, false
}
