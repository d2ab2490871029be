package steps

import (
	"context"
	"errors"
	"time"

	"shiming/shared/realname"
)

// KeepDeadline looks at a case when something of it is due: a case whose time is over ends (RULES D7), and a review that
// is overdue goes to the second group of reviewers. It may ring any number of times.
type KeepDeadline struct{ Desk }

// Do looks at the case. Ringing before its time is ErrUnavailable: it is to ring again. A case that has gone on meanwhile
// is left alone. One read, one write when it ends; one read more of one that should have been verified again.
func (s KeepDeadline) Do(ctx context.Context, id realname.CaseID, until time.Time) error {
	if s.Clock().Before(until) {
		return ErrUnavailable
	}
	for range races {
		err := s.once(ctx, id)
		var lost *lostRace
		if !errors.As(err, &lost) {
			return err
		}
	}
	return ErrUnavailable
}

func (s KeepDeadline) once(ctx context.Context, id realname.CaseID) error {
	by, now := system("keep-deadline"), s.Clock()
	c, err := find(ctx, s.Store, by, id)
	if err != nil {
		return err
	}
	var command realname.Command = realname.Escalate{}
	if !now.Before(c.Deadline()) {
		expire := realname.Expire{}
		if c.Kind == realname.Reverification {
			a, err := s.Store.Account(ctx, c.Account)
			if err != nil {
				return err
			}
			expire.Restricted = a.IsRestricted(now)
		}
		command = expire
	}
	commit, err := c.Apply(s.Policy, command, realname.Request{By: by, Now: now})
	var refused *realname.Error
	if errors.As(err, &refused) {
		return nil // it has ended, or the review has
	}
	if err != nil {
		return err
	}
	_, err = settle(ctx, s.Store, commit)
	return err
}
