package steps

import (
	"context"
	"errors"

	"shiming/shared/realname"
)

// taking brings what a provider found out to the case, whichever way the word came: proof verifies the account and takes
// the seat in one commit; anything else leaves the case where it can be tried again.
type taking struct {
	Base
	Keys Keys // to seal an identity that is taken over (RULES B8); nil where no method does that
}

// NoticeResult says what became of a notice.
type NoticeResult struct {
	Case realname.Case
	// Counted is false for a notice that changed nothing: heard before, late, or of a check that is not in progress.
	Counted bool
	// Ignored is why it did not count, for the audit trail.
	Ignored realname.Code
}

// conflictRetries bounds how often a notice is decided anew because somebody changed the case meanwhile.
const conflictRetries = 5

// notice takes the notice to the case as it was read. One write; when the identity has no place left, one write more,
// which says so; and one more when the identity lives under another of its keys than the oldest.
func (t taking) notice(ctx context.Context, c realname.Case, by realname.Actor, notice realname.Notice) (NoticeResult, error) {
	for range conflictRetries {
		settled, err := t.once(ctx, c, by, notice)
		var lost *lostRace
		if !errors.As(err, &lost) {
			return settled, err
		}
		if gone, err := superseded(ctx, t.Store, lost.stored); gone || err != nil {
			return NoticeResult{Case: lost.stored, Ignored: realname.CodeConflict}, err
		}
		c = lost.stored
	}
	return NoticeResult{}, ErrUnavailable // the word comes again
}

func (t taking) once(ctx context.Context, c realname.Case, by realname.Actor, notice realname.Notice) (NoticeResult, error) {
	for _, e := range c.Events {
		if e.By == realname.Provider && e.Replay != nil && e.Replay.Key == notice.ID {
			return NoticeResult{Case: c, Ignored: realname.CodeIdempotencyReused}, nil
		}
	}
	request := realname.Request{By: by, Now: t.Clock(), Replay: &realname.Replay{Key: notice.ID}}
	settle := realname.Settle{Notice: notice, Provider: by.ID, ReviewBy: t.workdaysOn(c.ReviewWorkdays(t.Policy))}
	settle, err := t.takeOver(ctx, c, settle)
	if err != nil {
		return NoticeResult{}, err
	}
	commit, err := c.Apply(t.Policy, settle, request)
	var refused *realname.Error
	if errors.As(err, &refused) {
		return NoticeResult{Case: c, Ignored: refused.Code}, nil
	}
	if err != nil {
		return NoticeResult{}, err
	}
	after, err := conclude(ctx, t.Base, c, commit, realname.RefuseQuota{})
	if err != nil {
		return NoticeResult{}, err
	}
	return NoticeResult{Case: after, Counted: true}, nil
}

// takeOver seals the identity of an app's account (RULES B8). One that the policy does not let verify, of somebody too
// young or with another document, makes a failure of the check; of a site that the policy does not know nothing is taken.
func (t taking) takeOver(ctx context.Context, c realname.Case, settle realname.Settle) (realname.Settle, error) {
	check, taken := c.Check(), settle.Notice.GroupIdentity
	if taken == nil || check == nil || check.ID != settle.Notice.Check || !check.Method.TakesOver() || settle.Notice.Outcome != realname.Passed {
		return settle, nil
	}
	if _, ours := t.Policy.Site(taken.Site); !ours || t.Keys == nil {
		return settle, nil
	}
	form, err := takenOver(ctx, t.Keys, t.Policy, c, taken.Person, t.Clock())
	var refused *realname.Error
	if errors.As(err, &refused) {
		settle.Notice.Outcome, settle.Notice.Fault = realname.Failed, refused.Code
		return settle, nil
	}
	if err == nil {
		if code := c.Follow(taken.Site, form); code != "" {
			settle.Notice.Outcome, settle.Notice.Fault = realname.Failed, code
			return settle, nil
		}
	}
	settle.Form = form
	return settle, err
}
