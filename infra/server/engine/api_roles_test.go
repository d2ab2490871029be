package engine_test

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"fmt"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"shiming/infra/server/issuer"
	"shiming/infra/tests/pii"
	"shiming/shared/api"
	"shiming/shared/realname"
)

// may says who may call what: h holder, p platform, r reviewer, a admin, u auditor, * everybody without a token. It is written
// here once more on purpose: a slip in the table of routes must not be believed.
var may = map[string]string{
	"open-case": "hp", "get-case": "hprau", "fill-form": "hp", "choose-kind": "hp", "show-form": "h", "list-methods": "hpra", "choose-method": "hp",
	"start-check": "hp", "confirm-code": "hp", "get-qr-svg": "hp", "get-qr-png": "hp", "go-back": "hp", "cancel-case": "hp", "redact-case": "pa", "hold-case": "a", "lift-hold": "a", "list-holds": "au",
	"list-holders": "hpa", "get-account": "hprau", "list-cases": "hprau", "list-accesses": "hau", "match-name": "hp", "find-cases": "pau", "find-subject": "au",
	"ask-upload": "hp", "get-document": "hpr", "view-document": "hr",
	"supply-papers": "hp", "who-am-i": "prau", "list-reviews": "rau", "get-review": "rau", "take-next-review": "r", "hand-over-review": "r", "note-review": "r", "claim-review": "r", "release-review": "r",
	"decide-review": "r", "unmask-review": "r", "look-up-register": "hp", "book-post": "r",
	"issue-deposit": "hp", "show-deposit": "hp", "send-deposit": "hp", "withdraw-deposit": "hp", "file-papers": "hp", "file-transfer": "hp", "declare": "hp", "name-handler": "hp",
	"show-payout": "hpa", "confirm-amount": "hp",
	"get-quota": "pa", "set-quota": "a", "upload-statement": "a", "approve-statement": "a", "list-orders": "a", "finish-order": "a",
	"get-contact": "hp", "keep-contact": "hp", "prove-contact": "hp", "list-messages": "hp", "read-message": "hp", "list-deliveries": "pau", "resend-webhook": "pa", "test-webhook": "pa", "list-failed-messages": "pau", "resend-message": "pa",
	"search-audit": "au", "export-audit": "au", "check-audit": "au", "show-measures": "au",
	"make-link": "p", "make-errand-link": "hp", "list-documents": "hp",
	"open-link": "*", "refresh-session": "*", "end-session": "*", "get-issuer": "*", "get-keys": "*",
	"take-payment": "*", "settle-check": "*", "hear-wechat": "*", "return-from-check": "*", "get-openapi": "*", "find-openapi": "*", "get-docs": "*", "get-agreement": "*", "get-privacy": "*", "track-appeal": "*", "answer-appeal": "hp",
}

// absent are routes about something that this test does not make, with how they say that it is not there.
var absent = map[string]string{"approve-statement": "statement_not_found", "finish-order": "bank_order_not_found", "answer-appeal": "appeal_not_found", "read-message": "message_not_found", "resend-webhook": "delivery_not_found", "resend-message": "delivery_not_found"}

// early are routes to which no case of this test has come, with how who may is told so.
var early = map[string]string{
	"choose-kind": "wrong_state",
	"lift-hold":   "case_not_held", "redact-case": "wrong_state", "prove-contact": "wrong_state", "withdraw-deposit": "wrong_state", "look-up-register": "wrong_state", "book-post": "wrong_state", "confirm-code": "wrong_state", "declare": "wrong_state", "file-papers": "wrong_state",
	"get-quota": "account_not_verified", "set-quota": "account_not_verified",
}

// needs is the state in which a case has to be for the command to succeed; every other route takes any.
var needs = map[string]realname.State{
	"fill-form": realname.Filling, "choose-method": realname.Choosing, "start-check": realname.Ready, "go-back": realname.Choosing,
}

// caller is somebody who asks: with which letter of may, or with which status whatever is asked.
type caller struct {
	name   string
	letter string
	status int // 0: it depends on the route
	other  bool
	token  func(w *world, own realname.AccountID) string
}

func callers(w *world) []caller {
	stranger, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		w.tb.Fatal(err)
	}
	// forge signs good claims of the holder after they were spoiled.
	forge := func(method jwt.SigningMethod, key any, spoil func(jwt.MapClaims)) func(*world, realname.AccountID) string {
		return func(_ *world, own realname.AccountID) string {
			now := time.Now()
			claims := jwt.MapClaims{
				"iss": issuer.Name, "aud": issuer.Audience, "sub": "user_1", "role": "holder", "account": string(own),
				"iat": now.Unix(), "exp": now.Add(time.Hour).Unix(),
			}
			spoil(claims)
			token, err := jwt.NewWithClaims(method, claims).SignedString(key)
			if err != nil {
				w.tb.Fatal(err)
			}
			return token
		}
	}
	set := func(name string, value any) func(jwt.MapClaims) { return func(c jwt.MapClaims) { c[name] = value } }
	without := func(name string) func(jwt.MapClaims) { return func(c jwt.MapClaims) { delete(c, name) } }
	role := func(r realname.Role) func(*world, realname.AccountID) string {
		return func(w *world, _ realname.AccountID) string { return w.token(r, "") }
	}
	asIs := func(jwt.MapClaims) {}
	rs := jwt.SigningMethodRS256
	public := x509.MarshalPKCS1PublicKey(&w.key().PublicKey)
	return []caller{
		{"holder of the account", "h", 0, false, func(w *world, own realname.AccountID) string { return w.holder(own) }},
		{"holder of another account", "h", 0, true, func(w *world, _ realname.AccountID) string { return w.holder("acct_other") }},
		{"platform", "p", 0, false, role(realname.Platform)},
		{"reviewer", "r", 0, false, role(realname.Reviewer)},
		{"admin", "a", 0, false, role(realname.Admin)},
		{"auditor", "u", 0, false, role(realname.Auditor)},
		{"good claims signed here", "h", 0, false, forge(rs, w.key(), asIs)},
		{"no token", "", 401, false, func(*world, realname.AccountID) string { return "" }},
		{"garbage", "", 401, false, func(*world, realname.AccountID) string { return "abc.def.ghi" }},
		{"expired", "", 401, false, forge(rs, w.key(), set("exp", time.Now().Add(-time.Minute).Unix()))},
		{"without expiry", "", 401, false, forge(rs, w.key(), without("exp"))},
		{"of tomorrow", "", 401, false, forge(rs, w.key(), set("nbf", time.Now().Add(24*time.Hour).Unix()))},
		{"issued tomorrow", "", 401, false, forge(rs, w.key(), set("iat", time.Now().Add(24*time.Hour).Unix()))},
		{"other issuer", "", 401, false, forge(rs, w.key(), set("iss", "https://elsewhere.example/"))},
		{"without issuer", "", 401, false, forge(rs, w.key(), without("iss"))},
		{"other audience", "", 401, false, forge(rs, w.key(), set("aud", "elsewhere"))},
		{"without audience", "", 401, false, forge(rs, w.key(), without("aud"))},
		{"somebody else's key", "", 401, false, forge(rs, stranger, asIs)},
		{"alg none", "", 401, false, forge(jwt.SigningMethodNone, jwt.UnsafeAllowNoneSignatureType, asIs)},
		{"HS256 with the public key", "", 401, false, forge(jwt.SigningMethodHS256, public, asIs)},
		{"RS512", "", 401, false, forge(jwt.SigningMethodRS512, w.key(), asIs)},
		{"without subject", "", 401, false, forge(rs, w.key(), without("sub"))},
		{"FAULT_E5 subject null", "", 401, false, forge(rs, w.key(), set("sub", nil))},
		{"FAULT_E5 subject a number", "", 401, false, forge(rs, w.key(), set("sub", 12345678))},
		{"FAULT_E5 subject a list", "", 401, false, forge(rs, w.key(), set("sub", []string{"user_1"}))},
		{"subject empty", "", 401, false, forge(rs, w.key(), set("sub", ""))},
		{"subject too long", "", 401, false, forge(rs, w.key(), set("sub", strings.Repeat("x", 129)))},
		{"unknown role", "", 403, false, forge(rs, w.key(), set("role", "root"))},
		{"role of a provider", "", 403, false, forge(rs, w.key(), set("role", "provider"))},
		{"without role", "", 403, false, forge(rs, w.key(), without("role"))},
		{"several roles", "", 403, false, forge(rs, w.key(), set("role", []string{"holder", "admin"}))},
		{"holder without account", "", 403, false, forge(rs, w.key(), without("account"))},
		{"THREATS_X17 reviewer without account", "", 403, false, forge(rs, w.key(), func(c jwt.MapClaims) {
			c["role"], c["account"] = "reviewer", ""
		})},
		{"holder of a malformed account", "", 403, false, forge(rs, w.key(), set("account", "acct_a/../b"))},
	}
}

// wanted is the status that the caller must get from the route, and the code when it is a refusal.
func wanted(c caller, r api.Route) (int, string) {
	missing := "case_not_found"
	if strings.Contains(r.Path, "{account}") || r.Name == "open-case" {
		missing = "account_not_found"
	}
	if strings.Contains(r.Path, "{document}") {
		missing = "document_not_found"
	}
	switch {
	case r.Name == "settle-check", r.Name == "take-payment":
		return 401, "signature_invalid" // a token is no signature
	case r.Name == "track-appeal":
		return 404, "appeal_not_found" // nor is it a query code
	case r.Name == "open-link":
		return 404, "link_not_found" // nor a link
	case r.Name == "refresh-session":
		return 401, "session_ended" // nor a session's secret
	case r.Name == "find-openapi":
		return 308, ""
	case r.Name == "hear-wechat":
		return 404, "route_unknown" // no component is set up
	case may[r.Name] == "*":
		return 200, ""
	case c.status == 401:
		return 401, "unauthenticated"
	case strings.Contains(c.name, "reviewer without account"):
		return 403, "reviewer_account_missing"
	case c.status == 403, !strings.Contains(may[r.Name], c.letter):
		return 403, "forbidden"
	case c.other:
		return 404, missing
	case c.letter == "r" && strings.Contains(r.Path, "{document}"):
		return 404, missing // the documents of this test are in no review
	case early[r.Name] != "":
		return 409, early[r.Name]
	case absent[r.Name] != "":
		return 404, absent[r.Name]
	case r.Name == "open-case", r.Name == "ask-upload", r.Name == "make-link", r.Name == "make-errand-link", r.Name == "upload-statement":
		return 201, ""
	case r.Name == "test-webhook":
		return 202, ""
	}
	return 200, ""
}

// request is what succeeds on the route for who may.
func request(r api.Route, account realname.AccountID, casePath string) ask {
	path := strings.ReplaceAll(r.Path, "/v1/cases/{case}", casePath)
	path = strings.ReplaceAll(strings.ReplaceAll(path, "{account}", string(account)), "{provider}", "sandbox")
	path = strings.ReplaceAll(path, "{agreement}", "give")
	a := ask{method: r.Method, path: path}
	switch r.Name {
	case "open-case":
		a.body = `{"kind":"personal_verification","account":"` + string(account) + `"}`
	case "fill-form":
		a.body = form(pii.Adults[0], pii.Adults[0].Number)
	case "choose-kind":
		a.body = `{"kind":"person_to_person"}`
	case "choose-method":
		a.body = `{"method":"face"}`
	case "ask-upload":
		a.body = `{"purpose":"licence","content_type":"image/png","size":1000}`
	case "match-name":
		a.body = `{"name":"` + pii.Adults[0].Name + `"}`
	case "find-subject":
		a.body = `{"kind":"resident_id","number":"` + pii.Adults[0].Number + `"}`
	case "track-appeal":
		a.body = `{"query_code":"7K3M-Q9XA-0V2C","phone":"13987651234"}`
	case "answer-appeal":
		a.path, a.body = strings.ReplaceAll(a.path, "{case}", string(realname.NewCaseID())), `{"statement":"这是我本人的账号"}`
	case "make-link":
		a.body = `{"return_url":"https://console.example.com/"}`
	case "make-errand-link":
		a.body = `{"task":"check"}`
	case "open-link":
		a.body = `{"link":"7K3MQ9XA0V2C"}`
	case "refresh-session", "end-session":
		a.body = `{"session_secret":"7K3MQ9XA0V2C"}`
	case "set-quota":
		a.body = `{"limit":5}`
	case "hold-case":
		a.body = `{"reason":"court","days":30}`
	case "upload-statement":
		a.body = `{"format":"csv","columns":{"date":"d","amount":"a","name":"n","remark":"r"},"content":"d,a,n,r\n2026-03-14,1.00,x,y\n"}`
	case "declare":
		a.body = `{}`
	case "file-papers":
		a.body = depositBody("supply-papers", "")
	case "confirm-code", "prove-contact":
		a.body = `{"code":"123456"}`
	case "book-post":
		a.body = `{"pieces":["application_form"]}`
	default:
		a.body = depositBody(r.Name, "")
	}
	return a
}

// scenes counts them, so that each is about somebody of its own: checks of one person are counted (THREATS X8).
var scenes atomic.Int64

// scene makes an account with a case on which the route succeeds.
func scene(w *world, r api.Route, account realname.AccountID) ask {
	w.tb.Helper()
	if r.Name == "open-case" {
		return request(r, account, "")
	}
	if _, ok := depositRoutes[r.Name]; ok {
		return sceneOfDeposit(w, r, account)
	}
	if isReview(r) {
		return sceneOfReview(w, r, account)
	}
	if r.Name == "ask-upload" || strings.Contains(r.Path, "{document}") {
		return sceneOfDocument(w, r, account)
	}
	to, ok := needs[r.Name]
	if !ok {
		to = realname.Checking
	}
	path, _ := w.bring(account, to, form(pii.Adults[0], number(2_000_000+int(scenes.Add(1)))))
	return request(r, account, path)
}

// Every endpoint with every kind of caller: the exact status; a refusal changes nothing, and is in the audit trail.
func TestTHREATS_I1_every_endpoint_by_every_role(t *testing.T) {
	routes := api.Routes()
	if len(routes) != len(may) {
		t.Errorf("%d routes, %d of them in the table of this test", len(routes), len(may))
	}
	w := start(t, t.TempDir(), nil)
	everybody := callers(w)
	for n, r := range routes {
		if may[r.Name] == "" {
			t.Errorf("%s is not in the table of this test", r.Name)
		}
		// Who is refused changes nothing, so they all find the same scene; who is not gets one for itself.
		common := realname.AccountID(fmt.Sprintf("acct_common%d", n))
		scenery := scene(w, r, common)
		for i, c := range everybody {
			t.Run(r.Name+"/"+c.name, func(t *testing.T) {
				if status, _ := wanted(c, r); status >= 400 {
					cell(t, w, r, c, scenery, common)
					return
				}
				own := realname.AccountID(fmt.Sprintf("acct_own%dx%d", n, i))
				cell(t, w, r, c, scene(w, r, own), own)
			})
		}
	}
}

func cell(t *testing.T, w *world, r api.Route, c caller, a ask, account realname.AccountID) {
	a.token = c.token(w, account)
	before := w.records([3]int64{})
	from := w.auditEnd()
	got := w.do(a)
	after := w.records([3]int64{})
	status, code := wanted(c, r)
	if got.Code != status || got.at("code") != code && status >= 400 {
		t.Fatalf("got %d %s, want %d %s", got.Code, got.at("code"), status, code)
	}
	lines, _ := w.audit(from)
	if len(lines) != 1 {
		t.Fatalf("%d lines in the audit trail, want 1", len(lines))
	}
	line := lines[0]
	if line.Log != "audit" || line.Action != r.Name || line.Request == "" {
		t.Errorf("the audit line is not about this request: %+v", line)
	}
	if status < 400 {
		beside := []string{"make-link", "make-errand-link", "end-session", "upload-statement", "note-review", "find-subject", "test-webhook"} // they leave cases and accounts as they are
		changes := r.Method == "POST" && !slices.Contains(beside, r.Name) && r.Name != "match-name" && r.Name != "ask-upload" && r.Name != "view-document" && r.Name != "unmask-review" && r.Name != "send-deposit"
		if (after != before) != changes || line.Outcome != "done" {
			t.Errorf("changed: %t, audit: %+v", after != before, line)
		}
		return
	}
	if err := problem(got); err != nil {
		t.Error(err)
	}
	if after != before {
		t.Error("a refused request changed a record")
	}
	if line.Outcome != "refused" || line.Code != code || line.Foreign != (c.other && status == 404 && may[r.Name] != "*") {
		t.Errorf("the audit line does not tell the refusal: %+v", line)
	}
	if known := (status == 403 || status == 404 || status == 409) && may[r.Name] != "*"; known != (line.Who != "") {
		t.Errorf("the audit line names %q", line.Who)
	}
}
