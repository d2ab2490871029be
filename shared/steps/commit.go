package steps

import (
	"context"
	"errors"
	"slices"
	"time"

	"shiming/shared/realname"
)

// Ask is what every request to a step carries: who, and the request's identity.
type Ask struct {
	By realname.Actor
	// Replay is the idempotency key with the fingerprint of the request; nil when it carried none.
	Replay *realname.Replay
	// Versions are those of the case that the caller would go on from; nil: whichever it is. An empty list matches none.
	Versions []int
	// Wrong is all that is wrong with the body of the request; nil: nothing. The state of the case is judged before it (FAULT S4).
	Wrong error
}

// judged is what stands against the request: the state of the case alone, where it refuses, for it is judged before the body
// (FAULT S4); else all that is wrong with the body, in the order in which it is to be told. may is what the case says: where that is
// about a field, it is of the body, and one of all.
func (a Ask) judged(may error, all ...error) error {
	if no := (*realname.Error)(nil); errors.As(may, &no) && no.Field == "" {
		return may
	}
	return errors.Join(a.Wrong, errors.Join(all...))
}

// find loads a case that the actor may reach. Somebody else's case is not found, like one that does not exist
// (THREATS I1).
func find(ctx context.Context, s Store, by realname.Actor, id realname.CaseID) (realname.Case, error) {
	if !id.Valid() {
		return realname.Case{}, realname.Refuse(realname.CodeCaseNotFound)
	}
	c, err := s.Case(ctx, id)
	if errors.Is(err, ErrNotFound) {
		return realname.Case{}, realname.Refuse(realname.CodeCaseNotFound)
	}
	if err != nil {
		return realname.Case{}, err
	}
	if !by.ReachesCase(c) {
		return realname.Case{}, realname.Refuse(realname.CodeCaseNotFound).Because(ErrForeign)
	}
	return c, nil
}

// ErrForeign is the cause of a "not found" that is told to somebody who asked for what is not theirs.
var ErrForeign = errors.New("the record belongs to another account")

// move is one change of a case.
type move struct {
	// event is what the change makes of the case when all goes well; eventOf, where that depends on the case.
	event   realname.EventType
	eventOf func(realname.Case) realname.EventType
	// state is what the case refuses beside the event before the body is looked at; nil: nothing.
	state func(realname.Case) error
	// decide returns the command to apply; it may call the outside world, and runs at most once.
	decide func(realname.Case) (realname.Command, error)
	// same says whether a repeated request is the one that made this version of the case, where its fingerprint
	// leaves out what must not be digested; nil: the fingerprint says it all.
	same func(realname.Case) error
}

// change is the course of every step on a case: load it, answer a repeated request as it was answered, decide, commit.
func change(ctx context.Context, d Base, ask Ask, id realname.CaseID, m move) (realname.Case, error) {
	c, err := find(ctx, d.Store, ask.By, id)
	if err != nil {
		return realname.Case{}, err
	}
	now := d.Clock()
	if then, found, err := replay(c, ask, now, m); found || err != nil {
		return then, err
	}
	if ask.Versions != nil && !slices.Contains(ask.Versions, c.Version()) {
		return realname.Case{}, realname.Refuse(realname.CodeStaleVersion)
	}
	if m.eventOf != nil {
		m.event = m.eventOf(c)
	}
	if err := c.Allows(m.event, d.Policy, now); err != nil {
		return realname.Case{}, err
	}
	if m.state != nil {
		if err := m.state(c); err != nil {
			return realname.Case{}, err
		}
	}
	if ask.Wrong != nil {
		return realname.Case{}, ask.Wrong
	}
	command, err := m.decide(c)
	if err != nil {
		return realname.Case{}, err
	}
	commit, err := c.Apply(d.Policy, command, realname.Request{By: ask.By, Now: now, Replay: ask.Replay})
	if err != nil {
		return realname.Case{}, err
	}
	after, err := conclude(ctx, d, c, commit, realname.RefuseQuota{})
	var lost *lostRace
	if !errors.As(err, &lost) {
		return after, err
	}
	if then, found, err := replay(lost.stored, ask, now, m); found || err != nil {
		return then, err
	}
	return realname.Case{}, realname.Refuse(realname.CodeConflict).Because(err)
}

// replay returns the case as it was after an earlier run of the same request, if there was one.
func replay(c realname.Case, ask Ask, now time.Time, m move) (realname.Case, bool, error) {
	version, err := c.Replayed(ask.Replay, now)
	if err != nil || version == 0 {
		return realname.Case{}, false, err
	}
	if ask.Wrong != nil { // another body than the one that made it
		return realname.Case{}, false, ask.Wrong
	}
	then := c.AsOf(version)
	if m.same != nil {
		if err := m.same(then); err != nil {
			return realname.Case{}, false, err
		}
	}
	return then, true, nil
}

// lostRace says that somebody else changed the case first; stored is what it is now.
type lostRace struct{ stored realname.Case }

// Error says what happened.
func (*lostRace) Error() string { return "somebody else was faster" }

// commitOnce commits, and tells a lost race from a lost answer: when our event is in the stored case, the commit happened.
func commitOnce(ctx context.Context, s Store, commit realname.Commit) (realname.Case, error) {
	err := s.Commit(ctx, commit)
	if err == nil {
		return commit.Case, nil
	}
	if !errors.Is(err, ErrConflict) {
		return realname.Case{}, err
	}
	stored, readErr := s.Case(ctx, commit.Case.ID)
	if readErr != nil && !errors.Is(readErr, ErrNotFound) {
		return realname.Case{}, readErr
	}
	for i, e := range stored.Events {
		if e.ID == commit.Case.Last().ID {
			return stored.AsOf(i + 1), nil
		}
	}
	if commit.OnlyCloses() && stored.Version() == commit.Case.Version()-1 {
		gone, err := superseded(ctx, s, stored)
		if err != nil {
			return realname.Case{}, err
		}
		if gone { // the account has another case by now: this one ends alone
			commit.Account = nil
			return commitOnce(ctx, s, commit)
		}
	}
	return realname.Case{}, &lostRace{stored}
}

// superseded reports whether the account has gone on without the case, so that it can never end well: the platform asked for
// something else, or an appeal has released it.
func superseded(ctx context.Context, s Store, c realname.Case) (bool, error) {
	if c.Version() == 0 || c.Last().State.Terminal() {
		return false, nil
	}
	a, err := s.Account(ctx, c.Account)
	return err == nil && a.Rev != c.AccountRev, err
}

// conclude makes a commit on the case c. One that verifies takes its seat where the subject lives, and where there is
// none left the case ends by the refusal (RULES A3, B11), in the name of the same request.
func conclude(ctx context.Context, d Base, c realname.Case, commit realname.Commit, refusal realname.RefuseQuota) (realname.Case, error) {
	after, err := commitOnce(ctx, d.Store, commit)
	last := commit.Case.Last()
	if last.State != realname.Verified {
		return after, err
	}
	var elsewhere *realname.HeldElsewhere
	if errors.As(err, &elsewhere) {
		after, err = commitOnce(ctx, d.Store, commit.Under(elsewhere.Subject))
	}
	var full *realname.QuotaFull
	if !errors.As(err, &full) {
		return after, err
	}
	refusal.Holders = full.Holders
	r := realname.Request{By: realname.Actor{Role: last.By, ID: last.Who}, Now: last.At, Replay: last.Replay}
	refused, err := c.Apply(d.Policy, refusal, r)
	if err != nil {
		return realname.Case{}, err
	}
	return commitOnce(ctx, d.Store, refused)
}

// Base is what every step stands on.
type Base struct {
	Store  Store
	Policy *realname.Policy
	Clock  Clock
	// Livemode is the mode of the process: it stamps what is opened (THREATS X5).
	Livemode bool
	// Day is how long a day of a deadline lasts in a sandbox that shows them in seconds; 0: a real day.
	Day time.Duration
}
