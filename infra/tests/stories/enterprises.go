package stories

import (
	"time"

	"shiming/shared/realname"
)

// company is an enterprise of a story: the file of its licence, and who acts for it.
type company struct {
	licence        string // one of infra/tools/licences/samples
	representative person
	handler        person
	bankAccount    string // how its number ends says how a payout to it goes
}

var (
	hailan = company{"company.png", person{"林知远", "110101198703052119"}, person{"何子衿", "110101198703053226"}, "3100 6600 0018 1234"}
	qinghe = company{"company.jpg", person{"周以宁", "310101197908112114"}, person{"许南乔", "310101197908113221"}, "4403 0100 0052 5678"}
	yunqi  = company{"long.jpg", person{"阿依古丽·买买提", "510107198506062118"}, person{"唐晚舟", "510107198506063225"}, "5101 0700 0033 4321"}
	snacks = company{"business.png", person{"陈小满", "330106199311302112"}, person{"陆怀真", "33010619931130322X"}, "3301 0600 0077 8765"}
	school = company{"institution.png", person{"何文舟", "440305199002202118"}, person{"沈知微", "440305199002203225"}, "1100 0100 0091 2468"}
)

// enterprises are the stories of enterprises, by each of the five methods (RULES C3 to C7).
var enterprises = []Story{
	{"A company verifies by its official account 微信公众平台; what the licence says fills the form (RULES C2, C3)", byFirm(realname.OfficialAccount), func(t *teller) error {
		return t.all(t.openCompany("acct_account", hailan), t.licence(), t.fillCompany(), t.choose("official_account"), t.check(),
			t.press("account_of_another"), t.says("enterprise_name_code_mismatch"), t.check(),
			t.press("account_passed"), t.status("verified"), t.account("verified"), t.companyMatches())
	}},
	{"A company verifies by its legal representative's WeChat 企业法人微信 (RULES C4)", byFirm(realname.RepresentativeWeChat), func(t *teller) error {
		return t.all(t.openCompany("acct_repwechat", qinghe), t.licence(), t.fillCompany(), t.chooseBy("representative_wechat"), t.check(),
			t.press("bank_card_required"), t.says("bank_card_required"), t.check(), t.press("passed"), t.status("verified"), t.account("verified"))
	}},
	{"A sole trader verifies by the legal representative's face 企业法人人脸 (RULES A7, C5)", byFirm(realname.RepresentativeFace), func(t *teller) error {
		return t.all(t.openCompany("acct_repface", snacks), t.licence(), t.fillCompany(), t.chooseBy("representative_face"), t.check(),
			t.press("face_covered"), t.says("face_covered"), t.check(), t.press("passed"), t.status("verified"), t.account("verified"))
	}},
	{"A public institution cannot use its representative; it tops up 充值认证: a wrong payer, then the right one (RULES C6, C9)", byFirm(realname.TopUp), func(t *teller) error {
		return t.all(t.openCompany("acct_topup", school), t.licence(), t.fillCompany(), t.refusedMethod("representative_face", "method_not_allowed_for_org_type"),
			t.choose("top_up"), t.issue(), t.pay("某某贸易有限公司"), t.told("payment_wrong"), t.pay(""), t.ends("verified"), t.account("verified"))
	}},
	{"A company verifies by corporate transfer 对公打款; the reviewer asks for a better picture (RULES C7)", byFirm(realname.CorporateTransfer), func(t *teller) error {
		return t.all(t.transfer("acct_review", hailan), t.asksForBetterPicture(), t.supplies(), t.approves(),
			t.arrives(), t.confirms(right), t.status("verified"), t.account("verified"))
	}},
	{"A company confirms a wrong amount, then the right one (RULES C7)", byFirm(realname.CorporateTransfer), func(t *teller) error {
		return t.all(t.transfer("acct_secondtry", qinghe), t.approves(), t.arrives(),
			t.confirms(wrong), t.says("amount_mismatch"), t.confirms(right), t.status("verified"), t.account("verified"))
	}},
	{"A company confirms two wrong amounts: failed (RULES C7)", byFirm(realname.CorporateTransfer), func(t *teller) error {
		return t.all(t.transfer("acct_failed", yunqi), t.approves(), t.arrives(),
			t.confirms(wrong), t.says("amount_mismatch"), t.confirms(wrong), t.status("refused"), t.says("amount_attempts_exceeded"), t.account("unverified"))
	}},
}

// turning are the stories in which days pass: they turn the server's clock, so nothing else can be told meanwhile.
var turning = []Story{
	{"A company does not confirm the amount within 7 days: failed (RULES C7, G2)", byFirm(realname.CorporateTransfer), func(t *teller) error {
		return t.all(t.transfer("acct_expired", snacks), t.approves(), t.arrives(),
			t.passes(6*24*time.Hour), t.status("requires_input"), t.passes(2*24*time.Hour),
			t.ends("refused"), t.says("amount_expired"), t.account("unverified"))
	}},
	{"A top-up is not paid within 7 working days: failed (RULES C6, G2)", byFirm(realname.TopUp), func(t *teller) error {
		return t.all(t.openCompany("acct_unpaid", school), t.licence(), t.fillCompany(), t.choose("top_up"), t.issue(),
			t.passes(16*24*time.Hour), t.ends("refused"), t.says("deposit_expired"), t.account("unverified"))
	}},
}

// Turning returns the stories that turn the server's clock; they are told one after the other, with nothing beside them.
func Turning(p *realname.Policy) []Story { return fitting(p, turning, turningChanges) }
