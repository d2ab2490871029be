package steps_test

import (
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"shiming/shared/realname"
	"shiming/shared/steps"
)

// filtered are the cases that the filter holds, read a page of two at a time.
func (w *world) filtered(by realname.Actor, f steps.ReviewFilter) (all []realname.CaseID) {
	w.t.Helper()
	for cursor := ""; ; {
		page, next, err := w.parts().reviewQueue().List(background, by, f, cursor, 2)
		if err != nil || len(page) > 2 {
			w.t.Fatalf("%+v: %d, %v", f, len(page), err)
		}
		for _, e := range page {
			all = append(all, e.Case)
		}
		if cursor = next; cursor == "" {
			return all
		}
	}
}

func TestRULES_C7_the_queue_by_its_filters(t *testing.T) {
	w := newWorld(t)
	var cases []realname.Case
	for range 6 {
		cases = append(cases, reviewed(w, newAccount()))
		w.wait(24 * time.Hour)
	}
	one, two := byReviewer("reviewer-1"), byReviewer("Reviewer-2")
	w.must(w.parts().claims().Claim(background, one, cases[2].ID))
	w.must(w.parts().claims().Claim(background, two, cases[4].ID))
	w.escalate(realname.Case{ID: cases[0].ID})
	w.dispatch()
	pick := func(some ...int) (all []realname.CaseID) {
		for _, i := range some {
			all = append(all, cases[i].ID)
		}
		return all
	}
	for name, c := range map[string]struct {
		filter steps.ReviewFilter
		want   []realname.CaseID
	}{
		"all":                 {steps.ReviewFilter{}, pick(0, 1, 2, 3, 4, 5)},
		"kind":                {steps.ReviewFilter{Kind: realname.EnterpriseVerification}, pick(0, 1, 2, 3, 4, 5)},
		"another kind":        {steps.ReviewFilter{Kind: realname.Appeal}, nil},
		"escalated":           {steps.ReviewFilter{Escalated: true}, pick(0)},
		"overdue":             {steps.ReviewFilter{Overdue: true}, w.overdue(cases)},
		"due before":          {steps.ReviewFilter{DueBefore: cases[3].StepDeadline()}, pick(0, 1, 2)},
		"mine":                {steps.ReviewFilter{Claimed: steps.ClaimedByMe}, pick(2)},
		"mine, of a kind":     {steps.ReviewFilter{Claimed: steps.ClaimedByMe, Kind: realname.Appeal}, nil},
		"nobody's":            {steps.ReviewFilter{Claimed: steps.ClaimedByNobody}, pick(0, 1, 3, 5)},
		"others'":             {steps.ReviewFilter{Claimed: steps.ClaimedByOthers}, pick(4)},
		"a case":              {steps.ReviewFilter{Case: cases[3].ID}, pick(3)},
		"an account":          {steps.ReviewFilter{Account: cases[5].Account}, pick(5)},
		"an account, claimed": {steps.ReviewFilter{Account: cases[5].Account, Claimed: steps.ClaimedByMe}, nil},
		"nobody's account":    {steps.ReviewFilter{Account: "acct_nobody"}, nil},
	} {
		if got := w.filtered(one.By, c.filter); !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
	t.Run("a_claim_that_ran_out_is_nobodys", func(t *testing.T) {
		w.wait(w.policyMinutes())
		if got := w.filtered(one.By, steps.ReviewFilter{Claimed: steps.ClaimedByMe}); len(got) != 0 {
			t.Errorf("%v", got)
		}
	})
}

// overdue are those of the cases whose time is over.
func (w *world) overdue(cases []realname.Case) (all []realname.CaseID) {
	for _, c := range cases {
		if !w.now().Before(c.StepDeadline()) {
			all = append(all, c.ID)
		}
	}
	return all
}

func (w *world) policyMinutes() time.Duration {
	return time.Duration(w.policy.Review.ClaimMinutes)*time.Minute + time.Second
}

func TestRULES_C7_take_the_next(t *testing.T) {
	t.Run("the_most_urgent_that_nobody_has", func(t *testing.T) {
		w := newWorld(t)
		first, second := reviewed(w, newAccount()), reviewed(w, newAccount())
		w.dispatch()
		next := func(ask steps.Ask) realname.CaseID {
			t.Helper()
			return w.must(w.parts().claims().Next(background, ask, "")).ID
		}
		taken := []realname.CaseID{next(byReviewer("reviewer-1")), next(byReviewer("reviewer-2"))} // the queue has not heard of the first
		slices.Sort(taken)
		want := []realname.CaseID{first.ID, second.ID}
		slices.Sort(want)
		if !slices.Equal(taken, want) {
			t.Errorf("%v, want %v", taken, want)
		}
		w.dispatch()
		_, err := w.parts().claims().Next(background, byReviewer("reviewer-3"), "")
		refused(t, err, realname.CodeQueueEmpty)
		_, err = w.parts().claims().Next(background, byReviewer("reviewer-3"), realname.Appeal)
		refused(t, err, realname.CodeQueueEmpty)
	})
	t.Run("THREATS_X17_nobody_takes_what_is_theirs", func(t *testing.T) {
		w := newWorld(t)
		own := reviewed(w, newAccount())
		w.dispatch()
		by := byReviewer("reviewer-1")
		by.By.Account = own.Account
		_, err := w.parts().claims().Next(background, by, "")
		refused(t, err, realname.CodeQueueEmpty)
	})
	t.Run("a_repeated_request_takes_nothing_more", func(t *testing.T) {
		w := newWorld(t)
		reviewed(w, newAccount())
		reviewed(w, newAccount())
		w.dispatch()
		ask := byReviewer("reviewer-1")
		ask.Replay = &realname.Replay{Key: strings.Repeat("a", 32), Print: strings.Repeat("b", 32)}
		took := w.must(w.parts().claims().Next(background, ask, ""))
		w.dispatch()
		again := w.must(w.parts().claims().Next(background, ask, ""))
		if again.ID != took.ID || again.Version() != took.Version() {
			t.Errorf("%s at %d, then %s at %d", took.ID, took.Version(), again.ID, again.Version())
		}
	})
	t.Run("THREATS_Q1_of_many_at_once_no_two_get_the_same", func(t *testing.T) {
		w := newWorld(t)
		for range 8 {
			reviewed(w, newAccount())
		}
		w.dispatch()
		var mu sync.Mutex
		got := map[realname.CaseID]int{}
		together(8, func(i int) {
			c, err := w.parts().claims().Next(background, byReviewer("reviewer-"+string(rune('a'+i))), "")
			if err != nil {
				t.Error(err)
				return
			}
			mu.Lock()
			got[c.ID]++
			mu.Unlock()
		})
		if len(got) != 8 {
			t.Errorf("%v", got)
		}
	})
}

func TestRULES_C7_handed_over(t *testing.T) {
	w := newWorld(t)
	c := claimed(w, newAccount())
	over := func(by, to string) (realname.Case, error) {
		return w.parts().claims().HandOver(background, byReviewer(by), c.ID, to)
	}
	_, err := over("reviewer-2", "reviewer-3")
	refused(t, err, realname.CodeNotClaimed)
	_, err = over("reviewer-1", "REVIEWER-1")
	refused(t, err, realname.CodeFieldInvalid)
	w.must(over("reviewer-1", "reviewer-2"))
	if who, held := w.load(c.ID).ClaimedBy(w.now()); !held || who != "reviewer-2" {
		t.Errorf("%s, %t", who, held)
	}
	_, err = w.parts().decides().Do(background, byReviewer("reviewer-1"), c.ID, realname.RefuseCase, refusing(c))
	refused(t, err, realname.CodeClaimed)
	w.dispatch()
	if got := w.filtered(byReviewer("reviewer-2").By, steps.ReviewFilter{Claimed: steps.ClaimedByMe}); !slices.Equal(got, []realname.CaseID{c.ID}) {
		t.Errorf("%v", got)
	}
	w.must(w.parts().decides().Do(background, byReviewer("reviewer-2"), c.ID, realname.RefuseCase, refusing(c)))
}

func TestRULES_C7_notes_for_colleagues(t *testing.T) {
	w := newWorld(t)
	c := reviewed(w, newAccount())
	notes := steps.NoteReview{Base: w.parts().Base, Records: w.store}
	ask := byReviewer("reviewer-1")
	ask.Replay = &realname.Replay{Key: strings.Repeat("a", 32), Print: strings.Repeat("b", 32)}
	for range 2 {
		w.must(notes.Do(background, ask, c.ID, " 已电话联系 "))
	}
	w.must(notes.Do(background, byReviewer("reviewer-2"), c.ID, "等待补充"))
	all, err := w.parts().reviewQueue().Notes(background, c)
	if err != nil || len(all) != 2 || all[0].Text != "已电话联系" || all[0].By != "reviewer-1" {
		t.Errorf("%+v, %v", all, err)
	}
	for _, text := range []string{"他的证件号 110101 1990 0101 9019", strings.Repeat("长", 1001), "a\x00b"} {
		_, err := notes.Do(background, byReviewer("reviewer-1"), c.ID, text)
		refused(t, err, realname.CodeFieldInvalid)
	}
	_, err = notes.Do(background, byReviewer("reviewer-1"), c.ID, "  ")
	refused(t, err, realname.CodeFieldRequired)
	own := byReviewer("reviewer-3")
	own.By.Account = c.Account
	_, err = notes.Do(background, own, c.ID, "x")
	refused(t, err, realname.CodeOwnCase)
	for i := 2; i < 100; i++ {
		w.must(notes.Do(background, byReviewer("reviewer-1"), c.ID, strings.Repeat("x", i)))
	}
	_, err = notes.Do(background, byReviewer("reviewer-1"), c.ID, "one more")
	if !errors.Is(err, realname.Refuse(realname.CodeTooManySteps)) {
		t.Errorf("%v", err)
	}
}
