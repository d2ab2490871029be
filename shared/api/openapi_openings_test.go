package api

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"maps"
	"slices"
	"testing"
	"time"

	"shiming/shared/realname"
	"shiming/shared/realname/policies"
	"shiming/shared/sandbox/platform"
	"shiming/shared/steps"
)

// openings is a desk that asks a platform before it opens a change.
func openings(t *testing.T) *desk {
	t.Helper()
	d := newDesk(t)
	d.serve(OpenCase(d.settings, steps.OpenCase{Base: d.with, Platform: sandboxplatform.Platform{}}))
	return d
}

// body reads a JSON answer.
func body[T any](d *desk, got *Recorder) (v T) {
	d.Helper()
	if err := json.Unmarshal(got.Body, &v); err != nil {
		d.Fatalf("%v: %s", err, got.Body)
	}
	return v
}

// opens is the body that opens the kind with the consents that the account names.
func opens(d *desk, account string, kind realname.Kind) string {
	d.Helper()
	a := body[accountView](d, d.ask(RouteAccount, account, map[string]string{"account": account}, ""))
	i := slices.IndexFunc(a.Changes, func(o offerView) bool { return o.Kind == kind })
	if i < 0 {
		d.Fatalf("%s is not offered", kind)
	}
	type opening struct {
		Kind     realname.Kind `json:"kind"`
		Consents []consentBody `json:"consents"`
	}
	o := opening{Kind: kind}
	for _, c := range a.Changes[i].Consents {
		o.Consents = append(o.Consents, consentBody{c.Agreement, c.Version, c.SHA256})
	}
	text, err := json.Marshal(o)
	if err != nil {
		d.Fatal(err)
	}
	return string(text)
}

func TestOpeningsAreAsDescribed(t *testing.T) {
	d := openings(t)
	for _, account := range []string{"acct_demo", "acct_far-unreachable"} {
		_, c := d.begin(account)
		d.tell(c, "4", "passed", "")
	}
	mine := map[string]string{"account": "acct_demo"}
	t.Run("RULES_D4_the_agreement_as_it_is_asked_for", func(t *testing.T) {
		a := body[agreementTextView](d, d.wants("done", d.ask(RouteAgreement, "", map[string]string{"agreement": "give"}, "")))
		sum := sha256.Sum256([]byte(a.Text))
		if a.SHA256 != hex.EncodeToString(sum[:]) {
			t.Error("the digest is not the text's")
		}
		d.wants("agreement_not_found", d.ask(RouteAgreement, "", map[string]string{"agreement": "nothing"}, ""))
		d.wants("agreement_not_found", d.ask(RouteAgreement, "", map[string]string{}, ""))
	})
	t.Run("RULES_D4_the_examples_are_the_shipped_agreement", func(t *testing.T) {
		shown := d.doc.Paths.Find(RouteAgreement.Path).Get.Responses.Status(200).Value.Content.Get("application/json").Example.(map[string]any)
		p, err := policies.Load(policies.Default)
		if err != nil {
			t.Fatal(err)
		}
		a, _ := p.Agreement(shown["agreement"].(string))
		want := map[string]any{
			"object": "agreement", "livemode": false, "agreement": a.ID, "title": a.TitleEN, "title_zh": a.Title, "version": a.Version, "sha256": a.SHA256, "text": a.Text,
		}
		if !maps.Equal(shown, want) {
			t.Error("the example is another text")
		}
	})
	t.Run("RULES_E3_D4_refused_before_and_warned_after", func(t *testing.T) {
		d.wants("consent_required", d.ask(RouteOpenCase, "acct_demo", nil, `{"kind":"person_to_enterprise"}`))
		d.wants("consent_outdated", d.ask(RouteOpenCase, "acct_demo", nil,
			`{"kind":"person_to_enterprise","consents":[{"agreement":"give","version":"1","sha256":"x"}]}`))
		d.wants("field_invalid", d.ask(RouteOpenCase, "acct_demo", nil, `{"kind":"person_to_enterprise","channel":"x"}`))
		far := d.wants("host_unavailable", d.ask(RouteOpenCase, "acct_far-unreachable", nil, opens(d, "acct_far-unreachable", realname.PersonToEnterprise)))
		if p := body[Problem](d, far); far.Status != 503 || !p.Retryable {
			t.Errorf("%d %s", far.Status, far.Body)
		}
		c := body[caseView](d, d.wants("done", d.ask(RouteOpenCase, "acct_demo", nil, opens(d, "acct_demo", realname.PersonToEnterprise))))
		if len(c.Consents) != 1 || c.Consents[0].At.IsZero() || c.Warnings != nil {
			t.Errorf("%+v %+v", c.Consents, c.Warnings)
		}
		d.wants("done", d.ask(RouteCancelCase, "acct_demo", map[string]string{"case": string(c.ID)}, ""))
	})
	t.Run("RULES_D2_from_when_on", func(t *testing.T) {
		p := body[Problem](d, d.wants("change_too_soon", d.ask(RouteOpenCase, "acct_demo", nil, opens(d, "acct_demo", realname.PersonToPerson))))
		if p.RetryAfter == nil || !p.RetryAfter.Equal(d.now.Add(30*24*time.Hour)) {
			t.Errorf("%v", p.RetryAfter)
		}
	})
	t.Run("RULES_E4_where_else", func(t *testing.T) {
		site := realname.Site{Site: "mall", Title: "商城", TitleEN: "Mall", URL: "https://mall.example/"}
		var told Recorder
		problem(realname.Refuse(realname.CodeVerifiedElsewhere).ElsewhereAt(site), "req_1").write(&told)
		p := body[Problem](d, &told)
		if p.Status != 409 || p.Site == nil || *p.Site != (siteView{"mall", "Mall", "商城", "https://mall.example/"}) {
			t.Errorf("%+v", p)
		}
	})
	t.Run("RULES_A2_a_restricted_account_says_so", func(t *testing.T) {
		own := body[caseView](d, d.wants("done", d.ask(RouteOpenCase, "", nil, `{"kind":"reverification","account":"acct_demo"}`, as("platform"))))
		a := body[accountView](d, d.ask(RouteAccount, "acct_demo", mine, ""))
		if a.Restricted || a.ReverifyUntil == nil || !a.ReverifyUntil.Equal(own.Deadline) || a.RestrictedSince != nil || !a.Entitlements.OrdinaryVATInvoice {
			t.Errorf("until the deadline: %+v", a)
		}
		d.now = own.Deadline
		a = body[accountView](d, d.ask(RouteAccount, "acct_demo", mine, ""))
		if !a.Restricted || a.RestrictedSince == nil || !a.RestrictedSince.Equal(own.Deadline) || a.ReverifyUntil != nil || a.Entitlements != (realname.Entitlements{}) {
			t.Errorf("after it: %+v", a)
		}
		for _, o := range a.Changes {
			if open := o.Kind == realname.Reverification || o.Kind.Appeals(); o.Available != open {
				t.Errorf("%s: available %t", o.Kind, o.Available)
			}
		}
		d.wants("account_restricted", d.ask(RouteOpenCase, "acct_demo", nil, `{"kind":"person_to_enterprise"}`))
	})
}
