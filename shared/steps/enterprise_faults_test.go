package steps_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"shiming/shared/realname"
	"shiming/shared/steps"
)

// companyDeed is a step on an enterprise's case, with the calls it makes when all goes well.
type companyDeed struct {
	name      string
	to        realname.State
	reads     int // of the store and of records
	documents int // of these, of documents
	begin     func(w *world, account realname.AccountID) realname.Case
	// do takes the step; its inputs are made once per scene.
	do func(w *world, c realname.Case) func(p parts, ask steps.Ask) (realname.Case, error)
}

// reviewerAsk is the ask of a reviewer with the idempotency key of the given one.
func reviewerAsk(ask steps.Ask) steps.Ask {
	ask.By = realname.Actor{Role: realname.Reviewer, ID: "reviewer-1"}
	return ask
}

func deciding(d realname.Decision, review func(realname.Case) realname.Review) func(*world, realname.Case) func(parts, steps.Ask) (realname.Case, error) {
	return func(_ *world, c realname.Case) func(parts, steps.Ask) (realname.Case, error) {
		return func(p parts, ask steps.Ask) (realname.Case, error) {
			return p.decides().Do(background, reviewerAsk(ask), c.ID, d, review(c))
		}
	}
}

var companyDeeds = []companyDeed{
	{"RULES_C1_fill", realname.Choosing, 2, 1, func(w *world, a realname.AccountID) realname.Case { return w.opened(w.parts(), a) },
		func(w *world, c realname.Case) func(parts, steps.Ask) (realname.Case, error) {
			entry := form(w.company(), w.upload(c, realname.LicencePicture))
			return func(p parts, ask steps.Ask) (realname.Case, error) { return p.fill().Do(background, ask, c.ID, entry) }
		}},
	{"RULES_C4_choose", realname.Ready, 1, 0, func(w *world, a realname.AccountID) realname.Case { return w.filled(w.parts(), a, w.company()) },
		func(w *world, c realname.Case) func(parts, steps.Ask) (realname.Case, error) {
			who := partyOf(w.person("陆云笺"))
			return func(p parts, ask steps.Ask) (realname.Case, error) {
				return p.choose().Do(background, ask, c.ID, realname.RepresentativeWeChat, steps.Means{Representative: &who})
			}
		}},
	{"RULES_C5_start", realname.Checking, 3, 4, func(w *world, a realname.AccountID) realname.Case {
		return w.chosen(w.parts(), a, w.company(), realname.RepresentativeFace)
	}, func(_ *world, c realname.Case) func(parts, steps.Ask) (realname.Case, error) {
		return func(p parts, ask steps.Ask) (realname.Case, error) {
			return p.start().Do(background, ask, c.ID, baseURL)
		}
	}},
	{"RULES_C7_claim", realname.Reviewing, 1, 0, reviewed, func(_ *world, c realname.Case) func(parts, steps.Ask) (realname.Case, error) {
		return func(p parts, ask steps.Ask) (realname.Case, error) {
			return p.claims().Claim(background, reviewerAsk(ask), c.ID)
		}
	}},
	{"RULES_C7_release", realname.Reviewing, 1, 0, claimed, func(_ *world, c realname.Case) func(parts, steps.Ask) (realname.Case, error) {
		return func(p parts, ask steps.Ask) (realname.Case, error) {
			return p.claims().Release(background, reviewerAsk(ask), c.ID)
		}
	}},
	{"RULES_C7_approve", realname.Paying, 5, 7, claimed, deciding(realname.Approve, seen)},
	{"RULES_C7_ask_again", realname.Supplementing, 1, 0, reviewed, deciding(realname.AskAgain, asking)},
	{"RULES_C7_refuse", realname.Refused, 1, 0, reviewed, deciding(realname.RefuseCase, refusing)},
	{"RULES_C7_supply", realname.Reviewing, 2, 1, func(w *world, a realname.AccountID) realname.Case { return w.supplementing(w.parts(), a) },
		func(w *world, c realname.Case) func(parts, steps.Ask) (realname.Case, error) {
			ids := []realname.DocumentID{w.upload(c, realname.PortraitSide)}
			return func(p parts, ask steps.Ask) (realname.Case, error) {
				return p.supplies().Do(background, ask, c.ID, ids)
			}
		}},
}

func reviewed(w *world, a realname.AccountID) realname.Case {
	return w.inReview(w.parts(), a, w.company())
}

func claimed(w *world, a realname.AccountID) realname.Case {
	return w.must(w.parts().claims().Claim(background, byReviewer("reviewer-1"), reviewed(w, a).ID))
}

// TestEverySideEffectOfAnEnterpriseFailsTwice breaks each call of each step before and after it took effect, and wants
// what TestEverySideEffectFailsTwice wants of a person's.
func TestEverySideEffectOfAnEnterpriseFailsTwice(t *testing.T) {
	for _, d := range companyDeeds {
		t.Run("THREATS_S1_"+d.name, func(t *testing.T) {
			w := newWorld(t)
			counted := &calls{}
			c := d.begin(w, newAccount())
			if _, err := d.do(w, c)(w.parts().through(counted), keyed(c.Account, "k")); err != nil {
				t.Fatalf("nothing is broken, and %v", err)
			}
			for k, call := range counted.made {
				for _, how := range failures {
					if !strings.HasPrefix(call, how.only) {
						continue
					}
					t.Run(fmt.Sprintf("%d_%s_%s", k+1, call, how.name), func(t *testing.T) {
						w.t = t
						w.breakCompany(d, &calls{fail: k + 1, how: how})
					})
				}
			}
		})
	}
}

func (w *world) breakCompany(d companyDeed, broken *calls) {
	t := w.t
	before := d.begin(w, newAccount())
	do, ask := d.do(w, before), keyed(before.Account, "key of "+string(before.Account))
	answer, err := do(w.parts().through(broken), ask)
	got := w.load(before.ID)
	happened := got.Version() == before.Version()+1
	if !happened && got.Version() != before.Version() {
		t.Fatalf("version %d became %d", before.Version(), got.Version())
	}
	if err == nil && (!happened || !same(answer, got)) {
		t.Errorf("success was answered; happened: %t", happened)
	}
	again, err := do(w.parts(), ask)
	if err != nil || again.Last().State != d.to || again.Version() != before.Version()+1 || happened && !same(again, got) {
		t.Errorf("repeated: %s at version %d, %v", again.Last().State, again.Version(), err)
	}
	third, err := do(w.parts(), ask)
	if err != nil || !same(third, again) || answer.Version() > 0 && !same(third, answer) {
		t.Errorf("a third time: another answer, or %v", err)
	}
	a, err := w.store.Account(background, before.Account)
	if err != nil || a.Identity != nil || (a.OpenCase == "") != again.Last().State.Terminal() {
		t.Errorf("the account has the open case %q: %v", a.OpenCase, err)
	}
}

// TestCallsPerStepOfAnEnterprise counts what a step asks of the store when all goes well: one read and one write, and
// one read of each document that it files.
func TestCallsPerStepOfAnEnterprise(t *testing.T) {
	for _, d := range companyDeeds {
		t.Run(d.name, func(t *testing.T) {
			w := newWorld(t)
			c := d.begin(w, newAccount())
			do, made := d.do(w, c), &calls{}
			if _, err := do(w.parts().through(made), keyed(c.Account, "k")); err != nil {
				t.Fatal(err)
			}
			places := 0
			if d.to == realname.Paying {
				places = 3 // among the payouts of a day (THREATS X12)
			}
			if d.to == realname.Checking {
				places = 2 // counted for the account and for the subject (THREATS X8)
			}
			reads := made.count("Store.Case") + made.count("Records.Record")
			if reads != d.reads || made.count("Records.") != d.documents || made.count("Store.Commit") != 1 || made.count("Records.PutRecord") != places {
				t.Errorf("%v: %d reads, want %d", made.made, reads, d.reads)
			}
			made = &calls{}
			if _, err := do(w.parts().through(made), keyed(c.Account, "k")); err != nil || made.count("Store.") != 1 || made.count("Records.") != 0 || made.count("Provider.Begin") != 0 {
				t.Errorf("repeated with its key: %v, %v; want one read", made.made, err)
			}
		})
	}
	t.Run("RULES_C7_questions_of_reviewers", func(t *testing.T) {
		w := newWorld(t)
		c := reviewed(w, newAccount())
		w.dispatch()
		by := byReviewer("reviewer-1").By
		made := &calls{}
		if _, err := w.parts().through(made).reviewQueue().Case(background, by, c.ID); err != nil || !slices.Equal(made.made, []string{"Store.Case"}) {
			t.Errorf("%v, %v", made.made, err)
		}
		made = &calls{}
		if all, _, err := w.parts().through(made).reviewQueue().List(background, realname.Actor{}, steps.ReviewFilter{}, "", 20); err != nil || len(all) != 1 || made.count("Records.RecordsOf") != 1 || len(made.made) != 1 {
			t.Errorf("%d entries, %v, %v", len(all), made.made, err)
		}
	})
}
