package stories

import (
	"time"

	"shiming/shared/realname"
)

func change(k realname.Kind, c realname.Channel) []need { return []need{{kind: k, channel: c}} }

// register is a company whose new name the sandbox's register knows.
var register = company{"company.png", person{"林知远", "110101198703052119"}, person{"何子衿", "110101198703053226"}, ""}

// changes are the stories of accounts that change hands, or are given back, at once (RULES D5, E2, F1, A3).
var changes = []Story{
	{"孙一诺's account goes to a company, who proves it; withdrawn once before, and the account is as it was (RULES D1, D4, D5)",
		append([]need{{realname.PersonToEnterprise, realname.Online, realname.OfficialAccount}}, byPerson(realname.WeChatScan)...), func(t *teller) error {
			p := person{"孙一诺", "320102199102023232"}
			return t.all(t.verify("acct_handover", p, "wechat_scan"),
				t.openChange("person_to_enterprise", ""), t.check(), t.press("passed"), t.withdraw(), t.account("verified"),
				t.openChange("person_to_enterprise", ""), t.check(), t.press("passed"),
				t.of(qinghe), t.licence(), t.fillCompany(), t.choose("official_account"), t.check(), t.press("account_passed"),
				t.status("verified"), t.account("verified"), t.companyMatches())
		}},
	{"赵南星's document verified accounts that are not theirs: an appeal is upheld, and the place is free (RULES F1)",
		append(change(realname.Appeal, ""), byPerson(realname.WeChatScan)...), func(t *teller) error {
			p := person{"赵南星", "420106198704044561"}
			return t.all(t.verify("acct_thief", p, "wechat_scan"),
				t.opens("acct_owner", "appeal"), t.appeals(p), t.handsIn("holder_portrait_side", "holder_emblem_side", "ownership_proof"),
				t.awaitsReview(), t.tracks("processing"), t.upholds("acct_thief"), t.ends("upheld"), t.tracks("upheld"),
				t.becomes("acct_thief", "unverified"))
		}},
	{"李归云 releases an account: application, both pictures, a proof of payment; then it is verified anew (RULES E1, E2)",
		append(change(realname.Release, realname.ByTicket), byPerson(realname.Face)...), func(t *teller) error {
			p := person{"李归云", "51010719930606552X"}
			return t.all(t.verify("acct_release", p, "face"), t.openChange("release", "ticket"),
				t.handsIn("application_form", "holder_portrait_side", "holder_emblem_side", "payment_remittance"), t.awaitsReview(),
				t.approvesPapers(), t.ends("released"), t.account("unverified"),
				t.verify("acct_release", p, "face"))
		}},
	{"王闻笛 asks for a release while products are running: refused until they are gone (RULES E3)",
		append(change(realname.Release, realname.ByTicket), byPerson(realname.Face)...), func(t *teller) error {
			p := person{"王闻笛", "330106199407077618"}
			return t.all(t.verify("acct_busy-running", p, "face"), t.refusedOpening("release", "account_has_running_products"))
		}},
	{"A company's account goes to a person by post 邮寄: staff book the papers in as they arrive, then review (RULES D3, E6)",
		append(change(realname.EnterpriseToPerson, realname.ByPost), byFirm(realname.GroupEnterprise)...), func(t *teller) error {
			p := person{"何照野", "440305198909099230"}
			return t.all(t.openCompany("acct_posted", qinghe), t.licence(), t.fillCompany(), t.choose("group_enterprise"), t.check(),
				t.press("account_passed"), t.status("verified"),
				t.openChange("enterprise_to_person", "post"), t.fillChange(p), t.arrivesByPost("application_form"), t.status("requires_input"),
				t.arrivesByPost("old_licence", "id_copy"), t.awaitsReview(), t.approvesPapers(), t.ends("verified"), t.account("verified"),
				t.nameMatches(p.name, true))
		}},
	{"A person's account goes to a company at once, by its enterprise account of the group (RULES E5)",
		append([]need{{realname.PersonToEnterprise, "", realname.GroupEnterprise}}, byPerson(realname.Face)...), func(t *teller) error {
			p := person{"沈南枝", "31010119951010544X"}
			return t.all(t.verify("acct_upgrade", p, "face"), t.openChange("person_to_enterprise", ""),
				t.of(snacks), t.licence(), t.fillCompany(), t.refusedMethod("corporate_transfer", "method_not_offered"),
				t.choose("group_enterprise"), t.check(), t.press("account_passed"), t.status("verified"), t.account("verified"))
		}},
}

// turningChanges are those in which days pass.
var turningChanges = []Story{
	{"许知微's account goes to another person: too soon at first; 30 days later both show their faces (RULES D2, D6)",
		append(change(realname.PersonToPerson, ""), byPerson(realname.WeChatScan)...), func(t *teller) error {
			from, to := person{"许知微", "110101199203033522"}, person{"苏见山", "110101199112124533"}
			return t.all(t.verify("acct_given", from, "wechat_scan"), t.refusedOpening("person_to_person", "change_too_soon"),
				t.passes(30*24*time.Hour), t.openChange("person_to_person", ""), t.check(), t.press("passed"), t.fillChange(to),
				t.choose("face"), t.check(), t.press("passed"), t.status("verified"), t.nameMatches(to.name, true), t.nameMatches(from.name, false))
		}},
	{"A company gets a new name: the register knows it, so it is done at once; then a new legal representative (RULES D8, D9)",
		append(append(change(realname.EnterpriseName, ""), change(realname.LegalRepresentative, "")...), byFirm(realname.OfficialAccount)...), func(t *teller) error {
			return t.all(t.openCompany("acct_renamed", register), t.licence(), t.fillAs("甄旧名科技有限公司", "91110101MA000100X6"), t.choose("official_account"),
				t.check(), t.press("account_passed"), t.status("verified"), t.passes(30*24*time.Hour),
				t.openChange("enterprise_name", ""), t.looksUp("甄新名科技有限公司"), t.declares(map[string]any{"name": "甄新名科技有限公司", "code": "91110101MA000100X6"}),
				t.status("verified"), t.nameMatches("甄新名科技有限公司", true), t.invoiceTo("甄旧名科技有限公司", false), t.passes(30*24*time.Hour),
				t.openChange("legal_representative", ""), t.chooseBy("representative_face"), t.check(), t.press("passed"), t.status("verified"))
		}},
	{"Company A's account goes to company B: the old representative's face, papers, review, then B proves itself (RULES D7)",
		append(change(realname.EnterpriseToEnterprise, realname.Online), byFirm(realname.OfficialAccount)...), func(t *teller) error {
			return t.all(t.openCompany("acct_sold", yunqi), t.licence(), t.fillCompany(), t.chooseBy("representative_face"), t.check(), t.press("passed"),
				t.status("verified"), t.passes(30*24*time.Hour), t.openChange("enterprise_to_enterprise", ""), t.declaresNew(hailan), t.check(), t.press("passed"),
				t.handsIn("application_form", "old_licence", "representative_portrait_side", "representative_emblem_side"), t.awaitsReview(),
				t.approvesPapers(), t.reaches("fill_form"), t.of(hailan), t.licence(), t.fillCompany(), t.choose("official_account"), t.check(),
				t.press("account_passed"), t.status("verified"), t.companyMatches())
		}},
	{"Another change from A to B is not finished within 7 days: it ends, and the account is as it was (RULES D1, D7)",
		append(change(realname.EnterpriseToEnterprise, realname.Online), byFirm(realname.OfficialAccount)...), func(t *teller) error {
			return t.all(t.openCompany("acct_kept", school), t.licence(), t.fillCompany(), t.choose("official_account"), t.check(), t.press("account_passed"),
				t.status("verified"), t.passes(30*24*time.Hour), t.openChange("enterprise_to_enterprise", ""), t.declaresNew(snacks),
				t.passes(7*24*time.Hour+time.Minute), t.ends("expired"), t.account("verified"), t.nameMatches("北京样本文化研究院", true))
		}},
	{"The platform asks 罗青简 to verify again; late, the account is restricted, until it is done (anti-fraud law)",
		append(change(realname.Reverification, ""), byPerson(realname.WeChatScan)...), func(t *teller) error {
			p := person{"罗青简", "500105199008085552"}
			return t.all(t.verify("acct_again", p, "wechat_scan"), t.asksAgain(), t.passes(15*24*time.Hour+time.Minute), t.restricted(true),
				t.openChange("reverification", ""), t.choose("wechat_scan"), t.check(), t.press("passed"), t.status("verified"), t.restricted(false))
		}},
}
