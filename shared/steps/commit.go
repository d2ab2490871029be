package steps

import (
	"context"
	"errors"

	"shiming/shared/realname"
)

// Ask is what every request to a step carries: who, and the request's identity.
type Ask struct {
	By realname.Actor
	// Replay is the idempotency key with the fingerprint of the request; nil when it carried none.
	Replay *realname.Replay
	// Version is the version of the case that the caller read; 0 when it does not say.
	Version int
}

// find loads a case that the actor may reach. Somebody else's case is not found, like one that does not exist
// (THREATS I1).
func find(ctx context.Context, s Store, by realname.Actor, id realname.CaseID) (realname.Case, error) {
	if !id.Valid() {
		return realname.Case{}, &realname.Error{Code: realname.CodeCaseNotFound}
	}
	c, err := s.Case(ctx, id)
	if errors.Is(err, ErrNotFound) {
		return realname.Case{}, &realname.Error{Code: realname.CodeCaseNotFound}
	}
	if err != nil {
		return realname.Case{}, err
	}
	if !by.Reaches(c.Account) {
		return realname.Case{}, &realname.Error{Code: realname.CodeCaseNotFound, Cause: errForeign}
	}
	return c, nil
}

var errForeign = errors.New("the case belongs to another account")

// change is the course of every step on a case: load it, answer a repeated request as it was answered, decide, commit.
// decide returns the command to apply; it may call the outside world, and runs at most once.
func change(ctx context.Context, d Desk, ask Ask, id realname.CaseID, wants realname.EventType,
	decide func(realname.Case) (realname.Command, error)) (realname.Case, error) {
	c, err := find(ctx, d.Store, ask.By, id)
	if err != nil {
		return realname.Case{}, err
	}
	now := d.Clock()
	version, err := c.Replayed(ask.Replay, now)
	if err != nil {
		return realname.Case{}, err
	}
	if version > 0 {
		return c.AsOf(version), nil
	}
	if ask.Version != 0 && ask.Version != c.Version() {
		return realname.Case{}, &realname.Error{Code: realname.CodeStaleVersion}
	}
	if err := c.Allows(wants, d.Policy, now); err != nil {
		return realname.Case{}, err
	}
	command, err := decide(c)
	if err != nil {
		return realname.Case{}, err
	}
	commit, err := c.Apply(d.Policy, command, realname.Request{By: ask.By, Now: now, Replay: ask.Replay})
	if err != nil {
		return realname.Case{}, err
	}
	return settle(ctx, d.Store, commit, ask.Replay)
}

// settle commits, and tells a lost race from a lost answer: if the newest stored events include ours, or one made by
// the same request, the work is done; otherwise somebody else was faster.
func settle(ctx context.Context, s Store, commit realname.Commit, replay *realname.Replay) (realname.Case, error) {
	err := s.Commit(ctx, commit)
	if err == nil {
		return commit.Case, nil
	}
	if !errors.Is(err, ErrConflict) {
		return realname.Case{}, err
	}
	stored, readErr := s.Case(ctx, commit.Case.ID)
	if errors.Is(readErr, ErrNotFound) {
		return realname.Case{}, &realname.Error{Code: realname.CodeConflict, Cause: err}
	}
	if readErr != nil {
		return realname.Case{}, readErr
	}
	for i, e := range stored.Events {
		if e.ID == commit.Case.Last().ID {
			return stored.AsOf(i + 1), nil
		}
	}
	version, replayErr := stored.Replayed(replay, commit.Case.UpdatedAt())
	if replayErr != nil {
		return realname.Case{}, replayErr
	}
	if version > 0 {
		return stored.AsOf(version), nil
	}
	return realname.Case{}, &realname.Error{Code: realname.CodeConflict, Cause: err}
}

// Desk is what every step works with.
type Desk struct {
	Store  Store
	Policy *realname.Policy
	Clock  Clock
}
