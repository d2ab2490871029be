package steps_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"shiming/shared/identity"
	"shiming/shared/realname"
	"shiming/shared/steps"
)

func (p parts) find() steps.FindCases {
	return steps.FindCases{Base: p.Base, Records: p.records, Keys: p.keys}
}

// listAll carries out what puts cases on the list of all, twice: handed over again it changes nothing.
func (w *world) listAll() {
	w.t.Helper()
	for range 2 {
		for _, c := range w.pending() {
			if err := steps.ListCase(w.store)(background, c); err != nil {
				w.t.Fatal(err)
			}
		}
	}
}

// found are the cases that the filter holds, pages of that many at a time.
func (w *world) found(f steps.CaseFilter, limit int) (all []realname.CaseID) {
	w.t.Helper()
	for cursor := ""; ; {
		page, next, err := w.parts().find().List(background, f, cursor, limit)
		if err != nil || len(page) > limit {
			w.t.Fatalf("%+v: %d, %v", f, len(page), err)
		}
		for _, c := range page {
			all = append(all, c.ID)
		}
		if cursor = next; cursor == "" {
			return all
		}
	}
}

// RULES H1: who runs the service finds cases of any account, by what they are and how they stand, and when they were opened.
func TestRULES_H1_cases_across_accounts(t *testing.T) {
	w := newWorld(t)
	var cases []realname.Case // the newest first
	for i := range 7 {
		state := []realname.State{realname.Filling, realname.Checking, realname.Verified}[i%3]
		cases = append([]realname.Case{w.at(w.parts(), newAccount(), w.person("欧阳修"), state)}, cases...)
		w.wait(time.Hour)
	}
	w.listAll()
	pick := func(some ...int) (all []realname.CaseID) {
		for _, i := range some {
			all = append(all, cases[i].ID)
		}
		return all
	}
	for name, c := range map[string]struct {
		filter steps.CaseFilter
		want   []realname.CaseID
	}{
		"all":             {steps.CaseFilter{}, pick(0, 1, 2, 3, 4, 5, 6)},
		"kind":            {steps.CaseFilter{Kind: realname.PersonalVerification}, pick(0, 1, 2, 3, 4, 5, 6)},
		"another kind":    {steps.CaseFilter{Kind: realname.Appeal}, nil},
		"verified":        {steps.CaseFilter{Status: realname.StatusVerified}, pick(1, 4)},
		"method":          {steps.CaseFilter{Method: realname.WeChatScan}, pick(1, 2, 4, 5)},
		"another method":  {steps.CaseFilter{Method: realname.Face}, nil},
		"both":            {steps.CaseFilter{Method: realname.WeChatScan, Status: realname.StatusVerified}, pick(1, 4)},
		"since":           {steps.CaseFilter{Since: cases[2].OpenedAt()}, pick(0, 1, 2)},
		"until":           {steps.CaseFilter{Until: cases[2].OpenedAt()}, pick(3, 4, 5, 6)},
		"a range":         {steps.CaseFilter{Since: cases[4].OpenedAt(), Until: cases[1].OpenedAt()}, pick(2, 3, 4)},
		"an empty range":  {steps.CaseFilter{Since: cases[1].OpenedAt(), Until: cases[4].OpenedAt()}, nil},
		"of them, those":  {steps.CaseFilter{Since: cases[4].OpenedAt(), Status: realname.StatusVerified}, pick(1, 4)},
		"of the far past": {steps.CaseFilter{Until: noon.AddDate(-50, 0, 0)}, nil},
	} {
		for _, limit := range []int{1, 2, 3, 100} {
			if got := w.found(c.filter, limit); !slices.Equal(got, c.want) {
				t.Errorf("%s, %d a page: %v, want %v", name, limit, got, c.want)
			}
		}
	}
	t.Run("a_page_is_two_reads", func(t *testing.T) {
		for _, f := range []steps.CaseFilter{{}, {Status: realname.StatusVerified}} {
			c := &calls{}
			if _, _, err := w.parts().through(c).find().List(background, f, "", 5); err != nil || len(c.made) != 2 {
				t.Errorf("%v, %v", c.made, err)
			}
		}
	})
	t.Run("THREATS_X5_not_of_the_other_mode", func(t *testing.T) {
		p := w.parts()
		p.Store = steps.InMode(w.store, true)
		if all, next, err := p.find().List(background, steps.CaseFilter{}, "", 100); err != nil || len(all) != 0 || next != "" {
			t.Errorf("%d, %q, %v", len(all), next, err)
		}
	})
}

// A page looks at a hundred cases at most, and goes on from there.
func TestRULES_H1_a_page_of_cases_is_bounded(t *testing.T) {
	w := newWorld(t)
	found := w.at(w.parts(), newAccount(), w.person("欧阳修"), realname.Choosing)
	for range 120 {
		w.wait(time.Second)
		if _, err := w.parts().open().Do(background, holder(newAccount()), realname.AccountID(fmt.Sprintf("acct_%d", accounts.Load())), realname.Opening{Kind: realname.PersonalVerification}); err != nil {
			t.Fatal(err)
		}
	}
	w.listAll()
	f := steps.CaseFilter{Status: realname.StatusExpired}
	page, next, err := w.parts().find().List(background, f, "", 5)
	if err != nil || len(page) != 0 || next == "" {
		t.Fatalf("%d, %q, %v", len(page), next, err)
	}
	if _, next, err = w.parts().find().List(background, f, next, 5); err != nil || next != "" {
		t.Fatalf("%q, %v", next, err)
	}
	all := w.found(steps.CaseFilter{}, 50)
	if len(all) != 121 || all[120] != found.ID {
		t.Errorf("%d cases", len(all))
	}
}

// THREATS Q3: who holds a number is found by its digest, whichever key it was digested with, and nothing is kept of the search.
func TestTHREATS_Q3_who_holds_a_number(t *testing.T) {
	w, old, young := rotating(t)
	x := w.person("欧阳修")
	var want []realname.AccountID
	for i, p := range []parts{old, young} {
		c := w.at(p, newAccount(), x, realname.Checking)
		if w.settled(p, c, fmt.Sprint("msg_", i)) != realname.Verified {
			t.Fatal("it is not verified")
		}
		want = append(want, c.Account)
	}
	w.at(w.parts(), newAccount(), w.person("欧阳修"), realname.Verified) // somebody else
	before := w.record(want[0], x)
	found, err := young.find().Subject(background, steps.Number{Document: x.Document})
	if err != nil || found.Kind != realname.PersonSubject || found.More || len(found.Accounts) != 2 {
		t.Fatalf("%d accounts, %v", len(found.Accounts), err)
	}
	for i, a := range found.Accounts {
		if a.ID != want[i] || strings.Contains(a.Identity.Name+a.Identity.Number, x.Document.Number()) || a.Identity.Case == "" {
			t.Errorf("%+v", a)
		}
	}
	nobody, err := identity.ParseOrganisationCode(identity.OtherCode, "ABCDE12345")
	if err != nil {
		t.Fatal(err)
	}
	if found, err = young.find().Subject(background, steps.Number{Code: nobody}); err != nil || found.Kind != realname.EnterpriseSubject || len(found.Accounts) != 0 {
		t.Errorf("%+v, %v", found, err)
	}
	if after := w.record(want[0], x); after != before {
		t.Error("a search changed something")
	}
	t.Run("what_fails_is_told", func(t *testing.T) {
		c := &calls{}
		if _, err := young.through(c).find().Subject(background, steps.Number{Document: x.Document}); err != nil {
			t.Fatal(err)
		}
		for n := range len(c.made) {
			broken := &calls{fail: n + 1, how: failures[0]}
			if _, err := young.through(broken).find().Subject(background, steps.Number{Document: x.Document}); !errors.Is(err, steps.ErrUnavailable) {
				t.Errorf("call %d: %v", n+1, err)
			}
		}
	})
}
