package engine_test

import (
	"encoding/json"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"shiming/shared/realname"
	"shiming/shared/trail"
)

// heads are those that the engine keeps beside its trail.
func (w *world) heads() (heads []trail.Head) {
	w.tb.Helper()
	page, _, err := w.e.Store.RecordsOf(w.tb.Context(), trail.HeadKind, trail.HeadOwner, "", 100)
	if err != nil {
		w.tb.Fatal(err)
	}
	for _, r := range page {
		var h trail.Head
		if err := json.Unmarshal(r.Doc, &h); err != nil {
			w.tb.Fatal(err)
		}
		heads = append(heads, h)
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
