package realname

import (
	"reflect"
	"strings"
	"testing"
	"time"

	"shiming/infra/tests/pii"
)

func TestAccounts(t *testing.T) {
	p := tencent(t)
	verified := at(t, p, adult(t, 0), Verified)
	account := verified.commit.Account.Apply(Account{ID: "acct_a", Rev: 1, OpenCase: verified.c.ID, OpenUntil: verified.c.Deadline()})

	t.Run("RULES_A1_an_account_starts_unverified", func(t *testing.T) {
		opening := begin(t, p, adult(t, 0)).commit
		if a := opening.Account.Apply(Account{}); a.Identity != nil || a.OpenCase != opening.Case.ID || a.Rev != 1 {
			t.Errorf("Rev %d, open case %s, verified %t", a.Rev, a.OpenCase, a.Identity != nil)
		}
	})
	t.Run("RULES_A1_a_passed_check_makes_it_one_person", func(t *testing.T) {
		if account.Identity == nil || account.Identity.Kind != PersonSubject || account.OpenCase != "" || !account.OpenUntil.IsZero() || account.Rev != 2 {
			t.Fatalf("Rev %d, open case %q, identity %v", account.Rev, account.OpenCase, account.Identity)
		}
	})
	for _, state := range states {
		t.Run("RULES_A1_only_a_verified_case_makes_an_identity_"+string(state), func(t *testing.T) {
			s := at(t, p, adult(t, 0), state)
			commit := s.commit
			if got := commit.Account != nil && commit.Account.Identity != nil; got != (state == Verified) {
				t.Errorf("identity: %t", got)
			}
			if got := commit.Take != nil; got != (state == Verified) {
				t.Errorf("seat taken: %t", got)
			}
			if got := commit.Account != nil; got != (state.Terminal() || s.c.Version() == 1) {
				t.Errorf("account changed: %t", got)
			}
		})
	}
	t.Run("RULES_A1_release_makes_it_unverified_again", func(t *testing.T) {
		if a := (AccountChange{ID: "acct_a", Rev: 2, Clear: true}).Apply(account); a.Identity != nil || a.Rev != 3 {
			t.Error("the identity stayed")
		}
	})
	t.Run("RULES_A1_a_change_that_says_nothing_of_the_identity_keeps_it", func(t *testing.T) {
		a := (AccountChange{ID: "acct_a", Rev: 2, OpenCase: "case_x"}).Apply(account)
		if a.Identity != account.Identity || a.Opened != account.Opened {
			t.Error("the identity or the tally was lost")
		}
	})

	for _, row := range []struct {
		name string
		kind SubjectKind
		want Entitlements
	}{
		{"RULES_A2_unverified_may_nothing", "", Entitlements{}},
		{"RULES_A2_person", PersonSubject, Entitlements{PersonalCampaigns: true, OrdinaryVATInvoice: true}},
		{"RULES_A2_enterprise", EnterpriseSubject, Entitlements{EnterpriseCampaigns: true, OrdinaryVATInvoice: true, SpecialVATInvoice: true}},
		{"RULES_A2_what_nobody_knows_may_nothing", "robot", Entitlements{}},
	} {
		t.Run(row.name, func(t *testing.T) {
			a := Account{ID: "acct_a"}
			if row.kind != "" {
				a.Identity = &Identity{Kind: row.kind}
			}
			if got := a.Entitlements(noon); got != row.want {
				t.Errorf("got %+v, want %+v", got, row.want)
			}
		})
	}

	t.Run("RULES_A8_a_verified_account_need_not_verify_again", func(t *testing.T) {
		for _, when := range []time.Duration{0, 24 * time.Hour, 10 * 365 * 24 * time.Hour} {
			_, err := Open(p, account, "acct_a", NewCaseID(), Opening{Kind: PersonalVerification}, Request{Now: noon.Add(when)})
			refused(t, err, CodeAlreadyVerified, "")
		}
	})
	t.Run("RULES_A8_who_how_and_when_are_kept_masked", func(t *testing.T) {
		id := account.Identity
		want := Identity{
			Kind: PersonSubject, Subject: id.Subject, Document: "resident_id", Name: "顾**", Number: "1****************0",
			NameDigest: []string{"v2:n", "v1:n"}, Sealed: []byte("sealed"), Method: WeChatScan, Case: verified.c.ID, VerifiedAt: noon,
		}
		if !reflect.DeepEqual(*id, want) {
			t.Errorf("got %+v, want %+v", *id, want)
		}
		for _, x := range pii.All() {
			if strings.Contains(id.Name+id.Number, x.Name) || strings.Contains(id.Number, x.Number) {
				t.Errorf("%v stands in plaintext", x)
			}
		}
	})
	for _, m := range []Method{WeChatScan, QQScan, Face} {
		t.Run("RULES_A8_the_method_is_that_of_the_check_"+string(m), func(t *testing.T) {
			s := begin(t, p, adult(t, 1)).checking(Face).do(Choose{Method: QQScan}, Choose{Method: m}).start().say(Passed, "")
			if s.commit.Account.Identity.Method != m {
				t.Errorf("got %s", s.commit.Account.Identity.Method)
			}
		})
	}
}

func TestOpening(t *testing.T) {
	p := tencent(t)
	open := func(existing Account, now time.Time) (Commit, error) {
		return Open(p, existing, "acct_a", NewCaseID(), Opening{Kind: PersonalVerification}, Request{Now: now})
	}
	t.Run("RULES_H1_a_kind_that_has_no_flow_is_refused", func(t *testing.T) {
		_, err := Open(p, Account{}, "acct_a", NewCaseID(), Opening{Kind: "pet_verification"}, Request{Now: noon})
		refused(t, err, CodeKindNotSupported, "kind")
	})
	t.Run("RULES_A1_one_case_at_a_time_until_it_expires", func(t *testing.T) {
		first, err := open(Account{}, noon)
		if err != nil {
			t.Fatal(err)
		}
		account := first.Account.Apply(Account{})
		_, err = open(account, first.Case.Deadline().Add(-1))
		refused(t, err, CodeCaseOpen, "")
		second, err := open(account, first.Case.Deadline())
		if err != nil {
			t.Fatal(err)
		}
		if second.Account.Rev != account.Rev || second.Case.AccountRev != account.Rev+1 {
			t.Error("the second case is not decided on the account's Rev")
		}
		// Should a clock go backwards, the first case's end is decided on a Rev that the account has left.
		late, err := first.Case.Apply(p, Cancel{}, Request{Now: noon})
		if err != nil {
			t.Fatal(err)
		}
		if after := second.Account.Apply(account); late.Account.Rev == after.Rev {
			t.Error("the expired case could end the new one")
		}
	})
	t.Run("RULES_A1_the_cases_of_one_day_are_counted_by_the_day_in_Shanghai", func(t *testing.T) {
		lastMinute := time.Date(2026, 3, 14, 23, 59, 0, 0, shanghai)
		full := Account{Opened: Tally{Day: "2026-03-14", Count: p.CasesPerDay - 1}}
		commit, err := open(full, lastMinute)
		if err != nil || commit.Account.Opened.Count != p.CasesPerDay {
			t.Fatalf("the last case of the day: %v", err)
		}
		full.Opened.Count++
		_, err = open(full, lastMinute)
		refused(t, err, CodeTooManyCases, "")
		midnight := lastMinute.Add(time.Minute)
		if e := err.(*Error); !e.RetryAfter.Equal(midnight) {
			t.Errorf("try again at %s, want midnight", e.RetryAfter)
		}
		commit, err = open(full, midnight)
		if err != nil || *commit.Account.Opened != (Tally{Day: "2026-03-15", Count: 1}) {
			t.Errorf("the next day: %v", err)
		}
	})
}

func TestActors(t *testing.T) {
	for _, row := range []struct {
		by      Actor
		reaches bool
		valid   bool
	}{
		{Actor{Role: Holder, Account: "acct_a"}, true, true},
		{Actor{Role: Holder, Account: "acct_b"}, false, true},
		{Actor{Role: Holder}, false, true},
		{Actor{Role: Platform}, true, true},
		{Actor{Role: Reviewer}, true, true},
		{Actor{Role: Admin}, true, true},
		{Actor{Role: Provider}, true, false},
	} {
		t.Run("THREATS_I1_"+string(row.by.Role)+"_of_"+string(row.by.Account), func(t *testing.T) {
			if row.by.Reaches("acct_a") != row.reaches || row.by.Role.Valid() != row.valid {
				t.Errorf("reaches %t, valid %t", row.by.Reaches("acct_a"), row.by.Role.Valid())
			}
		})
	}
	if Role("root").Valid() {
		t.Error("an unknown role is valid")
	}
}
