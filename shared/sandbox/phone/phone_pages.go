package sandbox

import (
	"html"
	"strings"

	"shiming/shared/identity"
	"shiming/shared/realname"
	"shiming/shared/texts"
)

// app is what the phone opens for a method.
type app struct {
	zh, en      string
	consentZH   string
	consentEN   string
	theme, mark string
}

var apps = map[realname.Method]app{
	realname.WeChatScan: {"微信", "WeChat", "《微信支付用户授权协议》", "the WeChat Pay user authorisation agreement", "wechat", markPerson},
	realname.QQScan:     {"手机QQ", "QQ", "《QQ钱包用户授权协议》", "the QQ Wallet user authorisation agreement", "qq", markPerson},
	realname.Face: {"人脸核身", "Face check", "《人脸核身用户授权协议》（人脸仅用于本次比对，不作留存）",
		"the face check authorisation agreement (the face is compared once and not kept)", "face", markFace},
	realname.OfficialAccount: {"微信公众平台", "WeChat official account", "《公众号认证信息授权协议》", "the official account authorisation agreement",
		"wechat", markPerson},
	realname.AppScan: {"集团 App", "App of the group", "《实名信息授权协议》，将 App 账号的实名信息用于本次认证",
		"the authorisation agreement: the app's identity is handed over for this verification", "group", markPerson},
	realname.GroupEnterprise: {"集团企业账号", "Enterprise account of the group", "《企业账号认证信息授权协议》",
		"the enterprise account authorisation agreement", "group", markPerson},
	realname.RepresentativeWeChat: {"微信", "WeChat", "《微信支付用户授权协议》", "the WeChat Pay user authorisation agreement", "wechat", markPerson},
	realname.RepresentativeFace: {"人脸核身", "Face check", "《人脸核身用户授权协议》（人脸仅用于本次比对，不作留存）",
		"the face check authorisation agreement (the face is compared once and not kept)", "face", markFace},
}

var documents = map[identity.DocumentKind][2]string{
	identity.ResidentID:    {"居民身份证", "Resident ID"},
	identity.HKMacaoPermit: {"港澳居民来往内地通行证", "Hong Kong and Macao permit"},
	identity.TaiwanPermit:  {"台湾居民来往大陆通行证", "Taiwan permit"},
}

// screen is one page: which colours, and what stands in it.
type screen interface {
	frame() (theme, zh, en string)
	write(w *writer)
}

// writer collects HTML: raw takes fixed markup, text takes anything and escapes it.
type writer struct{ strings.Builder }

func (w *writer) raw(markup string) { w.WriteString(markup) }
func (w *writer) text(s string)     { w.WriteString(html.EscapeString(s)) }

// both writes Chinese with the English under it.
func (w *writer) both(zh, en string) {
	w.text(zh)
	w.raw(`<small lang="en">`)
	w.text(en)
	w.raw(`</small>`)
}

// consentPage shows the identity and asks for consent and confirmation (RULES B3 to B6).
type consentPage struct {
	view
	platform         string
	bound            bool
	chosen           string // the row of the picker that is ticked; the first when empty
	alertZH, alertEN string
}

func (p *TestPhone) consent(v view, bound bool) consentPage {
	return consentPage{view: v, platform: p.platform, bound: bound}
}

// alert returns the same page with what has to be put right.
func (s consentPage) alert(zh, en string) consentPage {
	s.alertZH, s.alertEN = zh, en
	return s
}

func (s consentPage) frame() (string, string, string) {
	a := apps[s.check.Method]
	return a.theme, a.zh, a.en
}

func (s consentPage) write(w *writer) {
	a := apps[s.check.Method]
	w.raw(`<section class="card ask">` + a.mark + `<h1>`)
	switch s.check.Method {
	case realname.OfficialAccount:
		w.both(s.platform+" 申请核验贵单位的公众号", s.platform+" asks to verify your official account")
	case realname.GroupEnterprise:
		w.both(s.platform+" 申请核验贵单位的企业账号", s.platform+" asks to verify your enterprise account")
	case realname.AppScan:
		w.both(s.platform+" 申请使用您在 App 的实名信息", s.platform+" asks for the identity of your app's account")
	default:
		w.both(s.platform+" 申请核验您的实名信息", s.platform+" asks to verify your identity")
	}
	w.raw(`</h1><dl>`)
	for _, row := range s.rows() {
		w.raw(`<dt>`)
		w.both(row.zh, row.en)
		w.raw(`</dt><dd>`)
		w.text(row.value)
		w.raw(`</dd>`)
	}
	w.raw(`</dl></section>`)
	if s.alertZH != "" {
		w.raw(`<p class="alert" role="alert">`)
		w.both(s.alertZH, s.alertEN)
		w.raw(`</p>`)
	}
	if s.bound {
		w.raw(`<p class="good" role="status">`)
		w.both("银行卡已绑定，请继续确认", "The bank card is bound. Go on and confirm.")
		w.raw(`</p>`)
	}
	w.raw(`<form method="post" action="?">`)
	if s.bound {
		w.raw(`<input type="hidden" name="bound" value="1">`)
	}
	w.raw(`<fieldset class="card"><legend>`)
	w.both("沙箱：选择结果", "Sandbox: choose what happens")
	w.raw(`</legend>`)
	passed := false // the first that passes is ticked where nothing was chosen yet
	for _, c := range choices(s.check.Method, s.document()) {
		if s.bound && c.Words[0].Outcome == realname.Noted {
			continue
		}
		w.raw(`<label><input type="radio" name="outcome" value="`)
		w.text(c.Key)
		w.raw(`" required`)
		if c.Key == s.chosen || s.chosen == "" && !passed && c.Words[0].Outcome == realname.Passed {
			w.raw(` checked`)
			passed = true
		}
		w.raw(`><span>`)
		w.both(c.ZH, c.EN)
		w.raw(`</span></label>`)
	}
	w.raw(`</fieldset>`)
	if s.check.Method.TakesOver() {
		s.writeHolder(w)
	}
	w.raw(`<label class="agree"><input type="checkbox" name="consent" value="yes" required><span>`)
	w.both("我已阅读并同意"+a.consentZH, "I have read and accept "+a.consentEN)
	w.raw(`</span></label><button name="action" value="confirm">`)
	w.both("确认", "Confirm")
	w.raw(`</button><button class="plain" name="action" value="refuse" formnovalidate>`)
	w.both("拒绝", "Refuse")
	w.raw(`</button></form>`)
}

// writeHolder asks the tester who the app's account is verified as.
func (s consentPage) writeHolder(w *writer) {
	w.raw(`<fieldset class="card"><legend>`)
	w.both("沙箱：App 账号的实名信息", "Sandbox: who the app's account is verified as")
	w.raw(`</legend><label><span>`)
	w.both("姓名", "Name")
	w.raw(`</span><input class="text" name="name" autocomplete="off" value="` + appName + `"></label><label><span>`)
	w.both("居民身份证", "Resident ID")
	w.raw(`</span><input class="text" name="number" autocomplete="off" value="` + appNumber + `"></label></fieldset>`)
}

// row is one line of what is shown: whose account it is for and what for, and of who is asked, masked.
type row struct{ zh, en, value string }

func (s consentPage) rows() []row {
	purpose := texts.Kind(s.kind)
	rows := []row{{"账号", "Account", s.account.Masked()}, {"用途", "Purpose", purpose.ZH + " " + purpose.EN}} // THREATS X11
	if s.check.Method.TakesOver() {
		return rows // the app says who it is
	}
	if s.party == nil && !s.check.Method.Enterprise() {
		d := documents[s.form.Document]
		return append(rows, row{"姓名", "Name", s.form.Name}, row{d[0], d[1], s.form.Number})
	}
	rows = append(rows, row{"企业名称", "Enterprise", s.form.Name})
	if s.party == nil {
		return append(rows, row{"统一社会信用代码", "Code", s.form.Number})
	}
	who := row{"法定代表人", "Legal representative", s.party.Name}
	if s.check.Method == realname.Face {
		who.zh, who.en = "经办人", "Handler"
	}
	d := documents[identity.ResidentID]
	return append(rows, who, row{d[0], d[1], s.party.Number})
}

// bindPage leads a QQ without a bank card to bind one (RULES B4).
type bindPage struct{ view }

func (s bindPage) frame() (string, string, string) { return consentPage{view: s.view}.frame() }

func (s bindPage) write(w *writer) {
	w.raw(`<section class="card ask">` + markCard + `<h1>`)
	w.both("您尚未绑定银行卡", "No bank card is bound yet")
	w.raw(`</h1><p>`)
	w.both("绑定本人银行卡后即可继续实名认证。", "Bind a card of your own, then the verification goes on.")
	w.raw(`</p></section><form method="post" action="?"><button name="action" value="bind">`)
	w.both("立即绑定银行卡", "Bind a bank card now")
	w.raw(`</button><button class="plain" name="action" value="refuse">`)
	w.both("拒绝", "Refuse")
	w.raw(`</button></form>`)
}

// notice is a page that only tells something.
type notice struct {
	theme, mark string
	zh, en      string
	moreZH      string
	moreEN      string
}

func (n notice) frame() (string, string, string) {
	return n.theme, "实名认证", "Real-name verification"
}

func (n notice) write(w *writer) {
	w.raw(`<section class="card tell">` + n.mark + `<h1>`)
	w.both(n.zh, n.en)
	w.raw(`</h1>`)
	if n.moreZH != "" {
		w.raw(`<p>`)
		w.both(n.moreZH, n.moreEN)
		w.raw(`</p>`)
	}
	w.raw(`</section>`)
}

var (
	pageUnknown  = notice{mark: markNo, zh: "二维码无效", en: "This QR code is not one of ours", moreZH: "请返回电脑重新获取二维码。", moreEN: "Go back to the computer and get a new one."}
	pageReplaced = notice{mark: markNo, zh: "二维码已失效", en: "The QR code is no longer valid",
		moreZH: "电脑上已进行了其他操作，请扫描最新的二维码。", moreEN: "Something newer was done on the computer. Scan the newest code."}
	pageUnavailable = notice{mark: markNo, zh: "系统繁忙，请稍后再试", en: "Something does not answer. Try again shortly.",
		moreZH: "刷新本页可查看进度。", moreEN: "Reload this page to see how it stands."}
)

func pageExpired() notice {
	return gone(realname.CodeQRExpired, "二维码已过期", "The QR code has expired")
}

// gone is a page of a code that is over, with the advice that goes with it.
func gone(code realname.Code, zh, en string) notice {
	m := texts.Refusal(code)
	return notice{mark: markNo, zh: zh, en: en, moreZH: m.ZH, moreEN: m.EN}
}

// used is the page of a code that was answered before.
func used(v view) notice {
	n := gone(realname.CodeQRUsed, "二维码已使用", "The QR code has been used")
	n.theme = apps[v.check.Method].theme
	return n
}

// result is the page after the answer: what came of it.
func result(v view) notice {
	theme := apps[v.check.Method].theme
	if v.fault == "" {
		return notice{theme: theme, mark: markYes, zh: "核验通过", en: "Verified",
			moreZH: "请返回电脑查看结果。", moreEN: "Go back to the computer."}
	}
	n := gone(v.fault, "核验未通过", "Not verified")
	n.theme = theme
	return n
}
