package sandbox

import (
	"slices"
	"strings"

	"shiming/shared/identity"
	"shiming/shared/realname"
)

// Word is what one callback says, or one answer.
type Word struct {
	Outcome realname.Outcome `json:"outcome"`
	Fault   realname.Code    `json:"fault,omitempty"` // empty when Outcome is realname.Passed
}

// Scenario is one way a check can go: a row of the picker on the phone page, and of the table of magic names.
type Scenario struct {
	// Key names the scenario in the form of the phone page.
	Key string
	// Name and Number make it happen without a phone: either is enough. Both are well formed and nobody's. They are those
	// of who proves it: a person, a legal representative, a handler; with an official account the enterprise.
	Name, Number string
	// Methods are those that can go this way.
	Methods []realname.Method
	// Permit says that it needs a Hong Kong, Macao or Taiwan permit (RULES B6).
	Permit bool
	// Words are the callbacks, in order.
	Words []Word
	// ZH and EN say what happens.
	ZH, EN string
}

// Magic returns the scenarios of people, in the order in which people see them. The picker shows those of one word; the
// others only have a name and a number.
func Magic() []Scenario {
	wechat := []realname.Method{realname.WeChatScan, realname.RepresentativeWeChat}
	face := []realname.Method{realname.Face, realname.RepresentativeFace}
	representative := []realname.Method{realname.RepresentativeWeChat, realname.RepresentativeFace}
	qq := []realname.Method{realname.QQScan}
	app := []realname.Method{realname.AppScan}
	own := slices.DeleteFunc(realname.Methods(), func(m realname.Method) bool { return !m.Shows() })
	all := append(slices.Clone(own), app...)
	one := func(o realname.Outcome, f realname.Code) []Word { return []Word{{o, f}} }
	fails := func(f realname.Code) []Word { return one(realname.Failed, f) }
	return []Scenario{
		{"passed", "甄通过", "110101190001019019", own, false, one(realname.Passed, ""),
			"通过", "Passes"},
		{"face_covered", "脸遮挡", "110101190001019027", face, false, fails(realname.CodeFaceCovered),
			"脸部被遮挡", "The face is covered"},
		{"face_mismatch", "不像本", "110101190001019035", face, false, fails(realname.CodeFaceMismatch),
			"不是本人", "Not the same person"},
		{"face_not_in_view", "框外脸", "110101190001019043", face, false, fails(realname.CodeFaceNotInView),
			"人脸未完全入框", "The face is not fully in view"},
		{"name_id_mismatch", "名不符", "110101190001019051", own, false, fails(realname.CodeNameMismatch),
			"姓名或证件号码不一致", "Name or number differs"},
		{"bank_card_required", "未绑卡", "11010119000101906X", wechat, false, fails(realname.CodeBankCardRequired),
			"微信未绑定银行卡", "No bank card is bound to WeChat"},
		{"bank_card_bind", "未绑卡", "11010119000101906X", qq, false, one(realname.Noted, realname.CodeBankCardRequired),
			"手机QQ未绑定银行卡，先去绑定", "No bank card is bound to QQ: led to bind one"},
		{"bank_card_bound", "待绑卡", "110101190001019078", qq, false,
			[]Word{{realname.Noted, realname.CodeBankCardRequired}, {realname.Passed, ""}},
			"手机QQ未绑定银行卡，绑定后通过", "No bank card is bound to QQ: binds one, then passes"},
		{"wechat_document_mismatch", "证不同", "H99000008", wechat[:1:1], true, fails(realname.CodeDocumentMismatch),
			"微信以其他证件实名", "WeChat was verified with another document"},
		{"consent_declined", "拒授权", "110101190001019094", all, false, fails(realname.CodeConsentDeclined),
			"拒绝授权", "Consent is declined"},
		{"id_not_found", "查无人", "110101190001019107", own, false, fails(realname.CodeIDNotFound),
			"库中无此证件号码", "The register does not know the number"},
		{"source_unavailable", "源故障", "110101190001019115", all, false, fails(realname.CodeSourceUnavailable),
			"核验数据源不可用", "The source does not answer"},
		{"not_representative", "非法人", "110101190001019123", representative, false, fails(realname.CodeNotRepresentative),
			"不是该企业的法定代表人", "Not the legal representative of this enterprise"},
		{"enterprise_not_listed", "新办证", "110101190001019131", representative, false, fails(realname.CodeEnterpriseNotListed),
			"登记机关尚无该企业", "The register does not list the enterprise yet"},
		{"app_passed", appName, appNumber, app, false, one(realname.Passed, ""),
			"App 账号已实名，接管其身份信息", "The app's account is verified: its identity is taken over"},
		{"app_not_verified", "未实名", "110101190001019422", app, false, fails(realname.CodeAppNotVerified),
			"App 账号未实名", "The app's account is not verified"},
	}
}

// appName and appNumber are who the app's account is verified as, unless the tester says another on the phone.
const appName, appNumber = "甄应用", "110101190001019414"

// MagicEnterprises returns the scenarios of official accounts (RULES C3), and of enterprise accounts of the group (RULES
// E5).
func MagicEnterprises() []Scenario {
	official, group := []realname.Method{realname.OfficialAccount}, []realname.Method{realname.GroupEnterprise}
	by := slices.Concat(official, group)
	fails := func(f realname.Code) []Word { return []Word{{realname.Failed, f}} }
	return []Scenario{
		{"account_passed", "甄通过科技有限公司", "91110101MA0000015M", by, false, []Word{{realname.Passed, ""}},
			"通过", "Passes"},
		{"account_of_another", "甄异名科技有限公司", "91110101MA0000023G", by, false, fails(realname.CodeEnterpriseMismatch),
			"账号的认证名称与企业名称不一致", "The account is another enterprise's"},
		{"account_not_verified", "甄未认证科技有限公司", "91110101MA0000031B", official, false, fails(realname.CodeAccountUnverified),
			"公众号未完成企业认证", "The official account is not verified as an enterprise"},
		{"group_not_verified", "甄未认证科技有限公司", "91110101MA0000031B", group, false, fails(realname.CodeGroupUnverified),
			"集团账号未完成企业实名", "The account of the group is not verified as an enterprise"},
		{"account_not_administrator", "甄访客科技有限公司", "91110101MA000004X3", by, false, fails(realname.CodeNotAdministrator),
			"扫码人不是账号管理员", "Who scans is not the administrator"},
		{"account_declined", "甄拒授权科技有限公司", "91110101MA00000583", by, false, fails(realname.CodeConsentDeclined),
			"管理员拒绝授权", "The administrator refuses"},
		{"account_source_unavailable", "甄源故障科技有限公司", "91110101MA0000066X", by, false, fails(realname.CodeSourceUnavailable),
			"核验数据源不可用", "The source does not answer"},
	}
}

// scenarios are all there are.
func scenarios() []Scenario { return slices.Concat(Magic(), MagicEnterprises()) }

// fits reports whether a check by this method, of somebody with this document, can go this way. Who acts for an
// enterprise has a resident ID.
func (s Scenario) fits(m realname.Method, d identity.DocumentKind) bool {
	return slices.Contains(s.Methods, m) && (!s.Permit || d != identity.ResidentID)
}

// known reports whether some scenario says the word: no other is a callback of the sandbox.
func (w Word) known() bool {
	for _, s := range scenarios() {
		if slices.Contains(s.Words, w) {
			return true
		}
	}
	return false
}

// choices are the rows of the picker: what can happen to this check on the phone.
func choices(m realname.Method, d identity.DocumentKind) []Scenario {
	return slices.DeleteFunc(scenarios(), func(s Scenario) bool { return len(s.Words) != 1 || !s.fits(m, d) })
}

// choice finds a row of the picker by its key.
func choice(key string, m realname.Method, d identity.DocumentKind) (Scenario, bool) {
	for _, s := range choices(m, d) {
		if s.Key == key {
			return s, true
		}
	}
	return Scenario{}, false
}

// MagicTable writes the magic names and numbers as a table in Markdown, for the README.
func MagicTable() string {
	var b strings.Builder
	b.WriteString("| 姓名 Name | 证件号码 Number | 方式 Methods | 结果 Outcome | 说明 What happens |\n|---|---|---|---|---|\n")
	for _, s := range scenarios() {
		var methods, words []string
		for _, m := range s.Methods {
			methods = append(methods, "`"+string(m)+"`")
		}
		for _, w := range s.Words {
			words = append(words, "`"+strings.TrimSuffix(string(w.Outcome)+" "+string(w.Fault), " ")+"`")
		}
		note := s.ZH + " · " + s.EN
		if s.Permit {
			note += "（仅通行证 permits only）"
		}
		b.WriteString("| " + s.Name + " | `" + s.Number + "` | " + strings.Join(methods, ", ") + " | " +
			strings.Join(words, ", then ") + " | " + note + " |\n")
	}
	return b.String()
}
