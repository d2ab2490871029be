package texts

import (
	"strconv"

	"shiming/shared/realname"
)

// AboutText is what people read about a kind of case before they choose it (RULES A11): what it is, what it gives, and the
// word on the button.
type AboutText struct {
	Title, Hint, Start Sentence
	Points             []Sentence
}

// About returns what people read about the kind.
func About(k realname.Kind) AboutText { return abouts[k] }

// Advice is what people have to know of a kind before they choose it, with the policy's number of accounts, and what verification
// decides (RULES A11, FAULTS S7).
func Advice(k realname.Kind, p *realname.Policy) []Sentence {
	about := abouts[k]
	all := append([]Sentence{about.Hint}, about.Points...)
	many := func(en, zh string, n int) {
		all = append(all, Sentence{"One " + en + " can verify " + strconv.Itoa(n) + " accounts", "同一" + zh + "可认证 " + strconv.Itoa(n) + " 个账号"})
	}
	manager := func() { // whom an enterprise asks that needs more (FAULT S9)
		all = append(all, Sentence{"If you need more, ask your account manager, or " + p.Support, "如认证账号数量不能满足需要，请联系您的客户经理或客服（" + p.Support + "）"})
	}
	switch k {
	case realname.PersonalVerification:
		many("identity", "身份信息", p.Quota.Person)
		all = append(all, Home.Careful, Home.CarefulHint)
	case realname.EnterpriseVerification:
		many("enterprise", "企业主体", p.Quota.Enterprise)
		manager()
		all = append(all, Home.CarefulHint)
	case realname.PersonToEnterprise:
		many("enterprise", "企业主体", p.Quota.Enterprise)
		manager()
		if !p.Offers(realname.EnterpriseToPerson) {
			all = append(all, Sentence{"From an enterprise there is no way back to a person", "变更为企业认证后，无法再变更为个人认证"})
		}
	case realname.PersonToPerson, realname.EnterpriseToPerson, realname.FollowSite:
		many("identity", "身份信息", p.Quota.Person)
	case realname.EnterpriseToEnterprise:
		many("enterprise", "企业主体", p.Quota.Enterprise)
		manager()
	case realname.EnterpriseName, realname.LegalRepresentative, realname.Release, realname.Appeal, realname.EnterpriseAppeal,
		realname.Reverification:
	}
	return all
}

var start, startChange = Sentence{"Start", "开始认证"}, Sentence{"Start the change", "开始修改"}

var abouts = map[realname.Kind]AboutText{
	realname.PersonalVerification: {Sentence{"Personal verification", "个人认证"}, Sentence{"The account belongs to you as a person.", "适用个人用户，账号归属于个人。"},
		Sentence{"Verify as a person", "开始个人认证"}, []Sentence{
			{"Ordinary VAT invoices, no special ones", "可开增值税普通发票，不支持增值税专用发票"},
			{"Personal campaigns", "可参加个人类运营活动"},
			{"At least 18 years old; resident ID, or a travel permit of Hong Kong, Macao or Taiwan residents", "须年满 18 周岁；支持居民身份证、港澳居民来往内地通行证、台湾居民来往大陆通行证"},
			{"Done at once", "即时完成"},
		}},
	realname.EnterpriseVerification: {Sentence{"Enterprise verification", "企业认证"}, Sentence{"The account belongs to a company, sole trader, public body, school or organisation.", "适用企业、个体工商户、政府、事业单位、学校、组织等，账号归属企业。"},
		Sentence{"Verify as an enterprise", "开始企业认证"}, []Sentence{
			{"Ordinary and special VAT invoices", "可开增值税普通发票和专用发票"},
			{"Enterprise campaigns", "可参加企业类运营活动"},
			{"At once, or 1 to 5 working days by bank", "即时完成，或通过银行 1 至 5 个工作日"},
		}},
	realname.PersonToEnterprise: {Sentence{"Change to an enterprise", "变更为企业主体"}, Sentence{"The account goes from you to an enterprise. There is no way back to a person.", "账号和资源的归属由个人变更为企业；变更后无法再变更为个人。"},
		startChange, nil},
	realname.PersonToPerson: {Sentence{"Change to another person", "变更为其他个人"}, Sentence{"The account and everything on it goes to another person.", "账号和资源的归属变更为其他个人。"}, startChange, nil},
	realname.EnterpriseToEnterprise: {Sentence{"Change to another enterprise (A to B)", "变更企业主体（A 企业变成 B 企业）"}, Sentence{"Name and code of another enterprise: the account and everything on it goes there.", "名称和机构代码变更为其他企业，账号和资源的归属发生变更。"},
		startChange, []Sentence{{"Special VAT invoices to the old name are not possible afterwards", "变更后无法开具原名称抬头的增值税专用发票"}}},
	realname.EnterpriseToPerson: {Sentence{"Change to a person", "变更为个人"}, Sentence{"The account goes from the enterprise to a person.", "账号和资源的归属由企业变更为个人。"}, startChange, nil},
	realname.EnterpriseName: {Sentence{"New name, same code", "变更企业名称（机构代码不变）"}, Sentence{"Only the name of the enterprise changed; the account stays with it.", "仅企业名称发生变更，账号和资源的归属不变。"},
		startChange, []Sentence{{"Special VAT invoices to the old name are not possible afterwards", "变更后无法开具原名称抬头的增值税专用发票"}}},
	realname.LegalRepresentative: {Sentence{"New legal representative", "更新企业法人信息"}, Sentence{"Only the legal representative changed, or was never recorded; the account stays with the enterprise.", "仅企业法人发生变更或尚未登记，账号和资源的归属不变。"},
		startChange, nil},
	realname.FollowSite: {Sentence{"Follow the site that verified it", "同步实名信息"}, Sentence{"You have changed the identity on the site that verified this account: take the change over here.", "您已在原认证网站修改实名信息，将修改后的信息同步到本账号。"}, startChange, nil},
	realname.Release:    {Sentence{"Release the verification", "解除实名认证"}, Sentence{"The account is unverified again, and its place is free.", "解除后账号恢复为未实名，名额释放。"}, Sentence{"Start the release", "开始解除"}, nil},
	realname.Appeal: {Sentence{"Appeal", "申诉找回"}, Sentence{"Somebody verified an account with your document. With proof of ownership their verification is released.", "您的证件被他人用于实名认证？提交归属证明，审核通过后解除对方账号的实名。"},
		Sentence{"Start an appeal", "发起申诉"}, nil},
	realname.EnterpriseAppeal: {Sentence{"Appeal of an enterprise", "企业申诉找回"}, Sentence{"Somebody verified an account as your enterprise. With its licence, its legal representative and proof of ownership their verification is released.", "您的企业被他人用于实名认证？提交营业执照、法人手持身份证照片及归属证明，审核通过后解除对方账号的实名。"},
		Sentence{"Start an appeal of an enterprise", "发起企业申诉"}, nil},
	realname.Reverification: {Sentence{"Verify again", "重新认证"}, Sentence{"The platform asks for it: prove once more who the account belongs to.", "应平台要求，请再次核验账号的实名主体。"}, start, nil},
}

// Status returns how a case stands, in a word.
func Status(s realname.Status) Sentence { return statuses[s] }

var statuses = map[realname.Status]Sentence{
	realname.RequiresInput:  {"Waiting for you", "待您操作"},
	realname.Processing:     {"In progress", "处理中"},
	realname.StatusVerified: {"Done", "已完成"},
	realname.StatusReleased: {"Released", "已解除"},
	realname.StatusUpheld:   {"Upheld", "申诉成立"},
	realname.StatusRefused:  {"Refused", "未通过"},
	realname.StatusCanceled: {"Withdrawn", "已撤销"},
	realname.StatusExpired:  {"Expired", "已过期"},
}

// EndText is what people read at the end of a case: what became of it, and what comes next.
type EndText struct{ Title, Hint Sentence }

// Ended returns what people read at the end of a case.
func Ended(s realname.Status) EndText { return ends[s] }

var ends = map[realname.Status]EndText{
	realname.StatusVerified: {Sentence{"Verified", "认证完成"}, Sentence{"The account is verified. You can use everything that needs it from now on.", "账号实名认证已完成，您可以使用需要实名的全部功能。"}},
	realname.StatusReleased: {Sentence{"Released", "解除完成"}, Sentence{"The account is not verified any more. You can verify it anew at any time.", "账号的实名认证已解除，您可以随时重新认证。"}},
	realname.StatusUpheld:   {Sentence{"The appeal was upheld", "申诉成立"}, Sentence{"The other account's verification was released. Your document is free to be used.", "对方账号的实名认证已解除，您的证件可以正常使用。"}},
	realname.StatusRefused:  {Sentence{"This did not pass", "未通过"}, Sentence{"The account is as it was before. You can start anew.", "账号保持原状，您可以重新发起。"}},
	realname.StatusCanceled: {Sentence{"Withdrawn", "已撤销"}, Sentence{"The account is as it was before. You can start anew at any time.", "账号保持原状，您可以随时重新发起。"}},
	realname.StatusExpired:  {Sentence{"Expired", "已过期"}, Sentence{"It was not finished in time. The account is as it was before; you can start anew.", "未在有效期内完成，账号保持原状，您可以重新发起。"}},
}

// Turn returns whose turn it is (RULES H1).
func Turn(t realname.Turn) Sentence { return turns[t] }

var turns = map[realname.Turn]Sentence{
	realname.TurnApplicant: {"You", "您"},
	realname.TurnProvider:  {"The confirmation on the phone", "手机上的确认"},
	realname.TurnReviewer:  {"The reviewer", "人工审核"},
	realname.TurnBank:      {"The bank", "银行"},
	realname.TurnNobody:    {"Nobody: it has ended", "已结束"},
}

// Channel returns how a change is brought (RULES E6).
func Channel(c realname.Channel) Sentence { return channels[c] }

var channels = map[realname.Channel]Sentence{
	realname.Online: {"Online", "在线"}, realname.ByTicket: {"By ticket", "工单"}, realname.ByPost: {"By post", "邮寄"},
}

// Event returns what happened, for the timeline of a case.
func Event(t realname.EventType) Sentence { return events[t] }

var events = map[realname.EventType]Sentence{
	realname.Opened:            {"Opened", "发起申请"},
	realname.FormFilled:        {"Form filled in", "已填写信息"},
	realname.WentBack:          {"Went back to correct", "返回修改"},
	realname.KindChosen:        {"Kind of change chosen", "选择变更类型"},
	realname.MethodChosen:      {"Method chosen", "选择认证方式"},
	realname.CheckStarted:      {"Check started", "开始核验"},
	realname.CheckNoted:        {"Something is still missing on the phone", "手机端待补充"},
	realname.CheckFailed:       {"Check not passed", "核验未通过"},
	realname.CheckPassed:       {"Check passed", "核验通过"},
	realname.QuotaRefused:      {"No place left for this identity", "认证账号数已达上限"},
	realname.DepositIssued:     {"Amount named", "已生成付款金额"},
	realname.PaymentRefunded:   {"Wrong payment refunded", "错误付款已退回"},
	realname.DepositMatched:    {"Payment arrived", "收到付款"},
	realname.DepositWithdrawn:  {"Top-up withdrawn", "验证金已原路提现"},
	realname.DepositFailed:     {"Verification by bank failed", "银行验证失败"},
	realname.PapersFiled:       {"Papers handed in", "已提交资料"},
	realname.HandlerNamed:      {"Handler named", "已填写经办人"},
	realname.ReviewClaimed:     {"Review begun", "开始审核"},
	realname.ReviewGivenBack:   {"Review handed on", "审核转交"},
	realname.ReviewEscalated:   {"Review is overdue and was escalated", "审核超时，已升级处理"},
	realname.ReviewSeconded:    {"First reviewer decided", "初审完成"},
	realname.ReviewApproved:    {"Review passed", "审核通过"},
	realname.PapersAsked:       {"Papers asked for again", "需补充资料"},
	realname.PapersSupplied:    {"Papers supplied", "已补充资料"},
	realname.ReviewRefused:     {"Review not passed", "审核未通过"},
	realname.PayoutSent:        {"Money sent", "已打款"},
	realname.PayoutArrived:     {"Money arrived", "打款已到账"},
	realname.PayoutFailed:      {"Money came back", "打款失败"},
	realname.AmountWrong:       {"Wrong amount entered", "金额填写错误"},
	realname.AmountRight:       {"Amount confirmed", "金额验证通过"},
	realname.CaseCanceled:      {"Withdrawn", "已撤销"},
	realname.CaseExpired:       {"Expired", "已过期"},
	realname.Declared:          {"Declared", "已填写申请信息"},
	realname.RegisterConfirmed: {"Confirmed by the register", "登记信息核对一致"},
	realname.PostBooked:        {"Post arrived", "收到邮寄资料"},
	realname.PostComplete:      {"All posted papers arrived", "邮寄资料已齐"},
	realname.CodeSent:          {"Code sent", "已发送验证码"},
	realname.CodeRefused:       {"Not accepted", "未通过"},
	realname.CodeWrong:         {"Wrong code", "验证码错误"},
	realname.Forfeited:         {"Verification was released", "实名认证被解除"},
	realname.CaseRedacted:      {"Personal data erased", "个人信息已删除"},
	realname.FormerErased:      {"Former owner erased", "原认证主体信息已删除"},
}

// Paper returns what a paper is called.
func Paper(p realname.Purpose) Sentence { return papers[p] }

// Role returns what who acts in the role is called.
func Role(r realname.Role) Sentence { return roles[r] }

var roles = map[realname.Role]Sentence{
	realname.Holder:   {"The account's holder", "账号持有人"},
	realname.Platform: {"The platform", "平台"},
	realname.Reviewer: {"A reviewer", "审核人员"},
	realname.Admin:    {"An administrator", "管理员"},
	realname.Auditor:  {"An auditor", "审计人员"},
	realname.Provider: {"A provider", "核验服务方"},
	realname.System:   {"The system", "系统"},
}

// UnmaskReason returns what the reason to see everything in plaintext is called.
func UnmaskReason(r realname.UnmaskReason) Sentence {
	say := Reviewing
	return map[realname.UnmaskReason]Sentence{
		realname.UnmaskToCompare: say.Compare, realname.UnmaskToContact: say.Contact, realname.UnmaskForFraud: say.Fraud,
	}[r]
}

// Needs returns what people have to know of the method before they choose it (RULES C10).
func Needs(m realname.Method) []Sentence { return needs[m] }

var needs = map[realname.Method][]Sentence{
	realname.TopUp: {{"You need a bank account in the enterprise's name. Wrong payments come back by themselves.", "需具备企业对公银行账户；若打款错误或失败，验证金自动退回。"}},
	realname.CorporateTransfer: {{"You need a bank account in the enterprise's name, and two pictures of the legal representative holding the ID.",
		"需具备企业对公银行账户，以及企业法人手持身份证的两张照片。"}},
	realname.QQScan: {{"A QQ without a bank card is led to bind one, and goes on then.", "未绑定银行卡的 QQ 会被引导绑卡，完成后继续认证。"}},
}

// Right is something that a verified account may do (RULES A2): its name in the API, and how it is said.
type Right struct {
	Name    string
	Yes, No Sentence
}

// Rights lists what an account may do.
var Rights = []Right{
	{"ordinary_vat_invoice", Sentence{"Ordinary VAT invoices", "可开增值税普通发票"}, Sentence{"No ordinary VAT invoices", "不可开增值税普通发票"}},
	{"special_vat_invoice", Sentence{"Special VAT invoices", "可开增值税专用发票"}, Sentence{"No special VAT invoices", "不可开增值税专用发票"}},
	{"personal_campaigns", Sentence{"Personal campaigns", "可参加个人类活动"}, Sentence{"No personal campaigns", "不可参加个人类活动"}},
	{"enterprise_campaigns", Sentence{"Enterprise campaigns", "可参加企业类活动"}, Sentence{"No enterprise campaigns", "不可参加企业类活动"}},
}
