package realname

import (
	"slices"
	"strings"
	"testing"
	"time"
)

func TestWhatACaseShows(t *testing.T) {
	p := tencent(t)
	x := adult(t, 0)
	failed := at(t, p, x, Checking).say(Failed, CodeFaceCovered)
	noted := at(t, p, x, Checking).say(Noted, CodeBankCardRequired)
	dead, almost := noon.Add(p.CheckLife()), noon.Add(p.CheckLife()-1)
	over, last := noon.AddDate(0, 0, 7), noon.AddDate(0, 0, 7).Add(-1)
	for _, row := range []struct {
		name   string
		s      *story
		now    time.Time
		status Status
		turn   Turn
		step   Step
		fault  Code
		method Method
	}{
		{"filling", at(t, p, x, Filling), noon, RequiresInput, TurnApplicant, StepForm, "", ""},
		{"choosing", at(t, p, x, Choosing), noon, RequiresInput, TurnApplicant, StepMethod, "", ""},
		{"ready", at(t, p, x, Ready), noon, RequiresInput, TurnApplicant, StepProof, "", WeChatScan},
		{"checking", at(t, p, x, Checking), noon, Processing, TurnProvider, StepProof, "", WeChatScan},
		{"checking_as_long_as_the_code_lives", at(t, p, x, Checking), almost, Processing, TurnProvider, StepProof, "", WeChatScan},
		{"checking_with_a_dead_code", at(t, p, x, Checking), dead, RequiresInput, TurnApplicant, StepProof, CodeQRExpired, WeChatScan},
		{"checking_after_news", noted, noon, Processing, TurnProvider, StepProof, CodeBankCardRequired, WeChatScan},
		{"failed_and_to_be_tried_again", failed, noon, RequiresInput, TurnApplicant, StepProof, CodeFaceCovered, WeChatScan},
		{"verified", at(t, p, x, Verified), noon, StatusVerified, TurnNobody, StepDone, "", WeChatScan},
		{"refused", at(t, p, x, Refused), noon, StatusRefused, TurnNobody, StepDone, CodeQuotaExceeded, WeChatScan},
		{"canceled", at(t, p, x, Canceled), noon, StatusCanceled, TurnNobody, StepDone, "", ""},
		{"open_to_the_last_moment", at(t, p, x, Filling), last, RequiresInput, TurnApplicant, StepForm, "", ""},
		{"expired_when_filling", at(t, p, x, Filling), over, StatusExpired, TurnNobody, StepForm, CodeCaseExpired, ""},
		{"expired_when_ready", at(t, p, x, Ready), over, StatusExpired, TurnNobody, StepProof, CodeCaseExpired, WeChatScan},
		{"expired_when_checking", at(t, p, x, Checking), over, StatusExpired, TurnNobody, StepProof, CodeCaseExpired, WeChatScan},
		{"verified_stays_verified", at(t, p, x, Verified), over.AddDate(9, 0, 0), StatusVerified, TurnNobody, StepDone, "", WeChatScan},
		{"refused_stays_refused", at(t, p, x, Refused), over, StatusRefused, TurnNobody, StepDone, CodeQuotaExceeded, WeChatScan},
		{"canceled_stays_canceled", at(t, p, x, Canceled), over, StatusCanceled, TurnNobody, StepDone, "", ""},
	} {
		t.Run("RULES_H1_"+row.name, func(t *testing.T) {
			c := row.s.c
			if c.Status(row.now) != row.status || c.WhoseTurn(row.now) != row.turn || c.Last().State.Step() != row.step {
				t.Errorf("%s, %s's turn, step %s; want %s, %s, %s", c.Status(row.now), c.WhoseTurn(row.now), c.Last().State.Step(), row.status, row.turn, row.step)
			}
			if c.Fault(row.now) != row.fault || c.Method() != row.method {
				t.Errorf("fault %q, method %q; want %q, %q", c.Fault(row.now), c.Method(), row.fault, row.method)
			}
			if !c.Deadline().Equal(over) || !c.OpenedAt().Equal(noon) || !c.UpdatedAt().Equal(noon) {
				t.Error("deadline, opening or last change is wrong")
			}
		})
	}
	t.Run("RULES_H1_a_fault_is_shown_until_something_newer_is_done", func(t *testing.T) {
		for name, next := range map[string]func(s *story){
			"another method": func(s *story) { s.do(Choose{Method: QQScan}) },
			"another try":    func(s *story) { s.start() },
			"back":           func(s *story) { s.do(Back{}) },
		} {
			s := at(t, p, x, Checking).say(Failed, CodeFaceMismatch)
			if next(s); s.c.Fault(noon) != "" {
				t.Errorf("%s: still %s", name, s.c.Fault(noon))
			}
		}
	})
	t.Run("RULES_H1_nothing_can_be_done_after_the_deadline", func(t *testing.T) {
		for _, state := range []State{Filling, Choosing, Ready, Checking} {
			for _, event := range []EventType{FormFilled, WentBack, MethodChosen, CheckStarted, CheckNoted, CheckFailed, CheckPassed, QuotaRefused, CaseCanceled} {
				c := at(t, p, x, state).c
				if c.Allows(event, p, last) == nil {
					refused(t, c.Allows(event, p, over), CodeCaseExpired, "")
				}
			}
		}
	})
	t.Run("RULES_H1_what_happened_so_far", func(t *testing.T) {
		s := at(t, p, x, Verified)
		want := []EventType{Opened, FormFilled, MethodChosen, CheckStarted, CheckPassed}
		for i, e := range s.c.Events {
			if e.Type != want[i] || e.By != Holder || e.Who != "user" || e.ID == "" || !e.At.Equal(noon) {
				t.Errorf("event %d is %s by %s", i+1, e.Type, e.By)
			}
		}
		if s.c.Version() != len(want) {
			t.Errorf("version %d", s.c.Version())
		}
	})
}

func TestCallbacks(t *testing.T) {
	p := tencent(t)
	x := adult(t, 0)
	notice := func(s *story, o Outcome) Settle {
		return Settle{Notice: Notice{ID: "msg", Check: s.c.Check().ID, Outcome: o}}
	}
	t.Run("THREATS_W1_a_code_that_is_dead_proves_nothing", func(t *testing.T) {
		s := at(t, p, x, Checking)
		for _, o := range []Outcome{Passed, Failed, Noted} {
			word := notice(s, o)
			s.now = noon.Add(p.CheckLife())
			refused(t, s.try(word), CodeQRExpired, "")
		}
		s.now = noon.Add(p.CheckLife() - 1)
		s.do(notice(s, Passed))
	})
	t.Run("THREATS_W1_a_check_that_is_not_in_progress_proves_nothing", func(t *testing.T) {
		s := at(t, p, x, Checking)
		old := notice(s, Passed)
		s.start()
		refused(t, s.try(old), CodeWrongState, "")
		for _, id := range []CheckID{"", "chk_", newCheckID(s.c.ID, 99), newCheckID(NewCaseID(), s.c.Version())} {
			refused(t, s.try(Settle{Notice: Notice{ID: "m", Check: id, Outcome: Passed}}), CodeWrongState, "")
		}
		refused(t, s.try(Settle{Notice: Notice{ID: "m", Check: s.c.Check().ID, Outcome: "perhaps"}}), CodeWrongState, "")
	})
	t.Run("THREATS_W1_success_after_failure_proves_nothing", func(t *testing.T) {
		s := at(t, p, x, Checking)
		word := notice(s, Passed)
		s.say(Failed, CodeFaceCovered)
		refused(t, s.try(word), CodeWrongState, "")
	})
	t.Run("RULES_B5_it_can_be_tried_again", func(t *testing.T) {
		for _, fault := range []Code{CodeFaceCovered, CodeFaceMismatch, CodeNameMismatch, CodeFaceNotInView} {
			s := begin(t, p, x).checking(Face).say(Failed, fault)
			retryable := s.c.Fault(noon).Retryable()
			if !retryable || s.c.Fault(noon) != fault {
				t.Errorf("%s is told as %s", fault, s.c.Fault(noon))
			}
			s.start().say(Passed, "")
		}
	})
	t.Run("RULES_B4_a_QQ_without_a_card_binds_one_and_goes_on", func(t *testing.T) {
		s := begin(t, p, x).checking(QQScan)
		check := s.c.Check().ID
		s.say(Noted, CodeBankCardRequired)
		if s.c.Check() == nil || s.c.Check().ID != check {
			t.Fatal("the check ended")
		}
		s.say(Passed, "")
	})
	t.Run("RULES_B3_proof_by_WeChat", func(t *testing.T) {
		if s := at(t, p, x, Verified); s.commit.Account.Identity.Method != WeChatScan {
			t.Error(s.commit.Account.Identity.Method)
		}
	})
}

func TestStepsOfAFlow(t *testing.T) {
	for _, p := range []*Policy{tencent(t), jdcloud(t), aliyun(t)} {
		for _, f := range p.Flows {
			t.Run(strings.Join([]string{"RULES_H1_every_step_stands_in_one_bar_of", p.Profile, string(f.Kind), string(f.channel()), string(f.Of)}, "_"), func(t *testing.T) {
				all, _ := Case{Kind: f.Kind, Channel: f.Channel, Steps: f.Steps, Events: []Event{{}}}.Bars()
				want := map[Step]bool{StepDone: true}
				for _, s := range f.Steps {
					want[s] = true
				}
				if f.Kind.Changes() {
					at := slices.IndexFunc(all, func(b FlowBar) bool { return b.Name == BarChange })
					if at != 0 && (at != 1 || all[0].Name != BarIdentify) || len(all[at].Steps) != 0 {
						t.Error("a change begins with its choice, or with who has it and then its choice")
					}
					all = slices.Delete(all, at, at+1)
				}
				seen := map[Step]bool{}
				for _, bar := range all {
					if bar.Name == "" || len(bar.Steps) == 0 || !want[bar.Steps[0]] || seen[bar.Steps[0]] {
						t.Errorf("%+v", bar)
					}
					for _, step := range bar.Steps {
						seen[step] = true
					}
				}
				for step := range want {
					if !seen[step] {
						t.Errorf("%s stands in no bar", step)
					}
				}
			})
		}
	}
	bar := func(s *story) BarName {
		all, i := s.c.Bars()
		return all[i].Name
	}
	p := tencent(t)
	for state, want := range map[State]BarName{
		Filling: BarForm, Choosing: BarProof, Checking: BarProof, Verified: BarVerified,
		Canceled: BarForm, Refused: BarProof, // where it ended
		Reviewing: BarProof, Paying: BarProof, // a transfer's review is part of its proof
		Declaring: BarDeclare, Identifying: BarIdentify, IdentityChecking: BarIdentify, Posting: BarPost,
		Released: BarReleased, Upheld: BarDecided, AwaitingCode: BarProof,
	} {
		t.Run("RULES_H1_the_bar_at_"+string(state), func(t *testing.T) {
			if got := bar(at(t, p, adult(t, 0), state)); got != want {
				t.Errorf("at %s, want %s", got, want)
			}
		})
	}
	t.Run("RULES_F1_H1_a_release_by_appeal_was_a_review", func(t *testing.T) {
		c := forfeited(t)
		if all, at := c.Bars(); len(all) != 2 || at != 1 || all[0].Name != BarReview || all[1].Name != BarReleased {
			t.Errorf("%+v, at %d", all, at)
		}
	})
}
