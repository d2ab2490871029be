package sqlite

import (
	"context"
	"fmt"
	"iter"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"

	"shiming/shared/realname"
	"shiming/shared/store/storetest"
)

// BenchmarkCase runs what the store does for one whole personal case, 6 reads and 5 commits, on a store with 1,000
// finished cases and on one with as many as SHIMING_BENCH_CASES says (10,000 unless set), turn about.
func BenchmarkCase(b *testing.B) {
	many := 10_000
	if n, err := strconv.Atoi(os.Getenv("SHIMING_BENCH_CASES")); err == nil {
		many = n
	}
	few, full := benchStore(b, 1000), benchStore(b, many)
	for _, clients := range []int{1, 8, 64} {
		for range 2 {
			b.Run(fmt.Sprintf("clients=%d/stored=1000", clients), func(b *testing.B) { benchCases(b, few, clients) })
			b.Run(fmt.Sprintf("clients=%d/stored=%d", clients, many), func(b *testing.B) { benchCases(b, full, clients) })
		}
	}
}

func benchStore(b *testing.B, cases int) *Store {
	s := openTest(b, filepath.Join(b.TempDir(), "shiming.db"))
	began := time.Now()
	if err := s.Load(b.Context(), finished(cases)); err != nil {
		b.Fatal(err)
	}
	b.Logf("%d cases loaded in %s", cases, time.Since(began).Round(time.Millisecond))
	ctx, stop := context.WithCancel(context.Background())
	var dispatcher sync.WaitGroup
	dispatcher.Go(func() { dispatch(ctx, s) })
	b.Cleanup(func() {
		stop()
		dispatcher.Wait()
	})
	return s
}

func benchCases(b *testing.B, s *Store, clients int) {
	work := make(chan struct{})
	var mu sync.Mutex
	var took []time.Duration
	var wg sync.WaitGroup
	for range clients {
		wg.Go(func() {
			for range work {
				began := time.Now()
				wholeCase(b, s)
				mu.Lock()
				took = append(took, time.Since(began))
				mu.Unlock()
			}
		})
	}
	for b.Loop() {
		work <- struct{}{}
	}
	close(work)
	wg.Wait()
	slices.Sort(took)
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "cases/s")
	b.ReportMetric(float64(took[len(took)/2].Microseconds()), "p50-µs")
	b.ReportMetric(float64(took[len(took)*99/100].Microseconds()), "p99-µs")
}

func finished(n int) iter.Seq[realname.Commit] {
	return func(yield func(realname.Commit) bool) {
		for range n {
			if !yield(storetest.Verified(storetest.NewAccountID(), storetest.NewSubjectKey())) {
				return
			}
		}
	}
}

// dispatch empties the outbox, as the dispatcher does.
func dispatch(ctx context.Context, s *Store) {
	for {
		select {
		case <-s.Woken():
		case <-ctx.Done():
			return
		}
		for {
			pending, err := s.Pending(ctx, 0, 200)
			if err != nil || len(pending) == 0 || s.Done(ctx, pending...) != nil {
				break
			}
		}
	}
}

func wholeCase(b *testing.B, s *Store) {
	ctx := context.Background()
	opening := storetest.Open(storetest.NewAccountID(), 0)
	if _, _, err := s.AccountAndCase(ctx, opening.Account.ID, opening.Case.ID); err != nil {
		b.Fatal(err)
	}
	c := benchCommit(b, s, opening)
	for range 3 {
		c = benchCommit(b, s, storetest.Fill(benchRead(b, s, c.ID)))
	}
	seat := storetest.Seat(storetest.NewSubjectKey(), c.Account, 3)
	benchCommit(b, s, storetest.Verify(benchRead(b, s, c.ID), 1, seat))
	benchRead(b, s, c.ID)
}

func benchRead(b *testing.B, s *Store, id realname.CaseID) realname.Case {
	c, err := s.Case(context.Background(), id)
	if err != nil {
		b.Error(err)
	}
	return c
}

func benchCommit(b *testing.B, s *Store, c realname.Commit) realname.Case {
	if err := s.Commit(context.Background(), c); err != nil {
		b.Error(err)
	}
	return c.Case
}
