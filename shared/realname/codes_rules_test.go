package realname

import (
	"slices"
	"testing"
	"time"

	"shiming/infra/tests/pii"
	"shiming/shared/identity"
)

func TestCodes(t *testing.T) {
	p := jdcloud(t)
	card := &SealedParty{Name: "工商银行", Number: "****1234", Sealed: []byte("card")}
	out := func(t *testing.T, m Method) *story {
		s := begin(t, p, adult(t, 0)).fill().do(Choose{Method: m, Party: card})
		return s.send()
	}
	t.Run("RULES_B7_a_card_and_the_code_to_its_phone", func(t *testing.T) {
		s := out(t, BankCard)
		if s.c.SentCode() == nil || s.c.TriesLeft(p) != 5 || s.c.WhoseTurn(noon) != TurnApplicant || s.c.Status(noon) != RequiresInput {
			t.Fatalf("%d tries, %s's turn", s.c.TriesLeft(p), s.c.WhoseTurn(noon))
		}
		s.do(CompareCode{Right: true})
		id := s.commit.Account.Identity
		if id == nil || id.Method != BankCard || id.Site != "" || s.commit.Take.Limit != 1 {
			t.Errorf("%+v with %+v", id, s.commit.Take)
		}
	})
	t.Run("RULES_B7_without_a_card_nothing_is_sent", func(t *testing.T) {
		s := begin(t, p, adult(t, 0)).fill()
		refused(t, s.try(Choose{Method: BankCard}), CodeFieldRequired, "card")
		refused(t, s.try(Choose{Method: Binding}), CodeFieldRequired, "group_account")
		refused(t, s.try(SendCode{Person: s.person}), CodeWrongState, "")
		s.do(Choose{Method: BankCard, Party: card})
		refused(t, s.try(BeginCheck{Person: s.person, Check: s.c.NextCheck(p, noon)}), CodeWrongState, "")
	})
	t.Run("RULES_B7_other_methods_send_none", func(t *testing.T) {
		s := at(t, tencent(t), adult(t, 0), Ready)
		refused(t, s.try(SendCode{Person: s.person}), CodeWrongState, "")
		refused(t, at(t, tencent(t), adult(t, 0), Checking).try(CompareCode{Right: true}), CodeWrongState, "")
	})
	t.Run("THREATS_A1_a_wrong_code_is_counted_and_the_last_try_ends_it", func(t *testing.T) {
		s := out(t, BankCard)
		for left := 4; left > 0; left-- {
			if s.do(CompareCode{}); s.c.Last().State != AwaitingCode || s.c.TriesLeft(p) != left || s.c.Fault(noon) != CodeCodeWrong {
				t.Fatalf("%s with %d tries", s.c.Last().State, s.c.TriesLeft(p))
			}
		}
		if s.do(CompareCode{}); s.c.Last().State != Ready || s.c.Fault(noon) != CodeCodeLocked || s.c.SentCode() != nil {
			t.Fatalf("%s, %s", s.c.Last().State, s.c.Fault(noon))
		}
		refused(t, s.try(CompareCode{Right: true}), CodeWrongState, "")
		if s.send(); s.c.TriesLeft(p) != 5 {
			t.Errorf("a new code has %d tries", s.c.TriesLeft(p))
		}
	})
	t.Run("THREATS_A1_a_code_lives_five_minutes", func(t *testing.T) {
		s := out(t, BankCard)
		s.now = noon.Add(5 * time.Minute)
		for _, right := range []bool{true, false} {
			refused(t, s.try(CompareCode{Right: right}), CodeCodeExpired, "")
		}
		if s.c.Fault(s.now) != CodeCodeExpired {
			t.Error(s.c.Fault(s.now))
		}
		s.now = s.now.Add(-1)
		s.do(CompareCode{Right: true})
	})
	t.Run("THREATS_A1_codes_are_counted_with_the_checks_of_the_day", func(t *testing.T) {
		s := out(t, BankCard)
		for range p.ChecksPerDay - 1 {
			s.send()
		}
		refused(t, s.try(SendCode{Person: s.person}), CodeCheckDailyLimit, "")
	})
	t.Run("THREATS_A1_a_full_history_still_counts_tries", func(t *testing.T) {
		small := *p
		small.StepsPerCase = 12
		s := out(t, BankCard)
		s.p = &small
		for s.c.Version() < 10 {
			s.send()
		}
		refused(t, s.try(SendCode{Person: s.person}), CodeTooManySteps, "")
		for range 4 {
			s.do(CompareCode{})
		}
		s.do(CompareCode{})
		refused(t, s.try(SendCode{Person: s.person}), CodeTooManySteps, "")
	})
	t.Run("RULES_B10_a_card_of_a_document_in_use_proves_nothing_and_three_ways_lead_out", func(t *testing.T) {
		s := out(t, BankCard).do(CompareCode{Right: true, Fault: CodeDocumentInUse})
		if s.c.Last().State != Ready || !slices.Equal(p.WaysOutOf(s.c), []WayOut{WayAppeal, WayEnterprise, WayBinding}) {
			t.Errorf("%s, %v", s.c.Last().State, p.WaysOutOf(s.c))
		}
		if !s.c.UnusedInGroup(p) {
			t.Error("the group is not asked")
		}
		s.do(Choose{Method: Binding, Party: card})
		if s.c.UnusedInGroup(p) || len(p.WaysOutOf(s.c)) != 0 {
			t.Error("the binding is refused, too")
		}
	})
	t.Run("RULES_B10_B11_who_has_no_place_cannot_bind_but_appeal", func(t *testing.T) {
		s := out(t, BankCard).do(RefuseQuota{Holders: []AccountID{"acct_other"}})
		if got := p.WaysOutOf(s.c); !slices.Equal(got, []WayOut{WayAppeal, WayEnterprise}) {
			t.Errorf("%v", got)
		}
		for _, w := range []WayOut{WayAppeal, WayEnterprise, WayBinding, "run"} {
			if w.Valid() != (w != "run") {
				t.Errorf("%s", w)
			}
		}
	})
	taken := func(keys ...SubjectKey) *Form {
		f := formOf(adult(t, 0))
		f.Subjects, f.Sealed = keys, []byte("of the group")
		return &f
	}
	t.Run("RULES_B9_binding_takes_over_the_identity_of_the_account", func(t *testing.T) {
		s := out(t, Binding)
		s.do(CompareCode{Right: true, Form: taken("person:v2:new", "person:v1:old"), Site: "jd"})
		if id := s.commit.Account.Identity; id == nil || id.Site != "jd" || string(id.Sealed) != "of the group" || id.Method != Binding {
			t.Errorf("%+v", id)
		}
	})
	t.Run("RULES_B9_it_has_to_be_of_the_same_document", func(t *testing.T) {
		refused(t, out(t, Binding).try(CompareCode{Right: true, Form: taken("person:v1:other"), Site: "jd"}), CodeBindMismatch, "")
		refused(t, out(t, Binding).try(CompareCode{Right: true}), CodeWrongState, "")
		refused(t, out(t, BankCard).try(CompareCode{Right: true, Form: taken("person:v1:old")}), CodeWrongState, "")
	})
	t.Run("RULES_A4_B7_who_is_too_young_gets_no_code", func(t *testing.T) {
		s := begin(t, p, adult(t, 0)).fill().do(Choose{Method: BankCard, Party: card})
		refused(t, s.try(SendCode{Person: personOf(t, pii.Minors[0], identity.ResidentID)}), CodeUnderAge, "")
	})
	t.Run("RULES_B7_banks_are_listed", func(t *testing.T) {
		if bank, ok := p.Bank("icbc"); !ok || bank.Name != "中国工商银行" {
			t.Error("ICBC is not there")
		}
		for _, code := range []string{"", "ICBC", "bank_of_moon"} {
			if _, ok := p.Bank(code); ok {
				t.Errorf("%q is there", code)
			}
		}
	})
}

func TestAppScan(t *testing.T) {
	p := jdcloud(t)
	scanned := func(t *testing.T) *story {
		s := begin(t, p, adult(t, 0))
		if got := s.c.Options(p, noon); len(got) != 1 || got[0].Method != AppScan || !got[0].Available {
			t.Fatalf("before the form: %+v", got)
		}
		return s.do(Choose{Method: AppScan}).start()
	}
	form := formOf(adult(t, 2))
	taken := &GroupIdentity{Person: adult(t, 2), Site: "jd_finance"}
	word := func(s *story, o Outcome, fault Code) Settle {
		return Settle{Notice: Notice{ID: "m", Check: s.c.Check().ID, Outcome: o, Fault: fault}}
	}
	t.Run("RULES_B8_a_verified_app_hands_over_its_identity_without_a_form", func(t *testing.T) {
		s := scanned(t)
		pass := word(s, Passed, "")
		pass.Notice.GroupIdentity, pass.Form = taken, &form
		s.do(pass)
		id := s.commit.Account.Identity
		if id == nil || id.Site != "jd_finance" || id.Name != form.Name || id.Method != AppScan || s.commit.Take == nil {
			t.Errorf("%+v", id)
		}
	})
	t.Run("RULES_B8_one_that_is_not_verified_says_so", func(t *testing.T) {
		s := scanned(t)
		s.do(word(s, Failed, CodeAppNotVerified))
		if s.c.Fault(noon) != CodeAppNotVerified || s.c.Last().State != Ready {
			t.Errorf("%s, %s", s.c.Last().State, s.c.Fault(noon))
		}
	})
	t.Run("RULES_B8_B11_beyond_the_quota_says_so", func(t *testing.T) {
		s := scanned(t).do(RefuseQuota{Holders: []AccountID{"acct_first"}})
		if s.c.Fault(noon) != CodeQuotaExceeded || len(s.c.Holders()) != 1 {
			t.Errorf("%s", s.c.Fault(noon))
		}
	})
	t.Run("RULES_B8_a_word_without_an_identity_proves_nothing", func(t *testing.T) {
		s := scanned(t)
		pass := word(s, Passed, "")
		refused(t, s.try(pass), CodeWrongState, "")
		pass.Form = &form
		refused(t, s.try(pass), CodeWrongState, "")
	})
	t.Run("RULES_B2_B8_the_form_can_still_be_filled_in_instead", func(t *testing.T) {
		s := scanned(t).do(Back{}).fill()
		refused(t, s.try(Choose{Method: "palm"}), CodeMethodNotOffered, "method")
		if got := s.c.Options(p, noon); len(got) != 3 {
			t.Errorf("%+v", got)
		}
	})
}
