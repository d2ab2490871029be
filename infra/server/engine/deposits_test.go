package engine_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"shiming/shared/api"
	"shiming/shared/realname"
	sandboxbank "shiming/shared/sandbox/bank"
	"shiming/shared/steps"
)

// notice hands a callback of the bank in over HTTP and returns the answer.
func (w *world) notice(cb steps.Callback) (status int, text string) {
	w.tb.Helper()
	r := httptest.NewRequest("POST", "http://shiming.test/v1/bank/notices", strings.NewReader(string(cb.Body)))
	for name := range cb.Header {
		r.Header.Set(name, cb.Header.Get(name))
	}
	out := httptest.NewRecorder()
	w.e.Handler.ServeHTTP(out, r)
	body, err := io.ReadAll(out.Body)
	if err != nil {
		w.tb.Fatal(err)
	}
	return out.Code, string(body)
}

// bankSays is a notice by the bank's own secret, stamped at.
func (w *world) bankSays(n steps.BankNotice, at time.Time) steps.Callback {
	w.tb.Helper()
	secret, err := os.ReadFile(filepath.Join(w.dir, "sandbox.secret"))
	if err != nil {
		w.tb.Fatal(err)
	}
	bank, err := sandboxbank.New(sandboxbank.Options{Secret: secret, Clock: time.Now})
	if err != nil {
		w.tb.Fatal(err)
	}
	cb, err := bank.Sign(n, at)
	if err != nil {
		w.tb.Fatal(err)
	}
	return cb
}

func TestTHREATS_W1_notices_of_the_bank(t *testing.T) {
	w := start(t, t.TempDir(), nil)
	const account = "acct_bank"
	issue := sceneOfDeposit(w, api.RouteDeposit, account)
	deposit := w.must(200, ask{method: "GET", path: issue.path, token: w.holder(account)})
	path := strings.TrimSuffix(issue.path, "/deposit")
	good := steps.BankNotice{ID: "pay_1", Payment: true, Reference: deposit.at("reference"), PayerName: "某某贸易有限公司", Fen: 5, Currency: "CNY"}
	but := func(change func(*steps.BankNotice)) steps.Callback {
		n := good
		change(&n)
		return w.bankSays(n, time.Now())
	}
	changed := w.bankSays(good, time.Now())
	changed.Body = []byte(strings.Replace(string(changed.Body), `"amount":5`, `"amount":6`, 1))
	float := w.bankSays(good, time.Now())
	float.Body = []byte(strings.Replace(string(float.Body), `"amount":5`, `"amount":0.05`, 1))
	unsigned := w.bankSays(good, time.Now())
	unsigned.Header.Del("Webhook-Signature")
	provider := w.bankSays(good, time.Now())
	for name, row := range map[string]struct {
		cb     steps.Callback
		status int
		code   string
	}{
		"changed by one digit":       {changed, 401, "signature_invalid"},
		"a float that nobody signed": {float, 401, "signature_invalid"},
		"unsigned":                   {unsigned, 401, "signature_invalid"},
		"old":                        {w.bankSays(good, time.Now().Add(-301*time.Second)), 401, "signature_invalid"},
		"early":                      {w.bankSays(good, time.Now().Add(301*time.Second)), 401, "signature_invalid"},
		"another currency":           {but(func(n *steps.BankNotice) { n.Currency = "USD" }), 400, "notice_invalid"},
		"a negative amount":          {but(func(n *steps.BankNotice) { n.Fen = -5 }), 400, "notice_invalid"},
		"no amount":                  {but(func(n *steps.BankNotice) { n.Fen = 0 }), 400, "notice_invalid"},
		"no payer":                   {but(func(n *steps.BankNotice) { n.PayerName = "" }), 400, "notice_invalid"},
		"news of a payout that there is not": {w.bankSays(steps.BankNotice{
			ID: "msg_x", Reference: "SM" + strings.Repeat("A", 26) + "V9", State: steps.PayoutDone}, time.Now()), 404, "check_not_found"},
		"a payment of nobody's": {but(func(n *steps.BankNotice) { n.ID, n.Reference = "pay_stray", "房租" }), 200, ""},
	} {
		t.Run(name, func(t *testing.T) {
			status, text := w.notice(row.cb)
			if status != row.status || row.code != "" && !strings.Contains(text, `"code":"`+row.code+`"`) {
				t.Errorf("%d %s", status, text)
			}
			if strings.Contains(text, "贸易") || strings.Contains(text, "房租") {
				t.Errorf("the answer repeats what came: %s", text)
			}
		})
	}
	if got := w.must(200, ask{method: "GET", path: path, token: w.holder(account)}); got.at("next_action.type") != "pay_deposit" || strings.Contains(got.text, "payment_refunded") {
		t.Errorf("the case was changed: %s", got.text)
	}
	// What the sandbox's phone signs is no word of the bank, and the other way round.
	r := httptest.NewRequest("POST", "http://shiming.test/v1/callbacks/sandbox", strings.NewReader(string(provider.Body)))
	r.Header = provider.Header.Clone()
	out := httptest.NewRecorder()
	if w.e.Handler.ServeHTTP(out, r); out.Code != http.StatusUnauthorized {
		t.Errorf("a bank's notice as a provider's: %d", out.Code)
	}
	for range 3 {
		if status, text := w.notice(w.bankSays(good, time.Now())); status != 200 {
			t.Errorf("%d %s", status, text)
		}
	}
	got := w.must(200, ask{method: "GET", path: path, token: w.holder(account)})
	if n := strings.Count(got.text, `"payment_refunded"`); n != 1 || got.at("last_error.code") != "payment_wrong" {
		t.Errorf("the same notice three times: %d are counted, %s", n, got.at("last_error.code"))
	}
}

func TestTHREATS_A1_amounts_that_are_none_cost_no_try(t *testing.T) {
	w := start(t, t.TempDir(), nil)
	const account = "acct_amounts"
	confirm := sceneOfDeposit(w, api.RouteConfirmAmount, account)
	path := strings.TrimSuffix(confirm.path, "/amount")
	confirm.token = w.holder(account)
	for body, code := range map[string]string{
		`{"amount":"0,37"}`: "amount_invalid", `{"amount":"37"}`: "amount_invalid", `{"amount":"0.370"}`: "amount_invalid",
		`{"amount":"-0.37"}`: "amount_invalid", `{"amount":"0.00"}`: "amount_invalid", `{"amount":"1.00"}`: "amount_invalid",
		`{"amount":"０.３７"}`: "amount_invalid", `{"amount":" 0.37"}`: "amount_invalid", `{"amount":"0.3"}`: "amount_invalid", `{"amount":"3.7e-1"}`: "amount_invalid",
		`{"amount":""}`: "field_required", `{}`: "field_required", `{"amount":0.37}`: "wrong_type", `{"amount":37}`: "wrong_type",
		`{"amount":["0.37"]}`: "wrong_type", `{"amount":"0.37","fen":37}`: "unknown_field", `0.37`: "wrong_type", `{`: "malformed_json",
	} {
		confirm.body = body
		if got := w.do(confirm); got.Code != 400 || got.at("code") != code {
			t.Errorf("%s: %d %s, want %s", body, got.Code, got.at("code"), code)
		}
	}
	payout := ask{method: "GET", path: path + "/payout", token: confirm.token}
	progress := w.must(200, payout)
	if progress.at("tries_left") != "2" || progress.at("status") != "arrived" {
		t.Errorf("%s", progress.text)
	}
	// RULES C7: the amount is read on the statement, and nowhere else.
	page := httptest.NewRecorder()
	w.e.Handler.ServeHTTP(page, httptest.NewRequest("GET", progress.at("sandbox.statement_url"), nil))
	amount := regexp.MustCompile(`\+(0\.[0-9]{2})<`).FindStringSubmatch(page.Body.String())
	if page.Code != 200 || amount == nil {
		t.Fatalf("%d, no amount on the page", page.Code)
	}
	wrong := "0.01"
	if amount[1] == wrong {
		wrong = "0.02"
	}
	confirm.body = `{"amount":"` + wrong + `"}`
	if got := w.must(200, confirm); got.at("last_error.code") != "amount_mismatch" || w.must(200, payout).at("tries_left") != "1" {
		t.Errorf("%s", got.at("last_error.code"))
	}
	confirm.body = `{"amount":"` + amount[1] + `"}`
	if got := w.must(200, confirm); got.at("status") != string(realname.StatusVerified) {
		t.Errorf("%s", got.at("status"))
	}
	if got := w.do(confirm); got.Code != 409 {
		t.Errorf("once more: %d", got.Code)
	}
}
