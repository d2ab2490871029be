// Package registertest is the conformance suite of steps.Register: an implementation is a register when it passes Run.
// Tests of the implementations live beside them; nothing but tests may import this package.
package registertest

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"

	"shiming/shared/identity"
	"shiming/shared/steps"
)

// Harness is one register under test, with what it knows.
type Harness struct {
	Register steps.Register
	// Listed are codes, each with the name that it is registered under.
	Listed map[identity.OrganisationCode]string
	// Unlisted are codes that it does not list.
	Unlisted []identity.OrganisationCode
	// Away is a code about which it does not answer.
	Away identity.OrganisationCode
}

// Code makes a unified social credit code of a text.
func Code(t testing.TB, text string) identity.OrganisationCode {
	t.Helper()
	code, err := identity.ParseOrganisationCode(identity.UnifiedCode, text)
	if err != nil {
		t.Fatal(err)
	}
	return code
}

// Run proves that what open returns keeps the contract of steps.Register. Run it with -race.
func Run(t *testing.T, open func(t *testing.T) Harness) {
	for _, test := range []struct {
		name string
		run  func(*testing.T, Harness)
	}{
		{"RULES_D8_names_that_are_listed", listed},
		{"RULES_D8_codes_that_are_not_listed", unlisted},
		{"RULES_D8_a_register_that_is_away_lists_and_denies_nothing", away},
		{"RULES_D8_who_gave_up_learns_nothing", cancelled},
		{"RULES_D8_many_at_once", together},
		{"THREATS_L1_no_error_shows_an_enterprise", silent},
	} {
		t.Run(test.name, func(t *testing.T) { test.run(t, open(t)) })
	}
}

func listed(t *testing.T, h Harness) {
	if len(h.Listed) == 0 {
		t.Error("the harness lists nothing")
	}
	for code, want := range h.Listed {
		for range 2 {
			if name, err := h.Register.NameOf(t.Context(), code); err != nil || name.Text() != want {
				t.Errorf("%s: %s, %v", code, name, err)
			}
		}
	}
}

func unlisted(t *testing.T, h Harness) {
	if len(h.Unlisted) == 0 {
		t.Error("the harness names no code that is not listed")
	}
	for _, code := range append(h.Unlisted, identity.OrganisationCode{}) {
		name, err := h.Register.NameOf(t.Context(), code)
		if !errors.Is(err, steps.ErrNotFound) || errors.Is(err, steps.ErrUnavailable) || !name.IsZero() {
			t.Errorf("%s: %s, %v", code, name, err)
		}
	}
}

func away(t *testing.T, h Harness) {
	for range 2 {
		name, err := h.Register.NameOf(t.Context(), h.Away)
		if !errors.Is(err, steps.ErrUnavailable) || errors.Is(err, steps.ErrNotFound) || !name.IsZero() {
			t.Errorf("%s, %v", name, err)
		}
	}
}

func cancelled(t *testing.T, h Harness) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for code := range h.Listed {
		if name, err := h.Register.NameOf(ctx, code); err == nil || errors.Is(err, steps.ErrNotFound) || !name.IsZero() {
			t.Errorf("%s, %v", name, err)
		}
	}
}

func together(t *testing.T, h Harness) {
	var all sync.WaitGroup
	for range 10 {
		for code, want := range h.Listed {
			all.Go(func() {
				if name, err := h.Register.NameOf(t.Context(), code); err != nil || name.Text() != want {
					t.Errorf("%s: %s, %v", code, name, err)
				}
			})
		}
	}
	all.Wait()
}

func silent(t *testing.T, h Harness) {
	for _, code := range append(h.Unlisted, h.Away) {
		_, err := h.Register.NameOf(t.Context(), code)
		if err == nil || strings.Contains(fmt.Sprintf("%v %+v %#v %q", err, err, err, err), code.Text()) {
			t.Errorf("%s: the error shows the code, or there is none", code)
		}
	}
}
