package sandboxbank

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"shiming/shared/api"
	"shiming/shared/realname"
	"shiming/shared/steps"
)

// ask asks the page as a browser does, past the gate.
func (w *world) ask(method, token string, form url.Values) page {
	return w.serve(request(method, token, form.Encode()))
}

// request asks for the statement of a token.
func request(method, token, body string) *http.Request {
	r := httptest.NewRequestWithContext(background, method, "/", strings.NewReader(body))
	r.SetPathValue("token", token)
	return r
}

func TestStatementPage(t *testing.T) {
	w := newWorld(t)
	p := payout("6222000000000002")
	id, _, _ := realname.CaseOfReference(p.Key)
	token := w.Token(id)
	if _, err := w.Pay(background, p); err != nil {
		t.Fatal(err)
	}
	t.Run("RULES_C7_the_amount_shows_once_it_has_arrived", func(t *testing.T) {
		before := string(w.ask("GET", token, nil).body)
		if strings.Contains(before, "0.42") || !strings.Contains(before, "Let it arrive") {
			t.Error("an amount on its way is shown, or cannot be let in")
		}
		done := w.ask("POST", token, url.Values{"action": {"arrived"}, "payout": {p.Key}})
		after := string(w.ask("GET", token, nil).body)
		if done.status != 303 || !strings.Contains(after, "+0.42") || !strings.Contains(after, "****0002") || strings.Contains(after, "Let it arrive") {
			t.Errorf("%d: the amount is not shown", done.status)
		}
	})
	t.Run("RULES_C6_a_top_up_is_paid_on_it", func(t *testing.T) {
		pay := url.Values{"action": {"pay"}, "reference": {p.Key}, "payer_name": {"深圳市示例科技有限公司"}, "amount": {"0.37"}}
		if got := w.ask("POST", token, pay); got.status != 303 || len(w.heard) == 0 {
			t.Fatalf("%d", got.status)
		}
		last := w.heard[len(w.heard)-1]
		if !last.Payment || last.Fen != 37 || last.Reference != p.Key || last.Currency != "CNY" {
			t.Errorf("heard %+v", last)
		}
		heard := len(w.heard)
		for _, bad := range []string{"", "0,37", "37", "-0.37", "0.370", "1e-1", "０.３７", "00.37", "0.00"} {
			pay.Set("amount", bad)
			if got := w.ask("POST", token, pay); got.status != 422 || !strings.Contains(string(got.body), "amount") {
				t.Errorf("%q: %d", bad, got.status)
			}
		}
		if len(w.heard) != heard {
			t.Error("nonsense was paid")
		}
	})
	t.Run("THREATS_I1_nobody_guesses_a_statement", func(t *testing.T) {
		other := realname.NewCaseID()
		for _, bad := range []string{"", "x", strings.TrimPrefix(string(id), "case_"), token[:len(token)-1], token + "a", strings.ToUpper(token),
			strings.Replace(token, token[:26], strings.TrimPrefix(string(other), "case_"), 1)} {
			if got := w.ask("GET", bad, nil); got.status != 404 || strings.Contains(string(got.body), "0.42") {
				t.Errorf("%q: %d", bad, got.status)
			}
		}
		if got := w.open(t, foreign).serve(request("GET", token, "")); got.status != 404 {
			t.Errorf("a token of another bank: %d", got.status)
		}
		elsewhere := w.ask("POST", w.Token(other), url.Values{"action": {"refused"}, "payout": {p.Key}})
		if elsewhere.status != 422 {
			t.Errorf("somebody else's payout: %d", elsewhere.status)
		}
	})
	t.Run("what_is_typed_is_escaped", func(t *testing.T) {
		got := w.ask("POST", token, url.Values{"action": {"pay"}, "reference": {`"><script>x</script>`}, "payer_name": {"<b>"}, "amount": {"x"}})
		if strings.Contains(string(got.body), "<script>") || strings.Contains(string(got.body), "<b>") {
			t.Error("markup was let through")
		}
	})
	t.Run("nothing_of_it_is_cached_framed_or_loaded_from_elsewhere", func(t *testing.T) {
		head := guards()
		if head.Get("Cache-Control") != "no-store" || !strings.Contains(head.Get("Content-Security-Policy"), "default-src 'none'") || !strings.Contains(head.Get("Content-Security-Policy"), "frame-ancestors 'none'") {
			t.Errorf("%v", head)
		}
	})
}

func TestPaymentsAsJSON(t *testing.T) {
	w := newWorld(t)
	reference := payout("").Key
	post := func(body string) (answer api.Recorder, err error) {
		r := request("POST", "", body)
		r.Header.Set("Content-Type", "application/json")
		err = w.takeJSON(&answer, r)
		return answer, err
	}
	good := `{"id":"pay_x","reference":"` + strings.ToLower(reference) + `","payer_name":"深圳市示例科技有限公司","amount":"0.37"}`
	for range 2 {
		if got, err := post(good); err != nil || got.Status != 200 || !strings.Contains(string(got.Body), "pay_x") {
			t.Fatalf("%+v, %v", got, err)
		}
	}
	if e := w.entries(t, reference); len(e) != 1 || e[0].State != Received || len(w.heard) != 2 {
		t.Errorf("%v, heard %v", e, w.heard)
	}
	for _, bad := range []string{
		`{"reference":"` + reference + `","payer_name":"x","amount":0.37}`, `{"reference":"` + reference + `","payer_name":"x","amount":"37"}`,
		`{"reference":"","payer_name":"x","amount":"0.37"}`, `{"reference":"SMX","payer_name":"x","amount":"0.37"}`,
		`{"reference":"` + reference + `","payer_name":"","amount":"0.37"}`, `{"reference":"` + reference + `","payer_name":"x","amount":"0.37","currency":"USD"}`, `[]`, ``,
	} {
		if _, err := post(bad); err == nil {
			t.Errorf("%s is taken", bad)
		}
	}
	w.fail = steps.ErrUnavailable
	if _, err := post(strings.Replace(good, "pay_x", "pay_y", 1)); err == nil {
		t.Error("a notice that was not taken is answered with success")
	}
}
