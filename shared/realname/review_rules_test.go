package realname

import (
	"strings"
	"testing"
	"time"
)

func TestReviews(t *testing.T) {
	p := tencent(t)
	t.Run("RULES_C7_a_review_begins_with_the_handlers_face_and_has_its_time", func(t *testing.T) {
		s := underReview(t, p)
		if s.c.Status(noon) != Processing || s.c.WhoseTurn(noon) != TurnReviewer || !s.c.StepDeadline().Equal(reviewBy) || s.c.Last().State.Step() != StepReview {
			t.Errorf("%s, %s's turn until %s", s.c.Status(noon), s.c.WhoseTurn(noon), s.c.StepDeadline())
		}
		if s.c.Party().Name != sealedParty(adult(t, 5)).Name {
			t.Error("the handler is somebody else")
		}
	})
	t.Run("RULES_C7_meanwhile_the_applicant_can_withdraw_or_choose_another_method", func(t *testing.T) {
		underReview(t, p).do(Cancel{})
		s := underReview(t, p)
		s.do(Choose{Method: TopUp, Evidence: ByRegister})
		if s.c.Last().State != Ready || s.c.Papers() != nil || s.c.Deposit() != nil {
			t.Error("something of the transfer is left")
		}
		refused(t, s.as(reviewer, s.decide(Approve, reviewer, Review{})), CodeWrongState, "")
	})
	t.Run("RULES_C7_after_filing_nothing_can_be_taken_back", func(t *testing.T) {
		for _, state := range []State{NamingHandler, Reviewing, Supplementing, Paying, Confirming} {
			s := companyAt(t, p, state)
			refused(t, s.try(HandIn{}), CodeWrongState, "")
			if state != NamingHandler {
				refused(t, s.try(Back{}), CodeWrongState, "")
			}
		}
	})
	t.Run("RULES_C7_approved_the_amount_is_sent_within_its_time", func(t *testing.T) {
		s := companyAt(t, p, Paying)
		if s.c.Deposit() == nil || s.c.WhoseTurn(noon) != TurnBank || !s.c.StepDeadline().Equal(noon.Add(72*time.Hour)) {
			t.Errorf("%s's turn until %s", s.c.WhoseTurn(noon), s.c.StepDeadline())
		}
		if id, _, ok := CaseOfReference(s.c.Deposit().Reference); !ok || id != s.c.ID {
			t.Errorf("the reference is of %s", id)
		}
	})
	t.Run("RULES_C7_a_refusal_ends_it_and_says_why", func(t *testing.T) {
		s := underReview(t, p)
		refused(t, s.as(reviewer, s.decide(RefuseCase, reviewer, Review{})), CodeFieldRequired, "reason")
		refused(t, s.as(reviewer, s.decide(RefuseCase, reviewer, Review{Reason: ReasonOther})), CodeFieldRequired, "comment")
		s.must(reviewer, s.decide(RefuseCase, reviewer, Review{Reason: ReasonForgery}))
		if s.c.Last().State != Refused || s.c.Fault(noon) != CodeReviewRefused || s.commit.Account == nil {
			t.Errorf("%s, %s", s.c.Last().State, s.c.Fault(noon))
		}
	})
}

func TestPapersAskedAgain(t *testing.T) {
	p := tencent(t)
	t.Run("RULES_C7_a_better_picture_takes_the_place_of_the_old_one", func(t *testing.T) {
		s := underReview(t, p).askAgain()
		if got := s.c.Asked(); len(got) != 1 || got[0] != PortraitSide || s.c.Fault(noon) != CodePapersAsked || s.c.WhoseTurn(noon) != TurnApplicant {
			t.Fatalf("asked %v, %s, %s's turn", got, s.c.Fault(noon), s.c.WhoseTurn(noon))
		}
		old, picture := s.c.Documents(), uploaded(s.c, PortraitSide)
		s.do(Supply{Documents: []Document{picture}})
		if s.c.Last().State != Reviewing || !s.c.StepDeadline().Equal(reviewBy) || len(s.c.Documents()) != len(old) {
			t.Errorf("%s until %s with %d documents", s.c.Last().State, s.c.StepDeadline(), len(s.c.Documents()))
		}
		refused(t, s.as(reviewer, s.decide(Approve, reviewer, Review{Saw: old})), CodeDocumentsChanged, "saw")
		s.must(reviewer, s.decide(Approve, reviewer, Review{}))
	})
	t.Run("RULES_C7_what_is_asked_for_has_to_come_and_be_new", func(t *testing.T) {
		s := underReview(t, p)
		before := s.c.Documents()
		s.askAgain()
		refused(t, s.try(Supply{}), CodeFieldRequired, string(PortraitSide))
		refused(t, s.try(Supply{Documents: []Document{uploaded(s.c, EmblemSide)}}), CodeFieldRequired, string(PortraitSide))
		other := uploaded(companyAt(t, p, Supplementing).c, PortraitSide)
		refused(t, s.try(Supply{Documents: []Document{other}}), CodeDocumentNotFound, string(PortraitSide))
		same := uploaded(s.c, PortraitSide)
		for _, r := range before {
			if r.Purpose == PortraitSide {
				same.ID = r.ID
			}
		}
		refused(t, s.try(Supply{Documents: []Document{same}}), CodeDocumentAwaited, string(PortraitSide))
		bad := uploaded(s.c, PortraitSide)
		bad.State, bad.Fault = DocumentRefused, CodeDocumentPixels
		refused(t, s.try(Supply{Documents: []Document{bad}}), CodeDocumentPixels, string(PortraitSide))
	})
	t.Run("RULES_C7_a_reviewer_asks_for_what_there_is_and_says_why", func(t *testing.T) {
		s := underReview(t, p)
		for _, row := range []struct {
			review Review
			code   Code
			field  string
		}{
			{Review{Reason: ReasonPapersUnclear}, CodeFieldRequired, "asked"},
			{Review{Asked: []Purpose{PortraitSide}}, CodeFieldRequired, "reason"},
			{Review{Reason: ReasonPapersUnclear, Asked: []Purpose{"passport"}}, CodeFieldInvalid, "asked"},
		} {
			refused(t, s.as(reviewer, s.decide(AskAgain, reviewer, row.review)), row.code, row.field)
		}
	})
}

func TestReviewers(t *testing.T) {
	p := tencent(t)
	own := Actor{Role: Reviewer, ID: "reviewer-3", Account: "acct_a"}
	himself := Actor{Role: Reviewer, ID: "user"} // who opened the case, as a holder
	t.Run("THREATS_R1_nobody_reviews_a_case_of_an_account_of_their_own", func(t *testing.T) {
		for _, by := range []Actor{own, himself, {Role: Reviewer, ID: "USER", Account: "acct_z"}} { // THREATS X17
			s := underReview(t, p)
			refused(t, s.as(by, Claim{by, noon.Add(time.Hour)}), CodeOwnCase, "")
			for _, d := range []Decision{Approve, AskAgain, RefuseCase} {
				refused(t, s.as(by, s.decide(d, by, Review{Reason: ReasonForgery, Asked: []Purpose{EmblemSide}})), CodeOwnCase, "")
			}
			refused(t, s.c.MayUnmask(by, noon), CodeOwnCase, "")
		}
	})
	t.Run("THREATS_X9_nothing_is_approved_that_was_not_claimed", func(t *testing.T) {
		s := underReview(t, p)
		s.by = reviewer
		refused(t, s.try(s.decide(Approve, reviewer, Review{})), CodeNotClaimed, "")
		s.claims(colleague)
		s.now = s.now.Add(time.Hour) // the claim has run out
		s.by = colleague
		refused(t, s.try(s.decide(Approve, colleague, Review{})), CodeNotClaimed, "")
	})
	t.Run("THREATS_R1_a_decision_is_made_once", func(t *testing.T) {
		s := underReview(t, p)
		s.must(reviewer, s.decide(Approve, reviewer, Review{}))
		refused(t, s.as(reviewer, s.decide(Approve, reviewer, Review{})), CodeWrongState, "")
		refused(t, s.as(colleague, s.decide(RefuseCase, colleague, Review{Reason: ReasonForgery})), CodeWrongState, "")
		s = underReview(t, p)
		s.must(reviewer, s.decide(RefuseCase, reviewer, Review{Reason: ReasonForgery}))
		refused(t, s.as(colleague, s.decide(Approve, colleague, Review{})), CodeWrongState, "")
	})
	t.Run("THREATS_R1_a_decision_is_about_the_bytes_that_were_seen", func(t *testing.T) {
		s := underReview(t, p)
		all := s.c.Documents()
		swapped := append([]DocumentRef{}, all...)
		swapped[0].SHA256 = strings.Repeat("f", 64)
		for name, saw := range map[string][]DocumentRef{
			"none": {}, "not all": all[1:], "one of them twice": {all[0], all[1], all[1]}, "others": swapped, "more": append(all[:3:3], all[0]),
		} {
			if err := s.as(reviewer, s.decide(Approve, reviewer, Review{Saw: saw})); err == nil {
				t.Fatalf("approved having seen %s", name)
			} else {
				refused(t, err, CodeDocumentsChanged, "saw")
			}
		}
		s.must(reviewer, s.decide(Approve, reviewer, Review{Saw: s.c.Seen([]DocumentRef{{ID: all[2].ID, SHA256: all[2].SHA256}, {ID: all[0].ID, SHA256: all[0].SHA256}, {ID: all[1].ID, SHA256: all[1].SHA256}})}))
		if got := s.c.Last().Review.Saw; got[0] != all[2] || got[1] != all[0] {
			t.Errorf("kept as %+v", got)
		}
	})
	t.Run("RULES_C7_a_claim_keeps_others_off_for_a_while", func(t *testing.T) {
		s := underReview(t, p)
		until := noon.Add(30 * time.Minute)
		s.must(reviewer, Claim{reviewer, until})
		if who, held := s.c.ClaimedBy(until.Add(-1)); !held || who != reviewer.ID || !s.c.ClaimUntil().Equal(until) {
			t.Errorf("held %t by %s", held, who)
		}
		refused(t, s.as(colleague, Claim{colleague, until}), CodeClaimed, "")
		refused(t, s.as(colleague, GiveBack{colleague}), CodeNotClaimed, "")
		refused(t, s.as(colleague, s.decide(Approve, colleague, Review{})), CodeClaimed, "")
		refused(t, s.c.MayUnmask(colleague, noon), CodeClaimed, "")
		if s.c.MayUnmask(reviewer, noon) != nil || !s.c.StepDeadline().Equal(reviewBy) {
			t.Error("the claim changed what it must not")
		}
		s.must(reviewer, Claim{reviewer, until.Add(time.Minute)})
		s.must(reviewer, GiveBack{reviewer})
		s.must(colleague, Claim{colleague, until})
		s.now = until
		s.must(reviewer, Claim{reviewer, until.Add(time.Hour)})
	})
	t.Run("RULES_C7_an_overdue_review_is_escalated_once_and_goes_on", func(t *testing.T) {
		s := underReview(t, p)
		refused(t, s.as(system, Escalate{}), CodeWrongState, "")
		s.must(reviewer, Claim{reviewer, reviewBy.Add(time.Hour)})
		s.now = reviewBy
		s.must(system, Escalate{})
		refused(t, s.as(system, Escalate{}), CodeWrongState, "")
		if who, held := s.c.ClaimedBy(s.now); !held || who != reviewer.ID {
			t.Error("the claim is lost")
		}
		s.must(reviewer, s.decide(Approve, reviewer, Review{}))
	})
	t.Run("THREATS_R1_X17_four_eyes_are_those_of_two_people", func(t *testing.T) {
		p := tencent(t)
		p.Review.OneReviewer = nil
		s := underReview(t, p)
		s.must(reviewer, s.decide(Approve, reviewer, Review{}))
		if s.c.Last().Type != ReviewSeconded || s.c.Last().State != Reviewing || s.commit.Take != nil || s.c.Deposit() != nil {
			t.Fatalf("%s", s.c.Last().Type)
		}
		refused(t, s.as(reviewer, s.decide(Approve, reviewer, Review{})), CodeWrongState, "")
		s.must(reviewer, GiveBack{reviewer})
		twice := reviewer
		twice.ID = strings.ToUpper(reviewer.ID) // THREATS X17
		refused(t, s.as(twice, s.decide(Approve, twice, Review{})), CodeWrongState, "")
		s.must(twice, GiveBack{twice})
		s.must(colleague, s.decide(Approve, colleague, Review{}))
		if s.c.Last().Type != ReviewApproved || s.c.Deposit() == nil {
			t.Errorf("%s", s.c.Last().Type)
		}
	})
	t.Run("THREATS_R1_an_approval_of_other_papers_does_not_count", func(t *testing.T) {
		p := tencent(t)
		p.Review.OneReviewer = nil
		s := underReview(t, p)
		s.must(colleague, s.decide(Approve, colleague, Review{}))
		s.askAgain().do(Supply{Documents: []Document{uploaded(s.c, PortraitSide)}})
		s.must(reviewer, s.decide(Approve, reviewer, Review{}))
		if s.c.Last().Type != ReviewSeconded {
			t.Error("the approval of the old picture was counted")
		}
	})
	t.Run("THREATS_L1_comments_hold_no_numbers_of_people", func(t *testing.T) {
		s := underReview(t, p)
		id := adult(t, 0).Document.Number()
		for name, text := range map[string]string{
			"an ID": "请核对 " + id, "an ID in groups": id[:6] + " " + id[6:14] + "-" + id[14:], "a phone": "电话 138-0013-8000",
			"full width": "１３８００１３８０００", "control": "a\x00b", "too long": strings.Repeat("字", 1001), "not text": "\xff",
		} {
			refused(t, s.as(reviewer, s.decide(Approve, reviewer, Review{Note: text})), CodeFieldInvalid, "note")
			refused(t, s.as(reviewer, s.decide(Approve, reviewer, Review{Comment: text})), CodeFieldInvalid, "comment")
			_ = name
		}
		s.must(reviewer, s.decide(Approve, reviewer, Review{Note: "第 3 页，2026-03-14 的印章\n清晰", Comment: strings.Repeat("字", 500)}))
	})
}

func TestPayoutsOfATransfer(t *testing.T) {
	p := tencent(t)
	t.Run("RULES_C7_a_payout_is_sent_once", func(t *testing.T) {
		s := companyAt(t, p, Paying)
		s.must(system, ReportPayout{Type: PayoutSent})
		refused(t, s.as(system, ReportPayout{Type: PayoutSent}), CodeWrongState, "")
	})
	t.Run("RULES_C7_after_the_bank_refused_other_papers_are_paid", func(t *testing.T) {
		s := companyAt(t, p, Paying)
		first := s.c.Deposit().Reference
		s.must(system, ReportPayout{Type: PayoutSent})
		s.must(system, ReportPayout{Type: PayoutFailed})
		if s.c.Last().State != Ready || s.c.Fault(noon) != CodePayoutFailed {
			t.Fatalf("%s, %s", s.c.Last().State, s.c.Fault(noon))
		}
		s.papers().handlerPasses().arrived()
		if s.c.Deposit().Reference == first {
			t.Error("both payouts have one reference: the second would never be paid")
		}
	})
}
