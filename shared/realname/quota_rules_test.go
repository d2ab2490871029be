package realname

import (
	"reflect"
	"slices"
	"testing"
)

func TestQuota(t *testing.T) {
	p := tencent(t)
	t.Run("RULES_A3_a_person_has_three_accounts_and_an_enterprise_ten", func(t *testing.T) {
		if p.Quota != (Quota{Person: 3, Enterprise: 10}) {
			t.Errorf("got %+v", p.Quota)
		}
	})
	for _, limit := range []int{1, 3, 7} {
		t.Run("RULES_A3_the_seat_is_in_the_commit_that_verifies_with_the_limit_of_the_policy", func(t *testing.T) {
			other := *p
			other.Quota.Person = limit
			s := at(t, &other, adult(t, 0), Verified)
			if s.commit.Take == nil || s.commit.Take.Limit != limit || s.commit.Take.Account != "acct_a" || s.commit.Give != nil {
				t.Fatalf("the seat is %+v", s.commit.Take)
			}
			if s.commit.Account.Identity.Subject != s.commit.Take.Subject {
				t.Error("the identity names another subject than the seat")
			}
		})
	}
	t.Run("RULES_A3_a_seat_stands_under_one_key_and_knows_all_others", func(t *testing.T) {
		take := at(t, p, adult(t, 0), Verified).commit.Take
		all := append([]SubjectKey{take.Subject}, take.Others...)
		slices.Sort(all)
		if !slices.Equal(all, []SubjectKey{"person:v1:old", "person:v2:new"}) {
			t.Errorf("the keys are %v", all)
		}
	})
	t.Run("RULES_A3_the_seat_is_under_the_oldest_key_which_every_container_knows", func(t *testing.T) {
		// A container, or a form filled in, from before a rotation knows only v1: so v1 is where all meet.
		take := at(t, p, adult(t, 0), Verified).commit.Take
		if take.Subject != "person:v1:old" {
			t.Errorf("the seat is under %s", take.Subject)
		}
	})
	t.Run("RULES_A3_a_commit_moves_to_the_key_under_which_the_subject_lives", func(t *testing.T) {
		commit := at(t, p, adult(t, 0), Verified).commit
		before := *commit.Account.Identity
		for _, key := range []SubjectKey{"person:v2:new", "person:v1:old"} {
			moved := commit.Under(key)
			if moved.Take.Subject != key || moved.Account.Identity.Subject != key || slices.Contains(moved.Take.Others, key) && key != commit.Take.Subject {
				t.Errorf("moved to %s: %+v", key, moved.Take)
			}
			if moved.Take.Limit != commit.Take.Limit || moved.Take.Account != commit.Take.Account {
				t.Error("the seat changed")
			}
		}
		if !reflect.DeepEqual(*commit.Account.Identity, before) {
			t.Error("the commit that was moved has changed itself")
		}
	})
	t.Run("RULES_A3_the_keys_of_a_seat_are_the_same_set_wherever_it_is", func(t *testing.T) {
		s := Seat{Subject: "c", Others: []SubjectKey{"b", "a"}, Account: "acct_a", Limit: 3}
		moved := s.Under("a")
		if moved.Subject != "a" || !slices.Equal(moved.Others, []SubjectKey{"c", "b"}) {
			t.Errorf("got %+v", moved)
		}
		if !slices.Equal(s.Others, []SubjectKey{"b", "a"}) || s.Subject != "c" {
			t.Error("the seat that was moved has changed itself")
		}
	})
	t.Run("RULES_A3_without_a_place_the_case_ends_and_nothing_is_taken", func(t *testing.T) {
		s := at(t, p, adult(t, 0), Refused)
		if s.commit.Take != nil || s.commit.Account.Identity != nil || s.commit.Account.OpenCase != "" {
			t.Error("something was taken")
		}
	})
	t.Run("RULES_B11_the_holders_are_shown_masked", func(t *testing.T) {
		s := at(t, p, adult(t, 0), Checking).do(RefuseQuota{Holders: []AccountID{"acct_north_1", "acct_abcd", "acct_x"}})
		if want := []string{"acct_no***_1", "acct_a***", "acct_x***"}; !slices.Equal(s.c.Holders(), want) {
			t.Errorf("got %v, want %v", s.c.Holders(), want)
		}
		if s.c.Fault(noon) != CodeQuotaExceeded || s.c.Status(noon) != StatusRefused {
			t.Errorf("fault %s, status %s", s.c.Fault(noon), s.c.Status(noon))
		}
	})
	t.Run("RULES_B11_other_cases_show_nobody", func(t *testing.T) {
		for _, state := range states {
			if state != Refused && len(at(t, p, adult(t, 0), state).c.Holders()) != 0 {
				t.Errorf("%s shows holders", state)
			}
		}
	})
	t.Run("RULES_B11_only_proof_can_meet_a_full_quota", func(t *testing.T) {
		for _, state := range states {
			s := at(t, p, adult(t, 0), state)
			if err := s.try(RefuseQuota{}); (err == nil) != (state == Checking || state == AwaitingCode || state == AwaitingPayment || state == Reviewing || state == Confirming) {
				t.Errorf("%s: %v", state, err)
			}
		}
	})
}

func TestHoldersAreToldApart(t *testing.T) {
	t.Run("FAULT_S10_masked_to_the_same_text", func(t *testing.T) {
		holders := []AccountID{"acct_aaaa1111zz", "acct_aaaa2222zz", "acct_bbbb3333yy"}
		if holders[0].Masked() != holders[1].Masked() {
			t.Fatal("these are told apart already")
		}
		e, err := RefuseQuota{Holders: holders}.event(nil, Case{}, noon)
		if err != nil || len(e.Holders) != 3 || e.Holders[0] == e.Holders[1] || e.Holders[1] != holders[0].Masked()+HolderMark+"2" || e.Holders[2] != holders[2].Masked() {
			t.Errorf("%v, %v", e.Holders, err)
		}
	})
}
