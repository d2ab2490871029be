package storetest

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"

	"shiming/shared/realname"
	"shiming/shared/steps"
)

var contention = []test{
	{"THREATS_Q1_of_100_concurrent_commits_exactly_3_succeed", func(t *testing.T, h Harness) { rush(t, h.Store, 100, 3) }},
	{"THREATS_Q1_of_100_concurrent_commits_exactly_10_succeed", func(t *testing.T, h Harness) { rush(t, h.Store, 100, 10) }},

	{"RULES_A3_200_contenders_3_seats_30_percent_of_the_answers_lost", func(t *testing.T, h Harness) {
		subject := NewSubjectKey()
		crowd := newCrowd(t, h.Store, 200, 3, subject)
		crowd.run(func(c *contender) {
			for range 3 {
				switch took := c.move(subject, ""); {
				case c.gone:
					return
				case took && (c.chance(0.4) || !c.move("", subject)):
					return // keeps it, or does not know whether it gave it back
				case c.chance(0.5):
					return // has had enough
				}
			}
		})
		crowd.check(t)
	}},

	{"RULES_A3_changes_that_cross_30_percent_of_the_answers_lost", func(t *testing.T, h Harness) {
		x, y, z := NewSubjectKey(), NewSubjectKey(), NewSubjectKey()
		crowd := newCrowd(t, h.Store, 8, 2, x, y, z)
		crowd.run(func(c *contender) {
			for range 6 {
				to := []realname.SubjectKey{x, y, z, ""}[c.rng.IntN(4)]
				if to == c.at {
					continue
				}
				if !c.move(to, c.at) && c.gone {
					return
				}
			}
		})
		crowd.check(t)
	}},
}

// rush lets n accounts commit at once and wants exactly limit of them verified, the others refused.
func rush(t *testing.T, s Store, n, limit int) {
	subject := NewSubjectKey()
	commits := make([]realname.Commit, n)
	inParallel(n, 8, func(i int) { commits[i] = verify(t, s, Seat(subject, NewAccountID(), limit)) })
	if t.Failed() {
		return
	}
	var mu sync.Mutex
	var won []realname.AccountID
	inParallel(n, n, func(i int) {
		err := s.Commit(t.Context(), commits[i])
		var full *realname.QuotaFull
		switch {
		case err == nil:
			mu.Lock()
			won = append(won, commits[i].Case.Account)
			mu.Unlock()
		case !errors.As(err, &full):
			t.Errorf("got %v, want QuotaFull", err)
		case len(full.Holders) != limit:
			t.Errorf("refused with %d holders, want %d", len(full.Holders), limit)
		}
	})
	if len(won) != limit {
		t.Errorf("%d commits succeeded, want %d", len(won), limit)
	}
	slices.Sort(won)
	same(t, "the holders", readSubject(t, s, subject).Accounts, won)
}

// crowd is many contenders for few seats, on a store that loses answers.
type crowd struct {
	store      Store
	limit      int
	subjects   []realname.SubjectKey
	contenders []*contender
	history    history
}

// contender has an account of its own, with a case of its own, and moves its seat about.
type contender struct {
	*crowd
	t     *testing.T
	id    int
	rng   *rand.Rand
	store steps.Store
	c     realname.Case
	rev   int
	at    realname.SubjectKey // where its seat is, as far as it knows
	gone  bool                // it gave up without learning
}

func newCrowd(t *testing.T, s Store, n, limit int, subjects ...realname.SubjectKey) *crowd {
	t.Helper()
	crowd := &crowd{store: s, limit: limit, subjects: subjects, contenders: make([]*contender, n)}
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	inParallel(n, 8, func(i int) {
		rng := rand.New(rand.NewPCG(seed, uint64(i)))
		opened := mustCommit(t, s, Open(NewAccountID(), 0))
		crowd.contenders[i] = &contender{
			crowd: crowd, t: t, id: i, rng: rng, store: &forgetful{Store: s, rng: rng}, c: opened, rev: 1,
		}
	})
	if t.Failed() {
		t.FailNow()
	}
	return crowd
}

// run lets all contenders loose at once, with some who only look.
func (w *crowd) run(contend func(*contender)) {
	inParallel(len(w.contenders), len(w.contenders), func(i int) {
		c := w.contenders[i]
		if i%10 == 0 {
			c.look(w.subjects[0])
		}
		contend(c)
	})
}

// check wants a linearizable history, no subject beyond its limit, and every account in the set of its own subject
// and in no other.
func (w *crowd) check(t *testing.T) {
	t.Helper()
	if t.Failed() {
		return
	}
	var final places
	for i, s := range w.subjects {
		for _, a := range w.contenders[i].look(s) {
			final = final.with(s, a)
		}
	}
	w.history.check(t, w.limit, final)
	want, verified := map[realname.SubjectKey][]realname.AccountID{}, 0
	for _, c := range w.contenders {
		account, err := w.store.Account(t.Context(), c.c.Account)
		if err != nil {
			t.Fatal(err)
		}
		if account.Identity != nil {
			key := account.Identity.Subject
			want[key] = append(want[key], account.ID)
			verified++
		}
	}
	for _, s := range w.subjects {
		slices.Sort(want[s])
		holders := readSubject(t, w.store, s).Accounts
		if len(holders) > w.limit {
			t.Errorf("a subject has %d accounts, its limit is %d", len(holders), w.limit)
		}
		if !slices.Equal(holders, want[s]) {
			t.Errorf("the subject has the accounts %v, verified as it are %v", holders, want[s])
		}
	}
	t.Logf("%d operations, %d verified at the end", len(w.history.ops), verified)
}

func (c *contender) chance(p float64) bool { return c.rng.Float64() < p }

// look reads the subject, as an operation of the history.
func (c *contender) look(s realname.SubjectKey) []realname.AccountID {
	return c.history.record(c.id, move{read: s}, func() result {
		return result{holders: readSubject(c.t, c.crowd.store, s).Accounts}
	}).holders
}

// move takes a seat of one subject and gives back that of another ("" for none), and reports whether it is known to be
// done.
func (c *contender) move(take, give realname.SubjectKey) bool {
	taken, given := Seat(take, c.c.Account, c.limit), Seat(give, c.c.Account, c.limit)
	var commit realname.Commit
	switch {
	case give == "":
		commit = Verify(c.c, c.rev, taken)
	case take == "":
		commit = Release(c.c, c.rev, given)
	default:
		commit = Change(c.c, c.rev, given, taken)
	}
	out := c.history.record(c.id, move{account: c.c.Account, take: take, give: give}, func() result { return c.untilAnswered(commit) })
	c.gone = out.unknown
	done := !out.refused && !out.unknown
	if done {
		c.c, c.rev, c.at = commit.Case, c.rev+1, take
	}
	return done
}

// untilAnswered repeats the commit until there is an answer, as the steps do; a conflict is told from a lost answer by
// reading. One in ten gives up at the first lost answer, and never learns.
func (c *contender) untilAnswered(commit realname.Commit) result {
	for {
		err := c.store.Commit(c.t.Context(), commit)
		var full *realname.QuotaFull
		switch {
		case err == nil:
			return result{}
		case errors.As(err, &full):
			return result{refused: true, holders: full.Holders}
		case errors.Is(err, steps.ErrUnavailable):
			if c.chance(0.1) {
				return result{unknown: true}
			}
		case errors.Is(err, steps.ErrConflict):
			stored, err := c.store.Case(c.t.Context(), commit.Case.ID)
			if err != nil || stored.Last().ID != commit.Case.Last().ID {
				c.t.Errorf("a contender lost its own case to nobody (%v)", err)
			}
			return result{}
		default:
			c.t.Errorf("Commit: %v", err)
			return result{unknown: true}
		}
	}
}

// forgetful loses 30 % of the answers to commits, after the commit was carried out or refused.
type forgetful struct {
	steps.Store
	rng *rand.Rand // its contender's: used by one goroutine
}

func (f *forgetful) Commit(ctx context.Context, c realname.Commit) error {
	err := f.Store.Commit(ctx, c)
	if f.rng.Float64() < 0.3 {
		return fmt.Errorf("the answer was lost: %w", steps.ErrUnavailable)
	}
	return err
}

// inParallel does 0 to n-1, so many at a time, and returns when all have ended, also those that ended their goroutine.
func inParallel(n, atOnce int, do func(int)) {
	places := make(chan struct{}, atOnce)
	var wg sync.WaitGroup
	for i := range n {
		places <- struct{}{}
		wg.Go(func() {
			defer func() { <-places }()
			do(i)
		})
	}
	wg.Wait()
}
