package steps_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"shiming/shared/realname"
	"shiming/shared/steps"
)

func (l *library) holds() steps.HoldCase { return steps.HoldCase{Base: l.desk(), Records: l} }

// hold holds the case for a court, for so many days.
func (l *library) hold(id realname.CaseID, days int) error {
	_, err := l.holds().Do(l.t.Context(), operator, id, steps.Hold{Reason: steps.HeldForCourt, Reference: "(2026)0101-7"}, days, nil)
	return err
}

// A held case is erased by nobody and shown to nobody, until the hold is over or lifted; then it goes with the next run.
func TestHoldCase(t *testing.T) {
	refused := func(err error, code realname.Code) {
		t.Helper()
		if !errors.Is(err, realname.Refuse(code)) {
			t.Errorf("%v, want %s", err, code)
		}
	}
	for _, lifted := range []bool{false, true} {
		t.Run("RULES_L5_what_is_due_waits_"+map[bool]string{false: "until_it_is_over", true: "until_it_is_lifted"}[lifted], func(t *testing.T) {
			l, log := newLibrary(t), &strings.Builder{}
			id, document := l.left()
			l.follow(id)
			left := l.desk().Policy.Retention.Left
			if err := l.hold(id, left+20); err != nil {
				t.Fatal(err)
			}
			_, err := l.redact().Do(t.Context(), steps.Ask{By: operator}, id)
			refused(err, realname.CodeCaseHeld)
			_, err = l.show().View(t.Context(), librarian, document)
			refused(err, realname.CodeCaseHeld)
			erased := 0
			for day := range left + 25 {
				if lifted && day == left+5 {
					for range 2 { // twice is once
						if _, err := l.holds().Lift(t.Context(), operator, id); err != nil {
							t.Fatal(err)
						}
						if r, err := l.store.Record(t.Context(), "hold", string(id)); err != nil || !r.Until.After(l.now) {
							t.Fatalf("the store may drop what says that it was lifted: %s, %v", r.Until, err)
						}
					}
				}
				if err := l.retention(log).Do(t.Context()); err != nil {
					t.Fatal(err)
				}
				if c, err := l.store.Case(t.Context(), id); err != nil {
					t.Fatal(err)
				} else if !c.RedactedAt().IsZero() {
					erased = day
					break
				}
				l.now = l.now.Add(24 * time.Hour)
			}
			if want := map[bool]int{false: left + 20, true: left + 5}[lifted]; erased != want {
				t.Errorf("erased on day %d, want %d", erased, want)
			}
			l.gone(id, document)
			all, _, err := l.holds().All(t.Context(), "", 10)
			if err != nil || len(all) > 0 {
				t.Errorf("%d holds are left, %v", len(all), err)
			}
			refused(l.hold(id, 3), realname.CodeCaseRedacted)
		})
	}
	t.Run("RULES_L5_every_call_fails_and_the_next_try_holds", func(t *testing.T) {
		for _, after := range []bool{false, true} {
			for at := 1; ; at++ {
				l := newLibrary(t)
				id, _ := l.left()
				l.follow(id)
				l.calls, l.failAt, l.after = 0, at, after
				err1 := l.hold(id, 9)
				_, err2 := l.holds().Lift(t.Context(), operator, id)
				failed := l.calls >= at
				l.disarm()
				if (err1 != nil || err2 != nil) != failed {
					t.Fatalf("call %d, after %t: %v, %v", at, after, err1, err2)
				}
				if err := l.hold(id, 9); err != nil {
					t.Fatalf("call %d, after %t, again: %v", at, after, err)
				}
				_, err := l.redact().Do(t.Context(), steps.Ask{By: operator}, id)
				refused(err, realname.CodeCaseHeld)
				if _, err := l.holds().Lift(t.Context(), operator, id); err != nil {
					t.Fatalf("call %d, after %t, lifted again: %v", at, after, err)
				}
				if _, err := l.redact().Do(t.Context(), steps.Ask{By: operator}, id); err != nil {
					t.Fatalf("call %d, after %t, erased: %v", at, after, err)
				}
				if !failed {
					break
				}
			}
		}
	})
	t.Run("RULES_L5_an_open_case_goes_on_while_it_is_held", func(t *testing.T) {
		l := newLibrary(t)
		id := l.open()
		document, key := l.uploaded(id, "picture")
		if err := l.inspector().Do(t.Context(), key); err != nil {
			t.Fatal(err)
		}
		if err := l.hold(id, 9); err != nil {
			t.Fatal(err)
		}
		if _, err := l.show().View(t.Context(), librarian, document); err != nil {
			t.Errorf("its holder looks at their own upload: %v", err)
		}
		if _, err := (steps.CancelCase{Base: l.desk()}).Do(t.Context(), steps.Ask{By: librarian}, id); err != nil {
			t.Error(err)
		}
		_, err := l.show().View(t.Context(), librarian, document)
		refused(err, realname.CodeCaseHeld)
	})
	t.Run("RULES_L5_bad_input", func(t *testing.T) {
		l := newLibrary(t)
		id := l.open()
		for _, days := range []int{-1, 0, 4000} {
			refused(l.hold(id, days), realname.CodeFieldInvalid)
		}
		refused(l.hold(realname.NewCaseID(), 1), realname.CodeCaseNotFound)
		_, err := l.holds().Lift(t.Context(), operator, id)
		refused(err, realname.CodeCaseNotHeld)
	})
}
