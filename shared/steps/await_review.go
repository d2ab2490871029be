package steps

import (
	"context"
	"errors"
	"fmt"

	"shiming/shared/realname"
)

// AwaitReview keeps the token of a state machine that waits for a review (RULES C7), so that what ends the review can
// answer it. The second time, with Escalated, the review has passed its time: it goes to the second group of reviewers,
// and on waiting.
type AwaitReview struct {
	Desk
	Records  Records
	Workflow Workflow
}

// Awaited is a review that a machine waits for.
type Awaited struct {
	Case realname.CaseID `json:"case"`
	// Review is the event that began it.
	Review realname.EventID `json:"review"`
	Token  string           `json:"token"`
}

// Do keeps the token. A review that has ended meanwhile is answered at once: whoever ended it found no token. Two reads,
// one write.
func (s AwaitReview) Do(ctx context.Context, a Awaited) error {
	if err := keepReviewToken(ctx, s.Records, a.Review, a.Token); err != nil {
		return fmt.Errorf("keep the token: %w", err)
	}
	c, err := find(ctx, s.Store, system("await-review"), a.Case)
	if err != nil {
		return err
	}
	return s.look(ctx, c, a)
}

// Escalate keeps the token, and hands the overdue review to the second group. One write more.
func (s AwaitReview) Escalate(ctx context.Context, a Awaited) error {
	if err := s.Do(ctx, a); err != nil {
		return err
	}
	for range races {
		c, err := find(ctx, s.Store, system("escalate-review"), a.Case)
		if err != nil {
			return err
		}
		if begun(c) != a.Review {
			return nil
		}
		commit, err := c.Apply(s.Policy, realname.Escalate{}, realname.Request{By: system("escalate-review"), Now: s.Clock()})
		var refused *realname.Error
		if errors.As(err, &refused) {
			return nil // it has ended, waits for papers, or was escalated before
		}
		if err != nil {
			return err
		}
		_, err = settle(ctx, s.Store, commit)
		var lost *lostRace
		if !errors.As(err, &lost) {
			return err
		}
	}
	return ErrUnavailable
}

// begun returns the event that began the review in progress; empty when none is.
func begun(c realname.Case) realname.EventID {
	if !c.Last().State.InReview() {
		return ""
	}
	began, _ := c.ReviewBegan()
	return began.ID
}

// look answers the token when the review has ended.
func (s AwaitReview) look(ctx context.Context, c realname.Case, a Awaited) error {
	began := false
	for i, e := range c.Events {
		switch {
		case e.ID == a.Review:
			began = true
		case began && !e.State.InReview():
			return answerReview(ctx, s.Workflow, a.Token, c.Events[i])
		}
	}
	if !began {
		return &realname.Error{Code: realname.CodeWrongState}
	}
	return nil
}
