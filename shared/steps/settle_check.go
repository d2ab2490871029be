package steps

import (
	"context"
	"errors"

	"shiming/shared/realname"
)

// SettleCheck brings a provider's signed word to the case: proof verifies the account and takes the seat in one
// commit; anything else leaves the case where it can be tried again.
type SettleCheck struct {
	Desk
	Providers map[string]Pusher // by the name in the callback's address
	Keys      Keys              // to seal an identity that is taken over (RULES B8); nil where no method does that
}

// Settled says what became of a callback.
type Settled struct {
	Case realname.Case
	// Counted is false for a callback that changed nothing: heard before, late, or of a check that is not in progress.
	Counted bool
	// Ignored is why it did not count, for the audit trail.
	Ignored realname.Code
}

// races bounds how often a callback is decided anew because somebody changed the case meanwhile.
const races = 5

// Do settles the check. A callback that is not authentic is refused with signature_invalid; one for a check that does
// not exist with check_not_found; a repeated or late one changes nothing and is no error (THREATS W1). One read, one
// write; when the identity has no place left, one write more, which says so; and one more when the identity lives under
// another of its keys than the oldest.
func (s SettleCheck) Do(ctx context.Context, provider string, cb Callback) (Settled, error) {
	p, ok := s.Providers[provider]
	if !ok {
		return Settled{}, realname.Refuse(realname.CodeRouteUnknown)
	}
	notice, err := p.Authenticate(cb, s.Clock())
	if err != nil {
		return Settled{}, err
	}
	id, ok := notice.Check.Case()
	if !ok {
		return Settled{}, realname.Refuse(realname.CodeCheckNotFound)
	}
	by := realname.Actor{Role: realname.Provider, ID: provider}
	for range races {
		settled, err := s.once(ctx, id, by, notice)
		var lost *lostRace
		if !errors.As(err, &lost) {
			return settled, err
		}
		if gone, err := goneOn(ctx, s.Store, lost.stored); gone || err != nil {
			return Settled{Case: lost.stored, Ignored: realname.CodeConflict}, err
		}
	}
	return Settled{}, ErrUnavailable // the provider sends it again
}

func (s SettleCheck) once(ctx context.Context, id realname.CaseID, by realname.Actor, notice realname.Notice) (Settled, error) {
	c, err := find(ctx, s.Store, by, id)
	if errors.Is(err, realname.Refuse(realname.CodeCaseNotFound)) {
		return Settled{}, realname.Refuse(realname.CodeCheckNotFound)
	}
	if err != nil {
		return Settled{}, err
	}
	for _, e := range c.Events {
		if e.By == realname.Provider && e.Replay != nil && e.Replay.Key == notice.ID {
			return Settled{Case: c, Ignored: realname.CodeIdempotencyReused}, nil
		}
	}
	request := realname.Request{By: by, Now: s.Clock(), Replay: &realname.Replay{Key: notice.ID}}
	settle := realname.Settle{Notice: notice, Provider: by.ID, ReviewBy: s.workdaysOn(c.ReviewWorkdays(s.Policy))}
	if settle, err = s.takeOver(ctx, c, settle); err != nil {
		return Settled{}, err
	}
	commit, err := c.Apply(s.Policy, settle, request)
	var refused *realname.Error
	if errors.As(err, &refused) {
		return Settled{Case: c, Ignored: refused.Code}, nil
	}
	if err != nil {
		return Settled{}, err
	}
	after, err := conclude(ctx, s.Desk, c, commit, realname.RefuseQuota{})
	if err != nil {
		return Settled{}, err
	}
	return Settled{Case: after, Counted: true}, nil
}

// takeOver seals the identity of an app's account (RULES B8). One that the policy does not let verify, of somebody too
// young or with another document, makes a failure of the check; of a site that the policy does not know nothing is taken.
func (s SettleCheck) takeOver(ctx context.Context, c realname.Case, settle realname.Settle) (realname.Settle, error) {
	check, taken := c.Check(), settle.Notice.Taken
	if taken == nil || check == nil || check.ID != settle.Notice.Check || !check.Method.TakesOver() || settle.Notice.Outcome != realname.Passed {
		return settle, nil
	}
	if _, ours := s.Policy.Site(taken.Site); !ours || s.Keys == nil {
		return settle, nil
	}
	form, err := takenOver(ctx, s.Keys, s.Policy, c, taken.Person, s.Clock())
	var refused *realname.Error
	if errors.As(err, &refused) {
		settle.Notice.Outcome, settle.Notice.Fault = realname.Failed, refused.Code
		return settle, nil
	}
	settle.Form = form
	return settle, err
}
