package steps_test

import (
	"testing"
	"time"

	"shiming/shared/realname"
	"shiming/shared/steps"
)

func TestWhatIsAskedForCanBeSupplied(t *testing.T) {
	w := newWorld(t)
	c := w.supplementing(w.parts(), newAccount())
	asked := c.UpdatedAt()
	uploads := steps.AskUpload{Base: w.parts().Base, Records: w.store, Documents: anyDocuments{}}
	ask := func(p realname.Purpose) error {
		_, err := uploads.Do(background, holder(c.Account), c.ID, steps.Wanted{Purpose: p, Type: "image/png", Size: 1000})
		return err
	}
	t.Run("FAULT_D8_what_a_reviewer_asks_for_can_be_supplied_however_many_there_were", func(t *testing.T) {
		w.policy.DocumentsPerCase = 3 // so many are there already
		refused(t, ask(realname.EmblemSide), realname.CodeTooManyDocuments)
		w.wait(time.Minute)
		for n := range 3 {
			if err := ask(realname.PortraitSide); err != nil {
				t.Fatalf("number %d: %v", n+1, err)
			}
		}
		refused(t, ask(realname.PortraitSide), realname.CodeTooManyDocuments)
		if since := c.AskedSince(realname.PortraitSide); !since.Equal(asked) || !c.AskedSince(realname.EmblemSide).IsZero() {
			t.Errorf("asked since %s", since)
		}
	})
}
