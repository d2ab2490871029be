package steps_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"testing"

	"shiming/shared/identity"
	"shiming/shared/realname"
	"shiming/shared/realname/policies"
	"shiming/shared/steps"
)

// What is verified is not edited, by no command; it is released, and verified anew.
func TestRULES_E1_released_then_verified_anew(t *testing.T) {
	w := newWorld(t)
	p := w.under("aliyun")
	x, account := w.person("欧阳修"), newAccount()
	verified := w.at(w.under(policies.Default), account, x, realname.Verified)
	ask, was := holder(account), w.record(account, x)
	y := w.person("曾巩")
	for name, try := range map[string]func() error{
		"fill": func() error { _, err := p.fill().Do(background, ask, verified.ID, entered(y)); return err },
		"choose": func() error {
			_, err := p.choose().Do(background, ask, verified.ID, realname.Face, steps.Means{})
			return err
		},
		"back":        func() error { _, err := p.back().Do(background, ask, verified.ID); return err },
		"start":       func() error { _, err := p.start().Do(background, ask, verified.ID, baseURL); return err },
		"cancel":      func() error { _, err := p.cancel().Do(background, ask, verified.ID); return err },
		"hand papers": func() error { _, err := p.proofs().Proof(background, ask, verified.ID, nil); return err },
	} {
		t.Run("RULES_E1_"+name, func(t *testing.T) {
			refused(t, try(), realname.CodeWrongState)
			if w.record(account, x) != was {
				t.Error("something was changed")
			}
		})
	}
	for _, kind := range []realname.Kind{realname.PersonalVerification, realname.EnterpriseVerification} {
		t.Run("RULES_E1_no_other_"+string(kind), func(t *testing.T) {
			_, err := w.tries(p, account, kind, "")
			refused(t, err, realname.CodeAlreadyVerified)
			if w.record(account, x) != was {
				t.Error("something was changed")
			}
		})
	}
	t.Run("RULES_E1_RULES_E2_released_then_verified_as_somebody_else", func(t *testing.T) {
		w.policy = p.Policy
		c, err := w.tries(p, account, realname.Release, realname.ByTicket)
		w.must(c, err)
		var papers []realname.Purpose
		for _, group := range c.Needed(p.Policy) {
			papers = append(papers, group[0])
		}
		c = w.must(w.hands(c, papers...))
		if a := w.account(account); a.Identity == nil || len(w.holders(x)) != 1 {
			t.Error("it was released before it was decided")
		}
		c = w.approved(c)
		if a := w.account(account); c.Last().State != realname.Released || a.Identity != nil || len(w.holders(x)) != 0 || a.Entitlements(w.now()) != (realname.Entitlements{}) {
			t.Fatalf("%s, %+v", c.Last().State, a)
		}
		w.at(w.under(policies.Default), account, y, realname.Verified)
		if !w.sits(account, w.holders(x), w.holders(y)) || w.account(account).Identity.Name != y.Name.Masked() {
			t.Error("RULES A3: the place was not moved")
		}
	})
}

// The platform is asked where the policy says so, once, and not about what is refused anyway.
func TestRULES_E3_the_platform_is_asked(t *testing.T) {
	w := newWorld(t)
	w.policy.Quota.Person, w.policy.Quota.Enterprise = 1000, 1000
	lows := 0
	for _, profile := range policies.Names() {
		p := w.under(profile)
		for _, f := range p.Policy.Flows {
			begin := w.ofPerson
			if f.Kind.Changes() && f.Kind != realname.PersonToEnterprise && f.Kind != realname.PersonToPerson {
				begin = w.ofCompany
			}
			if f.Kind.Follows() {
				begin = w.ofSite
			}
			if !f.Kind.Changes() && f.Kind != realname.Release {
				continue
			}
			name := fmt.Sprintf("%s_%s_%s", profile, f.Kind, f.Channel)
			ending := map[realname.Hindrance]string{
				realname.Arrears: "-arrears", realname.RunningProducts: "-running", realname.OpenBusiness: "-business", realname.LowBalance: "-lowbalance",
			}
			codes := map[realname.Hindrance]realname.Code{
				realname.Arrears: realname.CodeAccountArrears, realname.RunningProducts: realname.CodeAccountProducts,
				realname.OpenBusiness: realname.CodeAccountBusiness, realname.LowBalance: realname.CodeLowBalance,
			}
			for h, end := range ending {
				t.Run("RULES_E3_"+name+end, func(t *testing.T) {
					w.t = t
					account := begin(newAccount() + realname.AccountID(end))
					w.cool()
					was, counted := w.bytes(account), &calls{}
					c, err := p.opens(counted).Do(background, holder(account), account, opening(p.Policy, f.Kind, f.Channel))
					if asks := len(f.Guards)+len(f.Warns) > 0; (counted.count("Platform.") == 1) != asks || counted.count("Platform.") > 1 {
						t.Errorf("asked %d times", counted.count("Platform."))
					}
					if slices.Contains(f.Guards, h) {
						refused(t, err, codes[h])
						if w.bytes(account) != was {
							t.Error("something was changed")
						}
						return
					}
					w.must(c, err)
					var warned []realname.Code
					if slices.Contains(f.Warns, h) {
						warned = []realname.Code{codes[h]}
						lows++
					}
					if !slices.Equal(c.Warnings(), warned) || !slices.Equal(w.load(c.ID).Warnings(), warned) {
						t.Errorf("warned of %v, want %v", c.Warnings(), warned)
					}
				})
			}
		}
	}
	if lows == 0 {
		t.Error("no profile warns")
	}
}

func TestRULES_E3_the_platform_does_not_answer(t *testing.T) {
	w := newWorld(t)
	account := w.ofPerson(newAccount())
	o := opening(w.policy, realname.PersonToEnterprise, "")
	was, cases := w.bytes(account), len(w.casesOf(account))
	for _, how := range failures {
		if how.only != "" {
			continue
		}
		t.Run("RULES_E3_"+how.name, func(t *testing.T) {
			_, err := w.parts().opens(&calls{fail: 1, how: how}).Do(background, keyed(account, "key"), account, o)
			refused(t, err, realname.CodeHostUnavailable)
			if w.bytes(account) != was || len(w.casesOf(account)) != cases {
				t.Error("something was changed")
			}
		})
	}
	t.Run("RULES_E3_an_account_that_it_does_not_answer_about", func(t *testing.T) {
		far := w.ofPerson(newAccount() + "-unreachable")
		_, err := w.tries(w.parts(), far, realname.PersonToEnterprise, "")
		refused(t, err, realname.CodeHostUnavailable)
		if !errors.Is(err, steps.ErrUnavailable) {
			t.Errorf("the log is not told why: %v", errors.Unwrap(err))
		}
	})
	t.Run("RULES_E3_the_same_request_again_is_answered_without_asking", func(t *testing.T) {
		first := w.must(w.parts().opens(&calls{}).Do(background, keyed(account, "key"), account, o))
		again := &calls{}
		c, err := w.parts().opens(again).Do(background, keyed(account, "key"), account, o)
		if w.must(c, err); c.ID != first.ID || again.count("Platform.") != 0 {
			t.Errorf("case %s after %s, asked %d times", c.ID, first.ID, again.count("Platform."))
		}
		_, err = w.parts().opens(again).Do(background, holder(account), account, o)
		refused(t, err, realname.CodeCaseOpen)
		if again.count("Platform.") != 0 {
			t.Error("the platform was asked about what is refused anyway")
		}
	})
	t.Run("RULES_E3_without_consent_nobody_is_asked", func(t *testing.T) {
		counted, account := &calls{}, w.ofPerson(newAccount())
		_, err := w.parts().opens(counted).Do(background, holder(account), account, realname.Opening{Kind: realname.PersonToEnterprise})
		refused(t, err, realname.CodeConsentRequired)
		if counted.count("Platform.") != 0 {
			t.Error("the platform was asked")
		}
	})
	t.Run("RULES_E3_where_there_is_no_platform_nothing_stands_in_the_way", func(t *testing.T) {
		account := w.ofPerson(newAccount() + "-arrears-lowbalance")
		if c := w.must(w.parts().open().Do(background, holder(account), account, o)); len(c.Warnings()) > 0 {
			t.Errorf("%v", c.Warnings())
		}
	})
}

// What was taken over from a site where it is to be changed is changed there.
func TestRULES_E4_verified_through_another_site(t *testing.T) {
	w := newGroupWorld(t, "aliyun")
	w.policy.Flows[0].Methods = append(w.policy.Flows[0].Methods, realname.MethodPolicy{Method: realname.Binding, Documents: []identity.DocumentKind{identity.ResidentID}})
	taken := func(changedThere bool) realname.AccountID {
		w.policy.Sites[0].ChangedThere = changedThere
		group, x, account := &directory{}, w.person("欧阳修"), newAccount()
		group.bind(w, "user", x)
		c := w.coded(group, account, x, realname.Binding, steps.Means{Account: "user"})
		w.must(w.entersCode(c, w.codeOf(c)))
		return account
	}
	t.Run("RULES_E4_refused_with_where_it_is", func(t *testing.T) {
		account := taken(true)
		was := w.bytes(account)
		for _, f := range w.policy.Flows {
			if f.Kind != realname.PersonToEnterprise && f.Kind != realname.Release {
				continue
			}
			counted := &calls{}
			_, err := w.parts().opens(counted).Do(background, holder(account), account, opening(w.policy, f.Kind, f.Channel))
			refused(t, err, realname.CodeVerifiedElsewhere)
			var no *realname.Error
			if !errors.As(err, &no) || no.Site == nil || *no.Site != w.policy.Sites[0] {
				t.Errorf("%s: no word of where: %+v", f.Kind, no)
			}
			if counted.count("Platform.") != 0 || w.bytes(account) != was {
				t.Error("the platform was asked, or something changed")
			}
		}
		for _, o := range realname.Offers(w.policy, w.account(account), w.now()) {
			here := o.Kind.Appeals() || o.Kind == realname.Reverification || o.Kind == realname.FollowSite
			if elsewhere := o.Reason == realname.CodeVerifiedElsewhere; elsewhere == here || elsewhere != (o.Site != nil) {
				t.Errorf("%s %s: %+v", o.Kind, o.Channel, o)
			}
		}
		if text, err := json.Marshal(w.account(account).Identity.Site); err != nil || string(text) != `"`+w.policy.Sites[0].Site+`"` {
			t.Errorf("it is from %s, %v", text, err)
		}
	})
	t.Run("RULES_E4_a_site_where_nothing_is_changed_is_no_obstacle", func(t *testing.T) {
		account := taken(false)
		c, err := w.tries(w.parts(), account, realname.PersonToEnterprise, "")
		w.must(c, err)
	})
	t.Run("RULES_E4_nor_is_one_that_the_policy_names_no_more", func(t *testing.T) {
		account := taken(true)
		w.policy.Sites = w.policy.Sites[1:]
		c, err := w.tries(w.parts(), account, realname.PersonToEnterprise, "")
		w.must(c, err)
	})
}

// Directly with an enterprise account of the group, at once; by corporate transfer only after a release.
func TestRULES_E5_person_to_enterprise(t *testing.T) {
	w := newGroupWorld(t, "aliyun")
	account, x := w.ofPerson(newAccount()), w.company()
	c, err := w.tries(w.parts(), account, realname.PersonToEnterprise, "")
	w.must(c, err)
	if c.Last().State != realname.Identifying {
		t.Errorf("it begins in %s", c.Last().State)
	}
	c = w.passes(c)
	c = w.fills(c, w.taking(c, x))
	var offered []realname.Method
	for _, o := range c.Options(w.policy, w.now()) {
		offered = append(offered, o.Method)
	}
	if !slices.Equal(offered, []realname.Method{realname.GroupEnterprise}) {
		t.Errorf("offered %v", offered)
	}
	for _, m := range []realname.Method{realname.CorporateTransfer, realname.RepresentativeFace, realname.TopUp} {
		_, err := w.parts().choose().Do(background, holder(account), c.ID, m, steps.Means{})
		refused(t, err, realname.CodeMethodNotOffered)
	}
	c = w.must(w.parts().choose().Do(background, holder(account), c.ID, realname.GroupEnterprise, steps.Means{}))
	c = w.must(w.parts().starts(nil).Do(background, holder(account), c.ID, baseURL))
	settled, err := w.parts().takes().Do(background, "sandbox", w.word(c, "msg_e5", realname.Passed, ""))
	if c = w.must(settled.Case, err); c.Last().State != realname.Verified {
		t.Fatalf("%s", c.Last().State)
	}
	if a := w.account(account); a.Identity.Kind != realname.EnterpriseSubject || a.Identity.Method != realname.GroupEnterprise || !slices.Contains(w.companySeats(x), account) {
		t.Errorf("%+v", a.Identity)
	}
	t.Run("RULES_E5_by_corporate_transfer_after_a_release", func(t *testing.T) {
		c := w.filled(w.parts(), newAccount(), w.company()) // unverified, as after a release (RULES E1)
		w.must(w.parts().choose().Do(background, holder(c.Account), c.ID, realname.CorporateTransfer, steps.Means{}))
	})
}
