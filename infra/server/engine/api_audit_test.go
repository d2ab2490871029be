package engine_test

import (
	"database/sql"
	"encoding/json"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"shiming/infra/tests/pii"
	"shiming/shared/realname"
	"shiming/shared/trail"
)

// heads are those that the engine keeps beside its trail.
func (w *world) heads() []trail.Head {
	w.tb.Helper()
	heads, err := trail.Heads(w.tb.Context(), w.e.Store, time.Time{}, time.Time{})
	if err != nil {
		w.tb.Fatal(err)
	}
	return heads
}

func TestTHREATS_X14_the_audit_trail(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "audit.jsonl")
	w := start(t, dir, nil)
	open := ask{
		method: "POST", path: "/v1/cases", token: w.token(realname.Platform, ""), body: `{"kind":"personal_verification","account":"acct_trail"}`,
		header: map[string]string{"User-Agent": "attacker/1.0 \x01\u00e9" + strings.Repeat("x", 500)},
	}
	w.must(201, open)
	r := httptest.NewRequest("GET", "http://shiming.test/v1/accounts/acct_trail", nil)
	r.Header.Set("Authorization", "Bearer "+w.holder("acct_trail"))
	for _, from := range []string{"203.0.113.7:4711", "203.0.113.7:4712", "203.0.113.8:4711", "[::ffff:203.0.113.7]:1"} {
		r.RemoteAddr = from
		w.e.Handler.ServeHTTP(httptest.NewRecorder(), r)
	}
	r.Header.Set("X-Forwarded-For", "198.51.100.1, 203.0.113.7")
	for _, from := range []string{"127.0.0.1:9", "203.0.113.8:9"} { // a proxy of this machine is believed, others are not
		r.RemoteAddr = from
		w.e.Handler.ServeHTTP(httptest.NewRecorder(), r)
	}
	r.Header.Del("Authorization")
	w.e.Handler.ServeHTTP(httptest.NewRecorder(), r)
	if err := w.close(); err != nil {
		t.Fatal(err)
	}
	w = start(t, dir, nil) // another process, another chain
	w.must(409, open)

	lines, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Run("address_agent_and_token", func(t *testing.T) {
		var all []struct{ Address, Agent, Token, Who string }
		for line := range strings.Lines(string(lines)) {
			var l struct{ Address, Agent, Token, Who string }
			if err := json.Unmarshal([]byte(line), &l); err != nil {
				t.Fatal(err)
			}
			all = append(all, l)
		}
		if len(all) != 9 || strings.Contains(string(lines), "203.0.113") {
			t.Fatalf("%d lines, or one with an address:\n%s", len(all), lines)
		}
		if a := all[0].Agent; !strings.HasPrefix(a, "attacker/1.0 xxx") || len(a) != 160 {
			t.Errorf("the agent is %q", a)
		}
		one, other := all[1].Address, all[3].Address
		if one == "" || other == one {
			t.Errorf("two addresses are %q and %q", one, other)
		}
		for i, want := range []string{one, one, other, one, one, other} {
			if all[1+i].Address != want || all[1+i].Token == "" || all[1+i].Token != all[1].Token {
				t.Errorf("request %d: %+v, want %s", i, all[1+i], want)
			}
		}
		if all[0].Token == all[1].Token || all[7].Token != "" || all[7].Address != other || all[8].Token != all[0].Token {
			t.Errorf("tokens of others: %+v, %+v, %+v", all[0], all[7], all[8])
		}
	})
	t.Run("nothing_is_taken_out_or_changed_unseen", func(t *testing.T) {
		heads := w.heads()
		if ends, found, err := trail.Verify(strings.NewReader(string(lines)), heads); err != nil || len(found) > 0 || len(ends) != 2 || len(heads) != 2 {
			t.Fatalf("%v, %v, %v, %v", ends, heads, found, err)
		}
		all := strings.SplitAfter(string(lines), "\n")[:9]
		for i := range all {
			var out strings.Builder
			out.WriteString(strings.Join(all[:i], ""))
			out.WriteString(strings.Join(all[i+1:], ""))
			if _, found, _ := trail.Verify(strings.NewReader(out.String()), heads); len(found) == 0 {
				t.Errorf("line %d is gone, and nothing is found", i)
			}
			changed := strings.Replace(string(lines), all[i], strings.Replace(all[i], `"role":`, `"rôle":`, 1), 1)
			if _, found, _ := trail.Verify(strings.NewReader(changed), heads); len(found) == 0 && changed != string(lines) {
				t.Errorf("line %d is changed, and nothing is found", i)
			}
		}
	})
}

// Somebody who can write the database, and has no key, verifies an account as anybody: it does not count.
func TestTHREATS_X14_an_account_that_the_database_says_is_verified(t *testing.T) {
	w := start(t, t.TempDir(), nil)
	path, _ := w.bring("acct_owner", realname.Checking, form(pii.Adults[0], pii.Adults[0].Number))
	checked := w.must(200, ask{method: "GET", path: path, token: w.holder("acct_owner")})
	w.must(200, w.signed("msg_owner", checkID(checked), "passed", ""))
	w.bring("acct_thief", realname.Filling, "")
	status := func(account realname.AccountID) string {
		t.Helper()
		return w.must(200, ask{method: "GET", path: "/v1/accounts/" + string(account), token: w.holder(account)}).at("status")
	}
	if got := status("acct_owner"); got != "verified" {
		t.Fatalf("who was verified is %s", got)
	}
	db, err := sql.Open("sqlite", "file:"+filepath.Join(w.dir, "shiming.db")+"?_pragma=busy_timeout(5000)")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	taken := "(SELECT json_extract(doc, '$.identity') FROM accounts WHERE id = 'acct_owner')"
	if _, err := db.Exec("UPDATE accounts SET doc = json_set(doc, '$.identity', json(" + taken + ")) WHERE id = 'acct_thief'"); err != nil {
		t.Fatal(err)
	}
	if stored, err := w.e.Store.Account(t.Context(), "acct_thief"); err != nil || stored.Identity == nil {
		t.Fatalf("the attack did not write: %v", err)
	}
	if got := status("acct_thief"); got != "unverified" {
		t.Errorf("who wrote it into the database is %s", got)
	}
	match := ask{
		method: "POST", path: "/v1/accounts/acct_thief/name-match", token: w.token(realname.Platform, ""),
		body: `{"name":"` + pii.Adults[0].Name + `"}`,
	}
	if got := w.must(200, match); got.at("matches") != "false" {
		t.Errorf("its name is compared: %s", got.text)
	}
	if got := status("acct_owner"); got != "verified" {
		t.Errorf("who was verified is %s", got)
	}
}
