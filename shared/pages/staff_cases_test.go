package pages

import (
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
)

const foundCases = `{"data":[{"id":"case_a","account":"acct_a","kind":"personal_verification","method":"face","status":"verified","opened_at":"1970-01-01T00:00:00Z",
"summary":{"name":"甄*","number":"1****9"}}],"next_cursor":"c2"}`

// What the filters say reaches the API as it names it, days as the moments at which they begin where the documents' days do.
func TestRULES_H1_cases_on_the_page(t *testing.T) {
	_, handler := desks(map[string]string{"GET /v1/cases": foundCases})
	page := byStaff(handler, "admin", "GET", "/staff/cases?kind=personal_verification&status=verified&from=2026-03-14&to=2026-03-14&colour=red", nil).Body.String()
	for _, want := range []string{"甄*", "1****9", `href="/staff/cases/case_a"`, `href="/staff/accounts/acct_a"`, "cursor=c2", `<option value="verified" selected>`} {
		if !strings.Contains(page, want) {
			t.Errorf("%s is not on the page", want)
		}
	}
	v := &visit{r: httptest.NewRequest("GET", "/staff/cases?kind=appeal&from=2026-03-14&to=2026-03-14&colour=red&cursor=c&method=", nil)}
	if got := v.caseQuery().Encode(); got != "cursor=c&kind=appeal&limit=25&since=2026-03-13T16%3A00%3A00Z&until=2026-03-14T16%3A00%3A00Z" {
		t.Error(got)
	}
	for find, want := range map[string]string{"case_a": "/staff/cases/case_a", "acct_a": "/staff/accounts/acct_a", "../../x": "/staff/accounts/..%2F..%2Fx"} {
		if to := byStaff(handler, "admin", "GET", "/staff/cases?find="+url.QueryEscape(find), nil).Header().Get("Location"); to != want {
			t.Errorf("%s leads to %s", find, to)
		}
	}
}

// The number that is looked for is sent in a body, and is in no address and on no page.
func TestTHREATS_Q3_a_number_is_on_no_page(t *testing.T) {
	const number = "110101190001019019"
	answers := map[string]string{"POST /v1/subjects/search": `{"accounts":[{"account":"acct_a","case":"case_a","name":"甄*","number":"1****9","method":"face"}],"more":true}`}
	api, handler := desks(answers)
	w := byStaff(handler, "admin", "POST", "/staff/subjects", url.Values{"number-kind": {"resident_id"}, "number": {number}})
	page := w.Body.String()
	if w.Code != 200 || !strings.Contains(page, "acct_a") || !strings.Contains(page, "甄*") || strings.Contains(page, number) {
		t.Errorf("%d %s", w.Code, page)
	}
	if asked := strings.Join(api.asked, "\n"); !strings.Contains(asked, `POST /v1/subjects/search Bearer tok {"kind":"resident_id","number":"`+number+`"}`) {
		t.Error(asked)
	}
	if w := byStaff(handler, "admin", "GET", "/staff/subjects", nil); w.Header().Get("Location") != "/staff/cases" {
		t.Errorf("%v", w.Header())
	}
}

// An account shows its quota to who may set it; others are not offered to.
func TestRULES_A3_the_quota_on_the_page(t *testing.T) {
	api, handler := desks(map[string]string{
		"GET /v1/accounts/acct_a":       `{"id":"acct_a","status":"verified","verified_as":{"name":"甄*","number":"1****9","method":"face","case":"case_a"},"open_case":"case_b"}`,
		"GET /v1/accounts/acct_a/cases": foundCases, "GET /v1/accounts/acct_a/quota": `{"limit":5,"used":2,"policy_limit":3,"set_by_staff":true}`, "PUT /v1/accounts/acct_a/quota": `{}`,
	})
	if page := byStaff(handler, "admin", "GET", "/staff/accounts/acct_a", nil).Body.String(); !strings.Contains(page, `name="limit"`) || !strings.Contains(page, `value="5"`) || !strings.Contains(page, "case_b") {
		t.Error(page)
	}
	if page := byStaff(handler, "auditor", "GET", "/staff/accounts/acct_a", nil).Body.String(); strings.Contains(page, `name="limit"`) || !strings.Contains(page, "甄*") {
		t.Error(page)
	}
	if w := byStaff(handler, "admin", "POST", "/staff/accounts/acct_a/quota", url.Values{"limit": {" 7 "}}); w.Header().Get("Location") != "/staff/accounts/acct_a?show=saved" {
		t.Errorf("%d %v", w.Code, w.Header())
	}
	if asked := api.asked[len(api.asked)-1]; !strings.HasSuffix(asked, `{"limit":7}`) {
		t.Error(asked)
	}
}

// What failed is sent again by who runs the service; who audits is not offered it.
func TestRULES_G1_failed_messages_on_the_page(t *testing.T) {
	const failed = `{"data":[{"id":"evt_a:sms","channel":"sms","case":"case_a","account":"acct_a","state":"put_aside","tries":1,"fault":"undeliverable","created":"1970-01-01T00:00:00Z"}]}`
	api, handler := desks(map[string]string{"GET /v1/messages/failed": failed, "GET /v1/webhooks/deliveries": `{"data":[]}`, "POST /v1/messages/failed/evt_a:sms/resend": `{}`})
	if page := byStaff(handler, "admin", "GET", "/staff/messages", nil).Body.String(); !strings.Contains(page, `value="evt_a:sms"`) || !strings.Contains(page, "undeliverable") || !strings.Contains(page, "/staff/cases/case_a") {
		t.Error(page)
	}
	if page := byStaff(handler, "auditor", "GET", "/staff/messages", nil).Body.String(); strings.Contains(page, `name="delivery"`) || !strings.Contains(page, "acct_a") {
		t.Error(page)
	}
	if w := byStaff(handler, "admin", "POST", "/staff/messages", url.Values{"delivery": {"evt_a:sms"}, "_key": {"k"}}); w.Header().Get("Location") != "/staff/messages?show=again" {
		t.Errorf("%d %v", w.Code, w.Header())
	}
	if asked := api.asked[len(api.asked)-1]; !strings.HasPrefix(asked, "POST /v1/messages/failed/evt_a:sms/resend Bearer tok") {
		t.Error(asked)
	}
	if page := byStaff(handler, "admin", "GET", "/staff/webhooks", nil).Body.String(); !strings.Contains(page, `name="test"`) {
		t.Error(page)
	}
}

// Who runs the service tries the webhook by a button; who audits is not offered it.
func TestRULES_G1_a_test_of_the_webhook_on_the_page(t *testing.T) {
	api, handler := desks(map[string]string{"GET /v1/webhooks/deliveries": `{"data":[]}`, "POST /v1/webhooks/test": `{}`})
	if page := byStaff(handler, "auditor", "GET", "/staff/webhooks", nil); page.Code != 200 || strings.Contains(page.Body.String(), `name="test"`) {
		t.Error(page.Body)
	}
	if w := byStaff(handler, "admin", "POST", "/staff/webhooks", url.Values{"test": {"yes"}, "_key": {"k"}}); w.Header().Get("Location") != "/staff/webhooks?show=test" {
		t.Errorf("%d %v", w.Code, w.Header())
	}
	if asked := api.asked[len(api.asked)-1]; !strings.HasPrefix(asked, "POST /v1/webhooks/test Bearer tok") {
		t.Error(asked)
	}
}
