package pages

import (
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"
)

// told is an API that answers each request with what the test says, and takes down what it was asked.
type told struct {
	answers map[string]string
	asked   []string
}

func (a *told) RoundTrip(r *http.Request) (*http.Response, error) {
	body := ""
	if r.Body != nil {
		read, _ := io.ReadAll(r.Body)
		body = string(read)
	}
	a.asked = append(a.asked, r.Method+" "+r.URL.Path+" "+r.Header.Get("Authorization")+" "+body)
	status, answer := 200, a.answers[r.Method+" "+r.URL.Path]
	if answer == "" {
		status, answer = 404, `{"code":"case_not_found","message":"There is no such case.","message_zh":"认证申请不存在。"}`
	}
	if strings.Contains(answer, `"errors"`) {
		status = 400
	}
	return &http.Response{StatusCode: status, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(answer))}, nil
}

// signed is a session that is there while the cookie is.
type signed struct{}

func (signed) Of(r *http.Request) Visitor {
	if _, err := r.Cookie("in"); err != nil {
		return Visitor{}
	}
	return Visitor{Token: "tok", Account: "acct_a"}
}

func (signed) End(http.ResponseWriter, *http.Request) {}

const aCase = `{"id":"case_a","kind":"personal_verification","status":"requires_input","turn":"applicant","allowed":["form","cancel"],
"next_action":{"type":"fill_form","fields":["name","document_kind","document_number","address"],"deadline":"2026-12-07T08:00:00Z"}}`

func epoch() time.Time { return time.Unix(0, 0) }

func serve(answers map[string]string) (*told, http.Handler) {
	api := &told{answers: answers}
	s := &Site{API: api, Base: "http://api", Sessions: signed{}, Now: epoch, Wall: epoch}
	return api, s.Handler()
}

func send(handler http.Handler, method, path string, form url.Values, header ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, path, strings.NewReader(form.Encode()))
	if form != nil {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	r.Header.Set("Cookie", "in=1")
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	handler.ServeHTTP(w, r)
	return w
}

// Whoever is not signed in, or comes from another site, gets nothing done.
func TestTHREATS_X19_who_is_not_signed_in(t *testing.T) {
	api, handler := serve(map[string]string{"GET /v1/cases/case_a": aCase})
	if w := send(handler, "GET", "/cases/case_a", nil, "Cookie", "x=1"); w.Code != 401 || len(api.asked) != 0 {
		t.Errorf("without a session: %d, asked %q", w.Code, api.asked)
	}
	if w := send(handler, "POST", "/cases/case_a/cancel", url.Values{}, "Origin", "https://thief.example", "Sec-Fetch-Site", "cross-site"); w.Code != 403 || len(api.asked) != 0 {
		t.Errorf("from another site: %d, asked %q", w.Code, api.asked)
	}
	if w := send(handler, "POST", "/sandbox/sign-in", url.Values{"who": {"demo1"}}); w.Code != 404 && w.Code != 405 {
		t.Errorf("the sandbox is there in live mode: %d", w.Code)
	}
	if w := send(handler, "POST", "/cases/case_a/decision", url.Values{}); w.Code != 404 || len(api.asked) != 0 {
		t.Errorf("a command that is none: %d, asked %q", w.Code, api.asked)
	}
}

// What was refused is drawn again with everything that was entered, each fault at its field, as text and never as markup.
func TestFAULT_S4_faults_at_their_fields(t *testing.T) {
	api, handler := serve(map[string]string{"GET /v1/cases/case_a": aCase, "POST /v1/cases/case_a/form": `{"code":"field_required","message":"m","message_zh":"z",
		"errors":[{"pointer":"/address/region","code":"field_required","message":"m","message_zh":"缺地区"},{"pointer":"/name","code":"name_invalid","message":"m","message_zh":"姓名错"}]}`})
	w := send(handler, "POST", "/cases/case_a/form", url.Values{"_key": {"k"}, "name": {`"><script>x</script>`}, "address.region": {""}, "address.detail": {"演示路"}})
	page := w.Body.String()
	for _, want := range []string{`id="f-address.region-wrong">此项必填。`, `<a href="#f-name">真实姓名</a>：姓名错`, `id="f-name-wrong">姓名错`, `value="演示路"`, `value="&#34;&gt;&lt;script&gt;x`} {
		if !strings.Contains(page, want) {
			t.Errorf("%d: %s is not on the page:\n%s", w.Code, want, page)
		}
	}
	if w.Code != 400 || strings.Contains(page, "<script>x") {
		t.Errorf("%d\n%s", w.Code, page)
	}
	if !strings.Contains(api.asked[0], `Bearer tok {"address":{"detail":"演示路","region":""},"name":`) {
		t.Errorf("asked %q", api.asked)
	}
}

// Every way out that is offered is one that the API allows (RULES H2).
func TestRULES_H2_what_is_allowed(t *testing.T) {
	_, handler := serve(map[string]string{"GET /v1/cases/case_a": aCase})
	for lang, word := range map[string]string{"zh": "撤销申请", "en": "Withdraw the application"} {
		page := send(handler, "GET", "/cases/case_a?lang="+lang, nil).Body.String()
		if !strings.Contains(page, word) || strings.Contains(page, `action="/cases/case_a/back"`) {
			t.Errorf("%s:\n%s", lang, page)
		}
	}
	if w := send(handler, "GET", "/cases/case_b", nil); w.Code != 404 || !strings.Contains(w.Body.String(), "认证申请不存在") {
		t.Errorf("somebody else's case: %d", w.Code)
	}
}

// An appeal about the account is answered where it is told; the case of somebody else has no link (THREATS X9, X11).
func TestTHREATS_X9_an_appeal_is_answered_where_it_is_told(t *testing.T) {
	api, handler := serve(map[string]string{
		"GET /v1/accounts/acct_a/messages":               `{"data":[{"id":"msg_1","case":"case_b","kind":"appeal_began","title":"T"},{"id":"msg_2","case":"case_c","kind":"place_taken"}]}`,
		"POST /v1/accounts/acct_a/appeals/case_b/answer": `{"object":"appeal_answer"}`,
	})
	page := send(handler, "GET", "/messages", nil).Body.String()
	if !strings.Contains(page, `action="/messages/case_b/answer"`) || strings.Contains(page, "/cases/case_b") || strings.Contains(page, "/cases/case_c") {
		t.Errorf("%s", page)
	}
	if w := send(handler, "POST", "/messages/case_b/answer", url.Values{"statement": {"mine"}}); w.Code != 200 {
		t.Errorf("%d", w.Code)
	}
	if last := api.asked[len(api.asked)-1]; last != `POST /v1/accounts/acct_a/appeals/case_b/answer Bearer tok {"statement":"mine"}` {
		t.Errorf("asked %s", last)
	}
}

// A new phone is proven where it was entered (THREATS X3).
func TestTHREATS_X3_a_new_phone_is_proven(t *testing.T) {
	api, handler := serve(map[string]string{
		"GET /v1/accounts/acct_a/contact": `{"email":"z***@example.com","waiting_phone":"137****1234"}`, "POST /v1/accounts/acct_a/contact/code": `{}`,
	})
	page := send(handler, "GET", "/contact", nil).Body.String()
	if !strings.Contains(page, `action="/contact/code"`) || !strings.Contains(page, "137****1234") {
		t.Errorf("%s", page)
	}
	send(handler, "POST", "/contact/code", url.Values{"code": {"123456"}})
	if last := api.asked[len(api.asked)-1]; last != `POST /v1/accounts/acct_a/contact/code Bearer tok {"code":"123456"}` {
		t.Errorf("asked %s", last)
	}
}

// Who looked is told by role, time and reason, with what was looked at (L4).
func TestRULES_L4_who_looked(t *testing.T) {
	_, handler := serve(map[string]string{
		"GET /v1/accounts/acct_a/accesses": `{"data":[{"case":"case_b","by":"reviewer","what":"plaintext","reason":"contact_applicant","at":"2026-07-01T02:04:00Z"},` +
			`{"case":"case_b","by":"reviewer","what":"picture","purpose":"ownership_proof","at":"2026-07-01T02:03:00Z"},{"case":"case_b","by":"holder","what":"picture","purpose":"licence","at":"2026-07-01T02:02:00Z"}],"next_cursor":"c1"}`,
	})
	for lang, words := range map[string][]string{
		"zh": {"审核人员", "联系申请人", "审核申请", "账号持有人", "/cases/case_b", "/accesses?cursor=c1"},
		"en": {"A reviewer", "To call the applicant", "To review the application", "Names and numbers in full"},
	} {
		page := send(handler, "GET", "/accesses?lang="+lang, nil).Body.String()
		for _, word := range words {
			if !strings.Contains(page, word) {
				t.Errorf("%s lacks %q:\n%s", lang, word, page)
			}
		}
	}
}
