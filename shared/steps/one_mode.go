package steps

import (
	"context"
	"errors"
	"slices"

	"shiming/shared/realname"
)

// InMode returns the store as it counts in the mode (THREATS X5): a case of the other mode is not found, what the other
// mode left on an account is not there, and no commit on either is taken. A store is used in one mode for its life, and a
// process holds itself to that when it starts; this is for records that came in by another way, such as a backup.
// Subjects need no guard: their keys differ.
func InMode(store Store, livemode bool) Store { return oneMode{store, livemode} }

type oneMode struct {
	Store
	livemode bool
}

// errOtherMode says that a commit was decided on a case of the other mode, which nothing in this program does.
var errOtherMode = errors.New("the commit is on a case of the other mode")

// Case returns the case, or ErrNotFound.
func (s oneMode) Case(ctx context.Context, id realname.CaseID) (realname.Case, error) {
	c, err := s.Store.Case(ctx, id)
	if err == nil && c.Livemode != s.livemode {
		return realname.Case{}, ErrNotFound
	}
	return c, err
}

// Account returns the account; one that was verified in the other mode is unverified.
func (s oneMode) Account(ctx context.Context, id realname.AccountID) (realname.Account, error) {
	a, err := s.Store.Account(ctx, id)
	return a.In(s.livemode), err
}

// AccountAndCase returns both, each as above.
func (s oneMode) AccountAndCase(ctx context.Context, account realname.AccountID, id realname.CaseID) (realname.Account, realname.Case, error) {
	a, c, err := s.Store.AccountAndCase(ctx, account, id)
	if c.Version() > 0 && c.Livemode != s.livemode {
		c = realname.Case{}
	}
	return a.In(s.livemode), c, err
}

// CasesOf lists the cases of the mode; a page may be shorter than asked for, or empty, before the last one.
func (s oneMode) CasesOf(ctx context.Context, account realname.AccountID, cursor string, limit int) ([]realname.Case, string, error) {
	page, next, err := s.Store.CasesOf(ctx, account, cursor, limit)
	return s.only(page), next, err
}

// Cases returns those of the mode.
func (s oneMode) Cases(ctx context.Context, ids []realname.CaseID) ([]realname.Case, error) {
	all, err := s.Store.Cases(ctx, ids)
	return s.only(all), err
}

// only drops the cases of the other mode.
func (s oneMode) only(cases []realname.Case) []realname.Case {
	return slices.DeleteFunc(cases, func(c realname.Case) bool { return c.Livemode != s.livemode })
}

// Commit applies a commit of the mode.
func (s oneMode) Commit(ctx context.Context, c realname.Commit) error {
	if c.Case.Livemode != s.livemode {
		return errOtherMode
	}
	return s.Store.Commit(ctx, c)
}
