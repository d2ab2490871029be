package steps_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"testing"
	"time"

	"shiming/shared/identity"
	"shiming/shared/realname"
	"shiming/shared/realname/policies"
	"shiming/shared/sandbox/platform"
	"shiming/shared/steps"
)

// platform is the sandbox's, with every call going through calls.
type platform struct{ calls *calls }

func (p platform) Hindrances(ctx context.Context, account realname.AccountID) (all []realname.Hindrance, err error) {
	err = p.calls.pass("Platform.Hindrances", func() error { all, err = sandboxplatform.Platform{}.Hindrances(ctx, account); return err })
	return all, err
}

func (p parts) opens(c *calls) steps.OpenCase {
	return steps.OpenCase{Base: p.Base, Platform: platform{c}}
}

// under is the world's store under another profile.
func (w *world) under(profile string) parts {
	w.t.Helper()
	p := w.parts()
	var err error
	if p.Policy, err = policies.Load(profile); err != nil {
		w.t.Fatal(err)
	}
	return p
}

// ofPerson and ofCompany are accounts that were verified under the default profile.
func (w *world) ofPerson(account realname.AccountID) realname.AccountID {
	w.t.Helper()
	w.at(w.under(policies.Default), account, w.person("欧阳修"), realname.Verified)
	return account
}

func (w *world) ofCompany(account realname.AccountID) realname.AccountID {
	w.t.Helper()
	c, err := w.proven(w.under(policies.Default), account, w.company())
	w.must(c, err)
	return account
}

// ofSite is an account whose identity another site of the group has verified, which has changed it there since.
func (w *world) ofSite(account realname.AccountID) realname.AccountID {
	w.t.Helper()
	was := w.policy
	defer func() { w.policy = was }()
	w.policy = w.under("aliyun").Policy
	w.policy.Flows[0].Methods = append(w.policy.Flows[0].Methods, realname.MethodPolicy{Method: realname.Binding, Documents: []identity.DocumentKind{identity.ResidentID}})
	group, x := &directory{}, w.person("欧阳修")
	group.bind(w, "user", x)
	c := w.coded(group, account, x, realname.Binding, steps.Means{Account: "user"})
	w.must(w.entersCode(c, w.codeOf(c)))
	return account
}

// opening is what opens the kind, with the consents that the policy asks for.
func opening(p *realname.Policy, kind realname.Kind, channel realname.Channel) realname.Opening {
	o := realname.Opening{Kind: kind, Channel: channel}
	for _, f := range p.Flows {
		if f.Kind != kind || f.Channel != channel {
			continue
		}
		for _, id := range f.Consents {
			a, _ := p.Agreement(id)
			o.Consents = append(o.Consents, realname.Consent{Agreement: a.ID, Version: a.Version, SHA256: a.SHA256})
		}
	}
	return o
}

func (w *world) tries(p parts, account realname.AccountID, kind realname.Kind, channel realname.Channel) (realname.Case, error) {
	return p.opens(&calls{}).Do(background, holder(account), account, opening(p.Policy, kind, channel))
}

// bytes is the account as it is stored, but for its counters.
func (w *world) bytes(account realname.AccountID) string {
	w.t.Helper()
	a := w.account(account)
	a.Rev, a.Opened = 0, realname.Tally{}
	text, err := json.Marshal(a)
	if err != nil {
		w.t.Fatal(err)
	}
	return string(text)
}

// Whatever a profile lets an account change, from the start to withdrawing it leaves the account as it is, to the byte.
func TestRULES_D1_opened_and_withdrawn(t *testing.T) {
	w := newWorld(t)
	w.policy.Quota.Person = 1000
	for _, profile := range policies.Names() {
		p := w.under(profile)
		for _, f := range p.Policy.Flows {
			begin := w.ofPerson
			switch f.Kind {
			case realname.EnterpriseToEnterprise, realname.EnterpriseToPerson, realname.EnterpriseName, realname.LegalRepresentative:
				begin = w.ofCompany
			case realname.FollowSite:
				begin = w.ofSite
			}
			if !f.Kind.Changes() && f.Kind != realname.Release {
				continue
			}
			t.Run(fmt.Sprintf("RULES_D1_%s_%s_%s", profile, f.Kind, f.Channel), func(t *testing.T) {
				w.t = t
				account := begin(newAccount())
				w.cool()
				was := w.bytes(account)
				c, err := w.tries(p, account, f.Kind, f.Channel)
				w.must(c, err)
				if a := w.account(account); a.OpenCase != c.ID || a.Identity == nil || a.Identity.Case == c.ID {
					t.Errorf("the open case is %q", a.OpenCase)
				}
				w.must(p.cancel().Do(background, holder(account), c.ID))
				if got := w.bytes(account); got != was {
					t.Error("the account is not as it was")
				}
				if _, err := w.tries(p, account, f.Kind, f.Channel); err != nil {
					t.Errorf("again: %v", err)
				}
			})
		}
	}
}

// The cool-down is over at the second at which the days are, and what the account says agrees with what can be opened.
func TestRULES_D2_the_edges_of_the_cool_down(t *testing.T) {
	for _, profile := range policies.Names() {
		p, err := policies.Load(profile)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range p.Flows {
			if !f.Kind.Changes() && f.Kind != realname.Release {
				continue
			}
			t.Run(fmt.Sprintf("RULES_D2_%s_%s_%s", profile, f.Kind, f.Channel), func(t *testing.T) {
				w := newWorld(t)
				begin := w.ofCompany
				if f.Kind == realname.PersonToEnterprise || f.Kind == realname.PersonToPerson || f.Of == realname.PersonSubject {
					begin = w.ofPerson
				}
				if f.Kind.Follows() {
					begin = w.ofSite
				}
				account := begin(newAccount())
				verified := w.account(account).Identity.VerifiedAt
				from := verified.AddDate(0, 0, f.CoolDownDays)
				for after, early := range map[time.Duration]bool{
					-time.Second: true, -time.Nanosecond: true, 0: false, time.Second: false, -24 * time.Hour: true, 24 * time.Hour: false,
				} {
					at := from.Add(after)
					if at.Before(verified) {
						continue
					}
					w.offset.Store(int64(at.Sub(noon)))
					p := w.under(profile)
					var offer realname.Offer
					for _, o := range realname.Offers(p.Policy, w.account(account), w.now()) {
						if o.Kind == f.Kind && o.Channel == f.Channel {
							offer = o
						}
					}
					c, err := w.tries(p, account, f.Kind, f.Channel)
					if (offer.Reason == "") != (err == nil) || offer.Kind != f.Kind {
						t.Errorf("%s: offered: %+v, opened: %v", after, offer, err)
					}
					if !early {
						w.must(c, err)
						w.must(p.cancel().Do(background, holder(account), c.ID))
						continue
					}
					refused(t, err, realname.CodeChangeTooSoon)
					var no *realname.Error
					if !errors.As(err, &no) || !no.RetryAfter.Equal(from) || !offer.From.Equal(from) {
						t.Errorf("%s: allowed from %v, want %s", after, no, from)
					}
				}
				if exempt := f.Kind == realname.PersonToEnterprise; exempt && f.CoolDownDays != 0 {
					t.Error("personal to enterprise is exempt")
				}
			})
		}
	}
	t.Run("RULES_D2_thirty_days_where_the_guide_says_so", func(t *testing.T) {
		p, err := policies.Load("tencent")
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range p.Flows {
			if f.Kind.Changes() && (f.CoolDownDays == 30) != (f.Kind.Moves() && f.Kind != realname.PersonToEnterprise) {
				t.Errorf("%s: %d days", f.Kind, f.CoolDownDays)
			}
		}
	})
}

func TestRULES_D3_an_enterprise_becomes_a_person_by_alibabas_post_only(t *testing.T) {
	w := newWorld(t)
	account := w.ofCompany(newAccount())
	w.cool()
	for _, profile := range policies.Names() {
		for _, channel := range []realname.Channel{"", realname.Online, realname.ByTicket, realname.ByPost} {
			t.Run(fmt.Sprintf("RULES_D3_%s_%s", profile, channel), func(t *testing.T) {
				w.t = t
				p := w.under(profile)
				c, err := p.open().Do(background, holder(account), account, realname.Opening{
					Kind: realname.EnterpriseToPerson, Channel: channel, Consents: w.accepted("give"),
				})
				if profile != "aliyun" || channel != "" && channel != realname.ByPost {
					refused(t, err, realname.CodeKindNotSupported)
					return
				}
				if w.must(c, err); c.Channel != realname.ByPost {
					t.Errorf("by %q", c.Channel)
				}
				w.must(p.cancel().Do(background, holder(account), c.ID))
			})
		}
	}
}

func TestRULES_D4_what_was_accepted_is_kept(t *testing.T) {
	w := newWorld(t)
	account := w.ofPerson(newAccount())
	give := w.accepted("give")[0]
	tries := func(consents ...realname.Consent) error {
		_, err := w.parts().open().Do(background, holder(account), account, realname.Opening{Kind: realname.PersonToEnterprise, Consents: consents})
		return err
	}
	changed := func(f func(*realname.Consent)) realname.Consent {
		c := give
		f(&c)
		return c
	}
	was := w.bytes(account)
	for name, refusal := range map[string]struct {
		code     realname.Code
		consents []realname.Consent
	}{
		"none":             {realname.CodeConsentRequired, nil},
		"of_taking_over":   {realname.CodeConsentRequired, w.accepted("take_over")},
		"another_version":  {realname.CodeConsentOutdated, []realname.Consent{changed(func(c *realname.Consent) { c.Version = "2025-01" })}},
		"no_version":       {realname.CodeConsentOutdated, []realname.Consent{changed(func(c *realname.Consent) { c.Version = "" })}},
		"to_another_text":  {realname.CodeConsentOutdated, []realname.Consent{changed(func(c *realname.Consent) { c.SHA256 = c.SHA256[:63] + "_" })}},
		"to_no_text":       {realname.CodeConsentOutdated, []realname.Consent{changed(func(c *realname.Consent) { c.SHA256 = "" })}},
		"and_one_too_many": {realname.CodeFieldInvalid, append(w.accepted("take_over"), give)},
	} {
		t.Run("RULES_D4_"+name, func(t *testing.T) {
			refused(t, tries(refusal.consents...), refusal.code)
			if w.bytes(account) != was {
				t.Error("something was changed")
			}
		})
	}
	t.Run("RULES_D4_as_it_was_then_whatever_comes_after", func(t *testing.T) {
		said := changed(func(c *realname.Consent) { c.Title = "something else" }) // the title is the policy's
		if err := tries(said); err != nil {
			t.Fatal(err)
		}
		c := w.load(w.account(account).OpenCase)
		agreement, _ := w.policy.Agreement("give")
		kept := c.Events[0].Consents
		if len(kept) != 1 || kept[0].Title != agreement.Title || kept[0].Version != agreement.Version || kept[0].SHA256 != agreement.SHA256 || !c.Events[0].At.Equal(w.now()) {
			t.Fatalf("%+v", kept)
		}
		for i := range w.policy.Agreements {
			w.policy.Agreements[i].Version, w.policy.Agreements[i].SHA256 = "2027-01", "new"
		}
		c = w.passes(c)
		_, err := w.parts().fill().Do(background, holder(account), c.ID, func(realname.Case) (steps.Entry, error) {
			return steps.EnterpriseEntry{Enterprise: w.company(), Picture: w.upload(c, realname.LicencePicture), Consents: []realname.Consent{
				{Agreement: "take_over", Version: agreement.Version, SHA256: agreement.SHA256}}}, nil
		})
		refused(t, err, realname.CodeConsentOutdated)
		if got := w.load(c.ID).Events[0].Consents[0]; got != kept[0] {
			t.Errorf("it was changed to %+v", got)
		}
	})
}

func TestRULES_D10_special_invoices_go_to_the_present_enterprise(t *testing.T) {
	w := newWorld(t)
	match := func(account realname.AccountID, name string) steps.NameMatch {
		t.Helper()
		got, err := w.parts().lookUp().NameMatches(background, holder(account).By, account, realname.Text(name))
		if err != nil {
			t.Fatal(err)
		}
		return got
	}
	yes, no := steps.NameMatch{Matches: true, SpecialVATInvoice: true}, steps.NameMatch{}
	t.Run("RULES_D10_a_person_has_none_an_enterprise_has", func(t *testing.T) {
		from, to := w.person("欧阳修"), w.company()
		c, deeds := w.toCompany(from, to)
		for i, deed := range deeds {
			if got := match(c.Account, from.Name.Text()); got != (steps.NameMatch{Matches: true}) {
				t.Errorf("step %d: %+v", i, got)
			}
			c = deed(c)
		}
		if got := match(c.Account, to.Name.Text()); got != yes {
			t.Errorf("to the new name: %+v", got)
		}
	})
	t.Run("RULES_D10_from_an_enterprise_to_another", func(t *testing.T) {
		from, to := w.company(), w.company()
		to.Name = renames(t, newName, "").Name
		c, deeds := w.toEnterprise(from, to, partyOf(w.person("陆云笺")))
		for i, deed := range deeds {
			if got := match(c.Account, from.Name.Text()); got != yes {
				t.Errorf("step %d, to the old name: %+v", i, got)
			}
			if got := match(c.Account, to.Name.Text()); got != no {
				t.Errorf("step %d, to the new name: %+v", i, got)
			}
			c = deed(c)
		}
		if got := match(c.Account, from.Name.Text()); got != no {
			t.Errorf("to the old name: %+v", got)
		}
		if got := match(c.Account, to.Name.Text()); got != yes {
			t.Errorf("to the new name: %+v", got)
		}
	})
	t.Run("RULES_D10_not_while_the_account_is_restricted", func(t *testing.T) {
		x := w.company()
		account := w.companyAccount(x, nil)
		c, err := w.parts().open().Do(background, steps.Ask{By: realname.Actor{Role: realname.Platform, ID: "p"}}, account, realname.Opening{Kind: realname.Reverification})
		w.must(c, err)
		if got := match(account, x.Name.Text()); got != yes {
			t.Errorf("until the deadline: %+v", got)
		}
		w.offset.Store(int64(c.Deadline().Sub(noon)))
		if got := match(account, x.Name.Text()); got != (steps.NameMatch{Matches: true}) {
			t.Errorf("restricted: %+v", got)
		}
	})
}
