package texts

import (
	"strconv"
	"strings"
	"time"

	"shiming/shared/realname"
)

// Warnings are what people have to know before they pay or file by the method (RULES C10), in the order in which they are
// shown, with the policy's numbers; none of a method by which no money moves.
func Warnings(m realname.Method, p *realname.Policy) []Sentence {
	numbers := strings.NewReplacer(
		"{payments}", strconv.Itoa(p.Deposit.TopUpPayments), "{days}", strconv.Itoa(p.Deposit.ConfirmDays), "{tries}", strconv.Itoa(p.Deposit.ConfirmTries),
	)
	var all []Sentence
	for _, w := range warnings[m] {
		all = append(all, Sentence{numbers.Replace(w.EN), numbers.Replace(w.ZH)})
	}
	return all
}

var warnings = map[realname.Method][]Sentence{
	realname.TopUp: {
		{
			"The name of the paying account must equal the enterprise's name, or the payment does not pass.",
			"请使用与企业营业执照主体名称一致的对公账户付款；付款账户名称与企业名称不一致，将不会通过验证。",
		},
		{
			"Pay the exact amount that is shown. A wrong payment goes back by itself, and at most {payments} are taken.",
			"请严格按页面所示金额付款。付款错误或失败的，款项自动退回；最多可付款 {payments} 次。",
		},
		{
			"This receiving account serves verification only. Make no other remittances to it.",
			"此收款账户仅用于实名认证，请勿用于其他汇款。",
		},
		{
			"When the money arrives is the banks' to say, usually within one working day. It is then credited to your account, and can be " +
				"withdrawn to where it came from.",
			"到账时间一般为 1 个工作日内，具体以银行系统为准。到账后计入账号余额，可原路提现。",
		},
	},
	realname.CorporateTransfer: {
		{
			"Give the enterprise's own bank account, of the same name as on the licence, or the amount does not arrive.",
			"请填写与企业营业执照主体名称一致的对公银行账户信息，否则会打款失败。",
		},
		{
			"What is submitted cannot be called back, nor can money that is on its way. Check it before you submit.",
			"一经提交无法撤回打款，请在提交前谨慎核对填写的信息。",
		},
		{
			"When the amount arrives is the bank's to say. Confirm it within {days} days of being told; there are {tries} tries.",
			"实际到账时间以银行为准。请在收到到账提醒后 {days} 天内填写金额，共有 {tries} 次机会。",
		},
	},
}

// Late warns of a method that takes so many working days, and may not be done when the case ends (FAULTS D1).
func Late(days int, end time.Time) Sentence {
	n := strconv.Itoa(days)
	return Sentence{
		"Review and transfer take up to " + n + " working days, and this application ends on " + dayEN(end) + ". It may end before the amount has " +
			"arrived and is confirmed; choose a method that is done at once, if you can.",
		"该方式的审核与打款最长需 " + n + " 个工作日，而本申请将于 " + dayZH(end) + "到期，到期前可能无法到账并完成验证。如条件允许，请选择即时完成的方式。",
	}
}

// WaysToPay are the ways in which a top-up can be paid (RULES C6).
func WaysToPay() []Sentence {
	return []Sentence{
		{"online banking", "网上银行"}, {"mobile banking", "手机银行"}, {"wire transfer", "电汇"}, {"cheque", "支票"},
		{"cash at a counter, in Beijing", "北京同城柜台现金存款"},
	}
}

// Warned says what a code warns of that does not refuse: what stands on the account before it is released or given away (RULES
// E9). What has no words of its own says what it would refuse.
func Warned(c realname.Code) Sentence {
	if said, ok := warned[c]; ok {
		return said
	}
	return Refusal(c)
}

var warned = map[realname.Code]Sentence{
	realname.CodeAccountProducts: {
		"Products are running on the account. See that its balance lasts until this is done, or they may stop.",
		"账号下存在使用中的产品，办理期间请保证余额充足，以免欠费导致停机。",
	},
	realname.CodeAccountArrears: {
		"The account has debts. They stay with whom it belongs to now: pay them before this is done.",
		"该账号存在欠费，欠费归属于当前的实名主体，请在办理完成前结清。",
	},
	realname.CodeAccountBusiness: {
		"Business of the account is not finished: orders, filings or disputes. Look at what becomes of it before this is done.",
		"该账号存在未完结的业务（订单、备案或工单），请在办理完成前确认其处理方式。",
	},
}
