package conversations

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"shiming/shared/realname"
)

// A walk is a conversation that nobody wrote: people press what the API offers them, at random; staff, banks and phones
// answer them at random; now and then somebody asks for what makes no sense, and time passes. It is drawn from a seed.

// Walked is what a walk came to.
type Walked struct {
	// Requests counts what was asked of the API, Pressed what was offered and pressed, by kind of case
	// and step; Orders the same by order alone.
	Requests        int
	Pressed, Orders map[string]int
	// Codes are the faults that cases had, and the refusals that were no fault of an offer; Statuses how cases stood.
	Codes, Statuses map[string]int
	// Looked counts the questions that were asked at the end about cases of every kind and end, Redacted those that were erased.
	Looked, Redacted int
	// Faults are what should not have been, each once.
	Faults []string
}

// walker is somebody's walk. Its lines are played by a player whose complaints it reads.
type walker struct {
	*player
	rand     *rand.Rand
	policy   *realname.Policy
	did      *Walked
	accounts []*walked
	who      *walked        // whose turn it is
	born     int            // how many accounts there are
	seen     map[string]any // a case of each kind and status
	refused  error          // the first complaint of the lines played last
	check    func(realname.AccountID) error
}

// walked is an account of a walk, and what its people know of it.
type walked struct {
	id       realname.AccountID
	verified string            // in whose name it is verified
	names    map[string]string // in whose name the forms were, by their case
	declared string            // the enterprise that was declared
	uploads  map[string]string // documents of the case that is open, by purpose
	count    int               // of them
	last     any               // the case that is open, or was, as it was answered last
}

// The people of a walk are few, so that they meet the limits of an identity.
const (
	walkers     = 6
	people      = 4
	enterprises = 3
	// enough are the requests by which everything that a policy offers was pressed.
	enough = 10_000
)

// missing lists what the policy has to offer that nobody has pressed yet.
func (w *walker) missing() []string {
	offered := []string{"form", "method", "check", "back", "cancel", "appeal"}
	for _, f := range w.policy.Flows {
		if slices.Contains(f.Steps, realname.StepDeclare) {
			offered = append(offered, "declaration")
		}
		if slices.Contains(f.Steps, realname.StepPapers) {
			offered = append(offered, "papers", "papers/supply")
		}
	}
	for _, m := range w.policy.Methods() {
		offered = append(offered, ordersOf(m)...)
	}
	return slices.DeleteFunc(offered, func(order string) bool { return w.did.Orders[order] > 0 })
}

// ordersOf are the orders that a method alone leads to.
func ordersOf(m realname.Method) []string {
	switch {
	case m == realname.TopUp:
		return []string{"deposit"}
	case m.PaysOut():
		return []string{"transfer", "handler", "amount"}
	case m.ByCode():
		return []string{"code"}
	}
	return nil
}

// leads reports whether something that is still missing is among the orders.
func (w *walker) leads(orders []string) bool {
	left := w.missing()
	return slices.ContainsFunc(orders, func(order string) bool { return slices.Contains(left, order) })
}

// Walk walks until so many requests were asked; a long one has pressed everything. check is asked about an account after each thing that happened to it, and says
// what is not as it must be.
func Walk(t *testing.T, world World, policy *realname.Policy, seed uint64, requests int, check func(realname.AccountID) error) *Walked {
	t.Helper()
	did := &Walked{Pressed: map[string]int{}, Orders: map[string]int{}, Codes: map[string]int{}, Statuses: map[string]int{}}
	w := &walker{rand: rand.New(rand.NewPCG(seed, 9)), policy: policy, did: did, check: check, seen: map[string]any{}}
	client := *world.withDefaults().Client
	client.Transport = counting{client.Transport, w}
	world.Client = &client
	w.player = &player{
		world: world, file: "walk", people: map[string]person{}, enterprises: map[string]enterprise{}, tokens: map[realname.Actor]string{},
		vars: map[string]string{"fresh": fmt.Sprintf("w%d", seed)}, t: terminal{t.Context(), io.Discard, new(error)}, clock: true,
	}
	for i := range people {
		w.play1(fmt.Sprintf("person p%d = adult %d, fresh number", i, i+1))
	}
	for i := range enterprises {
		w.play1(fmt.Sprintf("enterprise e%d = 91 by p%d", i, i))
	}
	for i := range walkers {
		w.born = i
		w.accounts = append(w.accounts, w.someone())
	}
	for did.Requests < requests && len(did.Faults) < 5 {
		w.who = w.accounts[min(w.rand.IntN(walkers), w.rand.IntN(walkers))] // some have more to do than others
		w.step()
	}
	w.looks()
	if left := w.missing(); len(left) > 0 && requests >= enough {
		w.fault("nobody has pressed %v", left)
	}
	return did
}

// someone is a new account.
func (w *walker) someone() *walked {
	id := realname.AccountID(fmt.Sprintf("acct_%sx%d", w.vars["fresh"], w.born))
	return &walked{id: id, names: map[string]string{}, uploads: map[string]string{}}
}

// counting counts what is asked, and sees every answer.
type counting struct {
	http.RoundTripper
	w *walker
}

// RoundTrip implements http.RoundTripper.
func (c counting) RoundTrip(r *http.Request) (*http.Response, error) {
	c.w.did.Requests++
	got, err := c.RoundTripper.RoundTrip(r)
	if err == nil && got.StatusCode >= 500 {
		c.w.fault("%s %s is answered with %d", r.Method, route(r.URL.Path), got.StatusCode)
	}
	return got, err
}

// route is a path without its ids.
func route(path string) string {
	parts := strings.Split(path, "/")
	for i, p := range parts {
		if head, _, id := strings.Cut(p, "_"); id {
			parts[i] = head
		}
	}
	return strings.Join(parts, "/")
}

func (w *walker) fault(format string, args ...any) {
	if what := w.mask(fmt.Sprintf(format, args...)); !slices.Contains(w.did.Faults, what) {
		w.did.Faults = append(w.did.Faults, what)
	}
}

// play1 plays lines until one is refused, and reports whether none was.
func (w *walker) play1(lines ...string) bool {
	w.refused = terminal{w.t.Context(), io.Discard, new(error)}.guard(func() {
		w.player.play(parts(strings.Join(lines, "\n"))[0].lines)
	})
	return w.refused == nil
}

// get reads something in the name of the holder.
func (w *walker) get(path string) any {
	w.as([]string{"holder", string(w.who.id)})
	w.send(http.MethodGet, w.world.Base+path, http.Header{}, "")
	return w.last.json
}

// step is one thing that happens.
func (w *walker) step() {
	switch n := w.rand.IntN(40); {
	case n == 0:
		w.wait()
	case n < 5:
		w.nonsense()
	default:
		w.move()
	}
	if err := w.check(w.who.id); err != nil {
		w.fault("%v", err)
	}
}

// wait lets time pass.
func (w *walker) wait() {
	by := []time.Duration{time.Minute, 6 * time.Minute, 11 * time.Minute, 2 * time.Hour, 25 * time.Hour, 25 * time.Hour, 73 * time.Hour, 8 * 24 * time.Hour, 31 * 24 * time.Hour}
	if err := w.world.Turn(by[w.rand.IntN(len(by))]); err != nil {
		w.fault("the clock is not turned: %v", err)
	}
	clear(w.tokens)
}

// move brings the account on: its open case where there is one, else a new one.
func (w *walker) move() {
	account := w.get("/v1/accounts/" + string(w.who.id))
	if name := w.who.names[at(account, "verified_as.case")]; name != "" {
		w.who.verified = name
	}
	if id := at(account, "open_case"); id != "" {
		w.vars["case"] = id
		c := w.get("/v1/cases/" + id)
		if w.last.status != http.StatusOK {
			w.fault("the open case is answered with %d %s", w.last.status, at(c, "code"))
			return
		}
		w.note(c)
		if at(c, "step") == string(realname.StepDone) { // it ended since the account was asked, which then names it no more
			if again := w.get("/v1/accounts/" + string(w.who.id)); at(again, "open_case") == id {
				w.fault("the open case of an account has ended: %s %s", at(c, "kind"), at(c, "status"))
			}
			return
		}
		w.goOn(c)
		return
	}
	w.begin(account)
}

// note remembers how the case stands.
func (w *walker) note(c any) {
	w.who.last = c
	if id := at(c, "id"); id != "" {
		w.seen[at(c, "kind")+" "+at(c, "status")] = c
	}
	w.did.Statuses[at(c, "kind")+" "+at(c, "status")]++
	if code := at(c, "last_error.code"); code != "" {
		w.did.Codes[code]++
	}
}

// begin opens a case that the account is offered, or goes one of the ways out of the case that has ended.
func (w *walker) begin(account any) {
	if w.who.last != nil {
		c := w.get("/v1/cases/" + at(w.who.last, "id"))
		w.note(c)
		if ways := all(c, "ways_out"); len(ways) > 0 && w.rand.IntN(2) == 0 {
			w.wayOut(c, ways[w.rand.IntN(len(ways))])
			return
		}
	}
	w.who.uploads, w.who.count, w.who.declared = map[string]string{}, 0, ""
	switch w.rand.IntN(8) {
	case 0: // somebody new comes
		w.born++
		*w.who = *w.someone()
		return
	case 1: // staff give the subject fewer places, or as many as the policy does
		if at(account, "status") == "verified" {
			w.play1("as admin", "PUT /v1/accounts/"+string(w.who.id)+"/quota", body(map[string]int{"limit": 1 + w.rand.IntN(w.policy.Quota.Person)}), "200")
		}
	}
	var offers []any
	for _, o := range all(account, "changes") {
		if at(o, "available") == "true" {
			offers = append(offers, o)
		}
	}
	if w.rand.IntN(12) == 0 || len(offers) == 0 { // the platform asks that it is verified again
		w.play1("set account = "+string(w.who.id), "as platform", "open reverification")
		return
	}
	offer := offers[w.rand.IntN(len(offers))]
	if realname.Kind(at(offer, "kind")).Appeals() && w.rand.IntN(4) > 0 {
		offer = offers[w.rand.IntN(min(2, len(offers)))]
	}
	w.open(at(offer, "kind"), at(offer, "channel"), account, "open")
}

// open presses the offer of a case: one that stands with the account, or a way out.
func (w *walker) open(kind, channel string, offered any, what string) {
	line := "open " + kind
	if kind == string(realname.EnterpriseVerification) {
		line = "open enterprise"
	} else if channel != "" {
		line += " by " + channel
	}
	w.press("open "+kind, what, offered, func() bool { return w.play1("as holder "+string(w.who.id), line) })
	w.note(w.last.json)
}

// press presses what was offered. A refusal is a fault, unless something happened to the case meanwhile, or the reason was
// nothing that could be known when it was offered.
func (w *walker) press(where, what string, offered any, do func() bool) {
	w.did.Pressed[where+": "+what]++
	w.did.Orders[what]++
	if do() {
		return
	}
	got := w.last
	code, _ := find(got.json, "code")
	if got.status < 400 {
		w.fault("%s: %s: %v", where, what, w.refused)
		return
	}
	w.did.Codes[fmt.Sprintf("%s ← %v", what, code)]++
	if unknowable[what+" "+show(code)] {
		return
	}
	version := at(offered, "version")
	for n := 0; version != "" && n < 160; n++ {
		if at(w.get("/v1/cases/"+at(offered, "id")), "version") != version {
			return // something happened to it, or was just about to
		}
		time.Sleep(50 * time.Millisecond)
	}
	w.fault("%s: %s is offered, and refused with %d %s %s", where, what, got.status, show(code), at(got.json, "field"))
}

// at is a value as a text; empty when it is not there.
func at(from any, path string) string {
	value, ok := find(from, path)
	if !ok || value == nil {
		return ""
	}
	return show(value)
}

// all is a list.
func all(from any, path string) []any {
	value, _ := find(from, path)
	list, _ := value.([]any)
	return list
}

// texts is a list of texts.
func listOf(from any, path string) (list []string) {
	for _, one := range all(from, path) {
		list = append(list, show(one))
	}
	return list
}

// body writes a body.
func body(v any) string {
	data, err := json.Marshal(v)
	if err != nil {
		panic(errors.Join(errors.New("a body of texts"), err))
	}
	return string(data)
}
