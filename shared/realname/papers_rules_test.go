package realname

import (
	"reflect"
	"slices"
	"testing"
)

func TestReleases(t *testing.T) {
	p := aliyun(t)
	a := ofPerson(adult(t, 0))
	t.Run("RULES_E2_papers_review_and_the_place_is_free", func(t *testing.T) {
		s := change(t, p, Release, "", a)
		if s.c.Channel != ByTicket || s.c.ReviewWorkdays(p) != 3 {
			t.Errorf("by %q within %d working days", s.c.Channel, s.c.ReviewWorkdays(p))
		}
		s.handIn().approve()
		if s.c.Last().State != Released || s.c.Status(noon) != StatusReleased || s.commit.Take != nil {
			t.Fatalf("%s", s.c.Last().State)
		}
		if give := s.commit.Give; give == nil || give.Subject != a.Identity.Subject || give.Account != a.ID {
			t.Errorf("given back: %+v", give)
		}
		if after := s.commit.Account.Apply(a); after.Identity != nil || after.Entitlements(noon) != (Entitlements{}) {
			t.Error("the account is still verified")
		}
	})
	t.Run("RULES_E2_one_proof_of_payment_of_three_kinds_or_several", func(t *testing.T) {
		s := change(t, p, Release, "", a)
		basic := []Document{uploaded(s.c, ApplicationForm), uploaded(s.c, HolderPortraitSide), uploaded(s.c, HolderEmblemSide)}
		refused(t, s.try(FileProof{Documents: basic, ReviewBy: reviewBy}), CodeFieldRequired, string(Invoice))
		for _, proofs := range [][]Purpose{{Invoice}, {Remittance}, {PaymentScreenshot}, {Invoice, Remittance, Invoice}} {
			s := change(t, p, Release, "", a)
			all := []Document{uploaded(s.c, ApplicationForm), uploaded(s.c, HolderPortraitSide), uploaded(s.c, HolderEmblemSide)}
			for _, purpose := range proofs {
				all = append(all, uploaded(s.c, purpose))
			}
			if s.do(FileProof{Documents: all, ReviewBy: reviewBy}); len(s.c.Documents()) != len(all) {
				t.Errorf("%d of %d are kept", len(s.c.Documents()), len(all))
			}
		}
	})
	t.Run("RULES_E2_another_proof_can_be_asked_for", func(t *testing.T) {
		s := change(t, p, Release, "", a).handIn()
		s.must(reviewer, s.decide(AskAgain, reviewer, Review{Reason: ReasonPapersUnclear, Asked: []Purpose{PaymentScreenshot}}))
		s.do(Supply{Documents: []Document{uploaded(s.c, PaymentScreenshot)}})
		if len(s.c.Documents()) != 5 {
			t.Errorf("%d documents", len(s.c.Documents()))
		}
		s.must(colleague, s.decide(RefuseCase, colleague, Review{Reason: ReasonPersonContradicts}))
		if after := s.commit.Account.Apply(a); !reflect.DeepEqual(after.Identity, a.Identity) || s.commit.Give != nil {
			t.Error("a refused release released")
		}
	})
	t.Run("RULES_E1_E2_then_it_can_be_verified_anew", func(t *testing.T) {
		s := change(t, p, Release, "", a).handIn().approve()
		if _, err := asked(p, EnterpriseVerification, "", s.commit.Account.Apply(a), holder, noon); err != nil {
			t.Error(err)
		}
	})
}

func TestPostedPapers(t *testing.T) {
	p := aliyun(t)
	person, firm := ofPerson(adult(t, 0)), ofCompany(company(t))
	for _, row := range []struct {
		name   string
		kind   Kind
		a      Account
		to     SubjectKind
		papers [][]Purpose
	}{
		{"enterprise_to_enterprise", EnterpriseToEnterprise, firm, EnterpriseSubject, [][]Purpose{{ApplicationForm}, {OldLicence}, {NewLicence}}},
		{"enterprise_to_person", EnterpriseToPerson, firm, PersonSubject, [][]Purpose{{ApplicationForm}, {OldLicence}, {IDCopy}}},
		{"person_to_enterprise", PersonToEnterprise, person, EnterpriseSubject, [][]Purpose{{ApplicationForm}, {NewLicence}, {IDCopy}, {Invoice}}},
	} {
		t.Run("RULES_E6_by_post_"+row.name, func(t *testing.T) {
			s := change(t, p, row.kind, ByPost, row.a).fillNew()
			if !reflect.DeepEqual(s.c.Needed(p), row.papers) || s.c.Last().State != Posting {
				t.Fatalf("%s waits for %v", s.c.Last().State, s.c.Needed(p))
			}
			s.post().approve()
			moved(t, s, row.a.Identity.Subject, row.to)
			if s.commit.Account.Identity.Method != PaperReview {
				t.Errorf("verified by %s", s.commit.Account.Identity.Method)
			}
		})
	}
	waiting := func() *companyStory { return change(t, p, EnterpriseToPerson, ByPost, firm).fillNew() }
	t.Run("RULES_E6_papers_come_one_by_one_and_are_reviewed_when_all_are_there", func(t *testing.T) {
		s := waiting()
		s.must(clerk, BookIn{Staff: clerk, Pieces: []Purpose{OldLicence}})
		if missing := s.c.PostMissing(p); len(missing) != 2 || s.c.Last().State != Posting || s.c.WhoseTurn(noon) != TurnApplicant {
			t.Errorf("missing %v", missing)
		}
		s.must(clerk, BookIn{Staff: clerk, Pieces: []Purpose{OldLicence, IDCopy}})
		s.must(clerk, BookIn{clerk, []Purpose{ApplicationForm}, true, reviewBy})
		if s.c.Last().State != Reviewing || !s.c.StepDeadline().Equal(reviewBy) || s.c.WhoseTurn(noon) != TurnReviewer {
			t.Errorf("%s until %s", s.c.Last().State, s.c.StepDeadline())
		}
		refused(t, s.as(clerk, BookIn{clerk, []Purpose{IDCopy}, true, reviewBy}), CodeWrongState, "")
	})
	all := []Purpose{ApplicationForm, OldLicence, IDCopy}
	own := Actor{Role: Reviewer, ID: "other", Account: "acct_a"}
	for _, row := range []struct {
		name  string
		by    Actor
		post  BookIn
		code  Code
		field string
	}{
		{"nothing", clerk, BookIn{Staff: clerk}, CodeFieldRequired, "pieces"},
		{"what_nobody_asked_for", clerk, BookIn{Staff: clerk, Pieces: []Purpose{NameCertificate}}, CodeFieldInvalid, "pieces"},
		{"no_paper_at_all", clerk, BookIn{Staff: clerk, Pieces: []Purpose{"love_letter"}}, CodeFieldInvalid, "pieces"},
		{"one_twice", clerk, BookIn{Staff: clerk, Pieces: []Purpose{IDCopy, IDCopy}}, CodeFieldInvalid, "pieces"},
		{"all_said_to_be_some", clerk, BookIn{Staff: clerk, Pieces: all}, CodeWrongState, ""},
		{"some_said_to_be_all", clerk, BookIn{clerk, all[:2], true, reviewBy}, CodeWrongState, ""},
		{"by_the_holder_of_the_account", own, BookIn{own, all, true, reviewBy}, CodeOwnCase, ""},
	} {
		t.Run("RULES_E6_booking_in_"+row.name, func(t *testing.T) {
			s := waiting()
			refused(t, s.as(row.by, row.post), row.code, row.field)
		})
	}
	t.Run("RULES_E6_a_corrected_form_needs_papers_anew", func(t *testing.T) {
		s := waiting()
		s.must(clerk, BookIn{Staff: clerk, Pieces: all[:2]})
		s.do(Back{})
		if s.fillNew(); len(s.c.Posted()) != 0 || len(s.c.PostMissing(p)) != 3 {
			t.Errorf("posted %v", s.c.Posted())
		}
	})
	t.Run("RULES_E6_papers_are_handed_in_by_their_channel", func(t *testing.T) {
		s := waiting()
		refused(t, s.try(FileProof{Documents: s.proofs(), ReviewBy: reviewBy}), CodeWrongState, "")
		release := change(t, p, Release, "", person)
		refused(t, release.as(clerk, BookIn{Staff: clerk, Pieces: []Purpose{ApplicationForm}}), CodeWrongState, "")
	})
	t.Run("RULES_E6_the_row_of_a_case_is_that_of_its_channel", func(t *testing.T) {
		other := *p
		other.Flows = slices.Clone(p.Flows)
		slices.Reverse(other.Flows) // by post comes first
		s := change(t, &other, PersonToEnterprise, Online, person).passes()
		if len(s.c.Needed(&other)) != 0 || len(s.fillNew().c.Options(&other, noon)) != 1 {
			t.Error("a case at the screen is treated as one by post")
		}
	})
}

func TestAppeals(t *testing.T) {
	p := tencent(t)
	begun := func(t *testing.T) *companyStory {
		s := change(t, p, Appeal, "", Account{ID: "acct_a"})
		s.do(appealed())
		return s
	}
	t.Run("RULES_F1_THREATS_X9_proof_of_ownership_then_review", func(t *testing.T) {
		s := begun(t)
		refused(t, s.try(FileProof{Documents: s.proofs()[:2], ReviewBy: reviewBy}), CodeFieldRequired, string(OwnershipProof))
		against := func(by Actor, account AccountID) error {
			return s.as(by, s.decide(Approve, by, Review{Against: account}))
		}
		refused(t, against(s.handIn().claims(reviewer), "acct_thief"), CodeAnswerAwaited, "") // THREATS X9
		s.now = s.c.AnswerBy()
		if s.now.IsZero() || against(s.claims(reviewer), "acct_other") != nil || against(s.claims(colleague), "acct_thief") != nil {
			t.Fatal("not approved when whom it is about had days to answer")
		}
		third := Actor{Role: Reviewer, ID: "reviewer-4", Account: "acct_staff"}
		if s.c.Last().State != Reviewing || against(s.claims(third), "acct_thief") != nil { // two who name one account
			t.Fatal(s.c.Last().State)
		}
		if s.c.Last().State != Upheld || s.c.Last().Review.Against != "acct_thief" || s.c.Status(s.now) != StatusUpheld {
			t.Errorf("%s", s.c.Last().State)
		}
		if s.commit.Take != nil || s.commit.Give != nil || s.commit.Account.Identity != nil || s.commit.Account.Clear {
			t.Error("the appeal changed the account that appealed")
		}
	})
	t.Run("RULES_F1_or_it_is_refused_with_a_reason", func(t *testing.T) {
		s := begun(t).handIn()
		refused(t, s.as(reviewer, s.decide(RefuseCase, reviewer, Review{})), CodeFieldRequired, "reason")
		s.must(reviewer, s.decide(RefuseCase, reviewer, Review{Reason: ReasonPapersContradict, Comment: "材料不足"}))
		if s.c.Last().State != Refused || s.c.Last().Review.Reason != ReasonPapersContradict {
			t.Error(s.c.Last().State)
		}
	})
	t.Run("RULES_F1_the_other_account_is_released_with_its_own_case", func(t *testing.T) {
		a := ofPerson(adult(t, 0))
		a.Restricted = noon
		commit, ok := Forfeit(a, "case_new", "case_appeal", []SubjectKey{"person:v2:x", a.Identity.Subject}, Request{By: system, Now: noon})
		if !ok {
			t.Fatal("nothing happens")
		}
		c := commit.Case
		if c.Last().State != Released || c.Last().Cause != "case_appeal" || c.Fault(noon) != CodeReleasedByAppeal || c.Account != a.ID || c.Version() != 1 || !reflect.DeepEqual(c.Present(), a.Identity) {
			t.Errorf("%+v", c)
		}
		if after := commit.Account.Apply(a); after.Identity != nil || !after.Restricted.IsZero() || after.Rev != a.Rev+1 {
			t.Errorf("%+v", after)
		}
		if commit.Give == nil || commit.Give.Subject != a.Identity.Subject || commit.Give.Account != a.ID || commit.Take != nil {
			t.Errorf("given back %+v", commit.Give)
		}
	})
	t.Run("RULES_F1_an_account_that_belongs_to_somebody_else_by_now_is_left_alone", func(t *testing.T) {
		a := ofPerson(adult(t, 0))
		for _, b := range []Account{a, {ID: "acct_a"}} {
			if _, ok := Forfeit(b, "case_new", "case_appeal", []SubjectKey{"person:v1:other"}, Request{By: system, Now: noon}); ok {
				t.Error("it is released")
			}
		}
	})
	t.Run("RULES_D1_F1_a_change_that_is_open_then_comes_to_nothing", func(t *testing.T) {
		a := ofPerson(adult(t, 0))
		s := change(t, p, PersonToPerson, "", a).passes().fillNew().choose(Face)
		a.Rev, a.OpenCase = 3, s.c.ID
		commit, _ := Forfeit(a, "case_new", "case_appeal", []SubjectKey{a.Identity.Subject}, Request{By: system, Now: noon})
		if s.passes(); s.commit.Account.Rev != a.Rev || commit.Account.Rev != a.Rev {
			t.Error("both are not decided on the same Rev")
		}
	})
}
