package conversations

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"time"

	"shiming/infra/tests/inputs"
	"shiming/infra/tools/licences/samples"
)

// shortDeposit plays the short forms of deposits; false for a word that is none.
func (p *player) shortDeposit(word string, words []string) bool {
	p.t.Helper()
	one := "/v1/cases/" + p.vars["case"]
	switch {
	case word == "deposit":
		p.post(one+"/deposit", "", 200, words)
		if p.last.status == http.StatusOK {
			p.send(http.MethodGet, p.world.Base+one+"/deposit", http.Header{}, "")
			p.keep("amount", "amount")
			p.keep("reference", "reference")
		}
	case word == "pay" && (len(words) == 0 || len(words) == 2 && words[0] == "by"):
		p.pay(words)
	case word == "arrives":
		p.arrives(one)
	case word == "bank" && len(words) > 0:
		p.bank(one, words)
	default:
		return false
	}
	return true
}

// pay pays what the last deposit asks for into the sandbox's bank. A payment's id is of its deposit and its number, so that
// paying again because an answer was lost is the same payment.
func (p *player) pay(words []string) {
	p.t.Helper()
	payer := p.enterprises[p.vars["filled"]].name
	if len(words) == 2 {
		payer = words[1]
	}
	if payer == "" {
		p.failf("who pays? fill in the form of an enterprise, or say \"pay by NAME\"")
	}
	p.paid++
	id := fmt.Sprintf("pay_%s_%d", strings.ToLower(strings.ReplaceAll(p.vars["reference"], "-", "")), p.paid)
	body, _ := json.Marshal(map[string]string{"id": id, "reference": p.vars["reference"], "payer_name": payer, "amount": p.vars["amount"]})
	p.send(http.MethodPost, p.world.Base+"/sandbox/bank/payments", http.Header{}, string(body))
	p.hold(http.StatusOK)
}

// statementAmount is where the sandbox's bank shows an amount that came in.
var statementAmount = regexp.MustCompile(`class="amount">\+(0\.\d\d)`)

// arrives waits until the amount is to be confirmed, and reads it as the enterprise would: on its bank's statement.
func (p *player) arrives(one string) {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.t.Context(), 10*time.Second)
	defer cancel()
	for {
		p.send(http.MethodGet, p.world.Base+one, http.Header{}, "")
		if action, _ := find(p.last.json, "next_action.type"); action == "confirm_amount" {
			break
		}
		select {
		case <-ctx.Done():
			p.failf("no amount has arrived\nanswer: %s", p.last)
		case <-time.After(20 * time.Millisecond):
		}
	}
	p.send(http.MethodGet, p.world.Base+one+"/payout", http.Header{}, "")
	page, _ := find(p.last.json, "sandbox.statement_url")
	p.send(http.MethodGet, show(page), http.Header{}, "")
	found := statementAmount.FindSubmatch(p.last.body)
	if found == nil {
		p.failf("the statement shows no amount")
	}
	p.vars["amount"], p.vars["wrong"] = string(found[1]), "0.42"
	if p.vars["amount"] == "0.42" {
		p.vars["wrong"] = "0.43"
	}
}

// onStatement is the payout that can be let arrive, or come back, on the statement's page.
var onStatement = regexp.MustCompile(`name="payout" value="([^"]+)"`)

// bank does something on the page of the case's statement: "bank arrived" and "bank refused" end the payout that is on its way,
// "bank pay NAME AMOUNT REFERENCE…" pays money in, with any words as its reference.
func (p *player) bank(one string, words []string) {
	p.t.Helper()
	of, form := "/payout", url.Values{"action": {words[0]}}
	if words[0] == "pay" {
		if len(words) < 4 {
			p.failf("bank pay NAME AMOUNT REFERENCE")
		}
		of = "/deposit"
		form.Set("payer_name", words[1])
		form.Set("amount", words[2])
		form.Set("reference", strings.Join(words[3:], " "))
	}
	p.send(http.MethodGet, p.world.Base+one+of, http.Header{}, "")
	page, _ := find(p.last.json, "sandbox.statement_url")
	if words[0] != "pay" {
		p.send(http.MethodGet, show(page), http.Header{}, "")
		payout := onStatement.FindSubmatch(p.last.body)
		if payout == nil {
			p.failf("no payout is on its way")
		}
		form.Set("payout", string(payout[1]))
	}
	p.send(http.MethodPost, show(page), http.Header{"Content-Type": {"application/x-www-form-urlencoded"}}, form.Encode())
	p.hold(http.StatusOK)
}

// sample is a file to upload by its name: a drawing, a sample licence, or one of infra/tests/inputs.
func (p *player) sample(file string) []byte {
	p.t.Helper()
	switch file {
	case "picture.png":
		return picture()
	case "photocopy":
		return drawn(640, 480, false)
	case "320x240":
		return drawn(320, 240, true)
	}
	for _, s := range samples.All() {
		if s.File == file {
			return s.Picture()
		}
	}
	data, err := inputs.File(file)
	if err != nil {
		p.failf("there is no file called %s", file)
	}
	return data
}
