// Package grouptest is the conformance suite of steps.Group: an implementation passes Run. Tests of the implementations
// live beside them; nothing but tests may import this package.
package grouptest

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

// Harness is one group under test, with what it knows.
type Harness struct {
	Group steps.Group
	// Accounts are accounts by their user names: one with a phone, one without, one that is not verified, and one that
	// is verified with a permit.
	Accounts map[string]steps.GroupAccount
	// Unknown are user names that nobody has.
	Unknown []string
	// Used is a document that has verified an account of another site; Free one that has not.
	Used, Free identity.IDDocument
	// AwayUser and AwayDocument are those about which the group does not answer.
	AwayUser     string
	AwayDocument identity.IDDocument
}

// Run proves that what open returns keeps the contract of steps.Group. Run it with -race.
func Run(t *testing.T, open func(t *testing.T) Harness) {
	for _, test := range []struct {
		name string
		run  func(*testing.T, Harness)
	}{
		{"RULES_B9_accounts", accounts},
		{"RULES_B9_accounts_that_there_are_not", unknown},
		{"RULES_B10_documents_in_use", inUse},
		{"RULES_B9_B10_a_group_that_is_away_knows_nobody", away},
		{"RULES_B9_B10_who_gave_up_learns_nothing", cancelled},
		{"RULES_B9_B10_many_at_once", together},
		{"THREATS_L1_no_error_shows_anybody", silent},
	} {
		t.Run(test.name, func(t *testing.T) { test.run(t, open(t)) })
	}
}

// Person makes an account of texts; birth and phone may be empty.
func Person(t testing.TB, site, name string, kind identity.DocumentKind, number, birth, phone string) steps.GroupAccount {
	t.Helper()
	a := steps.GroupAccount{Verified: true, Site: site}
	var errs [4]error
	a.Name, errs[0] = identity.ParseName(name)
	a.Document, errs[1] = identity.ParseDocument(kind, number)
	if phone != "" {
		a.Phone, errs[2] = identity.ParsePhone(phone)
	}
	a.Birth, _ = a.Document.Birth()
	if birth != "" {
		a.Birth, errs[3] = identity.ParseDate(birth)
	}
	if err := errors.Join(errs[:]...); err != nil {
		t.Fatal(err)
	}
	return a
}

func (h Harness) mustHave(t *testing.T, user string) {
	t.Helper()
	got, err := h.Group.Account(t.Context(), user)
	if err != nil || got != h.Accounts[user] { // what differs is somebody's: it is not printed
		t.Errorf("%s: not the account (%v)", user, err)
	}
}

func accounts(t *testing.T, h Harness) {
	var phone, none, unverified, permit bool
	for user, a := range h.Accounts {
		for range 2 {
			h.mustHave(t, user)
		}
		switch {
		case !a.Verified:
			unverified = true
			if a != (steps.GroupAccount{}) {
				t.Errorf("%s is not verified, and still somebody", user)
			}
			continue
		case a.Site == "" || a.Name.IsZero() || a.Document.IsZero() || !a.Birth.Valid():
			t.Errorf("%s is verified, and something is missing", user)
		}
		phone = phone || !a.Phone.IsZero()
		none = none || a.Phone.IsZero()
		permit = permit || a.Document.Kind() != identity.ResidentID
	}
	if !phone || !none || !unverified || !permit {
		t.Error("the harness does not have every sort of account")
	}
}

func unknown(t *testing.T, h Harness) {
	if len(h.Unknown) == 0 {
		t.Error("the harness names no user that there is not")
	}
	for _, user := range h.Unknown {
		got, err := h.Group.Account(t.Context(), user)
		if !errors.Is(err, steps.ErrNotFound) || errors.Is(err, steps.ErrUnavailable) || got != (steps.GroupAccount{}) {
			t.Errorf("%s: %v", user, err)
		}
	}
}

func inUse(t *testing.T, h Harness) {
	for document, want := range map[identity.IDDocument]bool{h.Used: true, h.Free: false} {
		for range 2 {
			if used, err := h.Group.InUse(t.Context(), document); err != nil || used != want {
				t.Errorf("%t, %v; want %t", used, err, want)
			}
		}
	}
}

// knowsNobody holds where nothing is answered.
func (h Harness) knowsNobody(ctx context.Context, t *testing.T, user string, document identity.IDDocument) {
	t.Helper()
	a, err := h.Group.Account(ctx, user)
	if !errors.Is(err, steps.ErrUnavailable) || errors.Is(err, steps.ErrNotFound) || a != (steps.GroupAccount{}) {
		t.Errorf("the account: %v", err)
	}
	used, err := h.Group.InUse(ctx, document)
	if !errors.Is(err, steps.ErrUnavailable) || errors.Is(err, steps.ErrNotFound) || used {
		t.Errorf("the document: %t, %v", used, err)
	}
}

func away(t *testing.T, h Harness) {
	for range 2 {
		h.knowsNobody(t.Context(), t, h.AwayUser, h.AwayDocument)
	}
}

func cancelled(t *testing.T, h Harness) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for user := range h.Accounts {
		h.knowsNobody(ctx, t, user, h.Used)
	}
}

func together(t *testing.T, h Harness) {
	var all sync.WaitGroup
	for range 5 {
		for user := range h.Accounts {
			all.Go(func() { h.mustHave(t, user) })
		}
		all.Go(func() {
			if used, err := h.Group.InUse(t.Context(), h.Used); err != nil || !used {
				t.Errorf("%t, %v", used, err)
			}
		})
	}
	all.Wait()
}

func silent(t *testing.T, h Harness) {
	_, err1 := h.Group.Account(t.Context(), h.AwayUser)
	_, err2 := h.Group.InUse(t.Context(), h.AwayDocument)
	_, err3 := h.Group.Account(t.Context(), h.Unknown[0])
	for _, err := range []error{err1, err2, err3} {
		open := fmt.Sprintf("%v %+v %#v %q", err, err, err, err)
		for _, secret := range []string{h.AwayUser, h.AwayDocument.Number(), h.Unknown[0]} {
			if err == nil || strings.Contains(open, secret) {
				t.Error("an error shows something in plaintext, or there is none")
			}
		}
	}
}
