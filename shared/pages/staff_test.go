package pages

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"shiming/shared/realname"
)

// atDesk is a desk at which a cookie says who somebody is.
type atDesk struct{}

func (atDesk) Of(r *http.Request) StaffMember {
	c, err := r.Cookie("who")
	if err != nil {
		return StaffMember{}
	}
	role := realname.Reviewer
	switch c.Value {
	case "auditor":
		role = realname.Auditor
	case "admin":
		role = realname.Admin
	}
	return StaffMember{Token: "tok", ID: c.Value, Role: role}
}
func (atDesk) Start(w http.ResponseWriter, r *http.Request, back string) error {
	http.Redirect(w, r, "https://id.example/?back="+url.QueryEscape(back), http.StatusSeeOther)
	return nil
}
func (atDesk) Finish(w http.ResponseWriter, _ *http.Request) (string, func(StaffMember) error, string, error) {
	return "new", func(m StaffMember) error {
		http.SetCookie(w, &http.Cookie{Name: "kept", Value: m.ID + "/" + string(m.Role)})
		return nil
	}, "https://thief.example/staff/reviews", nil
}
func (atDesk) Origins(context.Context) []string              { return nil }
func (atDesk) End(http.ResponseWriter, *http.Request) string { return "https://id.example/out" }

const aReview = `{"case":"case_a","account":"acct_a","kind":"enterprise_verification","turn":"reviewer","due":"1970-01-03T00:00:00Z","claimed_by":"REV1","claim_until":"1970-01-02T00:00:00Z",
"enterprise":{"name":"云笺******司","number":"9****C"},"documents":[{"document":"doc_a","purpose":"licence","sha256":"` + sha + `"},{"document":"doc_b","purpose":"portrait_side","sha256":"` + sha + `","opened":true}],"version":4}`

const sha = "0123456789012345678901234567890123456789012345678901234567890123"

func desks(answers map[string]string) (*told, http.Handler) {
	api := &told{answers: answers}
	s := &Site{API: api, Base: "http://api", Staff: atDesk{}, Now: epoch, Wall: epoch}
	return api, s.Handler()
}

func byStaff(handler http.Handler, who, method, path string, form url.Values) *httptest.ResponseRecorder {
	return send(handler, method, path, form, "Cookie", "who="+who)
}

// Who is not signed in is led to where staff sign in, and from there back to where they were: never elsewhere.
func TestTHREATS_X19_staff_who_are_not_signed_in(t *testing.T) {
	api, handler := desks(map[string]string{"GET /v1/self": `{"id":"rev9","role":"reviewer"}`})
	w := send(handler, "GET", "/staff/reviews/case_a?doc=2", nil, "Cookie", "x=1")
	if to := w.Header().Get("Location"); w.Code != 303 || to != "/staff/begin?back=%2Fstaff%2Freviews%2Fcase_a%3Fdoc%3D2" || len(api.asked) != 0 {
		t.Errorf("%d %s %v", w.Code, to, api.asked)
	}
	for back, want := range map[string]string{"/staff/reviews/case_a?doc=2": "/staff/reviews/case_a?doc=2", "https://thief.example/staff/x": "/staff/reviews", "//thief.example/staff/x": "/staff/reviews",
		"/home": "/staff/reviews", "/staff/sign-in": "/staff/reviews"} {
		w := send(handler, "GET", "/staff/begin?back="+url.QueryEscape(back), nil)
		if to := w.Header().Get("Location"); to != "https://id.example/?back="+url.QueryEscape(want) {
			t.Errorf("%s: %s", back, to)
		}
	}
	w = send(handler, "GET", "/staff/signed-in", nil)
	if to, kept := w.Header().Get("Location"), w.Header().Get("Set-Cookie"); to != "/staff/reviews" || !strings.HasPrefix(kept, "kept=rev9/reviewer") || !strings.Contains(api.asked[0], "Bearer new") {
		t.Errorf("%s %s %v", to, kept, api.asked)
	}
	w = send(handler, "POST", "/staff/reviews/case_a/note", url.Values{"text": {"not lost"}}, "Cookie", "x=1")
	if w.Code != 401 || !strings.Contains(w.Body.String(), `value="not lost"`) {
		t.Errorf("what was sent is lost: %d", w.Code)
	}
	if w := send(handler, "POST", "/staff/reviews/case_a/approve", url.Values{}, "Cookie", "who=rev1", "Origin", "https://thief.example", "Sec-Fetch-Site", "cross-site"); w.Code != 403 {
		t.Errorf("from another site: %d", w.Code)
	}
	if w := byStaff(handler, "rev1", "POST", "/staff/sign-out", url.Values{}); w.Header().Get("Location") != "https://id.example/out" {
		t.Errorf("%v", w.Header())
	}
}

// Who has a role that opens nothing here is told so.
func TestTHREATS_X17_a_role_that_opens_nothing(t *testing.T) {
	_, handler := desks(map[string]string{"GET /v1/self": ``})
	if w := send(handler, "GET", "/staff/signed-in", nil); w.Code == 303 || w.Header().Get("Set-Cookie") != "" {
		t.Errorf("%d %v", w.Code, w.Header())
	}
}

// A decision names what the page showed. What was entered is text, and stays where the decision was refused.
func TestRULES_C7_decisions_on_the_page(t *testing.T) {
	answers := map[string]string{"GET /v1/reviews/case_a": aReview, "GET /v1/cases/case_a": `{"id":"case_a","history":[{"version":5,"type":"papers_supplied","at":"1970-01-01T00:00:00Z"}]}`,
		"GET /v1/documents/doc_a": `{"content_type":"application/pdf"}`}
	api, handler := desks(answers)
	w := byStaff(handler, "rev1", "GET", "/staff/reviews/case_a", nil)
	page := w.Body.String()
	for _, want := range []string{`name="saw" value="doc_a ` + sha + `"`, `/approve"`, `/refuse"`, "云笺******司"} {
		if !strings.Contains(page, want) {
			t.Errorf("%d: %s is not on the page", w.Code, want)
		}
	}
	if head := w.Header(); head.Get("Cache-Control") != "no-store" || strings.Contains(page, "tok") {
		t.Errorf("%v", head)
	}
	sent := url.Values{"reason": {"other"}, "comment": {`"><script>x</script>`}, "saw": {"doc_a " + sha, "doc_b " + sha}, "_version": {"4"}, "_key": {"k"}}
	w = byStaff(handler, "rev1", "POST", "/staff/reviews/case_a/refuse", sent)
	page = w.Body.String()
	if w.Code < 400 || strings.Contains(page, "<script>x") || !strings.Contains(page, "&lt;script&gt;x") || !strings.Contains(page, "已补充资料 · ") {
		t.Errorf("%d\n%s", w.Code, page)
	}
	asked := strings.Join(api.asked, "\n")
	if !strings.Contains(asked, `POST /v1/reviews/case_a/decision Bearer tok {"comment":"\"\u003e\u003cscript`) || !strings.Contains(asked, `"saw":[{"document":"doc_a","sha256":"`+sha+`"}`) {
		t.Errorf("%s", asked)
	}
	if w := byStaff(handler, "rev1", "POST", "/staff/reviews/case_a/delete", url.Values{}); w.Code != 404 {
		t.Errorf("an act that is none: %d", w.Code)
	}
	if page := byStaff(handler, "auditor", "GET", "/staff/reviews/case_a", nil).Body.String(); strings.Contains(page, "<img") || strings.Contains(page, "/approve") || strings.Contains(page, "/note") {
		t.Errorf("an auditor is offered more than reading:\n%s", page)
	}
}

// Filters that there are not do not reach the API as something else, and what it refuses is said.
func TestRULES_C7_the_filters_of_the_page(t *testing.T) {
	api, handler := desks(map[string]string{"GET /v1/reviews": `{"data":[{"case":"case_a","account":"acct_a","kind":"appeal","name":"甄*","due":"1970-01-01T00:00:00Z","since":"1969-12-31T00:00:00Z","documents":2,"claimed_by":"rev1"}],"next_cursor":"c2"}`})
	page := byStaff(handler, "rev1", "GET", "/staff/reviews?kind=appeal&due=soon&claimed=me&find=acct_a&colour=red", nil).Body.String()
	if !strings.Contains(page, "甄*") || !strings.Contains(page, "cursor=c2") || !strings.Contains(page, `badge bad`) {
		t.Error(page)
	}
	api.asked = nil
	v := &visit{r: httptest.NewRequest("GET", "/staff/reviews?kind=appeal&due=soon&claimed=me&find=+case_a+&colour=red", nil), site: &Site{Now: func() time.Time { return time.Unix(0, 0) }}}
	if got := v.filters().Encode(); got != "case=case_a&claimed=me&due_before=1970-01-02T00%3A00%3A00Z&kind=appeal" {
		t.Error(got)
	}
}

// The page asks for days of Beijing, draws what programs say of themselves as text, offers what was found as a table, and says when
// the chain does not hold.
func TestTHREATS_X14_the_page_of_the_audit_trail(t *testing.T) {
	answers := map[string]string{
		"GET /v1/audit":        `{"data":[{"at":"1970-01-01T00:00:00Z","who":"rev1","role":"reviewer","action":"unmask-review","outcome":"refused","code":"<script>x</script>","account":"acct_a"}],"next_cursor":"c2"}`,
		"GET /v1/audit/export": "at,who\n",
		"GET /v1/audit/check":  `{"sound":false,"lines":7,"chains":2,"found":1,"until":"1970-01-02T00:00:00Z","breaks":[{"line":3,"writer":"w1","what":"it was changed"}]}`,
	}
	_, handler := desks(answers)
	page := byStaff(handler, "auditor", "GET", "/staff/audit?account=+acct_a&outcome=refused&from=2026-11-01&until=2026-11-30&colour=red", nil).Body.String()
	for _, want := range []string{"unmask-review", "&lt;script&gt;x", "badge warn", "cursor=c2", "/staff/audit/export?account=", `name="from" value="2026-11-01T00:00:00+08:00"`, ">审计日志</a>"} {
		if !strings.Contains(page, want) {
			t.Errorf("%s is not on the page:\n%s", want, page)
		}
	}
	v := &visit{r: httptest.NewRequest("GET", "/staff/audit?account=+acct_a&outcome=refused&from=2026-11-01&until=2026-11-30&colour=red", nil)}
	if got := v.auditQuery().Encode(); got != "account=acct_a&from=2026-11-01T00%3A00%3A00%2B08%3A00&outcome=refused&until=2026-12-01T00%3A00%3A00%2B08%3A00" {
		t.Error(got)
	}
	w := byStaff(handler, "auditor", "GET", "/staff/audit/export?account=acct_a", nil)
	if head := w.Header(); w.Body.String() != "at,who\n" || !strings.HasPrefix(head.Get("Content-Type"), "text/csv") || head.Get("Cache-Control") != "no-store" || head.Get("Content-Disposition") == "" {
		t.Errorf("%d %v %s", w.Code, head, w.Body)
	}
	page = byStaff(handler, "auditor", "GET", "/staff/audit/check", nil).Body.String()
	if !strings.Contains(page, "it was changed") || !strings.Contains(page, "note bad") || !strings.Contains(page, "/staff/audit/check?from=1970-01-02T00%3A00%3A00Z") {
		t.Error(page)
	}
	if page := byStaff(handler, "rev1", "GET", "/staff/reviews", nil).Body.String(); strings.Contains(page, "/staff/audit") {
		t.Error("a reviewer is shown the way to what is not theirs")
	}
}
