package api

import (
	"bytes"
	"encoding/json"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"shiming/shared/realname"
	"shiming/shared/steps"
	"shiming/shared/trail"
	"shiming/shared/vault/sealed"
)

// newAppealDesk is a desk at which appeals are declared, followed and decided, and quotas set.
func newAppealDesk(t *testing.T) *reviewDesk {
	t.Helper()
	d := newReviewDesk(t)
	keys, err := sealed.OpenFile(filepath.Join(t.TempDir(), "keys.json"))
	if err != nil {
		t.Fatal(err)
	}
	clock := d.settings.Clock
	with, s := steps.Base{Store: d.store, Policy: d.policy, Clock: clock}, Settings{Policy: d.policy, Clock: clock}
	gate := Gate{Audit: AuditTo(trail.New(&d.audit, nil, nil)), Clock: clock, Log: d.gate.Log}
	fill := FillForm(s, steps.FillForm{Base: with, Keys: keys, Records: d.store})
	for _, e := range append(append(Quota(steps.SetQuota{Base: with, Limits: d.store}), fill...),
		StartCheck(s, steps.StartCheck{Base: with, Keys: keys, Records: d.store, Providers: map[realname.Method]steps.Provider{realname.WeChatScan: d.provider}}),
		TrackAppeal(s, steps.TrackAppeal{Base: with, Records: d.store, Keys: keys}),
		DecideReview(s, steps.DecideReview{Base: with, Records: d.store, Keys: keys}),
	) {
		d.handlers[e.Route.Key()] = gate.Serve(e)
	}
	return d
}

// person verifies the example's person on the account.
func (d *reviewDesk) person(account string) {
	d.Helper()
	_, c := d.begin(account)
	d.tell(c, "4", "passed", "")
}

const appealed = `{"name":"甄通过","document_kind":"resident_id","document_number":"110101190001019019","phone":"13987651234"%s}`

func TestAppealsAreAsDescribed(t *testing.T) {
	d := newAppealDesk(t)
	d.person("acct_demo01")
	one := reviewerToken("reviewer-1", "")
	appeal := func(t *testing.T, account string) (params map[string]string, code string) {
		t.Helper()
		d.T = t
		var c caseView
		d.read(d.wants("done", d.ask(RouteOpenCase, account, nil, `{"kind":"appeal"}`)), &c)
		params = map[string]string{"case": string(c.ID), "account": account}
		key, body := header("idempotency-key", "declare"), fmt.Sprintf(appealed, `,"holder":"acct_de***01"`)
		first := d.wants("done", d.ask(RouteDeclare, account, params, body, key))
		if again := d.wants("done", d.ask(RouteDeclare, account, params, body, key)); !bytes.Equal(first.Body, again.Body) {
			t.Errorf("declared again: %s, then %s", first.Body, again.Body)
		}
		d.wants("idempotency_key_reused", d.ask(RouteDeclare, account, params, fmt.Sprintf(appealed, ""), key))
		d.read(first, &c)
		if c.QueryCode == "" || strings.Contains(string(d.wants("done", d.ask(RouteCase, account, params, "")).Body), c.QueryCode) {
			t.Errorf("the code is %q, and told in one answer only", c.QueryCode)
		}
		return params, c.QueryCode
	}
	follow := func(code, phone string, edit ...func(*asked)) *Recorder {
		d.Helper()
		body, err := json.Marshal(map[string]string{"query_code": code, "phone": phone})
		if err != nil {
			d.Fatal(err)
		}
		return d.ask(RouteTrackAppeal, "", nil, string(body), edit...)
	}
	hand := func(account string, params map[string]string) {
		d.Helper()
		d.wants("done", d.ask(RouteFilePapers, account, params, d.papers(account, params, realname.HolderPortraitSide, realname.HolderEmblemSide, realname.OwnershipProof)))
		d.dispatch(params)
	}
	t.Run("RULES_F1_what_is_wrong_with_a_declaration", func(t *testing.T) {
		d.T = t
		var c caseView
		d.read(d.wants("done", d.ask(RouteOpenCase, "acct_wrong", nil, `{"kind":"appeal"}`)), &c)
		params := map[string]string{"case": string(c.ID), "account": "acct_wrong"}
		for body, code := range map[string]string{
			`{"phone":"13987651234"}`:                                                             "field_required",
			fmt.Sprintf(appealed, `,"age":1`):                                                     "unknown_field",
			fmt.Sprintf(appealed, `,"holder":"acct_demo01"`):                                      "field_invalid",
			fmt.Sprintf(appealed, `,"holder":"a***b"`):                                            "field_invalid",
			fmt.Sprintf(appealed, `,"holder":"acct_`+strings.Repeat("x", 9)+`***"`):               "field_invalid",
			strings.Replace(fmt.Sprintf(appealed, ""), "resident_id", "passport", 1):              "document_kind_not_supported",
			strings.Replace(fmt.Sprintf(appealed, ""), "9019", "9018", 1):                         "id_number_invalid",
			strings.Replace(fmt.Sprintf(appealed, ""), "13987651234", "12345", 1):                 "phone_invalid",
			strings.Replace(fmt.Sprintf(appealed, ""), "甄通过", "1", 1):                             "name_invalid",
			`{"name":"甄通过","document_kind":"resident_id","document_number":"110101190001019019"}`: "field_required",
		} {
			if got := d.ask(RouteDeclare, "acct_wrong", params, body); d.code(got) != code {
				t.Errorf("%s: %s, want %s", body, d.code(got), code)
			}
		}
	})
	t.Run("RULES_F1_refused_with_a_reason", func(t *testing.T) {
		params, code := appeal(t, "acct_liar")
		d.wants("done", follow(code, "13987651234"))
		hand("acct_liar", params)
		d.wants("done", follow(strings.ToLower(code), "+86 139 8765 1234", header("idempotency-key", "k")))
		d.wants("done", d.ask(RouteDecideReview, "", params, d.decision(params, "refuse", `,"reason":"other","comment":"材料与身份信息不符","note":"同事可见"`), one))
		told := string(d.wants("done", follow(code, "13987651234")).Body)
		for text, want := range map[string]bool{
			`"status":"refused"`: true, `"reason":"other"`: true, "材料与身份信息不符": true, "review_refused": true,
			"同事可见": false, "acct_": false, "case_a": false, "1398": false, "甄": false, "next_action": false,
		} {
			if strings.Contains(told, text) != want {
				t.Errorf("%q is told: %t, in %s", text, !want, told)
			}
		}
	})
	t.Run("RULES_F1_upheld_against_one_of_the_holders", func(t *testing.T) {
		params, code := appeal(t, "acct_owner")
		hand("acct_owner", params)
		seen := d.wants("done", d.ask(RouteReview, "", params, "", one))
		var v reviewView
		if d.read(seen, &v); len(v.Holders) != 1 || v.Holders[0] != "acct_demo01" || v.Declaration == nil || v.Declaration.Holder != "acct_de***01" {
			t.Errorf("the reviewer sees %s", seen.Body)
		}
		d.wants("own_case", d.ask(RouteReview, "", params, "", reviewerToken("reviewer-2", "acct_demo01")))
		d.wants("own_case", d.ask(RouteDecideReview, "", params, d.decision(params, "refuse", `,"reason":"forgery"`), reviewerToken("reviewer-2", "acct_demo01")))
		d.wants("field_required", d.ask(RouteDecideReview, "", params, d.decision(params, "approve", ""), one))
		d.wants("account_not_holder", d.ask(RouteDecideReview, "", params, d.decision(params, "approve", `,"against":"acct_owner"`), one))
		d.wants("field_invalid", d.ask(RouteDecideReview, "", params, d.decision(params, "refuse", `,"reason":"forgery","against":"acct_demo01"`), one))
		d.prepared(params, one)
		d.wants("answer_awaited", d.ask(RouteDecideReview, "", params, d.decision(params, "approve", `,"against":"acct_demo01"`), one))
		d.now = d.now.Add(73 * time.Hour) // THREATS X9
		d.approved(params, `,"against":"acct_demo01"`)
		if told := string(d.wants("done", follow(code, "13987651234")).Body); !strings.Contains(told, `"status":"upheld"`) || strings.Contains(told, "acct_") {
			t.Errorf("told: %s", told)
		}
		if held := string(d.wants("done", d.ask(RouteCase, "acct_owner", params, "")).Body); strings.Contains(held, "acct_demo01") {
			t.Errorf("the appellant sees whose account it was: %s", held)
		}
	})
	t.Run("THREATS_Q2_whatever_is_wrong_is_one_answer_and_refused_in_the_audit_trail", func(t *testing.T) {
		_, code := appeal(t, "acct_audited")
		want := d.wants("appeal_not_found", follow("0000-0000-0000", "13987651234"))
		for _, way := range [][2]string{{code, "13700000000"}, {code, "x"}, {"x", "13987651234"}, {"x", "x"}} {
			if got := follow(way[0], way[1]); !bytes.Equal(got.Body, want.Body) || got.Status != 404 {
				t.Errorf("%v: %s", way, got.Body)
			}
		}
		lines := strings.Split(strings.TrimSpace(d.audit.String()), "\n")
		last := lines[len(lines)-1]
		if !strings.Contains(last, `"action":"track-appeal"`) || !strings.Contains(last, `"outcome":"refused"`) || !strings.Contains(last, `"code":"appeal_not_found"`) || strings.Contains(d.audit.String(), "13987651234") || strings.Contains(d.audit.String(), code) {
			t.Errorf("the trail says %s", last)
		}
		d.wants("field_required", follow("", "13987651234"))
		d.wants("field_required", follow(code, ""))
		d.wants("malformed_json", d.ask(RouteTrackAppeal, "", nil, "{"))
		d.wants("idempotency_key_invalid", follow(code, "13987651234", header("idempotency-key", " ")))
	})
}

func TestQuotasAreAsDescribed(t *testing.T) {
	d := newAppealDesk(t)
	d.person("acct_demo01")
	params := map[string]string{"account": "acct_demo01"}
	d.wants("done", d.ask(RouteQuota, "", params, "", as("platform")))
	first := d.wants("done", d.ask(RouteSetQuota, "", params, `{"limit":5}`, as("admin")))
	var q quotaView
	if d.read(first, &q); q.Limit != 5 || q.PolicyLimit != 3 || !q.SetByStaff || q.Used != 1 {
		t.Errorf("RULES A3: %s", first.Body)
	}
	if !strings.Contains(d.audit.String(), `"limit":5`) {
		t.Error("the trail does not say which limit was set")
	}
	if got := d.wants("done", d.ask(RouteQuota, "", params, "", as("admin"))); !bytes.Equal(got.Body, first.Body) {
		t.Errorf("%s, then %s", first.Body, got.Body)
	}
	if d.read(d.wants("done", d.ask(RouteSetQuota, "", params, `{"limit":0}`, as("admin"))), &q); q.Limit != 3 || q.SetByStaff {
		t.Errorf("RULES A3: back to the policy's it is %+v", q)
	}
	for body, code := range map[string]string{`{}`: "field_required", `{"limit":-1}`: "field_invalid", `{"limit":1001}`: "field_invalid", `{"limit":"5"}`: "wrong_type", `{"limit":5,"x":1}`: "unknown_field", `{`: "malformed_json"} {
		d.wants(code, d.ask(RouteSetQuota, "", params, body, as("admin")))
	}
	for _, role := range []string{"platform", "reviewer", "holder"} {
		d.wants("forbidden", d.ask(RouteSetQuota, "", params, `{"limit":5}`, as(role)))
	}
	d.wants("forbidden", d.ask(RouteQuota, "acct_demo01", params, ""))
	d.begin("acct_open01")
	d.wants("account_not_verified", d.ask(RouteSetQuota, "", map[string]string{"account": "acct_open01"}, `{"limit":5}`, as("admin")))
	d.wants("account_not_verified", d.ask(RouteSetQuota, "", map[string]string{"account": "acct_unseen"}, `{"limit":5}`, as("admin")))
}
