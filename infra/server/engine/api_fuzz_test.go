package engine_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"

	"shiming/infra/tests/pii"
	"shiming/shared/api"
	"shiming/shared/realname"
)

// tape is the fuzzer's bytes, read from the front; at its end it reads as zeros.
type tape struct{ left []byte }

func (b *tape) next() byte {
	if len(b.left) == 0 {
		return 0
	}
	first := b.left[0]
	b.left = b.left[1:]
	return first
}

// pick returns one of the choices.
func pick[T any](b *tape, choices ...T) T { return choices[int(b.next())%len(choices)] }

// text returns up to 31 raw bytes.
func (b *tape) text() string {
	n := min(int(b.next())%32, len(b.left))
	text := string(b.left[:n])
	b.left = b.left[n:]
	return text
}

// game is what the requests of one input know of each other.
type game struct {
	*world
	tape     *tape
	accounts [2]realname.AccountID
	cases    []string // ids that were answered
	phones   []string
	checks   []string
	version  string
	people   []string // bodies of forms
	secrets  []string // what no answer may hold
	tokens   map[realname.Actor]string
}

var games atomic.Int64

func newGame(w *world, data []byte) *game {
	n := int(games.Add(1))
	g := &game{world: w, tokens: map[realname.Actor]string{}, tape: &tape{data}, cases: []string{string(realname.NewCaseID())}, checks: []string{"chk_none"}, phones: []string{"/sandbox/phone/x"}}
	for i := range g.accounts {
		g.accounts[i] = realname.AccountID(fmt.Sprintf("acct_fuzz%dp%dx%d", os.Getpid(), n, i))
	}
	for i, p := range []pii.SeedPerson{pii.Adults[0], pii.Adults[4]} {
		id := number(1_000_000 + 4*n + i)
		g.people = append(g.people, form(p, id), form(p, strings.ToLower(id[:6]+" "+id[6:])))
		g.secrets = append(g.secrets, id, p.Name, p.Address)
	}
	return g
}

// as is the token of an actor, signed once.
func (g *game) as(role realname.Role, account realname.AccountID) string {
	actor := realname.Actor{Role: role, Account: account}
	if g.tokens[actor] == "" {
		g.tokens[actor] = g.token(role, account)
	}
	return g.tokens[actor]
}

// asEntered reports whether a holder asks for what was entered, which comes in plaintext until it is proven (RULES B12). Whose
// it is, and that others get none, is shown route by route for each role.
func (g *game) asEntered(a ask) bool {
	own := a.token == g.as(realname.Holder, g.accounts[0]) || a.token == g.as(realname.Holder, g.accounts[1])
	return own && a.method == "GET" && strings.HasPrefix(a.path, "/v1/cases/") && strings.HasSuffix(a.path, "/form")
}

// path puts ids into a route's path: own, the other's, ones that do not exist, or anything.
func (g *game) path(route string) string {
	b := g.tape
	for name, choices := range map[string][]string{"{account}": {"acct_nobody", string(g.accounts[1]), string(g.accounts[0])}, "{case}": g.cases, "{provider}": {"nobody", "sandbox"}} {
		if !strings.Contains(route, name) {
			continue
		}
		value := choices[len(choices)-1-int(b.next())%len(choices)]
		if b.next() > 240 {
			value = b.text()
		}
		route = strings.ReplaceAll(route, name, escape(value))
	}
	if strings.Contains(route, "{proxy+}") {
		return g.phones[len(g.phones)-1-int(b.next())%len(g.phones)] + pick(b, "", "", "?done=1", "?bound=1", "/qr.svg", "/qr.png")
	}
	if b.next() > 224 {
		return route + pick(b, "/", "/more", "?limit="+escape(b.text()), "?cursor="+escape(b.text()), "?limit=2&cursor=3", "?%zz", "/../x", "//")
	}
	return route
}

// escape writes a text so that it is one part of a path, all but letters, digits, _ and - as hexadecimal.
func escape(s string) string {
	var out strings.Builder
	for _, c := range []byte(s) {
		if c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_' || c == '-' {
			out.WriteByte(c)
			continue
		}
		fmt.Fprintf(&out, "%%%02X", c)
	}
	return out.String()
}

// body is one that is right for the route, one with a byte changed, or anything.
func (g *game) body(route string) string {
	b, right := g.tape, ""
	switch route {
	case "open-case":
		right = pick(b, `{"kind":"personal_verification"}`, `{"kind":"personal_verification","account":"`+string(g.accounts[int(b.next())%2])+`"}`, `{"kind":"x"}`)
	case "fill-form":
		right = pick(b, g.people...)
	case "choose-kind":
		right = `{"kind":"` + pick(b, "person_to_person", "person_to_enterprise", "x") + `"}`
	case "choose-method":
		right = `{"method":"` + pick(b, "wechat_scan", "face", "qq_scan", "x") + `"}`
	case "match-name":
		right = `{"name":"` + pick(b, pii.Adults[0].Name, pii.Adults[1].Name) + `"}`
	case "sandbox-phone":
		right = pick(b, "action=confirm&consent=yes&outcome=", "action=refuse&x=", "action=bind&x=", "action=confirm&outcome=", "bound=1&action=confirm&consent=1&outcome=") +
			pick(b, "passed", "face_covered", "bank_card_bind", "x")
	}
	switch mode := b.next(); {
	case mode < 160:
		return right
	case mode < 200 && right != "":
		changed := []byte(right)
		changed[int(b.next())%len(changed)] = b.next()
		return string(changed)
	case mode < 210:
		return right + right
	case mode < 220:
		return strings.Repeat("x", 65_500+int(b.next()))
	case mode < 230:
		return pick(b, "null", "[]", "{}", `""`, "1e999", strings.Repeat("[", 11_000), `{"address":{"region":1}}`, `{"name":"\ud800"}`, `{"KIND":"personal_verification"}`)
	}
	return b.text()
}

func (g *game) request() ask {
	b := g.tape
	routes := append(api.Routes(), api.Route{Name: "sandbox-phone", Method: pick(b, "GET", "POST"), Path: "/sandbox/phone/{proxy+}"})
	r := routes[int(b.next())%len(routes)]
	a := ask{method: r.Method, path: g.path(r.Path), header: map[string]string{}}
	if b.next() > 250 {
		a.method = pick(b, "GET", "POST", "PUT", "DELETE", "HEAD", "OPTIONS", "PATCH", "BREW")
	}
	if r.Name == "settle-check" && b.next() < 200 {
		outcome := pick(b, "passed", "failed", "noted", "x")
		fault := pick(b, "", "face_covered", "bank_card_required", "consent_declined", "x")
		if outcome == "passed" {
			fault = ""
		}
		return g.signed("msg_"+strconv.Itoa(int(b.next())), g.checks[len(g.checks)-1-int(b.next())%len(g.checks)], outcome, fault)
	}
	a.body = g.body(r.Name)
	switch who := b.next(); {
	case who < 120:
		a.token = g.as(realname.Holder, g.accounts[0])
	case who < 170:
		a.token = g.as(realname.Holder, g.accounts[1])
	case who < 220:
		a.token = g.as(realname.Platform, "")
	case who < 230:
		a.token = g.as(pick(b, realname.Reviewer, realname.Admin), "")
	case who < 240:
		a.token = "a.b.c"
	}
	switch b.next() % 8 {
	case 0:
		a.header["Idempotency-Key"] = pick(b, "k1", "k2", "k3")
	case 1:
		a.header["If-Match"] = `"` + g.version + `"`
	case 2:
		a.header[pick(b, "If-Match", "Idempotency-Key", "Content-Type", "Webhook-Id", "Webhook-Signature", "Webhook-Timestamp")] = clean(b.text())
	}
	if r.Name == "sandbox-phone" {
		a.header["Content-Type"] = "application/x-www-form-urlencoded"
	}
	return a
}

// clean drops what no HTTP server lets through in a header.
func clean(s string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || r == 127 {
			return -1
		}
		return r
	}, s)
}

// learn remembers ids that an answer gave away.
func (g *game) learn(got answer) {
	if got.at("object") != "case" {
		return
	}
	g.cases, g.version = append(g.cases, got.at("id")), got.at("version")
	if url := got.at("next_action.url"); url != "" {
		g.phones = append(g.phones, strings.TrimPrefix(url, "http://shiming.test"))
		g.checks = append(g.checks, checkID(got))
	}
}

// judge holds an answer to what every answer must be.
func judge(a ask, got answer, changed bool) error {
	page := strings.HasPrefix(a.path, "/sandbox/phone/") && strings.HasPrefix(got.Header().Get("Content-Type"), "text/html")
	redirect := strings.HasPrefix(a.path, "/sandbox/phone/") && a.method == "POST" && got.Code == 303 ||
		strings.HasPrefix(a.path, "/openapi.json") && got.Code == 308
	switch {
	case got.Code >= 500:
		return fmt.Errorf("%d %s", got.Code, got.at("code"))
	case changed && (got.Code >= 400 || a.method != "POST"):
		return fmt.Errorf("%d %s, and a record changed", got.Code, got.at("code"))
	case page || redirect:
		return nil
	case got.Code >= 400:
		if a.method == "HEAD" {
			return nil
		}
		return problem(got)
	case got.Code != 200 && got.Code != 201 && got.Code != 202:
		return fmt.Errorf("%d is no answer of the API", got.Code)
	case strings.HasPrefix(got.Header().Get("Content-Type"), "application/json") && !json.Valid([]byte(got.text)):
		return fmt.Errorf("%d, and the body is not JSON", got.Code)
	}
	return nil
}

// FuzzAPI drives the whole handler with sequences of requests over two accounts: never a 5xx or a panic, every refusal
// a problem document of the catalogue, no record changed by a refusal or a question, no personal data in an answer,
// and at the end every account just as verified as its cases and seats say. What it prints names no person: requests
// are shown without their bodies.
func FuzzAPI(f *testing.F) {
	for _, seed := range fuzzSeeds() {
		f.Add(seed)
	}
	w := start(f, f.TempDir(), nil)
	f.Fuzz(func(t *testing.T, data []byte) {
		w.tb = t
		newGame(w, data).play()
	})
}

// The same with long tapes of chance, for who runs the tests without fuzzing.
func TestTHREATS_S1_THREATS_I1_requests_of_chance(t *testing.T) {
	w := start(t, t.TempDir(), nil)
	for seed := range uint64(20) {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			w.tb = t
			data, chance := []byte{}, rand.New(rand.NewPCG(seed, 7))
			for range 8 {
				data = append(data, fuzzSeeds()[chance.IntN(len(fuzzSeeds()))]...)
				for range 40 {
					data = append(data, byte(chance.Uint32()))
				}
			}
			for i := range data { // what is natural, more often
				if chance.IntN(4) == 0 {
					data[i] = 0
				}
			}
			newGame(w, data).play()
		})
	}
}

// play plays the tape to its end.
func (g *game) play() {
	g.tb.Helper()
	marks := g.marks()
	before := g.records(marks)
	for n := 0; len(g.tape.left) > 0 && n < 100; n++ {
		a := g.request()
		got := g.do(a)
		after := g.records(marks)
		if err := judge(a, got, after != before); err != nil {
			g.tb.Fatalf("request %d, %s %q: %v", n, a.method, a.path, err)
		}
		for _, secret := range g.secrets {
			if strings.Contains(got.text, secret) && !g.asEntered(a) {
				g.tb.Fatalf("request %d, %s %q: the answer holds personal data", n, a.method, a.path)
			}
		}
		before = after
		g.learn(got)
	}
	g.settleAccounts(marks)
}

// settleAccounts compares accounts, cases and seats, as stored.
func (g *game) settleAccounts(marks [3]int64) {
	g.tb.Helper()
	var verified, proven, seats int
	err := g.db.QueryRow(`SELECT
		(SELECT count(*) FROM accounts WHERE rowid > ? AND doc ->> '$.identity.subject' IS NOT NULL),
		(SELECT count(*) FROM cases WHERE rowid > ? AND doc ->> '$.events[#-1].state' = 'verified'),
		(SELECT ifnull(sum(json_array_length(doc, '$.accounts')), 0) FROM subjects WHERE rowid > ?)`,
		marks[1], marks[0], marks[2]).Scan(&verified, &proven, &seats)
	if err != nil {
		g.tb.Fatal(err)
	}
	if verified != proven || verified != seats {
		g.tb.Fatalf("%d accounts are verified by %d cases with %d seats", verified, proven, seats)
	}
}

// leg is the tape of one request, with the choices that its body takes; zeros choose what is natural: the newest id,
// the right body, the holder of the first account.
func leg(route string, who byte, body ...byte) []byte {
	routes := append(api.Routes(), api.Route{Name: "sandbox-phone", Path: "/sandbox/phone/{proxy+}"})
	out := []byte{0}
	for i, r := range routes {
		if r.Name != route {
			continue
		}
		out = append(out, byte(i))
		switch {
		case strings.Contains(r.Path, "{proxy+}"):
			out = []byte{1, byte(i), 0, 0}
		case strings.Contains(r.Path, "{"):
			out = append(out, 0, 0, 0)
		default:
			out = append(out, 0)
		}
	}
	out = append(out, 0) // the method as it is
	out = append(out, body...)
	if route == "settle-check" {
		return out
	}
	return append(out, 0, who, 7) // the body as it is; who; no further header
}

func fuzzSeeds() [][]byte {
	join := func(legs ...[]byte) (all []byte) {
		for _, l := range legs {
			all = append(all, l...)
		}
		return all
	}
	const me, other, platform, nobody = 0, 130, 200, 250
	open, form, method, check := leg("open-case", me, 0, 0), leg("fill-form", me, 0), leg("choose-method", me, 0), leg("start-check", me)
	passed, failed := leg("settle-check", me, 0, 0, 0, 1, 0), leg("settle-check", me, 0, 1, 1, 2, 0)
	ready := join(open, form, method, check)
	questions := join(leg("get-case", me), leg("list-methods", me), leg("list-holders", me), leg("get-qr-svg", me), leg("get-qr-png", me),
		leg("get-account", me), leg("list-cases", me), leg("match-name", me, 0), leg("get-openapi", me), leg("get-docs", me))
	again := []byte{} // the way of a second account with the same person
	for _, l := range [][]byte{leg("open-case", other, 0, 0), leg("fill-form", other, 1), leg("choose-method", other, 1), leg("start-check", other)} {
		again = append(again, l...)
	}
	return [][]byte{
		{}, ready, join(ready, passed, questions), join(ready, failed, check, passed), join(ready, questions),
		join(ready, leg("go-back", me), form, method, check, passed, open),
		join(ready, leg("cancel-case", me), open, leg("cancel-case", platform), questions),
		join(ready, passed, again, passed, questions), join(ready, leg("get-case", other), leg("cancel-case", other), leg("cancel-case", nobody)),
		join(ready, leg("sandbox-phone", me, 0, 0), questions), join(open, form, leg("choose-method", me, 2), check, leg("sandbox-phone", me, 0, 2),
			leg("sandbox-phone", me, 2, 0), leg("sandbox-phone", me, 4, 0), questions),
	}
}
