package steps_test

import (
	"errors"
	"slices"
	"testing"

	"shiming/shared/identity"
	"shiming/shared/realname"
	"shiming/shared/sandbox/group"
	"shiming/shared/steps"
	"shiming/shared/vault"
)

func TestBinding(t *testing.T) {
	group := sandboxgroup.Group{Site: "jd"}
	begin := func(t *testing.T, name, number, user string) (*world, realname.Case, error) {
		w := newGroupWorld(t, "jdcloud")
		account := newAccount()
		c := w.picked(account, w.personWith(name, number), realname.Binding, steps.Means{Account: user})
		sent, err := w.parts().starts(group).Do(background, holder(account), c.ID, baseURL)
		if err == nil {
			c = sent
		} else if last := w.load(c.ID).Last(); !errors.Is(err, steps.ErrUnavailable) && (last.Type != realname.CodeRefused || !errors.Is(err, realname.Refuse(last.Fault))) {
			t.Errorf("refused with %v, and the case says %s %s", err, last.Type, last.Fault)
		}
		return w, c, err
	}
	const verified, noPhone, other = "110101190001019318", "110101190001019326", "110101199003078670"
	for name, row := range map[string]struct {
		person, number, user string
		code                 realname.Code
	}{
		"no_phone_is_bound":                 {"甄无机", noPhone, "group-no-phone", realname.CodeBindNoPhone},
		"it_is_not_verified":                {"甄绑定", verified, "group-unverified", realname.CodeBindNotVerified},
		"there_is_no_such_account":          {"甄绑定", verified, "group-nobody", realname.CodeBindNotVerified},
		"it_is_verified_with_another":       {"欧阳修", other, "group-verified", realname.CodeBindNotVerified},
		"it_is_verified_with_a_permit":      {"甄绑定", verified, "group-other-document", realname.CodeBindNotVerified},
		"it_is_verified_under_another_name": {"甄邦定", verified, "group-verified", realname.CodeBindNotVerified},
		"another_with_no_phone_is_not_told": {"欧阳修", other, "group-no-phone", realname.CodeBindNotVerified},
	} {
		t.Run("RULES_B9_THREATS_X7_refused_when_"+name, func(t *testing.T) {
			_, _, err := begin(t, row.person, row.number, row.user)
			refused(t, err, row.code)
			if !row.code.Retryable() {
				t.Error("no way out")
			}
		})
	}
	t.Run("RULES_B9_the_group_does_not_answer", func(t *testing.T) {
		if _, _, err := begin(t, "甄绑定", verified, "group-away"); !errors.Is(err, steps.ErrUnavailable) {
			t.Errorf("%v", err)
		}
	})
	t.Run("RULES_B9_the_code_to_its_phone_takes_the_identity_over", func(t *testing.T) {
		w, c, err := begin(t, "甄绑定", verified, "group-verified")
		if err != nil || c.SentCode().Phone != "199****0001" {
			t.Fatal(c.SentCode(), err)
		}
		wrong := w.must(w.entersCode(c, not(w.codeOf(c))))
		if wrong.Last().Fault != realname.CodeCodeWrong {
			t.Errorf("%s", wrong.Last().Fault)
		}
		w.must(w.entersCode(c, w.codeOf(c)))
		a, err := w.store.Account(background, c.Account)
		if err != nil || a.Identity == nil || a.Identity.Method != realname.Binding || a.Identity.Site != "jd" {
			t.Fatalf("%+v, %v", a.Identity, err)
		}
		taken, err := vault.Persons.Open(background, w.keys, c.Account, a.Identity.Sealed)
		if err != nil || taken.Name.Text() != "甄绑定" || taken.Document.Number() != verified {
			t.Errorf("another identity was taken over: %v", err)
		}
		w.consistent(c.Account, taken)
	})
	t.Run("RULES_B9_refused_when_the_identity_has_verified_another_account_here_which_is_named_masked", func(t *testing.T) {
		w, c, err := begin(t, "甄绑定", verified, "group-verified")
		if err != nil {
			t.Fatal(err)
		}
		first := c.Account
		w.must(w.entersCode(c, w.codeOf(c)))
		c = w.coded(group, newAccount(), w.personWith("甄绑定", verified), realname.Binding, steps.Means{Account: "group-verified"})
		c = w.must(w.entersCode(c, w.codeOf(c)))
		if c.Last().State != realname.Refused || c.Last().Fault != realname.CodeQuotaExceeded || !slices.Equal(c.Holders(), []string{first.Masked()}) {
			t.Errorf("%s, %s, %v", c.Last().State, c.Last().Fault, c.Holders())
		}
		if ways := w.policy.WaysOutOf(c); !slices.Contains(ways, realname.WayAppeal) || slices.Contains(ways, realname.WayBinding) {
			t.Errorf("%v", ways)
		}
	})
	t.Run("RULES_B9_of_a_site_that_the_policy_does_not_know", func(t *testing.T) {
		w := newGroupWorld(t, "jdcloud")
		account, x, elsewhere := newAccount(), w.person("欧阳修"), &directory{}
		elsewhere.bind(w, "u", x)
		bound := elsewhere.users["u"]
		bound.Site = "elsewhere"
		elsewhere.users["u"] = bound
		c := w.picked(account, x, realname.Binding, steps.Means{Account: "u"})
		_, err := w.parts().starts(elsewhere).Do(background, holder(account), c.ID, baseURL)
		refused(t, err, realname.CodeBindNotVerified)
	})
	t.Run("RULES_A4_B9_too_young_to_be_taken_over", func(t *testing.T) {
		w := newGroupWorld(t, "jdcloud")
		account, x, sites := newAccount(), w.person("欧阳修"), &directory{}
		sites.bind(w, "u", x)
		bound := sites.users["u"]
		bound.Birth = identity.Date{Year: 2015, Month: 1, Day: 1} // not what the number says
		sites.users["u"] = bound
		c := w.picked(account, x, realname.Binding, steps.Means{Account: "u"})
		_, err := w.parts().starts(sites).Do(background, holder(account), c.ID, baseURL)
		refused(t, err, realname.CodeBirthDateInvalid)
	})
}
