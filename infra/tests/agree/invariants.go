package agree

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"shiming/shared/realname"
)

// after reads what was touched, and holds it to what must always be so. done is the zero commit when the stores refused.
func (w *world) after(ctx context.Context, account realname.AccountID, was reading, done, tried realname.Commit) error {
	now, err := w.read(ctx, account, tried.Case.ID)
	if err != nil {
		return err
	}
	w.account[account] = now[0].account
	for _, commit := range []realname.Commit{done, tried} {
		for _, seat := range []*realname.Seat{commit.Take, commit.Give} {
			if seat == nil {
				continue
			}
			for _, key := range append([]realname.SubjectKey{seat.Subject}, seat.Others...) {
				if err := w.seats(ctx, key, seat.Limit); err != nil {
					return err
				}
			}
		}
	}
	if done.Case.ID != "" {
		if err := w.happened(was, now[0], done); err != nil {
			return err
		}
	}
	return w.invariants()
}

// seats reads a subject, and wants it not to have grown beyond its limit.
func (w *world) seats(ctx context.Context, key realname.SubjectKey, limit int) error {
	s, err := w.readSubject(ctx, key)
	if err != nil {
		return err
	}
	if staff := w.limits[key]; staff > 0 {
		limit = staff
	}
	holders := slices.Clone(s.Accounts)
	slices.Sort(holders)
	if len(slices.Compact(slices.Clone(holders))) != len(holders) {
		return differ("%s has an account twice: %v", key, holders)
	}
	if len(holders) > len(w.held[key]) && limit > 0 && len(holders) > limit {
		return differ("%s has grown to %d accounts, of %d", key, len(holders), limit)
	}
	w.held[key] = holders
	return nil
}

// happened looks at a commit that took effect.
func (w *world) happened(was, now reading, done realname.Commit) error {
	last := done.Case.Last()
	w.count.Committed++
	w.count.Events[last.Type]++
	w.ended[done.Case.ID] = last.State.Terminal()
	if now.c.Version() != done.Case.Version() {
		return differ("version %d was committed, %d is stored", done.Case.Version(), now.c.Version())
	}
	if done.Case.Version() == 1 {
		w.count.Kinds[done.Case.Kind]++
		w.before[done.Case.ID] = now.account
		return nil
	}
	if !slices.Contains([]realname.State{realname.Canceled, realname.Refused, realname.Expired, realname.Upheld}, last.State) {
		return nil
	}
	before := w.before[done.Case.ID]
	if done.Account == nil { // the account had gone on without the case
		before = was.account
	}
	lifted := done.Account != nil && done.Account.Lift
	if !sameIdentity(before.Identity, now.account.Identity) || !lifted && !before.Restricted.Equal(now.account.Restricted) {
		return differ("a case that was %s has changed its account", last.State)
	}
	return nil
}

func sameIdentity(a, b *realname.Identity) bool {
	x, _ := json.Marshal(a) // of plain fields
	y, _ := json.Marshal(b)
	return bytes.Equal(x, y)
}

// invariants holds every account that was ever touched to its seat (DESIGN §3).
func (w *world) invariants() error {
	for id, a := range w.account {
		sitting := 0
		for _, holders := range w.held {
			if slices.Contains(holders, id) {
				sitting++
			}
		}
		if (a.Identity != nil) != (sitting == 1) || sitting > 1 {
			return differ("%s: verified %t, with %d seats", id, a.Identity != nil, sitting)
		}
		if a.Identity != nil && !slices.Contains(w.held[a.Identity.Subject], id) {
			return differ("%s is verified under another key than it sits", id)
		}
	}
	return nil
}

// end compares everything that the sequence has made.
func (w *world) end(ctx context.Context) error {
	for _, s := range w.subjects {
		for _, key := range s.keys {
			if _, err := w.readSubject(ctx, key); err != nil {
				return err
			}
		}
	}
	for _, account := range w.accounts {
		lists := make([][]realname.Case, len(w.engines))
		for i, e := range w.engines {
			cursor := ""
			for {
				page, next, err := e.Store.CasesOf(ctx, account, cursor, 100)
				if err != nil {
					return fmt.Errorf("%s: %w", e.Name, err)
				}
				lists[i] = append(lists[i], page...)
				if cursor = next; cursor == "" {
					break
				}
			}
			slices.SortFunc(lists[i], func(a, b realname.Case) int { return strings.Compare(string(a.ID), string(b.ID)) })
		}
		if err := same(w, "cases listed", lists); err != nil {
			return err
		}
		if len(lists[0]) != len(w.cases[account]) {
			return differ("%s has %d cases, %d were opened", account, len(lists[0]), len(w.cases[account]))
		}
		if _, err := w.read(ctx, account, ""); err != nil {
			return err
		}
	}
	return nil
}
