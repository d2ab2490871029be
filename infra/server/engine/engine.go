// Package engine is the embedded engine: the same steps, rules and API as on AWS, in one process that needs nothing but
// a directory. It wires SQLite, a key file, the sandbox and the dispatcher together; it decides nothing itself.
package engine

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"runtime/debug"
	"time"

	"shiming/infra/server/issuer"
	"shiming/shared/api"
	"shiming/shared/api/reference"
	"shiming/shared/connect/groupsites"
	"shiming/shared/realname"
	"shiming/shared/realname/policies"
	"shiming/shared/sandbox/bank"
	"shiming/shared/sandbox/phone"
	"shiming/shared/sealed"
	"shiming/shared/steps"
	"shiming/shared/store/sqlite"
)

// Config says where the engine lives and how it is reached.
type Config struct {
	// Dir holds everything: records, keys, the audit trail. It is created when missing.
	Dir string
	// Profile is the policy profile; empty: the default one.
	Profile string
	// PublicURL is where people reach the server; empty: as each request did.
	PublicURL string
	Clock     steps.Clock
	// Day is how long a day of a deadline lasts; 0: a real day. Minutes and hours are as they are.
	Day time.Duration
	Log *slog.Logger
	// WebhookURL is where events are posted to; empty: nowhere. WebhookSecrets sign them; none: one that the engine makes.
	WebhookURL     string
	WebhookSecrets []string
	// HostURL is where the platform answers what stands in an account's way, HostSecrets sign the questions
	// (shared/providers/platform); empty: the sandbox answers.
	HostURL     string
	HostSecrets []string
	// Wrap, when set, stands between the steps and the store: for faults in tests.
	Wrap func(steps.Store) steps.Store
}

// Engine is a running engine. Its Handler is safe for concurrent use.
type Engine struct {
	Handler http.Handler
	// Issuer signs the tokens that the engine accepts.
	Issuer *issuer.Issuer
	// Policy is the profile's.
	Policy *realname.Policy
	// Store is the engine's own, for tools and tests.
	Store *sqlite.Store
	// Sandbox signs callbacks like those that the engine accepts.
	Sandbox *sandbox.Sandbox
	// Bank signs notices like those that the engine accepts.
	Bank *sandboxbank.Bank

	config    Config
	clock     *turnedClock
	deposits  *deposits
	documents *documents
	telling   *telling
	issuer    *issuer.Issuer
	audit     io.Closer
	stop      context.CancelFunc
	ended     chan struct{}
}

// Tune sets the process up for an engine: its heap is a few megabytes, of which collecting at the usual pace would
// take a third of the processors. Whoever starts a process for an engine calls it first.
func Tune() { debug.SetGCPercent(400) }

// Open starts an engine on a directory and goes on with whatever was in progress there.
func Open(c Config) (*Engine, error) {
	policy, err := policies.Load(c.Profile)
	if err != nil {
		return nil, err
	}
	if err := os.MkdirAll(c.Dir, 0o700); err != nil {
		return nil, err
	}
	turned, err := openClock(c.Clock, filepath.Join(c.Dir, "clock.json"))
	if err != nil {
		return nil, err
	}
	c.Clock = turned.Now
	keys, err := sealed.OpenFile(filepath.Join(c.Dir, "keys.json"))
	if err != nil {
		return nil, err
	}
	tokens, err := issuer.Open(filepath.Join(c.Dir, "issuer.pem"))
	if err != nil {
		return nil, err
	}
	secret, err := secretFile(filepath.Join(c.Dir, "sandbox.secret"))
	if err != nil {
		return nil, err
	}
	audit, err := openAudit(filepath.Join(c.Dir, "audit.jsonl"))
	if err != nil {
		return nil, err
	}
	store, err := sqlite.Open(filepath.Join(c.Dir, "shiming.db"))
	if err != nil {
		return nil, errors.Join(err, audit.Close())
	}
	e := &Engine{Issuer: tokens, Policy: policy, Store: store, config: c, clock: turned, issuer: tokens, audit: audit}
	if err := e.openDocuments(keys); err != nil {
		return nil, errors.Join(err, store.Close(), audit.Close())
	}
	gate := api.Gate{Audit: api.AuditTo(audit), Clock: c.Clock, Log: c.Log}
	dispatch, endpoints, err := e.wire(gate, policy, keys, secret)
	if err != nil {
		e.documents.close()
		return nil, errors.Join(err, store.Close(), audit.Close())
	}
	e.Handler = e.routes(gate, endpoints)
	e.start(dispatch)
	e.telling.start()
	return e, nil
}

// wire puts the steps on the engine's parts.
func (e *Engine) wire(gate api.Gate, policy *realname.Policy, keys steps.Keys, secret string) (steps.Dispatch, []api.Endpoint, error) {
	clock := e.config.Clock
	var store steps.Store = e.Store
	if e.config.Wrap != nil {
		store = e.config.Wrap(store)
	}
	desk := steps.Desk{Store: store, Policy: policy, Clock: clock, Day: e.config.Day}
	settle := &steps.SettleCheck{Desk: desk, Keys: keys}
	e.Sandbox = sandbox.Connect(secret, desk, api.Deliver(gate, settle, sandbox.Name))
	settle.Providers = e.Sandbox.ByName()
	if err := e.openDeposits(gate, desk, keys, secret); err != nil {
		return steps.Dispatch{}, nil, err
	}
	e.clock.turned = append(e.clock.turned, e.deposits.machines.ClockTurned)
	own, err := e.openPlatform()
	if err != nil {
		return steps.Dispatch{}, nil, errors.Join(err, e.deposits.machines.Close())
	}
	if e.telling, err = e.openTelling(desk, keys); err != nil {
		return steps.Dispatch{}, nil, errors.Join(err, e.deposits.machines.Close())
	}
	e.clock.turned = append(e.clock.turned, e.telling.queue.Wake)
	s := api.Settings{Policy: policy, Clock: clock}
	endpoints := []api.Endpoint{
		api.OpenCase(s, steps.OpenCase{Desk: desk, Host: host(own)}),
		api.ChooseMethod(s, steps.ChooseMethod{Desk: desk, Keys: keys}),
		api.StartCheck(s, steps.StartCheck{
			Desk: desk, Keys: keys, Records: e.Store, Providers: e.Sandbox.ByMethod(), Names: e.Sandbox.Names(),
			Cards: groupsites.Cards("", "", s.Livemode, clock), Group: groupsites.Group(own, s.Livemode, policy),
		}),
		api.ConfirmCode(s, steps.ConfirmCode{Desk: desk, Keys: keys}),
		api.GoBack(s, steps.GoBack{Desk: desk}),
		api.CancelCase(s, steps.CancelCase{Desk: desk}),
		api.SettleCheck(*settle),
		sandbox.NewPhone(e.Sandbox, store, policy.Title).Endpoint(),
	}
	endpoints = append(endpoints, api.LookUp(s, steps.LookUp{Desk: desk, Keys: keys, Records: e.Store})...)
	endpoints = append(endpoints, api.FillForm(s, steps.FillForm{Desk: desk, Keys: keys, Records: e.Store, Register: register})...)
	endpoints = append(endpoints, changes(s, desk, keys)...)
	endpoints = append(endpoints, reviews(s, desk, keys, e.Store)...)
	endpoints = append(endpoints, e.documents.endpoints(s, desk, e.Store, keys)...)
	endpoints = append(endpoints, e.deposits.endpoints(s, desk, keys, e.Store, e.telling.sandbox)...)
	endpoints = append(endpoints, e.telling.endpoints(keys)...)
	endpoints = append(endpoints, e.clock.endpoint(e.deposits.machines.Settle))
	endpoints = append(endpoints, append(reference.Endpoints(), api.Agreement(s))...)
	effects := []steps.Effect{steps.PlayCheck(keys, e.Sandbox.Player()), steps.QueueReview(e.Store), steps.ReleaseAppealed(desk)}
	effects = append(effects, e.deposits.effects()...)
	effects = append(effects, e.telling.effects()...)
	return steps.Dispatch{Effects: effects}, endpoints, nil
}

// Close stops dispatching, waits for the commits under way and closes the files.
func (e *Engine) Close() error {
	e.stop()
	<-e.ended
	e.telling.close()
	e.documents.close()
	return errors.Join(e.deposits.machines.Close(), e.Store.Close(), e.audit.Close())
}

// openAudit opens the audit trail to append to. A line that a crash cut short is ended, so that the next stands alone.
func openAudit(path string) (*os.File, error) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_APPEND|os.O_RDWR, 0o600)
	if err != nil {
		return nil, err
	}
	last := []byte{'\n'}
	if size, err := f.Seek(0, io.SeekEnd); err == nil && size > 0 {
		_, _ = f.ReadAt(last, size-1)
	}
	if last[0] != '\n' {
		if _, err := f.Write([]byte{'\n'}); err != nil {
			return nil, errors.Join(err, f.Close())
		}
	}
	return f, nil
}

// secretFile reads a secret, and makes one when there is none.
func secretFile(path string) (string, error) {
	data, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		var b [32]byte
		_, _ = rand.Read(b[:]) // never fails, by the contract of crypto/rand
		secret := base64.RawURLEncoding.EncodeToString(b[:])
		return secret, os.WriteFile(path, []byte(secret), 0o600)
	}
	if err != nil {
		return "", err
	}
	if len(data) < 24 {
		return "", fmt.Errorf("%s is too short; remove it to get a new one", path)
	}
	return string(data), nil
}
