// Package stories holds the stories of `make demo`: people and enterprises who go through verification, from the first
// request to the verified account or the refusal, over HTTP. The demo tells them once; the crash test tells them to a
// server that is killed again and again.
package stories

import (
	"fmt"
	"net/url"
	"slices"

	"shiming/shared/realname"
)

// Story is one way through verification, and how it must end.
type Story struct {
	Title string
	needs []need
	run   func(*teller) error
}

// All returns the stories that can be told side by side under the policy. Each uses accounts and identities of its own;
// so do those of Turning.
func All(p *realname.Policy) []Story { return fitting(p, people, enterprises, changes, groups) }

func fitting(p *realname.Policy, chapters ...[]Story) []Story {
	return slices.DeleteFunc(slices.Concat(chapters...), func(s Story) bool { return !s.Fits(p) })
}

var people = []Story{
	{"周小满 verifies by WeChat scan 微信扫码 (RULES B3)", byPerson(realname.WeChatScan), func(t *teller) error {
		p := person{"周小满", "110101199001011237"}
		return t.all(t.open("acct_wechat"), t.fill(p), t.choose("wechat_scan"), t.check(),
			t.press("passed"), t.status("verified"), t.account("verified"), t.nameMatches("周小满", true), t.nameMatches("周大满", false))
	}},
	{"吴清和 verifies by QQ scan QQ扫码; no bank card is bound at first (RULES B4)", byPerson(realname.QQScan), func(t *teller) error {
		p := person{"吴清和", "310101198805053451"}
		return t.all(t.open("acct_qq"), t.fill(p), t.choose("qq_scan"), t.check(),
			t.press("bank_card_bind"), t.says("bank_card_required"), t.bind(), t.status("verified"), t.account("verified"))
	}},
	{"郑望舒 verifies by face 人脸识别, after each of the four failures (RULES B5)", byPerson(realname.Face), func(t *teller) error {
		p := person{"郑望舒", "440305199212123450"}
		steps := []step{t.open("acct_face"), t.fill(p), t.choose("face")}
		for _, fault := range []string{"face_covered", "face_mismatch", "name_id_mismatch", "face_not_in_view"} {
			steps = append(steps, t.check(), t.press(fault), t.says(fault))
		}
		steps = append(steps, t.check(), t.press("passed"), t.status("verified"), t.account("verified"))
		return t.all(steps...)
	}},
	{"冯小雨 is a minor: refused (RULES A4)", byPerson(realname.WeChatScan), func(t *teller) error {
		p := person{"冯小雨", "110101201501011233"}
		return t.all(t.open("acct_minor"), t.refused(p, "under_age"), t.account("unverified"))
	}},
	{"陈知秋 verifies three accounts; the fourth is refused (RULES A3, B11)", byPerson(realname.WeChatScan), func(t *teller) error {
		p := person{"陈知秋", "330106198511114568"}
		var steps []step
		for i := 1; i <= 4; i++ {
			steps = append(steps, t.open(fmt.Sprintf("acct_place%d", i)), t.fill(p), t.choose("wechat_scan"), t.check(), t.press("passed"))
			if i < 4 {
				steps = append(steps, t.status("verified"))
			}
		}
		steps = append(steps, t.status("refused"), t.says("id_quota_exceeded"), t.holders(3), t.account("unverified"))
		return t.all(steps...)
	}},
}

// answers is what a finger does on the phone page for an outcome.
func answers(outcome string) url.Values {
	return url.Values{"action": {"confirm"}, "consent": {"yes"}, "outcome": {outcome}}
}
