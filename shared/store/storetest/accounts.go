package storetest

import (
	"testing"

	"shiming/shared/realname"
	"shiming/shared/steps"
)

var accounts = []test{
	{"an_account_changes_only_from_the_Rev_that_was_read", func(t *testing.T, h Harness) {
		account := NewAccountID()
		mustRefuse(t, h.Store, Open(account, 1), steps.ErrConflict) // never seen has Rev 0
		first := mustCommit(t, h.Store, Open(account, 0))
		mustRefuse(t, h.Store, Open(account, 0), steps.ErrConflict) // seen by now
		mustRefuse(t, h.Store, Open(account, 2), steps.ErrConflict) // ahead
		mustCommit(t, h.Store, Open(account, 1))
		mustRefuse(t, h.Store, Release(first, 1, Seat(NewSubjectKey(), account, 3)), steps.ErrConflict)
	}},

	{"RULES_A1_a_change_of_an_account_changes_what_it_names", func(t *testing.T, h Harness) {
		account, subject := NewAccountID(), NewSubjectKey()
		opening := Open(account, 0)
		c := mustCommit(t, h.Store, opening)
		want := opening.Account.Apply(realname.Account{})
		seat := Seat(subject, account, 3)
		other := realname.NewCaseID()
		for _, step := range []struct {
			what   string
			change realname.AccountChange
			take   *realname.Seat
			give   *realname.Seat
		}{
			{"nothing but the open case", realname.AccountChange{}, nil, nil},
			{"verified", realname.AccountChange{Identity: identity(c, subject)}, &seat, nil},
			{"another case opened, the identity stays", realname.AccountChange{OpenCase: other, OpenUntil: began}, nil, nil},
			{"another day's tally", realname.AccountChange{Opened: &realname.Tally{Day: "2025-11-21", Count: 1}}, nil, nil},
			{"released, the tally stays", realname.AccountChange{Clear: true}, nil, &seat},
			{"verified again", realname.AccountChange{Identity: identity(c, subject)}, &seat, nil},
			{"asked to be verified again by a day", realname.AccountChange{OpenCase: other, OpenUntil: began, Restrict: began}, nil, nil},
			{"what changes something else leaves that", realname.AccountChange{Opened: &realname.Tally{Day: "2025-11-22", Count: 2}}, nil, nil},
			{"another day for it", realname.AccountChange{Restrict: began.AddDate(0, 0, 15)}, nil, nil},
			{"taken back", realname.AccountChange{Lift: true}, nil, nil},
			{"asked again", realname.AccountChange{Restrict: began}, nil, nil},
			{"lifted by being verified", realname.AccountChange{Identity: identity(c, subject), Restrict: began}, &seat, nil},
			{"asked once more", realname.AccountChange{Restrict: began}, nil, nil},
			{"lifted by being released", realname.AccountChange{Clear: true}, nil, &seat},
			{"asked of an unverified one", realname.AccountChange{Restrict: began}, nil, nil},
			{"lifted whatever else is said", realname.AccountChange{Lift: true, Restrict: began}, nil, nil},
		} {
			step.change.ID, step.change.Rev = account, want.Rev
			commit := Fill(c)
			commit.Account, commit.Take, commit.Give = &step.change, step.take, step.give
			c = mustCommit(t, h.Store, commit)
			want = step.change.Apply(want)
			got, err := h.Store.Account(t.Context(), account)
			if err != nil {
				t.Fatal(err)
			}
			same(t, step.what, got, want)
		}
	}},
}
