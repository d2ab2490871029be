package steps_test

import (
	"testing"
	"time"

	"shiming/shared/realname"
	"shiming/shared/steps"
)

// accesses are what is kept of who looked at the library's account.
func (l *library) accesses(by realname.Actor) []steps.Look {
	l.t.Helper()
	all, _, err := steps.LookUp{Base: l.desk(), Records: l.store}.AccessesOf(l.t.Context(), by, librarian.Account, "", 100)
	if err != nil {
		l.t.Fatal(err)
	}
	return all
}

// Whatever fails, nobody is shown a picture of which it is not kept that they saw it; and it is kept for its days.
func TestAccesses(t *testing.T) {
	t.Run("RULES_L4_nothing_is_shown_that_is_not_kept", func(t *testing.T) {
		for _, after := range []bool{false, true} {
			for at := 1; ; at++ {
				l := newLibrary(t)
				document, key := l.uploaded(l.open(), "picture")
				if err := l.inspector().Do(t.Context(), key); err != nil {
					t.Fatal(err)
				}
				l.calls, l.failAt, l.after = 0, at, after
				view, err := l.show().View(t.Context(), librarian, document)
				failed := l.calls >= at
				l.disarm()
				kept := l.accesses(operator)
				if failed != (err != nil) || err == nil && len(kept) != 1 || err != nil && view.URL != "" && len(kept) == 0 {
					t.Fatalf("call %d, after %t: %v, %d are kept", at, after, err, len(kept))
				}
				if !failed {
					break
				}
			}
		}
	})
	t.Run("RULES_L4_for_its_days", func(t *testing.T) {
		l := newLibrary(t)
		document, key := l.uploaded(l.open(), "picture")
		if err := l.inspector().Do(t.Context(), key); err != nil {
			t.Fatal(err)
		}
		if _, err := l.show().View(t.Context(), librarian, document); err != nil {
			t.Fatal(err)
		}
		days := l.desk().Policy.Retention.Access
		l.now = l.now.AddDate(0, 0, days).Add(-time.Second)
		if kept := l.accesses(librarian); len(kept) != 1 || kept[0].By != realname.Holder || kept[0].Who != "" || kept[0].What != steps.AccessedPicture {
			t.Errorf("a second before its end: %+v", kept)
		}
		l.now = l.now.Add(2 * time.Second)
		if kept := l.accesses(librarian); len(kept) != 0 {
			t.Errorf("after its end: %+v", kept)
		}
	})
}
