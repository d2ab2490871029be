package steps_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"shiming/shared/realname"
	"shiming/shared/steps"
)

func TestTrackingAnAppeal(t *testing.T) {
	const wrongPhone = "13787654321"
	t.Run("RULES_F1_by_code_and_phone_as_people_type_them", func(t *testing.T) {
		w := newWorld(t)
		c := w.appeal(w.parts(), newAccount(), w.person("欧阳修"))
		code := w.query(w.parts(), c)
		typed := strings.NewReplacer("0", "o", "1", "l").Replace(strings.ToLower(strings.ReplaceAll(code, "-", " ")))
		for _, way := range [][2]string{{code, appellantPhone}, {typed, "+86 137 1234 5678"}, {strings.ReplaceAll(code, "-", ""), "137-1234-5678"}} {
			found, err := w.parts().tracks().Do(background, way[0], way[1])
			if err != nil || found.ID != c.ID {
				t.Errorf("%s: %v", way[0], err)
			}
		}
	})
	t.Run("THREATS_Q2_whatever_is_wrong_is_the_same_answer_after_the_same_calls", func(t *testing.T) {
		w := newWorld(t)
		c := w.appeal(w.parts(), newAccount(), w.person("欧阳修"))
		code := w.query(w.parts(), c)
		unknown := "0000-0000-0000"
		var made []string
		for name, way := range map[string][2]string{
			"a wrong phone":     {code, wrongPhone},
			"an unknown code":   {unknown, appellantPhone},
			"both":              {unknown, wrongPhone},
			"a malformed code":  {"x", appellantPhone},
			"an empty code":     {"", appellantPhone},
			"a very long code":  {strings.Repeat("7", 5000), appellantPhone},
			"a malformed phone": {code, "12"},
			"a foreign phone":   {code, "+1 212 555 0100"},
			"nothing":           {"", ""},
		} {
			counted := &calls{}
			_, err := w.parts().through(counted).tracks().Do(background, way[0], way[1])
			var refusal *realname.Error
			if !errors.As(err, &refusal) || *refusal != (realname.Error{Code: realname.CodeAppealNotFound}) {
				t.Errorf("%s: %v", name, err)
			}
			if made == nil {
				made = counted.made
			}
			if !slices.Equal(counted.made, made) {
				t.Errorf("%s: %v, not %v", name, counted.made, made)
			}
		}
	})
	t.Run("THREATS_Q2_five_wrong_phones_a_day_and_no_more_whatever_runs_at_once", func(t *testing.T) {
		w := newWorld(t)
		c := w.appeal(w.parts(), newAccount(), w.person("欧阳修"))
		code, track := w.query(w.parts(), c), w.parts().tracks()
		for range 20 { // who is right is not counted
			if _, err := track.Do(background, code, appellantPhone); err != nil {
				t.Fatal(err)
			}
		}
		for range 4 {
			_, err := track.Do(background, code, wrongPhone)
			refused(t, err, realname.CodeAppealNotFound)
		}
		if _, err := track.Do(background, code, appellantPhone); err != nil {
			t.Errorf("with one try left: %v", err)
		}
		var told atomic.Int32
		together(12, func(i int) {
			_, err := track.Do(background, code, fmt.Sprintf("1378765%04d", i))
			if err != nil && !errors.Is(err, realname.Refuse(realname.CodeAppealNotFound)) && !errors.Is(err, steps.ErrUnavailable) {
				t.Errorf("at once: %v", err)
			}
			if err == nil {
				told.Add(1)
			}
		})
		_, err := track.Do(background, code, appellantPhone)
		refused(t, err, realname.CodeAppealNotFound)
		w.wait(day)
		if _, err := track.Do(background, code, appellantPhone); err != nil || told.Load() != 0 {
			t.Errorf("the next day: %v", err)
		}
	})
	t.Run("RULES_F1_a_rotation_of_the_digest_key_keeps_codes", func(t *testing.T) {
		w := newWorld(t)
		account := newAccount()
		c := w.appeal(w.parts(), account, w.person("欧阳修"))
		code := w.query(w.parts(), c)
		for range 2 {
			if err := w.keys.RotateDigest(); err != nil {
				t.Fatal(err)
			}
			if found, err := w.parts().tracks().Do(background, code, appellantPhone); err != nil || found.ID != c.ID {
				t.Errorf("after a rotation: %v", err)
			}
		}
		// Declared anew, it has a code of the new key, and the one that was told before goes on.
		w.must(w.parts().back().Do(background, holder(account), c.ID))
		c = w.must(w.parts().fill().Declare(background, holder(account), c.ID, appeals(w.appealOf(w.person("欧阳修")))))
		newer := w.query(w.parts(), c)
		for _, one := range []string{code, newer} {
			if _, err := w.parts().tracks().Do(background, one, appellantPhone); err != nil {
				t.Errorf("%s: %v", one, err)
			}
		}
		if newer == code {
			t.Error("the new key derives nothing")
		}
	})
	t.Run("THREATS_I1_two_appeals_have_nothing_to_do_with_each_other", func(t *testing.T) {
		w := newWorld(t)
		a, b := w.appeal(w.parts(), newAccount(), w.person("欧阳修")), w.appeal(w.parts(), newAccount(), w.person("欧阳修"))
		codeA, codeB := w.query(w.parts(), a), w.query(w.parts(), b)
		if codeA == codeB || slices.Equal(a.Declaration().PhoneDigest, b.Declaration().PhoneDigest) {
			t.Error("two appeals look alike")
		}
		for code, want := range map[string]realname.CaseID{codeA: a.ID, codeB: b.ID} {
			if found, err := w.parts().tracks().Do(background, code, appellantPhone); err != nil || found.ID != want {
				t.Errorf("%s leads to %s, %v", code, found.ID, err)
			}
		}
	})
}

// TestTrackingThatFails breaks each call of a right and of a wrong look: it fails, or says the same as ever.
func TestTrackingThatFails(t *testing.T) {
	w := newWorld(t)
	c := w.appeal(w.parts(), newAccount(), w.person("欧阳修"))
	code := w.query(w.parts(), c)
	for name, phone := range map[string]string{"right": appellantPhone, "wrong": "13787654321"} {
		sound := &calls{}
		_, _ = w.parts().through(sound).tracks().Do(background, code, phone)
		for k, call := range sound.made {
			for _, how := range failures {
				if !strings.HasPrefix(call, how.only) {
					continue
				}
				t.Run(fmt.Sprintf("RULES_F1_%s_%d_%s_%s", name, k+1, call, how.name), func(t *testing.T) {
					w.wait(day)
					_, err := w.parts().through(&calls{fail: k + 1, how: how}).tracks().Do(background, code, phone)
					if err == nil || errors.As(err, new(*realname.Error)) {
						t.Errorf("it failed and said %v", err)
					}
					found, err := w.parts().tracks().Do(background, code, phone)
					if name == "right" && (err != nil || found.ID != c.ID) {
						t.Errorf("then %v", err)
					}
					if name == "wrong" {
						refused(t, err, realname.CodeAppealNotFound)
					}
				})
			}
		}
	}
}
