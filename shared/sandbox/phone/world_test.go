package sandbox

import (
	"context"
	"html"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"shiming/shared/identity"
	"shiming/shared/realname"
	"shiming/shared/realname/policies"
	"shiming/shared/steps"
	"shiming/shared/store/sqlite"
	"shiming/shared/vault/sealed"
)

// world is the real thing around a sandbox: store, keys and steps, and the phone behind a web server.
type world struct {
	t       *testing.T
	clock   atomic.Pointer[time.Time]
	desk    steps.Base
	keys    *sealed.FileKeys
	sandbox *Sandbox
	settle  steps.SettleCheck
	ask     steps.AskCheck
	web     *httptest.Server
	// sent counts what was delivered.
	sent atomic.Int32
}

// profiles name a policy that has the method, where the default one does not.
var profiles = map[realname.Method]string{realname.AppScan: "aliyun", realname.GroupEnterprise: "aliyun"}

func newWorld(t *testing.T) *world {
	t.Helper()
	return newWorldOf(t, "")
}

func newWorldOf(t *testing.T, m realname.Method) *world {
	t.Helper()
	w := &world{t: t}
	w.turnTo(time.Date(2026, 3, 14, 15, 9, 26, 500, time.UTC))
	policy, err := policies.Load(profiles[m])
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	store, err := sqlite.Open(filepath.Join(dir, "shiming.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = store.Close() })
	if w.keys, err = sealed.OpenFile(filepath.Join(dir, "keys.json")); err != nil {
		t.Fatal(err)
	}
	w.desk = steps.Base{Store: store, Policy: policy, Clock: w.now}
	w.sandbox = mustNew(t, Options{Secret: secret, Clock: w.now, Deliver: func(ctx context.Context, c steps.Callback) error {
		w.sent.Add(1)
		_, err := w.settle.Do(ctx, Name, c)
		return err
	}, Results: store, Return: func(ctx context.Context, id realname.CheckID) error {
		_, err := w.ask.Hint(ctx, id)
		return err
	}, Site: site})
	w.settle = steps.SettleCheck{Base: w.desk, Keys: w.keys, Providers: map[string]steps.Pusher{Name: w.sandbox}}
	w.ask = steps.AskCheck{Base: w.desk, Keys: w.keys, Records: store, Providers: map[string]steps.Puller{Name: w.sandbox}}
	phone := NewPhone(w.sandbox, store, "演示平台 <Demo & Co>")
	w.web = httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		if id, back := strings.CutPrefix(strings.TrimSuffix(r.URL.Path, "/return"), "/stage/v1/checks/"); back {
			if _, err := w.ask.Hint(r.Context(), realname.CheckID(id)); err != nil {
				t.Error(err)
			}
			_, _ = io.WriteString(rw, backPage)
			return
		}
		_ = r.ParseForm()
		answer := phone.Serve(r.Context(), PhoneRequest{Method: r.Method, Token: strings.TrimPrefix(r.URL.Path, "/stage/sandbox/phone/"), Form: r.Form})
		for name, values := range answer.Header {
			rw.Header()[name] = values
		}
		rw.WriteHeader(answer.Status)
		_, _ = rw.Write(answer.Body)
	}))
	t.Cleanup(w.web.Close)
	return w
}

// backPage is what stands at the address of return.
const backPage = "the browser is back"

// told fails unless the browser shows how the check went; after one that is asked for it is back with us, who say so
// elsewhere.
func (b *browser) told(m realname.Method, texts ...string) {
	b.t.Helper()
	if pulled(m) {
		texts = []string{backPage}
	}
	b.must(200, texts...)
}

// site is one of the policies'.
const site = "alipay"

func (w *world) now() time.Time       { return *w.clock.Load() }
func (w *world) turnTo(at time.Time)  { w.clock.Store(&at) }
func (w *world) wait(d time.Duration) { w.turnTo(w.now().Add(d)) }
func (w *world) holder(c realname.Case) steps.Ask {
	return steps.Ask{By: realname.Actor{Role: realname.Holder, ID: "u", Account: c.Account}}
}

func mustPerson(t testing.TB, name string, kind identity.DocumentKind, number string) realname.Person {
	t.Helper()
	n, err := identity.ParseName(name)
	if err != nil {
		t.Fatalf("name: %v", err)
	}
	d, err := identity.ParseDocument(kind, number)
	if err != nil {
		t.Fatalf("document: %v", err)
	}
	birth, ok := d.Birth()
	if !ok {
		birth = identity.Date{Year: 1990, Month: 3, Day: 7}
	}
	return realname.Person{Name: n, Document: d, Birth: birth, Industry: "I",
		Address: realname.Address{Region: "广东省深圳市", Detail: "科技园一号大楼"}}
}

func resident(t testing.TB) realname.Person {
	return mustPerson(t, "欧阳修", identity.ResidentID, "110101199003078670")
}

func permit(t testing.TB) realname.Person {
	return mustPerson(t, "陈小明", identity.HKMacaoPermit, "H12345678")
}

// entered is the person as an entry of a form.
func entered(x realname.Person) func(realname.Case) (steps.Entry, error) {
	return func(realname.Case) (steps.Entry, error) { return steps.PersonEntry{Person: x}, nil }
}

// begin takes a person up to the QR code.
func (w *world) begin(account realname.AccountID, m realname.Method, x realname.Person) realname.Case {
	w.t.Helper()
	ctx := w.t.Context()
	ask := steps.Ask{By: realname.Actor{Role: realname.Holder, ID: "u", Account: account}}
	c, err := steps.OpenCase{Base: w.desk}.Do(ctx, ask, account, realname.Opening{Kind: realname.PersonalVerification})
	if err != nil {
		w.t.Fatalf("open: %v", err)
	}
	if _, err = (steps.FillForm{Base: w.desk, Keys: w.keys}).Do(ctx, ask, c.ID, entered(x)); err != nil {
		w.t.Fatalf("fill: %v", err)
	}
	if _, err = (steps.ChooseMethod{Base: w.desk, Keys: w.keys}).Do(ctx, ask, c.ID, m, steps.Means{}); err != nil {
		w.t.Fatalf("choose: %v", err)
	}
	return w.start(c)
}

// beginApp takes an account up to the QR code of an app, without a form.
func (w *world) beginApp(account realname.AccountID) realname.Case {
	w.t.Helper()
	ask := steps.Ask{By: realname.Actor{Role: realname.Holder, ID: "u", Account: account}}
	c, err := steps.OpenCase{Base: w.desk}.Do(w.t.Context(), ask, account, realname.Opening{Kind: realname.PersonalVerification})
	if err != nil {
		w.t.Fatalf("open: %v", err)
	}
	if _, err = (steps.ChooseMethod{Base: w.desk, Keys: w.keys}).Do(w.t.Context(), ask, c.ID, realname.AppScan, steps.Means{}); err != nil {
		w.t.Fatalf("choose: %v", err)
	}
	return w.start(c)
}

// start puts out a code, the first or a newer one.
func (w *world) start(c realname.Case) realname.Case {
	w.t.Helper()
	providers, names := map[realname.Method]steps.Provider{}, map[realname.Method]string{}
	for _, m := range w.sandbox.Methods() {
		providers[m], names[m] = w.sandbox, Name
	}
	c, err := steps.StartCheck{Base: w.desk, Keys: w.keys, Records: w.desk.Store.(*sqlite.Store), Providers: providers, Names: names}.Do(w.t.Context(), w.holder(c), c.ID, w.web.URL+"/stage")
	if err != nil {
		w.t.Fatalf("start: %v", err)
	}
	return c
}

// load reads the case as it is stored.
func (w *world) load(c realname.Case) realname.Case {
	w.t.Helper()
	stored, err := w.desk.Store.Case(w.t.Context(), c.ID)
	if err != nil {
		w.t.Fatal(err)
	}
	return stored
}

// must fails unless the stored case is in the state, for the reason.
func (w *world) must(c realname.Case, state realname.State, fault realname.Code) {
	w.t.Helper()
	last := w.load(c).Last()
	if last.State != state || last.Fault != fault {
		w.t.Errorf("the case is %s (%s), want %s (%s)", last.State, last.Fault, state, fault)
	}
}

// browser is what holds the phone: it follows redirects, sends only what the page offers, and runs no scripts.
type browser struct {
	t      *testing.T
	at     string
	status int
	page   string
}

func (w *world) scan(c realname.Case) *browser {
	w.t.Helper()
	b := &browser{t: w.t}
	b.open(w.load(c).Check().URL)
	return b
}

func (b *browser) open(address string) {
	b.t.Helper()
	r, err := http.Get(address)
	b.took(r, err)
}

func (b *browser) took(r *http.Response, err error) {
	b.t.Helper()
	if err != nil {
		b.t.Fatal(err)
	}
	defer func() { _ = r.Body.Close() }()
	body, err := io.ReadAll(r.Body)
	if err != nil {
		b.t.Fatal(err)
	}
	b.at, b.status, b.page = r.Request.URL.String(), r.StatusCode, string(body)
}

var (
	radios  = regexp.MustCompile(`<input type="radio" name="outcome" value="([^"]*)"`)
	buttons = regexp.MustCompile(`<button[^>]* name="action" value="([^"]*)"`)
	hidden  = regexp.MustCompile(`<input type="hidden" name="([^"]*)" value="([^"]*)"`)
	tags    = regexp.MustCompile(`<style>.*?</style>|<[^>]*>`)
)

func firsts(re *regexp.Regexp, s string) []string {
	var all []string
	for _, m := range re.FindAllStringSubmatch(s, -1) {
		all = append(all, m[1])
	}
	return all
}

// press ticks the consent, picks the outcome where one is asked for, and presses the button.
func (b *browser) press(button, outcome string) {
	b.t.Helper()
	form := url.Values{"action": {button}}
	if !slices.Contains(firsts(buttons, b.page), button) {
		b.t.Fatalf("no button %q on the page: %s", button, b.text())
	}
	if outcome != "" {
		if !slices.Contains(firsts(radios, b.page), outcome) {
			b.t.Fatalf("no outcome %q on the page: %v", outcome, firsts(radios, b.page))
		}
		form.Set("outcome", outcome)
		form.Set("consent", "yes")
	}
	for _, m := range hidden.FindAllStringSubmatch(b.page, -1) {
		form.Set(m[1], m[2])
	}
	b.post(form)
}

// post sends a form to where action="?" leads.
func (b *browser) post(form url.Values) {
	b.t.Helper()
	u, err := url.Parse(b.at)
	if err != nil {
		b.t.Fatal(err)
	}
	r, err := http.PostForm(u.ResolveReference(&url.URL{ForceQuery: true, Path: u.Path}).String(), form)
	b.took(r, err)
}

// text is what people read on the page.
func (b *browser) text() string {
	return html.UnescapeString(tags.ReplaceAllString(strings.ReplaceAll(b.page, "\n", ""), " "))
}

// must fails unless the page has the status and says each of the texts.
func (b *browser) must(status int, texts ...string) {
	b.t.Helper()
	if b.status != status {
		b.t.Errorf("status %d, want %d: %s", b.status, status, b.text())
	}
	for _, want := range texts {
		if !strings.Contains(b.text(), want) {
			b.t.Errorf("the page does not say %q: %s", want, b.text())
		}
	}
}
