package steps_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"shiming/shared/realname"
	"shiming/shared/steps"
	"shiming/shared/vault"
)

// claimed is somebody whose document another account was verified with, who appeals.
func (w *world) claimed() (thief, owner realname.AccountID, x realname.Person, c realname.Case) {
	w.t.Helper()
	thief, owner, x = newAccount(), newAccount(), w.person("欧阳修")
	w.at(w.parts(), thief, x, realname.Verified)
	return thief, owner, x, w.appealInReview(w.parts(), owner, x)
}

func TestAppeals(t *testing.T) {
	t.Run("RULES_F1_upheld_the_other_account_is_released", func(t *testing.T) {
		h := newHouse(t)
		thief, owner, x, c := h.claimed()
		c = h.must(h.p.decides().Do(background, byReviewer("reviewer-1"), c.ID, realname.Approve, against(c, thief)))
		if c.Last().State != realname.Upheld || c.Last().Review.Against != thief {
			t.Fatalf("it is %s against %s", c.Last().State, c.Last().Review.Against)
		}
		h.settle()
		a, err := h.store.Account(background, thief)
		if err != nil || a.Identity != nil || len(h.holders(x)) != 0 {
			t.Errorf("the account is verified: %t, %v holds places, %v", a.Identity != nil, h.holders(x), err)
		}
		released := h.casesOf(thief)[0]
		if e := released.Last(); released.Kind != realname.Release || e.Type != realname.Forfeited || e.Cause != c.ID || e.Fault != realname.CodeReleasedByAppeal || e.By != realname.System {
			t.Errorf("%s of %s because of %s", e.Type, released.Kind, e.Cause)
		}
		h.at(h.world.parts(), owner, x, realname.Verified) // the place is free
		h.consistent(owner, x)
	})
	t.Run("RULES_F1_refused_with_a_reason_nothing_is_released", func(t *testing.T) {
		h := newHouse(t)
		thief, _, x, c := h.claimed()
		r := seen(c)
		r.Reason, r.Comment = realname.ReasonPapersContradict, "材料与身份信息不符"
		c = h.must(h.p.decides().Do(background, byReviewer("reviewer-1"), c.ID, realname.RefuseCase, r))
		h.settle()
		if c.Last().State != realname.Refused || !slices.Equal(h.holders(x), []realname.AccountID{thief}) {
			t.Errorf("it is %s, and %v hold places", c.Last().State, h.holders(x))
		}
	})
	t.Run("RULES_F1_an_account_that_holds_no_place_cannot_be_named", func(t *testing.T) {
		w := newWorld(t)
		thief, _, _, c := w.claimed()
		other := newAccount()
		w.at(w.parts(), other, w.person("诸葛亮"), realname.Verified)
		decide := func(r realname.Review, d realname.Decision) error {
			_, err := w.parts().decides().Do(background, byReviewer("reviewer-1"), c.ID, d, r)
			return err
		}
		refused(t, decide(against(c, other), realname.Approve), realname.CodeNotHolder)
		refused(t, decide(against(c, c.Account), realname.Approve), realname.CodeNotHolder)
		refused(t, decide(seen(c), realname.Approve), realname.CodeFieldRequired)
		no := against(c, thief)
		no.Reason = realname.ReasonForgery
		refused(t, decide(no, realname.RefuseCase), realname.CodeFieldInvalid)
		holders, err := w.parts().reviewQueue().Holders(background, byReviewer("reviewer-1").By, c)
		if err != nil || !slices.Equal(holders, []realname.AccountID{thief}) {
			t.Errorf("%v, %v", holders, err)
		}
	})
	t.Run("RULES_C7_no_other_decision_names_an_account", func(t *testing.T) {
		w := newWorld(t)
		c := w.inReview(w.parts(), newAccount(), w.company())
		_, err := w.parts().decides().Do(background, byReviewer("reviewer-1"), c.ID, realname.Approve, against(c, "acct_any"))
		refused(t, err, realname.CodeFieldInvalid)
	})
	t.Run("RULES_F1_nobody_holds_a_place_any_more", func(t *testing.T) {
		h := newHouse(t)
		c := h.appealInReview(h.p, newAccount(), h.person("欧阳修"))
		c = h.must(h.p.decides().Do(background, byReviewer("reviewer-1"), c.ID, realname.Approve, seen(c)))
		h.settle()
		if c.Last().State != realname.Upheld {
			t.Errorf("it is %s", c.Last().State)
		}
	})
	t.Run("THREATS_R1_nobody_decides_about_an_account_of_their_own_on_either_side", func(t *testing.T) {
		w := newWorld(t)
		thief, owner, _, c := w.claimed()
		for _, account := range []realname.AccountID{thief, owner} {
			by := byReviewer("reviewer-1")
			by.By.Account = account
			for _, d := range []realname.Decision{realname.Approve, realname.RefuseCase} {
				r := seen(c)
				if d == realname.Approve {
					r.Against = thief
				} else {
					r.Reason = realname.ReasonForgery
				}
				_, err := w.parts().decides().Do(background, by, c.ID, d, r)
				refused(t, err, realname.CodeOwnCase)
			}
			found, err := w.parts().reviewQueue().Case(background, by.By, c.ID)
			if err == nil {
				_, err = w.parts().reviewQueue().Holders(background, by.By, found)
			}
			refused(t, err, realname.CodeOwnCase)
		}
	})
	t.Run("RULES_F1_an_account_that_has_changed_hands_meanwhile_is_left_alone", func(t *testing.T) {
		w := newWorld(t)
		thief, _, x, c := w.claimed()
		c = w.must(w.parts().decides().Do(background, byReviewer("reviewer-1"), c.ID, realname.Approve, against(c, thief)))
		// Before the release is carried out the account is released otherwise, and verified as somebody else.
		a, err := w.store.Account(background, thief)
		if err != nil {
			t.Fatal(err)
		}
		gone, ok := realname.Forfeit(a, realname.NewCaseID(), c.ID, []realname.SubjectKey{a.Identity.Subject}, realname.Request{Now: w.now()})
		if !ok || w.store.Commit(background, gone) != nil {
			t.Fatal("the account could not be released")
		}
		other := w.person("诸葛亮")
		w.at(w.parts(), thief, other, realname.Verified)
		before := w.record(thief, other)
		if err := steps.ReleaseAppealed(w.parts().Base)(background, c); err != nil {
			t.Fatal(err)
		}
		if after := w.record(thief, other); after != before || len(w.holders(x)) != 0 {
			t.Errorf("%s became %s", before, after)
		}
	})
	t.Run("RULES_F1_an_account_that_is_used_at_the_moment_is_looked_at_anew", func(t *testing.T) {
		w := newWorld(t)
		thief, _, x, c := w.claimed()
		c = w.must(w.parts().decides().Do(background, byReviewer("reviewer-1"), c.ID, realname.Approve, against(c, thief)))
		w.wait(31 * day)
		desk := w.parts().Base
		var open realname.Case
		desk.Store = meanwhile{desk.Store, func() { // between the look and the release
			if open.ID == "" {
				open = w.must(w.parts().open().Do(background, holder(thief), thief, realname.Opening{Kind: realname.PersonToPerson, Consents: w.agreed("give")}))
			}
		}}
		release := steps.ReleaseAppealed(desk)
		if err := release(background, c); !errors.Is(err, steps.ErrConflict) {
			t.Fatalf("the race was won: %v", err)
		}
		if err := release(background, c); err != nil || len(w.holders(x)) != 0 {
			t.Errorf("%v hold places, %v", w.holders(x), err)
		}
		a, err := w.store.Account(background, thief)
		if err != nil || a.Identity != nil || a.OpenCase != "" {
			t.Errorf("verified: %t, open: %q, %v", a.Identity != nil, a.OpenCase, err)
		}
		// What was open ends alone, and gives nothing back twice.
		if c := w.must(w.parts().cancel().Do(background, holder(thief), open.ID)); c.Last().State != realname.Canceled {
			t.Errorf("it is %s", c.Last().State)
		}
	})
	t.Run("RULES_F1_handed_over_again_after_the_owner_has_verified_it_releases_nothing", func(t *testing.T) {
		w := newWorld(t)
		thief, _, x, c := w.claimed()
		c = w.must(w.parts().decides().Do(background, byReviewer("reviewer-1"), c.ID, realname.Approve, against(c, thief)))
		release := steps.ReleaseAppealed(w.parts().Base)
		together(8, func(int) { _ = release(background, c) })
		if err := release(background, c); err != nil || len(w.holders(x)) != 0 || len(w.casesOf(thief)) != 2 {
			t.Fatalf("%d cases, %v", len(w.casesOf(thief)), err)
		}
		w.at(w.parts(), thief, x, realname.Verified) // by the owner of the identity, say
		if err := release(background, c); err != nil || !slices.Equal(w.holders(x), []realname.AccountID{thief}) {
			t.Errorf("%v hold places, %v", w.holders(x), err)
		}
	})
}

// meanwhile is a store in which something happens between a look at an account and the commit.
type meanwhile struct {
	steps.Store
	happens func()
}

func (m meanwhile) Commit(ctx context.Context, c realname.Commit) error {
	m.happens()
	return m.Store.Commit(ctx, c)
}

// TestAppealThatFails breaks each call from the decision on an appeal to the release, before and after it takes effect.
func TestAppealThatFails(t *testing.T) {
	run := func(t *testing.T, c *calls) {
		h := newHouse(t)
		thief, _, x, appeal := h.claimed()
		h.settle()
		*h.calls = calls{fail: c.fail, how: c.how}
		ask := byReviewer("reviewer-1")
		ask.Replay = &realname.Replay{Key: "decide", Print: "print"}
		h.acted(func() (realname.Case, error) {
			return h.p.decides().Do(background, ask, appeal.ID, realname.Approve, against(appeal, thief))
		})
		h.settle()
		c.made = h.calls.made
		a, err := h.store.Account(background, thief)
		if err != nil || a.Identity != nil || len(h.holders(x)) != 0 || len(h.casesOf(thief)) != 2 {
			t.Errorf("verified: %t, %d cases, %v", a.Identity != nil, len(h.casesOf(thief)), err)
		}
		h.consistentReleased(thief)
	}
	sound := &calls{}
	run(t, sound)
	if sound.count("Store.Commit") != 2 || sound.count("Store.AccountAndCase") != 1 {
		t.Fatalf("%v", sound.made)
	}
	for k, call := range sound.made {
		for _, how := range failures {
			if strings.HasPrefix(call, how.only) {
				t.Run(fmt.Sprintf("RULES_F1_%d_%s_%s", k+1, call, how.name), func(t *testing.T) { run(t, &calls{fail: k + 1, how: how}) })
			}
		}
	}
}

// consistentReleased fails unless the newest case of the account says that it was released, once.
func (w *world) consistentReleased(account realname.AccountID) {
	w.t.Helper()
	if c := w.casesOf(account)[0]; c.Version() != 1 || c.Last().State != realname.Released {
		w.t.Errorf("the newest case is %s at version %d", c.Last().State, c.Version())
	}
}

func TestDeclarationsOfAppeals(t *testing.T) {
	t.Run("THREATS_Q2_what_is_answered_does_not_tell_whether_the_identity_is_in_use", func(t *testing.T) {
		w := newWorld(t)
		used, free := w.person("欧阳修"), w.person("欧阳修")
		w.at(w.parts(), newAccount(), used, realname.Verified)
		var made [][]string
		for _, x := range []realname.Person{used, free} {
			counted := &calls{}
			c := w.appeal(w.parts().through(counted), newAccount(), x)
			if c.Last().State != realname.Gathering || c.Holders() != nil {
				t.Errorf("it is %s", c.Last().State)
			}
			made = append(made, counted.made)
		}
		if !slices.Equal(made[0], made[1]) {
			t.Errorf("%v and %v", made[0], made[1])
		}
	})
	t.Run("RULES_F1_a_repeated_declaration_gets_the_same_code_and_another_one_is_refused", func(t *testing.T) {
		w := newWorld(t)
		account, x := newAccount(), w.person("欧阳修")
		c := w.must(w.parts().open().Do(background, holder(account), account, realname.Opening{Kind: realname.Appeal}))
		ask, said := keyed(account, "declare"), w.appealOf(x)
		first := w.must(w.parts().fill().Declare(background, ask, c.ID, appeals(said)))
		code := w.query(w.parts(), first)
		if err := w.keys.RotateDigest(); err != nil {
			t.Fatal(err)
		}
		again := w.must(w.parts().fill().Declare(background, ask, c.ID, appeals(said)))
		if !same(first, again) || w.query(w.parts(), again) != code {
			t.Errorf("%s, then %s", code, w.query(w.parts(), again))
		}
		for name, other := range map[string]vault.Appeal{
			"name":   {Name: w.person("诸葛亮").Name, Document: said.Document, Phone: said.Phone, Holder: said.Holder},
			"number": {Name: said.Name, Document: w.person("诸葛亮").Document, Phone: said.Phone, Holder: said.Holder},
			"phone":  {Name: said.Name, Document: said.Document, Phone: phone(t, "13787654321"), Holder: said.Holder},
			"holder": {Name: said.Name, Document: said.Document, Phone: said.Phone},
		} {
			if _, err := w.parts().fill().Declare(background, ask, c.ID, appeals(steps.AppealEntry{Appeal: other})); !errors.Is(err, realname.Refuse(realname.CodeIdempotencyReused)) {
				t.Errorf("another %s: %v", name, err)
			}
		}
	})
	t.Run("THREATS_L1_neither_the_code_nor_the_person_is_stored_in_the_plain", func(t *testing.T) {
		w := newWorld(t)
		x := w.person("欧阳修")
		c := w.appeal(w.parts(), newAccount(), x)
		code := w.query(w.parts(), c)
		if !regexp.MustCompile(`^([0-9A-HJKMNP-TV-Z]{4}-){2}[0-9A-HJKMNP-TV-Z]{4}$`).MatchString(code) {
			t.Errorf("the code is %s", code)
		}
		files, err := filepath.Glob(filepath.Join(w.dir, "shiming.db*"))
		if err != nil || len(files) == 0 {
			t.Fatal(files, err)
		}
		for _, file := range files {
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			for _, secret := range []string{code, strings.ReplaceAll(code, "-", ""), appellantPhone, x.Document.Number()} {
				if bytes.Contains(data, []byte(secret)) {
					t.Errorf("%s holds a secret of %d characters", filepath.Base(file), len(secret))
				}
			}
		}
	})
	t.Run("RULES_F1_corrected_it_keeps_its_code", func(t *testing.T) {
		w := newWorld(t)
		account := newAccount()
		c := w.appeal(w.parts(), account, w.person("欧阳修"))
		code := w.query(w.parts(), c)
		w.must(w.parts().back().Do(background, holder(account), c.ID))
		said := w.appealOf(w.person("诸葛亮"))
		said.Phone = phone(t, "13787654321")
		c = w.must(w.parts().fill().Declare(background, holder(account), c.ID, appeals(said)))
		if w.query(w.parts(), c) != code {
			t.Error("it has another code")
		}
		if _, err := w.parts().tracks().Do(background, code, "13787654321"); err != nil {
			t.Errorf("by the new phone: %v", err)
		}
		_, err := w.parts().tracks().Do(background, code, appellantPhone)
		refused(t, err, realname.CodeAppealNotFound)
	})
}
