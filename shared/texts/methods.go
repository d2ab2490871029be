package texts

import (
	"shiming/shared/identity"
	"shiming/shared/realname"
)

// MethodText is what people read about a method: what it is called, how long it takes, and what it needs.
type MethodText struct{ Name, Duration, Hint Sentence }

// Method returns what people read about the method.
func Method(m realname.Method) MethodText { return methods[m] }

// MethodHint returns what the method needs of who shows the document: a WeChat that is to prove a permit was verified with it, and has
// a mainland bank card (RULES B6, FAULT S18).
func MethodHint(m realname.Method, document string) Sentence {
	permit := document == string(identity.HKMacaoPermit) || document == string(identity.TaiwanPermit)
	if m != realname.WeChatScan || !permit {
		return methods[m].Hint
	}
	name := Document(document)
	return Sentence{
		"Scan with your own WeChat; it must be verified with your " + name.EN + ", and have a mainland bank card bound.",
		"请使用本人微信扫码；该微信需使用" + name.ZH + "完成实名，并绑定大陆银行卡。",
	}
}

var methods = map[realname.Method]MethodText{
	realname.WeChatScan: {
		Sentence{"WeChat scan", "微信扫码"}, Sentence{"at once", "即时完成"},
		Sentence{
			"Scan with your own WeChat; a bank card must be bound to it.",
			"请使用本人微信扫码；微信需要绑定银行卡。",
		},
	},
	realname.QQScan: {
		Sentence{"QQ scan", "QQ扫码"}, Sentence{"at once", "即时完成"},
		Sentence{
			"Scan with your own mobile QQ; a bank card must be bound to it.",
			"请使用本人手机QQ扫码；手机QQ需要绑定银行卡。",
		},
	},
	realname.Face: {
		Sentence{"Face check", "人脸识别"}, Sentence{"at once", "即时完成"},
		Sentence{
			"Scan with WeChat and look into the camera; your face is compared once and not kept.",
			"微信扫码后进行人脸识别；人脸仅用于本次比对。",
		},
	},
	realname.OfficialAccount: {
		Sentence{"WeChat official account", "微信公众平台认证"}, Sentence{"at once", "即时完成"},
		Sentence{
			"The account must be verified as an enterprise under the same name; its administrator scans.",
			"需准备已完成企业认证的公众号，认证名称须与企业名称一致；由管理员本人微信扫码。",
		},
	},
	realname.RepresentativeWeChat: {
		Sentence{"Legal representative's WeChat", "企业法人微信扫码认证"}, Sentence{"at once", "即时完成"},
		Sentence{
			"The legal representative scans in person, with a WeChat that has a bank card bound.",
			"需企业法人亲自微信扫码校验；微信需绑定银行卡。",
		},
	},
	realname.RepresentativeFace: {
		Sentence{"Legal representative's face", "企业法人人脸识别认证"}, Sentence{"at once", "即时完成"},
		Sentence{
			"The legal representative scans and looks into the camera in person.",
			"需企业法人亲自扫码进行人脸识别。",
		},
	},
	realname.TopUp: {
		Sentence{"Top-up", "充值认证"}, Sentence{"about 1 working day", "约 1 个工作日"},
		Sentence{
			"Pay a small amount (below 1 yuan) from the enterprise's bank account; it is credited to the account.",
			"通过企业对公账户充值一笔小于 1 元的验证金；认证成功后充入账户余额，可随时提现。",
		},
	},
	realname.CorporateTransfer: {
		Sentence{"Corporate transfer", "企业对公打款认证"}, Sentence{"1 to 5 working days", "1 至 5 个工作日"},
		Sentence{
			"We send a small amount (below 1 yuan) to the enterprise's bank account; say which within 7 days of its arrival.",
			"我们将向企业对公账户打款（小于 1 元），请在到账后 7 天内填写金额。",
		},
	},
	realname.AppScan: {
		Sentence{"App scan", "App 扫码"}, Sentence{"at once", "即时完成"},
		Sentence{
			"Scan with the app of the group; if its account is verified, agree there and its identity is taken over.",
			"请使用集团 App 扫码；App 账号已实名的，勾选同意并确认后即可完成认证。",
		},
	},
	realname.BankCard: {
		Sentence{"Bank card", "银行卡"}, Sentence{"at once", "即时完成"},
		Sentence{
			"A debit or credit card of a supported bank; a code goes to the phone that the bank holds.",
			"请使用所支持银行的储蓄卡或信用卡；验证码将发送至银行预留手机。",
		},
	},
	realname.Binding: {
		Sentence{"Bind a verified account", "认证账号绑定"}, Sentence{"at once", "即时完成"},
		Sentence{
			"Name an account of the group that is verified with the same document; a code goes to its phone.",
			"请填写已用同一证件完成实名认证的账号；验证码将发送至该账号绑定的手机。",
		},
	},
	realname.GroupEnterprise: {
		Sentence{"Enterprise account of the group", "已实名的企业账号"}, Sentence{"at once", "即时完成"},
		Sentence{
			"The enterprise's verified account of the group, under the same name; its administrator scans.",
			"需具备集团内已完成企业实名的账号，认证名称须与企业名称一致；由管理员本人扫码。",
		},
	},
	realname.PaperReview: {
		Sentence{"Papers", "线下认证"}, Sentence{"some working days", "数个工作日"},
		Sentence{
			"Papers are reviewed by staff.",
			"由工作人员审核资料。",
		},
	},
}
