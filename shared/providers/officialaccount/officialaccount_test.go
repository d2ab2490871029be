package officialaccount_test

import (
	"context"
	"errors"
	"net/url"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"shiming/shared/identity"
	"shiming/shared/providers/officialaccount"
	"shiming/shared/providers/officialaccount/officialaccounttest"
	"shiming/shared/providers/providertest"
	"shiming/shared/realname"
	"shiming/shared/steps"
	"shiming/shared/store/sqlite"
	"shiming/shared/vault/sealed"
	"shiming/shared/wire/wiretest"
)

const (
	name   = "云笺科技（北京）有限公司"
	code   = "91110101MA0000074Q"
	theirs = "wxf8b4f85f3a794e77"
)

// world is a component, its double, and what its processes share.
type world struct {
	t       *testing.T
	double  *officialaccounttest.Double
	records steps.Records
	keys    steps.Keys
	mu      sync.Mutex
	now     time.Time
	begun   map[realname.CheckID][]string // the codes that each check began with
}

func newWorld(t *testing.T) *world {
	t.Helper()
	store, err := sqlite.Open(filepath.Join(t.TempDir(), "store"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = store.Close() })
	keys, err := sealed.OpenFile(filepath.Join(t.TempDir(), "keys.json"))
	if err != nil {
		t.Fatal(err)
	}
	w := &world{
		t: t, double: officialaccounttest.New(t), records: store, keys: keys,
		now: time.Date(2026, 3, 14, 15, 9, 26, 0, time.UTC), begun: map[realname.CheckID][]string{},
	}
	w.hear(w.process(""), w.double.Ticket("ticket@@@1", w.now))
	return w
}

func (w *world) clock() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.now
}

func (w *world) turn(d time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.now = w.now.Add(d)
}

// process is one of several that are the component.
func (w *world) process(f wiretest.Failure) process {
	w.t.Helper()
	p, err := officialaccount.New(officialaccount.Options{
		AppID: officialaccounttest.AppID, Access: officialaccounttest.Access(), Keys: w.keys, Records: w.records, Clock: w.clock,
		BaseURL: w.double.URL, Client: wiretest.Waiting(f),
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return process{p, w}
}

// process keeps with which code each check was begun, which only the phone sees.
type process struct {
	*officialaccount.OfficialAccount
	w *world
}

func (p process) Begin(ctx context.Context, r steps.CheckRequest) (steps.Begun, error) {
	b, err := p.OfficialAccount.Begin(ctx, r)
	if err == nil {
		p.w.mu.Lock()
		p.w.begun[r.Check.ID] = append(p.w.begun[r.Check.ID], queryOf(b.URL).Get("pre_auth_code"))
		p.w.mu.Unlock()
	}
	return b, err
}

func queryOf(address string) url.Values {
	u, err := url.Parse(address)
	if err != nil {
		return nil
	}
	return u.Query()
}

func (w *world) hear(p process, m officialaccounttest.Pushed) {
	w.t.Helper()
	if err := p.Hear(w.t.Context(), steps.Callback{Query: m.Query, Body: m.Body}, w.clock()); err != nil {
		w.t.Errorf("the event is not taken: %v", err)
	}
}

// grant plays the administrator, for every page that the check began.
func (w *world) grant(p process, check realname.CheckID, a officialaccounttest.AuthorizedAccount) {
	w.t.Helper()
	w.mu.Lock()
	codes := w.begun[check]
	w.mu.Unlock()
	for _, preAuth := range codes {
		w.hear(p, w.double.Grant(preAuth, a, w.clock()))
	}
}

func request(t *testing.T) steps.CheckRequest {
	t.Helper()
	id := realname.CheckID("chk_" + strings.TrimPrefix(string(realname.NewCaseID()), "case_") + "_4")
	r := steps.CheckRequest{
		Check:     realname.Check{ID: id, Method: realname.OfficialAccount},
		ReturnURL: "https://shiming.example/v1/checks/" + string(id) + "/return",
	}
	var err error
	if r.Enterprise.Name, err = identity.ParseEnterpriseName(name); err != nil {
		t.Fatal(err)
	}
	if r.Enterprise.Code, err = identity.ParseOrganisationCode(identity.UnifiedCode, code); err != nil {
		t.Fatal(err)
	}
	return r
}

// begin begins a check and grants it with the account.
func (w *world) begin(p process, a officialaccounttest.AuthorizedAccount) (realname.Check, string) {
	w.t.Helper()
	r := request(w.t)
	b, err := p.Begin(w.t.Context(), r)
	if err != nil {
		w.t.Fatal(err)
	}
	w.grant(p, r.Check.ID, a)
	return r.Check, b.Ref
}

func TestItIsAPuller(t *testing.T) {
	providertest.RunPull(t, func(t *testing.T) providertest.Pull {
		w := newWorld(t)
		p := w.process("")
		return providertest.Pull{
			Puller: p,
			Harness: providertest.Harness{
				Provider: p, Methods: officialaccount.Methods(),
				CheckOf: func(_ *testing.T, address string) realname.CheckID {
					back := queryOf(address).Get("redirect_uri")
					return realname.CheckID(strings.TrimSuffix(back[strings.LastIndex(back, "chk_"):], "/return"))
				},
				// The platform's page refuses who is no administrator, and nothing tells that somebody declined.
				Silent: []realname.Code{realname.CodeNotAdministrator, realname.CodeConsentDeclined},
			},
			Finish: func(_ *testing.T, check realname.Check, _ realname.Outcome, fault realname.Code) {
				a := officialaccounttest.Verified(theirs, name, code)
				switch fault {
				case realname.CodeEnterpriseMismatch:
					a = officialaccounttest.Verified(theirs, "云笺科技（上海）有限公司", code)
				case realname.CodeAccountUnverified:
					a.Info["verify_type_info"] = map[string]any{"id": -1}
				}
				w.grant(p, check.ID, a)
			},
			Away: func(*testing.T) { w.double.Fail("api_query_auth", wiretest.Down) },
		}
	})
}

// What the platform says of an account, and what it is for the enterprise.
func TestRULES_C3_what_an_account_proves(t *testing.T) {
	w := newWorld(t)
	p := w.process("")
	at := func(what ...any) func(officialaccounttest.AuthorizedAccount) {
		return func(a officialaccounttest.AuthorizedAccount) {
			for i := 0; i < len(what); i += 3 {
				map[string]map[string]any{"info": a.Info, "principal": a.Principal}[what[i].(string)][what[i+1].(string)] = what[i+2]
			}
		}
	}
	id := func(n int) map[string]any { return map[string]any{"id": n} }
	verify := func(qualified, named, annual bool, ends time.Time) map[string]any {
		return map[string]any{"qualification_verify": qualified, "naming_verify": named, "annual_review": annual, "annual_review_end_time": ends.Unix()}
	}
	unverified, mismatch := realname.CodeAccountUnverified, realname.CodeEnterpriseMismatch
	for what, x := range map[string]struct {
		change func(officialaccounttest.AuthorizedAccount)
		fault  realname.Code
	}{
		"as it should be":                 {at(), ""},
		"half-width brackets":             {at("info", "principal_name", "云笺科技(北京)有限公司", "principal", "principal_name", "云笺科技(北京)有限公司"), ""},
		"in its yearly review":            {at("principal", "wx_verify_info", verify(true, true, true, w.now.Add(time.Hour))), ""},
		"a subscription":                  {at("info", "service_type_info", id(0)), ""},
		"after its yearly review":         {at("principal", "wx_verify_info", verify(true, true, true, w.now)), unverified},
		"not by its papers":               {at("principal", "wx_verify_info", verify(false, true, false, w.now)), unverified},
		"not by its name":                 {at("principal", "wx_verify_info", verify(true, false, false, w.now)), unverified},
		"verified by Weibo":               {at("info", "verify_type_info", id(1)), unverified},
		"its papers, but not its name":    {at("info", "verify_type_info", id(3)), unverified},
		"both, but not its name":          {at("info", "verify_type_info", id(4)), unverified},
		"frozen":                          {at("info", "account_status", 19), unverified},
		"banned":                          {at("info", "account_status", 16), unverified},
		"closed":                          {at("info", "account_status", 14), unverified},
		"a mini-program":                  {at("info", "MiniProgramInfo", map[string]any{"network": nil}), unverified},
		"a person's":                      {at("principal", "principal_type", 0), unverified},
		"overseas":                        {at("principal", "customer_type", 14), unverified},
		"real name pending":               {at("principal", "realname_status", 2), unverified},
		"real name failed":                {at("principal", "realname_status", 3), unverified},
		"another name":                    {at("info", "principal_name", "甄无关有限公司", "principal", "principal_name", "甄无关有限公司"), mismatch},
		"another name in one of the two":  {at("info", "principal_name", "甄无关有限公司"), mismatch},
		"another name in the other":       {at("principal", "principal_name", "甄无关有限公司"), mismatch},
		"another code":                    {at("principal", "credential", "91110101MA0000031B"), mismatch},
		"no code":                         {at("principal", "credential", ""), mismatch},
		"a code that is none":             {at("principal", "credential", "1"), mismatch},
		"who does not say what it is":     {at("info", "verify_type_info", nil), "?"},
		"who does not say how it is":      {at("info", "account_status", nil), "?"},
		"who does not say whose it is":    {at("principal", "principal_name", ""), "?"},
		"who does not say if it is real":  {at("principal", "realname_status", nil), "?"},
		"who does not say how it was":     {at("principal", "wx_verify_info", nil), "?"},
		"which is not the one that it is": {at("principal", "appid", "wx0"), "?"},
	} {
		a := officialaccounttest.Verified(theirs, name, code)
		x.change(a)
		a.AppID = theirs + strings.ReplaceAll(what, " ", "_")
		if a.Principal["appid"] == theirs {
			a.Principal["appid"] = a.AppID
		}
		check, ref := w.begin(p, a)
		n, err := p.Ask(t.Context(), check, ref, w.clock())
		switch {
		case x.fault == "?" && (err == nil || n != (realname.Notice{}) || errors.Is(err, steps.ErrPending)):
			t.Errorf("%s: %+v, %v", what, n, err)
		case x.fault != "?" && (err != nil || n.Fault != x.fault || (n.Outcome == realname.Passed) != (x.fault == "")):
			t.Errorf("%s: %+v, %v", what, n, err)
		}
	}
}

func TestRULES_C3_a_grant_that_was_withheld_or_taken_back(t *testing.T) {
	w := newWorld(t)
	p := w.process("")
	for what, spoil := range map[string]func(*officialaccounttest.AuthorizedAccount){
		"withheld":   func(a *officialaccounttest.AuthorizedAccount) { a.Withholds = true },
		"taken back": func(a *officialaccounttest.AuthorizedAccount) { a.Left = true },
	} {
		a := officialaccounttest.Verified(theirs+what[:4], name, code)
		spoil(&a)
		check, ref := w.begin(p, a)
		for range 2 {
			if n, err := p.Ask(t.Context(), check, ref, w.clock()); err != nil || n.Fault != realname.CodeConsentDeclined {
				t.Errorf("%s: %+v, %v", what, n, err)
			}
		}
	}
}

// Each call fails in each way: nobody passes who did not, and nothing is said that is not so.
func TestFAULT_P1_each_call_in_each_way(t *testing.T) {
	for _, fault := range wiretest.Faults() {
		for _, call := range []string{"api_component_token", "api_create_preauthcode", "api_query_auth", "api_get_authorizer_info", "getaccountbasicinfo"} {
			for _, want := range []realname.Code{"", realname.CodeEnterpriseMismatch} {
				if want != "" && (call == "api_component_token" || call == "api_create_preauthcode") {
					continue // before anything is known
				}
				w := newWorld(t)
				p, a := w.process(fault), officialaccounttest.Verified(theirs, name, code)
				if want != "" {
					a = officialaccounttest.Verified(theirs, "甄无关有限公司", code)
				}
				w.double.Fail(call, fault)
				r := request(t)
				b, err := p.Begin(t.Context(), r)
				if err != nil {
					mustBeNobody(t, err)
					w.turn(time.Minute)
					b, err = p.Begin(t.Context(), r)
				}
				if err != nil {
					t.Fatalf("%s of %s: it does not begin again: %v", fault, call, err)
				}
				w.grant(p, r.Check.ID, a)
				n, err := p.Ask(t.Context(), r.Check, b.Ref, w.clock())
				if err != nil {
					mustBeNobody(t, err)
					w.turn(time.Minute)
					n, err = p.Ask(t.Context(), r.Check, b.Ref, w.clock())
				}
				// A code that was redeemed, and whose answer was lost, is lost: that is nobody's fault, and spends no try.
				lost := call == "api_query_auth" && n.Fault == realname.CodeSourceUnavailable
				if err != nil || n.Fault != want && !lost || (n.Outcome == realname.Passed) != (want == "" && !lost) {
					t.Errorf("%s of %s: %+v, %v", fault, call, n, err)
				}
			}
		}
	}
}

func mustBeNobody(t *testing.T, err error) {
	t.Helper()
	if !errors.Is(err, steps.ErrUnavailable) {
		t.Errorf("it does not pass: %v", err)
	}
	for _, secret := range []string{name, code, theirs, "component-token", "authorizer-token", "ticket@@@", "queryauthcode", officialaccounttest.Secret} {
		if strings.Contains(err.Error(), secret) {
			t.Error("the error says what nobody should read")
		}
	}
}

// The tokens are in one record: several processes buy one together, and a new one when that ends.
func TestTHREATS_X18_one_token_for_all_processes(t *testing.T) {
	w := newWorld(t)
	all := []process{w.process(""), w.process(""), w.process(""), w.process("")}
	together := func() {
		var wait sync.WaitGroup
		for i := range 12 {
			wait.Go(func() {
				if _, err := all[i%len(all)].Begin(t.Context(), request(t)); err != nil {
					t.Errorf("it does not begin: %v", err)
				}
			})
		}
		wait.Wait()
	}
	together()
	if got := w.double.Tokens(); got != 1 {
		t.Errorf("%d tokens were bought", got)
	}
	w.turn(time.Hour + 45*time.Minute)
	together()
	if got := w.double.Tokens(); got != 1 {
		t.Errorf("%d tokens were bought before the end", got)
	}
	w.turn(6 * time.Minute) // within the last ten minutes
	together()
	if got := w.double.Tokens(); got != 2 {
		t.Errorf("%d tokens were bought towards the end", got)
	}
	w.double.EndTokens()
	before := w.double.Tokens()
	together()
	if got := w.double.Tokens() - before; got != 1 {
		t.Errorf("%d tokens were bought when the platform took none", got)
	}
	w.turn(13 * time.Hour) // and no ticket came
	if _, err := all[0].Begin(t.Context(), request(t)); !errors.Is(err, steps.ErrUnavailable) {
		t.Errorf("without a ticket: %v", err)
	}
	w.hear(all[1], w.double.Ticket("ticket@@@2", w.clock()))
	together()
}

// A process that died while it fetched a token stops nobody for long.
func TestFAULT_P1_a_process_that_died(t *testing.T) {
	w := newWorld(t)
	ctx, cancel := context.WithCancel(t.Context())
	w.double.Fail("api_component_token", wiretest.RequestLost)
	if _, err := w.process("").Begin(ctx, request(t)); !errors.Is(err, steps.ErrUnavailable) {
		t.Errorf("%v", err)
	}
	cancel()
	if _, err := w.process("").Begin(ctx, request(t)); err == nil {
		t.Error("begun after the end")
	}
	w.turn(16 * time.Second)
	if _, err := w.process("").Begin(t.Context(), request(t)); err != nil {
		t.Errorf("%v", err)
	}
}

// What the platform did not sign a moment ago is not heard; what it did is, once.
func TestTHREATS_W1_events(t *testing.T) {
	w := newWorld(t)
	p := w.process("")
	good := w.double.Ticket("ticket@@@2", w.now)
	encrypted := officialaccounttest.Encrypt(officialaccounttest.Key, officialaccounttest.AppID, "<xml><AppId>"+officialaccounttest.AppID+"</AppId></xml>")
	spoilt := map[string]officialaccounttest.Pushed{
		"no body": {Query: good.Query}, "no XML": {Query: good.Query, Body: []byte("{")}, "no signature": {Body: good.Body},
		"another token": officialaccounttest.Signed(w.now, "other", encrypted), "too old": officialaccounttest.Signed(w.now.Add(-6*time.Minute), officialaccounttest.Token, encrypted),
		"from tomorrow": officialaccounttest.Signed(w.now.Add(6*time.Minute), officialaccounttest.Token, encrypted),
		"another key":   officialaccounttest.Signed(w.now, officialaccounttest.Token, officialaccounttest.Encrypt(strings.ToUpper(officialaccounttest.Key), officialaccounttest.AppID, "<xml/>")),
		"for another":   officialaccounttest.Signed(w.now, officialaccounttest.Token, officialaccounttest.Encrypt(officialaccounttest.Key, "wx0", "<xml/>")),
		"about another": officialaccounttest.Signed(w.now, officialaccounttest.Token, officialaccounttest.Encrypt(officialaccounttest.Key, officialaccounttest.AppID, "<xml><AppId>wx0</AppId></xml>")),
		"no XML within": officialaccounttest.Signed(w.now, officialaccounttest.Token, officialaccounttest.Encrypt(officialaccounttest.Key, officialaccounttest.AppID, "{}")),
		"nothing in it": officialaccounttest.Signed(w.now, officialaccounttest.Token, ""),
	}
	for what, m := range spoilt {
		err := p.Hear(t.Context(), steps.Callback{Query: m.Query, Body: m.Body}, w.clock())
		if !errors.Is(err, realname.Refuse(realname.CodeSignatureInvalid)) {
			t.Errorf("%s: %v", what, err)
		}
	}
	for _, kind := range []string{"unauthorized", "component_verify_ticket", "authorized", "something_new"} { // without what they should say
		w.hear(p, officialaccounttest.Event(w.now, kind, nil))
	}
	old := w.double.Ticket("ticket@@@0", w.now.Add(-time.Minute))
	newest := w.double.Ticket("ticket@@@3", w.now.Add(time.Second))
	for _, m := range []officialaccounttest.Pushed{newest, old, newest} { // an old one that comes late buys nothing
		w.hear(p, m)
	}
	if _, err := p.Begin(t.Context(), request(t)); err != nil {
		t.Errorf("the newest ticket does not count: %v", err)
	}
}

// A grant counts for the check that it was begun for, once, and nobody else's.
func TestTHREATS_W1_grants(t *testing.T) {
	w := newWorld(t)
	p, q := w.process(""), w.process("")
	r := request(t)
	b, err := p.Begin(t.Context(), r)
	if err != nil {
		t.Fatal(err)
	}
	preAuth := w.begun[r.Check.ID][0]
	first := w.double.Grant(preAuth, officialaccounttest.Verified(theirs, name, code), w.now)
	second := w.double.Grant(preAuth, officialaccounttest.Verified("wx0", "甄无关有限公司", code), w.now)
	for _, m := range []officialaccounttest.Pushed{first, second, first} {
		w.hear(p, m)
	}
	var wait sync.WaitGroup
	var mu sync.Mutex
	said := map[realname.Notice]int{}
	for i := range 8 { // the code counts once, and is redeemed once
		wait.Go(func() {
			n, err := []process{p, q}[i%2].Ask(t.Context(), r.Check, b.Ref, w.clock())
			if err != nil && !errors.Is(err, steps.ErrPending) {
				t.Errorf("%v", err)
			}
			mu.Lock()
			said[n]++
			mu.Unlock()
		})
	}
	wait.Wait()
	if n, err := q.Ask(t.Context(), r.Check, b.Ref, w.clock()); err != nil || n.Outcome != realname.Passed || len(said) > 2 || w.double.Calls("api_query_auth") != 1 {
		t.Errorf("%+v, %v, %d calls, %v", n, err, w.double.Calls("api_query_auth"), said)
	}
	w.turn(31 * time.Minute)
	if n, err := q.Ask(t.Context(), r.Check, b.Ref, w.clock()); !errors.Is(err, steps.ErrPending) || n != (realname.Notice{}) {
		t.Errorf("after half an hour: %+v, %v", n, err)
	}
}

func TestRefusalsOfThePlatform(t *testing.T) {
	for errcode, passes := range map[int]bool{-1: true, 45009: true, 40001: true, 40014: true, 42001: true, 40013: false, 48001: false, 61004: false, 61007: false} {
		for _, call := range []string{"api_query_auth", "api_get_authorizer_info", "getaccountbasicinfo"} {
			w := newWorld(t)
			p := w.process("")
			check, ref := w.begin(p, officialaccounttest.Verified(theirs, name, code))
			w.double.Refuse(call, errcode)
			n, err := p.Ask(t.Context(), check, ref, w.clock())
			if anew := call != "getaccountbasicinfo" && (errcode == 40001 || errcode == 40014 || errcode == 42001); anew {
				if err != nil || n.Outcome != realname.Passed {
					t.Errorf("%d of %s, with another token: %+v, %v", errcode, call, n, err)
				}
				continue
			}
			if n != (realname.Notice{}) || err == nil || errors.Is(err, steps.ErrUnavailable) != passes {
				t.Errorf("%d of %s: %+v, %v", errcode, call, n, err)
			}
		}
	}
}

func TestNothingIsMadeOfHalf(t *testing.T) {
	for _, o := range []officialaccount.Options{{}, {AppID: "wx1", Clock: time.Now}, {AppID: "wx1", Access: officialaccounttest.Access()}} {
		if _, err := officialaccount.New(o); err == nil {
			t.Error("made without what it needs")
		}
	}
}
