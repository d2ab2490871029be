package steps_test

import (
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"shiming/shared/identity"
	"shiming/shared/realname"
	"shiming/shared/steps"
)

// renames is the new name of an enterprise, with the code said once more.
func renames(t testing.TB, name, code string) steps.NameDeclaration {
	t.Helper()
	parsed, err := identity.ParseEnterpriseName(name)
	if err != nil {
		t.Fatal(err)
	}
	return steps.NameDeclaration{Name: parsed, Code: realname.Text(code)}
}

const newName = "云笺数据（北京）有限公司"

var namePapers = []realname.Purpose{realname.ApplicationForm, realname.NameCertificate, realname.NewLicence}

// declaresName fills in a new name, by a form that asks the register.
func (w *world) declaresName(c realname.Case, ask steps.Ask, e steps.NameDeclaration, r steps.Register) (realname.Case, error) {
	p := w.parts()
	return steps.FillForm{Base: p.Base, Keys: p.keys, Records: p.records, Register: r}.Declare(background, ask, c.ID, entry(e))
}

// matches reports whether the account is verified under the name.
func (w *world) matches(account realname.AccountID, name string) bool {
	w.t.Helper()
	yes, err := w.parts().lookUp().NameMatches(background, holder(account).By, account, realname.Text(name))
	if err != nil {
		w.t.Fatal(err)
	}
	return yes.Matches
}

// renaming opens the change of an enterprise's name on an account of its own.
func (w *world) renaming(x realname.Enterprise) realname.Case {
	w.t.Helper()
	account := w.companyAccount(x, nil)
	w.cool()
	return w.turned(account, realname.EnterpriseName, "")
}

func TestEnterprisesOfANewName(t *testing.T) {
	w := newWorld(t)
	w.policy.Quota.Enterprise = 100
	t.Run("RULES_D8_at_once_when_the_register_confirms_it", func(t *testing.T) {
		x := w.company()
		c := w.renaming(x)
		before := w.account(c.Account).Identity
		r := &register{name: newName}
		c = w.must(w.declaresName(c, holder(c.Account), renames(t, newName, x.Code.Text()), r))
		id := w.account(c.Account).Identity
		if c.Last().State != realname.Verified || c.Last().Type != realname.RegisterConfirmed || r.asked != 1 {
			t.Fatalf("%s by %s, asked %d times", c.Last().State, c.Last().Type, r.asked)
		}
		if id.Subject != before.Subject || id.Method != before.Method || id.Number != before.Number || slices.Equal(id.NameDigest, before.NameDigest) || !id.VerifiedAt.Equal(w.now()) || !id.Commercial {
			t.Errorf("%+v", id)
		}
		if !slices.Equal(w.companySeats(x), []realname.AccountID{c.Account}) {
			t.Error("RULES A3: the subject stays, and so does its place")
		}
		if !w.matches(c.Account, newName) || w.matches(c.Account, x.Name.Text()) {
			t.Error("RULES A10: it is not verified under its new name, or still under the old one")
		}
		renamed, err := openEnterprise(w, c.Account, id.Sealed)
		if x.Name = renames(t, newName, "").Name; err != nil || !renamed.Equal(x) {
			t.Error("what is sealed is not the enterprise under its new name")
		}
	})
	for name, r := range map[string]*register{
		"does_not_list_it":    {err: steps.ErrNotFound},
		"does_not_answer":     {err: fmt.Errorf("register: %w", steps.ErrUnavailable)},
		"has_the_name_before": {name: "云笺科技（北京）有限公司"},
		"is_not_there":        nil,
	} {
		t.Run("RULES_D8_papers_and_review_when_the_register_"+name, func(t *testing.T) {
			x := w.company()
			c := w.renaming(x)
			var asked steps.Register
			if r != nil {
				asked = r
			}
			c = w.must(w.declaresName(c, holder(c.Account), renames(t, newName, x.Code.Text()), asked))
			if c.Last().State != realname.Gathering || w.matches(c.Account, newName) {
				t.Fatalf("RULES D1: %s", c.Last().State)
			}
			for n := range namePapers {
				_, err := w.hands(c, slices.Delete(slices.Clone(namePapers), n, n+1)...)
				refused(t, err, realname.CodeFieldRequired)
			}
			c = w.must(w.hands(c, namePapers...))
			u, err := w.parts().unmasks().Do(background, byReviewer("r"), c.ID, realname.UnmaskToCompare)
			if err != nil || u.Enterprise.Name.Text() != newName || !u.Present.Enterprise.Equal(x) {
				t.Errorf("a reviewer sees another: %v", err)
			}
			if c = w.approved(c); c.Last().State != realname.Verified || !w.matches(c.Account, newName) {
				t.Errorf("%s", c.Last().State)
			}
			if id := w.account(c.Account).Identity; id.Method != realname.OfficialAccount || !slices.Equal(w.companySeats(x), []realname.AccountID{c.Account}) {
				t.Errorf("%+v", id)
			}
		})
	}
	t.Run("RULES_D8_a_body_that_is_not_of_the_commercial_register_is_reviewed", func(t *testing.T) {
		x := w.companyOf(identity.OtherCode, "12345678-9")
		c := w.renaming(x)
		r := &register{name: newName}
		c = w.must(w.declaresName(c, holder(c.Account), renames(t, newName, x.Code.Text()), r))
		if c.Last().State != realname.Gathering || r.asked != 0 {
			t.Errorf("%s, asked %d times", c.Last().State, r.asked)
		}
	})
	t.Run("RULES_D8_what_is_refused", func(t *testing.T) {
		x := w.company()
		c := w.renaming(x)
		r := &register{name: "云上别家（北京）有限公司"}
		for _, code := range []string{w.company().Code.Text(), "no code", x.Code.Text()[:17] + "!"} {
			_, err := w.declaresName(c, holder(c.Account), renames(t, newName, code), r)
			refused(t, err, realname.CodeCodeDiffers)
		}
		_, err := w.declaresName(c, holder(c.Account), renames(t, x.Name.Text(), x.Code.Text()), r)
		refused(t, err, realname.CodeNothingChanges)
		if r.asked != 0 {
			t.Error("the register was asked for what is refused anyway")
		}
		_, err = w.declaresName(c, holder(c.Account), renames(t, newName, x.Code.Text()), r)
		refused(t, err, realname.CodeEnterpriseMismatch)
		_, err = w.declaresName(c, holder(c.Account), renames(t, newName, x.Code.Text()), &register{err: errors.New("broken")})
		if err == nil {
			t.Error("a register that is broken is believed")
		}
		if w.load(c.ID).Version() != c.Version() {
			t.Error("something happened")
		}
	})
	t.Run("THREATS_S1_RULES_D8_the_same_request_is_told_from_another", func(t *testing.T) {
		x := w.company()
		c := w.renaming(x)
		r := &register{name: newName}
		ask := keyed(c.Account, "k")
		first := w.must(w.declaresName(c, ask, renames(t, newName, x.Code.Text()), r))
		again := w.must(w.declaresName(c, ask, renames(t, newName, x.Code.Text()), r))
		if !same(first, again) || r.asked != 1 {
			t.Error("another answer, or asked twice")
		}
		_, err := w.declaresName(c, ask, renames(t, "云笺别名（北京）有限公司", x.Code.Text()), r)
		refused(t, err, realname.CodeIdempotencyReused)
		_, err = w.declaresName(c, ask, renames(t, newName, w.company().Code.Text()), r)
		refused(t, err, realname.CodeIdempotencyReused)
	})
	t.Run("RULES_D1_RULES_D8_withdrawn_and_expired_at_every_point", func(t *testing.T) {
		begin := func() (realname.Case, course, func() string) {
			x := w.company()
			c := w.renaming(x)
			return c, course{
				func(c realname.Case) realname.Case {
					return w.must(w.declaresName(c, holder(c.Account), renames(t, newName, x.Code.Text()), nil))
				},
				func(c realname.Case) realname.Case { return w.must(w.hands(c, namePapers...)) },
				w.approved,
			}, func() string { return fmt.Sprint(w.companySeats(x), w.matches(c.Account, newName)) }
		}
		w.each(t, begin, w.withdraws)
		w.each(t, begin, w.expires)
	})
}

func TestTheRegisterIsLookedUp(t *testing.T) {
	w := newWorld(t)
	x := w.company()
	c := w.renaming(x)
	ask := func(c realname.Case, r steps.Register, by realname.Actor) (steps.Registered, error) {
		p := w.parts()
		return steps.LookUpRegister{Base: p.Base, Keys: p.keys, Register: r}.Do(background, by, c.ID)
	}
	by := holder(c.Account).By
	t.Run("RULES_D8_the_name_that_the_register_has", func(t *testing.T) {
		got, err := ask(c, &register{name: newName}, by)
		if err != nil || got.Name.Text() != newName || !got.Changed {
			t.Errorf("%+v, %v", got, err)
		}
		if got, err = ask(c, &register{name: x.Name.Text()}, by); err != nil || got.Changed {
			t.Errorf("%+v, %v", got, err)
		}
	})
	t.Run("RULES_D8_it_does_not_know_or_does_not_answer", func(t *testing.T) {
		_, err := ask(c, &register{err: steps.ErrNotFound}, by)
		refused(t, err, realname.CodeEnterpriseNotListed)
		_, err = ask(c, &register{err: steps.ErrUnavailable}, by)
		refused(t, err, realname.CodeSourceUnavailable)
		_, err = ask(c, nil, by)
		refused(t, err, realname.CodeSourceUnavailable)
		if _, err = ask(c, &register{err: errors.New("broken")}, by); err == nil {
			t.Error("a fault is an answer")
		}
	})
	t.Run("RULES_D8_only_for_a_case_that_waits_for_it", func(t *testing.T) {
		r := &register{name: newName}
		_, err := ask(c, r, holder(newAccount()).By)
		refused(t, err, realname.CodeCaseNotFound)
		_, err = ask(w.opened(w.parts(), newAccount()), r, realname.Actor{Role: realname.Platform, ID: "p"})
		refused(t, err, realname.CodeWrongState)
		other := w.companyAccount(w.company(), nil)
		w.wait(6 * 24 * time.Hour)
		declared := w.must(w.declaresName(c, holder(c.Account), renames(t, newName, x.Code.Text()), nil))
		_, err = ask(declared, r, by)
		refused(t, err, realname.CodeWrongState)
		w.cool()
		_, err = ask(w.turned(other, realname.EnterpriseToEnterprise, ""), r, holder(other).By)
		refused(t, err, realname.CodeWrongState)
		if r.asked != 0 {
			t.Error("the register was asked all the same")
		}
	})
}

func TestNewLegalRepresentatives(t *testing.T) {
	w := newWorld(t)
	w.policy.Quota.Enterprise = 100
	old, who := partyOf(w.person("陆云笺")), partyOf(w.person("简祎"))
	open := func(c realname.Case) *realname.SealedParty { return w.account(c.Account).Identity.Representative }
	choose := func(c realname.Case, m realname.Method, p realname.Party) (realname.Case, error) {
		return w.parts().choose().Do(background, holder(c.Account), c.ID, m, steps.Means{Representative: &p})
	}
	for _, m := range []realname.Method{realname.RepresentativeWeChat, realname.RepresentativeFace} {
		for name, recorded := range map[string]*realname.Party{"instead_of_another": &old, "where_none_was_on_record": nil} {
			t.Run("RULES_D9_by_"+string(m)+"_"+name, func(t *testing.T) {
				x := w.company()
				account := w.companyAccount(x, recorded)
				w.cool()
				before := w.account(account).Identity
				if (before.Representative != nil) != (recorded != nil) {
					t.Fatal("on record is not what was proven")
				}
				c := w.turned(account, realname.LegalRepresentative, "")
				if c.Last().State != realname.Choosing {
					t.Fatalf("%s", c.Last().State)
				}
				c = w.passes(w.must(choose(c, m, who)))
				id := w.account(account).Identity
				if c.Last().State != realname.Verified || open(c) == nil || open(c).Name != who.Name.Masked() || id.Method != m {
					t.Fatalf("%s, %+v", c.Last().State, id)
				}
				if id.Subject != before.Subject || id.Name != before.Name || id.Number != before.Number || !w.matches(account, x.Name.Text()) || !slices.Equal(w.companySeats(x), []realname.AccountID{account}) {
					t.Error("the subject does not stay")
				}
			})
		}
	}
	t.Run("RULES_D9_only_with_a_code_of_the_commercial_register", func(t *testing.T) {
		account := w.companyAccount(w.companyOf(identity.RegistrationNumber, "110108001234569"), nil)
		w.cool()
		_, err := w.turning(account, realname.LegalRepresentative, "")
		refused(t, err, realname.CodeCodeMissing)
		w.turned(account, realname.EnterpriseToEnterprise, "") // which completes it
	})
	t.Run("RULES_D9_what_is_refused", func(t *testing.T) {
		account := w.companyAccount(w.company(), nil)
		c := w.turned(account, realname.LegalRepresentative, "")
		permit, err := identity.ParseDocument(identity.TaiwanPermit, "12345678")
		if err != nil {
			t.Fatal(err)
		}
		_, err = choose(c, realname.RepresentativeFace, realname.Party{Name: who.Name, Document: permit})
		refused(t, err, realname.CodeNotMainland)
		_, err = w.parts().choose().Do(background, holder(account), c.ID, realname.OfficialAccount, steps.Means{})
		refused(t, err, realname.CodeMethodNotOffered)
		_, err = w.parts().choose().Do(background, holder(account), c.ID, realname.RepresentativeFace, steps.Means{})
		refused(t, err, realname.CodeFieldRequired)
		_, err = w.parts().fill().Do(background, holder(account), c.ID, w.taking(c, w.company()))
		refused(t, err, realname.CodeWrongState)
		_, err = w.parts().back().Do(background, holder(account), c.ID)
		refused(t, err, realname.CodeWrongState)
		before := w.standing(account)
		c = w.says(w.must(choose(c, realname.RepresentativeFace, who)), realname.Failed, realname.CodeNotRepresentative)
		if c.Last().State != realname.Ready || w.standing(account) != before {
			t.Errorf("RULES D1: %s", c.Last().State)
		}
	})
	t.Run("RULES_D1_RULES_D9_withdrawn_and_expired_at_every_point", func(t *testing.T) {
		begin := func() (realname.Case, course, func() string) {
			x := w.company()
			account := w.companyAccount(x, &old)
			w.cool()
			return w.turned(account, realname.LegalRepresentative, ""), course{
				func(c realname.Case) realname.Case { return w.must(choose(c, realname.RepresentativeWeChat, who)) },
				w.passes,
			}, func() string { return fmt.Sprint(w.companySeats(x)) }
		}
		w.each(t, begin, w.withdraws)
		w.each(t, begin, w.expires)
	})
}
