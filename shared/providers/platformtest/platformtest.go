// Package platformtest is the conformance suite of steps.Platform: an implementation passes Run. Tests of the implementations
// live beside them; nothing but tests may import this package.
package platformtest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"shiming/shared/realname"
	"shiming/shared/steps"
)

// Harness is one host under test, with the accounts that it knows.
type Harness struct {
	Platform steps.Platform
	// Hindrances are accounts with what stands in their way; nothing is an empty list. Each hindrance stands somewhere.
	Hindrances map[realname.AccountID][]realname.Hindrance
	// Away is an account about which the host does not answer.
	Away realname.AccountID
}

// Run proves that what open returns keeps the contract of steps.Platform. Run it with -race.
func Run(t *testing.T, open func(t *testing.T) Harness) {
	for _, test := range []struct {
		name string
		run  func(*testing.T, Harness)
	}{
		{"RULES_E3_what_stands_in_the_way", standing},
		{"RULES_E3_a_host_that_is_away_clears_nobody", away},
		{"RULES_E3_who_gave_up_learns_nothing", cancelled},
		{"RULES_E3_many_at_once", together},
	} {
		t.Run(test.name, func(t *testing.T) { test.run(t, open(t)) })
	}
}

func (h Harness) mustAnswer(t *testing.T, account realname.AccountID) {
	t.Helper()
	want := slices.Sorted(slices.Values(h.Hindrances[account]))
	got, err := h.Platform.Hindrances(t.Context(), account)
	if err != nil || !slices.Equal(slices.Sorted(slices.Values(got)), want) {
		t.Errorf("%s: %v, %v; want %v", account, got, err, want)
	}
}

func standing(t *testing.T, h Harness) {
	seen, free := map[realname.Hindrance]bool{}, false
	for account, all := range h.Hindrances {
		for range 2 {
			h.mustAnswer(t, account)
		}
		free = free || len(all) == 0
		for _, one := range all {
			seen[one] = true
		}
	}
	if !free || len(seen) != 4 {
		t.Errorf("the harness shows %d hindrances of 4, and a free account: %t", len(seen), free)
	}
}

func away(t *testing.T, h Harness) {
	for range 2 {
		got, err := h.Platform.Hindrances(t.Context(), h.Away)
		if !errors.Is(err, steps.ErrUnavailable) || got != nil {
			t.Errorf("%v, %v", got, err)
		}
		if strings.Contains(fmt.Sprintf("%v %+v %#v", err, err, err), string(h.Away)) {
			t.Error("THREATS L1: the error names the account")
		}
	}
}

func cancelled(t *testing.T, h Harness) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for account := range h.Hindrances {
		if got, err := h.Platform.Hindrances(ctx, account); err == nil || got != nil {
			t.Errorf("%v, %v", got, err)
		}
	}
}

func together(t *testing.T, h Harness) {
	var all sync.WaitGroup
	for range 5 {
		for account := range h.Hindrances {
			all.Go(func() { h.mustAnswer(t, account) })
		}
	}
	all.Wait()
}
