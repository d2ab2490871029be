package realname

import "testing"

// proven is a company that has proven the method, of whose name and code the evidence was there when it was chosen.
func proven(t *testing.T, m Method, evidence Evidence) *companyStory {
	t.Helper()
	s := openCompany(t, tencent(t), company(t)).fill()
	choose := Choose{Method: m, Evidence: evidence}
	if m.NeedsRepresentative() {
		choose.Party = sealedParty(adult(t, 2))
	}
	s.do(choose)
	if m.ByCheck() {
		s.start()
		s.do(Settle{Notice: Notice{ID: "msg", Check: s.c.Check().ID, Outcome: Passed}, ReviewBy: reviewBy})
		return s
	}
	s.do(Issue{Deposit: Deposit{Sealed: []byte("sealed"), Reference: s.c.NextReference()}, Deadline: noon.AddDate(0, 0, 9)})
	return s.must(system, ReceivePayment{Payment: Payment{ID: "pay"}, Right: true, ReviewBy: reviewBy})
}

// A name that is proven is not yet whose code it is: before a seat is taken somebody has to show that both belong together.
func TestRULES_A13_FAULT_Q2_THREATS_X1_evidence(t *testing.T) {
	for _, m := range Methods() {
		if !m.Enterprise() || !m.AsksRegister() {
			continue
		}
		t.Run("without_the_register_"+string(m)+"_ends_in_review_of_the_licence", func(t *testing.T) {
			s := proven(t, m, "")
			if got := s.c.Last().State; got != Reviewing {
				t.Fatalf("it is %s", got)
			}
			if s.commit.Take != nil || s.commit.Account != nil {
				t.Error("a seat was taken, or the account changed")
			}
			if s.c.StepDeadline().IsZero() {
				t.Error("nobody says until when it is reviewed")
			}
			refused(t, s.try(Choose{Method: OfficialAccount}), CodeWrongState, "")
			s.must(reviewer, s.decide(Approve, reviewer, Review{}))
			if s.c.Last().State != Verified || s.commit.Take == nil || s.commit.Account.Identity.Evidence != ByReview {
				t.Errorf("after the approval it is %s, with %+v", s.c.Last().State, s.commit.Account)
			}
		})
		t.Run("with_the_register_"+string(m)+"_verifies", func(t *testing.T) {
			s := proven(t, m, ByRegister)
			if s.c.Last().State != Verified || s.commit.Account.Identity.Evidence != ByRegister {
				t.Errorf("it is %s", s.c.Last().State)
			}
		})
	}
	t.Run("what_was_shown_of_another_form_shows_nothing", func(t *testing.T) {
		s := proven(t, RepresentativeFace, "")
		if s.c.AsOf(len(s.c.Events)-1).evidence() != "" {
			t.Error("it is shown before the review")
		}
	})
	t.Run("RULES_D8_a_new_name_is_done_at_once_only_with_evidence", func(t *testing.T) {
		for evidence, want := range map[Evidence]bool{"": false, ByRegister: true, ByReview: true, ByOwnAccount: true} {
			c := Case{Kind: EnterpriseName, Events: []Event{{Type: Opened, State: Declaring, Present: &Identity{Commercial: true, Evidence: evidence}}}}
			p := tencent(t)
			if got := c.AtOnce(p); got != want {
				t.Errorf("%q: %v", evidence, got)
			}
		}
	})
}

func TestRULES_A13_RULES_A6_what_the_register_shows(t *testing.T) {
	fits := Registration{Name: Fits, Representative: Fits, Number: Fits, Status: StatusOperating}
	for name, c := range map[string]struct {
		change func(*Registration)
		method Method
		code   Code
	}{
		"all_fits":                          {func(*Registration) {}, RepresentativeFace, ""},
		"nobody_was_compared":               {func(r *Registration) { r.Representative, r.Number = NotCompared, NotCompared }, TopUp, ""},
		"another_name":                      {func(r *Registration) { r.Name = Differs }, TopUp, CodeEnterpriseMismatch},
		"no_name_was_compared":              {func(r *Registration) { r.Name = NotCompared }, TopUp, CodeEnterpriseMismatch},
		"another_representative":            {func(r *Registration) { r.Representative = Differs }, RepresentativeFace, CodeNotRepresentative},
		"the_representative_of_nobody":      {func(r *Registration) { r.Number = Differs }, RepresentativeWeChat, CodeNotRepresentative},
		"a_representative_who_is_not_named": {func(r *Registration) { r.Representative = Differs }, TopUp, ""},
		"struck_off":                        {func(r *Registration) { r.Status = StatusStruckOff }, TopUp, CodeEnterpriseClosed},
		"suspended":                         {func(r *Registration) { r.Status = StatusSuspended }, TopUp, CodeEnterpriseClosed},
		"revoked":                           {func(r *Registration) { r.Status = StatusRevoked }, RepresentativeFace, CodeEnterpriseClosed},
		"rescinded":                         {func(r *Registration) { r.Status = StatusRescinded }, TopUp, CodeEnterpriseClosed},
		"a_status_that_nobody_knows":        {func(r *Registration) { r.Status = "resting" }, TopUp, CodeEnterpriseClosed},
		"moved_out":                         {func(r *Registration) { r.Status = StatusMovedOut }, TopUp, ""},
	} {
		t.Run(name, func(t *testing.T) {
			r := fits
			c.change(&r)
			evidence, err := r.Shows(c.method)
			if c.code == "" && (err != nil || evidence != ByRegister) {
				t.Errorf("got %q, %v", evidence, err)
			}
			if c.code != "" {
				refused(t, err, c.code, "")
			}
		})
	}
}
