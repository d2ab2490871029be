package steps_test

import (
	"fmt"
	"slices"
	"testing"

	"shiming/shared/identity"
	"shiming/shared/realname"
	"shiming/shared/sandbox/phone"
)

// rotating is a world in which containers that know only the first digest key and containers that know a second one
// serve at once, as they do while a rotation is under way.
func rotating(t testing.TB) (w *world, old, young parts) {
	t.Helper()
	w = newWorld(t)
	old, young = w.parts(), w.parts()
	rotator := w.openKeys()
	if err := rotator.RotateDigest(); err != nil {
		t.Fatal(err)
	}
	young.keys = w.openKeys()
	return w, old, young
}

// settled brings proof to the case and returns how it ended.
func (w *world) settled(p parts, c realname.Case, id string) realname.State {
	w.t.Helper()
	s, err := p.settle().Do(background, sandbox.Name, w.word(c, id, realname.Passed, ""))
	if err != nil {
		w.t.Errorf("settle: %v", err)
	}
	return s.Case.Last().State
}

func TestRotationOfTheDigestKey(t *testing.T) {
	const many = 6
	w, old, young := rotating(t)
	for _, row := range []struct {
		name string
		form func(i int) parts // who fills in the i-th form
	}{
		{"all_before", func(int) parts { return old }},
		{"all_after", func(int) parts { return young }},
		{"before_then_after", func(i int) parts { return []parts{old, young}[i*2/many] }},
		{"after_then_before", func(i int) parts { return []parts{young, old}[i*2/many] }},
		{"one_before_then_after", func(i int) parts { return []parts{old, young}[min(i, 1)] }},
		{"one_after_then_before", func(i int) parts { return []parts{young, old}[min(i, 1)] }},
		{"in_turns", func(i int) parts { return []parts{old, young}[i%2] }},
	} {
		for _, settler := range []struct {
			name  string
			parts parts
		}{{"old", old}, {"young", young}} {
			t.Run("RULES_A3_forms_"+row.name+"_settled_by_"+settler.name, func(t *testing.T) {
				w.t = t
				x, verified := w.person("欧阳修"), 0
				var cases []realname.Case
				for i := range many {
					cases = append(cases, w.at(row.form(i), newAccount(), x, realname.Checking))
				}
				for i, c := range cases {
					if w.settled(settler.parts, c, fmt.Sprint("msg_", i)) == realname.Verified {
						verified++
					}
					w.consistent(c.Account, x)
				}
				if n := len(w.holders(x)); verified != w.policy.Quota.Person || n != verified {
					t.Errorf("%d accounts are verified on %d seats, want 3", verified, n)
				}
			})
		}
	}
}

func TestRotationWhileManySettle(t *testing.T) {
	for round := range 5 {
		t.Run(fmt.Sprintf("RULES_A3_THREATS_Q1_old_and_young_containers_at_once_%d", round), func(t *testing.T) {
			const many = 12
			w, old, young := rotating(t)
			x := w.person("欧阳修")
			var cases []realname.Case
			for i := range many {
				cases = append(cases, w.at([]parts{old, young}[i%2], newAccount(), x, realname.Checking))
			}
			ends := make([]realname.State, many)
			together(many, func(i int) { ends[i] = w.settled([]parts{young, old}[i/2%2], cases[i], fmt.Sprint("msg_", i)) })
			verified := 0
			for i, c := range cases {
				if ends[i] == realname.Verified {
					verified++
				} else if ends[i] != realname.Refused {
					t.Errorf("a case ended as %s", ends[i])
				}
				w.consistent(c.Account, x)
			}
			if n := len(w.holders(x)); verified != 3 || n != 3 {
				t.Errorf("%d accounts are verified on %d seats, want 3", verified, n)
			}
		})
	}
	t.Run("RULES_A3_the_key_is_rotated_between_form_and_proof", func(t *testing.T) {
		w := newWorld(t)
		x := w.person("欧阳修")
		var before, after []realname.Case
		for range 4 {
			before = append(before, w.at(w.parts(), newAccount(), x, realname.Checking))
		}
		for range 2 { // twice, to have three keys
			if err := w.keys.RotateDigest(); err != nil {
				t.Fatal(err)
			}
		}
		for range 4 {
			after = append(after, w.at(w.parts(), newAccount(), x, realname.Checking))
		}
		for i := range 4 {
			w.settled(w.parts(), after[i], fmt.Sprint("msg_a", i))
			w.settled(w.parts(), before[i], fmt.Sprint("msg_b", i))
		}
		if n := len(w.holders(x)); n != 3 {
			t.Errorf("%d seats are taken", n)
		}
	})
	t.Run("RULES_A3_a_subject_that_lives_under_the_new_key_alone_keeps_its_quota", func(t *testing.T) {
		w := faultyWorld(t)
		x := w.person("欧阳修")
		w.at(newestKey(w), newAccount(), x, realname.Verified)
		ends := map[realname.State]int{}
		for range 4 {
			c := w.at(w.parts(), newAccount(), x, realname.Checking)
			ends[w.settled(w.parts(), c, "msg_"+string(c.Account))]++
			w.consistent(c.Account, x)
		}
		if ends[realname.Verified] != 2 || ends[realname.Refused] != 2 {
			t.Errorf("ended as %v, want 2 more to be verified", ends)
		}
		if all := w.seats(x); len(all) != 1 {
			t.Errorf("the subject lives under %d keys", len(all))
		}
	})
}

func TestManyAccountsOfOnePerson(t *testing.T) {
	const many = 20
	w := newWorld(t)
	t.Run("RULES_A3_THREATS_Q1_exactly_three_whatever_runs_at_once", func(t *testing.T) {
		x := w.person("欧阳修")
		var all []realname.Case
		for range many {
			all = append(all, w.at(w.parts(), newAccount(), x, realname.Checking))
		}
		together(many, func(i int) {
			for range 2 { // each word twice, for the provider repeats itself
				if _, err := w.parts().settle().Do(background, sandbox.Name, w.word(all[i], fmt.Sprint("msg_", i), realname.Passed, "")); err != nil {
					t.Errorf("settle: %v", err)
				}
			}
		})
		verified := 0
		for _, c := range all {
			switch end := w.load(c.ID); end.Last().State {
			case realname.Verified:
				verified++
			case realname.Refused:
				if len(end.Holders()) != 3 {
					t.Errorf("RULES B11: %d holders are shown", len(end.Holders()))
				}
			default:
				t.Errorf("a case is %s", end.Last().State)
			}
			w.consistent(c.Account, x)
		}
		if holders := w.holders(x); verified != 3 || len(slices.Compact(holders)) != 3 {
			t.Errorf("%d are verified on %d seats", verified, len(holders))
		}
	})
	t.Run("RULES_A3_another_person_is_another_subject", func(t *testing.T) {
		w.fillUp(w.person("欧阳修"), w.parts())
		w.at(w.parts(), newAccount(), w.person("欧阳修"), realname.Verified)
	})
	t.Run("RULES_A3_THREATS_Q1_one_person_however_the_number_is_written", func(t *testing.T) {
		x := w.personWith("欧阳修", "130102197807150181")
		w.fillUp(x, w.parts())
		for _, number := range []string{"130102-19780715-0181", "１３０１０２１９７８０７１５０１８１", " 130102 19780715 0181 ", "\u202d130102197807150181\u202c"} {
			c := w.at(w.parts(), newAccount(), w.personWith("欧阳修", number), realname.Checking)
			if end := w.settled(w.parts(), c, "msg_"+string(c.Account)); end != realname.Refused {
				t.Errorf("a fourth account is %s", end)
			}
		}
	})
}

func TestNamesAcrossRotation(t *testing.T) {
	w, old, young := rotating(t)
	x := w.person("欧阳修")
	other, err := identity.ParseName("欧阳询")
	if err != nil {
		t.Fatal(err)
	}
	for name, filled := range map[string]parts{"old": old, "young": young} {
		for asked, by := range map[string]parts{"old": old, "young": young} {
			t.Run("RULES_A10_filled_by_"+name+"_asked_of_"+asked, func(t *testing.T) {
				w.t = t
				x := w.person("欧阳修")
				account := newAccount()
				ask := holder(account)
				if yes, err := by.lookUp().NameMatches(background, ask.By, account, realname.Text(x.Name.Text())); yes.Matches || err != nil {
					t.Errorf("unverified: %+v, %v", yes, err)
				}
				w.at(filled, account, x, realname.Verified)
				if yes, err := by.lookUp().NameMatches(background, ask.By, account, realname.Text(x.Name.Text())); !yes.Matches || yes.SpecialVATInvoice || err != nil {
					t.Errorf("its own name: %+v, %v", yes, err)
				}
				if yes, err := by.lookUp().NameMatches(background, ask.By, account, realname.Text(other.Text())); yes.Matches || err != nil {
					t.Errorf("another name: %+v, %v", yes, err)
				}
				_, err := by.lookUp().NameMatches(background, holder("acct_somebody").By, account, realname.Text(x.Name.Text()))
				refused(t, err, realname.CodeAccountNotFound)
			})
		}
	}
	t.Run("RULES_A10_equal_names_of_two_accounts_do_not_look_equal", func(t *testing.T) {
		w.t = t
		a, b := w.at(w.parts(), newAccount(), x, realname.Choosing), w.at(w.parts(), newAccount(), x, realname.Choosing)
		for _, digest := range a.Form().NameDigest {
			if slices.Contains(b.Form().NameDigest, digest) {
				t.Error("the same digest stands on both")
			}
		}
	})
}
