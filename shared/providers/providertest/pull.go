package providertest

import (
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"shiming/shared/realname"
	"shiming/shared/steps"
)

// Pull is a provider under test that is asked for its results, with what its suite needs to play the outside world.
type Pull struct {
	Harness
	Puller steps.Puller // the same provider
	// Finish makes the outside service know how the check went.
	Finish func(t *testing.T, check realname.Check, o realname.Outcome, fault realname.Code)
	// Away makes the outside service not answer any more.
	Away func(t *testing.T)
}

// maxRef is how long a reference is at most.
const maxRef = 1024

// RunPull proves that what open returns keeps the contract of steps.Puller. Run it with -race.
func RunPull(t *testing.T, open func(t *testing.T) Pull) {
	for _, test := range []struct {
		name string
		run  func(*testing.T, Pull)
	}{
		{"Begin", func(t *testing.T, h Pull) { begin(t, h.Harness) }},
		{"THREATS_L1_the_address_holds_no_personal_data", func(t *testing.T, h Pull) { discreet(t, h.Harness) }},
		{"what_a_provider_can_answer", answers},
		{"RULES_B5_nothing_until_the_person_is_done", pending},
		{"RULES_B5_asked_again_it_says_the_same", repeats},
		{"THREATS_W1_the_reference_of_another_check_makes_no_notice", foreign},
		{"RULES_B5_a_service_that_is_away_may_come_back", away},
		{"many_at_once", many},
	} {
		t.Run(test.name, func(t *testing.T) { test.run(t, open(t)) })
	}
}

// begun begins a check by the method, and returns it with its reference.
func (h Pull) begun(t *testing.T, m realname.Method) (realname.Check, string) {
	t.Helper()
	r := about(t, m, people(t)[0])
	b, err := h.Puller.Begin(t.Context(), r)
	if err != nil {
		t.Fatalf("Begin: %v", err)
	}
	if b.Ref == "" || len(b.Ref) > maxRef {
		t.Fatalf("a reference of %d bytes; want 1 to %d", len(b.Ref), maxRef)
	}
	return r.Check, b.Ref
}

// mustAnswer fails unless the provider says that of the check.
func (h Pull) mustAnswer(t *testing.T, check realname.Check, ref string, o realname.Outcome, fault realname.Code) realname.Notice {
	t.Helper()
	n, err := h.Puller.Ask(t.Context(), check, ref, now)
	if err != nil || n.Check != check.ID || n.Outcome != o || n.Fault != fault || n.ID == "" || len(n.ID) > 255 {
		t.Errorf("want %s %s, got %+v, %v", o, fault, n, err)
	}
	return n
}

// answers proves that everything the rules tell apart arrives as it was found out.
func answers(t *testing.T, h Pull) {
	for _, r := range h.rules() {
		for _, fault := range r.faults {
			t.Run(strings.TrimSuffix(r.rule+"_"+string(r.method)+"_"+string(r.outcome)+"_"+string(fault), "_"), func(t *testing.T) {
				check, ref := h.begun(t, r.method)
				h.Finish(t, check, r.outcome, fault)
				h.mustAnswer(t, check, ref, r.outcome, fault)
			})
		}
	}
}

func pending(t *testing.T, h Pull) {
	for _, m := range h.Methods {
		check, ref := h.begun(t, m)
		for range 3 {
			if n, err := h.Puller.Ask(t.Context(), check, ref, now); !errors.Is(err, steps.ErrPending) || n != (realname.Notice{}) {
				t.Errorf("%s: %+v, %v", m, n, err)
			}
		}
		other, _ := h.begun(t, m)
		h.Finish(t, other, realname.Passed, "")
		if n, err := h.Puller.Ask(t.Context(), check, ref, now); !errors.Is(err, steps.ErrPending) {
			t.Errorf("%s, when another check is done: %+v, %v", m, n, err)
		}
	}
}

func repeats(t *testing.T, h Pull) {
	for _, m := range h.Methods {
		check, ref := h.begun(t, m)
		h.Finish(t, check, realname.Passed, "")
		first := h.mustAnswer(t, check, ref, realname.Passed, "")
		if again, err := h.Puller.Ask(t.Context(), check, ref, now.Add(time.Minute)); err != nil || again != first {
			t.Errorf("%s: %+v, then %+v, %v", m, first, again, err)
		}
		other, theirs := h.begun(t, m)
		h.Finish(t, other, realname.Passed, "")
		if h.mustAnswer(t, other, theirs, realname.Passed, "").ID == first.ID {
			t.Errorf("%s: two checks have one notice", m)
		}
	}
}

func foreign(t *testing.T, h Pull) {
	check, ref := h.begun(t, h.Methods[0])
	other, theirs := h.begun(t, h.Methods[0])
	h.Finish(t, check, realname.Passed, "")
	h.Finish(t, other, realname.Passed, "")
	for name, x := range map[string]string{
		"of another": theirs, "empty": "", "cut": ref[:len(ref)-1], "longer": ref + "x", "nonsense": "\x00 ' OR 1=1", "long": strings.Repeat("a", 1<<20),
	} {
		if n, err := h.Puller.Ask(t.Context(), check, x, now); err == nil || n != (realname.Notice{}) {
			t.Errorf("%s: %+v, %v", name, n, err)
		}
	}
	h.mustAnswer(t, check, ref, realname.Passed, "")
}

func away(t *testing.T, h Pull) {
	check, ref := h.begun(t, h.Methods[0])
	h.Finish(t, check, realname.Passed, "")
	h.Away(t)
	if n, err := h.Puller.Ask(t.Context(), check, ref, now); !errors.Is(err, steps.ErrUnavailable) || n != (realname.Notice{}) {
		t.Errorf("%+v, %v", n, err)
	}
}

// many asks from many goroutines; the race detector looks on.
func many(t *testing.T, h Pull) {
	var all sync.WaitGroup
	for i := range 32 {
		all.Go(func() {
			r := about(t, h.Methods[i%len(h.Methods)], people(t)[0])
			b, err := h.Puller.Begin(t.Context(), r)
			if err != nil {
				t.Errorf("Begin: %v", err)
				return
			}
			h.Finish(t, r.Check, realname.Passed, "")
			h.mustAnswer(t, r.Check, b.Ref, realname.Passed, "")
		})
	}
	all.Wait()
}
