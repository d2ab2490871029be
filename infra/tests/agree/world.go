// Package agree drives the same random commands through several stores side by side, and says where they differ: every
// store is read before each command, decides on what it read, and commits; the readings, the refusals of the rules, the
// refusals of the stores and what is stored afterwards have to be the same. After each command the invariants of seats
// hold (RULES A3): never more accounts than the limit, an account is in exactly the set of its own subject, taking twice
// counts once; and an account whose change came to nothing is exactly as it was (RULES D1).
//
// A sequence is drawn from a seed, and every move of it makes sense at every moment, so that a sequence that shows a
// difference can be shortened. What must not live here: rules, and knowledge of an engine.
package agree

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"shiming/shared/realname"
	"shiming/shared/steps"
)

// Side is a store under its name.
type Side struct {
	Name  string
	Store interface {
		steps.Store
		SetLimit(ctx context.Context, key realname.SubjectKey, limit int) error
	}
}

// Count says what a sequence did, for the figures of a run: commands that were committed, those that the rules or the
// stores refused, and what happened by type of event.
type Count struct {
	Committed, Refused, StoreRefused int
	Events                           map[realname.EventType]int
	Kinds                            map[realname.Kind]int
	Commands                         map[string]int
}

// NewCount returns a count of nothing.
func NewCount() *Count {
	return &Count{Events: map[realname.EventType]int{}, Kinds: map[realname.Kind]int{}, Commands: map[string]int{}}
}

// Add adds what another sequence did.
func (n *Count) Add(o *Count) {
	n.Committed, n.Refused, n.StoreRefused = n.Committed+o.Committed, n.Refused+o.Refused, n.StoreRefused+o.StoreRefused
	for k, v := range o.Events {
		n.Events[k] += v
	}
	for k, v := range o.Kinds {
		n.Kinds[k] += v
	}
	for k, v := range o.Commands {
		n.Commands[k] += v
	}
}

// world is one sequence under way: five accounts that three subjects want to verify, on every engine.
type world struct {
	policy   *realname.Policy
	now      time.Time
	engines  []Side
	run      string // in front of every id, so that sequences do not meet
	subjects []subject
	accounts []realname.AccountID
	cases    map[realname.AccountID][]realname.CaseID
	ended    map[realname.CaseID]bool
	checks   []realname.CheckID
	serial   int // of commands
	events   int
	count    *Count

	account map[realname.AccountID]realname.Account // as read last
	before  map[realname.CaseID]realname.Account    // after the case was opened
	held    map[realname.SubjectKey][]realname.AccountID
	limits  map[realname.SubjectKey]int
}

// reading is what an engine holds of an account and one of its cases.
type reading struct {
	account realname.Account
	c       realname.Case
}

// Difference is what should not be: engines that disagree, or an invariant that does not hold.
type Difference struct{ What string }

// Error says what differs.
func (d *Difference) Error() string { return d.What }

func differ(format string, args ...any) error { return &Difference{fmt.Sprintf(format, args...)} }

// same compares one value of each engine.
func same[T any](w *world, what string, values []T) error {
	first, err := json.Marshal(values[0])
	if err != nil {
		return err
	}
	for i, v := range values[1:] {
		other, err := json.Marshal(v)
		if err != nil {
			return err
		}
		if !bytes.Equal(first, other) {
			return differ("%s:\n%s: %s\n%s: %s", what, w.engines[0].Name, first, w.engines[i+1].Name, other)
		}
	}
	return nil
}

// read reads an account and one of its cases from every engine, and compares.
func (w *world) read(ctx context.Context, account realname.AccountID, id realname.CaseID) ([]reading, error) {
	all := make([]reading, len(w.engines))
	accounts, cases := make([]realname.Account, len(all)), make([]realname.Case, len(all))
	for i, e := range w.engines {
		var err error
		if id == "" {
			accounts[i], err = e.Store.Account(ctx, account)
		} else {
			accounts[i], cases[i], err = e.Store.AccountAndCase(ctx, account, id)
		}
		if err != nil && !errors.Is(err, steps.ErrNotFound) {
			return nil, fmt.Errorf("%s: %w", e.Name, err)
		}
		all[i] = reading{accounts[i], cases[i]}
	}
	return all, errors.Join(same(w, "accounts read", accounts), same(w, "cases read", cases))
}

// readSubject reads a subject from every engine, and compares.
func (w *world) readSubject(ctx context.Context, key realname.SubjectKey) (realname.Subject, error) {
	all := make([]realname.Subject, len(w.engines))
	for i, e := range w.engines {
		s, err := e.Store.Subject(ctx, key)
		if err != nil && !errors.Is(err, steps.ErrNotFound) {
			return s, fmt.Errorf("%s: %w", e.Name, err)
		}
		all[i] = s
	}
	return all[0], same(w, "subjects read", all)
}

// decision decides about what one engine holds; r draws the same for each.
type decision func(r *rand.Rand, now reading) (realname.Commit, error)

// decide lets every engine's reading be decided on, and compares. refused is the refusal that they share.
func (w *world) decide(seed uint64, now []reading, d decision) (commits []realname.Commit, refused error, err error) {
	refusals := make([]string, len(now))
	for i, r := range now {
		commit, err := d(rand.New(rand.NewPCG(seed, 1)), r)
		var refusal *realname.Error
		if errors.As(err, &refusal) {
			refused, refusals[i] = refusal, refusal.Error()+refusal.RetryAfter.String()
			commits = append(commits, realname.Commit{})
			continue
		}
		if err != nil {
			return nil, nil, err
		}
		// The id of an event is the only thing in it that is drawn at the moment of the decision.
		events := commit.Case.Events
		if i > 0 && len(commits[0].Case.Events) > 0 {
			events[len(events)-1].ID = commits[0].Case.Last().ID
		} else {
			w.events++
			events[len(events)-1].ID = realname.EventID(fmt.Sprintf("evt_%s_%d", w.run, w.events))
		}
		commits = append(commits, commit)
	}
	if err := same(w, "refusals of the rules", refusals); err != nil {
		return nil, nil, err
	}
	return commits, refused, same(w, "decisions", commits)
}

// commit brings the decisions to the engines, as the steps do: one that lives under another key moves there, one without
// a place ends by its refusal, and one whose account has gone on ends alone. It returns what every engine said.
func (w *world) commit(ctx context.Context, c []reading, commits []realname.Commit, plain bool) (realname.Commit, error) {
	for range 5 {
		said, first, err := w.commitOnce(ctx, commits)
		if err != nil || first == nil {
			return commits[0], err
		}
		w.count.StoreRefused++
		var elsewhere *realname.HeldElsewhere
		var full *realname.QuotaFull
		verifies := commits[0].Case.Last().State == realname.Verified
		switch {
		case plain:
			return realname.Commit{}, nil
		case errors.As(first, &elsewhere) && verifies:
			for i := range commits {
				commits[i] = commits[i].Under(elsewhere.Subject)
			}
		case errors.As(first, &full) && verifies:
			last := commits[0].Case.Last()
			refuse := func(_ *rand.Rand, now reading) (realname.Commit, error) {
				r := realname.Request{By: realname.Actor{Role: last.By, ID: last.Who}, Now: last.At}
				return now.c.Apply(w.policy, realname.RefuseQuota{Holders: full.Holders}, r)
			}
			var refused error
			if commits, refused, err = w.decide(0, c, refuse); err != nil || refused != nil {
				return realname.Commit{}, errors.Join(err, refused)
			}
		case errors.Is(first, steps.ErrConflict) && commits[0].OnlyCloses() && c[0].account.Rev != c[0].c.AccountRev:
			for i := range commits {
				commits[i].Account = nil
			}
		case errors.Is(first, steps.ErrConflict) || errors.As(first, &full): // of a payout
			return realname.Commit{}, nil
		default:
			return realname.Commit{}, differ("both engines say %s", said)
		}
	}
	return realname.Commit{}, differ("the commit is never answered")
}

// commitOnce commits on every engine and compares what they say; first is the refusal of the first.
func (w *world) commitOnce(ctx context.Context, commits []realname.Commit) (said string, first error, err error) {
	answers := make([]string, len(w.engines))
	for i, e := range w.engines {
		err := e.Store.Commit(ctx, commits[i])
		var full *realname.QuotaFull
		var elsewhere *realname.HeldElsewhere
		switch {
		case err == nil:
		case errors.As(err, &full):
			answers[i] = fmt.Sprint("no place; holders ", full.Holders)
		case errors.As(err, &elsewhere):
			answers[i] = "held elsewhere " + string(elsewhere.Subject)
		case errors.Is(err, steps.ErrConflict):
			answers[i] = "conflict"
		default:
			return "", nil, fmt.Errorf("%s: %w", e.Name, err)
		}
		if i == 0 {
			first = err
		}
	}
	return answers[0], first, same(w, "answers of the stores", answers)
}

// give lets a decision happen on an account and one of its cases. stale decides on what the case was before; again
// commits twice.
func (w *world) give(ctx context.Context, seed uint64, account realname.AccountID, id realname.CaseID, stale, again bool, d decision) error {
	now, err := w.read(ctx, account, id)
	if err != nil {
		return err
	}
	if stale {
		for i, r := range now {
			if v := r.c.Version(); v > 1 {
				now[i].c = r.c.AsOf(v - 1)
			} else {
				now[i].account = realname.Account{}
			}
		}
	}
	commits, refused, err := w.decide(seed, now, d)
	if err != nil {
		return err
	}
	if refused != nil {
		w.count.Refused++
		return nil
	}
	done, err := w.commit(ctx, now, slices.Clone(commits), stale)
	if err != nil {
		return err
	}
	if again && done.Case.ID != "" {
		for _, e := range w.engines { // one that happened before is answered with success or a conflict, and does not happen twice
			if err := e.Store.Commit(ctx, done); err != nil && !errors.Is(err, steps.ErrConflict) {
				return differ("%s: a commit that happened before: %v", e.Name, err)
			}
		}
	}
	return w.after(ctx, account, now[0], done, commits[0])
}
