package realname

import (
	"reflect"
	"slices"
	"testing"
	"time"

	"shiming/infra/tests/pii"
	"shiming/shared/identity"
)

// walked is the way that a case has gone.
func walked(c Case) []State {
	var all []State
	for _, e := range c.Events {
		all = append(all, e.State)
	}
	return all
}

// moved fails unless the commit hands the account to the new subject: the old place given back, the new one taken.
func moved(t *testing.T, s *companyStory, from SubjectKey, to SubjectKind) {
	t.Helper()
	id := s.commit.Account.Identity
	if s.c.Last().State != Verified || id == nil || id.Kind != to || !id.VerifiedAt.Equal(noon) || id.Case != s.c.ID {
		t.Fatalf("%s as %+v", s.c.Last().State, id)
	}
	limit, key := s.p.Quota.Person, SubjectKey("person:v1:old")
	if to == EnterpriseSubject {
		limit, key = s.p.Quota.Enterprise, "enterprise:v1:old"
	}
	take, give := s.commit.Take, s.commit.Give
	if take == nil || take.Subject != key || take.Limit != limit || take.Account != "acct_a" || id.Subject != key {
		t.Errorf("taken: %+v, verified under %s", take, id.Subject)
	}
	if give == nil || give.Subject != from || give.Account != "acct_a" {
		t.Errorf("given back: %+v", give)
	}
}

// stays fails unless the commit keeps the subject and its place.
func stays(t *testing.T, s *companyStory, before *Identity) {
	t.Helper()
	id := s.commit.Account.Identity
	if s.c.Last().State != Verified || id == nil || id.Kind != before.Kind || id.Subject != before.Subject || s.commit.Take != nil || s.commit.Give != nil {
		t.Fatalf("%s as %+v, taken %v, given %v", s.c.Last().State, id, s.commit.Take, s.commit.Give)
	}
}

func TestPersonToEnterprise(t *testing.T) {
	p := tencent(t)
	a := ofPerson(adult(t, 0))
	t.Run("RULES_D5_face_then_form_then_method_then_done", func(t *testing.T) {
		s := change(t, p, PersonToEnterprise, "", a)
		if check := s.c.NextCheck(p, noon); check.Method != Face {
			t.Errorf("the present person is asked for %s", check.Method)
		}
		s.passes().fillNew().choose(RepresentativeFace).passes()
		moved(t, s, a.Identity.Subject, EnterpriseSubject)
		want := []State{Identifying, IdentityChecking, Filling, Choosing, Ready, Checking, Verified}
		if got := slices.Compact(walked(s.c)); !reflect.DeepEqual(got, want) {
			t.Errorf("walked %v", got)
		}
		if s.commit.Account.Identity.Representative == nil || !s.commit.Account.Identity.Commercial {
			t.Error("the record is not complete")
		}
	})
	t.Run("RULES_D5_without_the_present_person_nothing_goes_on", func(t *testing.T) {
		s := change(t, p, PersonToEnterprise, "", a)
		fill := FillEnterprise{Enterprise: s.x, Licence: uploaded(s.c, LicencePicture), Form: companyForm(s.x), Consents: accepts(p, []string{"take_over"})}
		for _, cmd := range []Command{fill, Choose{Method: TopUp}, RefuseQuota{}, FileProof{}} {
			refused(t, s.try(cmd), CodeWrongState, "")
		}
		s.start().say(Failed, CodeFaceMismatch)
		refused(t, s.try(fill), CodeWrongState, "")
		if s.c.Last().State != Identifying || s.c.Fault(noon) != CodeFaceMismatch {
			t.Errorf("%s, %s", s.c.Last().State, s.c.Fault(noon))
		}
	})
	t.Run("RULES_D5_a_check_of_the_present_person_does_not_prove_the_new_subject", func(t *testing.T) {
		s := change(t, p, PersonToEnterprise, "", a)
		s.start()
		word := Settle{Notice: Notice{ID: "m", Check: s.c.Check().ID, Outcome: Passed}}
		s.do(word)
		s.fillNew().choose(OfficialAccount).start()
		refused(t, s.try(word), CodeWrongState, "")
	})
	t.Run("RULES_D5_B6_who_has_a_permit_proves_it_by_WeChat", func(t *testing.T) {
		b := ofPerson(adult(t, 0))
		b.Identity.Document = string(identity.TaiwanPermit)
		if check := change(t, p, PersonToEnterprise, "", b).c.NextCheck(p, noon); check.Method != WeChatScan {
			t.Errorf("asked for %s", check.Method)
		}
	})
	t.Run("RULES_D5_who_cannot_be_asked_is_told_so", func(t *testing.T) {
		b := ofPerson(adult(t, 0))
		b.Identity.Document = "passport"
		s := change(t, p, PersonToEnterprise, "", b)
		refused(t, s.try(BeginCheck{Check: s.c.NextCheck(p, noon)}), CodeMethodNotOffered, "method")
	})
	t.Run("RULES_E5_directly_with_the_enterprise_account_of_the_group_and_not_by_transfer", func(t *testing.T) {
		ali := aliyun(t)
		s := change(t, ali, PersonToEnterprise, Online, a).passes().fillNew()
		refused(t, s.try(Choose{Method: CorporateTransfer}), CodeMethodNotOffered, "method")
		s.choose(GroupEnterprise).passes()
		moved(t, s, a.Identity.Subject, EnterpriseSubject)
	})
	t.Run("RULES_A3_without_a_place_nothing_moves", func(t *testing.T) {
		s := change(t, p, PersonToEnterprise, "", a).passes().fillNew().choose(OfficialAccount)
		s.start()
		s.do(RefuseQuota{Holders: []AccountID{"acct_full"}})
		if s.commit.Take != nil || s.commit.Give != nil || s.commit.Account.Identity != nil || s.commit.Account.Clear {
			t.Errorf("%+v", s.commit.Account)
		}
	})
}

func TestPersonToPerson(t *testing.T) {
	p := tencent(t)
	a := ofPerson(adult(t, 0))
	t.Run("RULES_D6_the_face_of_the_one_and_then_of_the_other", func(t *testing.T) {
		s := change(t, p, PersonToPerson, "", a).passes().fillNew().choose(Face).passes()
		moved(t, s, a.Identity.Subject, PersonSubject)
		if days := s.c.Deadline().Sub(noon); days != 60*day { // as the other change that begins alike
			t.Errorf("it lasts %s", days)
		}
	})
	t.Run("RULES_D6_nobody_takes_over_from_himself", func(t *testing.T) {
		s := change(t, p, PersonToPerson, "", a).passes()
		form := formOf(s.person)
		form.Subjects = append(form.Subjects, a.Identity.Subject)
		refused(t, s.try(FillPerson{Person: s.person, Form: form, Consents: accepts(p, []string{"take_over"})}), CodeNothingChanges, "")
	})
	t.Run("RULES_A4_D6_the_new_person_is_of_age", func(t *testing.T) {
		s := change(t, p, PersonToPerson, "", a).passes()
		s.person = personOf(t, pii.Minors[0], identity.ResidentID)
		refused(t, s.try(FillPerson{Person: s.person, Form: formOf(s.person), Consents: accepts(p, []string{"take_over"})}), CodeUnderAge, "")
	})
	t.Run("RULES_A5_B6_D6_a_permit_is_proven_by_WeChat", func(t *testing.T) {
		s := change(t, p, PersonToPerson, "", a).passes()
		s.person = personOf(t, pii.Taiwan[0], identity.TaiwanPermit)
		s.fillNew()
		refused(t, s.try(Choose{Method: Face}), CodeMethodNotForDoc, "method")
		s.choose(WeChatScan).passes()
		moved(t, s, a.Identity.Subject, PersonSubject)
	})
}

func TestEnterpriseToEnterprise(t *testing.T) {
	p := tencent(t)
	a := ofCompany(company(t))
	begun := func(t *testing.T, d Declaration) *companyStory {
		s := change(t, p, EnterpriseToEnterprise, "", a)
		s.do(Declare{Declaration: d})
		return s
	}
	t.Run("RULES_D7_declared_proven_papers_review_form_method_done", func(t *testing.T) {
		s := begun(t, declared())
		if check := s.c.NextCheck(p, noon); check.Method != RepresentativeFace {
			t.Errorf("the old representative is asked for %s", check.Method)
		}
		s.passes().handIn()
		if !s.c.StepDeadline().Equal(reviewBy) || s.c.ReviewWorkdays(p) != 1 || s.c.WhoseTurn(noon) != TurnReviewer {
			t.Errorf("the review lasts until %s, of %d working days", s.c.StepDeadline(), s.c.ReviewWorkdays(p))
		}
		s.approve().fillNew().choose(RepresentativeWeChat).passes()
		moved(t, s, a.Identity.Subject, EnterpriseSubject)
		want := []State{Declaring, Identifying, IdentityChecking, Gathering, Reviewing, Filling, Choosing, Ready, Checking, Verified}
		if got := slices.Compact(walked(s.c)); !reflect.DeepEqual(got, want) {
			t.Errorf("walked %v", got)
		}
	})
	t.Run("RULES_D7_by_a_transfer_a_second_review_comes_which_sends_the_amount", func(t *testing.T) {
		s := begun(t, declared()).passes().handIn().approve().fillNew().choose(CorporateTransfer).papers().handlerPasses()
		if s.c.ReviewWorkdays(p) != 2 {
			t.Errorf("a review of %d working days", s.c.ReviewWorkdays(p))
		}
		s.arrived().do(CompareAmount{Right: true})
		moved(t, s, a.Identity.Subject, EnterpriseSubject)
	})
	t.Run("RULES_D7_it_lasts_seven_days_at_most", func(t *testing.T) {
		s := begun(t, declared()).passes().handIn().approve().fillNew()
		s.now = noon.Add(7 * day)
		refused(t, s.try(Choose{Method: TopUp}), CodeCaseExpired, "")
		if s.must(system, Expire{}); s.c.Last().State != Expired {
			t.Error(s.c.Last().State)
		}
	})
	t.Run("RULES_D7_a_representative_from_abroad_shows_papers_instead_of_a_face", func(t *testing.T) {
		d := declared()
		d.Abroad = true
		s := begun(t, d)
		if s.c.Last().State != Gathering {
			t.Fatalf("the case is %s", s.c.Last().State)
		}
		sides := []Document{uploaded(s.c, ApplicationForm), uploaded(s.c, OldLicence), uploaded(s.c, PortraitSide), uploaded(s.c, EmblemSide)}
		refused(t, s.try(FileProof{Documents: sides, ReviewBy: reviewBy}), CodeFieldInvalid, "documents")
		s.do(FileProof{Documents: []Document{uploaded(s.c, ApplicationForm), uploaded(s.c, StruckOff), uploaded(s.c, RepresentativePassport)}, ReviewBy: reviewBy})
	})
	t.Run("RULES_D7_what_was_declared_is_what_is_filled_in", func(t *testing.T) {
		s := begun(t, declared()).passes().handIn().approve()
		consents := accepts(p, []string{"take_over"})
		for name, change := range map[string]func(*Form){
			"another code": func(f *Form) { f.Subjects = []SubjectKey{"enterprise:v1:third"} },
			"another name": func(f *Form) { f.NameDigest = []string{"v1:third"} },
		} {
			form := companyForm(s.x)
			if change(&form); true {
				refused(t, s.try(FillEnterprise{Enterprise: s.x, Licence: uploaded(s.c, LicencePicture), Form: form, Consents: consents}), CodeDeclaredOtherwise, "")
			}
			if s.c.Last().State != Filling {
				t.Errorf("%s is taken", name)
			}
		}
		form := companyForm(s.x)
		form.Subjects, form.NameDigest = form.Subjects[1:], form.NameDigest[1:] // from before a rotation
		s.do(FillEnterprise{Enterprise: s.x, Licence: uploaded(s.c, LicencePicture), Form: form, Consents: consents})
	})
	t.Run("RULES_D7_the_same_enterprise_is_no_other", func(t *testing.T) {
		s := change(t, p, EnterpriseToEnterprise, "", a)
		d := declared()
		d.Subjects = []SubjectKey{a.Identity.Subject}
		refused(t, s.try(Declare{Declaration: d}), CodeNothingChanges, "code")
		refused(t, s.try(Declare{Declaration: declared(), Form: &Form{}}), CodeFieldRequired, "name")
	})
	t.Run("RULES_D7_each_paper_is_needed_and_inspected", func(t *testing.T) {
		s := begun(t, declared()).passes()
		all := s.proofs()
		for i, d := range all {
			var rest []Document
			rest = append(append(rest, all[:i]...), all[i+1:]...)
			refused(t, s.try(FileProof{Documents: rest, ReviewBy: reviewBy}), CodeFieldRequired, string(d.Purpose))
		}
		for code, change := range map[Code]func(*Document){
			CodeDocumentAwaited: func(d *Document) { d.State = DocumentAwaited }, CodeDocumentFormat: func(d *Document) { d.State, d.Fault = DocumentRefused, CodeDocumentFormat },
			CodeDocumentNotFound: func(d *Document) { d.Case = NewCaseID() },
		} {
			bad := append([]Document{}, all...)
			change(&bad[0])
			refused(t, s.try(FileProof{Documents: bad, ReviewBy: reviewBy}), code, string(bad[0].Purpose))
		}
		refused(t, s.try(FileProof{Documents: append(all, uploaded(s.c, LicencePicture)), ReviewBy: reviewBy}), CodeFieldInvalid, "documents")
		refused(t, s.try(FileProof{Documents: append(all, all[0]), ReviewBy: reviewBy}), CodeFieldInvalid, "documents")
		refused(t, s.try(FileProof{Documents: nil, ReviewBy: reviewBy}), CodeFieldRequired, string(ApplicationForm))
		s.do(FileProof{Documents: all, ReviewBy: reviewBy})
	})
	t.Run("RULES_D7_refused_papers_are_corrected_and_handed_in_again", func(t *testing.T) {
		s := begun(t, declared()).passes().handIn()
		s.must(reviewer, s.decide(AskAgain, reviewer, Review{Reason: ReasonPapersUnclear, Comment: "请重拍", Asked: []Purpose{ApplicationForm, OldLicence}}))
		refused(t, s.try(Choose{Method: TopUp}), CodeWrongState, "")
		s.do(Supply{Documents: []Document{uploaded(s.c, ApplicationForm), uploaded(s.c, OldLicence)}})
		s.approve()
		if s.c.Last().State != Filling {
			t.Errorf("%s", s.c.Last().State)
		}
	})
	t.Run("RULES_D7_what_was_declared_can_be_corrected_until_the_papers_are_in", func(t *testing.T) {
		s := begun(t, declared())
		s.do(Back{}, Declare{Declaration: declared()})
		s.start().do(Back{}, Declare{Declaration: declared()})
		refused(t, change(t, aliyun(t), Release, "", ofPerson(adult(t, 0))).try(Back{}), CodeWrongState, "")
	})
	t.Run("RULES_D10_the_old_name_is_nowhere_on_the_account", func(t *testing.T) {
		s := begun(t, declared()).passes().handIn().approve().fillNew().choose(OfficialAccount).passes()
		after := s.commit.Account.Apply(a)
		if sharesKey(after.Identity.NameDigest, a.Identity.NameDigest) || string(after.Identity.Sealed) == string(a.Identity.Sealed) {
			t.Error("the old name could still be invoiced")
		}
		if !after.Entitlements(noon).SpecialVATInvoice {
			t.Error("the new enterprise has no special invoices")
		}
	})
}

func TestNewNames(t *testing.T) {
	p := tencent(t)
	a := ofCompany(company(t))
	school := ofCompany(company(t))
	school.Identity.Commercial = false
	t.Run("RULES_D8_a_name_that_the_register_knows_is_taken_over_at_once", func(t *testing.T) {
		s := change(t, p, EnterpriseName, "", a)
		cmd := renamed(s.c, s.x)
		cmd.Confirmed = true
		s.do(cmd)
		stays(t, s, a.Identity)
		id := s.commit.Account.Identity
		if id.NameDigest[0] != "v2:renamed" || string(id.Sealed) != "renamed" || id.Number != a.Identity.Number || id.Method != a.Identity.Method || !id.VerifiedAt.Equal(noon) {
			t.Errorf("%+v", id)
		}
	})
	t.Run("RULES_D8_any_other_by_papers_and_review_within_one_working_day", func(t *testing.T) {
		s := change(t, p, EnterpriseName, "", a)
		s.do(renamed(s.c, s.x))
		s.handIn()
		if s.c.ReviewWorkdays(p) != 1 {
			t.Errorf("%d working days", s.c.ReviewWorkdays(p))
		}
		stays(t, s.approve(), a.Identity)
	})
	t.Run("RULES_D8_without_a_commercial_record_it_is_never_at_once", func(t *testing.T) {
		s := change(t, p, EnterpriseName, "", school)
		cmd := renamed(s.c, s.x)
		cmd.Confirmed = true
		refused(t, s.try(cmd), CodeWrongState, "")
		if s.c.AtOnce(p) {
			t.Error("it is at once")
		}
	})
	t.Run("RULES_D8_E6_nor_where_the_profile_has_it_by_ticket", func(t *testing.T) {
		ali := aliyun(t)
		s := change(t, ali, EnterpriseName, ByTicket, a)
		cmd := renamed(s.c, s.x)
		cmd.Confirmed = true
		refused(t, s.try(cmd), CodeWrongState, "")
		s.do(renamed(s.c, s.x))
		stays(t, s.handIn().approve(), a.Identity)
	})
	t.Run("RULES_D8_the_code_is_the_one_on_record", func(t *testing.T) {
		s := change(t, p, EnterpriseName, "", a)
		cmd := renamed(s.c, s.x)
		cmd.Form.Subjects = []SubjectKey{"enterprise:v1:third"}
		refused(t, s.try(cmd), CodeCodeDiffers, "code")
	})
	t.Run("RULES_D8_the_name_is_another", func(t *testing.T) {
		s := change(t, p, EnterpriseName, "", a)
		cmd := renamed(s.c, s.x)
		cmd.Form.NameDigest = a.Identity.NameDigest[1:]
		refused(t, s.try(cmd), CodeNothingChanges, "name")
		refused(t, s.try(Declare{}), CodeFieldRequired, "name")
	})
	t.Run("RULES_D8_a_refusal_leaves_the_old_name", func(t *testing.T) {
		s := change(t, p, EnterpriseName, "", a)
		s.do(renamed(s.c, s.x))
		s.handIn().must(reviewer, s.decide(RefuseCase, reviewer, Review{Reason: ReasonForgery}))
		if after := s.commit.Account.Apply(a); !reflect.DeepEqual(after.Identity, a.Identity) || s.c.Fault(noon) != CodeReviewRefused {
			t.Error("the account is another")
		}
	})
}

func TestNewRepresentatives(t *testing.T) {
	p := tencent(t)
	a := ofCompany(company(t))
	for _, m := range []Method{RepresentativeWeChat, RepresentativeFace} {
		t.Run("RULES_D9_by_"+string(m), func(t *testing.T) {
			s := change(t, p, LegalRepresentative, "", a)
			refused(t, s.try(Choose{Method: m}), CodeFieldRequired, "representative")
			s.choose(m).passes()
			stays(t, s, a.Identity)
			id := s.commit.Account.Identity
			if id.Representative == nil || id.Representative.Name != sealedParty(adult(t, 2)).Name || id.Name != a.Identity.Name {
				t.Errorf("represented by %+v", id.Representative)
			}
		})
	}
	t.Run("RULES_D9_by_nothing_else", func(t *testing.T) {
		s := change(t, p, LegalRepresentative, "", a)
		for _, m := range []Method{OfficialAccount, TopUp, CorporateTransfer, Face} {
			refused(t, s.try(Choose{Method: m}), CodeMethodNotOffered, "method")
		}
		refused(t, s.try(Back{}), CodeWrongState, "")
		refused(t, s.try(FillEnterprise{Enterprise: s.x}), CodeWrongState, "")
	})
	t.Run("RULES_D9_a_resident_ID_only", func(t *testing.T) {
		err := p.CheckRepresentative(partyOf(personOf(t, pii.HongKongMacao[0], identity.HKMacaoPermit)), "representative", identity.DateIn(noon))
		refused(t, err, CodeNotMainland, "representative.document_number")
	})
	t.Run("RULES_D9_a_representative_stays_when_something_else_changes", func(t *testing.T) {
		b := ofCompany(company(t))
		b.Identity.Representative = sealedParty(adult(t, 4))
		s := change(t, p, EnterpriseName, "", b)
		cmd := renamed(s.c, s.x)
		cmd.Confirmed = true
		if s.do(cmd); s.commit.Account.Identity.Representative.Name != sealedParty(adult(t, 4)).Name {
			t.Error("it is lost")
		}
	})
}

func TestReverification(t *testing.T) {
	p := tencent(t)
	for name, a := range map[string]Account{"person": ofPerson(adult(t, 0)), "enterprise": ofCompany(company(t))} {
		prove := func(s *companyStory) *companyStory {
			if a.Identity.Kind == PersonSubject {
				return s.choose(Face).passes()
			}
			return s.choose(OfficialAccount).passes()
		}
		asks := func(t *testing.T, a Account) *companyStory {
			commit, err := asked(p, Reverification, "", a, platform, noon)
			if err != nil {
				t.Fatal(err)
			}
			return &companyStory{&story{t: t, p: p, now: noon, c: commit.Case, commit: commit, person: adult(t, 1)}, company(t)}
		}
		t.Run("RULES_A8_what_the_platform_asks_for_has_a_deadline_that_stands_on_the_account_of_a_"+name, func(t *testing.T) {
			s := asks(t, a)
			during := s.commit.Account.Apply(a)
			if !during.Restricted.Equal(s.c.Deadline()) || during.IsRestricted(s.c.Deadline().Add(-1)) || !during.IsRestricted(s.c.Deadline()) {
				t.Errorf("restricted from %s, deadline %s", during.Restricted, s.c.Deadline())
			}
			if during.Entitlements(noon) == (Entitlements{}) || during.Entitlements(s.c.Deadline()) != (Entitlements{}) {
				t.Error("RULES A2: what it may does not follow")
			}
			prove(s)
			stays(t, s, a.Identity)
			if after := s.commit.Account.Apply(during); !after.Restricted.IsZero() || after.Identity.Site != a.Identity.Site {
				t.Error("the restriction stays")
			}
		})
		t.Run("RULES_A8_who_does_not_is_restricted_until_he_does_"+name, func(t *testing.T) {
			s := asks(t, a)
			during := s.commit.Account.Apply(a)
			s.now = s.c.Deadline()
			s.must(system, Expire{Restricted: true})
			after := s.commit.Account.Apply(during)
			if s.c.Fault(s.now) != CodeAccountRestricted || !after.IsRestricted(s.now) || after.Identity == nil {
				t.Fatalf("%s, restricted %t", s.c.Fault(s.now), after.IsRestricted(s.now))
			}
			for _, k := range []Kind{PersonToPerson, PersonToEnterprise, EnterpriseToEnterprise, EnterpriseName, LegalRepresentative} {
				_, err := asked(p, k, "", after, holder, s.now)
				refused(t, err, CodeAccountRestricted, "")
			}
			_, err := asked(aliyun(t), Release, "", after, holder, s.now)
			refused(t, err, CodeAccountRestricted, "")
			again, err := asked(p, Reverification, "", after, holder, s.now)
			if err != nil {
				t.Fatal(err)
			}
			if lifted := again.Account.Apply(after); !lifted.Restricted.Equal(after.Restricted) {
				t.Error("asking again has moved the restriction")
			}
			s.c, s.commit = again.Case, again
			if prove(s); !s.commit.Account.Apply(after).Restricted.IsZero() {
				t.Error("the restriction stays")
			}
		})
	}
	a := ofPerson(adult(t, 0))
	t.Run("RULES_A8_nobody_verifies_again_unasked", func(t *testing.T) {
		_, err := asked(p, Reverification, "", a, holder, noon)
		refused(t, err, CodeReverifyNotRequired, "")
		_, err = asked(p, Reverification, "", Account{ID: "acct_a"}, platform, noon)
		refused(t, err, CodeAccountNotVerified, "")
	})
	t.Run("RULES_A8_only_the_platform_takes_back_what_it_asked_for", func(t *testing.T) {
		opened, err := asked(p, Reverification, "", a, platform, noon)
		if err != nil {
			t.Fatal(err)
		}
		during := opened.Account.Apply(a)
		_, err = opened.Case.Apply(p, Cancel{By: Holder}, Request{By: holder, Now: noon})
		refused(t, err, CodeCancelNotAllowed, "")
		commit, err := opened.Case.Apply(p, Cancel{By: Platform}, Request{By: platform, Now: noon})
		if err != nil {
			t.Fatal(err)
		}
		if after := commit.Account.Apply(during); !after.Restricted.IsZero() || after.OpenCase != "" {
			t.Errorf("%+v", after)
		}
	})
	t.Run("RULES_A8_it_does_not_wait_for_what_the_holder_has_open", func(t *testing.T) {
		s := change(t, p, PersonToPerson, "", a).passes().fillNew().choose(Face)
		during := s.commit.Account // of the newest commit: nothing
		if during != nil {
			t.Fatal("the account changed")
		}
		account := Account{ID: "acct_a", Rev: 3, OpenCase: s.c.ID, OpenUntil: s.c.Deadline(), Identity: a.Identity}
		opened, err := asked(p, Reverification, "", account, platform, noon)
		if err != nil {
			t.Fatal(err)
		}
		after := opened.Account.Apply(account)
		if s.passes(); s.commit.Account.Rev == after.Rev {
			t.Error("the change could still take the account")
		}
	})
	t.Run("RULES_A8_the_check_is_that_of_who_is_on_record", func(t *testing.T) {
		opened, _ := asked(p, Reverification, "", a, platform, noon)
		c := opened.Case
		if f := c.Form(); f == nil || f.Subjects[0] != a.Identity.Subject || c.Last().State != Choosing {
			t.Fatalf("%+v", f)
		}
		_, err := c.Apply(p, Back{}, Request{By: holder, Now: noon})
		refused(t, err, CodeWrongState, "")
	})
	t.Run("RULES_A8_what_fails_can_be_tried_again_and_nothing_else_gets_out_of_it", func(t *testing.T) {
		known := ofCompany(company(t))
		known.Identity.Representative = sealedParty(adult(t, 2))
		opened, err := asked(p, Reverification, "", known, platform, noon)
		if err != nil {
			t.Fatal(err)
		}
		during := opened.Account.Apply(known)
		s := &companyStory{&story{t: t, p: p, now: noon, c: opened.Case, commit: opened, person: adult(t, 1)}, company(t)}
		s.choose(TopUp).do(Issue{Deposit: Deposit{Sealed: []byte("x"), Reference: "SM"}, Deadline: noon.Add(time.Hour)})
		for _, id := range []string{"1", "2"} { // wrong twice: refused
			s.do(ReceivePayment{Payment: Payment{ID: id}})
		}
		after := s.commit.Account.Apply(during)
		if s.c.Last().State != Refused || after.OpenCase != "" || !after.Restricted.Equal(during.Restricted) {
			t.Fatalf("%s, restricted from %s", s.c.Last().State, after.Restricted)
		}
		for _, k := range []Kind{PersonToEnterprise, EnterpriseToEnterprise, EnterpriseName, LegalRepresentative} {
			_, err := asked(p, k, "", after, holder, noon)
			if k == PersonToEnterprise {
				refused(t, err, CodeKindNotForSubject, "")
				continue
			}
			refused(t, err, CodeReverify, "")
		}
		again, err := asked(p, Reverification, "", after, holder, noon.Add(24*time.Hour))
		if err != nil {
			t.Fatal(err)
		}
		tried := again.Account.Apply(after)
		if !tried.Restricted.Equal(during.Restricted) {
			t.Errorf("trying again has moved the deadline from %s to %s", during.Restricted, tried.Restricted)
		}
		s.c, s.commit, s.now = again.Case, again, noon.Add(24*time.Hour)
		other := sealedParty(adult(t, 4))
		other.Sealed = []byte("somebody else")
		s.do(Choose{Method: RepresentativeFace, Evidence: ByRegister, Party: other}).start().say(Passed, "")
		if verified := s.commit.Account.Apply(tried); !verified.Restricted.IsZero() || string(verified.Identity.Representative.Sealed) != string(known.Identity.Representative.Sealed) {
			t.Error("RULES D9: verifying again has changed the representative on record, or the restriction stays")
		}
	})
}
