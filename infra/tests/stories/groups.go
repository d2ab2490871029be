package stories

import "shiming/shared/realname"

// groups are the stories of a group of sites (RULES B7 to B10, E4).
var groups = []Story{
	{"江照晚 verifies by bank card 银行卡 and the code sent to the bank's phone; one code is wrong (RULES B7)",
		byPerson(realname.BankCard), func(t *teller) error {
			p := person{"江照晚", "320102199011112221"}
			return t.all(t.open("acct_card"), t.fill(p), t.card("6222000000002005", "13912345601"), t.sendsCode(),
				t.entersCode("wrong"), t.says("otp_wrong"), t.entersCode(""), t.status("verified"), t.account("verified"))
		}},
	{"白露未晞 scans with the app of the group App 扫码: the identity is taken over, no form is filled in (RULES B8)",
		byPerson(realname.AppScan), func(t *teller) error {
			return t.all(t.open("acct_app"), t.choose("app_scan"), t.check(), t.press("app_not_verified"), t.says("app_account_not_verified"),
				t.check(), t.press("app_passed"), t.status("verified"), t.account("verified"))
		}},
	{"甄占用's document is in use in the group: told after the code, with three ways out (RULES B10)",
		byPerson(realname.BankCard), func(t *teller) error {
			p := person{"甄占用", "110101190001019334"}
			return t.all(t.open("acct_in_use"), t.fill(p), t.card("6222000000002013", "13912345602"), t.sendsCode(), t.entersCode(""),
				t.says("document_in_use"), t.waysOut("appeal", "enterprise_verification", "binding"))
		}},
	{"甄绑定 binds an account of the group that is verified with the same document 认证账号绑定 (RULES B9)",
		byPerson(realname.Binding), func(t *teller) error {
			p := person{"甄绑定", "110101190001019318"}
			return t.all(t.open("acct_bound"), t.fill(p), t.binding("group-unverified"), t.refusedCheck("bind_target_not_verified"),
				t.binding("group-verified"), t.sendsCode(), t.entersCode(""), t.status("verified"), t.account("verified"))
		}},
	{"An identity that came from another site of the group is changed there (RULES E4)",
		append(byPerson(realname.AppScan), need{kind: realname.Release}), func(t *teller) error {
			return t.all(t.open("acct_elsewhere"), t.choose("app_scan"), t.check(), t.press("app_passed"), t.status("verified"),
				t.refusedOpening("release", "verified_elsewhere"))
		}},
}
