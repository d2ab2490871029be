package steps_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"shiming/shared/realname"
	"shiming/shared/steps"
	"shiming/shared/vault"
	"shiming/shared/vault/sealed"
)

// stubborn is a provider that begins no check.
type stubborn struct {
	steps.Pusher
	err error
}

func (s stubborn) Begin(context.Context, steps.CheckRequest) (steps.Begun, error) {
	return steps.Begun{}, s.err
}

// listener keeps what a provider was asked for, and begins checks that it is asked about as ref.
type listener struct {
	steps.Pusher
	ref   string
	asked steps.CheckRequest
}

func (l *listener) Begin(_ context.Context, r steps.CheckRequest) (steps.Begun, error) {
	l.asked = r
	return steps.Begun{URL: "https://provider.example/", Ref: l.ref}, nil
}

func TestWhatAProviderIsTold(t *testing.T) {
	w := newWorld(t)
	begin := func(ref string) (*listener, realname.Case) {
		l, p := &listener{ref: ref}, w.parts()
		c := w.at(p, newAccount(), w.person("欧阳修"), realname.Ready)
		p.provider = l
		c, err := p.start().Do(background, holder(c.Account), c.ID, baseURL)
		if err != nil {
			t.Fatal(err)
		}
		return l, c
	}
	t.Run("THREATS_X11_whose_account_it_is_and_what_follows", func(t *testing.T) {
		l, c := begin("")
		if r := l.asked; r.Account != c.Account.Masked() || r.Platform != w.policy.Title || r.PurposeZH != "实名认证" || r.PurposeEN != "verification" {
			t.Errorf("%q, %q, %q, %q", r.Account, r.Platform, r.PurposeZH, r.PurposeEN)
		}
	})
	t.Run("RULES_B5_where_the_browser_comes_back_to", func(t *testing.T) {
		l, c := begin("")
		if want := baseURL + "/v1/checks/" + string(c.Check().ID) + "/return"; l.asked.ReturnURL != want {
			t.Errorf("%q", l.asked.ReturnURL)
		}
	})
	t.Run("THREATS_Q3_its_reference_is_sealed_and_bound_to_the_check", func(t *testing.T) {
		_, c := begin("biz-token")
		_, other := begin("biz-token")
		plain, err := vault.Refs.Open(background, w.keys, c.Check().ID, c.Ref)
		if err != nil || string(plain) != "biz-token" {
			t.Errorf("%q, %v", plain, err)
		}
		if _, err := vault.Refs.Open(background, w.keys, other.Check().ID, c.Ref); !errors.Is(err, sealed.ErrSealed) {
			t.Errorf("opened for another check: %v", err)
		}
		if stored := w.load(c.ID); !same(stored, c) {
			t.Error("it is not stored as it was answered")
		}
	})
	t.Run("THREATS_Q3_nothing_is_sealed_where_there_is_nothing_to_ask", func(t *testing.T) {
		if _, c := begin(""); c.Ref != nil {
			t.Errorf("%d bytes", len(c.Ref))
		}
	})
}

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
		"RULES_B3_a_fault_of_the_person":  realname.Refuse(realname.CodeIDNotFound),
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
		refused(t, err, realname.CodeMethodUnavailable)
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
