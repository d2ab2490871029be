package sandboxbank

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"shiming/shared/providers/banktest"
	"shiming/shared/realname"
	"shiming/shared/steps"
	"shiming/shared/store/sqlite"
)

// The secrets of the tests: of 32 bytes each.
var (
	secret  = []byte("0f these tests: 32 secret bytes!")
	older   = []byte("an older one, 32 bytes as well!!")
	foreign = []byte("somebody else's, 32 bytes also!!")
)

var background = context.Background()

// world is a bank on a store on disk, with a clock that is turned by hand.
type world struct {
	*Bank
	store *sqlite.Store

	mu    sync.Mutex
	at    time.Time
	heard []steps.BankNotice // what was delivered
	fail  error              // of the next deliveries
}

func (w *world) now() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.at
}

func (w *world) wait(d time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.at = w.at.Add(d)
}

func newWorld(t testing.TB) *world {
	t.Helper()
	store, err := sqlite.Open(filepath.Join(t.TempDir(), "shiming.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = store.Close() })
	w := &world{store: store, at: time.Date(2026, 3, 14, 7, 0, 0, 0, time.UTC)}
	w.Bank = w.open(t, secret, older)
	return w
}

// open opens one more bank on the store.
func (w *world) open(t testing.TB, secret []byte, older ...[]byte) *Bank {
	t.Helper()
	b, err := New(Options{Secret: secret, Older: older, Clock: w.now, Records: w.store, Deliver: func(_ context.Context, cb steps.Callback) error {
		n, err := w.Authenticate(cb, w.now())
		if err != nil {
			t.Errorf("a notice of our own is refused: %v", err)
		}
		w.mu.Lock()
		defer w.mu.Unlock()
		w.heard = append(w.heard, n)
		return w.fail
	}})
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func (w *world) entries(t testing.TB, reference string) []Booking {
	t.Helper()
	id, _, _ := realname.CaseOfReference(reference)
	all, err := w.Statement(background, id)
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func TestTheSandboxBankIsABank(t *testing.T) {
	banktest.Run(t, func(t *testing.T) banktest.Harness {
		w := newWorld(t)
		by := func(secrets ...[]byte) func(*testing.T, steps.BankNotice, time.Time) steps.Callback {
			return func(t *testing.T, n steps.BankNotice, at time.Time) steps.Callback {
				cb, err := w.open(t, secrets[0]).Sign(n, at)
				if err != nil {
					t.Fatal(err)
				}
				return cb
			}
		}
		moved := func(state BookingState) func(*testing.T, string) int {
			return func(t *testing.T, payment string) int {
				n := 0
				e, err := w.write(background, false, payment, "", func(*Booking) (*Booking, error) { return nil, nil })
				if err != nil {
					t.Fatal(err)
				}
				if e.State == state {
					n++
				}
				return n
			}
		}
		const head = `{"id":"msg_n","kind":"payment","reference":"SMX","payer_name":"示例有限公司",`
		return banktest.Harness{
			Bank: w, Account: "6222000000001234", Refuses: "6222000000000001",
			Drawn: "6222000000000006", Locks: "6222000000000008", Late: "6222000000000009",
			Paid: func(t *testing.T, key string) (times, fen int) {
				for _, e := range w.entries(t, key) {
					if e.Out && e.ID == key && e.State == Arrived {
						times, fen = times+1, fen+e.Fen
					}
				}
				return times, fen
			},
			TakeIn: func(t *testing.T, payment string) {
				if _, err := w.TakeIn(background, IncomingPayment{ID: payment, Reference: "nobody's", PayerName: "示例有限公司", Fen: 5}); err != nil {
					t.Fatal(err)
				}
			},
			Refunded: moved(Refunded), Credited: moved(Credited), Withdrawn: moved(Withdrawn),
			Notice: by(secret), Older: []func(*testing.T, steps.BankNotice, time.Time) steps.Callback{by(older)}, Foreign: by(foreign),
			Sign: func(t *testing.T, id string, body []byte, at time.Time) steps.Callback {
				cb, err := w.notices.Sign(id, at, body)
				if err != nil {
					t.Fatal(err)
				}
				return cb
			},
			Headers: []string{"Webhook-Id", "Webhook-Timestamp", "Webhook-Signature"}, NonsenseID: "msg_n",
			Nonsense: map[string][]byte{
				"no JSON":              []byte("<xml/>"),
				"an amount as a float": []byte(head + `"amount":0.37,"currency":"CNY"}`),
				"a whole float":        []byte(head + `"amount":37.0,"currency":"CNY"}`),
				"37 and 1<<64":         []byte(head + `"amount":18446744073709551653,"currency":"CNY"}`),
				"37 and 1<<32":         []byte(head + `"amount":4294967333,"currency":"CNY"}`),
				"an exponent":          []byte(head + `"amount":37e0,"currency":"CNY"}`),
				"an amount as a text":  []byte(head + `"amount":"37","currency":"CNY"}`),
				"a negative zero":      []byte(head + `"amount":-0,"currency":"CNY"}`),
				"null":                 []byte(head + `"amount":null,"currency":"CNY"}`),
				"an unknown field":     []byte(head + `"amount":37,"currency":"CNY","fee":1}`),
				"a field twice":        []byte(head + `"amount":37,"amount":38,"currency":"CNY"}`),
				"another spelling":     []byte(head + `"Amount":37,"currency":"CNY"}`),
				"a second object":      []byte(head + `"amount":37,"currency":"CNY"}{}`),
				"cut short":            []byte(head + `"amount":37`),
				"the id of another":    []byte(strings.Replace(head, "msg_n", "msg_o", 1) + `"amount":37,"currency":"CNY"}`),
				"an unknown kind":      []byte(`{"id":"msg_n","kind":"loan","reference":"SMX"}`),
				"both kinds":           []byte(head + `"amount":37,"currency":"CNY","state":"arrived"}`),
				"a payout with money":  []byte(`{"id":"msg_n","kind":"payout","reference":"SMX","state":"arrived","amount":1}`),
				"a list":               []byte(`[]`),
			},
		}
	})
}

func payout(account string) steps.Payout {
	c := realname.Case{ID: realname.NewCaseID(), Events: make([]realname.Event, 8)}
	return steps.Payout{Key: c.NextReference(), PayeeName: "深圳市示例科技有限公司", AccountNo: account, Fen: 42}
}

// TestOutcomes takes every magic account number through its life.
func TestOutcomes(t *testing.T) {
	type answer struct {
		state steps.PayoutState
		away  bool
	}
	for ending, want := range map[string]struct {
		pays  []answer
		later steps.PayoutState // a day after
	}{
		"1234": {[]answer{{steps.PayoutDone, false}}, steps.PayoutDone},
		"0001": {[]answer{{steps.PayoutRefused, false}}, steps.PayoutRefused},
		"0002": {[]answer{{steps.PayoutPending, false}, {steps.PayoutPending, false}}, steps.PayoutPending},
		"0003": {[]answer{{steps.PayoutPending, false}}, steps.PayoutDone},
		"0004": {[]answer{{"", true}, {"", true}, {steps.PayoutDone, false}}, steps.PayoutDone},
		"0005": {[]answer{{"", true}, {steps.PayoutDone, false}}, steps.PayoutDone},
	} {
		t.Run("RULES_C7_account_ending_in_"+ending, func(t *testing.T) {
			w := newWorld(t)
			p := payout("622200000000" + ending)
			for i, a := range want.pays {
				state, err := w.Pay(background, p)
				if state != a.state || (err != nil) != a.away {
					t.Fatalf("call %d: %s, %v", i+1, state, err)
				}
			}
			w.wait(24 * time.Hour)
			if state, err := w.Progress(background, p.Key); err != nil || state != want.later {
				t.Errorf("a day later: %s, %v", state, err)
			}
			if n := len(w.entries(t, p.Key)); n != 1 {
				t.Errorf("%d entries", n)
			}
		})
	}
	for _, o := range Outcomes() {
		if !strings.Contains(OutcomesTable(), o.EN) || !strings.Contains(OutcomesTable(), o.ZH) {
			t.Errorf("the table does not tell of %q", o.Ending)
		}
	}
}

func TestTheLedgerHoldsNothingInThePlain(t *testing.T) {
	w := newWorld(t)
	p := payout("6222000000001234")
	if _, err := w.Pay(background, p); err != nil {
		t.Fatal(err)
	}
	r, err := w.store.Record(background, record, recordID(true, p.Key))
	if err != nil {
		t.Fatal(err)
	}
	for _, plain := range []string{"示例", p.AccountNo, `"fen"`, `"account"`} {
		if strings.Contains(string(r.Doc), plain) {
			t.Errorf("the record shows %s", plain)
		}
	}
	if _, err := w.open(t, foreign).Progress(background, p.Key); err == nil {
		t.Error("another secret opens the ledger")
	}
	if state, err := w.open(t, foreign, secret).Progress(background, p.Key); err != nil || state != steps.PayoutDone {
		t.Errorf("after a rotation: %s, %v", state, err)
	}
}

func TestTellingOfAPayout(t *testing.T) {
	for state, want := range map[steps.PayoutState]BookingState{steps.PayoutDone: Arrived, steps.PayoutRefused: Returned} {
		t.Run("RULES_C7_"+string(state), func(t *testing.T) {
			w := newWorld(t)
			p := payout("6222000000000002")
			if _, err := w.Pay(background, p); err != nil {
				t.Fatal(err)
			}
			for range 2 {
				if err := w.Tell(background, p.Key, state); err != nil {
					t.Fatal(err)
				}
			}
			if e := w.entries(t, p.Key); len(e) != 1 || e[0].State != want {
				t.Errorf("%v", e)
			}
			if len(w.heard) != 2 || w.heard[0] != w.heard[1] || w.heard[0].State != state || w.heard[0].Reference != p.Key {
				t.Errorf("heard %v", w.heard)
			}
		})
	}
	w := newWorld(t)
	if err := w.Tell(background, payout("").Key, steps.PayoutDone); err == nil {
		t.Error("a payout that there is not has arrived")
	}
}

func TestAPaymentIsOne(t *testing.T) {
	w := newWorld(t)
	in := IncomingPayment{ID: "pay_1", Reference: payout("").Key, PayerName: "深圳市示例科技有限公司", Fen: 37}
	w.fail = steps.ErrUnavailable
	if _, err := w.TakeIn(background, in); err == nil {
		t.Error("a notice that was not taken is no error")
	}
	w.fail = nil
	changed := in
	changed.Fen = 99
	for _, p := range []IncomingPayment{in, changed} { // the same id is the same payment, whatever else is said
		if _, err := w.TakeIn(background, p); err != nil {
			t.Fatal(err)
		}
	}
	if e := w.entries(t, in.Reference); len(e) != 1 || e[0].Fen != 37 {
		t.Errorf("%v", e)
	}
	if len(w.heard) != 3 || w.heard[2] != w.heard[0] {
		t.Errorf("heard %v", w.heard)
	}
	for field, bad := range map[string]IncomingPayment{
		"id": {ID: "a.b", Reference: "x", PayerName: "x", Fen: 1}, "amount": {Reference: "x", PayerName: "x"},
		"payer_name": {Reference: "x", Fen: 1}, "reference": {PayerName: "x", Fen: 1},
	} {
		if _, err := w.TakeIn(background, bad); fmt.Sprint(err) != "field_invalid ("+field+")" {
			t.Errorf("%s: %v", field, err)
		}
	}
}

func TestSecretsAreNotPrinted(t *testing.T) {
	b := newWorld(t).Bank
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%d", "%x", "%q"} {
		text := fmt.Sprintf(verb, b) + fmt.Sprintf(verb, b.o) + fmt.Sprintf(verb, b.notices)
		if strings.Contains(text, "secret bytes") || strings.Contains(text, "3020") || len(text) > 100 {
			t.Errorf("%s: %s", verb, text)
		}
	}
	if _, err := New(Options{Secret: secret[:23], Clock: time.Now}); err == nil {
		t.Error("a short secret is taken")
	}
}
