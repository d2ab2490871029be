package browser

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"shiming/shared/realname"
)

// handOver makes a link of the platform, that leads back to an address.
func handOver(w *world, account, back, language string) string {
	w.t.Helper()
	var made struct{ URL string }
	w.ask(realname.Actor{Role: realname.Platform, ID: "p"}, http.MethodPost, "/v1/accounts/"+account+"/links",
		map[string]any{"kind": "personal_verification", "return_url": back, "language": language}, &made)
	return made.URL
}

// From the platform's link to a verified person and back, with a session that ends in the middle of the form.
func TestRULES_H1_from_a_link_and_back(t *testing.T) {
	came := make(chan string, 8)
	platform := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/done" {
			came <- r.URL.Query().Get("case")
		}
		w.Header().Set("Content-Type", "text/html")
		_, _ = w.Write([]byte(`<!doctype html><link rel="icon" href="data:,"><title>x</title><main>welcome back</main>`))
	}))
	t.Cleanup(platform.Close)
	for i, l := range looks {
		t.Run(l.String(), func(t *testing.T) {
			w := run(t, "tencent", map[string]string{"RETURN_ORIGINS": platform.URL})
			p := open(t, w, l)
			p.also = strings.TrimPrefix(platform.URL, "http://")
			account := "acct_link" + string(rune('a'+i))
			p.visit(handOver(w, account, platform.URL+"/done", l.lang), "link")
			p.counts = new(int)
			p.press(p.say("开始", "Begin"), "form-advised")
			p.sees(p.say("实名认证决定账号及其资源的归属", "Verification decides who owns the account")) // before anything is entered (FAULT S7)
			p.fill("name", "王小明", "document_number", "11010519491231002X", "industry", "I", "address.region", "北京市东城区", "address.detail", "演示路1号")

			// Signed out in another window, the text survives until a new link was opened.
			other := p.tab(w.url + "/messages")
			other.press(p.say("退出", "Sign out"), "signed-out")
			counts := p.counts
			p.counts = nil
			p.press(`form[action$="/form"] button`, "ended")
			if got := js[string](p, `document.querySelector('[name="address.detail"]').value`); got != "演示路1号" {
				t.Errorf("what was entered is %q", got)
			}
			other.visit(handOver(w, account, platform.URL+"/done", l.lang), "")
			other.press(p.say("开始", "Begin"), "")
			other.close()
			p.counts = counts
			p.press(`form[action$="/form"] button`, "method")
			p.sees("王小明")
			p.press(`#wechat_scan form button`, "scan")
			p.counts = nil
			p.errand()
			p.counts = counts
			p.confirmOnPhone() // where the code was scanned at a desk, nothing is pressed to open the phone's page
			p.sees(p.say("认证完成", "Verified"))
			p.examine("done")
			if most := map[bool]int{true: 6, false: 5}[l.wide < phone]; *counts != most {
				t.Errorf("%d clicks from the link to a verified person by WeChat, want %d (at most 6)", *counts, most)
			}
			p.counts = nil
			id := p.where()[strings.LastIndex(p.where(), "/")+1:]
			p.press(p.say("返回 127.0.0.1", "Back to 127.0.0.1"), "")
			if got := <-came; got != id || !strings.HasPrefix(id, "case_") {
				t.Errorf("the platform is told of %q, the case is %q", got, id)
			}
			p.visit(p.base+"/l/"+strings.Repeat("A", 43), "")
			p.press(p.say("开始", "Begin"), "unknown-link")
			p.sees(p.say("在本浏览器继续", "Go on in this browser"))
		})
	}
}

// errand lets a second phone do the check: its page shows no more than it needs, and the desk goes on by itself.
func (p *person) errand() {
	p.t.Helper()
	at := p.where()
	p.press(`form[action$="/send"] button`, "send")
	address := js[string](p, `document.querySelector("[data-copy^=http]").dataset.copy`)
	phone := p.tab(address)
	phone.press(p.say("开始", "Begin"), "errand")
	if u, _ := url.Parse(phone.where()); u.Path != "/errand" {
		p.t.Errorf("the errand is at %s", phone.where())
	}
	phone.press(`form[action$="/check"] button`, "errand-begun")
	phone.close()
	p.until(`location.pathname===` + quote(strings.TrimPrefix(at, p.base)))
	p.until(`document.querySelector(".qr")`)
}
