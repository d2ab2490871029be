package sandbox

import (
	g "maragu.dev/gomponents"
	h "maragu.dev/gomponents/html"

	"shiming/shared/identity"
	"shiming/shared/pages/frame"
	"shiming/shared/realname"
	"shiming/shared/texts"
)

// app is what the phone opens for a method.
type app struct {
	zh, en    string
	consentZH string
	consentEN string
	mark      string
}

var apps = map[realname.Method]app{
	realname.WeChatScan: {"微信", "WeChat", "《微信支付用户授权协议》", "the WeChat Pay user authorisation agreement", markPerson},
	realname.QQScan:     {"手机QQ", "QQ", "《QQ钱包用户授权协议》", "the QQ Wallet user authorisation agreement", markPerson},
	realname.Face: {"人脸核身", "Face check", "《人脸核身用户授权协议》（人脸仅用于本次比对，不作留存）",
		"the face check authorisation agreement (the face is compared once and not kept)", markFace},
	realname.OfficialAccount: {"微信公众平台", "WeChat official account", "《公众号认证信息授权协议》", "the official account authorisation agreement",
		markPerson},
	realname.AppScan: {"集团 App", "App of the group", "《实名信息授权协议》，将 App 账号的实名信息用于本次认证",
		"the authorisation agreement: the app's identity is handed over for this verification", markPerson},
	realname.GroupEnterprise: {"集团企业账号", "Enterprise account of the group", "《企业账号认证信息授权协议》",
		"the enterprise account authorisation agreement", markPerson},
	realname.RepresentativeWeChat: {"微信", "WeChat", "《微信支付用户授权协议》", "the WeChat Pay user authorisation agreement", markPerson},
	realname.RepresentativeFace: {"人脸核身", "Face check", "《人脸核身用户授权协议》（人脸仅用于本次比对，不作留存）",
		"the face check authorisation agreement (the face is compared once and not kept)", markFace},
}

var documents = map[identity.DocumentKind][2]string{
	identity.ResidentID:    {"居民身份证", "Resident ID"},
	identity.HKMacaoPermit: {"港澳居民来往内地通行证", "Hong Kong and Macao permit"},
	identity.TaiwanPermit:  {"台湾居民来往大陆通行证", "Taiwan permit"},
}

// screen is one page: what it is called, and what stands in it.
type screen interface {
	title() (zh, en string)
	body() []g.Node
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

func (s consentPage) title() (string, string) {
	a := apps[s.check.Method]
	return a.zh, a.en
}

// heading says who asks, and for what.
func (s consentPage) heading() g.Node {
	switch s.check.Method {
	case realname.OfficialAccount:
		return both(s.platform+" 申请核验贵单位的公众号", s.platform+" asks to verify your official account")
	case realname.GroupEnterprise:
		return both(s.platform+" 申请核验贵单位的企业账号", s.platform+" asks to verify your enterprise account")
	case realname.AppScan:
		return both(s.platform+" 申请使用您在 App 的实名信息", s.platform+" asks for the identity of your app's account")
	default:
		return both(s.platform+" 申请核验您的实名信息", s.platform+" asks to verify your identity")
	}
}

func (s consentPage) body() []g.Node {
	a := apps[s.check.Method]
	var facts []g.Node
	for _, row := range s.rows() {
		facts = append(facts, h.Dt(both(row.zh, row.en)), h.Dd(g.Text(row.value)))
	}
	all := []g.Node{h.Section(h.Class("card center"), g.Raw(a.mark), h.H1(s.heading()), h.Dl(h.Class("facts"), g.Group(facts)))}
	if s.alertZH != "" {
		all = append(all, frame.Note("bad", "", both(s.alertZH, s.alertEN)))
	}
	if s.bound {
		all = append(all, frame.Note("good", "", both("银行卡已绑定，请继续确认", "The bank card is bound. Go on and confirm.")))
	}
	rows := []g.Node{h.Class("stack"), h.Method("post"), h.Action("?")}
	if s.bound {
		rows = append(rows, frame.Hidden("bound", "1"))
	}
	rows = append(rows, h.FieldSet(h.Class("card"), h.Legend(h.Class("skip"), both("沙箱：选择结果", "Sandbox: choose what happens")),
		h.H2(h.Aria("hidden", "true"), both("沙箱：选择结果", "Sandbox: choose what happens")), h.Div(s.picker()...)))
	if s.check.Method.TakesOver() {
		rows = append(rows, holder())
	}
	return append(all, h.Form(append(rows,
		h.Label(h.Class("tick"), h.Input(h.Type("checkbox"), h.Name("consent"), h.Value("yes"), h.Required()), both("我已阅读并同意"+a.consentZH, "I have read and accept "+a.consentEN)),
		confirm("confirm", "确认", "Confirm"))...))
}

// picker lists what can happen; the first that passes is ticked where nothing was chosen yet.
func (s consentPage) picker() (all []g.Node) {
	passed := false
	for _, c := range choices(s.check.Method, s.document()) {
		if s.bound && c.Words[0].Outcome == realname.Noted {
			continue
		}
		chosen := c.Key == s.chosen || s.chosen == "" && !passed && c.Words[0].Outcome == realname.Passed
		passed = passed || chosen
		all = append(all, h.Label(h.Class("tick"), h.Input(h.Type("radio"), h.Name("outcome"), h.Value(c.Key), h.Required(), g.If(chosen, h.Checked())), both(c.ZH, c.EN)))
	}
	return all
}

// holder asks the tester who the app's account is verified as.
func holder() g.Node {
	field := func(name, value, zh, en string) g.Node {
		return h.Div(h.Class("field"), h.Label(h.For(name), both(zh, en)), h.Input(h.ID(name), h.Name(name), h.Value(value), h.AutoComplete("off")))
	}
	return frame.Card(h.H2(both("沙箱：App 账号的实名信息", "Sandbox: who the app's account is verified as")), field("name", appName, "姓名", "Name"), field("number", appNumber, "居民身份证", "Resident ID"))
}

// confirm are the two buttons of a screen: to go on, and to refuse.
func confirm(action, zh, en string) g.Node {
	return h.Div(h.Class("pile"), h.Button(h.Name("action"), h.Value(action), both(zh, en)),
		h.Button(h.Class("plain"), h.Name("action"), h.Value("refuse"), g.Attr("formnovalidate"), both("拒绝", "Refuse")))
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

func (s bindPage) title() (string, string) { return consentPage{view: s.view}.title() }

func (s bindPage) body() []g.Node {
	return []g.Node{
		h.Section(h.Class("card center"), g.Raw(markCard), h.H1(both("您尚未绑定银行卡", "No bank card is bound yet")),
			h.P(both("绑定本人银行卡后即可继续实名认证。", "Bind a card of your own, then the verification goes on."))),
		h.Form(h.Method("post"), h.Action("?"), confirm("bind", "立即绑定银行卡", "Bind a bank card now")),
	}
}

// notice is a page that only tells something.
type notice struct {
	good   bool
	zh, en string
	moreZH string
	moreEN string
}

func (n notice) title() (string, string) { return "实名认证", "Real-name verification" }

func (n notice) body() []g.Node {
	mark, kind := "!", "bad"
	if n.good {
		mark, kind = "✓", "good"
	}
	return []g.Node{h.Section(h.Class("card center"), h.Span(h.Class("icon "+kind), h.Aria("hidden", "true"), g.Text(mark)), h.H1(both(n.zh, n.en)),
		g.If(n.moreZH != "", h.P(both(n.moreZH, n.moreEN))))}
}

var (
	pageUnknown  = notice{zh: "二维码无效", en: "This QR code is not one of ours", moreZH: "请返回电脑重新获取二维码。", moreEN: "Go back to the computer and get a new one."}
	pageReplaced = notice{zh: "二维码已失效", en: "The QR code is no longer valid",
		moreZH: "电脑上已进行了其他操作，请扫描最新的二维码。", moreEN: "Something newer was done on the computer. Scan the newest code."}
	pageUnavailable = notice{zh: "系统繁忙，请稍后再试", en: "Something does not answer. Try again shortly.",
		moreZH: "刷新本页可查看进度。", moreEN: "Reload this page to see how it stands."}
)

func pageExpired() notice {
	return gone(realname.CodeQRExpired, "二维码已过期", "The QR code has expired")
}

// gone is a page of a code that is over, with the advice that goes with it.
func gone(code realname.Code, zh, en string) notice {
	m := texts.Refusal(code)
	return notice{zh: zh, en: en, moreZH: m.ZH, moreEN: m.EN}
}

// used is the page of a code that was answered before.
func used() notice {
	return gone(realname.CodeQRUsed, "二维码已使用", "The QR code has been used")
}

// result is the page after the answer: what came of it.
func result(v view) notice {
	if v.fault == "" {
		return notice{good: true, zh: "核验通过", en: "Verified", moreZH: "请返回电脑查看结果。", moreEN: "Go back to the computer."}
	}
	return gone(v.fault, "核验未通过", "Not verified")
}
