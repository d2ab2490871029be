package banktest

import (
	"errors"
	"fmt"
	"sync"
	"testing"

	"shiming/shared/steps"
)

func (h Harness) drawing(t *testing.T) steps.DrawingBank {
	t.Helper()
	bank, ok := h.Bank.(steps.DrawingBank)
	if !ok {
		t.Fatal("the bank draws no amounts")
	}
	return bank
}

// start lets the bank draw an amount for a new payout to the account, and returns its key and the amount.
func (h Harness) start(t *testing.T, account string) (key string, fen int) {
	t.Helper()
	if !h.drawing(t).Draws(account) {
		t.Fatal("the bank does not draw for the account")
	}
	p := h.payout()
	p.AccountNo, p.Fen = account, 0
	if state, err := h.drawing(t).Start(background, p); err != nil || state != steps.PayoutDone {
		t.Fatalf("%s, %v", state, err)
	}
	times, fen := h.Paid(t, p.Key)
	if times != 1 || fen < 1 || fen > 99 {
		t.Fatalf("%d payouts of %d fen in all", times, fen)
	}
	return p.Key, fen
}

// other is another amount: the n-th after the right one.
func other(fen, n int) int { return (fen-1+n)%99 + 1 }

// attempt is the n-th of the payout; the same n has the same key.
func attempt(payout string, n, fen int) steps.AmountAttempt {
	return steps.AmountAttempt{Payout: payout, Key: fmt.Sprintf("%s-%d", payout, n), Fen: fen}
}

func mustAnswer(t *testing.T, h Harness, a steps.AmountAttempt, want steps.AmountAnswer) {
	t.Helper()
	if answer, err := h.drawing(t).Check(background, a); err != nil || answer != want {
		t.Errorf("%s, %v; want %s", answer, err, want)
	}
}

func drawsOnce(t *testing.T, h Harness) {
	key, fen := h.start(t, h.Drawn)
	p := h.payout()
	p.Key, p.AccountNo = key, h.Drawn
	for n := range 5 {
		p.Fen = n // what we say counts for nothing
		if state, err := h.drawing(t).Start(background, p); err != nil || state != steps.PayoutDone {
			t.Errorf("%s, %v", state, err)
		}
	}
	mustHavePaid(t, h, key, 1, fen)
	if state, err := h.Bank.Progress(background, key); err != nil || state != steps.PayoutDone {
		t.Errorf("%s, %v", state, err)
	}
	seen := map[int]bool{}
	for range 20 {
		_, fen := h.start(t, h.Drawn)
		seen[fen] = true
	}
	if len(seen) < 5 { // once in 10^24 runs of a fair bank
		t.Errorf("of 20 amounts %d are different", len(seen))
	}
}

func compares(t *testing.T, h Harness) {
	key, fen := h.start(t, h.Drawn)
	mustAnswer(t, h, attempt(key, 1, other(fen, 1)), steps.AmountDiffers)
	mustAnswer(t, h, attempt(key, 2, fen), steps.AmountFits)
	mustAnswer(t, h, attempt(h.payout().Key, 1, fen), steps.AmountNotSent)
}

// countsOnce asks the same wrong attempt more often than the bank would take wrong amounts.
func countsOnce(t *testing.T, h Harness) {
	key, fen := h.start(t, h.Drawn)
	for range 12 {
		mustAnswer(t, h, attempt(key, 1, other(fen, 1)), steps.AmountDiffers)
	}
	for range 3 {
		mustAnswer(t, h, attempt(key, 2, fen), steps.AmountFits)
	}
	mustAnswer(t, h, attempt(key, 1, other(fen, 1)), steps.AmountDiffers)
}

func countsOnceAtOnce(t *testing.T, h Harness) {
	key, fen := h.start(t, h.Drawn)
	var all sync.WaitGroup
	for range 20 {
		all.Go(func() {
			answer, err := h.drawing(t).Check(background, attempt(key, 1, other(fen, 1)))
			if err != nil && !errors.Is(err, steps.ErrUnavailable) || err == nil && answer != steps.AmountDiffers {
				t.Errorf("%s, %v", answer, err)
			}
		})
	}
	all.Wait()
	mustAnswer(t, h, attempt(key, 2, fen), steps.AmountFits)
}

func comparesNoMore(t *testing.T, h Harness) {
	key, fen := h.start(t, h.Locks)
	locked := false
	for n := 1; n < 50 && !locked; n++ {
		answer, err := h.drawing(t).Check(background, attempt(key, n, other(fen, n)))
		if locked = answer == steps.AmountLocked; err != nil || !locked && answer != steps.AmountDiffers {
			t.Fatalf("%s, %v", answer, err)
		}
	}
	mustAnswer(t, h, attempt(key, 50, fen), steps.AmountLocked) // the right one comes too late
	if !locked {
		t.Error("the bank takes any number of wrong amounts")
	}
	key, fen = h.start(t, h.Late)
	mustAnswer(t, h, attempt(key, 1, fen), steps.AmountLate)
}
