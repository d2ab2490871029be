package steps

import (
	"context"
	"errors"
	"time"

	"shiming/shared/realname"
)

// OpenCase opens a case on an account.
type OpenCase struct{ Desk }

// Do opens the case. With an idempotency key, the id of the case follows from the key, so that the same request finds
// the case that its first try opened. One read, one write.
func (s OpenCase) Do(ctx context.Context, ask Ask, account realname.AccountID, kind realname.Kind) (realname.Case, error) {
	if !account.Valid() {
		return realname.Case{}, &realname.Error{Code: realname.CodeFieldInvalid, Field: "account"}
	}
	if !ask.By.Reaches(account) {
		return realname.Case{}, &realname.Error{Code: realname.CodeAccountNotFound, Cause: ErrForeign}
	}
	id := realname.NewCaseID()
	if ask.Replay != nil {
		id = realname.CaseIDFor(account, ask.Replay.Key)
	}
	existing, opened, err := s.Store.AccountAndCase(ctx, account, id)
	if err != nil {
		return realname.Case{}, err
	}
	now := s.Clock()
	if opened.Version() > 0 {
		return openedBefore(opened, ask, now)
	}
	commit, err := realname.Open(s.Policy, existing, account, id, kind, realname.Request{By: ask.By, Now: now, Replay: ask.Replay})
	if err != nil {
		return realname.Case{}, err
	}
	after, err := settle(ctx, s.Store, commit)
	var lost *lostRace
	if !errors.As(err, &lost) {
		return after, err
	}
	if lost.stored.Version() > 0 {
		return openedBefore(lost.stored, ask, now)
	}
	return realname.Case{}, &realname.Error{Code: realname.CodeConflict, Cause: err}
}

// openedBefore answers a repeated request with the case that its first try opened. A day later the case stands, but
// the answer is no longer kept.
func openedBefore(c realname.Case, ask Ask, now time.Time) (realname.Case, error) {
	then, found, err := replay(c, ask, now, move{})
	if err == nil && !found {
		err = &realname.Error{Code: realname.CodeIdempotencyReused}
	}
	return then, err
}
