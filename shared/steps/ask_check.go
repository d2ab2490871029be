package steps

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"shiming/shared/realname"
)

// AskCheck asks a provider that does not push for the result of a check (RULES B5): when the browser has come back, and
// by itself, slowing down, until the check's time is up. So a result that nobody came back for is still taken, and one
// that was asked for twice counts once.
type AskCheck struct {
	Base
	Keys      Keys
	Records   Records           // keep hints within their bound
	Providers map[string]Puller // by the name that the check carries
}

// Do asks about the check, and says when it is to be called again: the zero time when there is nothing left to ask. A
// provider that does not answer is an error beside that time, and spends no try. Any check id may come: one that is not
// in progress asks nobody; one whose time is over is ended, with its case where that is over too, so that its reference is kept no
// longer than it is of use. One
// read, and with a result what taking it writes; one write when it is ended.
func (s AskCheck) Do(ctx context.Context, id realname.CheckID) (again time.Time, settled NoticeResult, err error) {
	open, err := s.open(ctx, id)
	if err != nil || open == nil {
		return time.Time{}, NoticeResult{}, err
	}
	switch now := s.Clock(); {
	case !now.Before(open.c.Deadline()): // its timer has not rung yet, or never does
		return time.Time{}, NoticeResult{}, KeepDeadline{Base: s.Base}.Do(ctx, open.c.ID, open.c.Deadline())
	case !now.Before(open.check.ExpiresAt):
		return time.Time{}, NoticeResult{}, s.end(ctx, *open)
	}
	settled, err = s.ask(ctx, *open)
	if settled.Case.ID != "" && (settled.Case.Check() == nil || settled.Case.Check().ID != id) {
		return time.Time{}, settled, err
	}
	return open.nextAsk(s.Clock()), settled, err
}

// end drops what the provider was asked by. Who else changed the case has dropped it, or begun another check.
func (s AskCheck) end(ctx context.Context, open openCheck) error {
	commit, err := open.c.Apply(s.Policy, realname.EndCheck{Check: open.check.ID}, realname.Request{By: system("ask-check"), Now: s.Clock()})
	var refused *realname.Error
	if errors.As(err, &refused) {
		return nil
	}
	if err != nil {
		return err
	}
	_, err = commitOnce(ctx, s.Store, commit)
	var lost *lostRace
	if errors.As(err, &lost) {
		return nil
	}
	return err
}

// hintEvery is how often the provider is asked at most because somebody opened the address of return.
const hintEvery = 10 * time.Second

// hintKind is the kind of records that say that a hint was followed; there is one for each stretch of hintEvery.
const hintKind = "check_hint"

// Hint asks about the check because somebody has opened its address of return. Who that was nobody knows, so it proves
// nothing, and the provider is asked at most once in ten seconds, however often it is opened. One read and one write, and
// with a result what taking it writes.
func (s AskCheck) Hint(ctx context.Context, id realname.CheckID) (NoticeResult, error) {
	open, err := s.open(ctx, id)
	if err != nil || open == nil || !s.Clock().Before(open.check.ExpiresAt) || !s.Clock().Before(open.c.Deadline()) {
		return NoticeResult{}, err
	}
	stretch := int(s.Clock().Sub(open.began) / hintEvery)
	err = s.Records.PutRecord(ctx, Record{
		Kind: hintKind, ID: string(id) + "." + strconv.Itoa(stretch), Rev: 1, Doc: []byte("{}"), Until: open.check.ExpiresAt,
	})
	if errors.Is(err, ErrConflict) {
		return NoticeResult{}, nil // asked a moment ago
	}
	if err != nil {
		return NoticeResult{}, err
	}
	return s.ask(ctx, *open)
}

// openCheck is a check in progress that its provider is to be asked about.
type openCheck struct {
	c     realname.Case
	check realname.Check
	began time.Time
}

// open finds the check, which may be over; nil where there is nothing to ask.
func (s AskCheck) open(ctx context.Context, id realname.CheckID) (*openCheck, error) {
	name, ok := id.Case()
	if !ok {
		return nil, nil
	}
	c, err := s.Store.Case(ctx, name)
	if errors.Is(err, ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	check := c.Check()
	if check == nil || check.ID != id || c.Ref == nil {
		return nil, nil
	}
	open := &openCheck{c: c, check: *check}
	for _, e := range c.Events {
		if e.Check != nil && e.Check.ID == id {
			open.began = e.At
		}
	}
	return open, nil
}

// ask asks the provider and takes what it says; nothing while that is pending.
func (s AskCheck) ask(ctx context.Context, open openCheck) (NoticeResult, error) {
	provider, ok := s.Providers[open.check.Provider]
	if !ok {
		return NoticeResult{}, fmt.Errorf("check %s: there is no provider %q to ask", open.check.ID, open.check.Provider)
	}
	ref, err := openRef(ctx, s.Keys, open.check.ID, open.c.Ref)
	if err != nil {
		return NoticeResult{}, err
	}
	notice, err := provider.Ask(ctx, open.check, ref, s.Clock())
	if errors.Is(err, ErrPending) {
		return NoticeResult{}, nil
	}
	if err != nil {
		return NoticeResult{}, fmt.Errorf("ask about check %s: %w", open.check.ID, err)
	}
	if notice.Check != open.check.ID {
		return NoticeResult{}, fmt.Errorf("check %s: the provider answered about another one", open.check.ID)
	}
	by := realname.Actor{Role: realname.Provider, ID: open.check.Provider}
	return taking{s.Base, s.Keys}.notice(ctx, open.c, by, notice)
}

// askPauses are the pauses between the questions, the last of them for all that follow. The first are for who has just
// put the phone down; the later ones are for who never came back.
var askPauses = []time.Duration{5 * time.Second, 15 * time.Second, 30 * time.Second, time.Minute, 2 * time.Minute, 5 * time.Minute}

// lastCall is how long before its end a check is asked about for the last time.
const lastCall = 3 * time.Second

// nextAsk is when to ask after now: as long after the check began as the pauses say, shortly before its end, and at its
// end; the zero time after that. It depends on nothing else, so a message that comes twice asks at the same times.
func (o openCheck) nextAsk(now time.Time) time.Time {
	at, last := o.began, o.check.ExpiresAt.Add(-lastCall)
	for i := 0; !at.After(now); i++ {
		at = at.Add(askPauses[min(i, len(askPauses)-1)])
	}
	switch {
	case !last.After(now):
		return o.check.ExpiresAt
	case at.After(last):
		return last
	}
	return at
}

// AskLater queues the first question about a check whose provider does not push.
func AskLater(queue Asks) Effect {
	return func(ctx context.Context, c realname.Case) error {
		if c.Last().Type != realname.CheckStarted || c.Ref == nil {
			return nil
		}
		return queue.Later(ctx, c.Last().Check.ID, askPauses[0])
	}
}
