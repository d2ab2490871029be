package steps_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"shiming/shared/realname"
	"shiming/shared/steps"
	"shiming/shared/vault/sealed"
)

// oracle is a provider that is asked: it says of a check what a test has put into it.
type oracle struct {
	mu    sync.Mutex
	said  map[realname.CheckID]realname.Notice
	asked int
	err   error
	calls *calls
}

const oracleName = "oracle"

func (o *oracle) Begin(_ context.Context, r steps.CheckRequest) (steps.Begun, error) {
	return steps.Begun{URL: "https://oracle.example/", Ref: "ref of " + string(r.Check.ID)}, nil
}

func (o *oracle) Ask(_ context.Context, check realname.Check, ref string, _ time.Time) (n realname.Notice, err error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	err = o.calls.pass("Provider.Ask", func() error {
		o.asked++
		said, ok := o.said[check.ID]
		switch {
		case o.err != nil:
			return o.err
		case ref != "ref of "+string(check.ID):
			return errors.New("another reference")
		case !ok:
			return steps.ErrPending
		}
		n = said
		return nil
	})
	return n, err
}

// say makes the oracle know how the check of the case went.
func (o *oracle) say(c realname.Case, outcome realname.Outcome, fault realname.Code) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.said[c.Check().ID] = realname.Notice{ID: "answer_" + string(c.Check().ID), Check: c.Check().ID, Outcome: outcome, Fault: fault}
}

// asks is the step that asks the oracle, with its calls counted.
func (p parts) asks(o *oracle, made *calls) steps.AskCheck {
	o.calls = made
	p = p.through(made)
	return steps.AskCheck{Base: p.Base, Keys: p.keys, Records: p.records, Providers: map[string]steps.Puller{oracleName: o}}
}

// atOracle is a case with a check that the oracle is to be asked about.
func (w *world) atOracle() (*oracle, realname.Case) {
	w.t.Helper()
	o := &oracle{said: map[realname.CheckID]realname.Notice{}, calls: &calls{}}
	c := w.at(w.parts(), newAccount(), w.person("欧阳修"), realname.Ready)
	step := w.parts().start()
	step.Providers = map[realname.Method]steps.Provider{realname.WeChatScan: o}
	step.Names = map[realname.Method]string{realname.WeChatScan: oracleName}
	c, err := step.Do(background, holder(c.Account), c.ID, baseURL)
	if err != nil {
		w.t.Fatal(err)
	}
	return o, c
}

func TestCallsPerQuestion(t *testing.T) {
	w := newWorld(t)
	do := func(s steps.AskCheck, id realname.CheckID) error { _, _, err := s.Do(background, id); return err }
	hint := func(s steps.AskCheck, id realname.CheckID) error { _, err := s.Hint(background, id); return err }
	for name, row := range map[string]struct {
		do   func(steps.AskCheck, realname.CheckID) error
		say  bool
		made []string
	}{
		"asked_in_vain": {do, false, []string{"Store.Case", "Keys.Open", "Provider.Ask"}},
		"asked":         {do, true, []string{"Store.Case", "Keys.Open", "Provider.Ask", "Store.Commit"}},
		"hint_in_vain":  {hint, false, []string{"Store.Case", "Records.PutRecord", "Keys.Open", "Provider.Ask"}},
		"hint":          {hint, true, []string{"Store.Case", "Records.PutRecord", "Keys.Open", "Provider.Ask", "Store.Commit"}},
	} {
		t.Run("RULES_B5_"+name, func(t *testing.T) {
			w.t = t
			o, c := w.atOracle()
			if row.say {
				o.say(c, realname.Passed, "")
			}
			made := &calls{}
			if err := row.do(w.parts().asks(o, made), c.Check().ID); err != nil || !slices.Equal(made.made, row.made) {
				t.Errorf("%v, %v", made.made, err)
			}
			if got := w.load(c.ID).Last().State == realname.Verified; got != row.say {
				t.Errorf("verified: %t", got)
			}
		})
	}
}

func TestAskingSlowsDownUntilTheTimeIsUp(t *testing.T) {
	w := newWorld(t)
	times := func(o *oracle, c realname.Case, stop int) (at []int) {
		s, began := w.parts().asks(o, &calls{}), w.now()
		for range 100 {
			again, _, err := s.Do(background, c.Check().ID)
			if err != nil {
				t.Fatal(err)
			}
			if again.IsZero() {
				return at
			}
			if len(at) == stop {
				o.say(c, realname.Passed, "")
			}
			w.wait(again.Sub(w.now()))
			at = append(at, int(w.now().Sub(began)/time.Second))
		}
		t.Fatal("it never ends")
		return nil
	}
	want := []int{5, 20, 50, 110, 230, 530, 597, 600}
	t.Run("RULES_B5_the_times", func(t *testing.T) {
		w.t = t
		o, c := w.atOracle()
		if got := times(o, c, -1); !slices.Equal(got, want) {
			t.Errorf("asked after %v seconds, want %v", got, want)
		}
		// Its time is over: at that moment nothing is kept any more by which it could be asked about.
		ended := w.load(c.ID)
		if ended.Ref != nil || ended.Check() != nil || ended.Fault(w.now()) != realname.CodeQRExpired || ended.Last().By != realname.System {
			t.Errorf("it is %s because of %s, %d bytes of a reference are kept", ended.Last().State, ended.Fault(w.now()), len(ended.Ref))
		}
	})
	t.Run("THREATS_L1_RULES_D7_its_case_is_over_too_and_no_timer_has_rung", func(t *testing.T) {
		w.t = t
		o, c := w.atOracle()
		w.wait(c.Deadline().Sub(w.now())) // the check was begun long before: its message comes late
		again, _, err := w.parts().asks(o, &calls{}).Do(background, c.Check().ID)
		ended := w.load(c.ID)
		if err != nil || !again.IsZero() || ended.Ref != nil || ended.Last().State != realname.Expired || o.asked != 0 {
			t.Errorf("%v: it is %s, %d bytes of a reference are kept, asked %d times", err, ended.Last().State, len(ended.Ref), o.asked)
		}
		if _, _, err := w.parts().asks(o, &calls{}).Do(background, c.Check().ID); err != nil || w.load(c.ID).Version() != ended.Version() {
			t.Errorf("asked about again: %v", err)
		}
	})
	for n := range want[:len(want)-1] {
		t.Run(fmt.Sprintf("RULES_B5_a_result_that_nobody_came_back_for_is_taken_after_%d", want[n]), func(t *testing.T) {
			w.t = t
			o, c := w.atOracle()
			if got := times(o, c, n); !slices.Equal(got, want[:n+1]) {
				t.Errorf("asked after %v seconds", got)
			}
			if w.load(c.ID).Last().State != realname.Verified {
				t.Error("it was not taken")
			}
		})
	}
	t.Run("RULES_B5_the_first_question_is_queued", func(t *testing.T) {
		w.t = t
		_, c := w.atOracle()
		q := laters{}
		d := steps.Dispatch{Effects: []steps.Effect{steps.AskLater(q)}}
		for _, x := range []realname.Case{c, c, c.AsOf(3), w.at(w.parts(), newAccount(), w.person("欧阳修"), realname.Checking)} {
			if err := d.Do(background, x); err != nil {
				t.Fatal(err)
			}
		}
		if len(q) != 1 || q[c.Check().ID] != 5*time.Second {
			t.Errorf("%v", q)
		}
	})
}

// laters keeps what is queued, by how much later.
type laters map[realname.CheckID]time.Duration

func (q laters) Later(_ context.Context, check realname.CheckID, pause time.Duration) error {
	q[check] = pause
	return nil
}

func TestHints(t *testing.T) {
	w := newWorld(t)
	t.Run("THREATS_W1_however_often_it_is_opened_the_provider_is_asked_once_in_ten_seconds", func(t *testing.T) {
		w.t = t
		o, c := w.atOracle()
		was, s := w.load(c.ID), w.parts().asks(o, &calls{})
		together(100, func(int) {
			if _, err := s.Hint(background, c.Check().ID); err != nil {
				t.Error(err)
			}
		})
		if o.asked != 1 {
			t.Errorf("at once: asked %d times", o.asked)
		}
		for range 600 { // and on and on, until it ends
			w.wait(time.Second)
			if _, err := s.Hint(background, c.Check().ID); err != nil {
				t.Fatal(err)
			}
		}
		if o.asked != 60 {
			t.Errorf("in ten minutes: asked %d times", o.asked)
		}
		if !same(was, w.load(c.ID)) {
			t.Error("something was changed")
		}
	})
	t.Run("RULES_B5_asked_for_twice_it_counts_once", func(t *testing.T) {
		w.t = t
		o, c := w.atOracle()
		o.say(c, realname.Passed, "")
		s := w.parts().asks(o, &calls{})
		together(16, func(i int) {
			var err error
			if i%4 == 0 {
				_, err = s.Hint(background, c.Check().ID)
			} else {
				_, _, err = s.Do(background, c.Check().ID)
			}
			if err != nil {
				t.Errorf("%v", err)
			}
		})
		if end := w.load(c.ID); end.Version() != c.Version()+1 || end.Last().State != realname.Verified || end.Ref != nil {
			t.Errorf("%d events, %s", end.Version()-c.Version(), end.Last().State)
		}
	})
}

func TestChecksThatAreNotAskedAbout(t *testing.T) {
	w := newWorld(t)
	for name, end := range map[string]func(o *oracle, c realname.Case) (realname.CheckID, error){
		"no_check_id": func(*oracle, realname.Case) (realname.CheckID, error) { return "chk_1", nil },
		"one_of_an_unknown_case": func(*oracle, realname.Case) (realname.CheckID, error) {
			return "chk_aaaaaaaaaaaaaaaaaaaaaaaaaa_4", nil
		},
		"one_to_come": func(_ *oracle, c realname.Case) (realname.CheckID, error) { return c.Check().ID + "9", nil },
		"one_that_ended": func(o *oracle, c realname.Case) (realname.CheckID, error) {
			o.say(c, realname.Failed, realname.CodeNameMismatch)
			_, _, err := w.parts().asks(o, &calls{}).Do(background, c.Check().ID)
			return c.Check().ID, err
		},
		"one_that_was_replaced_by_one_that_pushes": func(_ *oracle, c realname.Case) (realname.CheckID, error) {
			_, err := w.parts().start().Do(background, holder(c.Account), c.ID, baseURL)
			return c.Check().ID, err
		},
		"one_that_was_left": func(_ *oracle, c realname.Case) (realname.CheckID, error) {
			_, err := w.parts().back().Do(background, holder(c.Account), c.ID)
			return c.Check().ID, err
		},
		"one_of_a_canceled_case": func(_ *oracle, c realname.Case) (realname.CheckID, error) {
			_, err := w.parts().cancel().Do(background, holder(c.Account), c.ID)
			return c.Check().ID, err
		},
		"one_past_its_time_that_was_ended": func(o *oracle, c realname.Case) (realname.CheckID, error) {
			w.wait(w.policy.CheckLife())
			o.say(c, realname.Passed, "") // too late
			if _, err := w.parts().asks(o, &calls{}).Hint(background, c.Check().ID); err != nil || o.asked > 0 {
				return "", fmt.Errorf("opened: asked %d times, %w", o.asked, err)
			}
			lost := &calls{fail: 2, how: failures[1]} // the answer of the commit
			_, _, first := w.parts().asks(o, lost).Do(background, c.Check().ID)
			if _, _, err := w.parts().asks(o, &calls{}).Do(background, c.Check().ID); err != nil {
				return "", errors.Join(first, err)
			}
			if ended := w.load(c.ID); ended.Version() != c.Version()+1 || ended.Ref != nil {
				return "", fmt.Errorf("it is at version %d", ended.Version())
			}
			return c.Check().ID, nil
		},
	} {
		t.Run("THREATS_W1_"+name, func(t *testing.T) {
			w.t = t
			o, c := w.atOracle()
			id, err := end(o, c)
			if err != nil {
				t.Fatal(err)
			}
			o.said[id] = realname.Notice{ID: "late", Check: id, Outcome: realname.Passed}
			was, asked := w.load(c.ID), o.asked
			s := w.parts().asks(o, &calls{})
			again, settled, err := s.Do(background, id)
			if err != nil || !again.IsZero() || settled.Counted {
				t.Errorf("asked: %s, %t, %v", again, settled.Counted, err)
			}
			if settled, err := s.Hint(background, id); err != nil || settled.Counted {
				t.Errorf("opened: %t, %v", settled.Counted, err)
			}
			if o.asked != asked || !same(was, w.load(c.ID)) {
				t.Errorf("asked %d times, or something was changed", o.asked-asked)
			}
		})
	}
}

func TestQuestionsThatFail(t *testing.T) {
	w := faultyWorld(t)
	for n := range 4 {
		for _, f := range failures {
			t.Run(fmt.Sprintf("THREATS_W1_call_%d_%s", n+1, f.name), func(t *testing.T) {
				w.t = t
				o, c := w.atOracle()
				o.say(c, realname.Passed, "")
				made := &calls{fail: n + 1, how: f}
				_, _, err := w.parts().asks(o, made).Do(background, c.Check().ID)
				if f.only != "" && len(made.made) > n && made.made[n] != f.only {
					return // this call cannot fail so
				}
				again, _, lastErr := w.parts().asks(o, &calls{}).Do(background, c.Check().ID)
				if lastErr != nil || !again.IsZero() {
					t.Errorf("after %v: %s, %v", err, again, lastErr)
				}
				if end := w.load(c.ID); end.Version() != c.Version()+1 || end.Last().State != realname.Verified {
					t.Errorf("%d events, %s", end.Version()-c.Version(), end.Last().State)
				}
			})
		}
	}
	t.Run("RULES_B5_a_provider_that_is_away_is_asked_again_and_spends_no_try", func(t *testing.T) {
		w.t = t
		o, c := w.atOracle()
		o.err = steps.ErrUnavailable
		again, settled, err := w.parts().asks(o, &calls{}).Do(background, c.Check().ID)
		if !errors.Is(err, steps.ErrUnavailable) || !again.Equal(w.now().Add(5*time.Second)) || settled.Case.ID != "" || !same(c, w.load(c.ID)) {
			t.Errorf("%s, %v", again, err)
		}
	})
	t.Run("RULES_B5_without_its_provider_it_is_an_error", func(t *testing.T) {
		w.t = t
		o, c := w.atOracle()
		s := w.parts().asks(o, &calls{})
		s.Providers = nil
		if _, _, err := s.Do(background, c.Check().ID); err == nil || !strings.Contains(err.Error(), oracleName) {
			t.Errorf("%v", err)
		}
	})
	t.Run("THREATS_W1_an_answer_about_another_check_is_none", func(t *testing.T) {
		w.t = t
		o, c := w.atOracle()
		o.said[c.Check().ID] = realname.Notice{ID: "x", Check: "chk_aaaaaaaaaaaaaaaaaaaaaaaaaa_4", Outcome: realname.Passed}
		if _, settled, err := w.parts().asks(o, &calls{}).Do(background, c.Check().ID); err == nil || settled.Counted || !same(c, w.load(c.ID)) {
			t.Errorf("%v", err)
		}
	})
	t.Run("THREATS_Q3_a_reference_of_another_check_asks_nobody", func(t *testing.T) {
		w.t = t
		o, c := w.atOracle()
		_, other := w.atOracle()
		p := w.parts()
		p.Store = moved{p.Store, other.Ref}
		if _, _, err := p.asks(o, &calls{}).Do(background, c.Check().ID); !errors.Is(err, sealed.ErrSealed) || o.asked != 0 {
			t.Errorf("asked %d times, %v", o.asked, err)
		}
	})
}

// moved is a store whose cases hold another's reference.
type moved struct {
	steps.Store
	ref []byte
}

func (m moved) Case(ctx context.Context, id realname.CaseID) (realname.Case, error) {
	c, err := m.Store.Case(ctx, id)
	c.Ref = m.ref
	return c, err
}
