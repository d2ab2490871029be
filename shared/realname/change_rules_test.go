package realname

import (
	"errors"
	"reflect"
	"slices"
	"testing"
	"time"
)

// asked opens a case as the policy wants it, at a moment and by somebody, and says why it is refused.
func asked(p *Policy, k Kind, channel Channel, a Account, by Actor, now time.Time) (Commit, error) {
	return Open(p, a, a.ID, NewCaseID(), opening(p, k, channel, a), Request{By: by, Now: now})
}

var holder = Actor{Role: Holder, ID: "user", Account: "acct_a"}
var platform = Actor{Role: Platform, ID: "platform"}

func TestWithdrawing(t *testing.T) {
	for _, p := range []*Policy{tencent(t), jdcloud(t), aliyun(t)} {
		for _, f := range p.Flows {
			a := ofPerson(adult(t, 0))
			if from, present := f.Kind.from(); from == EnterpriseSubject || f.Of == EnterpriseSubject {
				a = ofCompany(company(t))
			} else if !present {
				a = Account{ID: "acct_a", Rev: 2}
			}
			if f.Kind.Follows() {
				a.Identity.Site = p.Sites[0].Site
			}
			name := p.Profile + "_" + string(f.Kind) + "_" + string(f.channel()) + string(f.Of)
			t.Run("RULES_D1_withdrawn_or_expired_the_account_is_as_it_was_"+name, func(t *testing.T) {
				opened, err := asked(p, f.Kind, f.channel(), a, platform, noon)
				if err != nil {
					t.Fatal(err)
				}
				during := opened.Account.Apply(a)
				if !reflect.DeepEqual(during.Identity, a.Identity) || opened.Take != nil || opened.Give != nil {
					t.Error("opening changed whose account it is")
				}
				for _, end := range []Command{Cancel{By: Platform}, Expire{}} {
					now := noon
					if _, late := end.(Expire); late {
						now = opened.Case.Deadline()
					}
					commit, err := opened.Case.Apply(p, end, Request{By: platform, Now: now})
					if err != nil {
						t.Fatalf("%T: %v", end, err)
					}
					after := commit.Account.Apply(during)
					if !reflect.DeepEqual(after.Identity, a.Identity) || after.OpenCase != "" || commit.Take != nil || commit.Give != nil {
						t.Errorf("%T changed whose account it is", end)
					}
					if f.Kind != Reverification && !after.Restricted.Equal(a.Restricted) {
						t.Errorf("%T restricted it", end)
					}
				}
			})
		}
	}
	p := tencent(t)
	t.Run("RULES_D1_it_can_be_withdrawn_until_it_is_decided", func(t *testing.T) {
		a := ofCompany(company(t))
		stages := []func(*companyStory){
			func(s *companyStory) { s.do(Declare{Declaration: declared()}) }, func(s *companyStory) { s.start() },
			func(s *companyStory) { s.say(Passed, "") }, func(s *companyStory) { s.handIn() }, func(s *companyStory) { s.approve() },
			func(s *companyStory) { s.fillNew() }, func(s *companyStory) { s.choose(OfficialAccount) }, func(s *companyStory) { s.start() },
		}
		for n := range len(stages) + 1 {
			s := change(t, p, EnterpriseToEnterprise, "", a)
			for _, stage := range stages[:n] {
				stage(s)
			}
			if s.do(Cancel{}); s.c.Last().State != Canceled || s.commit.Account.Identity != nil || s.commit.Give != nil || s.commit.Take != nil {
				t.Errorf("after %d steps it is %s", n, s.c.Last().State)
			}
			for _, cmd := range []Command{Cancel{}, Expire{}, Back{}} {
				refused(t, s.try(cmd), CodeWrongState, "")
			}
		}
	})
	t.Run("RULES_D1_until_it_is_done_the_old_subject_stays", func(t *testing.T) {
		s := change(t, p, PersonToEnterprise, "", ofPerson(adult(t, 0)))
		for _, do := range []func(){func() { s.passes() }, func() { s.fillNew() }, func() { s.choose(OfficialAccount) }, func() { s.start() }} {
			if do(); s.commit.Account != nil || s.commit.Take != nil || s.commit.Give != nil {
				t.Errorf("%s changed the account", s.c.Last().Type)
			}
		}
		if s.say(Passed, ""); s.commit.Take == nil || s.commit.Give == nil || s.commit.Account.Identity == nil {
			t.Error("the seats do not move in the commit that verifies")
		}
	})
	t.Run("RULES_D1_a_time_that_is_not_over_ends_nothing", func(t *testing.T) {
		s := change(t, p, PersonToPerson, "", ofPerson(adult(t, 0)))
		s.now = s.c.Deadline().Add(-1)
		refused(t, s.try(Expire{}), CodeWrongState, "")
		s.now = s.c.Deadline()
		refused(t, s.try(Cancel{}), CodeCaseExpired, "")
		s.do(Expire{})
		if s.c.Status(s.now) != StatusExpired || s.c.Fault(s.now) != CodeCaseExpired || s.c.WhoseTurn(s.now) != TurnNobody {
			t.Errorf("%s, %s", s.c.Status(s.now), s.c.Fault(s.now))
		}
	})
}

func TestWhoMayChange(t *testing.T) {
	p, ali, jd := tencent(t), aliyun(t), jdcloud(t)
	person, firm, nobody := ofPerson(adult(t, 0)), ofCompany(company(t)), Account{ID: "acct_a"}
	school := ofCompany(company(t))
	school.Identity.Commercial = false
	elsewhere := ofPerson(adult(t, 0))
	elsewhere.Identity.Site = "alipay"
	for _, row := range []struct {
		name    string
		p       *Policy
		kind    Kind
		channel Channel
		a       Account
		code    Code
		field   string
	}{
		{"RULES_D3_an_enterprise_cannot_become_a_person", p, EnterpriseToPerson, "", firm, CodeKindNotSupported, "kind"},
		{"RULES_D3_nor_at_the_screen_of_the_profile_that_allows_it", ali, EnterpriseToPerson, Online, firm, CodeKindNotSupported, "kind"},
		{"RULES_D3_E6_by_post_it_can", ali, EnterpriseToPerson, ByPost, firm, "", ""},
		{"RULES_D5_of_an_unverified_account_nothing_is_changed", p, PersonToEnterprise, "", nobody, CodeAccountNotVerified, ""},
		{"RULES_D5_an_enterprise_is_no_person", p, PersonToEnterprise, "", firm, CodeKindNotForSubject, ""},
		{"RULES_D6_nor_for_another_person", p, PersonToPerson, "", firm, CodeKindNotForSubject, ""},
		{"RULES_D7_a_person_is_no_enterprise", p, EnterpriseToEnterprise, "", person, CodeKindNotForSubject, ""},
		{"RULES_D8_nor_has_a_person_another_name", p, EnterpriseName, "", person, CodeKindNotForSubject, ""},
		{"RULES_D9_a_code_of_91_or_92_has_to_be_on_record", p, LegalRepresentative, "", school, CodeCodeMissing, ""},
		{"RULES_D9_then_the_representative_can_change", p, LegalRepresentative, "", firm, "", ""},
		{"RULES_E1_a_verified_identity_is_not_verified_over", p, PersonalVerification, "", person, CodeAlreadyVerified, ""},
		{"RULES_E1_nor_as_an_enterprise", p, EnterpriseVerification, "", person, CodeAlreadyVerified, ""},
		{"RULES_E2_a_profile_can_forbid_release", p, Release, "", person, CodeKindNotSupported, "kind"},
		{"RULES_E2_or_offer_it", ali, Release, "", person, "", ""},
		{"RULES_E2_to_people", ali, Release, "", firm, CodeKindNotForSubject, ""},
		{"RULES_E2_of_who_is_verified", ali, Release, "", nobody, CodeAccountNotVerified, ""},
		{"RULES_E4_what_was_verified_elsewhere_is_changed_there", ali, PersonToEnterprise, "", elsewhere, CodeVerifiedElsewhere, ""},
		{"RULES_E4_and_released_there", ali, Release, "", elsewhere, CodeVerifiedElsewhere, ""},
		{"RULES_E4_a_site_that_says_nothing_of_that_is_none", p, PersonToEnterprise, "", elsewhere, "", ""},
		{"RULES_E5_at_the_screen", ali, PersonToEnterprise, Online, person, "", ""},
		{"RULES_E6_by_post", ali, PersonToEnterprise, ByPost, person, "", ""},
		{"RULES_E6_not_by_ticket", ali, PersonToEnterprise, ByTicket, person, CodeKindNotSupported, "kind"},
		{"RULES_E6_a_new_name_by_ticket", ali, EnterpriseName, ByTicket, firm, "", ""},
		{"RULES_E6_not_by_post", ali, EnterpriseName, ByPost, firm, CodeKindNotSupported, "kind"},
		{"RULES_D5_where_the_profile_has_it", jd, PersonToEnterprise, "", person, "", ""},
		{"RULES_D6_and_not_where_it_has_not", jd, PersonToPerson, "", person, CodeKindNotSupported, "kind"},
		{"RULES_F1_whoever_can_appeal", p, Appeal, "", nobody, "", ""},
		{"RULES_F1_verified_or_not", p, Appeal, "", firm, "", ""},
		{"RULES_H1_a_channel_that_nobody_has", p, PersonToPerson, "pigeon", person, CodeKindNotSupported, "kind"},
		{"RULES_H1_no_kind", p, "", "", person, CodeKindNotSupported, "kind"},
	} {
		t.Run(row.name, func(t *testing.T) {
			commit, err := asked(row.p, row.kind, row.channel, row.a, holder, noon)
			if row.code != "" {
				refused(t, err, row.code, row.field)
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if row.channel != "" && row.channel != Online && commit.Case.Channel != row.channel {
				t.Errorf("the case is brought by %q", commit.Case.Channel)
			}
			offered := slices.ContainsFunc(Offers(row.p, row.a, noon), func(o Offer) bool { return o.Kind == row.kind && o.Reason == "" })
			if !offered {
				t.Error("it is not among the offers")
			}
		})
	}
	t.Run("RULES_E4_the_refusal_names_the_site", func(t *testing.T) {
		_, err := asked(ali, Release, "", elsewhere, holder, noon)
		var e *Error
		if !errors.As(err, &e) || e.Site == nil || e.Site.URL != "https://www.alipay.com/" {
			t.Errorf("%v", err)
		}
	})
	t.Run("RULES_D1_one_case_at_a_time", func(t *testing.T) {
		s := change(t, p, PersonToPerson, "", person)
		during := s.commit.Account.Apply(person)
		_, err := asked(p, PersonToEnterprise, "", during, holder, noon)
		refused(t, err, CodeCaseOpen, "")
	})
}

func TestCoolDown(t *testing.T) {
	p, ali := tencent(t), aliyun(t)
	for _, row := range []struct {
		name string
		p    *Policy
		kind Kind
		firm bool
		days int
	}{
		{"RULES_D2_another_person", p, PersonToPerson, false, 30}, {"RULES_D2_another_enterprise", p, EnterpriseToEnterprise, true, 30},
		{"RULES_D11_a_new_name_does_not_wait", p, EnterpriseName, true, 0}, {"RULES_D11_nor_does_a_new_representative", p, LegalRepresentative, true, 0},
		{"RULES_D2_person_to_enterprise_is_exempt", p, PersonToEnterprise, false, 0}, {"RULES_D2_E2_a_release_waits_for_nothing", ali, Release, false, 0},
	} {
		t.Run(row.name, func(t *testing.T) {
			a := ofPerson(adult(t, 0))
			if row.firm {
				a = ofCompany(company(t))
			}
			a.Identity.VerifiedAt = noon
			from := noon.AddDate(0, 0, row.days)
			if row.days > 0 {
				_, err := asked(row.p, row.kind, "", a, holder, from.Add(-1))
				refused(t, err, CodeChangeTooSoon, "")
				var e *Error
				if errors.As(err, &e) && !e.RetryAfter.Equal(from) {
					t.Errorf("allowed from %s, want %s", e.RetryAfter, from)
				}
				found := false
				for _, o := range Offers(row.p, a, noon) {
					if o.Kind == row.kind {
						found = o.Reason == CodeChangeTooSoon && o.From.Equal(from)
					}
				}
				if !found {
					t.Error("the offer does not say from when")
				}
			}
			if _, err := asked(row.p, row.kind, "", a, holder, from); err != nil {
				t.Error(err)
			}
		})
	}
	t.Run("RULES_D11_what_leaves_the_subject_does_not_begin_it_anew", func(t *testing.T) {
		a := ofCompany(company(t))
		a.Identity.VerifiedAt = noon.AddDate(0, 0, -29)
		tomorrow := noon.AddDate(0, 0, 1)
		s := change(t, p, LegalRepresentative, "", a).choose(RepresentativeFace).passes()
		after := s.commit.Account.Apply(a)
		if !after.Identity.VerifiedAt.Equal(noon) || !after.Identity.OwnedSince().Equal(a.Identity.VerifiedAt) {
			t.Errorf("verified at %s, since %s", after.Identity.VerifiedAt, after.Identity.OwnedSince())
		}
		_, err := asked(p, EnterpriseToEnterprise, "", after, holder, tomorrow.Add(-1))
		refused(t, err, CodeChangeTooSoon, "")
		if _, err := asked(p, EnterpriseToEnterprise, "", after, holder, tomorrow); err != nil {
			t.Error(err)
		}
		again := change(t, p, LegalRepresentative, "", after).choose(RepresentativeFace).passes()
		if since := again.commit.Account.Apply(after).Identity.OwnedSince(); !since.Equal(a.Identity.VerifiedAt) {
			t.Errorf("the second time it is since %s", since)
		}
	})
	t.Run("RULES_D11_a_change_of_subject_begins_it_anew", func(t *testing.T) {
		a := ofPerson(adult(t, 0))
		a.Identity.Since = longAgo
		s := change(t, p, PersonToEnterprise, "", a)
		s.passes()
		s.fillNew()
		s.choose(OfficialAccount).start()
		s.say(Passed, "")
		if since := s.commit.Account.Apply(a).Identity.OwnedSince(); !since.Equal(noon) {
			t.Errorf("since %s", since)
		}
	})
}

func TestConsents(t *testing.T) {
	p := tencent(t)
	a := ofPerson(adult(t, 0))
	good := accepts(p, []string{"give"})
	with := func(f func(*Consent)) []Consent {
		c := good[0]
		f(&c)
		return []Consent{c}
	}
	for _, row := range []struct {
		name  string
		given []Consent
		code  Code
	}{
		{"none", nil, CodeConsentRequired},
		{"another_agreement", with(func(c *Consent) { c.Agreement = "take_over" }), CodeConsentRequired},
		{"an_older_version", with(func(c *Consent) { c.Version = "2020-01" }), CodeConsentOutdated},
		{"another_text", with(func(c *Consent) { c.SHA256 = "00" }), CodeConsentOutdated},
		{"no_text", with(func(c *Consent) { c.SHA256 = "" }), CodeConsentOutdated},
		{"one_that_nobody_asked_for", append(accepts(p, []string{"take_over"}), good...), CodeFieldInvalid},
		{"as_asked_for", good, ""},
	} {
		t.Run("RULES_D4_of_giving_"+row.name, func(t *testing.T) {
			commit, err := Open(p, a, a.ID, NewCaseID(), Opening{Kind: PersonToPerson, Consents: row.given}, Request{By: holder, Now: noon})
			if row.code != "" {
				refused(t, err, row.code, "consents")
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			agreement, _ := p.Agreement("give")
			kept := commit.Case.Events[0].Consents
			want := Consent{Agreement: "give", Title: agreement.Title, Version: agreement.Version, SHA256: agreement.SHA256}
			if len(kept) != 1 || kept[0] != want || !commit.Case.Events[0].At.Equal(noon) || len(want.SHA256) != 64 {
				t.Errorf("kept: %+v", kept)
			}
		})
	}
	t.Run("RULES_D4_of_taking_over_goes_with_the_form", func(t *testing.T) {
		s := change(t, p, PersonToPerson, "", a).passes()
		fill := FillPerson{Person: s.person, Form: formOf(s.person)}
		refused(t, s.try(fill), CodeConsentRequired, "consents")
		fill.Consents = good
		refused(t, s.try(fill), CodeConsentRequired, "consents")
		s.fillNew()
		if kept := s.c.Last().Consents; len(kept) != 1 || kept[0].Agreement != "take_over" || kept[0].Title == "" {
			t.Errorf("kept: %+v", kept)
		}
	})
	t.Run("RULES_D4_a_verification_asks_for_none", func(t *testing.T) {
		_, err := Open(p, Account{}, "acct_a", NewCaseID(), Opening{Kind: PersonalVerification, Consents: good}, Request{By: holder, Now: noon})
		refused(t, err, CodeFieldInvalid, "consents")
	})
}

func TestWhatThePlatformSays(t *testing.T) {
	p, ali := tencent(t), aliyun(t)
	guarded := *ali // as an operator may configure it
	guarded.Flows = slices.Clone(ali.Flows)
	for i, f := range guarded.Flows {
		if f.Kind == Release {
			guarded.Flows[i].Guards, guarded.Flows[i].Warns = []Hindrance{Arrears, RunningProducts, OpenBusiness}, []Hindrance{LowBalance}
		}
	}
	person := ofPerson(adult(t, 0))
	open := func(p *Policy, k Kind, says ...Hindrance) (Commit, error) {
		o := opening(p, k, "", person)
		o.Hindrances = says
		return Open(p, person, person.ID, NewCaseID(), o, Request{By: holder, Now: noon})
	}
	for _, row := range []struct {
		name string
		p    *Policy
		kind Kind
		says Hindrance
		code Code // refused
		warn Code // or warned of
	}{
		{"RULES_E3_a_low_balance_is_warned_of", p, PersonToEnterprise, LowBalance, "", CodeLowBalance},
		{"RULES_E3_also_at_a_release", ali, Release, LowBalance, "", CodeLowBalance},
		{"FAULT_R14_RULES_E9_running_products_are_warned_of", ali, Release, RunningProducts, "", CodeAccountProducts},
		{"FAULT_R14_RULES_E9_debts_are", ali, Release, Arrears, "", CodeAccountArrears},
		{"FAULT_R14_RULES_E9_also_when_an_enterprise_takes_over", ali, PersonToEnterprise, RunningProducts, "", CodeAccountProducts},
		{"RULES_E2_debts_stand_in_the_way_where_they_are_to", &guarded, Release, Arrears, CodeAccountArrears, ""},
		{"RULES_E2_running_products_do", &guarded, Release, RunningProducts, CodeAccountProducts, ""},
		{"RULES_E2_open_business_does", &guarded, Release, OpenBusiness, CodeAccountBusiness, ""},
		{"RULES_E3_what_the_flow_does_not_ask_for_is_no_matter", p, PersonToEnterprise, Arrears, "", ""},
		{"RULES_E3_nor_what_nobody_knows", p, PersonToEnterprise, "moonlight", "", ""},
	} {
		t.Run(row.name, func(t *testing.T) {
			if !row.p.Asks(Opening{Kind: row.kind}, person) {
				t.Error("the platform is not asked")
			}
			commit, err := open(row.p, row.kind, row.says)
			if row.code != "" {
				refused(t, err, row.code, "")
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if got := commit.Case.Warnings(); row.warn == "" && len(got) > 0 || row.warn != "" && !slices.Equal(got, []Code{row.warn}) {
				t.Errorf("warned of %v", got)
			}
		})
	}
	t.Run("RULES_E3_each_says_its_own", func(t *testing.T) {
		seen := map[Code]bool{}
		for _, value := range constants(t)["Hindrance"] {
			h := Hindrance(value)
			if !h.Valid() || !h.code().Valid() || seen[h.code()] {
				t.Errorf("%s is told as %s", h, h.code())
			}
			seen[h.code()] = true
		}
		if Hindrance("moonlight").Valid() || len(seen) < 4 {
			t.Error("an unknown one is valid")
		}
	})
	t.Run("RULES_E3_nobody_is_asked_about_a_verification", func(t *testing.T) {
		if p.Asks(Opening{Kind: PersonalVerification}, Account{}) || p.Asks(Opening{Kind: "x"}, Account{}) {
			t.Error("the platform is asked")
		}
	})
}
