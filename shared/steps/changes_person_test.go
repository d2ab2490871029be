package steps_test

import (
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"shiming/shared/realname"
	"shiming/shared/sandbox/phone"
	"shiming/shared/steps"
)

// toCompany is the way of a person's account to an enterprise (RULES D5).
func (w *world) toCompany(from realname.Person, to realname.Enterprise) (realname.Case, course) {
	account := newAccount()
	w.at(w.parts(), account, from, realname.Verified)
	return w.turned(account, realname.PersonToEnterprise, ""), course{
		w.passes,
		func(c realname.Case) realname.Case { return w.fills(c, w.taking(c, to)) },
		func(c realname.Case) realname.Case {
			return w.must(w.parts().choose().Do(background, holder(c.Account), c.ID, realname.OfficialAccount, steps.Means{}))
		},
		w.passes,
	}
}

// toPerson is the way to another person (RULES D6).
func (w *world) toPerson(from, to realname.Person) (realname.Case, course) {
	account := newAccount()
	w.at(w.parts(), account, from, realname.Verified)
	w.cool()
	return w.turned(account, realname.PersonToPerson, ""), course{
		w.passes,
		func(c realname.Case) realname.Case { return w.fills(c, w.takingPerson(to)) },
		func(c realname.Case) realname.Case {
			return w.must(w.parts().choose().Do(background, holder(c.Account), c.ID, realname.Face, steps.Means{}))
		},
		w.passes,
	}
}

func (d course) walk(c realname.Case) realname.Case {
	for _, deed := range d {
		c = deed(c)
	}
	return c
}

func TestAccountsOfPeopleChangeHands(t *testing.T) {
	w := newWorld(t)
	t.Run("RULES_D5_from_a_person_to_an_enterprise", func(t *testing.T) {
		from, to := w.person("欧阳修"), w.company()
		c, deeds := w.toCompany(from, to)
		if c.Last().State != realname.Identifying || !c.Present().VerifiedAt.Equal(w.now()) {
			t.Errorf("RULES D2: it begins in %s", c.Last().State)
		}
		c = deeds.walk(c)
		id := w.account(c.Account).Identity
		if c.Last().State != realname.Verified || id.Kind != realname.EnterpriseSubject || id.Method != realname.OfficialAccount || id.Case != c.ID {
			t.Fatalf("%s, %+v", c.Last().State, id)
		}
		if !w.sits(c.Account, w.holders(from), w.companySeats(to)) {
			t.Error("RULES A3: the place was not moved")
		}
		if !w.account(c.Account).Entitlements(w.now()).SpecialVATInvoice {
			t.Error("RULES A2: it has no special invoices")
		}
		given, taken := c.Events[0].Consents, c.Events[3].Consents
		if len(given) != 1 || given[0].Agreement != "give" || len(taken) != 1 || taken[0].Agreement != "take_over" {
			t.Errorf("RULES D4: %v, %v", given, taken)
		}
	})
	t.Run("RULES_D6_from_a_person_to_another", func(t *testing.T) {
		from, to := w.person("欧阳修"), w.person("曾巩")
		c, deeds := w.toPerson(from, to)
		c = deeds.walk(c)
		if id := w.account(c.Account).Identity; c.Last().State != realname.Verified || id.Method != realname.Face || id.Name != to.Name.Masked() {
			t.Fatalf("%s, %+v", c.Last().State, id)
		}
		if !w.sits(c.Account, w.holders(from), w.holders(to)) {
			t.Error("RULES A3: the place was not moved")
		}
	})
	t.Run("RULES_D1_RULES_D5_withdrawn_at_every_point", func(t *testing.T) {
		from, to := w.person("欧阳修"), w.company()
		w.policy.Quota.Person = 100
		w.each(t, func() (realname.Case, course, func() string) {
			c, deeds := w.toCompany(from, to)
			return c, deeds, func() string {
				return fmt.Sprint(slices.Contains(w.holders(from), c.Account), slices.Contains(w.companySeats(to), c.Account))
			}
		}, w.withdraws)
	})
	t.Run("RULES_D1_RULES_D6_withdrawn_at_every_point", func(t *testing.T) {
		w.policy.Quota.Person = 100
		from, to := w.person("欧阳修"), w.person("曾巩")
		w.each(t, func() (realname.Case, course, func() string) {
			c, deeds := w.toPerson(from, to)
			return c, deeds, func() string {
				return fmt.Sprint(slices.Contains(w.holders(from), c.Account), slices.Contains(w.holders(to), c.Account))
			}
		}, w.withdraws)
	})
}

func TestChangesOfPeopleThatAreRefused(t *testing.T) {
	w := newWorld(t)
	t.Run("RULES_D6_too_young_too_old_a_verification_the_same_person", func(t *testing.T) {
		from := w.person("欧阳修")
		account := newAccount()
		w.at(w.parts(), account, from, realname.Verified)
		_, err := w.turning(account, realname.PersonToPerson, "")
		refused(t, err, realname.CodeChangeTooSoon)
		var no *realname.Error
		if errors.As(err, &no) && !no.RetryAfter.Equal(w.now().AddDate(0, 0, 30)) {
			t.Errorf("RULES D2: it is allowed from %s", no.RetryAfter)
		}
		w.cool()
		c := w.passes(w.turned(account, realname.PersonToPerson, ""))
		_, err = w.parts().fill().Do(background, holder(account), c.ID, w.takingPerson(from))
		refused(t, err, realname.CodeNothingChanges)
		_, err = w.parts().fill().Do(background, holder(account), c.ID, w.takingPerson(w.personWith("简祎", "110105201602299913")))
		refused(t, err, realname.CodeUnderAge)
		_, err = w.parts().fill().Do(background, holder(account), c.ID, entered(w.person("曾巩")))
		refused(t, err, realname.CodeConsentRequired)
	})
	t.Run("RULES_D5_the_present_person_does_not_show_up", func(t *testing.T) {
		c, deeds := w.toCompany(w.person("欧阳修"), w.company())
		_, err := w.parts().fill().Do(background, holder(c.Account), c.ID, w.taking(c, w.company()))
		refused(t, err, realname.CodeWrongState)
		_, err = w.parts().choose().Do(background, holder(c.Account), c.ID, realname.Face, steps.Means{})
		refused(t, err, realname.CodeWrongState)
		c = w.says(c, realname.Failed, realname.CodeFaceMismatch)
		if c.Last().State != realname.Identifying || c.Fault(w.now()) != realname.CodeFaceMismatch {
			t.Errorf("%s, %s", c.Last().State, c.Fault(w.now()))
		}
		if c = deeds.walk(c); c.Last().State != realname.Verified {
			t.Errorf("tried again: %s", c.Last().State)
		}
	})
	t.Run("RULES_A3_RULES_D5_the_new_subject_has_no_place_and_the_old_one_keeps_its", func(t *testing.T) {
		to, from := w.company(), w.person("欧阳修")
		w.policy.Quota.Enterprise = 1
		defer func() { w.policy.Quota.Enterprise = 10 }()
		w.companyAccount(to, nil)
		c, deeds := w.toCompany(from, to)
		before := w.standing(c.Account)
		c = deeds.walk(c)
		if c.Last().State != realname.Refused || c.Last().Fault != realname.CodeQuotaExceeded || len(c.Holders()) != 1 {
			t.Errorf("%s, %s", c.Last().State, c.Last().Fault)
		}
		if w.standing(c.Account) != before || w.sits(c.Account, w.holders(from), w.companySeats(to)) || w.account(c.Account).OpenCase != "" {
			t.Error("RULES D1: the account is not as it was")
		}
	})
	t.Run("RULES_D5_what_is_not_for_a_person", func(t *testing.T) {
		account := newAccount()
		w.at(w.parts(), account, w.person("欧阳修"), realname.Verified)
		w.cool()
		for _, kind := range []realname.Kind{realname.EnterpriseToEnterprise, realname.EnterpriseName, realname.LegalRepresentative} {
			_, err := w.turning(account, kind, "")
			refused(t, err, realname.CodeKindNotForSubject)
		}
		_, err := w.turning(account, realname.EnterpriseToPerson, "")
		refused(t, err, realname.CodeKindNotSupported) // RULES D3: Tencent forbids it
		_, err = w.turning(newAccount(), realname.PersonToEnterprise, "")
		refused(t, err, realname.CodeAccountNotVerified)
	})
}

// Seats move in one commit: whatever call fails when the change is proven, before or after it took effect, the place is
// the old subject's or the new one's, and the provider's word sent again ends it.
func TestSeatsMoveInOneCommit(t *testing.T) {
	w := newWorld(t)
	w.policy.Quota.Person, w.policy.Quota.Enterprise = 1000, 1000
	from, to := w.person("欧阳修"), w.company()
	started := func() realname.Case {
		c, deeds := w.toCompany(from, to)
		c = deeds[:3].walk(c)
		return w.must(w.parts().start().Do(background, holder(c.Account), c.ID, baseURL))
	}
	counted := &calls{}
	c := started()
	word := func(c realname.Case) steps.Callback { return w.word(c, "msg_"+string(c.ID), realname.Passed, "") }
	if _, err := w.parts().through(counted).settle().Do(background, sandbox.Name, word(c)); err != nil {
		t.Fatal(err)
	}
	for k, call := range counted.made {
		for _, how := range failures {
			t.Run(fmt.Sprintf("RULES_A3_RULES_D5_%d_%s_%s", k+1, call, how.name), func(t *testing.T) {
				w.t = t
				c := started()
				settle := func(p parts) { _, _ = p.settle().Do(background, sandbox.Name, word(c)) }
				settle(w.parts().through(&calls{fail: k + 1, how: how}))
				moved := w.sits(c.Account, w.holders(from), w.companySeats(to))
				if verified := w.account(c.Account).Identity.Kind == realname.EnterpriseSubject; verified != moved {
					t.Errorf("the place moved: %t, the identity: %t", moved, verified)
				}
				settle(w.parts())
				if !w.sits(c.Account, w.holders(from), w.companySeats(to)) || w.load(c.ID).Last().State != realname.Verified {
					t.Error("said again, it is not done")
				}
			})
		}
	}
}

// A change that ends after the account was given to somebody else never happens.
func TestRULES_D1_a_change_of_what_has_changed(t *testing.T) {
	w := newWorld(t)
	c, deeds := w.toCompany(w.person("欧阳修"), w.company())
	c = deeds[:3].walk(c)
	w.wait(time.Hour)
	if _, err := w.turning(c.Account, realname.PersonToEnterprise, ""); !errors.Is(err, realname.Refuse(realname.CodeCaseOpen)) {
		t.Errorf("a second change beside the first: %v", err)
	}
	w.withdraws(c)
	again := w.turned(c.Account, realname.PersonToEnterprise, "")
	_, err := w.parts().start().Do(background, holder(c.Account), c.ID, baseURL)
	refused(t, err, realname.CodeWrongState)
	if w.account(c.Account).OpenCase != again.ID {
		t.Error("the withdrawn change closed the new one")
	}
}
