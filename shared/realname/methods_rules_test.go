package realname

import (
	"reflect"
	"testing"
	"time"

	"shiming/infra/tests/pii"
	"shiming/shared/identity"
)

func TestOptions(t *testing.T) {
	p := tencent(t)
	resident := adult(t, 0)
	hongKong := personOf(t, pii.HongKongMacao[0], identity.HKMacaoPermit)
	taiwan := personOf(t, pii.Taiwan[0], identity.TaiwanPermit)
	all := []Option{{Method: WeChatScan, Available: true, Recommended: true}, {Method: Face, Available: true}, {Method: QQScan, Available: true}}
	permitOnly := []Option{
		{Method: WeChatScan, Available: true, Recommended: true},
		{Method: Face, Reason: CodeMethodNotForDoc}, {Method: QQScan, Reason: CodeMethodNotForDoc},
	}
	fail := func(s *story, m Method) *story {
		return s.do(Choose{Method: m}).start().say(Failed, CodeNameMismatch)
	}
	recommend := func(m Method) []Option {
		options := append([]Option(nil), all...)
		for i := range options {
			options[i].Recommended = options[i].Method == m
		}
		return options
	}
	for _, row := range []struct {
		name string
		s    *story
		want []Option
	}{
		{"RULES_A9_nothing_before_the_form", begin(t, p, resident), []Option{}},
		{"RULES_A9_a_resident_ID_has_every_method_WeChat_first", begin(t, p, resident).fill(), all},
		{"RULES_A9_whom_nobody_proves_is_listed_and_says_why_the_next_is_recommended", begin(t, p.Without([]Method{WeChatScan}), resident).fill(),
			[]Option{{Method: WeChatScan, Reason: CodeMethodUnavailable}, {Method: Face, Available: true, Recommended: true}, {Method: QQScan, Available: true}}},
		{"RULES_A9_B6_a_Hong_Kong_permit_has_WeChat_and_the_others_say_why", begin(t, p, hongKong).fill(), permitOnly},
		{"RULES_A9_B6_a_Taiwan_permit_has_WeChat_and_the_others_say_why", begin(t, p, taiwan).fill(), permitOnly},
		{"RULES_A9_after_a_failure_the_next_is_recommended", fail(begin(t, p, resident).fill(), WeChatScan), recommend(Face)},
		{"RULES_A9_a_failure_of_another_leaves_the_first", fail(begin(t, p, resident).fill(), Face), all},
		{"RULES_A9_after_two_failures_the_third", fail(fail(begin(t, p, resident).fill(), WeChatScan), Face), recommend(QQScan)},
		{"RULES_A9_when_all_failed_the_first_again", fail(fail(fail(begin(t, p, resident).fill(), WeChatScan), Face), QQScan), all},
		{"RULES_A9_a_failure_is_remembered_when_the_form_is_corrected", fail(begin(t, p, resident).fill(), WeChatScan).do(Back{}).fill(), recommend(Face)},
		{"RULES_A9_B6_the_only_method_stays_recommended_when_it_failed", fail(begin(t, p, hongKong).fill(), WeChatScan), permitOnly},
		{"RULES_A9_a_corrected_document_has_its_own_methods", func() *story {
			s := begin(t, p, resident).fill().do(Back{})
			s.person = hongKong
			return s.fill()
		}(), permitOnly},
	} {
		t.Run(row.name, func(t *testing.T) {
			if got := row.s.c.Options(row.s.p, noon); !reflect.DeepEqual(got, row.want) {
				t.Errorf("got  %+v\nwant %+v", got, row.want)
			}
		})
	}

	t.Run("RULES_A9_what_nobody_proves_cannot_be_chosen", func(t *testing.T) {
		s := begin(t, p.Without([]Method{WeChatScan}), resident).fill()
		refused(t, s.try(Choose{Method: WeChatScan}), CodeMethodUnavailable, "method")
		if s.do(Choose{Method: Face}); p.lacks(WeChatScan) {
			t.Error("the policy itself has changed")
		}
	})
	t.Run("RULES_C7_a_transfer_needs_a_face_for_its_handler", func(t *testing.T) {
		if q := p.Without([]Method{Face}); !q.lacks(CorporateTransfer) || q.lacks(TopUp) {
			t.Error("it is offered where nobody can tell the handler's face")
		}
	})
	t.Run("RULES_A9_what_is_not_listed_cannot_be_chosen", func(t *testing.T) {
		s := begin(t, p, resident).fill()
		refused(t, s.try(Choose{Method: "bank_card"}), CodeMethodNotOffered, "method")
		refused(t, s.try(Choose{}), CodeMethodNotOffered, "method")
	})
	for _, x := range []Person{hongKong, taiwan} {
		t.Run("RULES_B6_"+string(x.Document.Kind())+"_only_WeChat_can_be_chosen", func(t *testing.T) {
			s := begin(t, p, x).fill()
			refused(t, s.try(Choose{Method: Face}), CodeMethodNotForDoc, "method")
			refused(t, s.try(Choose{Method: QQScan}), CodeMethodNotForDoc, "method")
			s.do(Choose{Method: WeChatScan})
		})
	}
	t.Run("RULES_A9_these_are_for_people", func(t *testing.T) {
		for _, m := range []Method{WeChatScan, QQScan, Face} {
			if !m.Personal() {
				t.Errorf("%s is not for people", m)
			}
		}
	})
}

func TestDailyLimitOfChecks(t *testing.T) {
	p := tencent(t)
	p.ChecksPerDay = 2
	lastMinute := time.Date(2026, 3, 14, 23, 59, 0, 0, shanghai)
	s := begin(t, p, adult(t, 0)).checking(WeChatScan)
	s.now = lastMinute
	s.start()

	t.Run("RULES_A9_no_method_is_available_and_each_says_why", func(t *testing.T) {
		for _, o := range s.c.Options(p, lastMinute) {
			if o.Available || o.Recommended || o.Reason != CodeCheckDailyLimit {
				t.Errorf("%+v", o)
			}
		}
	})
	t.Run("RULES_A9_the_next_check_waits_for_midnight_in_Shanghai", func(t *testing.T) {
		err := s.try(BeginCheck{Person: s.person, Check: s.c.NextCheck(p, lastMinute)})
		refused(t, err, CodeCheckDailyLimit, "")
		midnight := lastMinute.Add(time.Minute)
		if e, ok := err.(*Error); !ok || !e.RetryAfter.Equal(midnight) {
			t.Errorf("try again at another time than midnight: %v", err)
		}
		s.now = midnight
		if o := s.c.Options(p, midnight); !o[0].Available || !o[0].Recommended {
			t.Errorf("%+v", o)
		}
		s.start()
	})
	t.Run("RULES_A9_a_source_that_does_not_answer_spends_no_try", func(t *testing.T) {
		s := begin(t, p, adult(t, 0)).checking(Face)
		for range 3 * p.ChecksPerDay {
			s.say(Failed, CodeSourceUnavailable).start()
		}
		s.say(Failed, CodeFaceCovered).start().say(Failed, CodeSourceUnavailable)
		s.start().say(Failed, CodeFaceCovered)
		refused(t, s.try(BeginCheck{Person: s.person, Check: s.c.NextCheck(p, noon)}), CodeCheckDailyLimit, "")
	})
	t.Run("RULES_A9_the_policy_of_Tencent_is_20", func(t *testing.T) {
		if tencent(t).ChecksPerDay != 20 {
			t.Error(tencent(t).ChecksPerDay)
		}
	})
}

func TestCorrecting(t *testing.T) {
	p := tencent(t)
	t.Run("RULES_B2_what_was_entered_is_seen_before_the_check", func(t *testing.T) {
		s := begin(t, p, adult(t, 0)).fill()
		f := s.c.Form()
		if f.Name != "顾**" || f.Number != "1****************0" || f.Address != "北京市****" || f.Industry != "I" || f.Document != identity.ResidentID {
			t.Errorf("shown: %s %s %s %s %s", f.Name, f.Number, f.Address, f.Industry, f.Document)
		}
	})
	for _, state := range []State{Choosing, Ready, Checking} {
		t.Run("RULES_B2_go_back_and_correct_from_"+string(state), func(t *testing.T) {
			s := at(t, p, adult(t, 0), state)
			check := s.c.Check()
			s.do(Back{})
			if s.c.Last().State != Filling || s.c.Check() != nil || s.c.Form() == nil {
				t.Error("not back at the form, with what was entered")
			}
			s.person = adult(t, 1)
			if s.fill(); s.c.Form().Name != "沈**" || s.c.Method() != "" {
				t.Errorf("name %s, method %q", s.c.Form().Name, s.c.Method())
			}
			if check != nil { // what was scanned before is dead
				refused(t, s.try(Settle{Notice: Notice{ID: "m", Check: check.ID, Outcome: Passed}}), CodeWrongState, "")
			}
		})
	}
	for _, state := range []State{Filling, Verified, Refused, Canceled} {
		t.Run("RULES_B2_no_way_back_from_"+string(state), func(t *testing.T) {
			refused(t, at(t, p, adult(t, 0), state).try(Back{}), CodeWrongState, "")
		})
	}
	t.Run("RULES_B2_a_corrected_form_gets_a_check_of_its_own", func(t *testing.T) {
		s := at(t, p, adult(t, 0), Checking)
		first := s.c.Check().ID
		s.do(Back{}).checking(Face)
		if s.c.Check().ID == first || s.c.Check().Method != Face {
			t.Errorf("check %s by %s after %s", s.c.Check().ID, s.c.Check().Method, first)
		}
		if id, ok := s.c.Check().ID.Case(); !ok || id != s.c.ID {
			t.Error("the check does not name its case")
		}
		refused(t, s.try(Settle{Notice: Notice{ID: "m", Check: first, Outcome: Passed}}), CodeWrongState, "")
	})
}
