// Package engine is the embedded engine: the same steps, rules and API as on AWS, in one process that needs nothing but
// a directory. It wires SQLite, a key file, the sandbox and the dispatcher together; it decides nothing itself.
package engine

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"path/filepath"
	"runtime/debug"
	"time"

	"shiming/infra/server/issuer"
	"shiming/shared/api"
	"shiming/shared/api/reference"
	"shiming/shared/connect"
	"shiming/shared/connect/cards"
	"shiming/shared/connect/effects"
	"shiming/shared/connect/group"
	"shiming/shared/connect/platform"
	"shiming/shared/connect/providers"
	"shiming/shared/connect/register"
	"shiming/shared/connect/sandboxes"
	"shiming/shared/measures/hourly"
	"shiming/shared/measures/prometheus"
	"shiming/shared/realname"
	"shiming/shared/realname/policies"
	"shiming/shared/steps"
	"shiming/shared/store/canary"
	"shiming/shared/store/sqlite"
	"shiming/shared/telling"
	"shiming/shared/trail"
	"shiming/shared/trail/indexed"
	"shiming/shared/vault/sealed"
	"shiming/shared/vault/sealed/signing"
)

// Config says where the engine lives and how it is reached.
type Config struct {
	// Dir holds everything: records, keys, the audit trail. It is created when missing.
	Dir string
	// Profile is the policy profile; empty: the default one.
	Profile string
	// PublicURL is where people reach the server; empty: only from this machine, as each request did.
	PublicURL string
	// Livemode is false where the sandbox plays everybody outside (shared/connect). Get reads the settings of real providers
	// and channels; nil: none is set.
	Livemode bool
	Get      func(name string) string
	// Verifier verifies the tokens of the platform; nil: those of the engine's own Issuer are accepted.
	Verifier issuer.Verifier
	Clock    steps.Clock
	// Day is how long a day of a deadline lasts; 0: a real day. Minutes and hours are as they are.
	Day time.Duration
	Log *slog.Logger
	// WebhookURL is where events are posted to; empty: nowhere. WebhookSecrets sign them; none: one that the engine makes.
	WebhookURL     string
	WebhookSecrets []string
	// PlatformURL is where the platform answers what stands in an account's way, PlatformSecrets sign the questions
	// (shared/providers/platform); empty: the sandbox answers.
	PlatformURL     string
	PlatformSecrets []string
	// Wrap, when set, stands between the steps and the store: for faults in tests.
	Wrap func(steps.Store) steps.Store
}

// Engine is a running engine. Its Handler is safe for concurrent use.
type Engine struct {
	Handler http.Handler
	// Issuer signs tokens; the engine accepts them where the configuration names no Verifier.
	Issuer *issuer.Issuer
	// Policy is the profile's.
	Policy *realname.Policy
	// Store is the engine's own, for tools and tests.
	Store *sqlite.Store

	config    Config
	setup     *connect.Setup
	clock     *turnedClock
	deposits  *deposits
	documents *documents
	telling   *teller
	asking    *asking
	retention steps.KeepRetention
	verifier  issuer.Verifier
	signer    signing.TokenSigner // of sessions
	audit     io.Closer
	measures  *prometheus.Exporter
	hours     *hourly.HourlyFile
	trail     *trail.Trail
	archive   *indexed.AuditFile
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
	if err := usable(c, policy); err != nil {
		return nil, err
	}
	policy, unproven := connect.Offered(policy, c.Livemode, setupOf(c, policy, "").Get)
	if err := prepare(c.Dir); err != nil {
		return nil, err
	}
	turned, err := openClock(c.Clock, filepath.Join(c.Dir, clockFile))
	if err != nil {
		return nil, err
	}
	c.Clock = turned.Now
	keys, err := sealed.OpenFile(filepath.Join(c.Dir, keysFile))
	if err != nil {
		return nil, err
	}
	tokens, err := issuer.Open(filepath.Join(c.Dir, issuer.File))
	if err != nil {
		return nil, err
	}
	secret, err := secretFile(filepath.Join(c.Dir, sandboxFile))
	if err != nil {
		return nil, err
	}
	audit, err := openAudit(filepath.Join(c.Dir, auditFile))
	if err != nil {
		return nil, err
	}
	store, err := sqlite.Open(filepath.Join(c.Dir, storeFile))
	if err != nil {
		return nil, errors.Join(err, audit.Close())
	}
	mode, err := holdMode(context.Background(), store, c.Livemode)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("SANDBOX and DATA_DIR (%s): %w", c.Dir, err), store.Close(), audit.Close())
	}
	if err := canary.Check(context.Background(), store, keys); err != nil {
		return nil, errors.Join(fmt.Errorf("%s and %s in %s: %w", keysFile, storeFile, c.Dir, err), store.Close(), audit.Close())
	}
	e := &Engine{
		Issuer: tokens, Policy: policy, Store: store, config: c, clock: turned, verifier: c.Verifier, audit: audit, measures: prometheus.New(),
	}
	if err := errors.Join(e.openMeasures(), e.openArchive()); err != nil {
		return nil, errors.Join(err, store.Close(), e.audit.Close())
	}
	if e.verifier == nil {
		e.verifier = tokens
	}
	e.signer = signing.NewFile(filepath.Join(c.Dir, signingFile), keys)
	if err := e.openSetup(secret); err != nil {
		return nil, errors.Join(err, store.Close(), e.audit.Close())
	}
	e.setup.Keys = keys
	if err := e.openDocuments(keys); err != nil {
		return nil, errors.Join(err, store.Close(), e.audit.Close())
	}
	e.trail = trail.New(audit, trail.InRecords(e.Store), func(err error) {
		c.Log.Error("the head of the audit trail could not be kept", "cause", err.Error())
	})
	names, err := api.ReadClaimNames(e.setup.Get)
	if err != nil {
		e.documents.close()
		return nil, errors.Join(err, store.Close(), e.audit.Close())
	}
	if c.Verifier == nil { // the sandbox's own tokens say it by our names
		names = api.ClaimNames{}
	}
	gate := api.Gate{
		Names: names,
		Audit: api.AuditTo(e.trail), AddressKey: func() []byte { return mode.AddressKey }, Clock: c.Clock, Log: c.Log, Livemode: c.Livemode,
	}
	dispatch, endpoints, err := e.wire(gate, policy, keys)
	if err != nil {
		e.documents.close()
		return nil, errors.Join(err, store.Close(), e.audit.Close())
	}
	for _, u := range unproven {
		c.Log.Warn(u.String(), "method", string(u.Method), "port", u.Port)
	}
	e.Handler = e.pages(e.routes(gate, endpoints, keys), e.setup.ReturnOrigins())
	e.start(dispatch)
	e.telling.start()
	e.asking.start()
	return e, nil
}

// wire puts the steps on the engine's parts.
func (e *Engine) wire(gate api.Gate, policy *realname.Policy, keys steps.Keys) (steps.Dispatch, []api.Endpoint, error) {
	clock := e.config.Clock
	var store steps.Store = e.Store
	if e.config.Wrap != nil {
		store = e.config.Wrap(store)
	}
	live := e.config.Livemode
	base := steps.Base{Store: steps.InMode(steps.Attested(store, steps.MACsOf(keys)), live), Policy: policy, Clock: clock, Day: e.config.Day, Livemode: live}
	prove := providers.Connect(e.setup)
	ask := steps.AskCheck{Base: base, Keys: keys, Records: e.Store, Providers: prove.Asked}
	e.asking = e.openAsking(gate, ask)
	e.clock.turned = append(e.clock.turned, e.asking.queue.Wake)
	if err := e.openDeposits(base, keys); err != nil {
		return steps.Dispatch{}, nil, err
	}
	e.clock.turned = append(e.clock.turned, e.deposits.machines.ClockTurned)
	e.openTelling(base, keys)
	e.retain(base)
	e.clock.turned = append(e.clock.turned, e.telling.queue.Wake)
	origins := e.setup.ReturnOrigins()
	s := api.Settings{Policy: policy, Clock: clock}
	endpoints := []api.Endpoint{
		api.OpenCase(s, steps.OpenCase{Base: base, Records: e.Store, Origins: origins, Platform: platform.Connect(e.setup)}),
		api.ChooseMethod(s, steps.ChooseMethod{Base: base, Keys: keys, Register: register.Connect(e.setup)}),
		api.StartCheck(s, steps.StartCheck{
			Base: base, Keys: keys, Records: e.Store, Providers: prove.ByMethod, Names: prove.Names,
			Cards: cards.Connect(e.setup), Group: group.Connect(e.setup),
		}),
		api.ConfirmCode(s, steps.ConfirmCode{Base: base, Keys: keys}),
		api.GoBack(s, steps.GoBack{Base: base}),
		api.CancelCase(s, steps.CancelCase{Base: base}),
		api.SettleCheck(steps.SettleCheck{Base: base, Keys: keys, Providers: prove.ByName}), api.Return(ask),
		api.HearWeChat(prove.Component, e.setup.Signing()),
		api.LookUpRegister(steps.LookUpRegister{Base: base, Keys: keys, Register: register.Connect(e.setup)}),
		api.BookPost(s, steps.BookPost{Base: base}),
	}
	endpoints = append(endpoints, api.LookUp(s, steps.LookUp{Base: base, Keys: keys, Records: e.Store}, telling.Told{Records: e.Store})...)
	endpoints = append(endpoints, api.FindCases(s, steps.FindCases{Base: base, Records: e.Store, Keys: keys})...)
	endpoints = append(endpoints, api.FillForm(s, steps.FillForm{Base: base, Keys: keys, Records: e.Store, Register: register.Connect(e.setup)})...)
	endpoints = append(endpoints, e.links(s, base, keys, origins)...)
	endpoints = append(endpoints, reviews(s, base, keys, e.Store, e.archive)...)
	endpoints = append(endpoints, api.Measures(s, e.hours))
	endpoints = append(endpoints, e.documents.endpoints(s, base, e.Store, keys)...)
	endpoints = append(endpoints, e.depositEndpoints(s, base, keys)...)
	endpoints = append(endpoints, e.telling.endpoints(keys)...)
	endpoints = append(endpoints, sandboxes.Endpoints(e.setup, gate, base, keys)...)
	if !live {
		endpoints = append(endpoints, e.clock.endpoint(e.settle))
	}
	endpoints = append(endpoints, append(reference.Endpoints(), api.Agreement(s), api.Privacy(s))...)
	dispatch := effects.Connect(e.setup, gate, base, keys, e.deposits.machines, e.telling.queue, e.asking.queue)
	if err := e.setup.Err(); err != nil {
		return steps.Dispatch{}, nil, errors.Join(err, e.deposits.machines.Close())
	}
	return dispatch, endpoints, nil
}

// Close stops dispatching, waits for the commits under way and closes the files.
func (e *Engine) Close() error {
	e.stop()
	<-e.ended
	e.telling.close()
	e.asking.close()
	e.documents.close()
	kept := e.trail.Close(context.Background())
	return errors.Join(e.deposits.machines.Close(), kept, e.Store.Close(), e.audit.Close())
}
