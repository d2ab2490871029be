package sandbox

import (
	"net/url"
	"slices"
	"strings"
	"testing"

	"shiming/shared/identity"
	"shiming/shared/realname"
	"shiming/shared/texts"
	"shiming/shared/vault"
)

const otherName, otherNumber = "买买提·吐尔逊", "11010119900307803X"

// TestTheAppHandsItsIdentityOver plays what a person does with the app of the group, without a form (RULES B8).
func TestTheAppHandsItsIdentityOver(t *testing.T) {
	// as presses the button with another identity than the one that stands on the page.
	as := func(b *browser, name, number string) {
		b.post(url.Values{"action": {"confirm"}, "outcome": {"app_passed"}, "consent": {"yes"}, "name": {name}, "number": {number}})
	}
	t.Run("RULES_B8_the_page_asks_for_consent_and_shows_the_outcomes", func(t *testing.T) {
		w := newWorldOf(t, realname.AppScan)
		b := w.scan(w.beginApp("acct_1"))
		b.must(200, "申请使用您在 App 的实名信息", "我已阅读并同意《实名信息授权协议》", "App 账号未实名")
		if got := firsts(radios, b.page); !slices.Equal(got, []string{"consent_declined", "source_unavailable", "app_passed", "app_not_verified"}) {
			t.Errorf("the picker offers %v", got)
		}
		b.post(url.Values{"action": {"confirm"}, "outcome": {"app_passed"}})
		b.must(422, "请先阅读并勾选同意协议")
		if w.sent.Load() != 0 {
			t.Error("without consent something was delivered")
		}
	})
	for name, x := range map[string][2]string{"who_stands_there": {appName, appNumber}, "anybody": {otherName, otherNumber}} {
		t.Run("RULES_B8_verified_as_"+name, func(t *testing.T) {
			w := newWorldOf(t, realname.AppScan)
			c := w.beginApp("acct_1")
			b := w.scan(c)
			if x[0] == appName {
				b.press("confirm", "app_passed")
			} else {
				as(b, x[0], x[1])
			}
			b.must(200, "核验通过")
			w.must(c, realname.Verified, "")
			person := mustPerson(t, x[0], identity.ResidentID, x[1])
			a, err := w.desk.Store.Account(t.Context(), "acct_1")
			if err != nil || a.Identity == nil {
				t.Fatal(err)
			}
			if a.Identity.Method != realname.AppScan || a.Identity.Site != site || a.Identity.Name != person.Name.Masked() || a.Identity.Number != person.Document.Masked() {
				t.Errorf("%+v", a.Identity)
			}
			taken, err := vault.Persons.Open(t.Context(), w.keys, "acct_1", w.load(c).Form().Sealed)
			if err != nil || !taken.Name.Equal(person.Name) || !taken.Document.Equal(person.Document) || taken.Birth != person.Birth {
				t.Errorf("another identity was taken over: %v", err)
			}
		})
	}
	for key, fault := range map[string]realname.Code{
		"app_not_verified": realname.CodeAppNotVerified, "consent_declined": realname.CodeConsentDeclined, "source_unavailable": realname.CodeSourceUnavailable,
	} {
		t.Run("RULES_B8_"+key, func(t *testing.T) {
			w := newWorldOf(t, realname.AppScan)
			c := w.beginApp("acct_1")
			b := w.scan(c)
			b.press("confirm", key)
			m := texts.Refusal(fault)
			b.must(200, "核验未通过", m.ZH, m.EN)
			w.must(c, realname.Ready, fault)
			if w.load(c).Form() != nil {
				t.Error("an identity was taken over")
			}
			b = w.scan(w.start(c)) // again
			b.press("confirm", "app_passed")
			w.must(c, realname.Verified, "")
		})
	}
	t.Run("RULES_B8_beyond_the_quota_is_said_with_who_holds_the_places_masked", func(t *testing.T) {
		w := newWorldOf(t, realname.AppScan)
		var c realname.Case
		holders := []realname.AccountID{"acct_holder1", "acct_holder2", "acct_holder3"}
		for _, account := range append(holders, "acct_more") {
			c = w.beginApp(account)
			w.scan(c).press("confirm", "app_passed")
		}
		w.must(c, realname.Refused, realname.CodeQuotaExceeded)
		var masked []string
		for _, account := range holders {
			masked = append(masked, account.Masked())
		}
		if got := w.load(c).Holders(); !slices.Equal(got, masked) {
			t.Errorf("the places are held by %v", got)
		}
	})
	t.Run("RULES_A4_B8_too_young_to_be_taken_over", func(t *testing.T) {
		w := newWorldOf(t, realname.AppScan)
		c := w.beginApp("acct_1")
		as(w.scan(c), "甄幼小", "110101201012310013")
		w.must(c, realname.Ready, realname.CodeUnderAge)
	})
	t.Run("RULES_B8_what_is_typed_must_be_well_formed", func(t *testing.T) {
		w := newWorldOf(t, realname.AppScan)
		c := w.beginApp("acct_1")
		b := w.scan(c)
		for _, x := range [][2]string{{"", otherNumber}, {otherName, ""}, {otherName, "110101199003078671"}, {"<b>", otherNumber}} {
			as(b, x[0], x[1])
			b.must(422, "姓名或身份证号码格式不正确")
			if strings.Contains(b.page, otherNumber) || strings.Contains(b.page, otherName) {
				t.Error("THREATS L1: the page says again what was typed")
			}
		}
		w.must(c, realname.Checking, "")
	})
	t.Run("RULES_B8_a_site_that_the_policy_does_not_know_hands_nothing_over", func(t *testing.T) {
		w := newWorldOf(t, realname.AppScan)
		w.sandbox.site = "elsewhere"
		c := w.beginApp("acct_1")
		w.scan(c).press("confirm", "app_passed")
		w.must(c, realname.Checking, "")
	})
	t.Run("RULES_B8_another_document_than_the_methods_is_not_taken_over", func(t *testing.T) {
		w := newWorldOf(t, realname.AppScan)
		c := w.beginApp("acct_1")
		if err := w.sandbox.say(t.Context(), *c.Check(), Word{realname.Passed, ""}, permit(t)); err != nil {
			t.Fatal(err)
		}
		w.must(c, realname.Ready, realname.CodeMethodNotForDoc)
	})
	t.Run("RULES_B8_a_word_without_an_identity_proves_nothing", func(t *testing.T) {
		w := newWorldOf(t, realname.AppScan)
		c := w.beginApp("acct_1")
		cb := noticeBy(t, secret, realname.Notice{ID: "msg_1", Check: c.Check().ID, Outcome: realname.Passed}, w.now())
		if got, err := w.settle.Do(t.Context(), Name, cb); err != nil || got.Counted || got.Ignored != realname.CodeWrongState {
			t.Errorf("%+v, %v", got, err)
		}
		w.must(c, realname.Checking, "")
	})
}

func TestAnIdentityIsNoAnswerToOtherChecks(t *testing.T) {
	w := newWorld(t)
	c := w.begin("acct_1", realname.WeChatScan, resident(t))
	n := realname.Notice{ID: "msg_1", Check: c.Check().ID, Outcome: realname.Passed, GroupIdentity: &realname.GroupIdentity{
		Person: mustPerson(t, otherName, identity.ResidentID, otherNumber), Site: site,
	}}
	if _, err := w.settle.Do(t.Context(), Name, noticeBy(t, secret, n, w.now())); err != nil {
		t.Fatal(err)
	}
	if got := w.load(c).Form(); got.Name != resident(t).Name.Masked() {
		t.Errorf("RULES B3: verified as %s", got.Name)
	}
}

func TestTHREATS_W1_AnIdentityCannotBeChanged(t *testing.T) {
	w := newWorldOf(t, realname.AppScan)
	c := w.beginApp("acct_1")
	n := realname.Notice{ID: "msg_1", Check: c.Check().ID, Outcome: realname.Passed, GroupIdentity: &realname.GroupIdentity{Person: resident(t), Site: site}}
	cb := noticeBy(t, secret, n, w.now())
	cb.Body = []byte(strings.Replace(string(cb.Body), resident(t).Document.Number(), otherNumber, 1))
	if _, err := w.settle.Do(t.Context(), Name, cb); err == nil {
		t.Error("a changed identity counted")
	}
	w.must(c, realname.Checking, "")
}
