package registertest

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"shiming/shared/realname"
	"shiming/shared/steps"
)

// Faulty plays one fault at each call of a register: what was not answered is steps.ErrUnavailable and nothing else, unless
// the fault is harmless, and once it has passed the answer is what it would have been. compare makes the next comparison
// fail, by the name of its call, and name the next question for a name.
func (h Harness) Faulty(t *testing.T, fault string, harmless bool, compare map[string]func(), name func()) {
	t.Helper()
	e := h.Some()
	called := nameOf(t, e.Name)
	want := realname.Registration{Name: realname.Fits, Representative: realname.Fits, Number: realname.Fits, Status: e.Status}
	check := func(what string, err error, zero bool) {
		t.Helper()
		if harmless && err == nil {
			return
		}
		if harmless || !zero || !errors.Is(err, steps.ErrUnavailable) || errors.Is(err, steps.ErrNotFound) {
			t.Errorf("%s at %s: %v", fault, what, err)
		}
		if said := fmt.Sprint(err); strings.Contains(said, e.Code.Text()) || strings.Contains(said, "甄") {
			t.Errorf("%s at %s: the error says whom it is about", fault, what)
		}
	}
	for call, fail := range compare {
		for _, by := range []realname.Party{e.Representative, {Name: e.Representative.Name}} {
			fail()
			got, err := h.Register.Matches(t.Context(), e.Code, called, by)
			if err != nil {
				check(call, err, got == realname.Registration{})
			} else if got.Name != realname.Fits || got.Representative != realname.Fits {
				t.Errorf("%s at %s: %+v", fault, call, got)
			}
		}
		for range 2 { // a fault that no question met is spent
			_, _ = h.Register.Matches(t.Context(), e.Code, called, e.Representative)
			_, _ = h.Register.Matches(t.Context(), e.Code, called, realname.Party{})
		}
		if got, err := h.Register.Matches(t.Context(), e.Code, called, e.Representative); err != nil || got != want {
			t.Errorf("once %s at %s has passed: %+v, %v", fault, call, got, err)
		}
	}
	name()
	got, err := h.Register.NameOf(t.Context(), e.Code)
	check("the name", err, got.IsZero())
	if got, err := h.Register.NameOf(t.Context(), e.Code); err != nil || got.Text() != e.Name {
		t.Errorf("once %s has passed: %s, %v", fault, got, err)
	}
}
