package steps

import (
	"context"

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
		return realname.Case{}, &realname.Error{Code: realname.CodeAccountNotFound, Cause: errForeign}
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
		version, err := opened.Replayed(ask.Replay, now)
		if err != nil {
			return realname.Case{}, err
		}
		if version == 0 { // the key was used a day ago or longer: the case stands, the answer is no longer kept
			return realname.Case{}, &realname.Error{Code: realname.CodeIdempotencyReused}
		}
		return opened.AsOf(version), nil
	}
	commit, err := realname.Open(s.Policy, existing, account, id, kind, realname.Request{By: ask.By, Now: now, Replay: ask.Replay})
	if err != nil {
		return realname.Case{}, err
	}
	return settle(ctx, s.Store, commit, ask.Replay)
}
