package storetest

import (
	"errors"
	"sync"
	"testing"

	"shiming/shared/realname"
	"shiming/shared/steps"
)

// writers is how many write at once where one may win.
const writers = 16

var races = []test{
	{"DESIGN_2_no_update_is_lost", func(t *testing.T, h Harness) {
		opened := mustCommit(t, h.Store, Open(NewAccountID(), 0))
		const each = 5
		var wg sync.WaitGroup
		for range 4 {
			wg.Go(func() {
				for done := 0; done < each; {
					c, err := h.Store.Case(t.Context(), opened.ID)
					if err != nil {
						t.Error(err)
						return
					}
					err = h.Store.Commit(t.Context(), Fill(c))
					if err != nil && !errors.Is(err, steps.ErrConflict) {
						t.Error(err)
						return
					}
					if err == nil {
						done++
					}
				}
			})
		}
		wg.Wait()
		c, err := h.Store.Case(t.Context(), opened.ID)
		if err != nil {
			t.Fatal(err)
		}
		if want := 1 + 4*each; c.Version() != want {
			t.Fatalf("the case has version %d, want %d", c.Version(), want)
		}
	}},

	{"DESIGN_2_exactly_one_of_many_writers_wins", func(t *testing.T, h Harness) {
		account, subject := NewAccountID(), NewSubjectKey()
		opened := mustCommit(t, h.Store, Open(account, 0))
		seat := Seat(subject, account, 1)
		for _, row := range []struct {
			what string
			make func() realname.Commit
		}{
			{"on a new account", func() realname.Commit { return Open(seat.Account+"-new", 0) }},
			{"on the same case id", func() realname.Commit { return Fill(opened) }},
			{"on the same rev", func() realname.Commit { return Open(account, 1) }},
		} {
			commits := make([]realname.Commit, writers)
			for i := range commits {
				commits[i] = row.make()
			}
			winner := commits[onlyWinner(t, row.what, h.Store, commits)]
			for _, c := range commits {
				stored, err := h.Store.Case(t.Context(), c.Case.ID)
				won := err == nil && stored.Last().ID == c.Case.Last().ID
				if won != (c.Case.Last().ID == winner.Case.Last().ID) {
					t.Errorf("%s: a loser is stored, or the winner is not (%v)", row.what, err)
				}
			}
		}
	}},

	{"DESIGN_2_a_refused_commit_leaves_nothing", func(t *testing.T, h Harness) {
		full, old := NewSubjectKey(), NewSubjectKey()
		holder := NewAccountID()
		mustCommit(t, h.Store, verify(t, h.Store, Seat(full, holder, 1)))
		mustCommit(t, h.Store, verify(t, h.Store, Seat(old, holder, 1)))
		free := NewSubjectKey()
		for _, row := range []struct {
			what string
			seat realname.Seat
			rev  int
			back int
			want error
		}{
			{"for the account's rev", Seat(free, "", 3), 7, 0, steps.ErrConflict},
			{"for the case's version", Seat(free, "", 3), 1, 1, steps.ErrConflict},
			{"for the quota", Seat(full, "", 1), 1, 0, &realname.QuotaFull{Holders: []realname.AccountID{holder}}},
			{"for another key", Seat(free, "", 1, old), 1, 0, &realname.HeldElsewhere{Subject: old}},
			{"for the version before the quota", Seat(full, "", 1), 1, 1, steps.ErrConflict},
			{"for the rev before the quota", Seat(full, "", 1), 7, 0, steps.ErrConflict},
			{"for the rev before another key", Seat(free, "", 1, old), 7, 0, steps.ErrConflict},
		} {
			c := mustCommit(t, h.Store, Fill(mustCommit(t, h.Store, Open(NewAccountID(), 0))))
			row.seat.Account = c.Account
			commit := Verify(c.AsOf(c.Version()-row.back), row.rev, row.seat)
			mustRefuse(t, h.Store, commit, row.want)
		}
	}},
}

// onlyWinner commits all at once, wants one success and conflicts for the others, and returns the winner.
func onlyWinner(t *testing.T, what string, s Store, commits []realname.Commit) int {
	t.Helper()
	winners := make(chan int, len(commits))
	var wg sync.WaitGroup
	for i, c := range commits {
		wg.Go(func() {
			switch err := s.Commit(t.Context(), c); {
			case err == nil:
				winners <- i
			case !errors.Is(err, steps.ErrConflict):
				t.Errorf("%s: got %v, want ErrConflict", what, err)
			}
		})
	}
	wg.Wait()
	if len(winners) != 1 {
		t.Fatalf("%s: %d of %d writers won, want 1", what, len(winners), len(commits))
	}
	return <-winners
}
