package steps_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"shiming/shared/realname"
	"shiming/shared/sandbox/phone"
	"shiming/shared/steps"
)

// scene is one account on which one step is taken.
type scene struct {
	account realname.AccountID
	person  realname.Person
	before  realname.Case // zero when the step opens the case
	words   []steps.Callback
}

// deed is a step that is taken in the table of faults, with what it makes of the case when all goes well.
type deed struct {
	name    string
	from    realname.State // empty: there is no case yet
	to      realname.State
	reads   int // calls to the store when all goes well
	writes  int
	outcome realname.Outcome // of a callback
	prepare func(w *world, s *scene)
	do      func(p parts, ask steps.Ask, s *scene) (realname.Case, error)
}

var background = context.Background()

// settle takes the callback with the key's place: the same word for every request with a key, another one for every
// request without.
func settle(p parts, ask steps.Ask, s *scene) (realname.Case, error) {
	cb := s.words[0]
	if ask.Replay == nil {
		s.words = s.words[1:]
	}
	settled, err := p.settle().Do(background, sandbox.Name, cb)
	return settled.Case, err
}

var deeds = []deed{
	{name: "open", to: realname.Filling, reads: 1, writes: 1, do: func(p parts, ask steps.Ask, s *scene) (realname.Case, error) {
		return p.open().Do(background, ask, s.account, realname.Opening{Kind: realname.PersonalVerification})
	}},
	{name: "fill", from: realname.Filling, to: realname.Choosing, reads: 1, writes: 1, do: func(p parts, ask steps.Ask, s *scene) (realname.Case, error) {
		return p.fill().Do(background, ask, s.before.ID, entered(s.person))
	}},
	{name: "choose", from: realname.Choosing, to: realname.Ready, reads: 1, writes: 1, do: func(p parts, ask steps.Ask, s *scene) (realname.Case, error) {
		return p.choose().Do(background, ask, s.before.ID, realname.Face, steps.Means{})
	}},
	{name: "start", from: realname.Ready, to: realname.Checking, reads: 1, writes: 1, do: func(p parts, ask steps.Ask, s *scene) (realname.Case, error) {
		return p.start().Do(background, ask, s.before.ID, baseURL)
	}},
	{name: "back", from: realname.Checking, to: realname.Filling, reads: 1, writes: 1, do: func(p parts, ask steps.Ask, s *scene) (realname.Case, error) {
		return p.back().Do(background, ask, s.before.ID)
	}},
	{name: "cancel", from: realname.Checking, to: realname.Canceled, reads: 1, writes: 1, do: func(p parts, ask steps.Ask, s *scene) (realname.Case, error) {
		return p.cancel().Do(background, ask, s.before.ID)
	}},
	{name: "settle_passed", from: realname.Checking, to: realname.Verified, reads: 1, writes: 1, outcome: realname.Passed, do: settle},
	{name: "settle_failed", from: realname.Checking, to: realname.Ready, reads: 1, writes: 1, outcome: realname.Failed, do: settle},
	{name: "settle_noted", from: realname.Checking, to: realname.Checking, reads: 1, writes: 1, outcome: realname.Noted, do: settle},
	{name: "settle_passed_beyond_the_quota", from: realname.Checking, to: realname.Refused, reads: 1, writes: 2, outcome: realname.Passed, do: settle,
		prepare: func(w *world, s *scene) { w.fillUp(s.person, w.parts()) }},
	{name: "settle_passed_beyond_the_quota_under_another_key", from: realname.Checking, to: realname.Refused, reads: 1, writes: 3, outcome: realname.Passed, do: settle,
		prepare: func(w *world, s *scene) { w.fillUp(s.person, newestKey(w)) }},
	{name: "settle_passed_of_a_subject_under_another_key", from: realname.Checking, to: realname.Verified, reads: 1, writes: 2, outcome: realname.Passed, do: settle,
		prepare: func(w *world, s *scene) { w.at(newestKey(w), newAccount(), s.person, realname.Verified) }},
}

// newest are keys of which only the newest digest key is left, as when the others were retired.
type newest struct{ steps.Keys }

func (n newest) Digests(ctx context.Context, purpose string, value []byte) ([]string, error) {
	all, err := n.Keys.Digests(ctx, purpose, value)
	return all[:min(1, len(all))], err
}

func newestKey(w *world) parts {
	p := w.parts()
	p.keys = newest{w.keys}
	return p
}

// fillUp verifies as many accounts as the person may have.
func (w *world) fillUp(x realname.Person, p parts) {
	w.t.Helper()
	for range w.policy.Quota.Person {
		w.at(p, newAccount(), x, realname.Verified)
	}
}

// faultyWorld is one with two digest keys.
func faultyWorld(t testing.TB) *world {
	t.Helper()
	w := newWorld(t)
	if err := w.keys.RotateDigest(); err != nil {
		t.Fatal(err)
	}
	return w
}

// scene sets the stage for the deed.
func (w *world) scene(d deed) *scene {
	w.t.Helper()
	s := &scene{account: newAccount(), person: w.person("欧阳修")}
	if d.prepare != nil {
		d.prepare(w, s)
	}
	if d.from != "" {
		s.before = w.at(w.parts(), s.account, s.person, d.from)
	}
	fault := realname.Code("")
	if d.outcome != realname.Passed {
		fault = realname.CodeBankCardRequired
	}
	if d.outcome != "" {
		for i := range 4 {
			s.words = append(s.words, w.word(s.before, fmt.Sprintf("msg_%d", i), d.outcome, fault))
		}
	}
	return s
}

func (w *world) asks(s *scene, withKey bool) steps.Ask {
	if withKey {
		return keyed(s.account, "key of "+string(s.account))
	}
	return holder(s.account)
}

// now is the case that the deed is about, as it is stored; zero when there is none.
func (w *world) stored(s *scene) realname.Case {
	w.t.Helper()
	if s.before.Version() > 0 {
		return w.load(s.before.ID)
	}
	switch all := w.casesOf(s.account); len(all) {
	case 0:
		return realname.Case{}
	case 1:
		return all[0]
	default:
		w.t.Fatalf("%d cases were opened", len(all))
		return realname.Case{}
	}
}

// TestEverySideEffectFailsTwice breaks each call of each step, once before it took effect and once after, and wants:
// what is stored is as before or as after the step; whatever was answered, the same request repeated ends as if
// nothing had been broken; and with its idempotency key it gets the answer of the first.
func TestEverySideEffectFailsTwice(t *testing.T) {
	for _, d := range deeds {
		t.Run("THREATS_S1_RULES_A3_"+d.name, func(t *testing.T) {
			w := faultyWorld(t)
			counted := &calls{}
			s := w.scene(d)
			if _, err := d.do(w.parts().through(counted), w.asks(s, true), s); err != nil {
				t.Fatalf("nothing is broken, and %v", err)
			}
			if len(counted.made) < d.reads+d.writes {
				t.Fatalf("only %v went through", counted.made)
			}
			for k, call := range counted.made {
				for _, how := range failures {
					if !strings.HasPrefix(call, how.only) {
						continue
					}
					for _, withKey := range []bool{true, false} {
						t.Run(fmt.Sprintf("%d_%s_%s_key_%t", k+1, call, how.name, withKey), func(t *testing.T) {
							w.t = t
							w.breakAt(d, &calls{fail: k + 1, how: how}, withKey)
						})
					}
				}
			}
		})
	}
}

func (w *world) breakAt(d deed, broken *calls, withKey bool) {
	t := w.t
	s := w.scene(d)
	ask := w.asks(s, withKey)
	was, version := w.record(s.account, s.person), s.before.Version()
	answer, err := d.do(w.parts().through(broken), ask, s)

	happened := false
	switch got := w.stored(s); got.Version() {
	case version:
		if w.record(s.account, s.person) != was {
			t.Error("the case is as before, and something else is not")
		}
	case version + 1:
		happened = true
		if got.Last().State != d.to {
			t.Errorf("the case is %s, want %s", got.Last().State, d.to)
		}
	default:
		t.Fatalf("version %d became %d", version, got.Version())
	}
	if err == nil && (!happened || !same(answer, w.stored(s))) {
		t.Errorf("success was answered; happened: %t", happened)
	}
	if broken.how.after && broken.made[broken.fail-1] == "Store.Commit" && errors.Is(broken.how.err, steps.ErrConflict) && err != nil && happened {
		t.Errorf("the commit happened, was told as a conflict, and the step said %v", err)
	}
	w.consistent(s.account, s.person)

	again, err := d.do(w.parts(), ask, s)
	var refusal *realname.Error
	switch {
	case err == nil && again.Last().State != d.to:
		t.Errorf("repeated: the case is %s, want %s", again.Last().State, d.to)
	case err != nil && (withKey || !happened || !errors.As(err, &refusal)):
		t.Errorf("repeated: %v", err)
	}
	end := w.stored(s)
	if most := version + 1; end.Last().State != d.to || withKey && end.Version() != most || end.Version() > most+1 {
		t.Errorf("in the end the case is %s at version %d, want %s at %d", end.Last().State, end.Version(), d.to, most)
	}
	if withKey {
		third, err := d.do(w.parts(), ask, s)
		if err != nil || !same(third, again) || answer.Version() > 0 && !same(third, answer) {
			t.Errorf("a third time: another answer, or %v", err)
		}
	}
	w.consistent(s.account, s.person)
	if n := len(w.holders(s.person)); d.to == realname.Refused && n != w.policy.Quota.Person || d.to == realname.Verified && !slices.Contains(w.holders(s.person), s.account) {
		t.Errorf("%d seats are taken", n)
	}
}

// same tells whether two answers are the same, to the byte.
func same(a, b realname.Case) bool {
	x, err1 := json.Marshal(a)
	y, err2 := json.Marshal(b)
	return err1 == nil && err2 == nil && string(x) == string(y)
}

// TestCallsPerStep counts what a step asks of the store when all goes well.
func TestCallsPerStep(t *testing.T) {
	w := faultyWorld(t)
	for _, d := range deeds {
		t.Run(d.name, func(t *testing.T) {
			w.t = t
			s, c := w.scene(d), &calls{}
			if _, err := d.do(w.parts().through(c), w.asks(s, true), s); err != nil {
				t.Fatal(err)
			}
			writes := c.count("Store.Commit")
			if reads := c.count("Store.") - writes; reads != d.reads || writes != d.writes {
				t.Errorf("%d reads and %d writes, want %d and %d: %v", reads, writes, d.reads, d.writes, c.made)
			}
			c = &calls{}
			if _, err := d.do(w.parts().through(c), w.asks(s, true), s); err != nil || c.count("Store.") != 1 || c.count("Store.Commit") != 0 || c.count("Provider.Begin") != 0 {
				t.Errorf("repeated with its key: %v, %v; want one read", c.made, err)
			}
		})
	}
	t.Run("questions", func(t *testing.T) {
		w.t = t
		account, x := newAccount(), w.person("欧阳修")
		id := w.at(w.parts(), account, x, realname.Verified).ID
		by := holder(account).By
		for name, ask := range map[string]func(steps.LookUp) error{
			"case":    func(l steps.LookUp) error { _, err := l.Case(background, by, id); return err },
			"account": func(l steps.LookUp) error { _, err := l.Account(background, by, account); return err },
			"cases":   func(l steps.LookUp) error { _, _, err := l.CasesOf(background, by, account, "", 10); return err },
			"name": func(l steps.LookUp) error {
				_, err := l.NameMatches(background, by, account, realname.Text(x.Name.Text()))
				return err
			},
		} {
			c := &calls{}
			if err := ask(w.parts().through(c).lookUp()); err != nil || c.count("Store.") != 1 || c.count("Keys.Open") != 0 {
				t.Errorf("%s: %v, %v; want one read, and nothing opened", name, c.made, err)
			}
		}
	})
}
