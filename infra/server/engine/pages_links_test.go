package engine_test

import (
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"shiming/infra/tests/pii"
	"shiming/shared/realname"
)

// visitor is a browser at the pages: it keeps cookies, and follows no redirects by itself.
type visitor struct {
	w   *world
	jar http.CookieJar
	// from is the site that its posts come from.
	from string
}

func (w *world) visitor() *visitor {
	jar, err := cookiejar.New(nil)
	if err != nil {
		w.tb.Fatal(err)
	}
	return &visitor{w: w, jar: jar, from: "same-origin"}
}

var atPages = &url.URL{Scheme: "http", Host: "shiming.test", Path: "/"}

func (b *visitor) send(method, path string, form url.Values, header ...string) *httptest.ResponseRecorder {
	b.w.tb.Helper()
	r := httptest.NewRequest(method, "http://shiming.test"+path, strings.NewReader(form.Encode()))
	if method == http.MethodPost {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("Sec-Fetch-Site", b.from)
	}
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	for _, c := range b.jar.Cookies(atPages) {
		r.AddCookie(c)
	}
	out := httptest.NewRecorder()
	b.w.e.Handler.ServeHTTP(out, r)
	b.jar.SetCookies(atPages, out.Result().Cookies())
	return out
}

// sees asks for what has to come.
func (b *visitor) sees(status int, words string, out *httptest.ResponseRecorder) string {
	b.w.tb.Helper()
	page := out.Body.String()
	if out.Code != status || !strings.Contains(page, words) {
		b.w.tb.Fatalf("got %d, want %d with %q:\n%s", out.Code, status, words, page)
	}
	return page
}

// goes asks for a redirect.
func (b *visitor) goes(to string, out *httptest.ResponseRecorder) string {
	b.w.tb.Helper()
	at := out.Header().Get("Location")
	if out.Code != http.StatusSeeOther || !strings.HasPrefix(at, to) {
		b.w.tb.Fatalf("got %d to %q, want to go to %q:\n%s", out.Code, at, to, out.Body)
	}
	return at
}

// link is a link of the platform, as its path.
func (w *world) link(account, more string) string {
	w.tb.Helper()
	body := `{"return_url":"https://console.example.com/done?tab=id"` + more + `}`
	return path(w, w.must(201, ask{method: "POST", path: "/v1/accounts/" + account + "/links", token: w.token(realname.Platform, ""), body: body}).at("url"))
}

func path(w *world, address string) string {
	w.tb.Helper()
	u, err := url.Parse(address)
	if err != nil {
		w.tb.Fatal(err)
	}
	return u.RequestURI()
}

// What only looks at a link uses nothing up; who presses the button is signed in, in the language of the link, and goes back
// to the platform with the case and no result.
func TestRULES_H1_a_link_opens_on_the_pages(t *testing.T) {
	w := start(t, t.TempDir(), nil)
	link := w.link("acct_l1", `,"kind":"personal_verification","language":"en"`)
	for range 3 {
		w.visitor().sees(200, "Begin", w.visitor().send("GET", link, nil))
	}
	w.visitor().send("HEAD", link, nil)
	b := w.visitor()
	b.send("GET", link, nil)
	action, _, _ := strings.Cut(link, "?")
	out := b.send("POST", action, nil)
	advised := b.goes("/cases/case_", out)
	for _, c := range out.Result().Cookies() {
		if c.Name == "shiming-link" && (!c.HttpOnly || c.SameSite != http.SameSiteLaxMode || c.Path != "/" || c.Domain != "") {
			t.Errorf("the cookie of the session: %v", c)
		}
	}
	page := b.sees(200, "Verification decides who owns the account", b.send("GET", advised, nil)) // S7: said before anything is entered
	if !strings.Contains(page, `href="https://console.example.com/done?tab=id&amp;case=case_`) || strings.Contains(page, "Sign in") {
		t.Errorf("no way back on\n%s", page)
	}
	// A double click, and the window beside, are the same request for a while: one case is opened.
	if at := b.goes("/cases/", b.send("POST", action, nil)); at != advised {
		t.Errorf("%s was opened beside %s", at, advised)
	}
	b.sees(200, "Continue", b.send("GET", "/home?kind=personal_verification", nil))
	at, _, _ := strings.Cut(advised, "?")
	id := strings.TrimPrefix(at, "/cases/")
	b.sees(200, "done?tab=id&amp;case="+id, b.send("GET", at, nil))
	b.goes(at, b.send("POST", at+"/form", personForm(1)))
	b.goes(at, b.send("POST", at+"/method", url.Values{"method": {"wechat_scan"}}))
	b.sees(200, "/qr.svg", b.send("GET", at, nil))
	b.sees(200, "<svg", b.send("GET", at+"/qr.svg", nil))
	checking := w.must(200, ask{method: "GET", path: "/v1/cases/" + id, token: w.holder("acct_l1")})
	w.must(200, w.signed("n1", checkID(checking), "passed", ""))
	page = b.sees(200, `btn " href="https://console.example.com/done?tab=id&amp;case=`+id, b.send("GET", at, nil))
	if strings.Contains(page, "status=") {
		t.Errorf("a result stands in an address:\n%s", page)
	}
}

// personForm is what a made-up person enters, as a browser sends it.
func personForm(n int) url.Values {
	p := pii.Adults[n]
	return url.Values{"name": {p.Name}, "document_kind": {"resident_id"}, "document_number": {number(9_000 + n)}, "industry": {"I"},
		"address.region": {p.Region}, "address.detail": {p.Address}}
}

// Whatever is wrong with a link, a page says what happened and what to do.
func TestTHREATS_I1_links_that_do_not_open(t *testing.T) {
	w := start(t, t.TempDir(), nil)
	opened := func(b *visitor, link string) *httptest.ResponseRecorder {
		b.send("GET", link, nil)
		return b.send("POST", link, nil)
	}
	first := w.visitor()
	older := w.link("acct_l2", "")
	link := w.link("acct_l2", "")
	first.sees(410, "该链接已被更新的链接取代", opened(first, older))
	first.goes("/home", opened(first, link))
	t.Run("used_by_somebody_else", func(t *testing.T) {
		other := w.visitor()
		if page := other.sees(410, "该链接已被打开过", opened(other, link)); strings.Contains(page, `href="/home"`) {
			t.Errorf("who is not signed in is led on:\n%s", page)
		}
		other.sees(401, "尚未登录", other.send("GET", "/home", nil))
	})
	t.Run("used_in_this_browser", func(t *testing.T) {
		jar, _ := cookiejar.New(nil)
		for _, c := range first.jar.Cookies(atPages) {
			if c.Name != "shiming-browser" { // as another tab that asked with another key
				jar.SetCookies(atPages, []*http.Cookie{c})
			}
		}
		tab := &visitor{w, jar, "same-origin"}
		tab.sees(410, `href="/home"`, opened(tab, link))
		tab.sees(200, "实名认证", tab.send("GET", "/home", nil))
	})
	t.Run("guessed", func(t *testing.T) {
		b := w.visitor()
		b.sees(404, "无法识别该链接", opened(b, "/l/"+strings.Repeat("A", 43)))
		b.sees(404, "无法识别该链接", opened(b, "/l/x"))
	})
	t.Run("a_browser_that_keeps_no_cookies", func(t *testing.T) {
		fresh := w.link("acct_l3", "")
		b := w.visitor()
		b.sees(400, "Cookie", b.send("POST", fresh, nil))
		b.goes("/home", opened(b, fresh))
	})
	t.Run("from_another_site", func(t *testing.T) {
		fresh := w.link("acct_l4", "")
		thief := w.visitor()
		thief.send("GET", fresh, nil)
		thief.from = "cross-site"
		thief.sees(403, "其他网站", thief.send("POST", fresh, nil))
		thief.sees(403, "其他网站", thief.send("POST", fresh, nil, "Sec-Fetch-Site", "", "Origin", "https://thief.example"))
		thief.from = "same-origin"
		thief.goes("/home", thief.send("POST", fresh, nil))
	})
	t.Run("to_go_back_to_another_origin", func(t *testing.T) {
		refused := w.must(400, ask{method: "POST", path: "/v1/accounts/acct_l5/links", token: w.token(realname.Platform, ""), body: `{"return_url":"https://thief.example/"}`})
		if refused.at("code") != "return_url_not_allowed" {
			t.Error(refused.text)
		}
		first.rewrite("shiming-link", "return_url", "https://thief.example/")
		if page := first.sees(200, "实名认证", first.send("GET", "/home", nil)); strings.Contains(page, "thief") {
			t.Errorf("a browser that writes its own cookie is sent elsewhere:\n%s", page)
		}
	})
	t.Run("somebody_elses_case", func(t *testing.T) {
		at, _ := w.bring("acct_l6", realname.Filling, "")
		first.sees(404, "返回账号", first.send("GET", strings.TrimPrefix(at, "/v1"), nil))
	})
}

// rewrite changes a value of a session that the browser keeps.
func (b *visitor) rewrite(name, field string, value any) {
	b.w.tb.Helper()
	for _, c := range b.jar.Cookies(atPages) {
		if c.Name != name {
			continue
		}
		kept := map[string]any{}
		text, err := base64.RawURLEncoding.DecodeString(c.Value)
		if err != nil || json.Unmarshal(text, &kept) != nil {
			b.w.tb.Fatal("the cookie is not readable")
		}
		kept[field] = value
		text, _ = json.Marshal(kept)
		b.jar.SetCookies(atPages, []*http.Cookie{{Name: name, Value: base64.RawURLEncoding.EncodeToString(text), Path: "/"}})
		return
	}
	b.w.tb.Fatalf("there is no cookie %s", name)
}

// A token that is about to end is refreshed on the way. A session that ends in the middle of a form loses nothing of it: it is
// sent again, once there is another.
func TestFAULT_S4_a_session_that_ends_in_a_form(t *testing.T) {
	w := start(t, t.TempDir(), nil)
	b := w.visitor()
	link := w.link("acct_s1", "")
	b.send("GET", link, nil)
	b.goes("/home", b.send("POST", link, nil))
	at := b.goes("/cases/", b.send("POST", "/cases", url.Values{"kind": {"personal_verification"}, "_key": {"k"}}))
	b.rewrite("shiming-link", "token_expires_at", time.Now().Add(-time.Hour))
	b.rewrite("shiming-link", "token", "over")
	b.sees(200, at+"/form", b.send("GET", at, nil))
	var secret string
	for _, c := range b.jar.Cookies(atPages) {
		if c.Name == "shiming-link" {
			text, _ := base64.RawURLEncoding.DecodeString(c.Value)
			secret = regexp.MustCompile(`"session_secret":"([^"]+)"`).FindStringSubmatch(string(text))[1]
		}
	}
	w.must(200, ask{method: "POST", path: "/v1/sessions/end", body: `{"session_secret":"` + secret + `"}`})
	b.rewrite("shiming-link", "token_expires_at", time.Now().Add(-time.Hour))
	entered := personForm(2)
	page := b.sees(401, `value="`+entered.Get("address.detail")+`"`, b.send("POST", at+"/form", entered))
	for _, want := range []string{`action="` + at + `/form"`, "https://console.example.com/done", `value="` + entered.Get("name") + `"`} {
		if !strings.Contains(page, want) {
			t.Errorf("%s is not on the page:\n%s", want, page)
		}
	}
	b.sees(401, "再次", b.send("POST", at+"/form", entered))
	if out := b.send("GET", at+"/state", nil, "Accept", "application/json"); out.Code != 401 || !strings.HasPrefix(out.Body.String(), "{") {
		t.Errorf("the script is told %d %s", out.Code, out.Body)
	}
	again := w.link("acct_s1", "")
	b.send("GET", again, nil)
	b.goes("/home", b.send("POST", again, nil))
	b.goes(at, b.send("POST", at+"/form", entered))
	b.sees(200, entered.Get("name"), b.send("GET", at, nil))
	b.sees(200, "https://console.example.com/done", b.send("POST", "/sign-out", url.Values{}))
	b.sees(401, "尚未登录", b.send("GET", "/home", nil))
}

// Who is not at the desk proves it on another phone, or takes one picture, and sees nothing else; the desk keeps what was
// entered.
func TestTHREATS_I1_errands_on_the_pages(t *testing.T) {
	w := start(t, t.TempDir(), nil)
	desk, phone := w.visitor(), w.visitor()
	link := w.link("acct_e1", "")
	desk.send("GET", link, nil)
	desk.goes("/home", desk.send("POST", link, nil))
	at := desk.goes("/cases/", desk.send("POST", "/cases", url.Values{"kind": {"enterprise_verification"}, "_key": {"k"}}))
	page := desk.sees(200, `value="licence"`, desk.send("GET", at, nil))
	if !strings.Contains(page, `formaction="`+at+`/send"`) {
		t.Fatalf("no phone is sent for a picture:\n%s", page)
	}
	if enter := strings.Index(page, "<button hidden"); enter < 0 || enter > strings.Index(page, "formaction=") {
		t.Errorf("Enter sends a phone, and not the form:\n%s", page)
	}
	address := regexp.MustCompile(`data-copy="(http://shiming.test/l/[^"]+)"`)
	entered := url.Values{"_key": {"k2"}, "_send": {"licence"}, "_purpose.licence": {"licence"}, "_into.licence": {"licence"}, "name": {"海岚示例"}, "contact.phone": {"13800138000"}}
	page = desk.sees(200, `src="data:image/svg+xml;base64,`, desk.send("POST", at+"/send", entered))
	found := address.FindStringSubmatch(page)
	if found == nil || !strings.Contains(page, `value="13800138000"`) {
		t.Fatalf("no address, or the form is lost:\n%s", page)
	}
	to := path(w, found[1])
	phone.sees(200, "开始", phone.send("GET", to, nil))
	phone.goes("/errand", phone.send("POST", to, nil))
	page = phone.sees(200, `data-upload="/errand/documents"`, phone.send("GET", "/errand", nil))
	if strings.Contains(page, "acct_e1") || strings.Contains(page, "13800138000") || strings.Contains(page, `href="/home"`) {
		t.Errorf("the errand sees more than it needs:\n%s", page)
	}
	phone.sees(401, "尚未登录", phone.send("GET", at, nil))
	out := phone.send("POST", "/errand/documents", nil, "Content-Type", "application/json", "Accept", "application/json")
	if out.Code == 200 {
		t.Errorf("an upload of nothing: %d %s", out.Code, out.Body)
	}
	desk.sees(200, `value="13800138000"`, desk.send("POST", at+"/resume", url.Values{"_sent": {"licence"}, "_purpose.licence": {"licence"}, "_into.licence": {"licence"}, "contact.phone": {"13800138000"}}))
	// In one browser, both sessions are there.
	second := regexp.MustCompile(`data-copy="(http://shiming.test/l/[^"]+)"`).FindStringSubmatch(desk.send("POST", at+"/send", url.Values{"_key": {"k3"}, "_send": {"licence"}, "_purpose.licence": {"licence"}}).Body.String())
	both := path(w, second[1])
	desk.send("GET", both, nil)
	desk.goes("/errand", desk.send("POST", both, nil))
	desk.sees(200, "/errand/documents", desk.send("GET", "/errand", nil))
	desk.sees(200, at, desk.send("GET", at, nil))
	// A check on another phone.
	person := w.visitor()
	link = w.link("acct_e2", "")
	person.send("GET", link, nil)
	person.goes("/home", person.send("POST", link, nil))
	at = person.goes("/cases/", person.send("POST", "/cases", url.Values{"kind": {"personal_verification"}, "_key": {"k"}}))
	person.goes(at, person.send("POST", at+"/form", personForm(3)))
	person.goes(at, person.send("POST", at+"/method", url.Values{"method": {"wechat_scan"}}))
	found = address.FindStringSubmatch(person.sees(200, `data-then`, person.send("POST", at+"/send", url.Values{"_key": {"k4"}})))
	to = path(w, found[1])
	face := w.visitor()
	face.send("GET", to, nil)
	face.goes("/errand", face.send("POST", to, nil))
	face.sees(200, "/errand/qr.svg", face.send("GET", "/errand", nil))
	face.sees(200, "<svg", face.send("GET", "/errand/qr.svg", nil))
	face.goes("/errand", face.send("POST", "/errand/check", url.Values{}))
	page = face.sees(200, "/errand/state", face.send("GET", "/errand", nil))
	if strings.Contains(page, personForm(3).Get("name")) {
		t.Errorf("the errand sees who it is about:\n%s", page)
	}
	person.goes(at, person.send("POST", at+"/resume", url.Values{"_sent": {""}}))
}
