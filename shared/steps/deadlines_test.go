package steps_test

import (
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"shiming/infra/server/asl"
	"shiming/shared/realname"
	"shiming/shared/steps"
)

const day = 24 * time.Hour

// agreed are the consents that the agreements with the ids ask for.
func (w *world) agreed(ids ...string) []realname.Consent {
	w.t.Helper()
	var all []realname.Consent
	for _, id := range ids {
		a, ok := w.policy.Agreement(id)
		if !ok {
			w.t.Fatalf("there is no agreement %s", id)
		}
		all = append(all, realname.Consent{Agreement: a.ID, Version: a.Version, SHA256: a.SHA256})
	}
	return all
}

// handsOverFor is how long such a change is open.
const handsOverFor = 60 * day

// handsOver verifies an account as the person, lets the cool-down pass, and starts a change to another person.
func (w *world) handsOver(p parts, account realname.AccountID, x realname.Person) realname.Case {
	w.t.Helper()
	w.at(w.parts(), account, x, realname.Verified)
	w.wait(31 * day)
	return w.must(p.open().Do(background, holder(account), account, realname.Opening{Kind: realname.PersonToPerson, Consents: w.agreed("give")}))
}

// accountOf is the account as stored, but for its turn and what is open.
func (w *world) accountOf(id realname.AccountID) string {
	w.t.Helper()
	a, err := w.store.Account(background, id)
	if err != nil {
		w.t.Fatal(err)
	}
	a.Rev, a.OpenCase, a.OpenUntil, a.Opened = 0, "", time.Time{}, realname.Tally{}
	text, err := json.Marshal(a)
	if err != nil {
		w.t.Fatal(err)
	}
	return string(text)
}

func TestDeadlines(t *testing.T) {
	t.Run("RULES_D7_RULES_D1_when_its_days_are_over_a_change_has_expired_and_the_account_is_as_before", func(t *testing.T) {
		h := newHouse(t)
		account, x := newAccount(), h.person("欧阳修")
		c := h.handsOver(h.p, account, x)
		before := h.accountOf(account)
		h.settle()
		h.pass(handsOverFor - time.Second)
		if got := h.load(c.ID); got.Last().State.Terminal() {
			t.Fatalf("a second early it is %s", got.Last().State)
		}
		h.pass(time.Second)
		got := h.load(c.ID)
		if e := got.Last(); e.State != realname.Expired || e.Type != realname.CaseExpired || e.By != realname.System || e.Fault != realname.CodeCaseExpired {
			t.Errorf("it is %s by %s: %s", e.State, e.By, e.Fault)
		}
		if after := h.accountOf(account); after != before || !slices.Equal(h.holders(x), []realname.AccountID{account}) {
			t.Errorf("the account was\n%s\nand is\n%s", before, after)
		}
		if a, _ := h.store.Account(background, account); a.OpenCase != "" {
			t.Errorf("%s is open still", a.OpenCase)
		}
		if run := h.execution(got, realname.Opened); run.Status != asl.Succeeded || h.path(run) != deadlinePath || run.Transitions != 2 || strings.Contains(string(run.Input), string(account)) {
			t.Errorf("%s by %s, %d transitions, %s", run.Status, h.path(run), run.Transitions, run.Input)
		}
		h.pass(30 * day)
		if again := h.load(c.ID); again.Version() != got.Version() {
			t.Error("something came after the end")
		}
	})
	t.Run("RULES_D7_a_change_that_is_done_does_not_expire", func(t *testing.T) {
		h := newHouse(t)
		account, x := newAccount(), h.person("欧阳修")
		c := h.handsOver(h.p, account, x)
		h.settle()
		c = h.must(h.p.cancel().Do(background, holder(account), c.ID))
		h.pass(handsOverFor + day)
		if got := h.load(c.ID); got.Last().State != realname.Canceled || got.Version() != c.Version() {
			t.Errorf("it is %s", got.Last().State)
		}
	})
	t.Run("FAULT_D5_a_verification_that_is_left_expires_by_an_event", func(t *testing.T) {
		h := newHouse(t)
		c := h.must(h.p.open().Do(background, holder("acct_left"), "acct_left", realname.Opening{Kind: realname.PersonalVerification}))
		h.settle()
		h.pass(7 * day)
		got := h.load(c.ID)
		if e := got.Last(); e.State != realname.Expired || e.Fault != realname.CodeCaseExpired {
			t.Errorf("it is %s: %s", e.State, e.Fault)
		}
		if a, _ := h.store.Account(background, c.Account); a.OpenCase != "" {
			t.Errorf("%s is open still", a.OpenCase)
		}
	})
	t.Run("RULES_D7_early_it_changes_nothing_and_rings_again", func(t *testing.T) {
		w := newWorld(t)
		c := w.handsOver(w.parts(), newAccount(), w.person("欧阳修"))
		keep := steps.KeepDeadline{Base: w.parts().Base}
		if err := keep.Do(background, c.ID, c.Deadline()); !errors.Is(err, steps.ErrUnavailable) {
			t.Errorf("early: %v", err)
		}
		// A machine that was given a wrong time rings for nothing.
		if err := keep.Do(background, c.ID, w.now()); err != nil || w.load(c.ID).Version() != c.Version() {
			t.Errorf("for nothing: %v", err)
		}
		w.wait(handsOverFor)
		for range 3 {
			if err := keep.Do(background, c.ID, c.Deadline()); err != nil {
				t.Fatal(err)
			}
		}
		if got := w.load(c.ID); got.Version() != c.Version()+1 || got.Last().State != realname.Expired {
			t.Errorf("it is %s at version %d", got.Last().State, got.Version())
		}
		refused(t, keep.Do(background, realname.NewCaseID(), noon), realname.CodeCaseNotFound)
	})
	t.Run("RULES_D7_a_clock_of_the_function_that_is_behind_the_machine_s", func(t *testing.T) {
		h := newHouse(t)
		h.p.Clock = func() time.Time { return h.now().Add(-5 * time.Second) }
		h.restart()
		c := h.handsOver(h.p, newAccount(), h.person("欧阳修"))
		h.settle()
		h.pass(handsOverFor)
		got := h.load(c.ID)
		if run := h.execution(got, realname.Opened); got.Last().State != realname.Expired || h.path(run) != deadlinePath {
			t.Errorf("%s by %s", got.Last().State, h.path(run))
		}
	})
	t.Run("FAULT_D4_RULES_D13_a_case_that_the_account_has_gone_on_without_is_superseded_alone", func(t *testing.T) {
		h := newHouse(t)
		account, x := newAccount(), h.person("欧阳修")
		c := h.handsOver(h.p, account, x)
		h.settle()
		asked := h.must(h.p.open().Do(background, byPlatform(), account, realname.Opening{Kind: realname.Reverification}))
		h.settle()
		if e := h.load(c.ID).Last(); e.State != realname.Canceled || e.Type != realname.CaseSuperseded || e.Fault != realname.CodeReverify || e.Cause != asked.ID {
			t.Errorf("the change is %s by %s: %s", e.State, e.Type, e.Fault)
		}
		h.pass(7 * day)
		if a, _ := h.store.Account(background, account); a.OpenCase != asked.ID || a.Rev != asked.AccountRev {
			t.Errorf("open is %q on turn %d", a.OpenCase, a.Rev)
		}
	})
	t.Run("RULES_E2_an_overdue_review_of_papers_goes_to_the_second_group", func(t *testing.T) {
		h := newHouse(t)
		c := h.appealInReview(h.p, newAccount(), h.person("欧阳修"))
		h.settle()
		due := c.StepDeadline().Sub(h.now())
		h.pass(due - time.Second)
		if got := h.load(c.ID); got.Version() != c.Version() {
			t.Fatalf("early it is %s", got.Last().Type)
		}
		h.pass(time.Second)
		h.settle()
		got := h.load(c.ID)
		if got.Last().Type != realname.ReviewEscalated || got.Last().State != realname.Reviewing {
			t.Errorf("it is %s", got.Last().Type)
		}
		entries, _, err := h.p.reviewQueue().List(background, realname.Actor{}, steps.ReviewFilter{}, "", 10)
		if err != nil || len(entries) != 1 || !entries[0].Escalated {
			t.Errorf("%+v, %v", entries, err)
		}
		if run := h.execution(got, realname.PapersFiled); run.Status != asl.Succeeded || h.path(run) != deadlinePath || run.Transitions != 2 {
			t.Errorf("%s by %s", run.Status, h.path(run))
		}
		h.pass(30 * day)
		if got := h.load(c.ID); got.Last().State != realname.Expired {
			t.Errorf("in the end it is %s", got.Last().State)
		}
	})
}

// TestDeadlineThatFails breaks each call from the opening of a change to its end, before and after it takes effect.
func TestDeadlineThatFails(t *testing.T) {
	run := func(t *testing.T, c *calls) {
		h := newHouse(t)
		account, x := newAccount(), h.person("欧阳修")
		opened := h.handsOver(h.world.parts(), account, x)
		before := h.accountOf(account)
		*h.calls = calls{fail: c.fail, how: c.how}
		h.settle()
		h.pass(handsOverFor)
		c.made = h.calls.made
		got := h.load(opened.ID)
		if got.Last().State != realname.Expired || got.Version() != opened.Version()+1 || h.accountOf(account) != before {
			t.Errorf("%s at version %d", got.Last().State, got.Version())
		}
		if run := h.execution(got, realname.Opened); run.Status != asl.Succeeded || h.path(run) != deadlinePath {
			t.Errorf("%s by %s", run.Status, h.path(run))
		}
	}
	sound := &calls{}
	run(t, sound)
	if sound.count("Workflow.Start") != 2 || // of the verification before it, too
		sound.count("Store.Commit") != 1 {
		t.Fatalf("%v", sound.made)
	}
	for k, call := range sound.made {
		for _, how := range failures {
			if strings.HasPrefix(call, how.only) {
				t.Run("RULES_D7_"+call+"_"+how.name, func(t *testing.T) { run(t, &calls{fail: k + 1, how: how}) })
			}
		}
	}
}

func byPlatform() steps.Ask {
	return steps.Ask{By: realname.Actor{Role: realname.Platform, ID: "platform-1"}}
}
