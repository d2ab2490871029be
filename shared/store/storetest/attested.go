package storetest

import (
	"path/filepath"
	"testing"

	"shiming/shared/realname"
	"shiming/shared/steps"
	keyfile "shiming/shared/vault/sealed"
)

// attestations prove that whoever can write the store makes nobody verified (THREATS X14).
var attestations = []test{
	{"THREATS_X14_who_writes_the_store_verifies_nobody", func(t *testing.T, h Harness) {
		keys, err := keyfile.OpenFile(filepath.Join(t.TempDir(), "keys.json"))
		if err != nil {
			t.Fatal(err)
		}
		store := steps.Attested(h.Store, steps.MACsOf(keys))
		verify := func(s steps.Store, change func(*realname.Identity)) (realname.AccountID, realname.Identity) {
			t.Helper()
			account, subject := NewAccountID(), NewSubjectKey()
			c := mustCommit(t, h.Store, Open(account, 0))
			id := identity(c, subject)
			if change != nil {
				change(id)
			}
			seat, commit := Seat(subject, account, 3), Fill(c)
			commit.Account, commit.Take = &realname.AccountChange{ID: account, Rev: 1, Identity: id}, &seat
			mustCommit(t, s, commit)
			stored, err := h.Store.Account(t.Context(), account)
			if err != nil {
				t.Fatal(err)
			}
			return account, *stored.Identity
		}
		counts := func(what string, want bool, id realname.AccountID) {
			t.Helper()
			a, err := store.Account(t.Context(), id)
			if err != nil {
				t.Fatal(err)
			}
			beside, _, err := store.AccountAndCase(t.Context(), id, "")
			if err != nil || (a.Identity != nil) != want || (beside.Identity != nil) != want || a.Rev != beside.Rev {
				t.Errorf("%s: verified %t and %t, want %t, %v", what, a.Identity != nil, beside.Identity != nil, want, err)
			}
		}
		// write is what somebody does who can write the store, and has no key.
		write := func(what string, change func(*realname.Identity)) {
			t.Helper()
			account, _ := verify(h.Store, change)
			counts(what, false, account)
		}
		honest, attested := verify(store, nil)
		counts("committed by a step", true, honest)
		if attested.MAC == "" || attested.Rev != 2 {
			t.Errorf("the identity is attested as of Rev %d by %q", attested.Rev, attested.MAC)
		}
		write("written into the store", nil)
		write("with a MAC that somebody made up", func(id *realname.Identity) { id.Rev, id.MAC = 2, "v1:mfrggzdf" })
		write("with the MAC of another account", func(id *realname.Identity) { id.Rev, id.MAC = 2, attested.MAC })
		write("with another account's whole identity", func(id *realname.Identity) { *id = attested })

		// What was attested does not become something else, and counts after a rotation of the keys.
		for what, change := range map[string]func(*realname.Identity){
			"the name": func(id *realname.Identity) { id.Name = "甄**" }, "the subject": func(id *realname.Identity) { id.Subject = "person:v1:other" },
			"what is sealed": func(id *realname.Identity) { id.Sealed = []byte("other") }, "the mode": func(id *realname.Identity) { id.Livemode = !id.Livemode },
			"the revision": func(id *realname.Identity) { id.Rev = 1 }, "a later revision": func(id *realname.Identity) { id.Rev = 9 },
		} {
			account, id := verify(store, nil)
			c := mustCommit(t, h.Store, Open(account, 2))
			change(&id)
			commit := Fill(c)
			commit.Account = &realname.AccountChange{ID: account, Rev: 3, Identity: &id}
			mustCommit(t, h.Store, commit)
			counts(what+" was changed", false, account)
		}
		mustCommit(t, h.Store, Open(honest, 2))
		if err := keys.RotateDigest(); err != nil {
			t.Fatal(err)
		}
		counts("after a case was opened and the keys were rotated", true, honest)

		// A process that was given no way to attest verifies nobody.
		none := steps.Attested(h.Store, nil)
		if a, err := none.Account(t.Context(), honest); err != nil || a.Identity != nil {
			t.Errorf("without MACs: %v, %v", a.Identity, err)
		}
		c := mustCommit(t, h.Store, Open(NewAccountID(), 0))
		commit := Fill(c)
		commit.Account = &realname.AccountChange{ID: c.Account, Rev: 1, Identity: identity(c, NewSubjectKey())}
		if err := none.Commit(t.Context(), commit); err == nil {
			t.Error("a commit that verifies is taken without MACs")
		}
	}},
}
