package steps_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"time"

	"shiming/shared/realname"
	"shiming/shared/steps"
)

// failure is a way in which a call to the outside can fail (THREATS "how to prove them": before, after).
type failure struct {
	name  string
	after bool // the call takes effect, and its answer is lost
	err   error
	only  string // the calls that can fail so; empty: all
}

var failures = []failure{
	{"before", false, steps.ErrUnavailable, ""},
	{"after", true, steps.ErrUnavailable, ""},
	{"conflict_before", false, steps.ErrConflict, "Store.Commit"},
	{"conflict_after", true, steps.ErrConflict, "Store.Commit"},
	{"unexplained_before", false, errors.New("broken"), ""},
	{"unexplained_after", true, errors.New("broken"), ""},
}

// calls counts the calls that pass, and lets one of them fail.
type calls struct {
	mu   sync.Mutex
	made []string
	fail int // the number of the call that fails, from 1; 0: none
	how  failure
}

func (c *calls) pass(name string, do func() error) error {
	c.mu.Lock()
	c.made = append(c.made, name)
	broken := len(c.made) == c.fail
	c.mu.Unlock()
	if broken && !c.how.after {
		return c.how.err
	}
	err := do()
	if broken {
		return c.how.err
	}
	return err
}

// count returns how many calls of the kinds were made; a kind ends in a dot, or names one call.
func (c *calls) count(kind string) int {
	n := 0
	for _, name := range c.made {
		if strings.HasPrefix(name, kind) {
			n++
		}
	}
	return n
}

// through returns the parts with every call going through c.
func (p parts) through(c *calls) parts {
	return parts{steps.Base{Store: store{p.Store, c}, Policy: p.Policy, Clock: p.Clock}, keys{p.keys, c}, provider{p.provider, c}, records{p.records, c}}
}

type store struct {
	steps.Store
	calls *calls
}

func (s store) Case(ctx context.Context, id realname.CaseID) (c realname.Case, err error) {
	err = s.calls.pass("Store.Case", func() error { c, err = s.Store.Case(ctx, id); return err })
	return c, err
}

func (s store) Account(ctx context.Context, id realname.AccountID) (a realname.Account, err error) {
	err = s.calls.pass("Store.Account", func() error { a, err = s.Store.Account(ctx, id); return err })
	return a, err
}

func (s store) AccountAndCase(ctx context.Context, account realname.AccountID, id realname.CaseID) (a realname.Account, c realname.Case, err error) {
	err = s.calls.pass("Store.AccountAndCase", func() error { a, c, err = s.Store.AccountAndCase(ctx, account, id); return err })
	return a, c, err
}

func (s store) Subject(ctx context.Context, key realname.SubjectKey) (x realname.Subject, err error) {
	err = s.calls.pass("Store.Subject", func() error { x, err = s.Store.Subject(ctx, key); return err })
	return x, err
}

func (s store) Cases(ctx context.Context, ids []realname.CaseID) (all []realname.Case, err error) {
	err = s.calls.pass("Store.Cases", func() error { all, err = s.Store.Cases(ctx, ids); return err })
	return all, err
}

func (s store) CasesOf(ctx context.Context, account realname.AccountID, cursor string, limit int) (all []realname.Case, next string, err error) {
	err = s.calls.pass("Store.CasesOf", func() error { all, next, err = s.Store.CasesOf(ctx, account, cursor, limit); return err })
	return all, next, err
}

func (s store) Commit(ctx context.Context, c realname.Commit) error {
	return s.calls.pass("Store.Commit", func() error { return s.Store.Commit(ctx, c) })
}

type records struct {
	steps.Records
	calls *calls
}

func (r records) Record(ctx context.Context, kind, id string) (x steps.Record, err error) {
	err = r.calls.pass("Records.Record", func() error { x, err = r.Records.Record(ctx, kind, id); return err })
	return x, err
}

func (r records) PutRecord(ctx context.Context, x steps.Record) error {
	return r.calls.pass("Records.PutRecord", func() error { return r.Records.PutRecord(ctx, x) })
}

func (r records) RecordsOf(ctx context.Context, kind, owner, cursor string, limit int) (all []steps.Record, next string, err error) {
	err = r.calls.pass("Records.RecordsOf", func() error { all, next, err = r.Records.RecordsOf(ctx, kind, owner, cursor, limit); return err })
	return all, next, err
}

type keys struct {
	steps.Keys
	calls *calls
}

func (k keys) Seal(ctx context.Context, purpose string, plain []byte) (out []byte, err error) {
	err = k.calls.pass("Keys.Seal", func() error { out, err = k.Keys.Seal(ctx, purpose, plain); return err })
	return out, err
}

func (k keys) Open(ctx context.Context, purpose string, envelope []byte) (out []byte, err error) {
	err = k.calls.pass("Keys.Open", func() error { out, err = k.Keys.Open(ctx, purpose, envelope); return err })
	return out, err
}

func (k keys) Digests(ctx context.Context, purpose string, value []byte) (out []string, err error) {
	err = k.calls.pass("Keys.Digests", func() error { out, err = k.Keys.Digests(ctx, purpose, value); return err })
	return out, err
}

type provider struct {
	steps.Pusher
	calls *calls
}

func (p provider) Begin(ctx context.Context, r steps.CheckRequest) (begun steps.Begun, err error) {
	err = p.calls.pass("Provider.Begin", func() error { begun, err = p.Pusher.Begin(ctx, r); return err })
	return begun, err
}

func (p provider) Authenticate(cb steps.Callback, now time.Time) (n realname.Notice, err error) {
	err = p.calls.pass("Provider.Authenticate", func() error { n, err = p.Pusher.Authenticate(cb, now); return err })
	return n, err
}
