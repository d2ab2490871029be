package api

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/google/go-cmp/cmp"

	"shiming/shared/realname"
	"shiming/shared/realname/policies"
	"shiming/shared/sandbox/register"
	"shiming/shared/steps"
	"shiming/shared/store/sqlite"
	"shiming/shared/telling"
	"shiming/shared/trail"
	"shiming/shared/vault/sealed"
)

var lookUpOfNothing = steps.LookUp{}

// signer is a provider of the tests: whoever sends the header "signed" is believed.
type signer struct{ down bool }

func (p *signer) Begin(_ context.Context, r steps.CheckRequest) (steps.Begun, error) {
	if p.down {
		return steps.Begun{}, steps.ErrUnavailable
	}
	return steps.Begun{URL: r.BaseURL + "/phone/" + string(r.Check.ID)}, nil
}

func (p *signer) Authenticate(c steps.Callback, _ time.Time) (realname.Notice, error) {
	if c.Header.Get("signed") == "" {
		return realname.Notice{}, realname.Refuse(realname.CodeSignatureInvalid)
	}
	var m struct {
		ID, Check, Outcome, Fault string
	}
	if err := json.Unmarshal(c.Body, &m); err != nil {
		return realname.Notice{}, realname.Refuse(realname.CodeFieldInvalid)
	}
	return realname.Notice{ID: m.ID, Check: realname.CheckID(m.Check), Outcome: realname.Outcome(m.Outcome), Fault: realname.Code(m.Fault)}, nil
}

// desk is the whole API on a real store, which holds every answer against the description.
type desk struct {
	*testing.T
	doc      *openapi3.T
	texts    answers
	now      time.Time
	provider *signer
	handlers map[string]Handler
	seen     map[string]bool // "operation status"

	settings Settings
	with     steps.Base
	gate     Gate
}

// serve serves the endpoint, instead of the one that is there.
func (d *desk) serve(e Endpoint) { d.handlers[e.Route.Key()] = d.gate.Serve(e) }

func newDesk(t *testing.T) *desk {
	t.Helper()
	store, err := sqlite.Open(filepath.Join(t.TempDir(), "store.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = store.Close() })
	keys, err := sealed.OpenFile(filepath.Join(t.TempDir(), "keys.json"))
	if err != nil {
		t.Fatal(err)
	}
	policy, err := policies.Load("tencent")
	if err != nil {
		t.Fatal(err)
	}
	d := &desk{T: t, doc: strict(load(t)), texts: describedAnswers(t), now: time.Date(2026, 7, 1, 2, 0, 0, 0, time.UTC),
		provider: &signer{}, handlers: map[string]Handler{}, seen: map[string]bool{}}
	clock := func() time.Time { return d.now }
	s := Settings{Policy: policy, Clock: clock}
	with := steps.Base{Store: store, Policy: policy, Clock: clock}
	endpoints := []Endpoint{
		OpenCase(s, steps.OpenCase{Base: with}),
		ChooseMethod(s, steps.ChooseMethod{Base: with, Keys: keys, Register: sandboxregister.Register{}}), GoBack(s, steps.GoBack{Base: with}), CancelCase(s, steps.CancelCase{Base: with}),
		StartCheck(s, steps.StartCheck{Base: with, Keys: keys, Records: store, Providers: map[realname.Method]steps.Provider{realname.WeChatScan: d.provider, realname.QQScan: d.provider}}),
		SettleCheck(steps.SettleCheck{Base: with, Providers: map[string]steps.Pusher{"sandbox": d.provider}}),
	}
	endpoints = append(endpoints, LookUp(s, steps.LookUp{Base: with, Keys: keys, Records: store}, telling.Told{Records: store})...)
	gate := Gate{Audit: AuditTo(trail.New(io.Discard, nil, nil)), Clock: clock, Log: slog.New(slog.DiscardHandler)}
	endpoints = append(endpoints, FillForm(s, steps.FillForm{Base: with, Keys: keys, Records: store})[0], Agreement(s))
	d.settings, d.with, d.gate = s, with, gate
	for _, e := range endpoints {
		d.serve(e)
	}
	return d
}

// asked is a request on its way to the gate.
type asked struct {
	*http.Request
	Edge
}

// ask sends a request by the holder of an account, changed by edit; account "" sends no token.
func (d *desk) ask(r Route, account string, params map[string]string, body string, edit ...func(*asked)) *Recorder {
	d.Helper()
	request := asked{httptest.NewRequestWithContext(d.Context(), r.Method, r.Path, strings.NewReader(body)), Edge{BaseURL: "https://shiming.example", ID: "req_1"}}
	request.Header.Set("Content-Type", "application/json")
	for name, id := range params {
		request.SetPathValue(name, id)
	}
	if account != "" {
		request.Claims = map[string]string{"sub": "user-" + account, "role": "holder", "account": account}
	}
	for _, e := range edit {
		e(&request)
	}
	handler := d.handlers[r.Key()]
	if item := d.doc.Paths.Find(r.Path); handler == nil || item == nil || item.GetOperation(r.Method) == nil {
		d.Fatalf("%s is served or described by nobody", r.Key())
	}
	response := &Recorder{}
	handler(response, request.Request, request.Edge)
	d.holds(r, response)
	if item := d.doc.Paths.Find(r.Path).GetOperation(r.Method); response.Status < 300 && len(body) > 0 && item.RequestBody != nil {
		if err := d.valid(item.RequestBody.Value.Content.Get("application/json").Schema.Value, []byte(body)); err != nil {
			d.Errorf("%s took a body that its schema does not: %v", r.Name, err)
		}
	}
	return response
}

func (d *desk) valid(s *openapi3.Schema, body []byte) error {
	var value any
	if err := json.Unmarshal(body, &value); err != nil {
		return err
	}
	return valid(d.doc, s, value)
}

// holds compares an answer with the description: status, code, type, headers and schema.
func (d *desk) holds(r Route, got *Recorder) {
	d.Helper()
	answer := d.doc.Paths.Find(r.Path).GetOperation(r.Method).Responses.Status(got.Status)
	if answer == nil {
		d.Errorf("%s: the status %d is not described: %s", r.Name, got.Status, got.Body)
		return
	}
	d.seen[r.Name+" "+d.code(got)] = true
	media, _, _ := strings.Cut(got.Header().Get("Content-Type"), ";")
	content, ok := answer.Value.Content[media]
	if !ok {
		d.Errorf("%s %d: the type %q is not described", r.Name, got.Status, media)
		return
	}
	for name := range answer.Value.Headers {
		if name != "Retry-After" && got.Header().Get(name) == "" {
			d.Errorf("%s %d: no header %s", r.Name, got.Status, name)
		}
	}
	if got.Status >= 400 && !slices.Contains(word.FindAllString(d.texts.text(r, got.Status), -1), d.code(got)) {
		d.Errorf("%s %d: %s is not told of in %q", r.Name, got.Status, d.code(got), d.texts.text(r, got.Status))
	}
	if !strings.HasSuffix(media, "json") {
		return
	}
	if err := d.valid(content.Schema.Value, got.Body); err != nil {
		d.Errorf("%s %d: %v\n%s", r.Name, got.Status, err, got.Body)
	}
}

// code is the code of a problem, or "done".
func (d *desk) code(r *Recorder) string {
	if r.Status < 400 {
		return "done"
	}
	var p Problem
	if err := json.Unmarshal(r.Body, &p); err != nil {
		d.Errorf("not a problem document: %s", r.Body)
	}
	return string(p.Code)
}

// wants fails when an answer is not the code, or not "done".
func (d *desk) wants(code string, got *Recorder) *Recorder {
	d.Helper()
	if d.code(got) != code {
		d.Errorf("got %d %s, want %s", got.Status, got.Body, code)
	}
	return got
}

// example is the body that the description proposes.
func (d *desk) example(r Route) string {
	d.Helper()
	body, err := json.Marshal(d.doc.Paths.Find(r.Path).GetOperation(r.Method).RequestBody.Value.Content.Get("application/json").Example)
	if err != nil {
		d.Fatal(err)
	}
	return string(body)
}

// begin opens a case for the account and takes it to a check that has begun, by the description's own examples.
func (d *desk) begin(account string) (map[string]string, caseView) {
	d.Helper()
	var c caseView
	params := map[string]string{}
	for _, r := range []Route{RouteOpenCase, RouteFillForm, RouteChooseMethod, RouteStartCheck} {
		got := d.wants("done", d.ask(r, account, params, d.example(r)))
		if err := json.Unmarshal(got.Body, &c); err != nil {
			d.Fatal(err)
		}
		params["case"] = string(c.ID)
		d.wants("done", d.ask(RouteCase, account, params, ""))
		d.wants("done", d.ask(RouteMethods, account, params, ""))
	}
	return params, c
}

// tell sends a callback about the check that began at the version.
func (d *desk) tell(c caseView, version, outcome string, fault realname.Code) {
	d.Helper()
	check := "chk_" + strings.TrimPrefix(string(c.ID), "case_") + "_" + version
	message := map[string]string{"id": "msg_" + version + outcome + string(fault), "check": check, "outcome": outcome}
	if fault != "" {
		message["fault"] = string(fault)
	}
	body, err := json.Marshal(message)
	if err != nil {
		d.Fatal(err)
	}
	d.wants("done", d.ask(RouteSettleCheck, "", map[string]string{"provider": "sandbox"}, string(body), signed))
}

func signed(r *asked) { r.Header.Set("Signed", "yes") }

func header(name, value string) func(*asked) { return func(r *asked) { r.Header.Set(name, value) } }

func query(name, value string) func(*asked) {
	return func(r *asked) { r.URL.RawQuery = url.Values{name: {value}}.Encode() }
}

func as(role string) func(*asked) {
	return func(r *asked) { r.Claims = map[string]string{"sub": "svc-1", "role": role, "account": "acct_staff"} }
}

func TestAnswersAreAsDescribed(t *testing.T) {
	d := newDesk(t)
	mine := map[string]string{"account": "acct_demo"}
	d.wants("done", d.ask(RouteAccount, "acct_demo", mine, ""))
	d.wants("done", d.ask(RouteAccountCases, "acct_demo", mine, ""))
	params, c := d.begin("acct_demo")
	d.wants("done", d.ask(RouteAccount, "acct_demo", mine, ""))
	d.wants("case_already_open", d.ask(RouteOpenCase, "acct_demo", nil, d.example(RouteOpenCase)))

	// The course of a case, through everything that can come between.
	svg := d.wants("done", d.ask(RouteQRSVG, "acct_demo", params, ""))
	png := d.wants("done", d.ask(RouteQRPNG, "acct_demo", params, ""))
	if !strings.Contains(string(svg.Body), "<svg") || !strings.HasPrefix(string(png.Body), "\x89PNG") {
		t.Error("the pictures are none")
	}
	d.tell(c, "4", "noted", realname.CodeBankCardRequired)
	d.wants("done", d.ask(RouteCase, "acct_demo", params, ""))
	d.tell(c, "4", "failed", realname.CodeFaceCovered)
	d.wants("done", d.ask(RouteCase, "acct_demo", params, ""))
	d.wants("wrong_state", d.ask(RouteQRSVG, "acct_demo", params, ""))
	d.wants("done", d.ask(RouteStartCheck, "acct_demo", params, ""))
	d.now = d.now.Add(11 * time.Minute)
	d.wants("done", d.ask(RouteCase, "acct_demo", params, "")) // qr_expired as its last error
	d.wants("qr_expired", d.ask(RouteQRPNG, "acct_demo", params, ""))
	d.wants("qr_expired", d.ask(RouteQRSVG, "acct_demo", params, ""))
	d.wants("done", d.ask(RouteGoBack, "acct_demo", params, d.example(RouteGoBack)))
	d.wants("done", d.ask(RouteFillForm, "acct_demo", params, `{"name":"甄通过","document_kind":"taiwan_permit","document_number":"00000000","birth_date":"1990-01-01","address":{"region":"北京市","detail":"示例路"}}`))
	d.wants("done", d.ask(RouteMethods, "acct_demo", params, "")) // with reasons
	d.wants("method_not_allowed_for_document", d.ask(RouteChooseMethod, "acct_demo", params, `{"method":"qq_scan"}`))
	d.wants("method_not_offered", d.ask(RouteChooseMethod, "acct_demo", params, `{"method":"carrier_pigeon"}`))
	d.wants("done", d.ask(RouteCancelCase, "acct_demo", params, ""))
	d.wants("wrong_state", d.ask(RouteCancelCase, "acct_demo", params, ""))

	// Verified, as often as the quota allows, and once more.
	for _, account := range []string{"acct_demo", "acct_second", "acct_third"} {
		own, c := d.begin(account)
		d.tell(c, "4", "passed", "")
		d.tell(c, "4", "passed", "")
		d.wants("done", d.ask(RouteCase, account, own, ""))
		d.wants("done", d.ask(RouteHolders, account, own, ""))
		d.wants("done", d.ask(RouteAccount, account, map[string]string{"account": account}, ""))
	}
	d.wants("already_verified", d.ask(RouteOpenCase, "acct_demo", nil, d.example(RouteOpenCase)))
	matches := d.wants("done", d.ask(RouteNameMatch, "acct_demo", mine, d.example(RouteNameMatch)))
	if !strings.Contains(string(matches.Body), `"matches":true`) {
		t.Errorf("the example's name is not the example's: %s", matches.Body)
	}
	fourth, c := d.begin("acct_fourth")
	d.tell(c, "4", "passed", "")
	d.wants("done", d.ask(RouteCase, "acct_fourth", fourth, ""))
	holders := d.wants("done", d.ask(RouteHolders, "acct_fourth", fourth, ""))
	if strings.Count(string(holders.Body), "***") != 3 {
		t.Errorf("RULES B11: %s", holders.Body)
	}

	// Lists.
	first := d.wants("done", d.ask(RouteAccountCases, "acct_demo", mine, "", query("limit", "1")))
	var page list[caseView]
	if err := json.Unmarshal(first.Body, &page); err != nil || page.NextCursor == "" {
		t.Fatal(err, string(first.Body))
	}
	d.wants("done", d.ask(RouteAccountCases, "acct_demo", mine, "", query("cursor", page.NextCursor)))
	d.wants("field_invalid", d.ask(RouteAccountCases, "acct_demo", mine, "", query("limit", "0")))
	d.wants("field_invalid", d.ask(RouteAccountCases, "acct_demo", mine, "", query("cursor", "?")))

	// What was told; the rest of it has tests of its own.
	d.wants("done", d.ask(RouteContact, "acct_demo", mine, ""))
	d.wants("done", d.ask(RouteMessages, "acct_demo", mine, ""))
	d.wants("done", d.ask(RouteAccesses, "acct_demo", mine, ""))
	d.wants("done", d.ask(RouteDeliveries, "acct_demo", nil, "", as("platform")))
	d.wants("done", d.ask(RouteFailedMessages, "", nil, "", as("platform")))

	d.refusals()
	d.wants("done", d.ask(RouteAgreement, "", map[string]string{"agreement": "give"}, ""))
	for _, r := range Routes() {
		if d.handlers[r.Key()] != nil && !d.seen[r.Name+" done"] { // the others are asked in tests of their own
			t.Errorf("%s was never done", r.Name)
		}
	}
}

// changing is what differs from one run to the next.
var changing = regexp.MustCompile(`(case|msg|evt)_[a-z2-7]{26}|\d{4}-\d\d-\d\dT[0-9:.]+Z|https://shiming\.example/[^"]+`)

// TestExamplesAreRealAnswers compares what the description shows of an answer with what is answered: RULES H1, B2, A9.
func TestExamplesAreRealAnswers(t *testing.T) {
	mine := map[string]string{"account": "acct_demo"}
	run := func(t *testing.T, routes ...Route) {
		t.Helper()
		d, params := newDesk(t), maps.Clone(mine)
		for _, r := range routes {
			body := ""
			if r.Method == "POST" {
				body = d.example(r)
			}
			if r.Name == RouteSettleCheck.Name {
				d.tell(caseView{ID: realname.CaseID(params["case"])}, "4", "passed", "")
				continue
			}
			got := d.wants("done", d.ask(r, "acct_demo", params, body))
			var c struct{ Object, ID string }
			if err := json.Unmarshal(got.Body, &c); err != nil {
				t.Fatal(err)
			}
			if c.Object == "case" {
				params["case"] = c.ID
			}
			if r.Name == routes[len(routes)-1].Name {
				d.isExample(r, got)
			}
		}
	}
	toMethod := []Route{RouteOpenCase, RouteFillForm, RouteChooseMethod}
	toEnd := append(slices.Clone(toMethod), RouteStartCheck, RouteSettleCheck)
	for rules, routes := range map[string][]Route{
		"RULES H1 opened":            toMethod[:1],
		"RULES B2 A9 filled in":      toMethod[:2],
		"RULES A9 the methods":       {RouteOpenCase, RouteFillForm, RouteMethods},
		"RULES H1 chosen":            toMethod,
		"RULES B3 started":           toEnd[:4],
		"RULES B2 gone back":         append(slices.Clone(toMethod), RouteGoBack),
		"RULES H1 canceled":          append(slices.Clone(toMethod), RouteCancelCase),
		"RULES H1 verified":          append(slices.Clone(toEnd), RouteCase),
		"RULES A1 A2 A8 the account": append(slices.Clone(toEnd), RouteAccount),
		"RULES H1 the list":          append(slices.Clone(toEnd), RouteAccountCases),
		"RULES A10 the name":         append(slices.Clone(toEnd), RouteNameMatch),
	} {
		t.Run(rules, func(t *testing.T) { run(t, routes...) })
	}
	t.Run("RULES B11 who has the places", func(t *testing.T) {
		d := newDesk(t)
		var params map[string]string
		for _, account := range []string{"acct_first", "acct_second", "acct_third", "acct_demo"} {
			var c caseView
			params, c = d.begin(account)
			d.tell(c, "4", "passed", "")
		}
		d.isExample(RouteHolders, d.wants("done", d.ask(RouteHolders, "acct_demo", params, "")))
	})
}

// isExample compares an answer with the example of its operation.
func (d *desk) isExample(r Route, got *Recorder) {
	d.Helper()
	example := d.doc.Paths.Find(r.Path).GetOperation(r.Method).Responses.Status(got.Status).Value.Content.Get("application/json").Example
	shown, err := json.Marshal(example)
	if err != nil || example == nil {
		d.Fatalf("%s %d has no example: %v", r.Name, got.Status, err)
	}
	var want, have any
	for body, into := range map[string]*any{string(shown): &want, string(got.Body): &have} {
		if err := json.Unmarshal([]byte(changing.ReplaceAllString(body, "-")), into); err != nil {
			d.Fatal(err)
		}
	}
	if diff := cmp.Diff(want, have); diff != "" {
		d.Errorf("%s %d is not as in the example (-shown +real):\n%s", r.Name, got.Status, diff)
	}
}

// refusals provokes what each operation says it may answer.
func (d *desk) refusals() {
	d.Helper()
	params, _ := d.begin("acct_fifth")
	own := map[string]string{"case": params["case"], "account": "acct_fifth"}
	form := d.example(RouteFillForm)
	for _, r := range Routes() {
		if !r.allows(realname.Holder) || d.handlers[r.Key()] == nil {
			continue
		}
		d.wants("unauthenticated", d.ask(r, "", own, ""))
		d.wants("forbidden", d.ask(r, "acct_fifth", own, "", as("robot")))
		body := ""
		switch r.Name {
		case "open-case":
			body = `{"kind":"personal_verification","account":"acct_demo"}`
		case "fill-form", "choose-method", "match-name", "supply-papers":
			body = d.example(r)
		}
		if got := d.code(d.ask(r, "acct_other", own, body)); !strings.HasSuffix(got, "_not_found") {
			d.Errorf("%s: somebody else gets %s", r.Name, got)
		}
		if r.Method != "POST" {
			continue
		}
		d.wants("body_too_large", d.ask(r, "acct_fifth", own, strings.Repeat(" ", maxBody+1)))
		d.wants("malformed_json", d.ask(r, "acct_fifth", own, `{`))
		if r.Name != "fill-form" { // its case is at another step, and the body is judged after that
			d.wants("unknown_field", d.ask(r, "acct_fifth", own, `{"nonsense":1}`))
		}
		d.wants("wrong_type", d.ask(r, "acct_fifth", own, `[]`))
		d.wants("unsupported_media_type", d.ask(r, "acct_fifth", own, `{}`, header("content-type", "text/plain")))
		if r.Name == "match-name" {
			continue
		}
		d.wants("idempotency_key_invalid", d.ask(r, "acct_fifth", own, "", header("idempotency-key", "a b")))
		if r.Name == "open-case" {
			continue
		}
		d.wants("stale_version", d.ask(r, "acct_fifth", own, body, header("if-match", `"x"`)))
		d.wants("stale_version", d.ask(r, "acct_fifth", own, body, header("if-match", `"1"`)))
	}
	for _, r := range []Route{RouteOpenCase, RouteChooseMethod, RouteNameMatch} {
		d.wants("field_required", d.ask(r, "acct_fifth", own, `{}`))
	}
	d.wants("kind_not_supported", d.ask(RouteOpenCase, "acct_fifth", nil, `{"kind":"tea_party"}`))
	d.wants("field_invalid", d.ask(RouteOpenCase, "", nil, `{"kind":"personal_verification","account":"me"}`, as("platform")))
	d.wants("done", d.ask(RouteNameMatch, "acct_fifth", own, `{"name":"x"}`))
	d.wants("done", d.ask(RouteAccount, "", map[string]string{"account": "acct_nobody"}, "", as("platform")))
	d.wants("wrong_state", d.ask(RouteFillForm, "acct_fifth", own, form))
	d.wants("done", d.ask(RouteChooseMethod, "acct_fifth", own, `{"method":"wechat_scan"}`, header("idempotency-key", "k")))
	d.wants("done", d.ask(RouteChooseMethod, "acct_fifth", own, `{"method":"wechat_scan"}`, header("idempotency-key", "k")))
	d.wants("idempotency_key_reused", d.ask(RouteChooseMethod, "acct_fifth", own, `{"method":"qq_scan"}`, header("idempotency-key", "k")))
	d.provider.down = true
	d.wants("unavailable", d.ask(RouteStartCheck, "acct_fifth", own, ""))
	d.provider.down = false
	var limited *Recorder
	for range 21 {
		limited = d.ask(RouteStartCheck, "acct_fifth", own, "")
	}
	d.wants("check_daily_limit", limited)
	d.wants("done", d.ask(RouteCase, "acct_fifth", own, ""))
	d.wants("done", d.ask(RouteGoBack, "acct_fifth", own, ""))
	d.wants("unknown_field", d.ask(RouteFillForm, "acct_fifth", own, `{"nonsense":1}`))
	d.wants("field_required", d.ask(RouteFillForm, "acct_fifth", own, `{}`))
	for change, code := range map[[2]string]string{
		{`"CN"`, `"HK"`}:                              "region_not_supported",
		{`"resident_id"`, `"passport"`}:               "document_kind_not_supported",
		{`9019"`, `9018"`}:                            "id_number_invalid",
		{`甄通过`, `Zhen`}:                               "name_invalid",
		{`"I"`, `"Z"`}:                                "industry_invalid",
		{`"industry"`, `"birth_date":"x","industry"`}: "date_invalid",
	} {
		changed := strings.Replace(form, change[0], change[1], 1)
		if changed == form {
			d.Errorf("%v: the example does not say so", change)
		}
		d.wants(code, d.ask(RouteFillForm, "acct_fifth", own, changed))
	}
	permit := `{"name":"甄通过","document_kind":"taiwan_permit","document_number":"00000000","birth_date":"2020-01-01","address":{"region":"北京市","detail":"示例路"}}`
	d.wants("under_age", d.ask(RouteFillForm, "acct_fifth", own, permit))
	d.wants("done", d.ask(RouteCancelCase, "acct_fifth", own, ""))
	var last *Recorder
	for range 21 {
		last = d.ask(RouteOpenCase, "acct_fifth", nil, d.example(RouteOpenCase))
		var c caseView
		if last.Status == 201 && json.Unmarshal(last.Body, &c) == nil {
			d.wants("done", d.ask(RouteCancelCase, "acct_fifth", map[string]string{"case": string(c.ID)}, ""))
		}
	}
	d.wants("too_many_cases", last)
	expired, _ := d.begin("acct_sixth")
	d.now = d.now.AddDate(0, 0, 8)
	d.wants("done", d.ask(RouteCase, "acct_sixth", expired, ""))
	d.wants("case_expired", d.ask(RouteGoBack, "acct_sixth", expired, ""))

	d.wants("signature_invalid", d.ask(RouteSettleCheck, "", map[string]string{"provider": "sandbox"}, `{}`))
	d.wants("field_invalid", d.ask(RouteSettleCheck, "", map[string]string{"provider": "sandbox"}, `x`, signed))
	d.wants("check_not_found", d.ask(RouteSettleCheck, "", map[string]string{"provider": "sandbox"}, d.example(RouteSettleCheck), signed))
	d.wants("route_unknown", d.ask(RouteSettleCheck, "", map[string]string{"provider": "nobody"}, `{}`, signed))
}

func TestProblemsAreAsDescribed(t *testing.T) {
	doc := strict(load(t))
	schema := doc.Components.Schemas["Problem"].Value
	check := func(t *testing.T, r *Recorder) error {
		t.Helper()
		var value any
		if err := json.Unmarshal(r.Body, &value); err != nil {
			t.Fatal(err)
		}
		return valid(doc, schema, value)
	}
	for _, code := range slices.Sorted(slices.Values(realname.Codes())) {
		t.Run(string(code), func(t *testing.T) {
			var full, bare Recorder
			problem(realname.RefuseField(code, "name").From(time.Date(2026, 7, 2, 0, 0, 0, 0, time.UTC)), "req_1").write(&full)
			Refuse(&bare, code, "")
			for _, r := range []*Recorder{&full, &bare} {
				if err := check(t, r); err != nil {
					t.Error(err)
				}
				if r.Status != code.Status() {
					t.Errorf("status %d, want %d", r.Status, code.Status())
				}
			}
		})
	}
	t.Run("a code outside the catalogue is not as described", func(t *testing.T) {
		var r Recorder
		if Refuse(&r, "no_such_code", ""); check(t, &r) == nil {
			t.Error("it passes")
		}
	})
	t.Run("a fault of ours is internal, whatever its text", func(t *testing.T) {
		var r Recorder
		problem(errors.New("secret"), "req_1").write(&r)
		if err := check(t, &r); err != nil || strings.Contains(string(r.Body), "secret") || r.Status != 500 {
			t.Error(err, string(r.Body))
		}
	})
}
