package agree

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"shiming/shared/realname"
)

// Move is one thing that happens: what, on which account, and a seed for everything else about it.
type Move struct {
	What    What
	Account int
	Seed    uint64
}

// What is a sort of move.
type What int

// The sorts of moves.
const (
	Opens    What = iota // somebody asks to open a case
	Through              // a case is opened where none is, and goes on as it should, mostly to its end
	GoesOn               // the newest case goes on as it should, for some steps
	AnyThing             // any command is given to a case of the account, whether it makes sense or not
	Ends                 // the newest case is withdrawn, or its time is over; one that has ended is redacted, if it may be
	Waits                // time passes, or a clock is set back
	Forfeits             // an appeal of somebody else takes the account's verification
	Limits               // staff set a subject's quota
)

// Sequence is what happens in one run.
type Sequence struct {
	Seed  uint64
	Moves []Move
}

// Draw draws the sequence of the seed.
func Draw(seed uint64) Sequence {
	r := rand.New(rand.NewPCG(seed, 0))
	s := Sequence{Seed: seed}
	weights := []What{Opens, Through, Through, Through, Through, GoesOn, GoesOn, AnyThing, AnyThing, Ends, Waits, Waits, Waits, Forfeits, Limits}
	busy := r.IntN(5) // one account has more to do than the others
	for range 8 + r.IntN(10) {
		m := Move{weights[r.IntN(len(weights))], busy, r.Uint64()}
		if r.IntN(2) == 0 {
			m.Account = r.IntN(5)
		}
		s.Moves = append(s.Moves, m)
	}
	return s
}

// Run lets the sequence happen on the engines, under a policy that its seed picks, and says what it did. run stands in
// front of every id, so that stores can be used for many sequences. The error is a *Difference where something is not as
// it should be.
func Run(ctx context.Context, run string, s Sequence, policies []*realname.Policy, engines ...Side) (*Count, error) {
	w, err := newWorld(run, s.Seed, policies, engines)
	if err != nil {
		return nil, err
	}
	for i, m := range s.Moves {
		if err := w.move(ctx, m); err != nil {
			return w.count, fmt.Errorf("move %d of %d: %w", i+1, len(s.Moves), err)
		}
	}
	return w.count, w.end(ctx)
}

// Shorten leaves out the moves without which the difference still shows, in at most so many tries. Each try runs under
// ids of its own.
func Shorten(ctx context.Context, run string, s Sequence, policies []*realname.Policy, tries int, engines ...Side) Sequence {
	for i := len(s.Moves) - 1; i >= 0 && tries > 0; i-- {
		tries--
		shorter := Sequence{s.Seed, append(append([]Move(nil), s.Moves[:i]...), s.Moves[i+1:]...)}
		var d *Difference
		if _, err := Run(ctx, fmt.Sprintf("%s-%d", run, tries), shorter, policies, engines...); errors.As(err, &d) {
			s = shorter
		}
	}
	return s
}

func (w *world) move(ctx context.Context, m Move) error {
	r := rand.New(rand.NewPCG(m.Seed, 0))
	account := w.accounts[m.Account]
	odd := r.IntN(12) // stale, again, or neither
	switch m.What {
	case Opens:
		return w.open(ctx, m.Seed, account, odd)
	case Through:
		if w.account[account].OpenCase == "" {
			if w.account[account].Identity != nil && r.IntN(3) == 0 {
				w.now = w.now.AddDate(0, 0, 31) // so that a change is not too soon (RULES D2)
			}
			if err := w.open(ctx, m.Seed, account, 2); err != nil {
				return err
			}
		}
		if id := w.pick(r, account, true); id != "" && !w.ended[id] && r.IntN(10) == 0 { // left alone, until its time is over
			return w.command(ctx, m.Seed+1, account, id, false, false, w.ending)
		}
		return w.goOn(ctx, r, m.Seed+1, account, 3+r.IntN(15))
	case GoesOn:
		return w.goOn(ctx, r, m.Seed, account, 1+r.IntN(5))
	case AnyThing:
		if id := w.pick(r, account, false); id != "" {
			return w.command(ctx, m.Seed, account, id, odd == 0, odd == 1, w.anyCommand)
		}
	case Ends:
		if id := w.pick(r, account, true); id != "" && !w.ended[id] {
			return w.command(ctx, m.Seed, account, id, odd == 0, odd == 1, w.ending)
		} else if id != "" {
			return w.redact(ctx, m.Seed, account, id)
		}
	case Waits:
		seconds := []int{1, 60, 301, 601, 7200, 86400, 3 * 86400, 8 * 86400, 31 * 86400, 31 * 86400, 31 * 86400, -1, -700}
		w.now = w.now.Add(time.Duration(seconds[r.IntN(len(seconds))]) * time.Second)
	case Forfeits:
		return w.forfeit(ctx, m.Seed, account, w.subjects[r.IntN(len(w.subjects))].keys)
	case Limits:
		keys, limit := w.subjects[r.IntN(len(w.subjects))].keys, r.IntN(4)
		for _, key := range keys {
			for _, e := range w.engines {
				if err := e.Store.SetLimit(ctx, key, limit); err != nil {
					return fmt.Errorf("%s: %w", e.Name, err)
				}
			}
			w.limits[key] = limit
			if s, err := w.readSubject(ctx, key); err != nil || s.Limit != limit {
				return errors.Join(err, differ("the limit of %s is %d, not %d", key, s.Limit, limit))
			}
		}
	}
	return nil
}

// goOn lets the newest case of the account go on, for so many commands or until it ends; now and then something else
// happens to it.
func (w *world) goOn(ctx context.Context, r *rand.Rand, seed uint64, account realname.AccountID, times int) error {
	for i := range uint64(times) {
		id := w.pick(r, account, true)
		if id == "" || w.ended[id] {
			return nil
		}
		odd, next := r.IntN(16), maker(w.sensible)
		if r.IntN(5) == 0 {
			next = w.anyCommand
		}
		if err := w.command(ctx, seed+i, account, id, odd == 0, odd == 1, next); err != nil {
			return err
		}
	}
	return nil
}

// pick picks a case of the account, mostly the newest.
func (w *world) pick(r *rand.Rand, account realname.AccountID, newest bool) realname.CaseID {
	all := w.cases[account]
	if len(all) == 0 {
		return ""
	}
	if !newest && r.IntN(5) == 0 {
		return all[r.IntN(len(all))]
	}
	return all[len(all)-1]
}

// open opens a case, mostly one that the account is offered.
func (w *world) open(ctx context.Context, seed uint64, account realname.AccountID, odd int) error {
	w.serial++
	id := realname.CaseIDFor(account, fmt.Sprint(w.run, w.serial))
	var opened realname.Case
	err := w.give(ctx, seed, account, id, odd == 0, odd == 1, func(r *rand.Rand, now reading) (realname.Commit, error) {
		by := realname.Actor{Role: realname.Holder, ID: "user", Account: account}
		if r.IntN(3) == 0 {
			by = realname.Actor{Role: realname.Platform, ID: "platform"}
		}
		var o realname.Opening
		offers := realname.Offers(w.policy, now.account, w.now)
		if len(offers) > 0 && r.IntN(8) > 0 {
			offer := offers[r.IntN(len(offers))]
			if now.account.Identity == nil && r.IntN(4) > 0 {
				offer = offers[r.IntN(min(2, len(offers)))] // most verify, before they appeal
			}
			if offer.Kind.Appeals() && r.IntN(2) == 0 { // there are two, and they change no account of their own
				offer = offers[r.IntN(len(offers))]
			}
			o.Kind, o.Channel = offer.Kind, offer.Channel
			o.Consents = accept(offer.Consents)
		} else {
			flow := w.policy.Flows[r.IntN(len(w.policy.Flows))]
			o.Kind = flow.Kind
			if r.IntN(3) == 0 {
				o.Kind = realname.Kinds()[r.IntN(len(realname.Kinds()))]
			}
			for _, agreement := range flow.Consents {
				if a, ok := w.policy.Agreement(agreement); ok {
					o.Consents = append(o.Consents, accept([]realname.Agreement{a})...)
				}
			}
		}
		if o.Kind == realname.Reverification && r.IntN(4) > 0 {
			by = realname.Actor{Role: realname.Platform, ID: "platform"}
		}
		if r.IntN(10) == 0 {
			o.Consents = nil
		}
		for _, h := range []realname.Hindrance{realname.Arrears, realname.LowBalance} {
			if r.IntN(8) == 0 {
				o.Hindrances = append(o.Hindrances, h)
			}
		}
		commit, err := realname.Open(w.policy, now.account, account, id, o, realname.Request{By: by, Now: w.now})
		opened = commit.Case
		return commit, err
	})
	return w.opened(ctx, seed, opened, err)
}

// opened notes a case that was opened, if it was, and ends the one whose place it takes (RULES D13).
func (w *world) opened(ctx context.Context, seed uint64, c realname.Case, err error) error {
	if _, opened := w.before[c.ID]; !opened || err != nil {
		return err
	}
	w.cases[c.Account] = append(w.cases[c.Account], c.ID)
	old := c.Events[0].Supersedes
	if old == "" || w.ended[old] {
		return nil
	}
	return w.command(ctx, seed, c.Account, old, false, false, func(*rand.Rand, realname.Case) (realname.Command, realname.Actor) {
		return realname.Supersede{By: c}, system
	})
}

// forfeit releases the account as an appeal does, when it belongs to the subject.
func (w *world) forfeit(ctx context.Context, seed uint64, account realname.AccountID, keys []realname.SubjectKey) error {
	w.serial++
	id := realname.CaseIDFor(account, fmt.Sprint(w.run, w.serial))
	var opened realname.Case
	err := w.give(ctx, seed, account, id, false, false, func(_ *rand.Rand, now reading) (realname.Commit, error) {
		r := realname.Request{By: realname.Actor{Role: realname.System, ID: "appeal"}, Now: w.now}
		commit, ok := realname.Forfeit(now.account, id, realname.CaseIDFor(account, "appeal"), keys, r)
		if !ok {
			return commit, realname.Refuse(realname.CodeNotHolder)
		}
		opened = commit.Case
		return commit, nil
	})
	return w.opened(ctx, seed, opened, err)
}

// redact erases what an ended case knows of people (L1); of one by which the account belongs to somebody, who had it before (L2).
func (w *world) redact(ctx context.Context, seed uint64, account realname.AccountID, id realname.CaseID) error {
	return w.give(ctx, seed, account, id, false, false, func(_ *rand.Rand, now reading) (realname.Commit, error) {
		r := realname.Request{By: realname.Actor{Role: realname.Admin, ID: "admin"}, Now: w.now}
		commit, redacted, err := now.c.Redact(now.account, r)
		if now.c.Stands(now.account) {
			commit, redacted, err = now.c.EraseFormer(r)
		}
		if redacted {
			return commit, realname.Refuse(realname.CodeWrongState)
		}
		return commit, err
	})
}

// maker makes a command for a case; r draws the same for each engine.
type maker func(r *rand.Rand, c realname.Case) (realname.Command, realname.Actor)

// command gives a command to the case.
func (w *world) command(ctx context.Context, seed uint64, account realname.AccountID, id realname.CaseID, stale, again bool, make maker) error {
	w.serial++
	committed, name := w.count.Committed, ""
	err := w.give(ctx, seed, account, id, stale, again, func(r *rand.Rand, now reading) (realname.Commit, error) {
		cmd, by := make(r, now.c)
		if cmd == nil {
			return realname.Commit{}, realname.Refuse(realname.CodeWrongState)
		}
		name = fmt.Sprintf("%T", cmd)
		return now.c.Apply(w.policy, cmd, realname.Request{By: by, Now: w.now})
	})
	if w.count.Committed > committed {
		w.count.Commands[name]++
	}
	return err
}
