package steps_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"shiming/shared/realname"
	"shiming/shared/steps"
)

// dispatch hands every committed event to the queue of reviews, twice and in an order of its own.
func (w *world) dispatch() {
	w.t.Helper()
	d := steps.Dispatch{Effects: []steps.Effect{steps.QueueReview(w.store)}}
	all := w.pending()
	for range 2 {
		rand.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
		for _, c := range all {
			if err := d.Do(background, c); err != nil {
				w.t.Fatal(err)
			}
		}
	}
}

// listed are the cases of the queue in its order, read page by page.
func (w *world) listed(limit int) []realname.CaseID {
	w.t.Helper()
	var all []realname.CaseID
	for cursor := ""; ; {
		page, next, err := w.parts().reviewQueue().List(background, realname.Actor{}, steps.ReviewFilter{}, cursor, limit)
		if err != nil || len(page) > limit {
			w.t.Fatalf("a page of %d: %v", len(page), err)
		}
		for _, e := range page {
			all = append(all, e.Case)
		}
		if next == "" {
			return all
		}
		cursor = next
	}
}

func (w *world) escalate(c realname.Case) {
	w.t.Helper()
	by := realname.Actor{Role: realname.System, ID: "transfer"}
	commit, err := w.load(c.ID).Apply(w.policy, realname.Escalate{}, realname.Request{By: by, Now: w.now()})
	if err != nil {
		w.t.Fatal(err)
	}
	if err := w.store.Commit(background, commit); err != nil {
		w.t.Fatal(err)
	}
}

func TestQueueOfReviews(t *testing.T) {
	t.Run("RULES_C7_overdue_first_then_the_oldest", func(t *testing.T) {
		w := newWorld(t)
		var cases []realname.CaseID
		for range 5 {
			cases = append(cases, reviewed(w, newAccount()).ID)
			w.wait(24 * time.Hour)
		}
		w.escalate(realname.Case{ID: cases[1]})
		w.dispatch()
		want := []realname.CaseID{cases[1], cases[0], cases[2], cases[3], cases[4]}
		for _, limit := range []int{1, 2, 3, 5, 100} {
			if got := w.listed(limit); !slices.Equal(got, want) {
				t.Errorf("by %d: %v, want %v", limit, got, want)
			}
		}
		all, _, err := w.parts().reviewQueue().List(background, realname.Actor{}, steps.ReviewFilter{}, "", 10)
		if err != nil || !all[0].Escalated || all[1].Escalated {
			t.Errorf("%+v, %v", all, err)
		}
	})
	t.Run("RULES_C7_what_does_not_wait_for_a_reviewer_is_not_listed", func(t *testing.T) {
		w := newWorld(t)
		kept := reviewed(w, newAccount())
		w.at(w.parts(), newAccount(), w.person("欧阳修"), realname.Checking)
		for _, leave := range []func(c realname.Case) (realname.Case, error){
			func(c realname.Case) (realname.Case, error) {
				return w.parts().cancel().Do(background, holder(c.Account), c.ID)
			},
			func(c realname.Case) (realname.Case, error) {
				return w.parts().choose().Do(background, holder(c.Account), c.ID, realname.TopUp, steps.Means{})
			},
			func(c realname.Case) (realname.Case, error) {
				return w.parts().decides().Do(background, byReviewer("r"), c.ID, realname.Approve, seen(c))
			},
			func(c realname.Case) (realname.Case, error) {
				return w.parts().decides().Do(background, byReviewer("r"), c.ID, realname.RefuseCase, refusing(c))
			},
			func(c realname.Case) (realname.Case, error) {
				return w.parts().decides().Do(background, byReviewer("r"), c.ID, realname.AskAgain, asking(c))
			},
		} {
			w.must(leave(reviewed(w, newAccount())))
		}
		w.dispatch()
		if got := w.listed(100); !slices.Equal(got, []realname.CaseID{kept.ID}) {
			t.Errorf("%v", got)
		}
	})
	t.Run("FAULT_D6_papers_supplied_it_waits_again_with_its_time_anew", func(t *testing.T) {
		w := newWorld(t)
		c := w.supplementing(w.parts(), newAccount())
		w.wait(time.Hour)
		due := w.must(w.parts().supplies().Do(background, holder(c.Account), c.ID, []realname.DocumentID{w.upload(c, realname.PortraitSide)})).StepDeadline()
		w.dispatch()
		all, _, err := w.parts().reviewQueue().List(background, realname.Actor{}, steps.ReviewFilter{}, "", 10)
		if err != nil || len(all) != 1 || !all[0].Due.Equal(due) || !due.After(w.now()) {
			t.Errorf("%+v, %v", all, err)
		}
	})
	t.Run("RULES_C7_claims_are_shown_until_they_end", func(t *testing.T) {
		w := newWorld(t)
		c := reviewed(w, newAccount())
		w.must(w.parts().claims().Claim(background, byReviewer("reviewer-1"), c.ID))
		w.dispatch()
		all, _, err := w.parts().reviewQueue().List(background, realname.Actor{}, steps.ReviewFilter{}, "", 10)
		if err != nil || all[0].ClaimedBy != "reviewer-1" || !all[0].ClaimUntil.Equal(w.now().Add(30*time.Minute)) {
			t.Fatalf("%+v, %v", all, err)
		}
		w.must(w.parts().claims().Release(background, byReviewer("reviewer-1"), c.ID))
		w.dispatch()
		if all, _, _ = w.parts().reviewQueue().List(background, realname.Actor{}, steps.ReviewFilter{}, "", 10); all[0].ClaimedBy != "" {
			t.Errorf("%+v", all)
		}
	})
	t.Run("THREATS_L1_the_queue_holds_nobodys_data", func(t *testing.T) {
		w := newWorld(t)
		c := reviewed(w, newAccount())
		w.dispatch()
		r, err := w.store.Record(background, "review", string(c.ID))
		who := w.company().Name.Text()
		if err != nil || strings.Contains(string(r.Doc), who) || !strings.Contains(string(r.Doc), c.Form().Name) {
			t.Errorf("%s, %v", r.Doc, err)
		}
		w.must(w.parts().decides().Do(background, byReviewer("reviewer-1"), c.ID, realname.RefuseCase, refusing(c)))
		w.dispatch()
		for _, kind := range []string{"review", "review_kind", "review_claimed"} {
			r, err := w.store.Record(background, kind, string(c.ID))
			if err != nil || strings.Contains(string(r.Doc), c.Form().Name) || strings.Contains(string(r.Doc), c.Form().Number) {
				t.Errorf("it has ended, and %s still says %s, %v", kind, r.Doc, err)
			}
		}
	})
	t.Run("RULES_C7_a_cursor_that_is_none", func(t *testing.T) {
		w := newWorld(t)
		for _, cursor := range []string{"x", "closed.", "open.%", "."} {
			_, _, err := w.parts().reviewQueue().List(background, realname.Actor{}, steps.ReviewFilter{}, cursor, 10)
			refused(t, err, realname.CodeFieldInvalid)
		}
	})
	t.Run("THREATS_S1_the_queue_fails_and_is_tried_again", func(t *testing.T) {
		w := newWorld(t)
		reviewed(w, newAccount())
		all := w.pending()
		last := all[len(all)-1]
		for k := 1; k <= 2; k++ {
			for _, how := range failures {
				broken := &calls{fail: k, how: how}
				if err := steps.QueueReview(records{w.store, broken})(background, last); err == nil && len(broken.made) >= k && how.err != nil {
					if r, _ := w.store.Record(background, "review", string(last.ID)); r.Rev == 0 {
						t.Error("nothing is said of a fault, and nothing was written")
					}
				}
			}
		}
		if err := steps.QueueReview(w.store)(background, last); err != nil || len(w.listed(10)) != 1 {
			t.Errorf("%v, %v", w.listed(10), err)
		}
	})
}

func TestDecisionsOfReviewers(t *testing.T) {
	t.Run("THREATS_R1_of_two_reviewers_at_once_one_wins_and_the_other_is_told", func(t *testing.T) {
		w := newWorld(t)
		for range 10 {
			c := reviewed(w, newAccount())
			var mu sync.Mutex
			var won []string
			together(8, func(i int) {
				ask := byReviewer(fmt.Sprintf("reviewer-%d", i))
				decision, review := realname.Approve, seen(c)
				if i%2 == 1 {
					decision, review = realname.RefuseCase, refusing(c)
				}
				_, err := w.parts().decides().Do(background, ask, c.ID, decision, review)
				var no *realname.Error
				mu.Lock()
				defer mu.Unlock()
				if err == nil {
					won = append(won, ask.By.ID)
				} else if !errors.As(err, &no) || no.Code != realname.CodeConflict && no.Code != realname.CodeWrongState && no.Code != realname.CodeClaimed {
					t.Errorf("%v", err)
				}
			})
			stored := w.load(c.ID)
			decided := slices.DeleteFunc(slices.Clone(stored.Events), func(e realname.Event) bool { return e.Review == nil })
			if len(won) != 1 || len(decided) != 1 || stored.Last().Who != won[0] {
				t.Errorf("%d won, %d events", len(won), stored.Version()-c.Version())
			}
		}
	})
	t.Run("THREATS_R1_of_two_claims_at_once_one_holds", func(t *testing.T) {
		w := newWorld(t)
		c := reviewed(w, newAccount())
		var mu sync.Mutex
		won := 0
		together(8, func(i int) {
			if _, err := w.parts().claims().Claim(background, byReviewer(fmt.Sprintf("reviewer-%d", i)), c.ID); err == nil {
				mu.Lock()
				won++
				mu.Unlock()
			}
		})
		if won != 1 {
			t.Errorf("%d hold it", won)
		}
	})
	t.Run("THREATS_R1_approved_twice_is_approved_once", func(t *testing.T) {
		w := newWorld(t)
		c := reviewed(w, newAccount())
		ask := byReviewer("reviewer-1")
		ask.Replay = &realname.Replay{Key: "k", Print: "p"}
		first := w.must(w.parts().decides().Do(background, ask, c.ID, realname.Approve, seen(c)))
		again := w.must(w.parts().decides().Do(background, ask, c.ID, realname.Approve, seen(c)))
		if !same(first, again) {
			t.Error("another answer")
		}
		_, err := w.parts().decides().Do(background, byReviewer("reviewer-1"), c.ID, realname.Approve, seen(c))
		refused(t, err, realname.CodeWrongState)
		if w.load(c.ID).Version() != first.Version() {
			t.Error("it was counted twice")
		}
	})
	t.Run("THREATS_R1_approved_after_refused", func(t *testing.T) {
		w := newWorld(t)
		c := reviewed(w, newAccount())
		w.must(w.parts().decides().Do(background, byReviewer("reviewer-1"), c.ID, realname.RefuseCase, refusing(c)))
		_, err := w.parts().decides().Do(background, byReviewer("reviewer-2"), c.ID, realname.Approve, seen(c))
		refused(t, err, realname.CodeWrongState)
	})
	t.Run("THREATS_R1_nobody_touches_what_is_theirs", func(t *testing.T) {
		w := newWorld(t)
		c := reviewed(w, newAccount())
		ask := byReviewer("reviewer-9")
		ask.By.Account = c.Account
		_, err := w.parts().claims().Claim(background, ask, c.ID)
		refused(t, err, realname.CodeOwnCase)
		_, err = w.parts().decides().Do(background, ask, c.ID, realname.Approve, seen(c))
		refused(t, err, realname.CodeOwnCase)
		_, err = w.parts().unmasks().Do(background, ask, c.ID, realname.UnmaskToCompare)
		refused(t, err, realname.CodeOwnCase)
		_, err = w.parts().reviewQueue().Case(background, ask.By, c.ID)
		refused(t, err, realname.CodeOwnCase)
		if w.load(c.ID).Version() != c.Version() {
			t.Error("something happened")
		}
	})
	t.Run("RULES_C7_decisions_on_cases_that_are_not_in_review", func(t *testing.T) {
		w := newWorld(t)
		for _, c := range []realname.Case{
			w.at(w.parts(), newAccount(), w.person("欧阳修"), realname.Ready), w.opened(w.parts(), newAccount()),
			w.chosen(w.parts(), newAccount(), w.company(), realname.CorporateTransfer), w.supplementing(w.parts(), newAccount()),
		} {
			for _, d := range []realname.Decision{realname.Approve, realname.AskAgain, realname.RefuseCase, "perhaps"} {
				_, err := w.parts().decides().Do(background, byReviewer("r"), c.ID, d, seen(c))
				refused(t, err, realname.CodeWrongState)
			}
			_, err := w.parts().claims().Claim(background, byReviewer("r"), c.ID)
			refused(t, err, realname.CodeWrongState)
		}
		_, err := w.parts().decides().Do(background, byReviewer("r"), realname.NewCaseID(), realname.Approve, realname.Review{})
		refused(t, err, realname.CodeCaseNotFound)
		_, err = w.parts().reviewQueue().Case(background, byReviewer("r").By, w.opened(w.parts(), newAccount()).ID)
		refused(t, err, realname.CodeCaseNotFound)
	})
	t.Run("THREATS_A1_X12_only_so_many_amounts_are_sent_in_a_name_on_a_day", func(t *testing.T) {
		w := newWorld(t)
		w.policy.Deposit.PayoutsPerDay = realname.PayoutsPerDay{BankAccount: 100, Name: 3, Account: 100}
		approve := func() error {
			c := w.inReview(w.parts(), newAccount(), w.company()) // of another code each
			_, err := w.parts().decides().Do(background, byReviewer("r"), c.ID, realname.Approve, seen(c))
			return err
		}
		for range w.policy.Deposit.PayoutsPerDay.Name {
			if err := approve(); err != nil {
				t.Fatal(err)
			}
		}
		err := approve()
		refused(t, err, realname.CodePayoutCap)
		var no *realname.Error
		if errors.As(err, &no) && !no.RetryAfter.Equal(time.Date(2026, 3, 14, 16, 0, 0, 0, time.UTC)) {
			t.Errorf("to be tried again at %s", no.RetryAfter)
		}
		w.wait(24 * time.Hour)
		if err := approve(); err != nil {
			t.Errorf("the next day: %v", err)
		}
	})
	for name, row := range map[string]struct {
		cap     realname.PayoutsPerDay
		account func(n int) realname.AccountID
	}{
		"to_one_bank_account": {realname.PayoutsPerDay{BankAccount: 1, Name: 100, Account: 100}, func(int) realname.AccountID { return newAccount() }},
		"for_one_account":     {realname.PayoutsPerDay{BankAccount: 100, Name: 100, Account: 1}, func(int) realname.AccountID { return "acct_x12" }},
	} {
		t.Run("THREATS_X12_only_so_many_amounts_are_sent_"+name, func(t *testing.T) {
			w := newWorld(t)
			w.policy.Deposit.PayoutsPerDay = row.cap
			for n := range 2 {
				account := row.account(n)
				x := w.company()
				c := w.inReview(w.parts(), account, x)
				approve := func() error {
					_, err := w.parts().decides().Do(background, byReviewer("r"), c.ID, realname.Approve, seen(c))
					return err
				}
				if n == 0 {
					if err := approve(); err != nil {
						t.Fatal(err)
					}
					w.must(w.parts().cancel().Do(background, holder(account), c.ID)) // another name does not help
					continue
				}
				refused(t, approve(), realname.CodePayoutCap)
				w.wait(24 * time.Hour)
				if err := approve(); err != nil {
					t.Errorf("the next day: %v", err)
				}
			}
		})
	}
	t.Run("THREATS_A2_the_amount_is_sealed_and_stands_nowhere", func(t *testing.T) {
		w := newWorld(t)
		c := reviewed(w, newAccount())
		c = w.must(w.parts().decides().Do(background, byReviewer("r"), c.ID, realname.Approve, seen(c)))
		var stored map[string]any
		text, err := json.Marshal(c.Last())
		if err != nil || json.Unmarshal(text, &stored) != nil {
			t.Fatal(err)
		}
		deposit := stored["deposit"].(map[string]any)
		if len(deposit) != 2 || deposit["reference"] != c.Deposit().Reference || len(c.Deposit().Sealed) < 32 {
			t.Errorf("%v", deposit)
		}
	})
}

func TestUnmasking(t *testing.T) {
	w := newWorld(t)
	x := w.company()
	c := w.inReview(w.parts(), newAccount(), x)
	t.Run("RULES_C7_a_reviewer_sees_what_the_review_is_about", func(t *testing.T) {
		u, err := w.parts().unmasks().Do(background, byReviewer("r"), c.ID, realname.UnmaskToCompare)
		if err != nil || !u.Enterprise.Equal(x) || u.Representative.Name.Text() != "陆云笺" || u.Handler.Name.Text() != "简祎" || u.Account.Number.Text() != "110060149018000012345" {
			t.Error(err)
		}
	})
	t.Run("THREATS_R1_so_often_in_an_hour_and_no_more", func(t *testing.T) {
		w := newWorld(t)
		w.policy.Review.ViewsPerHour = 3
		c := w.inReview(w.parts(), newAccount(), w.company())
		for range 3 {
			if _, err := w.parts().unmasks().Do(background, byReviewer("greedy"), c.ID, realname.UnmaskToCompare); err != nil {
				t.Fatal(err)
			}
		}
		_, err := w.parts().unmasks().Do(background, byReviewer("greedy"), c.ID, realname.UnmaskToCompare)
		refused(t, err, realname.CodeTooManyViews)
		if _, err := w.parts().unmasks().Do(background, byReviewer("another"), c.ID, realname.UnmaskToCompare); err != nil {
			t.Errorf("another reviewer: %v", err)
		}
		w.wait(time.Hour)
		if _, err := w.parts().unmasks().Do(background, byReviewer("greedy"), c.ID, realname.UnmaskToCompare); err != nil {
			t.Errorf("an hour later: %v", err)
		}
	})
	t.Run("RULES_C7_while_it_is_in_review_and_nobody_else_is_at_it", func(t *testing.T) {
		w.must(w.parts().claims().Claim(background, byReviewer("reviewer-1"), c.ID))
		_, err := w.parts().unmasks().Do(background, byReviewer("reviewer-2"), c.ID, realname.UnmaskToCompare)
		refused(t, err, realname.CodeClaimed)
		w.must(w.parts().decides().Do(background, byReviewer("reviewer-1"), c.ID, realname.Approve, seen(c)))
		_, err = w.parts().unmasks().Do(background, byReviewer("reviewer-1"), c.ID, realname.UnmaskToCompare)
		refused(t, err, realname.CodeWrongState)
		_, err = w.parts().unmasks().Do(background, byReviewer("r"), w.opened(w.parts(), newAccount()).ID, realname.UnmaskToCompare)
		refused(t, err, realname.CodeCaseNotFound)
	})
}
