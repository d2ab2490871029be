// Package registertest is the conformance suite of steps.Register: an implementation is a register when it passes Run.
// Tests of the implementations live beside them; nothing but tests may import this package.
package registertest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"shiming/shared/identity"
	"shiming/shared/realname"
	"shiming/shared/steps"
)

// Harness is one register under test, with what it knows.
type Harness struct {
	Register steps.Register
	// Listed are codes, each with the name that it is registered under.
	Listed map[identity.OrganisationCode]string
	// Nameless are codes of which it has no name to tell, though it may compare one.
	Nameless []identity.OrganisationCode
	// Enterprises are known to Matches.
	Enterprises []RegisteredEnterprise
	// Unlisted are codes that it does not list, Unpublished those that it does not list yet.
	Unlisted, Unpublished []identity.OrganisationCode
	// Away is a code about which it does not answer.
	Away identity.OrganisationCode
}

// RegisteredEnterprise is one that the register compares.
type RegisteredEnterprise struct {
	Code           identity.OrganisationCode
	Name           string
	Representative realname.Party
	Status         realname.OperatingStatus
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
		{"RULES_A13_code_name_and_representative_belong_together", matches},
		{"FAULT_Q2_another_name_of_the_code_differs", differs},
		{"FAULT_Q2_what_was_not_asked_is_not_compared", partly},
		{"RULES_A13_codes_that_are_not_listed_match_nothing", matchesNothing},
		{"RULES_A13_every_status_is_told", statuses},
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
	for _, code := range slices.Concat(h.Unlisted, h.Unpublished, h.Nameless, []identity.OrganisationCode{{}}) {
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
		got, err := h.Register.Matches(t.Context(), h.Away, nameOf(t, "甄某有限公司"), realname.Party{})
		if !errors.Is(err, steps.ErrUnavailable) || errors.Is(err, steps.ErrNotFound) || got != (realname.Registration{}) {
			t.Errorf("%+v, %v", got, err)
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
	for _, e := range h.Enterprises {
		got, err := h.Register.Matches(ctx, e.Code, nameOf(t, e.Name), e.Representative)
		if err == nil || errors.Is(err, steps.ErrNotFound) || got != (realname.Registration{}) {
			t.Errorf("%+v, %v", got, err)
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
		_, named := h.Register.NameOf(t.Context(), code)
		_, matched := h.Register.Matches(t.Context(), code, nameOf(t, "甄某有限公司"), realname.Party{})
		for _, err := range []error{named, matched} {
			said := fmt.Sprintf("%v %+v %#v %q", err, err, err, err)
			if err == nil || strings.Contains(said, code.Text()) || strings.Contains(said, "甄某") {
				t.Errorf("%s: the error shows whom it is about, or there is none", code)
			}
		}
	}
}
