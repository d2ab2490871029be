package registertest

import (
	"errors"
	"testing"

	"shiming/shared/identity"
	"shiming/shared/realname"
	"shiming/shared/steps"
)

func nameOf(t testing.TB, text string) identity.EnterpriseName {
	t.Helper()
	name, err := identity.ParseEnterpriseName(text)
	if err != nil {
		t.Fatal(err)
	}
	return name
}

// somebody is registered nowhere.
func somebody(t testing.TB) realname.Party {
	t.Helper()
	name, err := identity.ParseName("甄无关")
	if err != nil {
		t.Fatal(err)
	}
	document, err := identity.ParseDocument(identity.ResidentID, "11010119900307889X")
	if err != nil {
		t.Fatal(err)
	}
	return realname.Party{Name: name, Document: document}
}

// wants asks about the enterprise and compares the answer; the status is always the enterprise's own.
func wants(t *testing.T, h Harness, e RegisteredEnterprise, name string, by realname.Party, fits, representative, number realname.Fit) {
	t.Helper()
	got, err := h.Register.Matches(t.Context(), e.Code, nameOf(t, name), by)
	if want := (realname.Registration{Name: fits, Representative: representative, Number: number, Status: e.Status}); err != nil || got != want {
		t.Errorf("%s: %+v, %v; want %+v", e.Code, got, err, want)
	}
}

func matches(t *testing.T, h Harness) {
	if len(h.Enterprises) == 0 {
		t.Error("the harness has no enterprise")
	}
	for _, e := range h.Enterprises {
		for range 2 {
			wants(t, h, e, e.Name, e.Representative, realname.Fits, realname.Fits, realname.Fits)
		}
	}
}

// Each is compared on its own: who has the code of another shall learn which of it is wrong, and nothing else.
func differs(t *testing.T, h Harness) {
	other := somebody(t)
	for _, e := range h.Enterprises {
		wants(t, h, e, "甄无关贸易有限公司", e.Representative, realname.Differs, realname.Fits, realname.Fits)
		wants(t, h, e, e.Name, other, realname.Fits, realname.Differs, realname.Differs)
		wants(t, h, e, e.Name, realname.Party{Name: e.Representative.Name, Document: other.Document}, realname.Fits, realname.Fits, realname.Differs)
	}
}

func partly(t *testing.T, h Harness) {
	for _, e := range h.Enterprises {
		wants(t, h, e, e.Name, realname.Party{}, realname.Fits, realname.NotCompared, realname.NotCompared)
		wants(t, h, e, e.Name, realname.Party{Name: e.Representative.Name}, realname.Fits, realname.Fits, realname.NotCompared)
	}
}

func matchesNothing(t *testing.T, h Harness) {
	if len(h.Unlisted) == 0 {
		t.Error("the harness names no code that is not listed")
	}
	for want, codes := range map[error][]identity.OrganisationCode{
		steps.ErrNotFound:     append(h.Unlisted, identity.OrganisationCode{}),
		steps.ErrNotListedYet: h.Unpublished,
	} {
		for _, code := range codes {
			got, err := h.Register.Matches(t.Context(), code, nameOf(t, "甄某有限公司"), somebody(t))
			if !errors.Is(err, want) || errors.Is(err, steps.ErrUnavailable) || errors.Is(err, steps.ErrNotListedYet) != (want == steps.ErrNotListedYet) || got != (realname.Registration{}) {
				t.Errorf("%s: %+v, %v", code, got, err)
			}
			if _, err := h.Register.NameOf(t.Context(), code); !errors.Is(err, want) {
				t.Errorf("%s: its name: %v", code, err)
			}
		}
	}
}

func statuses(t *testing.T, h Harness) {
	for _, e := range h.Enterprises {
		if !e.Status.Valid() {
			t.Errorf("%s: no such status: %q", e.Code, e.Status)
		}
	}
}
