package steps_test

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"shiming/shared/realname"
	"shiming/shared/sandbox/phone"
	"shiming/shared/steps"
)

// rival is a store to which somebody else comes just before a commit.
type rival struct {
	steps.Store
	times   int // how often
	act     func()
	commits int
}

func (r *rival) Commit(ctx context.Context, c realname.Commit) error {
	r.commits++
	if r.commits <= r.times {
		r.act()
	}
	return r.Store.Commit(ctx, c)
}

func (w *world) against(times int, act func()) (parts, *rival) {
	p := w.parts()
	r := &rival{Store: p.Store, times: times, act: act}
	p.Store = r
	return p, r
}

func TestLostRaces(t *testing.T) {
	w := newWorld(t)
	sound := w.parts()
	must := func(_ realname.Case, err error) {
		w.t.Helper()
		if err != nil {
			w.t.Fatalf("the rival: %v", err)
		}
	}
	canceled := func(s *scene) { must(sound.cancel().Do(background, holder(s.account), s.before.ID)) }
	back := func(s *scene) { must(sound.back().Do(background, holder(s.account), s.before.ID)) }
	proven := func(s *scene) {
		settled, err := sound.settle().Do(background, sandbox.Name, w.word(s.before, "msg_rival", realname.Passed, ""))
		must(settled.Case, err)
	}
	opened := func(s *scene) {
		must(sound.open().Do(background, holder(s.account), s.account, realname.Opening{Kind: realname.PersonalVerification}))
	}
	for name, row := range map[string]struct {
		deed  string
		rival func(*scene)
		end   realname.State
	}{
		"open_and_somebody_opens":         {"open", opened, realname.Filling},
		"fill_and_somebody_cancels":       {"fill", canceled, realname.Canceled},
		"choose_and_somebody_goes_back":   {"choose", back, realname.Filling},
		"start_and_somebody_goes_back":    {"start", back, realname.Filling},
		"back_and_the_proof_arrives":      {"back", proven, realname.Verified},
		"cancel_and_the_proof_arrives":    {"cancel", proven, realname.Verified},
		"back_and_somebody_cancels_first": {"back", canceled, realname.Canceled},
	} {
		for _, withKey := range []bool{true, false} {
			t.Run(fmt.Sprintf("THREATS_S1_%s_key_%t", name, withKey), func(t *testing.T) {
				w.t = t
				d := deedNamed(row.deed)
				s := w.scene(d)
				p, _ := w.against(1, func() { row.rival(s) })
				answer, err := d.do(p, w.asks(s, withKey), s)
				refused(t, err, realname.CodeConflict)
				if answer.Version() != 0 {
					t.Error("the loser was given a case")
				}
				if end := w.stored(s); end.Last().State != row.end {
					t.Errorf("the case is %s, want %s", end.Last().State, row.end)
				}
				w.consistent(s.account, s.person)
			})
		}
	}
	for name, row := range map[string]struct {
		rival   func(*scene)
		counted bool
		ignored realname.Code
		end     realname.State
	}{
		"canceled_meanwhile": {canceled, false, realname.CodeWrongState, realname.Canceled},
		"back_meanwhile":     {back, false, realname.CodeWrongState, realname.Filling},
		"proven_meanwhile":   {proven, false, realname.CodeWrongState, realname.Verified},
		"noted_meanwhile": {func(s *scene) {
			settled, err := sound.settle().Do(background, sandbox.Name, w.word(s.before, "msg_rival", realname.Noted, realname.CodeBankCardRequired))
			must(settled.Case, err)
		}, true, "", realname.Verified},
	} {
		t.Run("THREATS_W1_a_callback_is_decided_anew_"+name, func(t *testing.T) {
			w.t = t
			s := w.scene(deedNamed("settle_passed"))
			p, _ := w.against(1, func() { row.rival(s) })
			got, err := p.settle().Do(background, sandbox.Name, s.words[0])
			if err != nil || got.Counted != row.counted || got.Ignored != row.ignored || got.Case.Last().State != row.end {
				t.Errorf("counted %t, ignored for %q, %s, %v", got.Counted, got.Ignored, got.Case.Last().State, err)
			}
			w.consistent(s.account, s.person)
		})
	}
	t.Run("THREATS_W1_a_callback_that_always_loses_is_to_be_sent_again", func(t *testing.T) {
		w.t = t
		s := w.scene(deedNamed("settle_passed"))
		n := 0
		p, r := w.against(1000, func() {
			n++
			settled, err := sound.settle().Do(background, sandbox.Name, w.word(s.before, fmt.Sprint("msg_rival_", n), realname.Noted, realname.CodeBankCardRequired))
			must(settled.Case, err)
		})
		if _, err := p.settle().Do(background, sandbox.Name, s.words[0]); !errors.Is(err, steps.ErrUnavailable) || r.commits != 5 {
			t.Errorf("%v after %d tries, want unavailable after 5", err, r.commits)
		}
		if got, err := sound.settle().Do(background, sandbox.Name, s.words[0]); err != nil || !got.Counted {
			t.Errorf("sent again: counted %t, %v", got.Counted, err)
		}
		w.consistent(s.account, s.person)
	})
	t.Run("THREATS_W1_RULES_B11_a_full_quota_is_told_though_the_case_changed_meanwhile", func(t *testing.T) {
		w.t = t
		s := w.scene(deedNamed("settle_passed_beyond_the_quota"))
		p, r := w.against(2, func() {})
		r.act = func() { // the second commit is the refusal
			if r.commits == 2 {
				settled, err := sound.settle().Do(background, sandbox.Name, w.word(s.before, "msg_rival", realname.Noted, realname.CodeBankCardRequired))
				must(settled.Case, err)
			}
		}
		got, err := p.settle().Do(background, sandbox.Name, s.words[0])
		if err != nil || got.Case.Last().State != realname.Refused || len(got.Case.Holders()) != 3 {
			t.Errorf("%s, %v", got.Case.Last().State, err)
		}
		w.consistent(s.account, s.person)
	})
}

func deedNamed(name string) deed {
	for _, d := range deeds {
		if d.name == name {
			return d
		}
	}
	panic("no deed is called " + name)
}

func TestTheSameRequestAtOnce(t *testing.T) {
	const many = 8
	w := faultyWorld(t)
	for _, d := range deeds {
		t.Run("THREATS_S1_with_a_key_all_get_one_answer_"+d.name, func(t *testing.T) {
			w.t = t
			s := w.scene(d)
			answers, errs := make([]realname.Case, many), make([]error, many)
			together(many, func(i int) { answers[i], errs[i] = d.do(w.parts(), w.asks(s, true), s) })
			end := w.stored(s)
			for i := range many {
				if errs[i] != nil || !same(answers[i], end) {
					t.Errorf("request %d: another answer, or %v", i, errs[i])
				}
			}
			if end.Version() != s.before.Version()+1 || end.Last().State != d.to {
				t.Errorf("version %d became %d, %s", s.before.Version(), end.Version(), end.Last().State)
			}
			w.consistent(s.account, s.person)
		})
	}
	t.Run("RULES_A1_without_a_key_one_case_is_opened", func(t *testing.T) {
		w.t = t
		account, errs := newAccount(), make([]error, many)
		together(many, func(i int) {
			_, errs[i] = w.parts().open().Do(background, holder(account), account, realname.Opening{Kind: realname.PersonalVerification})
		})
		won := 0
		for _, err := range errs {
			if err == nil {
				won++
			} else if !errors.Is(err, realname.Refuse(realname.CodeCaseOpen)) && !errors.Is(err, realname.Refuse(realname.CodeConflict)) {
				t.Errorf("a loser is told %v", err)
			}
		}
		if won != 1 || len(w.casesOf(account)) != 1 {
			t.Errorf("%d won, %d cases", won, len(w.casesOf(account)))
		}
	})
}
