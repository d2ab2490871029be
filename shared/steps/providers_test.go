package steps_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"shiming/shared/realname"
	"shiming/shared/steps"
)

// stubborn is a provider that begins no check.
type stubborn struct {
	steps.Provider
	err error
}

func (s stubborn) Begin(context.Context, steps.CheckRequest) (string, error) { return "", s.err }

func TestStartingAtAProvider(t *testing.T) {
	w := newWorld(t)
	ready := func(t *testing.T) (*scene, realname.Case) {
		w.t = t
		s := &scene{account: newAccount(), person: w.person("欧阳修")}
		s.before = w.at(w.parts(), s.account, s.person, realname.Ready)
		return s, s.before
	}
	for name, fault := range map[string]error{
		"RULES_B3_a_fault_that_passes":    steps.ErrUnavailable,
		"RULES_B3_a_fault_of_the_person":  &realname.Error{Code: realname.CodeIDNotFound},
		"RULES_B3_a_fault_nobody_expects": errors.New("broken"),
	} {
		t.Run(name, func(t *testing.T) {
			s, c := ready(t)
			was := w.record(s.account, s.person)
			p := w.parts()
			p.provider = stubborn{p.provider, fault}
			if _, err := p.start().Do(background, holder(s.account), c.ID, baseURL); !errors.Is(err, fault) {
				t.Errorf("got %v", err)
			}
			if w.record(s.account, s.person) != was {
				t.Error("something was changed")
			}
			if _, err := w.parts().start().Do(background, holder(s.account), c.ID, baseURL); err != nil {
				t.Errorf("tried again: %v", err)
			}
		})
	}
	t.Run("RULES_A9_a_method_that_nobody_provides", func(t *testing.T) {
		s, c := ready(t)
		step := w.parts().start()
		step.Providers = nil
		_, err := step.Do(background, holder(s.account), c.ID, baseURL)
		refused(t, err, realname.CodeMethodNotOffered)
	})
	t.Run("RULES_A9_the_daily_limit_is_met_before_the_provider_is_troubled", func(t *testing.T) {
		s, c := ready(t)
		for range w.policy.ChecksPerDay {
			if _, err := w.parts().start().Do(background, holder(s.account), c.ID, baseURL); err != nil {
				t.Fatal(err)
			}
		}
		made := &calls{}
		_, err := w.parts().through(made).start().Do(background, holder(s.account), c.ID, baseURL)
		refused(t, err, realname.CodeCheckDailyLimit)
		if made.count("Provider.") != 0 || made.count("Store.Commit") != 0 {
			t.Errorf("%v", made.made)
		}
	})
	t.Run("RULES_B3_a_check_begun_twice_is_one_check", func(t *testing.T) {
		s, c := ready(t)
		first := c.NextCheck(w.policy, w.now())
		w.wait(time.Second)
		if again := w.load(c.ID).NextCheck(w.policy, w.now()); again.ID != first.ID {
			t.Errorf("%s and %s", first.ID, again.ID)
		}
		started, err := w.parts().start().Do(background, holder(s.account), c.ID, baseURL)
		if err != nil || started.Check().ID != first.ID || started.Check().URL == "" {
			t.Errorf("%v", err)
		}
	})
	t.Run("RULES_B2_a_form_can_be_filled_in_again_with_its_key_after_the_data_key_was_rotated", func(t *testing.T) {
		w.t = t
		s := w.scene(deedNamed("fill"))
		ask := w.asks(s, true)
		first, err := w.parts().fill().Do(background, ask, s.before.ID, entered(s.person))
		if err != nil {
			t.Fatal(err)
		}
		if err := w.keys.RotateData(); err != nil {
			t.Fatal(err)
		}
		if again, err := w.parts().fill().Do(background, ask, s.before.ID, entered(s.person)); err != nil || !same(again, first) {
			t.Errorf("another answer, or %v", err)
		}
	})
}
