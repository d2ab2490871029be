package steps_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"shiming/shared/realname"
	"shiming/shared/sandbox/phone"
	"shiming/shared/steps"
)

// TestReverification: the platform can ask for an account to be verified again; who does not do so in time is restricted.
func TestReverification(t *testing.T) {
	asks := func(h *house, account realname.AccountID) realname.Case {
		h.t.Helper()
		c := h.must(h.p.open().Do(background, byPlatform(), account, realname.Opening{Kind: realname.Reverification}))
		h.settle()
		return c
	}
	account := func(h *house, id realname.AccountID) realname.Account {
		h.t.Helper()
		a, err := h.store.Account(background, id)
		if err != nil {
			h.t.Fatal(err)
		}
		return a
	}
	none := realname.Entitlements{}
	for name, verified := range map[string]func(h *house) (realname.AccountID, realname.Method, steps.Means){
		"person": func(h *house) (realname.AccountID, realname.Method, steps.Means) {
			id := newAccount()
			h.at(h.world.parts(), id, h.person("欧阳修"), realname.Verified)
			return id, realname.WeChatScan, steps.Means{}
		},
		"enterprise": func(h *house) (realname.AccountID, realname.Method, steps.Means) {
			id := newAccount()
			h.must(h.proven(h.world.parts(), id, h.company()))
			return id, realname.OfficialAccount, steps.Means{}
		},
	} {
		t.Run("RULES_A2_"+name+"_restricted_when_the_deadline_passes_and_free_when_verified_again", func(t *testing.T) {
			h := newHouse(t)
			id, method, means := verified(h)
			before, may := account(h, id), account(h, id).Entitlements(h.now())
			c := asks(h, id)
			if c.Last().State != realname.Choosing || account(h, id).IsRestricted(h.now()) || account(h, id).Entitlements(h.now()) != may {
				t.Fatalf("asked for, it is %s, and may do %+v", c.Last().State, account(h, id).Entitlements(h.now()))
			}
			h.pass(c.Deadline().Sub(h.now()) - time.Second)
			if account(h, id).IsRestricted(h.now()) || h.load(c.ID).Last().State.Terminal() {
				t.Fatal("a second early it is restricted")
			}
			h.pass(time.Second)
			if got := h.load(c.ID).Last(); got.State != realname.Expired || got.Fault != realname.CodeAccountRestricted {
				t.Errorf("it is %s: %s", got.State, got.Fault)
			}
			if a := account(h, id); !a.IsRestricted(h.now()) || a.Entitlements(h.now()) != none || a.Identity == nil || a.OpenCase != "" {
				t.Errorf("restricted: %t, may do %+v", a.IsRestricted(h.now()), a.Entitlements(h.now()))
			}
			// Nothing but that and an appeal can be begun.
			for _, kind := range realname.Kinds() {
				if kind == realname.Reverification || kind.Appeals() || !h.policy.Offers(kind) {
					continue
				}
				_, err := h.p.open().Do(background, holder(id), id, realname.Opening{Kind: kind, Consents: h.agreed("give")})
				refused(t, err, realname.CodeAccountRestricted)
			}
			again := h.must(h.p.open().Do(background, holder(id), id, realname.Opening{Kind: realname.Reverification}))
			again = h.must(h.p.choose().Do(background, holder(id), again.ID, method, means))
			again = h.must(h.p.start().Do(background, holder(id), again.ID, baseURL))
			settled, err := h.p.settle().Do(background, sandbox.Name, h.word(again, "msg_again", realname.Passed, ""))
			if err != nil || settled.Case.Last().State != realname.Verified {
				t.Fatalf("it is %s, %v", settled.Case.Last().State, err)
			}
			a := account(h, id)
			if a.IsRestricted(h.now()) || a.Entitlements(h.now()) != may || a.Identity.Subject != before.Identity.Subject || a.Identity.Case != again.ID || !a.Identity.VerifiedAt.Equal(h.now()) {
				t.Errorf("restricted: %t, may do %+v", a.IsRestricted(h.now()), a.Entitlements(h.now()))
			}
			h.pass(60 * day)
			if account(h, id).IsRestricted(h.now()) {
				t.Error("much later it is restricted again")
			}
		})
	}
	person := func(h *house) (realname.AccountID, realname.Person) {
		id, x := newAccount(), h.person("欧阳修")
		h.at(h.world.parts(), id, x, realname.Verified)
		return id, x
	}
	t.Run("RULES_A8_in_time_nothing_is_restricted", func(t *testing.T) {
		h := newHouse(t)
		id, x := person(h)
		c := asks(h, id)
		c = h.must(h.p.choose().Do(background, holder(id), c.ID, realname.Face, steps.Means{}))
		c = h.must(h.p.start().Do(background, holder(id), c.ID, baseURL))
		if _, err := h.p.settle().Do(background, sandbox.Name, h.word(c, "msg_again", realname.Passed, "")); err != nil {
			t.Fatal(err)
		}
		h.pass(60 * day)
		if a := account(h, id); a.IsRestricted(h.now()) || a.Identity.Method != realname.Face || !slices.Equal(h.holders(x), []realname.AccountID{id}) {
			t.Errorf("restricted: %t, by %s", a.IsRestricted(h.now()), a.Identity.Method)
		}
	})
	t.Run("RULES_A8_only_the_platform_takes_back_what_it_asked_for", func(t *testing.T) {
		h := newHouse(t)
		id, _ := person(h)
		c := asks(h, id)
		_, err := h.p.cancel().Do(background, holder(id), c.ID)
		refused(t, err, realname.CodeCancelNotAllowed)
		h.must(h.p.cancel().Do(background, byPlatform(), c.ID))
		h.pass(60 * day)
		if account(h, id).IsRestricted(h.now()) {
			t.Error("it is restricted all the same")
		}
	})
	t.Run("RULES_A8_nobody_keeps_it_off_by_opening_as_many_cases_as_a_day_has", func(t *testing.T) {
		h := newHouse(t)
		id, _ := person(h)
		for n := 2; n <= h.policy.CasesPerDay; n++ {
			c := h.must(h.p.open().Do(background, holder(id), id, realname.Opening{Kind: realname.Appeal}))
			h.must(h.p.cancel().Do(background, holder(id), c.ID))
		}
		_, err := h.p.open().Do(background, holder(id), id, realname.Opening{Kind: realname.Appeal})
		refused(t, err, realname.CodeTooManyCases)
		asks(h, id)
	})
	t.Run("RULES_A8_the_holder_begins_it_only_when_restricted", func(t *testing.T) {
		h := newHouse(t)
		id, _ := person(h)
		_, err := h.p.open().Do(background, holder(id), id, realname.Opening{Kind: realname.Reverification})
		refused(t, err, realname.CodeReverifyNotRequired)
		_, err = h.p.open().Do(background, byPlatform(), newAccount(), realname.Opening{Kind: realname.Reverification})
		refused(t, err, realname.CodeAccountNotVerified)
	})
	t.Run("RULES_D1_asked_for_while_a_change_is_open_the_change_can_do_nothing_any_more", func(t *testing.T) {
		h := newHouse(t)
		id, x := newAccount(), h.person("欧阳修")
		change := h.handsOver(h.p, id, x)
		change = h.must(h.p.start().Do(background, holder(id), change.ID, baseURL))
		asks(h, id)
		settled, err := h.p.settle().Do(background, sandbox.Name, h.word(change, "msg_late", realname.Passed, ""))
		if err != nil {
			t.Fatal(err)
		}
		if settled.Case.Last().State == realname.Verified || !slices.Equal(h.holders(x), []realname.AccountID{id}) {
			t.Errorf("the change is %s", settled.Case.Last().State)
		}
		h.settle()
		c := h.load(change.ID)
		if a := account(h, id); c.Last().Type != realname.CaseSuperseded || c.Last().State != realname.Canceled || a.OpenCase == "" {
			t.Errorf("it is %s, and %q is open", c.Last().State, a.OpenCase)
		}
	})
	t.Run("RULES_A8_asked_for_twice_the_later_deadline_holds", func(t *testing.T) {
		h := newHouse(t)
		id, _ := person(h)
		first := asks(h, id)
		h.pass(5 * day)
		second := asks(h, id)
		h.pass(first.Deadline().Sub(h.now()))
		if got := h.load(first.ID).Last(); got.Type != realname.CaseSuperseded || got.Cause != second.ID || account(h, id).IsRestricted(h.now()) {
			t.Errorf("the first is %s: %s", got.State, got.Fault)
		}
		h.pass(second.Deadline().Sub(h.now()))
		if got := h.load(second.ID).Last(); got.Fault != realname.CodeAccountRestricted || !account(h, id).IsRestricted(h.now()) {
			t.Errorf("the second is %s: %s", got.State, got.Fault)
		}
	})
}

// TestQuotasOfStaff: staff raise and lower the quota of one subject (RULES A3).
func TestQuotasOfStaff(t *testing.T) {
	w := newWorld(t)
	x := w.person("欧阳修")
	quota := steps.SetQuota{Base: w.parts().Base, Limits: w.store}
	admin := realname.Actor{Role: realname.Admin, ID: "admin-1"}
	first := newAccount()
	w.at(w.parts(), first, x, realname.Verified)
	is := func(t *testing.T, q steps.ShowQuota, err error, limit, used int, set bool) {
		t.Helper()
		if err != nil || q != (steps.ShowQuota{Kind: realname.PersonSubject, Limit: limit, PolicyLimit: 3, Set: set, Used: used}) {
			t.Errorf("%+v, %v", q, err)
		}
	}
	full := func(t *testing.T) {
		t.Helper()
		c := w.at(w.parts(), newAccount(), x, realname.Checking)
		settled, err := w.parts().settle().Do(background, sandbox.Name, w.word(c, "msg_full", realname.Passed, ""))
		if err != nil || settled.Case.Last().State != realname.Refused || settled.Case.Last().Fault != realname.CodeQuotaExceeded {
			t.Errorf("it is %s, %v", settled.Case.Last().State, err)
		}
	}
	t.Run("RULES_A3_lowered_nothing_new_fits_and_raised_the_next_does", func(t *testing.T) {
		q, err := quota.Look(background, admin, first)
		is(t, q, err, 3, 1, false)
		q, err = quota.Do(background, admin, first, 1)
		is(t, q, err, 1, 1, true)
		full(t)
		q, err = quota.Do(background, admin, first, 2)
		is(t, q, err, 2, 1, true)
		w.at(w.parts(), newAccount(), x, realname.Verified)
		full(t)
		q, err = quota.Do(background, admin, first, 1)
		is(t, q, err, 1, 2, true)
		if len(w.holders(x)) != 2 {
			t.Error("lowering took a place away")
		}
		full(t)
		q, err = quota.Do(background, admin, first, 0)
		is(t, q, err, 3, 2, false)
		w.at(w.parts(), newAccount(), x, realname.Verified)
		full(t)
	})
	t.Run("RULES_A3_nobody_to_set_it_for", func(t *testing.T) {
		_, err := quota.Do(background, admin, "acct_unseen", 5)
		refused(t, err, realname.CodeAccountNotVerified)
		_, err = quota.Do(background, admin, "no account", 5)
		refused(t, err, realname.CodeAccountNotFound)
		open := newAccount()
		w.at(w.parts(), open, w.person("诸葛亮"), realname.Filling)
		_, err = quota.Do(background, admin, open, 5)
		refused(t, err, realname.CodeAccountNotVerified)
		for _, limit := range []int{-1, 1001} {
			if _, err := quota.Do(background, admin, first, limit); !errors.Is(err, realname.Refuse(realname.CodeFieldInvalid)) {
				t.Errorf("%d: %v", limit, err)
			}
		}
	})
}
