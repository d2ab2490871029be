// Package browser proves the pages in a real browser: Chromium without a head, driven over its own protocol. Every flow is done
// by clicking; on every page axe-core looks for what keeps people out, and the browser is asked what it complained of and whom it
// asked. `make test-pages` runs it; screenshots of every page are kept in .cache/pages, with an index.
package browser

import (
	"context"
	"fmt"
	"log/slog"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"

	"shiming/infra/server/engine"
	"shiming/shared/clock"
)

// shots is where the screenshots are kept.
var shots = filepath.Join("..", "..", "..", ".cache", "pages")

// look is how somebody looks at the pages.
type look struct {
	lang string
	wide int
	dark bool
}

func (l look) String() string {
	theme := "light"
	if l.dark {
		theme = "dark"
	}
	return fmt.Sprintf("%s-%d-%s", l.lang, l.wide, theme)
}

// person is somebody at a browser, who belongs to one test.
type person struct {
	t    *testing.T
	ctx  context.Context
	base string
	look look
	n    int
	// also is another host that the browser may go to: where it is led back to.
	also string

	mu        sync.Mutex
	complains []string
}

// chromium starts the browser; the tests cannot be run without it, and say so.
func chromium(t *testing.T) context.Context {
	t.Helper()
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.NoSandbox, chromedp.Flag("font-render-hinting", "none"), chromedp.Flag("hide-scrollbars", false))
	if path := os.Getenv("CHROMIUM"); path != "" {
		options = append(options, chromedp.ExecPath(path))
	}
	alloc, stop := chromedp.NewExecAllocator(context.Background(), options...)
	t.Cleanup(stop)
	browser, done := chromedp.NewContext(alloc)
	t.Cleanup(done)
	if _, err := chromedp.Run(browser, chromedp.Location()); err != nil {
		t.Fatalf("Chromium does not start (make setup installs it): %v", err)
	}
	return browser
}

// serve serves an engine with the profile, as make run does.
func serve(t *testing.T, profile string) string {
	t.Helper()
	base, _ := run(t, profile, nil)
	return base
}

// run is serve with settings, and returns the engine beside its address.
func run(t *testing.T, profile string, set map[string]string) (string, *engine.Engine) {
	t.Helper()
	e, err := engine.Open(engine.Config{
		Dir: t.TempDir(), Profile: profile, Clock: clock.Now, Get: func(name string) string { return set[name] }, Log: slog.New(slog.NewTextHandler(t.Output(), nil)),
	})
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(e.Handler)
	t.Cleanup(func() {
		server.Close()
		if err := e.Close(); err != nil {
			t.Error(err)
		}
	})
	return server.URL, e
}

// open opens a tab of somebody, signed in as nobody.
func open(t *testing.T, browser context.Context, base string, l look) *person {
	t.Helper()
	ctx, done := chromedp.NewContext(browser, chromedp.WithNewBrowserContext())
	t.Cleanup(done)
	ctx, stop := context.WithTimeout(ctx, 5*time.Minute)
	t.Cleanup(stop)
	p := &person{t: t, ctx: ctx, base: base, look: l}
	p.listen()
	return p
}

// listen takes down what the browser complains of, and requests to anybody else; and looks as the look says.
func (p *person) listen() {
	p.t.Helper()
	host := strings.TrimPrefix(p.base, "http://")
	err := chromedp.Listen(p.ctx, func(event any) {
		p.mu.Lock()
		defer p.mu.Unlock()
		switch e := event.(type) {
		case *runtime.EventExceptionThrown:
			p.complains = append(p.complains, "exception: "+e.ExceptionDetails.Text)
		case *runtime.EventConsoleAPICalled:
			if e.Type == runtime.ConsoleAPICalledTypeError || e.Type == runtime.ConsoleAPICalledTypeWarning {
				p.complains = append(p.complains, "console: "+e.Args[0].Description)
			}
		case *log.EventEntryAdded: // a page that refuses a form has status 4xx, which the browser notes
			if e.Entry.Level == log.EntryLevelError && !strings.Contains(e.Entry.Text, "status of 4") {
				p.complains = append(p.complains, "log: "+e.Entry.Text+" "+e.Entry.URL)
			}
		case *network.EventRequestWillBeSent:
			u, err := url.Parse(e.Request.URL)
			if err == nil && u.Host != "" && u.Host != host && u.Host != p.also && u.Scheme != "data" && u.Scheme != "blob" {
				p.complains = append(p.complains, "request to "+u.Host)
			}
		}
	})
	if err != nil {
		p.t.Fatal(err)
	}
	theme := "light"
	if p.look.dark {
		theme = "dark"
	}
	call(p, network.Enable, network.EnableParams{})
	call(p, log.Enable, cdp.Empty{})
	call(p, runtime.Enable, cdp.Empty{})
	call(p, emulation.SetDeviceMetricsOverride, emulation.SetDeviceMetricsOverrideParams{Width: int64(p.look.wide), Height: 900, DeviceScaleFactor: 1, Mobile: p.look.wide < 500})
	call(p, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: theme}}})
}

// call gives the browser a command of its protocol.
func call[P, R any](p *person, command cdp.Command[P, R], params P) {
	p.t.Helper()
	_, err := chromedp.Run(p.ctx, func(ctx context.Context, t *chromedp.Target) (R, error) { return cdp.Call(ctx, t, command, params) })
	if err != nil {
		p.t.Fatalf("%s: %v", command.Method, err)
	}
}

func (p *person) do(steps ...chromedp.Action[chromedp.Void]) {
	p.t.Helper()
	ctx, stop := context.WithTimeout(p.ctx, 20*time.Second)
	defer stop()
	if err := chromedp.Do(ctx, steps...); err != nil {
		p.t.Fatalf("%v, at %s: %s", err, p.where(), p.text())
	}
}

// js evaluates an expression on the page.
func js[T any](p *person, expression string) T {
	p.t.Helper()
	ctx, stop := context.WithTimeout(p.ctx, 20*time.Second)
	defer stop()
	value, err := chromedp.Run(ctx, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
	if err != nil {
		p.t.Fatalf("%v: %.200s", err, expression)
	}
	return value
}

func (p *person) where() string {
	at, _ := chromedp.Run(p.ctx, chromedp.Location())
	return at
}

// text is what stands on the page.
func (p *person) text() string {
	all, _ := chromedp.Run(p.ctx, chromedp.Evaluate[string](`document.querySelector("main")?.innerText||document.body.innerText`))
	return all
}

// visit goes to an address and looks at what is there.
func (p *person) visit(path, name string) {
	p.t.Helper()
	at := p.base + path
	if strings.HasPrefix(path, "http") {
		at = path
	}
	p.do(chromedp.Navigate(at))
	p.examine(name)
}

// press presses the button or link that is found by its selector, or by a part of what stands on it, and waits for the page
// that comes.
func (p *person) press(what, name string) {
	p.t.Helper()
	pressed := js[string](p, `(()=>{document.body.dataset.old="1";const w=`+quote(what)+`;
		let e=null;try{e=document.querySelector(w)}catch{}
		if(!e)e=[...document.querySelectorAll("button,a,summary,label")].find(b=>b.checkVisibility()&&b.innerText.trim().includes(w));
		if(!e)return "";e.scrollIntoView({block:"center"});e.click();return e.outerHTML.slice(0,80)})()`)
	if pressed == "" {
		p.t.Fatalf("nothing to press called %q at %s:\n%s", what, p.where(), p.text())
	}
	p.until(`!document.body.dataset.old&&document.readyState==="complete"`)
	p.examine(name)
}

// until waits until something is so on the page, through its reloads.
func (p *person) until(condition string) {
	p.t.Helper()
	for end := time.Now().Add(20 * time.Second); time.Now().Before(end); time.Sleep(40 * time.Millisecond) {
		if so, err := p.ask(condition); err == nil && so {
			return
		}
	}
	p.t.Fatalf("never: %s, at %s:\n%s", condition, p.where(), p.text())
}

func (p *person) ask(condition string) (bool, error) {
	ctx, stop := context.WithTimeout(p.ctx, 5*time.Second)
	defer stop()
	return chromedp.Run(ctx, chromedp.Evaluate[bool](`!!(document.body&&(`+condition+`))`))
}

// sees waits until something stands on the page.
func (p *person) sees(words string) {
	p.t.Helper()
	p.until(`document.body.innerText.includes(` + quote(words) + `)`)
}

// fill types values into the fields of the names, as a keyboard does.
func (p *person) fill(pairs ...string) {
	p.t.Helper()
	for i := 0; i+1 < len(pairs); i += 2 {
		selector := `[name="` + pairs[i] + `"]`
		if strings.HasPrefix(pairs[i], "#") || strings.HasPrefix(pairs[i], "[") || strings.Contains(pairs[i], " ") {
			selector = pairs[i]
		}
		kind := js[string](p, `document.querySelector(`+quote(selector)+`)?.tagName||""`)
		switch kind {
		case "":
			p.t.Fatalf("no field %q at %s:\n%s", pairs[i], p.where(), p.text())
		case "SELECT":
			js[bool](p, `(()=>{const e=document.querySelector(`+quote(selector)+`);e.value=`+quote(pairs[i+1])+`;return e.dispatchEvent(new Event("change",{bubbles:true}))})()`)
		default:
			js[bool](p, `(()=>{const e=document.querySelector(`+quote(selector)+`);e.value="";e.focus();return true})()`)
			p.do(chromedp.SendKeys(chromedp.CSS(selector), pairs[i+1]))
		}
	}
}

func quote(s string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`).Replace(s) + `"`
}

// examine looks at a page: what the browser complained of, what axe finds, and a picture of it. Without a name only the first.
func (p *person) examine(name string) {
	p.t.Helper()
	p.until(`document.readyState==="complete"&&document.querySelector("main,body>h1")`)
	p.mu.Lock()
	complains := p.complains
	p.complains = nil
	p.mu.Unlock()
	for _, c := range complains {
		p.t.Errorf("at %s: %s", p.where(), c)
	}
	if name == "" {
		return
	}
	if wide := js[int](p, `document.documentElement.scrollWidth`); wide > p.look.wide {
		p.t.Errorf("%s (%s) is %d wide, the window is %d", name, p.look, wide, p.look.wide)
	}
	p.axe(name)
	p.shoot(name)
}

func (p *person) shoot(name string) {
	p.n++
	var picture []byte
	var err error
	for range 3 { // a page that follows may be drawn anew just then; of a tab that is covered there is no picture
		call(p, page.BringToFront, cdp.Empty{})
		ctx, stop := context.WithTimeout(p.ctx, 10*time.Second)
		picture, err = chromedp.Run(ctx, chromedp.FullScreenshot(100))
		stop()
		if err == nil {
			break
		}
		p.until(`document.readyState==="complete"`)
	}
	if err != nil {
		p.t.Fatal(err)
	}
	dir := filepath.Join(shots, strings.ReplaceAll(p.t.Name(), "/", "_"))
	if err := os.MkdirAll(dir, 0o755); err != nil {
		p.t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, fmt.Sprintf("%02d-%s-%s.png", p.n, name, p.look)), picture, 0o644); err != nil {
		p.t.Fatal(err)
	}
}
