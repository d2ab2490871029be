package steps_test

import (
	"errors"
	"sync/atomic"
	"testing"
	"time"

	"shiming/shared/realname"
	"shiming/shared/steps"
)

// A reviewer reaches what a case in review stands on, and looks at so many documents in an hour; whom the case is about
// reviews nothing, and a document that the case does not stand on is nobody's business.
func TestTHREATS_R1_WhatAReviewerSees(t *testing.T) {
	w := newWorld(t)
	p := w.parts()
	account := newAccount()
	c := w.inReview(p, account, w.company())
	stray := w.upload(c, realname.PortraitSide) // uploaded to the case, and not filed with it
	early := w.filled(p, newAccount(), w.company())
	policy := *p.Policy
	policy.Review.ViewsPerHour = 10
	desk := p.Base
	desk.Policy = &policy
	library := newLibrary(t)
	show := steps.ShowDocument{Base: desk, Records: w.store, Documents: library, Keys: p.keys}
	reviewer := realname.Actor{Role: realname.Reviewer, ID: "reviewer_1"}
	own := realname.Actor{Role: realname.Reviewer, ID: "reviewer_2", Account: account}
	filed := c.Documents()[0].ID

	_, err := show.Do(t.Context(), own, filed)
	refused(t, err, realname.CodeOwnCase)
	_, err = show.View(t.Context(), own, filed)
	refused(t, err, realname.CodeOwnCase)
	for _, id := range []realname.DocumentID{stray, early.Documents()[0].ID, realname.NewDocumentID(), "doc_x"} {
		_, err := show.View(t.Context(), reviewer, id)
		refused(t, err, realname.CodeDocumentNotFound)
	}
	shown, err := show.Do(t.Context(), reviewer, filed)
	if err != nil || shown.Reading != (steps.Reading{}) {
		t.Errorf("RULES C2: a reviewer gets what was read, or %v", err)
	}
	var looks, tooMany atomic.Int32
	together(4, func(int) {
		for range 5 {
			switch _, err := show.View(t.Context(), reviewer, filed); {
			case err == nil:
				looks.Add(1)
			case errors.Is(err, realname.Refuse(realname.CodeTooManyViews)):
				tooMany.Add(1)
			case !errors.Is(err, steps.ErrUnavailable):
				t.Error(err)
			}
		}
	})
	for tooMany.Load() == 0 || looks.Load() < 10 { // some may have given up against each other
		_, err := show.View(t.Context(), reviewer, filed)
		var limit *realname.Error
		if errors.As(err, &limit) && limit.Code == realname.CodeTooManyViews {
			if !limit.RetryAfter.After(w.now()) || limit.RetryAfter.Sub(w.now()) > time.Hour {
				t.Errorf("try again at %v", limit.RetryAfter)
			}
			break
		}
		if err == nil {
			looks.Add(1)
		}
	}
	if n := looks.Load(); n != 10 {
		t.Errorf("%d looks in an hour, want 10", n)
	}
	other := realname.Actor{Role: realname.Reviewer, ID: "reviewer_3"}
	if _, err := show.View(t.Context(), other, filed); err != nil {
		t.Errorf("another reviewer: %v", err)
	}
	if _, err := show.View(t.Context(), holder(account).By, filed); err != nil {
		t.Errorf("the holder: %v", err)
	}
	w.wait(time.Hour)
	if _, err := show.View(t.Context(), reviewer, filed); err != nil {
		t.Errorf("an hour later: %v", err)
	}
}
