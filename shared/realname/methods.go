package realname

import (
	"slices"
	"time"
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
)

// Personal reports whether the method proves people.
func (m Method) Personal() bool {
	switch m {
	case WeChatScan, QQScan, Face:
		return true
	case OfficialAccount, RepresentativeWeChat, RepresentativeFace, TopUp, CorporateTransfer:
		return false
	}
	return false
}

// Enterprise reports whether the method proves enterprises.
func (m Method) Enterprise() bool {
	switch m {
	case OfficialAccount, RepresentativeWeChat, RepresentativeFace, TopUp, CorporateTransfer:
		return true
	case WeChatScan, QQScan, Face:
		return false
	}
	return false
}

// NeedsRepresentative reports whether the legal representative has to be named when the method is chosen.
func (m Method) NeedsRepresentative() bool {
	return m == RepresentativeWeChat || m == RepresentativeFace
}

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

// Options lists the methods of the policy for the case, available or not, in the policy's order (RULES A9). It is
// empty before a form was filled in. The recommended one is the first available that did not fail on this case; if
// every one failed, the first available.
func (c Case) Options(p *Policy, now time.Time) []Option {
	offered := p.methods(c.Kind)
	form := c.Form()
	if form == nil {
		return nil
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
		case mp.refuses(form) != "":
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
	if mp.Method.Personal() && !slices.Contains(mp.Documents, f.Document) {
		return CodeMethodNotForDoc
	}
	if mp.CommercialOnly && !f.Commercial {
		return CodeMethodNotForOrg
	}
	return ""
}

// allowMethod says why the method cannot be chosen for the case, or nil.
func (p *Policy) allowMethod(m Method, c Case) error {
	i := slices.IndexFunc(p.methods(c.Kind), func(mp MethodPolicy) bool { return mp.Method == m })
	if i < 0 {
		return refuseField(CodeMethodNotOffered, "method")
	}
	if code := p.methods(c.Kind)[i].refuses(c.Form()); code != "" {
		return refuseField(code, "method")
	}
	return nil
}

// methods lists what the policy offers for the kind of case, the recommended one first.
func (p *Policy) methods(k Kind) []MethodPolicy {
	switch k {
	case PersonalVerification:
		return p.Personal
	case EnterpriseVerification:
		return p.Enterprise
	}
	return nil
}
