package steps_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"shiming/shared/realname"
	"shiming/shared/steps"
)

func TestIdempotencyKeys(t *testing.T) {
	w := newWorld(t)
	for _, d := range deeds[:6] {
		t.Run("THREATS_S1_a_key_that_came_with_another_request_"+d.name, func(t *testing.T) {
			w.t = t
			s := w.scene(d)
			ask := w.asks(s, true)
			if _, err := d.do(w.parts(), ask, s); err != nil {
				t.Fatal(err)
			}
			was := w.record(s.account, s.person)
			ask.Replay = &realname.Replay{Key: ask.Replay.Key, Print: "another print"}
			_, err := d.do(w.parts(), ask, s)
			refused(t, err, realname.CodeIdempotencyReused)
			if w.record(s.account, s.person) != was {
				t.Error("something was changed")
			}
		})
		t.Run("THREATS_S1_the_first_answer_is_kept_though_the_case_went_on_"+d.name, func(t *testing.T) {
			w.t = t
			s := w.scene(d)
			ask := w.asks(s, true)
			first, err := d.do(w.parts(), ask, s)
			if err != nil {
				t.Fatal(err)
			}
			if !first.Last().State.Terminal() {
				if _, err := w.parts().cancel().Do(background, holder(s.account), first.ID); err != nil {
					t.Fatal(err)
				}
			}
			ask.Versions = []int{1} // also where the caller says which version it had read
			if again, err := d.do(w.parts(), ask, s); err != nil || !same(again, first) {
				t.Errorf("another answer, or %v", err)
			}
			w.wait(24*time.Hour - 1)
			if again, err := d.do(w.parts(), ask, s); err != nil || !same(again, first) {
				t.Errorf("a day later but for a moment: another answer, or %v", err)
			}
			w.wait(1)
			if _, err := d.do(w.parts(), ask, s); err == nil {
				t.Error("a day later the answer is still kept")
			}
		})
	}
	t.Run("THREATS_S1_a_key_that_came_with_another_person", func(t *testing.T) {
		w.t = t
		s := w.scene(deedNamed("fill"))
		ask := w.asks(s, true)
		first, err := w.parts().fill().Do(background, ask, s.before.ID, entered(s.person))
		if err != nil {
			t.Fatal(err)
		}
		_, err = w.parts().fill().Do(background, ask, s.before.ID, entered(w.person("欧阳修")))
		refused(t, err, realname.CodeIdempotencyReused)
		moved := s.person
		moved.Address.Detail += "二楼"
		_, err = w.parts().fill().Do(background, ask, s.before.ID, entered(moved))
		refused(t, err, realname.CodeIdempotencyReused)
		if again, err := w.parts().fill().Do(background, ask, s.before.ID, entered(s.person)); err != nil || !same(again, first) {
			t.Errorf("the same person: another answer, or %v", err)
		}
	})
	t.Run("THREATS_S1_one_key_on_two_accounts_is_two_requests", func(t *testing.T) {
		w.t = t
		a, b := newAccount(), newAccount()
		first, err1 := w.parts().open().Do(background, keyed(a, "k"), a, realname.Opening{Kind: realname.PersonalVerification})
		second, err2 := w.parts().open().Do(background, keyed(b, "k"), b, realname.Opening{Kind: realname.PersonalVerification})
		if err := errors.Join(err1, err2); err != nil || first.ID == second.ID {
			t.Errorf("%v", err)
		}
	})
	t.Run("THREATS_S1_who_read_an_older_version_is_told", func(t *testing.T) {
		w.t = t
		c := w.at(w.parts(), newAccount(), w.person("欧阳修"), realname.Ready)
		ask := holder(c.Account)
		for _, version := range []int{c.Version() - 1, c.Version() + 1} {
			ask.Versions = []int{version}
			_, err := w.parts().back().Do(background, ask, c.ID)
			refused(t, err, realname.CodeStaleVersion)
		}
		ask.Versions = []int{7000, c.Version()}
		if _, err := w.parts().back().Do(background, ask, c.ID); err != nil {
			t.Error(err)
		}
	})
}

// TestWhoMayAsk tries every step on somebody else's case, and on cases that do not exist.
func TestWhoMayAsk(t *testing.T) {
	w := newWorld(t)
	stranger := holder(newAccount())
	for _, d := range deeds[1:6] {
		t.Run("THREATS_I1_somebody_else_s_case_is_not_found_"+d.name, func(t *testing.T) {
			w.t = t
			s := w.scene(d)
			was, c := w.record(s.account, s.person), &calls{}
			_, err := d.do(w.parts().through(c), stranger, s)
			refused(t, err, realname.CodeCaseNotFound)
			if !errors.Is(err, steps.ErrForeign) {
				t.Error("the audit trail is not told why")
			}
			if len(c.made) != 1 || w.record(s.account, s.person) != was {
				t.Errorf("more was done than to look: %v", c.made)
			}
			for _, id := range []realname.CaseID{realname.NewCaseID(), "", "case_", "case_../../x"} {
				missing := *s
				missing.before.ID = id
				_, err := d.do(w.parts(), holder(s.account), &missing)
				refused(t, err, realname.CodeCaseNotFound)
				if errors.Is(err, steps.ErrForeign) {
					t.Error("what does not exist is told as somebody else's")
				}
			}
			platform := steps.Ask{By: realname.Actor{Role: realname.Platform, ID: "p"}}
			if _, err := d.do(w.parts(), platform, s); err != nil {
				t.Errorf("the platform: %v", err)
			}
		})
	}
	t.Run("THREATS_I1_nobody_opens_a_case_on_another_account", func(t *testing.T) {
		w.t = t
		_, err := w.parts().open().Do(background, stranger, "acct_other", realname.Opening{Kind: realname.PersonalVerification})
		refused(t, err, realname.CodeAccountNotFound)
		_, err = w.parts().open().Do(background, steps.Ask{By: realname.Actor{Role: realname.Platform}}, "other account", realname.Opening{Kind: realname.PersonalVerification})
		refused(t, err, realname.CodeFieldInvalid)
	})
	t.Run("THREATS_I1_questions", func(t *testing.T) {
		w.t = t
		c := w.at(w.parts(), newAccount(), w.person("欧阳修"), realname.Verified)
		look := w.parts().lookUp()
		_, err := look.Case(background, stranger.By, c.ID)
		refused(t, err, realname.CodeCaseNotFound)
		_, err = look.Account(background, stranger.By, c.Account)
		refused(t, err, realname.CodeAccountNotFound)
		_, _, err = look.CasesOf(background, stranger.By, c.Account, "", 10)
		refused(t, err, realname.CodeAccountNotFound)
		for _, id := range []realname.AccountID{"", "x", "acct_"} {
			_, err = look.Account(background, realname.Actor{Role: realname.Platform}, id)
			refused(t, err, realname.CodeAccountNotFound)
		}
	})
	t.Run("RULES_A1_A8_an_account_answers", func(t *testing.T) {
		w.t = t
		account, x := newAccount(), w.person("欧阳修")
		look, by := w.parts().lookUp(), holder(account).By
		if a, err := look.Account(background, by, account); err != nil || a.ID != account || a.Identity != nil {
			t.Errorf("before its first case: %v", err)
		}
		if a, err := look.Account(background, realname.Actor{Role: realname.Platform}, account); err != nil || a.ID != account || a.Identity != nil {
			t.Errorf("FAULTS S12, the platform: %v", err)
		}
		c := w.at(w.parts(), account, x, realname.Verified)
		a, err := look.Account(background, by, account)
		if err != nil || a.Identity == nil || a.Identity.Name != "欧**" || a.Identity.Method != realname.WeChatScan || !a.Identity.VerifiedAt.Equal(w.now()) || a.Identity.Case != c.ID {
			t.Errorf("verified: %+v, %v", a.Identity, err)
		}
		_, err = w.parts().open().Do(background, holder(account), account, realname.Opening{Kind: realname.PersonalVerification})
		refused(t, err, realname.CodeAlreadyVerified)
		if all, _, err := look.CasesOf(background, by, account, "", 10); err != nil || len(all) != 1 || all[0].ID != c.ID {
			t.Errorf("%d cases, %v", len(all), err)
		}
	})
}

// TestStepsOutOfOrder takes every step at every state at which it cannot be taken.
func TestStepsOutOfOrder(t *testing.T) {
	w := newWorld(t)
	allowed := map[string]map[realname.State]bool{
		"fill":   {realname.Filling: true},
		"choose": {realname.Choosing: true, realname.Ready: true, realname.Checking: true},
		"start":  {realname.Ready: true, realname.Checking: true},
		"back":   {realname.Choosing: true, realname.Ready: true, realname.Checking: true},
		"cancel": {realname.Filling: true, realname.Choosing: true, realname.Ready: true, realname.Checking: true},
	}
	for _, d := range deeds[1:6] {
		for _, state := range []realname.State{realname.Filling, realname.Choosing, realname.Ready, realname.Checking, realname.Verified} {
			t.Run(fmt.Sprintf("THREATS_S1_%s_at_%s", d.name, state), func(t *testing.T) {
				w.t = t
				s := &scene{account: newAccount(), person: w.person("欧阳修")}
				s.before = w.at(w.parts(), s.account, s.person, state)
				was, c := w.record(s.account, s.person), &calls{}
				_, err := d.do(w.parts().through(c), holder(s.account), s)
				if allowed[d.name][state] {
					if err != nil {
						t.Error(err)
					}
					return
				}
				refused(t, err, realname.CodeWrongState)
				if len(c.made) != 1 || w.record(s.account, s.person) != was {
					t.Errorf("more was done than to look: %v", c.made)
				}
			})
		}
	}
	t.Run("RULES_H1_after_the_deadline_no_step_is_taken_and_a_new_case_can_be_opened", func(t *testing.T) {
		w.t = t
		c := w.at(w.parts(), newAccount(), w.person("欧阳修"), realname.Ready)
		w.wait(time.Duration(7) * 24 * time.Hour)
		_, err := w.parts().start().Do(background, holder(c.Account), c.ID, baseURL)
		refused(t, err, realname.CodeCaseExpired)
		if _, err := w.parts().open().Do(background, holder(c.Account), c.Account, realname.Opening{Kind: realname.PersonalVerification}); err != nil {
			t.Error(err)
		}
	})
}

func TestWhatFillingInTells(t *testing.T) {
	w := newWorld(t)
	x := w.person("欧阳修")
	w.fillUp(x, w.parts())
	t.Run("THREATS_Q2_a_full_identity_looks_like_any_other", func(t *testing.T) {
		fill := func(x realname.Person) (realname.Case, []string) {
			c := w.at(w.parts(), newAccount(), x, realname.Filling)
			made := &calls{}
			c, err := w.parts().through(made).fill().Do(background, holder(c.Account), c.ID, entered(x))
			if err != nil {
				t.Fatal(err)
			}
			return c, made.made
		}
		full, fullCalls := fill(x)
		free, freeCalls := fill(w.person("欧阳修"))
		if fmt.Sprint(fullCalls) != fmt.Sprint(freeCalls) {
			t.Errorf("calls %v and %v", fullCalls, freeCalls)
		}
		if full.Version() != free.Version() || full.Last().State != free.Last().State || full.Fault(w.now()) != free.Fault(w.now()) {
			t.Error("the answers differ")
		}
	})
	t.Run("RULES_A4_who_is_too_young_is_not_sealed", func(t *testing.T) {
		child := w.person("欧阳修")
		c := w.at(w.parts(), newAccount(), child, realname.Filling)
		p, made := w.parts(), &calls{}
		older := *p.Policy
		older.MinimumAge = 110
		p.Policy = &older
		_, err := p.through(made).fill().Do(background, holder(c.Account), c.ID, entered(child))
		refused(t, err, realname.CodeUnderAge)
		if made.count("Keys.") != 0 || made.count("Store.Commit") != 0 {
			t.Errorf("%v", made.made)
		}
	})
	t.Run("RULES_A3_staff_may_raise_and_lower_the_quota_of_one_subject", func(t *testing.T) {
		for limit, want := range map[int]int{1: 1, 5: 5} {
			x := w.person("欧阳修")
			first := w.at(w.parts(), newAccount(), x, realname.Checking)
			keys := first.Form().Subjects
			if err := w.store.SetLimit(background, keys[len(keys)-1], limit); err != nil {
				t.Fatal(err)
			}
			w.settled(w.parts(), first, "msg_first")
			for i := range 6 {
				w.settled(w.parts(), w.at(w.parts(), newAccount(), x, realname.Checking), fmt.Sprint("msg_", i))
			}
			if n := len(w.holders(x)); n != want {
				t.Errorf("limit %d: %d seats", limit, n)
			}
		}
	})
}
