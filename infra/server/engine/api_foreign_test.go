package engine_test

import (
	"context"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"shiming/shared/api"
	"shiming/shared/realname"
	"shiming/shared/steps"
)

// counting counts what the steps ask of the store: equal counts are equal work, which time follows.
type counting struct {
	steps.Store
	calls atomic.Int64
}

func (c *counting) Case(ctx context.Context, id realname.CaseID) (realname.Case, error) {
	c.calls.Add(1)
	return c.Store.Case(ctx, id)
}

func (c *counting) Account(ctx context.Context, id realname.AccountID) (realname.Account, error) {
	c.calls.Add(1)
	return c.Store.Account(ctx, id)
}

func (c *counting) AccountAndCase(ctx context.Context, a realname.AccountID, id realname.CaseID) (realname.Account, realname.Case, error) {
	c.calls.Add(1)
	return c.Store.AccountAndCase(ctx, a, id)
}

func (c *counting) Cases(ctx context.Context, ids []realname.CaseID) ([]realname.Case, error) {
	c.calls.Add(1)
	return c.Store.Cases(ctx, ids)
}

func (c *counting) CasesOf(ctx context.Context, a realname.AccountID, cursor string, limit int) ([]realname.Case, string, error) {
	c.calls.Add(1)
	return c.Store.CasesOf(ctx, a, cursor, limit)
}

func (c *counting) Commit(ctx context.Context, commit realname.Commit) error {
	c.calls.Add(1)
	return c.Store.Commit(ctx, commit)
}

// quiet waits until nobody else calls the store: what follows a scene is carried out beside it.
func (c *counting) quiet() {
	for before := int64(-1); before != c.calls.Load(); time.Sleep(20 * time.Millisecond) {
		before = c.calls.Load()
	}
}

var requestID = regexp.MustCompile(`"request_id":"[^"]*"`)

// seen is all that a caller sees of an answer, but for the request id.
func seen(a answer) string {
	return fmt.Sprint(a.Code, maps.Clone(a.Header()), requestID.ReplaceAllString(a.text, ""))
}

// For every {case} and {account} of every route, and the account of a body: another account's is answered like one
// that does not exist, byte for byte, and with as many calls to the store.
func TestTHREATS_I1_foreign_is_like_unknown(t *testing.T) {
	store := &counting{}
	w := start(t, t.TempDir(), func(s steps.Store) steps.Store {
		store.Store = s
		return store
	})
	thief := w.holder("acct_thief")
	w.must(201, ask{method: "POST", path: "/v1/cases", token: thief, body: `{"kind":"personal_verification"}`})
	cases := 0
	for n, r := range api.Routes() {
		if !strings.Contains(r.Path, "{case}") && !strings.Contains(r.Path, "{account}") && r.Name != "open-case" {
			continue
		}
		if !slices.Contains(r.Roles, realname.Holder) {
			continue // nobody's of their own: see every endpoint by every role
		}
		account := realname.AccountID(fmt.Sprintf("acct_victim%d", n))
		foreign := scene(w, r, account)
		if r.Name == "open-case" {
			w.bring(account, realname.Filling, "")
		}
		unknownCase := "/v1/cases/" + string(realname.NewCaseID())
		for _, variant := range []struct {
			name   string
			header map[string]string
			body   string // instead of the right one
		}{
			{"as it should be", nil, ""},
			{"with a key", map[string]string{"Idempotency-Key": "k"}, ""},
			{"with a version", map[string]string{"If-Match": `"1"`}, ""},
			{"with a stale version", map[string]string{"If-Match": `"99"`}, ""},
			{"with a bad body", nil, `{"x":1}`},
			{"with a bad key", map[string]string{"Idempotency-Key": ""}, ""},
		} {
			cases++
			t.Run(r.Name+"/"+variant.name, func(t *testing.T) {
				unknown := request(r, realname.AccountID(fmt.Sprintf("acct_nobody%d", n)), unknownCase)
				malformed := request(r, "acct_not+one", "/v1/cases/case_short")
				if r.Name != "open-case" {
					unknown.body, malformed.body = foreign.body, foreign.body
				}
				store.quiet()
				marks := [3]int64{}
				before := w.records(marks)
				answers, calls := [3]answer{}, [3]int64{}
				for range 5 { // what the engine does beside requests is counted with them, now and then: never five times
					for i, a := range []ask{foreign, unknown, malformed} {
						a.token, a.header = thief, variant.header
						if variant.body != "" {
							a.body = variant.body
						}
						began := store.calls.Load()
						answers[i] = w.do(a)
						calls[i] = store.calls.Load() - began
					}
					if calls[0] == calls[1] {
						break
					}
					store.quiet()
				}
				if a, b := seen(answers[0]), seen(answers[1]); a != b {
					t.Errorf("foreign and unknown differ:\n%.400q\n%.400q", a, b)
				}
				if calls[0] != calls[1] {
					t.Errorf("%d calls to the store for the foreign one, %d for the unknown", calls[0], calls[1])
				}
				if answers[0].Code < 400 || strings.HasPrefix(variant.name, "as it") && answers[0].Code != 404 {
					t.Errorf("it is answered with %d", answers[0].Code)
				}
				if r.Name != "open-case" && seen(answers[2]) != seen(answers[1]) {
					t.Errorf("malformed and unknown differ:\n%.400q\n%.400q", seen(answers[2]), seen(answers[1]))
				}
				if err := problem(answers[0]); err != nil {
					t.Error(err)
				}
				if w.records(marks) != before {
					t.Error("a refused request changed a record")
				}
			})
		}
	}
	if cases < 60 {
		t.Errorf("%d cases: routes are missing", cases)
	}
}
