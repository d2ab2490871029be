package browser

import (
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/network"

	"shiming/shared/realname"
)

// Each way in which a link does not open is a page of its own that says what happened, and what to do.
func TestFAULT_S4_THREATS_I1_links_that_do_not_open(t *testing.T) {
	for _, l := range looks {
		t.Run(l.String(), func(t *testing.T) {
			t.Parallel()
			w := run(t, "tencent", map[string]string{"RETURN_ORIGINS": "https://platform.example"})
			link := func() string { return handOver(w, "acct_bad", "https://platform.example/done", l.lang) }
			p, other := open(t, w, l), open(t, w, l)
			opens := func(who *person, at, name, zh, en string) {
				t.Helper()
				who.visit(at, "")
				who.press(who.say("开始", "Begin"), name)
				who.sees(who.say(zh, en))
			}
			older, newer := link(), link()
			opens(p, older, "link-older", "该链接已被更新的链接取代", "newer")
			opens(p, newer, "link-opens", "实名认证决定账号及其资源的归属", "Verification decides who owns the account")
			opens(other, newer, "link-used", "该链接已被打开过", "opened")
			other.visit("/home", "link-not-signed-in")
			other.sees(other.say("您尚未登录", "You are not signed in"))
			opens(other, w.url+"/l/"+strings.Repeat("A", 43), "link-guessed", "无法识别该链接", "not")
			late := link()
			w.later(49 * time.Hour)
			opens(other, late, "link-expired", "该链接已过期", "was not opened in time")
			if text := other.text(); strings.Contains(text, "acct_bad") {
				t.Errorf("a link that does not open says whose it is: %s", text)
			}
		})
	}
}

// A page of another site can neither post here nor be gone back to.
func TestFAULT_S4_THREATS_X19_from_and_to_another_site(t *testing.T) {
	w := serve(t, "tencent")
	thief := httptest.NewServer(http.HandlerFunc(func(out http.ResponseWriter, _ *http.Request) {
		out.Header().Set("Content-Type", "text/html")
		_, _ = out.Write([]byte(`<!doctype html><link rel="icon" href="data:,"><title>x</title><main><form method="post" action="` + w.url +
			`/cases"><input type="hidden" name="kind" value="personal_verification"><button>win</button></form></main>`))
	}))
	t.Cleanup(thief.Close)
	p := open(t, w, looks[0])
	p.also = strings.Replace(strings.TrimPrefix(thief.URL, "http://"), "127.0.0.1", "localhost", 1)
	p.signIn("acct_demo1")
	p.visit("http://"+p.also, "")
	p.press("win", "foreign-post")
	p.sees("This came from a page of another site") // the cookie with the language does not come along, either
	p.press("To the account", "")
	p.sees("开始个人认证") // nothing was opened

	refused := map[string]any{"kind": "personal_verification", "return_url": thief.URL}
	if code := w.refused(realname.Actor{Role: realname.Platform, ID: "p"}, "/v1/accounts/acct_demo1/links", refused); code != "return_url_not_allowed" {
		t.Errorf("a link back to another site: %q", code)
	}
}

// A browser that writes another address into its own cookie is not led there.
func TestFAULT_S4_THREATS_X19_a_cookie_with_another_way_back(t *testing.T) {
	w := run(t, "tencent", map[string]string{"RETURN_ORIGINS": "https://platform.example"})
	p := open(t, w, looks[0])
	p.visit(handOver(w, "acct_back", "https://platform.example/done", "zh"), "")
	p.press("开始", "")
	p.sees("platform.example")
	for _, c := range call(p, network.GetCookies, network.GetCookiesParams{URLs: []string{w.url}}).Cookies {
		var kept map[string]any
		if text, err := base64.RawURLEncoding.DecodeString(c.Value); err != nil || json.Unmarshal(text, &kept) != nil || kept["return_url"] == nil {
			continue
		}
		kept["return_url"] = "https://thief.example/"
		text, err := json.Marshal(kept)
		if err != nil {
			t.Fatal(err)
		}
		call(p, network.SetCookie, network.SetCookieParams{Name: c.Name, Value: base64.RawURLEncoding.EncodeToString(text), URL: w.url, HTTPOnly: new(true)})
	}
	p.visit("/home", "")
	if js[bool](p, `document.documentElement.outerHTML.includes("thief.example")`) || js[bool](p, `document.documentElement.outerHTML.includes("platform.example")`) {
		t.Errorf("the way back is %s", p.text())
	}
}

// Two tabs of one case: what the first one did is told in the second, and happens once.
func TestFAULT_S4_two_tabs(t *testing.T) {
	w := newWalk(t, first(t, "tencent", realname.PersonalVerification), looks[0])
	w.enter(w.account)
	w.begin()
	w.subject = w.whom()
	second := w.tab(w.where())
	w.fills()
	w.sees("王小明")
	second.fill("name", "甄通过", "document_number", "110101190001019019", "industry", "I", "address.region", "上海市", "address.detail", "演示路2号")
	second.press(`form[action$="/form"] button`, "second-tab")
	second.until(`document.querySelector("[role=alert]")`)
	second.sees("王小明")
	second.press(`#wechat_scan form button`, "")
	second.confirmOnPhone()
	second.sees("认证完成")
	w.press(`#wechat_scan form button`, "first-tab")
	w.until(`document.querySelector("[role=alert]")`)
	w.sees("认证完成")
	got := w.happened()
	if slices.Sort(got); len(slices.Compact(slices.Clone(got))) != len(got) {
		t.Errorf("something happened twice: %v", got)
	}
}
