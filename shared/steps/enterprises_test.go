package steps_test

import (
	"encoding/json"
	"errors"
	"strings"
	"sync"
	"testing"

	"shiming/infra/tests/pii"
	"shiming/shared/identity"
	"shiming/shared/realname"
	"shiming/shared/steps"
)

func TestFormsOfEnterprisesAreSealed(t *testing.T) {
	w := newWorld(t)
	x := w.company()
	c := w.filled(w.parts(), newAccount(), x)
	t.Run("THREATS_Q3_L1_a_stored_form_shows_nobody", func(t *testing.T) {
		text, err := json.Marshal(w.load(c.ID))
		if err != nil {
			t.Fatal(err)
		}
		for _, secret := range []string{x.Name.Text(), x.Code.Text(), string(x.Address.Detail), x.Contact.Name.Text(), x.Contact.Document.Number(), x.Contact.Phone.Text()} {
			if strings.Contains(string(text), secret) {
				t.Error("something stands in plaintext")
			}
		}
		for _, key := range c.Form().Subjects {
			if !strings.HasPrefix(string(key), "enterprise:") {
				t.Errorf("the subject is %s", key)
			}
		}
	})
	t.Run("RULES_C1_and_opens_as_it_was", func(t *testing.T) {
		again, err := openEnterprise(w, c.Account, c.Form().Sealed)
		if err != nil || !again.Equal(x) {
			t.Error(err)
		}
	})
	t.Run("THREATS_Q3_it_opens_for_its_account_only", func(t *testing.T) {
		if _, err := openEnterprise(w, "acct_other", c.Form().Sealed); err == nil {
			t.Error("it opened for another account")
		}
	})
	t.Run("RULES_A7_codes_of_two_kinds_are_two_subjects", func(t *testing.T) {
		one := w.filled(w.parts(), newAccount(), w.companyOf(identity.RegistrationNumber, "110101000000151")).Form().Subjects[0]
		two := w.filled(w.parts(), newAccount(), w.companyOf(identity.OtherCode, "11010100000015")).Form().Subjects[0]
		if one == two {
			t.Error("they are one")
		}
	})
}

func TestRequestsForEnterprises(t *testing.T) {
	t.Run("THREATS_S1_a_form_is_told_from_another_by_what_was_sealed", func(t *testing.T) {
		w := newWorld(t)
		c, x := w.opened(w.parts(), newAccount()), w.company()
		licence, ask := w.upload(c, realname.LicencePicture), keyed(c.Account, "k")
		first := w.must(w.parts().fill().Do(background, ask, c.ID, form(x, licence)))
		again := w.must(w.parts().fill().Do(background, ask, c.ID, form(x, licence)))
		if !same(first, again) {
			t.Error("another answer")
		}
		moved := x
		moved.Address.Detail = "云笺路9号"
		for name, entry := range map[string]error{
			"another enterprise": second(w.parts().fill().Do(background, ask, c.ID, form(w.company(), licence))),
			"another address":    second(w.parts().fill().Do(background, ask, c.ID, form(moved, licence))),
			"another licence":    second(w.parts().fill().Do(background, ask, c.ID, form(x, w.upload(c, realname.LicencePicture)))),
		} {
			if !errors.Is(entry, realname.Refuse(realname.CodeIdempotencyReused)) {
				t.Errorf("%s: %v", name, entry)
			}
		}
	})
	t.Run("THREATS_S1_a_method_is_told_from_another_and_its_representative_too", func(t *testing.T) {
		w := newWorld(t)
		c := w.filled(w.parts(), newAccount(), w.company())
		who, other, ask := partyOf(w.person("陆云笺")), partyOf(w.person("陆云笺")), keyed(c.Account, "k")
		first := w.must(w.parts().choose().Do(background, ask, c.ID, realname.RepresentativeWeChat, steps.Means{Representative: &who}))
		if again := w.must(w.parts().choose().Do(background, ask, c.ID, realname.RepresentativeWeChat, steps.Means{Representative: &who})); !same(first, again) {
			t.Error("another answer")
		}
		for _, err := range []error{
			second(w.parts().choose().Do(background, ask, c.ID, realname.RepresentativeWeChat, steps.Means{Representative: &other})),
			second(w.parts().choose().Do(background, ask, c.ID, realname.RepresentativeFace, steps.Means{Representative: &who})),
			second(w.parts().choose().Do(background, ask, c.ID, realname.TopUp, steps.Means{})),
		} {
			refused(t, err, realname.CodeIdempotencyReused)
		}
	})
	t.Run("RULES_C4_a_representative_who_cannot_be_one", func(t *testing.T) {
		w := newWorld(t)
		c := w.filled(w.parts(), newAccount(), w.company())
		minor := partyOf(w.personWith(pii.Minors[0].Name, pii.Minors[0].Number))
		made := &calls{}
		_, err := w.parts().through(made).choose().Do(background, holder(c.Account), c.ID, realname.RepresentativeFace, steps.Means{Representative: &minor})
		refused(t, err, realname.CodeUnderAge)
		who := partyOf(w.person("陆云笺"))
		_, err = w.parts().through(made).choose().Do(background, holder(c.Account), c.ID, realname.OfficialAccount, steps.Means{Representative: &who})
		refused(t, err, realname.CodeFieldInvalid)
		if made.count("Keys.") != 0 {
			t.Errorf("something was sealed: %v", made.made)
		}
	})
	t.Run("RULES_C9_a_body_outside_the_commercial_register", func(t *testing.T) {
		w := newWorld(t)
		c := w.filled(w.parts(), newAccount(), w.companyOf(identity.OtherCode, "12345-X"))
		who := partyOf(w.person("陆云笺"))
		_, err := w.parts().choose().Do(background, holder(c.Account), c.ID, realname.RepresentativeWeChat, steps.Means{Representative: &who})
		refused(t, err, realname.CodeMethodNotForOrg)
		w.must(w.parts().choose().Do(background, holder(c.Account), c.ID, realname.OfficialAccount, steps.Means{}))
	})
	t.Run("THREATS_I1_a_licence_of_another_case_is_not_found", func(t *testing.T) {
		w := newWorld(t)
		c, other := w.opened(w.parts(), newAccount()), w.opened(w.parts(), newAccount())
		for _, id := range []realname.DocumentID{"", "doc_x", realname.NewDocumentID(), w.upload(other, realname.LicencePicture)} {
			_, err := w.parts().fill().Do(background, holder(c.Account), c.ID, form(w.company(), id))
			if !errors.Is(err, realname.RefuseField(realname.CodeDocumentNotFound, "licence")) {
				t.Errorf("%q: %v", id, err)
			}
		}
	})
}

// second is the error of a step.
func second(_ realname.Case, err error) error { return err }

func TestPlacesOfEnterprises(t *testing.T) {
	t.Run("RULES_A3_ten_accounts_and_no_more_whatever_runs_at_once", func(t *testing.T) {
		w := newWorld(t)
		x := w.company()
		var mu sync.Mutex
		ends := map[realname.State]int{}
		together(16, func(int) {
			c, err := w.proven(w.parts(), newAccount(), x)
			if err != nil {
				t.Error(err)
			}
			mu.Lock()
			ends[c.Last().State]++
			mu.Unlock()
		})
		if ends[realname.Verified] != w.policy.Quota.Enterprise || ends[realname.Refused] != 6 {
			t.Errorf("%v", ends)
		}
	})
	t.Run("RULES_A10_an_account_knows_the_name_of_its_enterprise", func(t *testing.T) {
		w := newWorld(t)
		x, account := w.company(), newAccount()
		w.must(w.proven(w.parts(), account, x))
		for name, want := range map[string]bool{
			x.Name.Text(): true, strings.NewReplacer("（", "(", "）", ")").Replace(" " + x.Name.Text()): true,
			"云笺科技（上海）有限公司": false, "欧阳修某": false,
		} {
			got, err := w.parts().lookUp().NameMatches(background, holder(account).By, account, realname.Text(name))
			if err != nil || got.Matches != want || got.SpecialVATInvoice != want {
				t.Errorf("matches: %+v, %v; want %t", got, err, want)
			}
		}
		got, err := w.parts().lookUp().NameMatches(background, holder(account).By, account, "云")
		if err != nil || got.Matches {
			t.Errorf("FAULT N7: one character is nobody's name: %+v, %v", got, err)
		}
		a, err := w.parts().lookUp().Account(background, holder(account).By, account)
		if err != nil || a.Identity.Kind != realname.EnterpriseSubject || !a.Entitlements(w.now()).SpecialVATInvoice {
			t.Errorf("RULES A2: %+v, %v", a.Identity, err)
		}
	})
}
