package browser

import "testing"

// say is a word in the language of the look.
func (p *person) say(zh, en string) string {
	if p.look.lang == "en" {
		return en
	}
	return zh
}

// signIn opens the page at the root and signs in as an account, with one click.
func (p *person) signIn(account string) {
	p.t.Helper()
	p.visit("/?lang="+p.look.lang, "welcome")
	p.press(account, "home")
}

// looks are how the flows are looked at: both languages, narrow and wide, light and dark.
var looks = []look{{lang: "zh", wide: 1440}, {lang: "en", wide: 360, dark: true}}

func TestRULES_B3_a_person_verifies_by_WeChat(t *testing.T) {
	for _, l := range looks {
		t.Run(l.String(), func(t *testing.T) {
			p := open(t, serve(t, "tencent"), l)
			p.signIn("acct_demo1")
			p.press(p.say("开始个人认证", "Verify as a person"), "form")
			p.press(`form[action$="/form"] button`, "form-empty")
			p.sees(p.say("证件", "document"))
			p.fill("name", "王小明", "document_number", "11010519491231002X", "industry", "I", "address.region", "北京市东城区", "address.detail", "演示路1号")
			p.press(`form[action$="/form"] button`, "method")
			p.sees("王小明")
			p.press(`#wechat_scan form button`, "scan")
			p.confirmOnPhone()
			p.sees(p.say("认证完成", "Verified"))
			p.examine("done")
			p.visit("/home", "verified")
		})
	}
}
