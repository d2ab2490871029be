package realname

import (
	"slices"
	"time"

	"shiming/shared/identity"
)

// Method is a way to prove an identity (认证方式).
type Method string

const (
	// WeChatScan proves a person by WeChat with a bank card bound (RULES B3, B6).
	WeChatScan Method = "wechat_scan"
	// QQScan proves a person by QQ with a bank card bound (RULES B4).
	QQScan Method = "qq_scan"
	// Face proves a person by liveness and comparison (RULES B5).
	Face Method = "face"
	// OfficialAccount proves an enterprise by its verified WeChat official account (RULES C3).
	OfficialAccount Method = "official_account"
	// RepresentativeWeChat proves an enterprise by its legal representative's WeChat (RULES C4).
	RepresentativeWeChat Method = "representative_wechat"
	// RepresentativeFace proves an enterprise by its legal representative's face (RULES C5).
	RepresentativeFace Method = "representative_face"
	// TopUp proves an enterprise by a payment from its bank account (RULES C6).
	TopUp Method = "top_up"
	// CorporateTransfer proves an enterprise by an amount sent to its bank account (RULES C7).
	CorporateTransfer Method = "corporate_transfer"
	// AppScan takes over the identity of an app's account of the group (RULES B8).
	AppScan Method = "app_scan"
	// BankCard proves a person by a bank card and a code to the phone that the bank holds (RULES B7).
	BankCard Method = "bank_card"
	// Binding takes over the identity of an account of the group, by a code to its phone (RULES B9).
	Binding Method = "binding"
	// GroupEnterprise proves an enterprise by its verified enterprise account of the group (RULES E5).
	GroupEnterprise Method = "group_enterprise"
	// PaperReview is how an identity was verified by papers alone (线下认证, RULES E6). It cannot be chosen.
	PaperReview Method = "paper_review"
)

// Personal reports whether the method proves people.
func (m Method) Personal() bool {
	switch m {
	case WeChatScan, QQScan, Face, AppScan, BankCard, Binding:
		return true
	case OfficialAccount, RepresentativeWeChat, RepresentativeFace, TopUp, CorporateTransfer, GroupEnterprise, PaperReview:
	}
	return false
}

// Enterprise reports whether the method proves enterprises.
func (m Method) Enterprise() bool {
	switch m {
	case OfficialAccount, RepresentativeWeChat, RepresentativeFace, TopUp, CorporateTransfer, GroupEnterprise:
		return true
	case WeChatScan, QQScan, Face, AppScan, BankCard, Binding, PaperReview:
	}
	return false
}

// NeedsRepresentative reports whether the legal representative has to be named when the method is chosen.
func (m Method) NeedsRepresentative() bool {
	return m == RepresentativeWeChat || m == RepresentativeFace
}

// Needs names what has to be said when the method is chosen: representative, card, group_account; empty for nothing.
func (m Method) Needs() string {
	switch m {
	case RepresentativeWeChat, RepresentativeFace:
		return "representative"
	case BankCard:
		return "card"
	case Binding:
		return "group_account"
	case WeChatScan, QQScan, Face, AppScan, OfficialAccount, TopUp, CorporateTransfer, GroupEnterprise, PaperReview:
	}
	return ""
}

// ByCode reports whether a code to a phone proves it (RULES B7, B9).
func (m Method) ByCode() bool { return m == BankCard || m == Binding }

// TakesOver reports whether the app's identity is taken over, so that no form is needed (RULES B8).
func (m Method) TakesOver() bool { return m == AppScan }

// MethodText is what people read about a method.
type MethodText struct{ Name, NameZH, Duration, DurationZH, Hint, HintZH string }

var methodTexts = map[Method]MethodText{
	WeChatScan: {"WeChat scan", "微信扫码", "at once", "即时完成",
		"Scan with your own WeChat; a bank card must be bound to it.", "请使用本人微信扫码；微信需要绑定银行卡。"},
	QQScan: {"QQ scan", "QQ扫码", "at once", "即时完成",
		"Scan with your own mobile QQ; a bank card must be bound to it.", "请使用本人手机QQ扫码；手机QQ需要绑定银行卡。"},
	Face: {"Face check", "人脸识别", "at once", "即时完成",
		"Scan with WeChat and look into the camera; your face is compared once and not kept.", "微信扫码后进行人脸识别；人脸仅用于本次比对。"},
	OfficialAccount: {"WeChat official account", "微信公众平台认证", "at once", "即时完成",
		"The account must be verified as an enterprise under the same name; its administrator scans.", "需准备已完成企业认证的公众号，认证名称须与企业名称一致；由管理员本人微信扫码。"},
	RepresentativeWeChat: {"Legal representative's WeChat", "企业法人微信扫码认证", "at once", "即时完成",
		"The legal representative scans in person, with a WeChat that has a bank card bound.", "需企业法人亲自微信扫码校验；微信需绑定银行卡。"},
	RepresentativeFace: {"Legal representative's face", "企业法人人脸识别认证", "at once", "即时完成",
		"The legal representative scans and looks into the camera in person.", "需企业法人亲自扫码进行人脸识别。"},
	TopUp: {"Top-up", "充值认证", "about 1 working day", "约 1 个工作日",
		"Pay a small amount (below 1 yuan) from the enterprise's bank account; it is credited to the account.", "通过企业对公账户充值一笔小于 1 元的验证金；认证成功后充入账户余额，可随时提现。"},
	CorporateTransfer: {"Corporate transfer", "企业对公打款认证", "1 to 5 working days", "1 至 5 个工作日",
		"We send a small amount (below 1 yuan) to the enterprise's bank account; say which within 7 days of its arrival.", "我们将向企业对公账户打款（小于 1 元），请在到账后 7 天内填写金额。"},
	AppScan: {"App scan", "App 扫码", "at once", "即时完成",
		"Scan with the app of the group; if its account is verified, agree there and its identity is taken over.", "请使用集团 App 扫码；App 账号已实名的，勾选同意并确认后即可完成认证。"},
	BankCard: {"Bank card", "银行卡", "at once", "即时完成",
		"A debit or credit card of a supported bank; a code goes to the phone that the bank holds.", "请使用所支持银行的储蓄卡或信用卡；验证码将发送至银行预留手机。"},
	Binding: {"Bind a verified account", "认证账号绑定", "at once", "即时完成",
		"Name an account of the group that is verified with the same document; a code goes to its phone.", "请填写已用同一证件完成实名认证的账号；验证码将发送至该账号绑定的手机。"},
	GroupEnterprise: {"Enterprise account of the group", "已实名的企业账号", "at once", "即时完成",
		"The enterprise's verified account of the group, under the same name; its administrator scans.", "需具备集团内已完成企业实名的账号，认证名称须与企业名称一致；由管理员本人扫码。"},
	PaperReview: {"Papers", "线下认证", "some working days", "数个工作日",
		"Papers are reviewed by staff.", "由工作人员审核资料。"},
}

// Text returns what people read about the method.
func (m Method) Text() MethodText { return methodTexts[m] }

// Option is a method with whether it can be chosen now, and if not, why (RULES A9).
type Option struct {
	Method      Method
	Available   bool
	Recommended bool
	// Reason says why it is not available; empty when it is.
	Reason Code
}

// Options lists the methods of the policy for the case, available or not, in the policy's order (RULES A9). Before a
// form was filled in only those are listed that need none. The recommended one is the first available that did not fail on this case; if
// every one failed, the first available.
func (c Case) Options(p *Policy, now time.Time) []Option {
	offered := p.methods(c)
	form := c.Form()
	if c.Last().State == Filling {
		form = nil // what stands there is to be corrected
	}
	if form == nil {
		offered = slices.DeleteFunc(slices.Clone(offered), func(mp MethodPolicy) bool { return !mp.Method.TakesOver() })
	}
	failed := map[Method]bool{}
	method := Method("")
	for _, e := range c.Events {
		if e.Method != "" {
			method = e.Method
		}
		if e.Type == CheckFailed {
			failed[method] = true
		}
	}
	tired := c.checksOn(now) >= p.ChecksPerDay
	options := make([]Option, 0, len(offered))
	for _, mp := range offered {
		o := Option{Method: mp.Method, Available: true}
		switch {
		case form != nil && mp.refuses(form) != "":
			o.Available, o.Reason = false, mp.refuses(form)
		case tired && mp.Method != TopUp: // which needs no check
			o.Available, o.Reason = false, CodeCheckDailyLimit
		}
		options = append(options, o)
	}
	best := slices.IndexFunc(options, func(o Option) bool { return o.Available && !failed[o.Method] })
	if best < 0 {
		best = slices.IndexFunc(options, func(o Option) bool { return o.Available })
	}
	if best >= 0 {
		options[best].Recommended = true
	}
	return options
}

// refuses says why the method does not fit the form; empty when it does.
func (mp MethodPolicy) refuses(f *Form) Code {
	if mp.Method.TakesOver() {
		return "" // whatever the form says, the app says who it is
	}
	if mp.Method.Personal() && !slices.Contains(mp.Documents, f.Document) {
		return CodeMethodNotForDoc
	}
	if mp.CommercialOnly && !f.Commercial {
		return CodeMethodNotForOrg
	}
	return ""
}

// Accepts reports whether the method of the case is for that document.
func (c Case) Accepts(p *Policy, d identity.DocumentKind) bool {
	return slices.ContainsFunc(p.methods(c), func(m MethodPolicy) bool {
		return m.Method == c.Method() && slices.Contains(m.Documents, d)
	})
}

// allowMethod says why the method cannot be chosen for the case, or nil.
func (p *Policy) allowMethod(m Method, c Case) error {
	offered, form := p.methods(c), c.Form()
	if (form == nil || c.Last().State == Filling) && !m.TakesOver() {
		return Refuse(CodeWrongState)
	}
	i := slices.IndexFunc(offered, func(mp MethodPolicy) bool { return mp.Method == m })
	if i < 0 {
		return RefuseField(CodeMethodNotOffered, "method")
	}
	if form == nil {
		return nil
	}
	if code := offered[i].refuses(form); code != "" {
		return RefuseField(code, "method")
	}
	return nil
}

// methods lists what the flow of the case offers, the recommended one first.
func (p *Policy) methods(c Case) []MethodPolicy { return p.flowOf(c).Methods }

// identifyBy is the method by which the present subject of the case proves itself: the first of the flow's that fits its
// document (RULES D5 to D7); empty when none does.
func (p *Policy) identifyBy(c Case) Method {
	present := c.Present()
	if present == nil {
		return ""
	}
	for _, mp := range p.flowOf(c).Identify {
		if mp.refuses(present.form()) == "" {
			return mp.Method
		}
	}
	return ""
}
