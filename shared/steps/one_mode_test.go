package steps_test

import (
	"context"
	"slices"
	"testing"

	"shiming/shared/realname"
	"shiming/shared/sandbox/phone"
	"shiming/shared/steps"
)

// live is the same store, keys and people as a process in live mode has them: as if a sandbox's records had come into it,
// past the look at the mode that every process takes when it starts.
func (p parts) live() parts {
	p.Store, p.Livemode = steps.InMode(p.Store, true), true
	return p
}

// sandboxed is a process that plays.
func (p parts) sandboxed() parts {
	p.Store = steps.InMode(p.Store, false)
	return p
}

func TestTHREATS_X5_what_a_sandbox_verified_does_not_count_live(t *testing.T) {
	w := newWorld(t)
	account, x := newAccount(), w.person("欧阳修")
	played := w.at(w.parts().sandboxed(), account, x, realname.Verified)
	if a, err := w.parts().sandboxed().lookUp().Account(background, holder(account).By, account); err != nil || a.Identity == nil || a.Identity.Livemode || a.Livemode {
		t.Fatalf("in the sandbox it is %+v, %v", a.Identity, err)
	}
	p, by := w.parts().live(), holder(account).By
	look := p.lookUp()

	a, err := look.Account(background, by, account)
	if err != nil || a.Identity != nil || a.Entitlements(w.now()) != (realname.Entitlements{}) {
		t.Errorf("it is verified as %v, %v", a.Identity, err)
	}
	_, err = look.Case(background, by, played.ID)
	refused(t, err, realname.CodeCaseNotFound)
	if all, _, err := look.CasesOf(background, by, account, "", 10); err != nil || len(all) != 0 {
		t.Errorf("%d cases, %v", len(all), err)
	}
	if match, err := look.NameMatches(background, by, account, realname.Text(x.Name.Text())); err != nil || match.Matches {
		t.Errorf("its name matches, %v", err)
	}
	quota := steps.SetQuota{Base: p.Base, Limits: w.store}
	_, err = quota.Look(background, realname.Actor{Role: realname.Admin, ID: "admin"}, account)
	refused(t, err, realname.CodeAccountNotVerified)
	_, err = p.open().Do(background, holder(account), account, realname.Opening{Kind: realname.PersonToEnterprise})
	refused(t, err, realname.CodeAccountNotVerified)

	// It is verified anew, and then for real; the sandbox sees nothing of that.
	real := w.at(p, account, x, realname.Verified)
	a, err = look.Account(background, by, account)
	if err != nil || a.Identity == nil || !a.Identity.Livemode || a.Identity.Case != real.ID || !real.Livemode {
		t.Errorf("live it is verified as %+v, %v", a.Identity, err)
	}
	back := w.parts().sandboxed().lookUp()
	if a, err = back.Account(background, by, account); err != nil || a.Identity != nil {
		t.Errorf("to the sandbox it is verified as %v, %v", a.Identity, err)
	}
	_, err = back.Case(background, by, real.ID)
	refused(t, err, realname.CodeCaseNotFound)
}

func TestTHREATS_X5_the_seats_of_a_sandbox_take_none_in_live_mode(t *testing.T) {
	w := newWorld(t)
	x := w.person("欧阳修")
	for range w.policy.Quota.Person {
		w.at(w.parts().sandboxed(), newAccount(), x, realname.Verified)
	}
	for range w.policy.Quota.Person {
		w.at(w.parts().live(), newAccount(), x, realname.Verified)
	}
	live := w.parts().live()
	c := w.at(live, newAccount(), x, realname.Checking)
	settled, err := live.settle().Do(background, sandbox.Name, w.word(c, "msg_over", realname.Passed, ""))
	if err != nil || settled.Case.Last().Type != realname.QuotaRefused {
		t.Errorf("one more than the quota: %s, %v", settled.Case.Last().Type, err)
	}
}

// What a sandbox left open, restricted or due is nothing to a live process.
func TestTHREATS_X5_nothing_of_a_sandbox_goes_on_live(t *testing.T) {
	w := newWorld(t)
	account, x := newAccount(), w.person("欧阳修")
	c := w.at(w.parts().sandboxed(), account, x, realname.Checking)
	p := w.parts().live()
	_, err := p.settle().Do(background, sandbox.Name, w.word(c, "msg_late", realname.Passed, ""))
	refused(t, err, realname.CodeCheckNotFound)
	refused(t, steps.KeepDeadline{Base: p.Base}.Do(background, c.ID, w.now()), realname.CodeCaseNotFound)
	_, err = p.cancel().Do(background, holder(account), c.ID)
	refused(t, err, realname.CodeCaseNotFound)
	followed := 0
	effect := func(context.Context, realname.Case) error { followed++; return nil }
	for _, live := range []bool{true, false} {
		if err := (steps.Dispatch{Effects: []steps.Effect{effect}, Livemode: live}).Do(background, c); err != nil {
			t.Fatal(err)
		}
	}
	if followed != 1 {
		t.Errorf("%d processes follow it", followed)
	}
	if got := w.load(c.ID); got.Version() != c.Version() {
		t.Errorf("it is %s", got.Last().State)
	}
	// The account is free for a case in live mode, which is the only one from then on.
	opened := w.must(p.open().Do(background, holder(account), account, realname.Opening{Kind: realname.PersonalVerification}))
	if a, err := w.store.Account(background, account); err != nil || a.OpenCase != opened.ID || !a.Livemode {
		t.Errorf("%s is open, %v", a.OpenCase, err)
	}
	if err := p.Store.Commit(background, realname.Commit{Case: c}); err == nil {
		t.Error("a case of the sandbox was committed")
	}
}

// An appeal in live mode names an account that only a sandbox verified: nobody loses anything.
func TestTHREATS_X5_an_appeal_releases_no_account_of_a_sandbox(t *testing.T) {
	h := newHouse(t)
	thief, owner, x := newAccount(), newAccount(), h.person("欧阳修")
	h.at(h.world.parts().sandboxed(), thief, x, realname.Verified)
	live := h.world.parts().live()
	holders := func(c realname.Case) []realname.AccountID {
		all, err := steps.HoldersOf(background, live.Store, c)
		if err != nil {
			t.Fatal(err)
		}
		return all
	}
	c := h.appeal(live, owner, x)
	if got := holders(c); len(got) > 0 {
		t.Errorf("%v hold places", got)
	}
	h.at(live, newAccount(), x, realname.Verified)
	if got := holders(c); len(got) != 1 || slices.Contains(got, thief) {
		t.Errorf("%v hold places", got)
	}
	before := h.record(thief, x)
	c.Events = append(c.Events, realname.Event{ID: realname.NewEventID(), Type: realname.ReviewApproved, State: realname.Upheld, Review: &realname.Review{Against: thief}})
	if err := steps.ReleaseAppealed(live.Base)(background, c); err != nil || h.record(thief, x) != before {
		t.Errorf("the sandbox's account was released, %v", err)
	}
}
