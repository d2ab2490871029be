package steps_test

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"shiming/shared/realname"
	"shiming/shared/sandbox/phone"
	"shiming/shared/steps"
	"shiming/shared/telling"
)

// letterbox keeps what was sent to whom, once for each key.
type letterbox struct {
	*outbox
	mu sync.Mutex
	to map[string]string // by key
}

func newLetterbox() *letterbox { return &letterbox{outbox: &outbox{}, to: map[string]string{}} }

func (l *letterbox) told(m telling.Message) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.to[m.Key] = m.To
}

// reached lists who was told of the event, sorted.
func (l *letterbox) reached(e realname.EventID) (all []string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for key, to := range l.to {
		if strings.HasPrefix(key, string(e)) {
			all = append(all, to)
		}
	}
	slices.Sort(all)
	return all
}

// TestTellingOfAChange: the old subject is told when a change starts and when it is done, though the contact of the
// account was replaced meanwhile (RULES D1, G1).
func TestTellingOfAChange(t *testing.T) {
	const thief = "13700000001"
	type scene struct {
		*world
		account realname.AccountID
		from    realname.Person
		c       realname.Case
		box     *letterbox
		k       teller
	}
	begin := func(w *world, c *calls) *scene {
		s := &scene{world: w, account: newAccount(), from: w.person("欧阳修"), box: newLetterbox()}
		s.box.fail = func(m telling.Message) error { s.box.told(m); return nil }
		s.k = w.teller(c, s.box, s.box, s.box, &outbox{})
		w.contact(s.account, toldPhone, toldEmail, "", telling.Chinese)
		s.c = w.handsOver(w.parts(), s.account, s.from)
		return s
	}
	// carry carries out what the events of the case from the version on ask for.
	carry := func(s *scene, from int) {
		s.k.dispatch(s.world, eventsOf(s.load(s.c.ID))[from:]...)
		s.k.drain(s.world)
	}
	done := func(s *scene) realname.Case {
		p, ask := s.parts(), holder(s.account)
		word := func(c realname.Case, id string) realname.Case {
			settled, err := p.settle().Do(background, sandbox.Name, s.word(c, id, realname.Passed, ""))
			return s.must(settled.Case, err)
		}
		c := word(s.must(p.start().Do(background, ask, s.c.ID, baseURL)), "msg_old")
		next := steps.PersonEntry{Person: s.person("诸葛亮"), Consents: s.agreed("take_over")}
		c = s.must(p.fill().Do(background, ask, c.ID, func(realname.Case) (steps.Entry, error) { return next, nil }))
		c = s.must(p.choose().Do(background, ask, c.ID, realname.Face, steps.Means{}))
		c = word(s.must(p.start().Do(background, ask, c.ID, baseURL)), "msg_new")
		if c.Last().State != realname.Verified {
			s.t.Fatalf("it is %s", c.Last().State)
		}
		return c
	}
	t.Run("RULES_D1_RULES_G1_the_end_goes_to_the_contact_of_the_beginning_too", func(t *testing.T) {
		s := begin(newWorld(t), &calls{})
		carry(s, 0)
		if got := s.box.reached(s.c.Last().ID); !slices.Equal(got, []string{toldPhone, toldEmail}) {
			t.Fatalf("of the beginning %v are told", got)
		}
		s.contact(s.account, thief, toldEmail, "", telling.English)
		c := done(s)
		carry(s, 1)
		// The address that is the same is told once.
		if got := s.box.reached(c.Last().ID); !slices.Equal(got, []string{thief, toldPhone, toldEmail}) {
			t.Errorf("of the end %v are told", got)
		}
		if all := s.messagesOf(s.account); len(all) != 3 { // that it began, who takes it, that it ended
			t.Errorf("%d messages on the site", len(all))
		}
	})
	t.Run("RULES_D7_RULES_G1_that_it_expired_too", func(t *testing.T) {
		s := begin(newWorld(t), &calls{})
		carry(s, 0)
		s.contact(s.account, thief, "", "", telling.English)
		s.wait(handsOverFor)
		if err := (steps.KeepDeadline{Base: s.parts().Base}).Do(background, s.c.ID, s.c.Deadline()); err != nil {
			t.Fatal(err)
		}
		carry(s, 1)
		if got := s.box.reached(s.load(s.c.ID).Last().ID); !slices.Equal(got, []string{thief, toldPhone, toldEmail}) {
			t.Errorf("%v are told", got)
		}
	})
	t.Run("RULES_G1_without_a_contact_at_the_beginning_only_the_present_one_is_told", func(t *testing.T) {
		w := newWorld(t)
		s := &scene{world: w, account: newAccount(), from: w.person("欧阳修"), box: newLetterbox()}
		s.box.fail = func(m telling.Message) error { s.box.told(m); return nil }
		s.k = w.teller(&calls{}, s.box, s.box, s.box, &outbox{})
		s.c = w.handsOver(w.parts(), s.account, s.from)
		carry(s, 0)
		s.contact(s.account, toldPhone, "", "", telling.Chinese)
		c := done(s)
		carry(s, 1)
		if got := s.box.reached(c.Last().ID); !slices.Equal(got, []string{toldPhone}) {
			t.Errorf("%v are told", got)
		}
	})
	t.Run("RULES_F1_RULES_G1_the_owner_of_a_released_account_is_told_by_every_channel", func(t *testing.T) {
		w := newWorld(t)
		loser, _, _, c := w.claimed()
		w.contact(loser, toldPhone, toldEmail, toldOpenID, telling.BothLanguages)
		c = w.must(w.parts().decides().Do(background, byReviewer("reviewer-1"), c.ID, realname.Approve, against(c, loser)))
		if err := steps.ReleaseAppealed(w.parts().Base)(background, c); err != nil {
			t.Fatal(err)
		}
		box := newLetterbox()
		box.fail = func(m telling.Message) error { box.told(m); return nil }
		hook := &outbox{}
		var posted []string
		hook.fail = func(m telling.Message) error { posted = append(posted, m.Body); return nil }
		k := w.teller(&calls{}, box, box, box, hook)
		k.dispatch(w, c)
		released := w.casesOf(loser)[0]
		k.dispatch(w, released, released)
		k.drain(w)
		if got := box.reached(released.Last().ID); !slices.Equal(got, []string{toldPhone, toldOpenID, toldEmail}) {
			t.Errorf("%v are told", got)
		}
		if all := w.messagesOf(loser); len(all) != 1 || all[0].Event != realname.Forfeited {
			t.Errorf("on the site: %+v", all)
		}
		// The platform is told of both cases.
		for _, said := range []string{`"type":"case.upheld"`, `"type":"case.released"`, `"code":"released_by_appeal"`} {
			if len(posted) != 2 || !strings.Contains(strings.Join(posted, "\n"), said) {
				t.Errorf("%s is not in %q", said, posted)
			}
		}
	})
	one, sound := begin(newWorld(t), &calls{}), &calls{}
	one.must(one.parts().cancel().Do(background, byPlatform(), one.c.ID))
	run := func(t *testing.T, c *calls) {
		one.t = t
		s := &scene{world: one.world, account: newAccount(), box: newLetterbox()}
		s.at(s.parts(), s.account, s.person("欧阳修"), realname.Verified)
		s.cool()
		s.box.fail = func(m telling.Message) error { s.box.told(m); return nil }
		s.k = s.teller(c, s.box, s.box, s.box, &outbox{})
		s.contact(s.account, toldPhone, toldEmail, "", telling.Chinese)
		s.c = s.must(s.parts().open().Do(background, holder(s.account), s.account, realname.Opening{Kind: realname.PersonToPerson, Consents: s.agreed("give")}))
		carry(s, 0)
		s.contact(s.account, thief, "", "", telling.English)
		ended := s.must(s.parts().cancel().Do(background, byPlatform(), s.c.ID))
		carry(s, 1)
		if got := s.box.reached(ended.Last().ID); !slices.Equal(got, []string{thief, toldPhone, toldEmail}) {
			t.Errorf("%v are told", got)
		}
		for key, n := range s.box.sent {
			lost := c.fail > 0 && c.how.after && strings.HasPrefix(c.made[c.fail-1], "Notifier.Send")
			if n != 1 && !(lost && n == 2) {
				t.Errorf("%s came %d times", key, n)
			}
		}
	}
	t.Run("RULES_G1_nothing_fails", func(t *testing.T) { run(t, sound) })
	for k, call := range sound.made {
		for _, how := range failures[:2] { // before and after
			t.Run(fmt.Sprintf("RULES_G1_%d_%s_%s", k+1, strings.ReplaceAll(call, " ", "_"), how.name), func(t *testing.T) {
				run(t, &calls{fail: k + 1, how: how})
			})
		}
	}
}
