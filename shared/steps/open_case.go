package steps

import (
	"context"
	"errors"
	"time"

	"shiming/shared/realname"
)

// OpenCase opens a case on an account: a verification, a change, a release, an appeal.
type OpenCase struct {
	Base
	Records  Records          // the session's link, of who has one
	Origins  realname.Origins // where people may be sent back to
	Platform Platform         // nil: there is no platform to ask; what it would guard is refused, what it would warn of is not warned of
}

// Do opens the case. With an idempotency key, the id of the case follows from the key, so that the same request finds
// the case that its first try opened. Where the policy says so, the platform is asked first; when it cannot be reached,
// the case is refused with host_unavailable (RULES E3). One read, one write.
func (s OpenCase) Do(ctx context.Context, ask Ask, account realname.AccountID, o realname.Opening) (realname.Case, error) {
	if !account.Valid() {
		return realname.Case{}, realname.RefuseField(realname.CodeFieldInvalid, "account")
	}
	if account.NamesPerson() {
		return realname.Case{}, realname.RefuseField(realname.CodeAccountPersonal, "account")
	}
	if !ask.By.Reaches(account) {
		return realname.Case{}, realname.Refuse(realname.CodeAccountNotFound).Because(ErrForeign)
	}
	o, err := s.handedOff(ctx, ask.By, o)
	if err != nil {
		return realname.Case{}, err
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
	request := realname.Request{By: ask.By, Now: now, Replay: ask.Replay, Livemode: s.Livemode}
	commit, err := realname.Open(s.Policy, existing, account, id, o, request)
	if err != nil {
		return realname.Case{}, err
	}
	if s.Platform == nil && s.Policy.Guards(o, existing) {
		return realname.Case{}, realname.Refuse(realname.CodeHostUnavailable)
	}
	if s.Platform != nil && s.Policy.Asks(o, existing) {
		if o.Hindrances, err = s.Platform.Hindrances(ctx, account); err != nil {
			return realname.Case{}, realname.Refuse(realname.CodeHostUnavailable).Because(err)
		}
		if commit, err = realname.Open(s.Policy, existing, account, id, o, request); err != nil {
			return realname.Case{}, err
		}
	}
	after, err := commitOnce(ctx, s.Store, commit)
	var lost *lostRace
	if !errors.As(err, &lost) {
		return after, err
	}
	if lost.stored.Version() > 0 {
		return openedBefore(lost.stored, ask, now)
	}
	return realname.Case{}, realname.Refuse(realname.CodeConflict).Because(err)
}

// handedOff completes the opening by what the platform said of the session, which wins. The platform's own names for things
// are its own to give.
func (s OpenCase) handedOff(ctx context.Context, by realname.Actor, o realname.Opening) (realname.Opening, error) {
	own := o.Handoff
	switch {
	case by.Role != realname.Platform && own.ClientReferenceID != "":
		return o, realname.RefuseField(realname.CodeForbidden, "client_reference_id")
	case by.Role != realname.Platform && len(own.Metadata) > 0:
		return o, realname.RefuseField(realname.CodeForbidden, "metadata")
	}
	if err := own.Check(s.Origins); err != nil {
		return o, err
	}
	said, err := handoffOf(ctx, s.Records, by)
	if err != nil || said.IsEmpty() {
		return o, err
	}
	if own.Language != "" {
		said.Language = own.Language
	}
	o.Handoff = said
	return o, nil
}

// openedBefore answers a repeated request with the case that its first try opened. A day later the case stands, but
// the answer is no longer kept.
func openedBefore(c realname.Case, ask Ask, now time.Time) (realname.Case, error) {
	then, found, err := replay(c, ask, now, move{})
	if err == nil && !found {
		err = realname.Refuse(realname.CodeIdempotencyReused)
	}
	return then, err
}
