package steps_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"path/filepath"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	webhook "github.com/standard-webhooks/standard-webhooks/libraries/go"

	"shiming/shared/identity"
	"shiming/shared/realname"
	"shiming/shared/realname/policies"
	"shiming/shared/sandbox/phone"
	"shiming/shared/sandbox/register"
	"shiming/shared/steps"
	"shiming/shared/store/sqlite"
	"shiming/shared/vault/sealed"
)

// noon is when every test begins: 15:00 on 14 March 2026 in Shanghai.
var noon = time.Date(2026, 3, 14, 7, 0, 0, 0, time.UTC)

var secret = []byte("0f these tests: 32 secret bytes!")

// world is what the steps work with, all of it real: a store on disk, a key file, the sandbox.
type world struct {
	t      testing.TB
	offset atomic.Int64 // of the clock from noon
	store  *sqlite.Store
	dir    string
	keys   *sealed.FileKeys
	box    *sandbox.Sandbox
	policy *realname.Policy
	people atomic.Int32
}

func newWorld(t testing.TB) *world {
	t.Helper()
	w := &world{t: t, dir: t.TempDir()}
	var err error
	if w.policy, err = policies.Load("tencent"); err != nil {
		t.Fatal(err)
	}
	w.policy.Review.AnswerDays = 0 // the test of THREATS X9 sets it
	// The tests pay to one bank account all day.
	w.policy.Deposit.PayoutsPerDay = realname.PayoutsPerDay{BankAccount: 1000, Name: 1000, Account: 1000}
	if w.store, err = sqlite.Open(filepath.Join(w.dir, "shiming.db")); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = w.store.Close() })
	w.keys = w.openKeys()
	if w.box, err = sandbox.New(sandbox.Options{Secret: secret, Clock: w.now, Deliver: func(ctx context.Context, cb steps.Callback) error {
		_, err := w.parts().settle().Do(ctx, sandbox.Name, cb)
		return err
	}}); err != nil {
		t.Fatal(err)
	}
	return w
}

// openKeys reads the key file, as one more process does when it starts.
func (w *world) openKeys() *sealed.FileKeys {
	w.t.Helper()
	k, err := sealed.OpenFile(filepath.Join(w.dir, "keys.json"))
	if err != nil {
		w.t.Fatal(err)
	}
	return k
}

func (w *world) now() time.Time       { return noon.Add(time.Duration(w.offset.Load())) }
func (w *world) wait(d time.Duration) { w.offset.Add(int64(d)) }

// parts are what one container has. The world's own are sound; a test replaces what it wants to break.
type parts struct {
	steps.Base
	keys     steps.Keys
	provider steps.Pusher
	records  steps.Records
}

func (w *world) parts() parts {
	return parts{steps.Base{Store: w.store, Policy: w.policy, Clock: w.now}, w.keys, w.box, w.store}
}

func (p parts) open() steps.OpenCase {
	return steps.OpenCase{Base: p.Base, Records: p.records, Platform: quietPlatform{}}
}
func (p parts) fill() steps.FillForm {
	return steps.FillForm{Base: p.Base, Keys: p.keys, Records: p.records}
}
func (p parts) choose() steps.ChooseMethod {
	return steps.ChooseMethod{Base: p.Base, Keys: p.keys, Register: sandboxregister.Register{}}
}
func (p parts) back() steps.GoBack       { return steps.GoBack{Base: p.Base} }
func (p parts) cancel() steps.CancelCase { return steps.CancelCase{Base: p.Base} }
func (p parts) lookUp() steps.LookUp {
	return steps.LookUp{Base: p.Base, Keys: p.keys, Records: p.records}
}
func (p parts) settle() steps.SettleCheck {
	return steps.SettleCheck{Base: p.Base, Providers: map[string]steps.Pusher{sandbox.Name: p.provider}}
}
func (p parts) start() steps.StartCheck {
	providers := map[realname.Method]steps.Provider{}
	for _, m := range []realname.Method{
		realname.WeChatScan, realname.QQScan, realname.Face,
		realname.OfficialAccount, realname.RepresentativeWeChat, realname.RepresentativeFace,
	} {
		providers[m] = p.provider
	}
	return steps.StartCheck{Base: p.Base, Keys: p.keys, Records: p.records, Providers: providers}
}

const baseURL = "https://shiming.example"

// person makes up somebody new, with a well-formed number that no list of test people holds.
func (w *world) person(name string) realname.Person {
	w.t.Helper()
	n := int(w.people.Add(1))
	digits := fmt.Sprintf("130102%04d%02d%02d%03d", 1960+n%40, 1+n%12, 1+n%28, n%1000)
	sum, weight := 0, 1
	for i := 16; i >= 0; i-- {
		weight = weight * 2 % 11
		sum += int(digits[i]-'0') * weight
	}
	return w.personWith(name, digits+string("10X98765432"[sum%11]))
}

func (w *world) personWith(name, number string) realname.Person {
	w.t.Helper()
	plain, err1 := identity.ParseName(name)
	document, err2 := identity.ParseDocument(identity.ResidentID, number)
	if err := errors.Join(err1, err2); err != nil {
		w.t.Fatal(err)
	}
	birth, _ := document.Birth()
	return realname.Person{Name: plain, Document: document, Birth: birth, Industry: "I",
		Address: realname.Address{Region: "河北省石家庄市", Detail: "中山路一号"}}
}

// entered is the person as an entry of a form.
func entered(x realname.Person) func(realname.Case) (steps.Entry, error) {
	return func(realname.Case) (steps.Entry, error) { return steps.PersonEntry{Person: x}, nil }
}

func holder(account realname.AccountID) steps.Ask {
	return steps.Ask{By: realname.Actor{Role: realname.Holder, ID: "user", Account: account}}
}

// keyed is the same with an idempotency key.
func keyed(account realname.AccountID, key string) steps.Ask {
	ask := holder(account)
	ask.Replay = &realname.Replay{Key: key, Print: "print of " + key}
	return ask
}

var accounts atomic.Int32

func newAccount() realname.AccountID {
	return realname.AccountID("acct_" + strconv.Itoa(int(accounts.Add(1))))
}

// at takes the person on the account to the state, with the given parts; to Verified by a callback.
func (w *world) at(p parts, account realname.AccountID, x realname.Person, state realname.State) realname.Case {
	w.t.Helper()
	ctx, ask := context.Background(), holder(account)
	c, err := p.open().Do(ctx, ask, account, realname.Opening{Kind: realname.PersonalVerification})
	for _, step := range []func() (realname.Case, error){
		func() (realname.Case, error) { return p.fill().Do(ctx, ask, c.ID, entered(x)) },
		func() (realname.Case, error) {
			return p.choose().Do(ctx, ask, c.ID, realname.WeChatScan, steps.Means{})
		},
		func() (realname.Case, error) { return p.start().Do(ctx, ask, c.ID, baseURL) },
		func() (realname.Case, error) {
			s, err := p.settle().Do(ctx, sandbox.Name, w.word(c, "msg_setup", realname.Passed, ""))
			return s.Case, err
		},
	} {
		if err != nil {
			w.t.Fatalf("on the way to %s: %v", state, err)
		}
		if c.Last().State == state {
			return c
		}
		c, err = step()
	}
	if err != nil || c.Last().State != state {
		w.t.Fatalf("the case is %s, not %s: %v", c.Last().State, state, err)
	}
	return c
}

// word is a signed callback about the check in progress of the case.
func (w *world) word(c realname.Case, id string, o realname.Outcome, fault realname.Code) steps.Callback {
	return w.wordOn(c.Check().ID, id, o, fault)
}

func (w *world) wordOn(check realname.CheckID, id string, o realname.Outcome, fault realname.Code) steps.Callback {
	w.t.Helper()
	fields := map[string]string{"id": id, "check": string(check), "outcome": string(o)}
	if fault != "" {
		fields["fault"] = string(fault)
	}
	body, err1 := json.Marshal(fields)
	hook, err2 := webhook.NewWebhookRaw(secret)
	if err := errors.Join(err1, err2); err != nil {
		w.t.Fatal(err)
	}
	signature, err := hook.Sign(id, w.now(), body)
	if err != nil {
		w.t.Fatal(err)
	}
	header := http.Header{}
	header.Set("Webhook-Id", id)
	header.Set("Webhook-Timestamp", strconv.FormatInt(w.now().Unix(), 10))
	header.Set("Webhook-Signature", signature)
	return steps.Callback{Header: header, Body: body}
}

func (w *world) load(id realname.CaseID) realname.Case {
	w.t.Helper()
	c, err := w.store.Case(context.Background(), id)
	if err != nil {
		w.t.Fatal(err)
	}
	return c
}

// casesOf are all cases of the account, newest first.
func (w *world) casesOf(account realname.AccountID) []realname.Case {
	w.t.Helper()
	all, _, err := w.store.CasesOf(context.Background(), account, "", 100)
	if err != nil {
		w.t.Fatal(err)
	}
	return all
}

// record is everything that is stored about an account and a person, as text, to be compared.
func (w *world) record(account realname.AccountID, x realname.Person) string {
	w.t.Helper()
	a, err := w.store.Account(context.Background(), account)
	if err != nil && !errors.Is(err, steps.ErrNotFound) {
		w.t.Fatal(err)
	}
	text, err := json.Marshal(struct {
		Cases    []realname.Case
		Account  realname.Account
		Subjects map[realname.SubjectKey][]realname.AccountID
	}{w.casesOf(account), a, w.seats(x)})
	if err != nil {
		w.t.Fatal(err)
	}
	return string(text)
}

// seats are the accounts that sit on the person's identity, by key, under every key there is.
func (w *world) seats(x realname.Person) map[realname.SubjectKey][]realname.AccountID {
	w.t.Helper()
	ctx := context.Background()
	digests, err := w.openKeys().Digests(ctx, "subject:person", []byte(x.Document.Canonical()))
	if err != nil {
		w.t.Fatal(err)
	}
	seats := map[realname.SubjectKey][]realname.AccountID{}
	for _, d := range digests {
		key := realname.SubjectKey("person:" + d)
		s, err := w.store.Subject(ctx, key)
		if errors.Is(err, steps.ErrNotFound) {
			continue
		}
		if err != nil {
			w.t.Fatal(err)
		}
		seats[key] = s.Accounts
	}
	return seats
}

// holders are the accounts of the person, whatever the key.
func (w *world) holders(x realname.Person) []realname.AccountID {
	w.t.Helper()
	var all []realname.AccountID
	for _, accounts := range w.seats(x) {
		all = append(all, accounts...)
	}
	slices.Sort(all)
	return all
}

// consistent fails unless account, cases and seats tell one story: an open case is the account's, a verified one has
// its identity and its one seat, and no account sits where it is not verified.
func (w *world) consistent(account realname.AccountID, x realname.Person) {
	w.t.Helper()
	a, err := w.store.Account(context.Background(), account)
	if errors.Is(err, steps.ErrNotFound) {
		a = realname.Account{}
	} else if err != nil {
		w.t.Fatal(err)
	}
	var open, verified []realname.CaseID
	for _, c := range w.casesOf(account) {
		switch {
		case c.Last().State == realname.Verified:
			verified = append(verified, c.ID)
		case !c.Last().State.Terminal():
			open = append(open, c.ID)
		}
	}
	if len(open) > 1 || len(open) == 1 && a.OpenCase != open[0] || len(open) == 0 && a.OpenCase != "" {
		w.t.Errorf("open cases %v, and the account says %q", open, a.OpenCase)
	}
	if len(verified) > 1 || len(verified) == 1 != (a.Identity != nil) || a.Identity != nil && a.Identity.Case != verified[0] {
		w.t.Errorf("%d verified cases, account verified: %t", len(verified), a.Identity != nil)
	}
	sits := 0
	for key, accounts := range w.seats(x) {
		for _, seated := range accounts {
			if seated == account {
				sits++
				if a.Identity == nil || a.Identity.Subject != key {
					w.t.Errorf("a seat under %s that the account does not know", key)
				}
			}
		}
	}
	if sits > 1 || (sits == 1) != (a.Identity != nil) {
		w.t.Errorf("%d seats, account verified: %t", sits, a.Identity != nil)
	}
	if all := w.holders(x); len(all) > w.policy.Quota.Person {
		w.t.Errorf("%d accounts on one identity", len(all))
	}
}

// refused fails unless err is the refusal with the code.
func refused(t testing.TB, err error, code realname.Code) {
	t.Helper()
	if !errors.Is(err, realname.Refuse(code)) {
		t.Errorf("got %v, want %s", err, code)
	}
}

// together runs all at once and waits.
func together(n int, do func(i int)) {
	var all sync.WaitGroup
	for i := range n {
		all.Go(func() { do(i) })
	}
	all.Wait()
}

// quietPlatform is a platform that has nothing to say.
type quietPlatform struct{}

func (quietPlatform) Hindrances(context.Context, realname.AccountID) ([]realname.Hindrance, error) {
	return nil, nil
}
