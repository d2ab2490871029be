package steps_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"shiming/infra/tests/pii"
	"shiming/shared/identity"
	"shiming/shared/realname"
	"shiming/shared/steps"
	"shiming/shared/vault"
	"shiming/shared/vault/sealed"
)

// swapped is a store whose cases have had their sealed form exchanged, as by somebody who can write to the database.
type swapped struct {
	steps.Store
	sealed []byte
}

func (s swapped) Case(ctx context.Context, id realname.CaseID) (realname.Case, error) {
	c, err := s.Store.Case(ctx, id)
	if f := c.Form(); f != nil {
		f.Sealed = s.sealed
	}
	return c, err
}

func TestSealedForms(t *testing.T) {
	w := newWorld(t)
	mine := w.at(w.parts(), newAccount(), w.person("欧阳修"), realname.Ready)
	x := w.person("欧阳修")
	theirs := w.at(w.parts(), newAccount(), x, realname.Ready)
	bytes := theirs.Form().Sealed

	t.Run("THREATS_Q3_a_form_opens_for_its_own_account", func(t *testing.T) {
		person, err := vault.Persons.Open(background, w.keys, theirs.Account, bytes)
		if err != nil || !person.Equal(x) {
			t.Errorf("another person, or %v", err)
		}
	})
	for name, moved := range map[string][]byte{
		"of_another_account": bytes, "tampered": append(append([]byte(nil), mine.Form().Sealed[:len(mine.Form().Sealed)-1]...), mine.Form().Sealed[len(mine.Form().Sealed)-1]^1),
		"cut": mine.Form().Sealed[:20], "empty": nil,
	} {
		t.Run("THREATS_Q3_a_form_fails_closed_"+name, func(t *testing.T) {
			if _, err := vault.Persons.Open(background, w.keys, mine.Account, moved); !errors.Is(err, sealed.ErrSealed) {
				t.Errorf("opened: %v", err)
			}
			made, p := &calls{}, w.parts()
			p.Store = swapped{p.Store, moved}
			before := w.load(mine.ID)
			_, err := p.through(made).start().Do(background, holder(mine.Account), mine.ID, baseURL)
			if !errors.Is(err, sealed.ErrSealed) || made.count("Provider.") != 0 || made.count("Store.Commit") != 0 {
				t.Errorf("started: %v, %v", made.made, err)
			}
			if !same(before, w.load(mine.ID)) {
				t.Error("the case was changed")
			}
		})
	}
	t.Run("THREATS_Q3_a_check_s_form_fails_closed_in_dispatch", func(t *testing.T) {
		started, err := w.parts().start().Do(background, holder(mine.Account), mine.ID, baseURL)
		if err != nil {
			t.Fatal(err)
		}
		started.Form().Sealed = bytes
		played := false
		d := steps.Dispatch{Effects: []steps.Effect{steps.PlayCheck(w.keys, func(context.Context, steps.CheckRequest) error { played = true; return nil })}}
		if err := d.Do(background, started); !errors.Is(err, sealed.ErrSealed) || played {
			t.Errorf("played: %t, %v", played, err)
		}
	})
}

func TestNothingStoredIsPlain(t *testing.T) {
	w := newWorld(t)
	for i, who := range pii.Adults {
		t.Run("THREATS_Q3_L1_"+strings.ReplaceAll(who.Label, " ", "_"), func(t *testing.T) {
			w.t = t
			x := w.personWith(who.Name, who.Number)
			x.Address = realname.Address{Region: realname.Text(who.Region), Detail: realname.Text(who.Address)}
			account := newAccount()
			c := w.at(w.parts(), account, x, realname.Verified)
			text := w.record(account, x)
			for k, secret := range []string{who.Name, who.Number, who.Address, who.Region, x.Birth.String()} {
				if strings.Contains(text, secret) {
					t.Errorf("secret %d of %v stands in the record", k, who)
				}
			}
			again, err := vault.Persons.Open(background, w.keys, account, c.Form().Sealed)
			if err != nil || !again.Equal(x) {
				t.Errorf("%v comes back as another person: %v", pii.Adults[i], err)
			}
		})
	}
	t.Run("RULES_B6_a_permit_comes_back_with_its_birth_date", func(t *testing.T) {
		who := pii.HongKongMacao[0]
		name, err1 := identity.ParseName(who.Name)
		document, err2 := identity.ParseDocument(identity.HKMacaoPermit, who.Number)
		if err := errors.Join(err1, err2); err != nil {
			t.Fatal(err)
		}
		x := realname.Person{Name: name, Document: document, Birth: identity.Date{Year: 1990, Month: 3, Day: 7},
			Address: realname.Address{Region: realname.Text(who.Region), Detail: realname.Text(who.Address)}}
		w.t = t
		c := w.at(w.parts(), newAccount(), x, realname.Verified)
		if again, err := vault.Persons.Open(background, w.keys, c.Account, c.Form().Sealed); err != nil || !again.Equal(x) {
			t.Errorf("another person: %v", err)
		}
	})
}
