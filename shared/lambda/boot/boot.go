// Package boot starts a function: it reads the environment once, builds the AWS configuration by hand (credentials and
// region are in the environment of every function; the SDK's config package would cost two megabytes and start-up
// time), and opens connections during the init phase, where Lambda gives the full processor. It makes no clients:
// each adapter does, so that a function links only what it uses.
package boot

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	_ "embed"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"os"
	"strings"
	"sync"
	"time"

	"github.com/aws/aws-lambda-go/lambda"
	"github.com/aws/aws-sdk-go-v2/aws"

	"shiming/shared/api"
	"shiming/shared/clock"
	"shiming/shared/connect"
	"shiming/shared/lambda/services"
	"shiming/shared/measures"
	"shiming/shared/measures/emf"
	"shiming/shared/realname"
	"shiming/shared/realname/policies"
	"shiming/shared/steps"
	"shiming/shared/store/canary"
	"shiming/shared/trail"
)

// amazonRoots are the roots that every AWS endpoint outside China chains to (Amazon Trust Services: Amazon Root CA 1 to 4 and
// Starfield Services G2). Parsing these five instead of the system's gross of roots saves milliseconds of start-up.
//
//go:embed amazon-roots.pem
var amazonRoots []byte

// Env is the environment of a function.
type Env struct {
	values   map[string]string
	settings map[string]string
	policy   *realname.Policy
	unproven []connect.Unproven
	livemode bool
	names    api.ClaimNames
	client   *http.Client
	setup    *connect.Setup

	warming sync.WaitGroup
	table   table
	trail   *trail.Trail
	macs    steps.IdentityMACs
}

// Load reads the environment: PROFILE (the policy), SANDBOX (connect.Livemode), and the names given. It panics with the list of what is missing,
// which Lambda reports as an init error; a function cannot do anything without them.
func Load(names ...string) *Env {
	env := &Env{values: map[string]string{}}
	var missing []string
	for _, name := range append(names, "PROFILE", "SANDBOX", "AWS_REGION") {
		value, ok := os.LookupEnv(name)
		if !ok || value == "" {
			missing = append(missing, name)
		}
		env.values[name] = value
	}
	if len(missing) > 0 {
		panic("environment variables missing: " + strings.Join(missing, ", "))
	}
	policy, err := policies.Load(env.values["PROFILE"])
	if err != nil {
		panic(err)
	}
	if env.livemode, err = connect.Livemode(env.values["SANDBOX"]); err != nil {
		panic(err)
	}
	if text := os.Getenv("SETTINGS"); text != "" && json.Unmarshal([]byte(text), &env.settings) != nil {
		panic("SETTINGS has to be a JSON object of settings, each a text")
	}
	if env.names, err = api.ReadClaimNames(env.Get); err != nil {
		panic(err)
	}
	env.policy, env.unproven = connect.Offered(policy, env.livemode, env.Get)
	if env.policy.CrossBorder, err = connect.CrossesBorder(env.values["AWS_REGION"], env.livemode, env.Get); err != nil {
		panic(err)
	}
	env.client = httpClient(env.values["AWS_REGION"], os.Getenv("AWS_CA_BUNDLE"))
	env.trail = trail.New(os.Stdout, env.table.keepHead, func(err error) {
		env.log().Error("the head of the audit trail could not be kept", "cause", err.Error())
	})
	return env
}

// Get returns a variable or, where there is none of the name, the one of SETTINGS: those of whom live mode asks, which are
// too many to be variables each. Empty when it is not set.
func (e *Env) Get(name string) string {
	if value := os.Getenv(name); value != "" {
		return value
	}
	return e.settings[name]
}

// PublicURL is where the service is reached from outside (PUBLIC_URL); empty: at the domain of each request.
func (e *Env) PublicURL() string { return os.Getenv("PUBLIC_URL") }

// Machines are the ARNs of the state machines that the function starts, by their names.
func (e *Env) Machines() map[string]string {
	return map[string]string{
		steps.DeadlineMachine: os.Getenv("DEADLINE_MACHINE"), steps.PayoutMachine: os.Getenv("PAYOUT_MACHINE"),
	}
}

// Clock is the system's clock.
func (e *Env) Clock() time.Time { return clock.Now() }

// Settings are what endpoints answer with.
func (e *Env) Settings() api.Settings {
	return api.Settings{Policy: e.policy, Clock: e.Clock}
}

// Setup is what shared/connect chooses by. What is refused of it stops the start (Serve).
func (e *Env) Setup(records steps.Records) *connect.Setup {
	if e.setup == nil {
		e.setup = &connect.Setup{
			Get: e.Get, Livemode: e.livemode, Policy: e.policy, Clock: e.Clock, Records: records,
			Manager: services.Secrets(e.AWS("secretsmanager"), e.Clock), Measures: e.Measures(),
			GoOn: func(refused error) { e.Gate().Log.Error("a channel cannot be used", "cause", refused.Error()) },
		}
		connect.Reachable(e.setup)
	}
	return e.setup
}

// SetupWith is Setup where providers keep what they give us to ask them by: keys seal it.
func (e *Env) SetupWith(records steps.Records, keys steps.Keys) *connect.Setup {
	s := e.Setup(records)
	s.Keys = keys
	return s
}

// TellUnproven logs the methods that are not offered, a line each with what to set: for the function that every case begins
// with.
func (e *Env) TellUnproven() {
	for _, u := range e.unproven {
		e.Gate().Log.Warn(u.String(), "method", string(u.Method), "port", u.Port)
	}
}

// Measures takes in what the function counts, as lines of its log.
func (e *Env) Measures() measures.Sink { return emf.New(os.Stdout, e.Clock) }

// Attest gives the function what makes and checks the MACs of identities (THREATS X14); one without it verifies nobody, and for
// it nobody is verified.
func (e *Env) Attest(macs steps.IdentityMACs) { e.macs = macs }

// Base is what steps work with, on the given store as it counts in the function's mode, and with identities that are attested.
func (e *Env) Base(store steps.Store) steps.Base {
	return steps.Base{Store: steps.InMode(steps.Attested(store, e.macs), e.livemode), Policy: e.policy, Clock: e.Clock}
}

// Gate is the choke point of a function. Its audit trail are lines of JSON on standard output, one chain for all gates of the
// process, which the log group keeps for as long as the template says.
func (e *Env) Gate() api.Gate {
	return api.Gate{Clock: e.Clock, Log: e.log(), Livemode: e.livemode, Names: e.names, Audit: api.AuditTo(e.trail), AddressKey: e.table.addressKey}
}

func (e *Env) log() *slog.Logger { return slog.New(slog.NewJSONHandler(os.Stdout, nil)) }

// AWS returns the configuration for a client of the service ("dynamodb", "kms").
func (e *Env) AWS(service string) aws.Config { return services.Configured(e.Get, e.client, service) }

// Warm begins things that are to be done before the first request comes, side by side; Serve waits for them. They
// cannot fail: what they could not do, the first request does.
func (e *Env) Warm(begin ...func(context.Context)) {
	for _, f := range begin {
		e.warming.Go(func() {
			ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
			defer cancel()
			f(ctx)
		})
	}
}

// Serve answers events until Lambda ends the process. It waits for what Warm began, and panics with what was refused of
// the settings, as Load does, and for a table of the other mode.
func (e *Env) Serve(handler lambda.Handler) {
	e.ready()
	lambda.Start(inMode{e, handler})
}

func (e *Env) ready() {
	if e.setup != nil {
		if err := e.setup.Err(); err != nil {
			panic(err)
		}
	}
	e.warming.Wait()
	if errors.Is(e.table.refused, canary.ErrOtherMode) {
		panic(e.table.refused)
	}
}

// Opened opens a connection to the service for Warm: by one request without credentials, whose answer does not matter.
// DNS and TLS are done then, and the connection is in the client's pool.
func (e *Env) Opened(service string) func(context.Context) {
	return func(ctx context.Context) {
		request, err := http.NewRequestWithContext(ctx, http.MethodGet, services.Endpoint(e.Get, service)+"/ping", nil)
		if err != nil {
			return
		}
		answer, err := e.client.Do(request)
		if err != nil {
			return
		}
		_, _ = io.Copy(io.Discard, io.LimitReader(answer.Body, 64<<10))
		_ = answer.Body.Close()
	}
}

// httpClient trusts Amazon's roots, and those in the bundle file when one is named (AWS_CA_BUNDLE).
func httpClient(region, bundle string) *http.Client {
	roots := trusted(region)
	if bundle != "" {
		pem, err := os.ReadFile(bundle)
		if err != nil || !roots.AppendCertsFromPEM(pem) {
			panic("AWS_CA_BUNDLE holds no certificates")
		}
	}
	return &http.Client{
		Timeout: 10 * time.Second,
		Transport: &http.Transport{
			TLSClientConfig:     &tls.Config{RootCAs: roots, MinVersion: tls.VersionTLS12},
			TLSHandshakeTimeout: 3 * time.Second,
			MaxIdleConnsPerHost: 4,
			IdleConnTimeout:     10 * time.Minute,
		},
	}
}

// trusted are Amazon's roots; in the China regions, whose endpoints have certificates of others, the system's beside them.
func trusted(region string) *x509.CertPool {
	roots := x509.NewCertPool()
	if strings.HasPrefix(region, "cn-") {
		if system, err := x509.SystemCertPool(); err == nil {
			roots = system
		}
	}
	roots.AppendCertsFromPEM(amazonRoots)
	return roots
}
