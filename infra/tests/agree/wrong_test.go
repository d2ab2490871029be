package agree_test

import (
	"context"
	"errors"
	"path/filepath"
	"testing"

	"shiming/infra/tests/agree"
	"shiming/shared/realname"
	"shiming/shared/store/sqlite"
)

// wrong is a store with a fault.
type wrong struct {
	*sqlite.Store
	fault func(realname.Commit) realname.Commit
}

func (s wrong) Commit(ctx context.Context, c realname.Commit) error {
	return s.Store.Commit(ctx, s.fault(c))
}

// The comparison has to be able to say no.
func TestAWrongEngineIsFoundOut(t *testing.T) {
	t.Parallel()
	file := func() *sqlite.Store {
		s, err := sqlite.Open(filepath.Join(t.TempDir(), "shiming.db"))
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = s.Close() })
		return s
	}
	policies := profiles(t)
	for name, fault := range map[string]func(realname.Commit) realname.Commit{
		"RULES_A3_it_gives_no_place_back":       func(c realname.Commit) realname.Commit { c.Give = nil; return c },
		"RULES_A3_it_forgets_the_other_keys":    func(c realname.Commit) realname.Commit { return otherKeys(c, nil) },
		"RULES_A3_it_has_one_place_more":        func(c realname.Commit) realname.Commit { return onePlaceMore(c) },
		"RULES_D1_a_restriction_goes_by_itself": func(c realname.Commit) realname.Commit { return lift(c) },
		"RULES_A1_it_leaves_the_account_alone":  func(c realname.Commit) realname.Commit { c.Account = nil; return c },
	} {
		for _, both := range []bool{false, true} { // found by comparing, or, where both are wrong, by the invariants
			if both && name != "RULES_A3_it_gives_no_place_back" {
				continue
			}
			t.Run(name, func(t *testing.T) {
				engines := []agree.Side{{Name: "right", Store: file()}, {Name: "wrong", Store: wrong{file(), fault}}}
				if both {
					engines[0].Store = wrong{file(), fault}
				}
				var difference *agree.Difference
				for seed := uint64(1); seed < 150; seed++ {
					_, err := agree.Run(t.Context(), "w", agree.Draw(seed), policies, engines...)
					if errors.As(err, &difference) {
						if short := agree.Shorten(t.Context(), "x", agree.Draw(seed), policies, 10, engines...); len(short.Moves) > len(agree.Draw(seed).Moves) {
							t.Error("it became longer")
						}
						return
					}
					if err != nil {
						t.Fatal(err)
					}
				}
				t.Error("not found out")
			})
		}
	}
}

func otherKeys(c realname.Commit, others []realname.SubjectKey) realname.Commit {
	if c.Take != nil {
		take := *c.Take
		take.Others, c.Take = others, &take
	}
	return c
}

func onePlaceMore(c realname.Commit) realname.Commit {
	if c.Take != nil {
		take := *c.Take
		take.Limit++
		c.Take = &take
	}
	return c
}

// lift ends a restriction with every case that ends.
func lift(c realname.Commit) realname.Commit {
	if c.Account != nil && c.Account.OpenCase == "" {
		account := *c.Account
		account.Lift, c.Account = true, &account
	}
	return c
}
