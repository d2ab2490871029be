package steps_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"shiming/shared/realname"
	"shiming/shared/sandbox/phone"
	"shiming/shared/steps"
)

// pending are the events that the store has to hand over, as the cases that they left.
func (w *world) pending() []realname.Case {
	w.t.Helper()
	all, err := w.store.Pending(background, 0, 1000)
	if err != nil {
		w.t.Fatal(err)
	}
	var cases []realname.Case
	for _, p := range all {
		cases = append(cases, p.Case)
	}
	return cases
}

func TestDispatch(t *testing.T) {
	for _, row := range []struct {
		name   string // a magic name of the sandbox
		events int    // that its playing makes
		end    realname.State
	}{
		{"甄通过", 1, realname.Verified}, {"拒授权", 1, realname.Ready}, {"欧阳修", 0, realname.Checking},
	} {
		t.Run("THREATS_W1_handed_over_at_least_once_it_counts_once_"+string(row.end), func(t *testing.T) {
			w := newWorld(t)
			d := steps.Dispatch{Effects: []steps.Effect{steps.PlayCheck(w.keys, w.box.Auto)}}
			x := w.person(row.name)
			started := w.at(w.parts(), newAccount(), x, realname.Checking)
			for range 3 {
				for _, c := range w.pending() {
					if err := d.Do(background, c); err != nil {
						t.Fatal(err)
					}
				}
			}
			together(8, func(int) {
				if err := d.Do(background, started); err != nil {
					t.Errorf("at once: %v", err)
				}
			})
			if end := w.load(started.ID); end.Version() != started.Version()+row.events || end.Last().State != row.end {
				t.Errorf("%d events later the case is %s", end.Version()-started.Version(), end.Last().State)
			}
			w.consistent(started.Account, x)
		})
	}
	t.Run("THREATS_W1_an_event_of_long_ago_changes_nothing", func(t *testing.T) {
		w := newWorld(t)
		d := steps.Dispatch{Effects: []steps.Effect{steps.PlayCheck(w.keys, w.box.Auto)}}
		started := w.at(w.parts(), newAccount(), w.person("甄通过"), realname.Checking)
		newer, err := w.parts().start().Do(background, holder(started.Account), started.ID, baseURL)
		if err != nil {
			t.Fatal(err)
		}
		if err := d.Do(background, started); err != nil || !same(newer, w.load(started.ID)) {
			t.Errorf("the case was changed, or %v", err)
		}
		if err := d.Do(background, newer); err != nil || w.load(started.ID).Last().State != realname.Verified {
			t.Errorf("the newer one: %v", err)
		}
	})
	t.Run("only_a_check_that_started_asks_for_something", func(t *testing.T) {
		w := newWorld(t)
		broken := errors.New("was asked")
		d := steps.Dispatch{Effects: []steps.Effect{steps.PlayCheck(w.keys, func(context.Context, steps.CheckRequest) error { return broken })}}
		c := w.at(w.parts(), newAccount(), w.person("欧阳修"), realname.Verified)
		for version := 1; version <= c.Version(); version++ {
			then := c.AsOf(version)
			err := d.Do(background, then)
			if asked := errors.Is(err, broken); asked != (then.Last().Type == realname.CheckStarted) {
				t.Errorf("%s: %v", then.Last().Type, err)
			}
			if err != nil && !strings.Contains(err.Error(), string(then.Last().ID)) {
				t.Errorf("the error does not name the event: %v", err)
			}
			if err := steps.PlayCheck(w.keys, nil)(background, then); err != nil {
				t.Errorf("without a sandbox: %v", err)
			}
		}
	})
}

// TestDispatchThatFails breaks each call on the way of a played check, before and after it takes effect, and hands the
// event over again as long as it is not carried out.
func TestDispatchThatFails(t *testing.T) {
	w := newWorld(t)
	run := func(t *testing.T, c *calls) error {
		w.t = t
		p := w.parts().through(c)
		box, err := sandbox.New(sandbox.Options{Secret: secret, Clock: w.now, Deliver: func(ctx context.Context, cb steps.Callback) error {
			_, err := p.settle().Do(ctx, sandbox.Name, cb)
			return err
		}})
		if err != nil {
			t.Fatal(err)
		}
		x := w.person("待绑卡") // two words: noted, then passed
		account := newAccount()
		ready := w.at(w.parts(), account, x, realname.Choosing)
		if _, err := w.parts().choose().Do(background, holder(account), ready.ID, realname.QQScan, steps.Means{}); err != nil {
			t.Fatal(err)
		}
		started, err := w.parts().start().Do(background, holder(account), ready.ID, baseURL)
		if err != nil {
			t.Fatal(err)
		}
		d := steps.Dispatch{Effects: []steps.Effect{steps.PlayCheck(p.keys, box.Auto)}}
		first := d.Do(background, started)
		if first != nil {
			if err := d.Do(background, started); err != nil {
				t.Errorf("handed over again: %v", err)
			}
		}
		if end := w.load(ready.ID); end.Version() != started.Version()+2 || end.Last().State != realname.Verified {
			t.Errorf("%d events later the case is %s", end.Version()-started.Version(), end.Last().State)
		}
		w.consistent(account, x)
		return first
	}
	sound := &calls{}
	if err := run(t, sound); err != nil || len(sound.made) < 7 {
		t.Fatalf("%v, %v", sound.made, err)
	}
	for k, call := range sound.made {
		for _, how := range failures {
			if strings.HasPrefix(call, how.only) {
				t.Run(fmt.Sprintf("THREATS_W1_%d_%s_%s", k+1, call, how.name), func(t *testing.T) {
					_ = run(t, &calls{fail: k + 1, how: how})
				})
			}
		}
	}
}
