package steps_test

import (
	"errors"
	"testing"

	"shiming/shared/identity"
	"shiming/shared/realname"
	"shiming/shared/steps"
)

func TestFreeAppealed(t *testing.T) {
	w := newGroupWorld(t, "jdcloud")
	owner, x := newAccount(), w.person("欧阳修")
	group := &directory{used: []identity.IDDocument{x.Document}}
	proven := func(account realname.AccountID) realname.Case {
		c := w.coded(group, account, x, realname.BankCard, w.card(cardNumber))
		return w.must(w.entersCode(c, w.codeOf(c)))
	}
	c := proven(owner)
	if c.Last().Fault != realname.CodeDocumentInUse {
		t.Fatal(c.Last().Fault)
	}
	w.must(w.parts().cancel().Do(background, holder(owner), c.ID))
	appeal := w.appealInReview(w.parts(), owner, x)
	free := steps.FreeAppealed(w.parts().records)

	t.Run("RULES_F1_FAULT_S15_only_an_appeal_that_was_upheld_frees_it", func(t *testing.T) {
		w.t = t
		if err := free(background, appeal); err != nil {
			t.Fatal(err)
		}
		for _, key := range appeal.Declaration().Subjects {
			if _, err := w.store.Record(background, "freed", string(owner)+"."+string(key)); !errors.Is(err, steps.ErrNotFound) {
				t.Errorf("an open appeal frees it: %v", err)
			}
		}
	})
	t.Run("RULES_F1_FAULT_S15_handed_over_again_after_every_fault", func(t *testing.T) {
		w.t = t
		appeal = w.must(w.parts().decides().Do(background, byReviewer("reviewer-1"), appeal.ID, realname.Approve, seen(appeal)))
		if appeal.Last().State != realname.Upheld {
			t.Fatal(appeal.Last().State)
		}
		for _, how := range failures[:2] {
			broken := w.parts().through(&calls{fail: 1, how: how})
			if err := steps.FreeAppealed(broken.records)(background, appeal); !errors.Is(err, steps.ErrUnavailable) {
				t.Errorf("%s: %v", how.name, err)
			}
		}
		for range 2 {
			if err := free(background, appeal); err != nil {
				t.Fatal(err)
			}
		}
	})
	t.Run("RULES_F1_B10_FAULT_S15_free_for_who_appealed_and_nobody_else", func(t *testing.T) {
		w.t = t
		if other := proven(newAccount()); other.Last().Fault != realname.CodeDocumentInUse {
			t.Error("it is free for somebody else")
		}
		if c := proven(owner); c.Last().State != realname.Verified {
			t.Errorf("%s, %s", c.Last().State, c.Last().Fault)
		}
	})
}
