package engine_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"shiming/infra/tests/pii"
	"shiming/shared/identity"
	"shiming/shared/realname"
	"shiming/shared/steps"
)

// wire serves the world over HTTP, and returns what asks it there.
func (w *world) wire(t *testing.T) func(ask) answer {
	t.Helper()
	server := httptest.NewServer(w.e.Handler)
	t.Cleanup(server.Close)
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 200}}
	t.Cleanup(client.CloseIdleConnections)
	return func(a ask) answer {
		out := answer{ResponseRecorder: httptest.NewRecorder()}
		r, err := http.NewRequest(a.method, server.URL+a.path, strings.NewReader(a.body))
		if err != nil {
			t.Error(err)
			return out
		}
		if a.body != "" {
			r.Header.Set("Content-Type", "application/json")
		}
		if a.token != "" {
			r.Header.Set("Authorization", "Bearer "+a.token)
		}
		for name, value := range a.header {
			r.Header.Set(name, value)
		}
		came, err := client.Do(r)
		if err != nil {
			t.Error(err)
			return out
		}
		defer came.Body.Close()
		data, err := io.ReadAll(came.Body)
		if err != nil {
			t.Error(err)
		}
		out.Code, out.text = came.StatusCode, string(data)
		_ = json.Unmarshal(data, &out.json) // not every answer is an object
		return out
	}
}

// together runs do n times at once, and returns what each came to.
func together(n int, do func(i int) answer) []answer {
	answers, ready, done := make([]answer, n), make(chan struct{}), sync.WaitGroup{}
	for i := range n {
		done.Go(func() {
			<-ready
			answers[i] = do(i)
		})
	}
	close(ready)
	done.Wait()
	return answers
}

// statuses counts the answers by status and code.
func statuses(answers []answer) map[string]int {
	counts := map[string]int{}
	for _, a := range answers {
		counts[strings.TrimSpace(fmt.Sprint(a.Code, " ", a.at("code")))]++
	}
	return counts
}

func TestTHREATS_S1_hundred_opens_with_one_key(t *testing.T) {
	w := start(t, t.TempDir(), nil)
	do, token := w.wire(t), w.holder("acct_one")
	answers := together(100, func(int) answer {
		return do(ask{method: "POST", path: "/v1/cases", token: token, body: `{"kind":"personal_verification"}`, header: map[string]string{"Idempotency-Key": "key"}})
	})
	for _, a := range answers {
		if a.Code != 201 || a.text != answers[0].text {
			t.Fatalf("answers differ: %v", statuses(answers))
		}
	}
	list := do(ask{method: "GET", path: "/v1/accounts/acct_one/cases", token: token})
	if n := len(list.json["data"].([]any)); n != 1 {
		t.Errorf("%d cases were opened, want 1", n)
	}
}

func TestTHREATS_S1_hundred_opens_without_a_key(t *testing.T) {
	w := start(t, t.TempDir(), nil)
	do, token := w.wire(t), w.holder("acct_one")
	counts := statuses(together(100, func(int) answer {
		return do(ask{method: "POST", path: "/v1/cases", token: token, body: `{"kind":"personal_verification"}`})
	}))
	if counts["201"] != 1 || counts["409 conflict"]+counts["409 case_already_open"] != 99 {
		t.Errorf("got %v, want one case opened and 99 refusals", counts)
	}
}

// Every command at once from fifty hands: one of them is carried out, and the case has one event more.
func TestTHREATS_S1_every_command_at_once(t *testing.T) {
	w := start(t, t.TempDir(), nil)
	do := w.wire(t)
	body := form(pii.Adults[2], number(1))
	for i, c := range []struct {
		from realname.State
		path string
		body func(int) string
	}{
		{realname.Filling, "/form", func(int) string { return body }},
		{realname.Choosing, "/method", func(int) string { return `{"method":"face"}` }},
		{realname.Ready, "/check", func(int) string { return "" }},
		{realname.Choosing, "/back", func(int) string { return "" }},
		{realname.Checking, "/cancel", func(int) string { return "" }},
	} {
		t.Run(strings.TrimPrefix(c.path, "/"), func(t *testing.T) {
			account := realname.AccountID(fmt.Sprintf("acct_at%d", i))
			path, before := w.bring(account, c.from, body)
			token := w.holder(account)
			counts := statuses(together(50, func(i int) answer {
				return do(ask{method: "POST", path: path + c.path, token: token, body: c.body(i), header: map[string]string{"If-Match": `"` + before.at("version") + `"`}})
			}))
			overtaken := counts["409 conflict"] + counts["409 wrong_state"] + counts["412 stale_version"]
			limited := counts["429 check_daily_limit"] // fifty are more than an account may begin in a day (THREATS X8)
			if counts["200"] != 1 || overtaken < 1 || overtaken+limited != 49 || limited > 0 && c.path != "/check" {
				t.Errorf("got %v, want one carried out", counts)
			}
			begun, most := w.counted("checks", string(account)), w.e.Policy.ChecksPerDay
			if c.path == "/check" && (begun < 1 || begun > most || limited > 0 && begun != most) {
				t.Errorf("THREATS X8: %d checks were begun, of %d, when %d were turned away", begun, most, limited)
			}
			after := do(ask{method: "GET", path: path, token: token})
			if want := before.json["version"].(float64) + 1; after.json["version"] != want {
				t.Errorf("version %v, want %v", after.json["version"], want)
			}
		})
	}
}

// counted is what is counted today of the kind for whom.
func (w *world) counted(kind, whom string) int {
	w.tb.Helper()
	r, err := w.e.Store.Record(w.tb.Context(), kind, whom+"."+identity.DateIn(time.Now()).String())
	if errors.Is(err, steps.ErrNotFound) {
		return 0
	}
	n, err2 := strconv.Atoi(string(r.Doc))
	if err := errors.Join(err, err2); err != nil {
		w.tb.Fatal(err)
	}
	return n
}

// One identity in all its spellings, a hundred accounts at once, the whole way: exactly three are verified. Whoever comes after
// the day's checks about one subject is told so (THREATS X8).
func TestTHREATS_Q1_RULES_A3_one_identity_on_a_hundred_accounts(t *testing.T) {
	w := start(t, t.TempDir(), nil)
	do := w.wire(t)
	p := pii.Adults[1] // its check character is X
	spellings := []string{
		p.Number, strings.ToLower(p.Number), "\u202d" + p.Number + "\u202c", p.Number[:6] + " " + p.Number[6:14] + "-" + p.Number[14:],
		strings.Map(func(r rune) rune { return r - '!' + '！' }, p.Number),
	}
	var limited atomic.Int64
	final := together(100, func(i int) answer {
		account := realname.AccountID(fmt.Sprintf("acct_seat%d", i))
		token := w.holder(account)
		a := do(ask{method: "POST", path: "/v1/cases", token: token, body: `{"kind":"personal_verification"}`})
		path := "/v1/cases/" + a.at("id")
		do(ask{method: "POST", path: path + "/form", token: token, body: form(p, spellings[i%len(spellings)])})
		do(ask{method: "POST", path: path + "/method", token: token, body: `{"method":"face"}`})
		a = do(ask{method: "POST", path: path + "/check", token: token})
		if a.Code == 429 && a.at("code") == "check_daily_limit" {
			limited.Add(1)
			return do(ask{method: "GET", path: path, token: token})
		}
		if settled := do(w.signed(fmt.Sprintf("msg_%d", i), checkID(a), "passed", "")); settled.Code != 200 {
			t.Errorf("the callback was answered with %d %s", settled.Code, settled.at("code"))
		}
		return do(ask{method: "GET", path: path, token: token})
	})
	ended, verified := map[string]int{}, 0
	for i, a := range final {
		ended[a.at("status")+" "+a.at("last_error.code")]++
		account := do(ask{method: "GET", path: fmt.Sprintf("/v1/accounts/acct_seat%d", i), token: w.token(realname.Platform, "")})
		if account.at("status") == "verified" {
			verified++
		}
		if (account.at("status") == "verified") != (a.at("status") == "verified") {
			t.Errorf("account %d is %s, its case %s", i, account.at("status"), a.at("status"))
		}
	}
	if verified != 3 || ended["verified "] != 3 || ended["refused id_quota_exceeded"] != 97-int(limited.Load()) {
		t.Errorf("%d accounts are verified, the cases ended %v, %d were held back", verified, ended, limited.Load())
	}
	if held, most := int(limited.Load()), 100-w.e.Policy.ChecksPerSubject; held > most {
		t.Errorf("%d were held back, want at most %d", held, most)
	}
	if n := w.seats(); n != 3 {
		t.Errorf("%d seats are taken, want 3", n)
	}
}

// seats counts the accounts of all subjects together.
func (w *world) seats() int {
	w.tb.Helper()
	var n int
	if err := w.db.QueryRow(`SELECT ifnull(sum(json_array_length(doc, '$.accounts')), 0) FROM subjects`).Scan(&n); err != nil {
		w.tb.Fatal(err)
	}
	return n
}

// Two words of the provider at once: one counts, both are received.
func TestTHREATS_W1_two_settles_at_once(t *testing.T) {
	w := start(t, t.TempDir(), nil)
	do := w.wire(t)
	for round := range 20 {
		account := realname.AccountID(fmt.Sprintf("acct_two%d", round))
		path, out := w.bring(account, realname.Checking, form(pii.Adults[3], number(100+round)))
		check, same := checkID(out), w.signed("msg_same", checkID(out), "passed", "")
		answers := together(6, func(i int) answer {
			switch i {
			case 0:
				return do(w.signed("msg_no", check, "failed", "consent_declined"))
			case 1:
				return do(w.signed("msg_yes", check, "passed", ""))
			}
			return do(same)
		})
		if counts := statuses(answers); counts["200"] != 6 {
			t.Fatalf("round %d: got %v, want all received", round, counts)
		}
		a := do(ask{method: "GET", path: path, token: w.holder(account)})
		who := do(ask{method: "GET", path: "/v1/accounts/" + string(account), token: w.holder(account)})
		proven := a.at("status") == "verified" && who.at("status") == "verified"
		failed := a.at("status") == "requires_input" && a.at("last_error.code") == "consent_declined" && who.at("status") == "unverified"
		if a.at("version") != "5" || proven == failed {
			t.Errorf("round %d: version %s, case %s, account %s", round, a.at("version"), a.at("status"), who.at("status"))
		}
	}
}

// Canceling against the proof: one of them wins, whole, and a place is taken only for who is verified.
func TestTHREATS_S1_cancel_against_settle(t *testing.T) {
	w := start(t, t.TempDir(), nil)
	do := w.wire(t)
	verified := 0
	for round := range 30 {
		account := realname.AccountID(fmt.Sprintf("acct_race%d", round))
		path, out := w.bring(account, realname.Checking, form(pii.Adults[4], number(200+round)))
		token := w.holder(account)
		answers := together(2, func(i int) answer {
			if i == 0 {
				return do(ask{method: "POST", path: path + "/cancel", token: token})
			}
			return do(w.signed("msg_yes", checkID(out), "passed", ""))
		})
		a := do(ask{method: "GET", path: path, token: token})
		who := do(ask{method: "GET", path: "/v1/accounts/" + string(account), token: token})
		canceled := answers[0].Code == 200 && a.at("status") == "canceled" && who.at("status") == "unverified"
		proven := answers[0].Code == 409 && a.at("status") == "verified" && who.at("status") == "verified"
		if answers[1].Code != 200 || canceled == proven || a.at("version") != "5" || who.at("open_case") != "" {
			t.Errorf("round %d: cancel %d, callback %d, case %s, account %s", round, answers[0].Code, answers[1].Code, a.at("status"), who.at("status"))
		}
		if proven {
			verified++
		}
	}
	if n := w.seats(); n != verified {
		t.Errorf("%d seats are taken by %d verified accounts", n, verified)
	}
}
