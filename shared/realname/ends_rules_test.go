package realname

import (
	"slices"
	"testing"
	"time"
)

// later lets time pass for the story.
func (s *companyStory) later(now time.Time, by Actor, cmd Command) error {
	s.t.Helper()
	commit, err := s.c.Apply(s.p, cmd, Request{By: by, Now: now})
	if err == nil {
		s.c, s.commit = commit.Case, commit
	}
	return err
}

func (s *companyStory) mustLater(now time.Time, by Actor, cmd Command) *companyStory {
	s.t.Helper()
	if err := s.later(now, by, cmd); err != nil {
		s.t.Fatalf("%T: %v", cmd, err)
	}
	return s
}

// paidOn is a transfer of which the amount is on its way, to be there by due.
func paidOn(t testing.TB, p *Policy) (s *companyStory, due time.Time) {
	t.Helper()
	s = companyAt(t, p, Paying)
	s.must(system, ReportPayout{Type: PayoutSent})
	return s, s.c.StepDeadline()
}

func TestLateMoney(t *testing.T) {
	p := tencent(t)
	holder := Actor{Role: Holder, ID: "user", Account: "acct_a"}
	t.Run("FAULT_D2_RULES_C12_late_is_late_and_not_failed", func(t *testing.T) {
		s, due := paidOn(t, p)
		refused(t, s.later(due.Add(-1), system, ReportPayout{Type: PayoutLate}), CodeWrongState, "")
		for day := range 3 { // however often the bank says that it is on its way
			again := due.AddDate(0, 0, day+1)
			s.mustLater(due.AddDate(0, 0, day), system, ReportPayout{Type: PayoutLate, Deadline: again})
			if s.c.Last().State != Paying || s.c.Fault(again) != CodePayoutLate || !s.c.PayoutAskAt().Equal(again) || !s.c.StepDeadline().Equal(s.c.Deadline()) {
				t.Fatalf("%s, %s, until %s", s.c.Last().State, s.c.Fault(again), s.c.StepDeadline())
			}
		}
		if c := s.c; c.WhoseTurn(due) != TurnBank || c.NextAction(due) != ActionAwaitPayout {
			t.Errorf("%s's turn, %s", c.WhoseTurn(due), c.NextAction(due))
		}
		s.mustLater(due.AddDate(0, 0, 9), system, ReportPayout{Type: PayoutArrived, Deadline: due.AddDate(0, 0, 16)})
		s.mustLater(due.AddDate(0, 0, 9), holder, CompareAmount{Right: true})
		if s.c.Last().State != Verified {
			t.Errorf("%s", s.c.Last().State)
		}
	})
	t.Run("FAULT_D2_another_method_meanwhile_and_the_amount_still_counts", func(t *testing.T) {
		s, due := paidOn(t, p)
		sent, papers := s.c.Deposit().Reference, s.c.Papers()
		s.mustLater(due, system, ReportPayout{Type: PayoutLate, Deadline: due.AddDate(0, 0, 3)})
		s.mustLater(due, holder, Choose{Method: TopUp, Evidence: ByRegister})
		s.mustLater(due, holder, Issue{Deposit{[]byte("sealed"), s.c.NextReference()}, due.AddDate(0, 0, 9)})
		if left, ok := s.c.PayoutLeft(); !ok || left.Deposit().Reference != sent {
			t.Fatal("the amount on its way is forgotten")
		}
		s.mustLater(due.AddDate(0, 0, 1), system, ReportPayout{Type: PayoutArrived, Deadline: due.AddDate(0, 0, 8)})
		if c := s.c; c.Last().State != Confirming || c.Method() != CorporateTransfer || c.Deposit().Reference != sent || !slices.Equal(c.Papers().Documents, papers.Documents) || c.TriesLeft(p) != 2 {
			t.Fatalf("%s by %s, %d tries", c.Last().State, c.Method(), c.TriesLeft(p))
		}
		s.mustLater(due.AddDate(0, 0, 1), holder, CompareAmount{Right: true})
		if id := s.commit.Account.Identity; id.Method != CorporateTransfer || id.Evidence != ByReview {
			t.Errorf("verified by %s, shown by %s", id.Method, id.Evidence)
		}
	})
	for name, leave := range map[string]func(s *companyStory, now time.Time){
		"after_the_form_was_corrected": func(s *companyStory, now time.Time) {
			s.mustLater(now, holder, Choose{Method: TopUp, Evidence: ByRegister})
			s.mustLater(now, holder, Back{})
			s.mustLater(now, holder, FillEnterprise{Enterprise: s.x, Licence: uploaded(s.c, LicencePicture), Form: companyForm(s.x)})
			s.mustLater(now, holder, Choose{Method: TopUp, Evidence: ByRegister})
		},
		"of_a_method_that_was_never_paid": func(s *companyStory, now time.Time) {
			s.mustLater(now, system, ReportPayout{Type: PayoutFailed})
			s.mustLater(now, holder, Choose{Method: TopUp, Evidence: ByRegister})
		},
	} {
		t.Run("FAULT_D2_an_arrival_does_not_count_"+name, func(t *testing.T) {
			s, due := paidOn(t, p)
			leave(s, due)
			refused(t, s.later(due, system, ReportPayout{Type: PayoutArrived, Deadline: due}), CodeWrongState, "")
		})
	}
	t.Run("FAULT_D3_RULES_D1_canceled_while_the_money_is_on_its_way", func(t *testing.T) {
		s, due := paidOn(t, p)
		s.mustLater(due.Add(-1), holder, Cancel{By: Holder})
		if s.c.Last().State != Canceled || s.commit.Account == nil || s.commit.Account.OpenCase != "" {
			t.Fatalf("%s", s.c.Last().State)
		}
		refused(t, s.later(due, system, ReportPayout{Type: PayoutArrived}), CodeWrongState, "")
	})
	t.Run("FAULT_D7_the_two_payments_are_counted_per_case", func(t *testing.T) {
		s := companyAt(t, p, AwaitingPayment)
		s.must(system, ReceivePayment{Payment: Payment{ID: "pay_1"}})
		s.choose(TopUp).do(Issue{Deposit{[]byte("sealed"), s.c.NextReference()}, noon.AddDate(0, 0, 9)})
		if left := s.c.TriesLeft(p); left != 1 {
			t.Errorf("%d payments left", left)
		}
		if s.must(system, ReceivePayment{Payment: Payment{ID: "pay_2"}}); s.c.Fault(noon) != CodePaymentsExceeded {
			t.Errorf("%s", s.c.Fault(noon))
		}
	})
}

func TestDeadlinesThatHold(t *testing.T) {
	p := tencent(t)
	t.Run("FAULT_D1_no_deadline_is_told_that_the_case_does_not_live_to_see", func(t *testing.T) {
		s, _ := paidOn(t, p)
		end := s.c.Deadline()
		s.mustLater(end.Add(-time.Hour), system, ReportPayout{Type: PayoutArrived, Deadline: end.AddDate(0, 0, 7)})
		if !s.c.StepDeadline().Equal(end) {
			t.Errorf("the case ends at %s, its step at %s", end, s.c.StepDeadline())
		}
	})
	asked := func(t *testing.T) (*companyStory, time.Time) {
		s := underReview(t, p)
		overdue := s.c.StepDeadline().AddDate(0, 0, 5)
		until := overdue.AddDate(0, 0, 7)
		cmd := s.decide(AskAgain, reviewer, Review{Reason: ReasonPapersUnclear, Asked: []Purpose{PortraitSide}})
		cmd.SupplyBy = until
		return s.mustLater(overdue, reviewer, cmd), until
	}
	t.Run("FAULT_D6_an_overdue_review_asks_for_papers_by_a_day_to_come", func(t *testing.T) {
		s, until := asked(t)
		if !s.c.StepDeadline().Equal(until) {
			t.Errorf("until %s, want %s", s.c.StepDeadline(), until)
		}
		back := until.Add(-1)
		s.mustLater(back, s.by, Supply{Documents: []Document{uploaded(s.c, PortraitSide)}, ReviewBy: back.AddDate(0, 0, 2)})
		if !s.c.StepDeadline().Equal(back.AddDate(0, 0, 2)) {
			t.Errorf("the review goes on until %s", s.c.StepDeadline())
		}
	})
	t.Run("FAULT_D6_papers_that_do_not_come_end_the_case", func(t *testing.T) {
		s, until := asked(t)
		refused(t, s.later(until.Add(-1), system, Expire{}), CodeWrongState, "")
		refused(t, s.later(until, s.by, Supply{Documents: []Document{uploaded(s.c, PortraitSide)}}), CodePapersLate, "")
		s.mustLater(until, system, Expire{})
		if s.c.Last().State != Expired || s.c.Fault(until) != CodePapersLate {
			t.Errorf("%s, %s", s.c.Last().State, s.c.Fault(until))
		}
	})
	t.Run("FAULT_D6_a_review_that_staff_let_lapse_says_so", func(t *testing.T) {
		s := underReview(t, p)
		end := s.c.Deadline()
		if fault := s.c.Fault(end); fault != CodeReviewLapsed {
			t.Errorf("before the timer has rung it is %s", fault)
		}
		s.mustLater(end, system, Expire{})
		if s.c.Fault(end) != CodeReviewLapsed {
			t.Errorf("%s", s.c.Fault(end))
		}
	})
	t.Run("FAULT_D5_a_verification_that_is_left_expires_by_an_event_with_its_reason", func(t *testing.T) {
		s := at(t, p, adult(t, 0), Ready)
		end := s.c.Deadline()
		commit, err := s.c.Apply(p, Expire{}, Request{By: system, Now: end})
		if err != nil {
			t.Fatal(err)
		}
		if e := commit.Case.Last(); e.State != Expired || e.Fault != CodeCaseExpired || e.State.Step() != StepDone || commit.Account == nil {
			t.Errorf("%+v", e)
		}
	})
}

func TestSuperseded(t *testing.T) {
	p := tencent(t)
	s := openCompany(t, p, company(t)).fill().choose(TopUp)
	account := func(kind SubjectKind, keys ...SubjectKey) Account {
		return Account{
			ID: "acct_a", Rev: s.c.AccountRev, OpenCase: s.c.ID, OpenUntil: s.c.Deadline(),
			Identity: &Identity{Kind: kind, Subject: keys[0], VerifiedAt: noon},
		}
	}
	asked, err := Open(p, account(EnterpriseSubject, "enterprise:v1:x"), "acct_a", NewCaseID(), Opening{Kind: Reverification}, Request{By: Actor{Role: Platform, ID: "p"}, Now: noon})
	if err != nil {
		t.Fatal(err)
	}
	forfeited, ok := Forfeit(account(PersonSubject, "person:v1:x"), NewCaseID(), NewCaseID(), []SubjectKey{"person:v1:x"}, Request{By: system, Now: noon})
	if !ok {
		t.Fatal("not released")
	}
	for name, row := range map[string]struct {
		by  Case
		why Code
	}{"a_reverification": {asked.Case, CodeReverify}, "an_upheld_appeal": {forfeited.Case, CodeReleasedByAppeal}} {
		t.Run("FAULT_D4_RULES_D13_ended_by_"+name+"_with_its_reason", func(t *testing.T) {
			commit, err := s.c.Apply(p, Supersede{By: row.by}, Request{By: system, Now: noon})
			if err != nil {
				t.Fatal(err)
			}
			e := commit.Case.Last()
			if e.State != Canceled || e.Fault != row.why || e.Cause != row.by.ID || commit.Account != nil || commit.Take != nil {
				t.Errorf("%+v", e)
			}
			if _, err := commit.Case.Apply(p, Supersede{By: row.by}, Request{By: system, Now: noon}); err == nil {
				t.Error("it ended twice")
			}
		})
	}
	t.Run("RULES_D13_nothing_else_takes_the_place_of_a_case", func(t *testing.T) {
		other := openCompany(t, p, company(t)).c
		_, err := s.c.Apply(p, Supersede{By: other}, Request{By: system, Now: noon})
		refused(t, err, CodeWrongState, "")
	})
	t.Run("RULES_D13_a_case_whose_time_is_over_expires_and_is_not_superseded", func(t *testing.T) {
		over := s.c.Deadline()
		commit, ok := Forfeit(account(PersonSubject, "person:v1:x"), NewCaseID(), NewCaseID(), []SubjectKey{"person:v1:x"}, Request{By: system, Now: over})
		if !ok || commit.Case.SupersededBy(s.c) || s.c.SupersededBy(commit.Case) {
			t.Error("an expired case was superseded")
		}
	})
}
