package steps_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"shiming/shared/clock"
	"shiming/shared/realname"
	"shiming/shared/steps"
)

// filters are one of each, with a case and an account that wait.
func filters(c realname.Case) map[string]steps.ReviewFilter {
	return map[string]steps.ReviewFilter{
		"first_page": {}, "kind": {Kind: c.Kind}, "overdue": {Overdue: true}, "escalated": {Escalated: true}, "due_before": {DueBefore: c.StepDeadline()},
		"mine": {Claimed: steps.ClaimedByMe}, "nobody": {Claimed: steps.ClaimedByNobody}, "others": {Claimed: steps.ClaimedByOthers},
		"case": {Case: c.ID}, "account": {Account: c.Account}, "kind_of_mine": {Kind: c.Kind, Claimed: steps.ClaimedByMe},
	}
}

// A page of the queue is two calls of the store at most, whatever is asked for; each call is one to the database (storetest).
func TestRULES_C7_a_page_of_the_queue_is_two_reads(t *testing.T) {
	w := newWorld(t)
	c := reviewed(w, newAccount())
	w.dispatch()
	for name, f := range filters(c) {
		counted := &calls{}
		if _, _, err := w.parts().through(counted).reviewQueue().List(background, byReviewer("reviewer-1").By, f, "", 25); err != nil || len(counted.made) < 1 || len(counted.made) > 2 {
			t.Errorf("%s: %v, %v", name, counted.made, err)
		}
	}
}

// decideAll lets two reviewers decide n cases from eight clients at once, each decision sent by two of them: every case is decided,
// once.
func decideAll(tb testing.TB, n int) {
	w := newWorld(tb)
	queue := steps.QueueReview(w.store)
	for range n {
		if err := queue(background, reviewed(w, newAccount())); err != nil {
			tb.Fatal(err)
		}
	}
	var mu sync.Mutex
	said := map[realname.CaseID]int{} // how often a decision was answered as made
	decide := func(by steps.Ask, c realname.Case) {
		after, err := w.parts().decides().Do(background, by, c.ID, realname.RefuseCase, refusing(c))
		if err == nil {
			mu.Lock()
			said[c.ID]++
			mu.Unlock()
			if err := queue(background, after); err != nil && !errors.Is(err, steps.ErrConflict) {
				tb.Error(err)
			}
			return
		}
		if !errors.Is(err, realname.Refuse(realname.CodeWrongState)) && !errors.Is(err, realname.Refuse(realname.CodeConflict)) && !errors.Is(err, realname.Refuse(realname.CodeNotClaimed)) {
			tb.Error(err)
		}
	}
	together(8, func(i int) {
		by := byReviewer(fmt.Sprintf("reviewer-%d", i%2))
		for {
			c, err := w.parts().claims().Next(background, by, "")
			if errors.Is(err, realname.Refuse(realname.CodeQueueEmpty)) {
				return
			}
			if err != nil {
				tb.Error(err)
				return
			}
			together(2, func(int) { decide(by, c) })
		}
	})
	if len(said) != n {
		tb.Errorf("%d of %d cases were decided", len(said), n)
	}
	for id, times := range said {
		decided := 0
		for _, e := range w.load(id).Events {
			if e.Review != nil {
				decided++
			}
		}
		if times != 1 || decided != 1 || w.load(id).Last().State != realname.Refused {
			tb.Errorf("%s: answered as decided %d times, decided %d times, %s", id, times, decided, w.load(id).Last().State)
		}
	}
}

func TestRULES_C7_THREATS_Q1_two_reviewers_at_eight_clients(t *testing.T) { decideAll(t, 24) }

// BenchmarkTwoReviewers is the figure: 500 cases, two reviewers, eight clients, nothing twice and nothing lost.
func BenchmarkTwoReviewers(b *testing.B) {
	for b.Loop() {
		decideAll(b, 500)
	}
}

// BenchmarkQueue is the figure: 99 of 100 pages of 100,000 waiting reviews within 25 ms, by each filter.
func BenchmarkQueue(b *testing.B) {
	const waiting = 100_000
	w := newWorld(b)
	pattern := reviewed(w, newAccount())
	w.must(w.parts().claims().Claim(background, byReviewer("reviewer-1"), pattern.ID))
	put := steps.QueueReview(w.store)
	together(64, func(worker int) {
		for i := worker; i < waiting; i += 64 {
			c := pattern
			if i%50 == 0 { // some are taken
				c = w.load(pattern.ID)
			}
			c.ID, c.Account = realname.NewCaseID(), realname.AccountID(fmt.Sprintf("acct_%d", i))
			c.Events = slices.Clone(c.Events)
			for e := range c.Events {
				c.Events[e].At = c.Events[e].At.Add(time.Duration(i) * time.Minute)
				c.Events[e].Deadline = c.Events[e].Deadline.Add(time.Duration(i) * time.Minute)
			}
			if err := put(context.Background(), c); err != nil {
				b.Error(err)
				return
			}
		}
	})
	w.dispatch()
	for name, f := range filters(pattern) {
		b.Run(name, func(b *testing.B) {
			var took []time.Duration
			for b.Loop() {
				began := clock.Now()
				if _, _, err := w.parts().reviewQueue().List(background, byReviewer("reviewer-1").By, f, "", 25); err != nil {
					b.Fatal(err)
				}
				took = append(took, clock.Now().Sub(began))
			}
			slices.Sort(took)
			b.ReportMetric(float64(took[len(took)*99/100].Microseconds())/1000, "p99-ms")
		})
	}
}
