// Package browser proves the pages in a real browser: Chromium without a head, driven over its own protocol. Every flow is done
// by clicking; on every page axe-core looks for what keeps people out, and the browser is asked what it complained of and whom it
// asked. `make test-pages` runs it; screenshots of every page are kept in .cache/pages, with an index.
package browser

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// shots is where the screenshots are kept.
var shots = filepath.Join("..", "..", "..", ".cache", "pages")

// patience is how long a page may take on a busy machine. Nothing waits that long where it comes sooner.
const patience = 60 * time.Second

// look is how somebody looks at the pages.
type look struct {
	lang string
	wide int
	dark bool
	// print is how the page looks on paper.
	print bool
}

func (l look) String() string {
	theme := "light"
	if l.dark {
		theme = "dark"
	}
	if l.print {
		theme += "-print"
	}
	return fmt.Sprintf("%s-%d-%s", l.lang, l.wide, theme)
}

// person is somebody at a browser, who belongs to one test.
type person struct {
	t     *testing.T
	ctx   context.Context
	world *world
	base  string
	look  look
	hand  hand
	n     int
	diary *diary
	// counts counts what is pressed; nil: nobody does.
	counts *int
	other  *person // the tab beside: the phone, the bank, the theatre
	// also is another host that the browser may go to: where it is led back to.
	also string

	mu        sync.Mutex
	complains []string
}

// open opens a tab of somebody, signed in as nobody.
func open(t *testing.T, w *world, l look) *person {
	t.Helper()
	ctx, done := chromedp.NewContext(chromium(t), chromedp.WithNewBrowserContext())
	t.Cleanup(done)
	ctx, stop := context.WithTimeout(ctx, 15*time.Minute)
	t.Cleanup(stop)
	p := &person{t: t, ctx: ctx, world: w, base: w.url, look: l}
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
	call(p, network.Enable, network.EnableParams{})
	call(p, log.Enable, cdp.Empty{})
	call(p, runtime.Enable, cdp.Empty{})
	call(p, emulation.SetFocusEmulationEnabled, emulation.SetFocusEmulationEnabledParams{Enabled: true}) // a tab that is covered follows, too
	if p.look.wide < phone {                                                                             // somebody with a phone in the hand
		call(p, emulation.SetTouchEmulationEnabled, emulation.SetTouchEmulationEnabledParams{Enabled: true})
		call(p, emulation.SetUserAgentOverride, emulation.SetUserAgentOverrideParams{UserAgent: phoneAgent})
	}
	p.looks(p.look)
}

// phone is narrower than which a window is a phone's, phoneAgent what its browser says that it is.
const (
	phone      = 500
	phoneAgent = "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Mobile Safari/537.36 MicroMessenger/8.0.50"
)

// looks makes the browser look as the look says.
func (p *person) looks(l look) {
	p.t.Helper()
	theme := "light"
	if l.dark {
		theme = "dark"
	}
	call(p, emulation.SetDeviceMetricsOverride, emulation.SetDeviceMetricsOverrideParams{Width: int64(l.wide), Height: 900, DeviceScaleFactor: 1, Mobile: l.wide < phone})
	medium := "" // the screen
	if l.print {
		medium = "print"
	}
	call(p, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Media: medium, Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: theme}}})
}

// call gives the browser a command of its protocol.
func call[P, R any](p *person, command cdp.Command[P, R], params P) R {
	p.t.Helper()
	answer, err := chromedp.Run(p.ctx, func(ctx context.Context, t *chromedp.Target) (R, error) { return cdp.Call(ctx, t, command, params) })
	if err != nil {
		p.t.Fatalf("%s: %v", command.Method, err)
	}
	return answer
}

func (p *person) do(steps ...chromedp.Action[chromedp.Void]) {
	p.t.Helper()
	ctx, stop := context.WithTimeout(p.ctx, patience)
	defer stop()
	if err := chromedp.Do(ctx, steps...); err != nil {
		p.t.Fatalf("%v, at %s: %s", err, p.where(), p.text())
	}
}

// js evaluates an expression on the page.
func js[T any](p *person, expression string) T {
	p.t.Helper()
	ctx, stop := context.WithTimeout(p.ctx, patience)
	defer stop()
	value, err := chromedp.Run(ctx, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
	if err != nil {
		p.t.Fatalf("%v: %.200s", err, expression)
	}
	return value
}

// peek is js of what only reads: where the page follows another just then, it is asked again.
func peek[T any](p *person, expressions ...string) (value T, err error) {
	p.t.Helper()
	for range 5 {
		for _, expression := range expressions {
			ctx, stop := context.WithTimeout(p.ctx, patience)
			value, err = chromedp.Run(ctx, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
			stop()
			if err != nil {
				break
			}
		}
		if err == nil {
			return value, nil
		}
		p.until(`document.readyState==="complete"`)
	}
	return value, err
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
	p.touch(what)
	p.until(`!document.body.dataset.old&&document.readyState==="complete"`)
	p.examine(name)
}

// touch clicks where something is, as a finger does: what lies over it, or is not shown, cannot be pressed.
func (p *person) touch(what string) {
	p.t.Helper()
	p.diary.pressed(what)
	if p.counts != nil {
		*p.counts++
	}
	touched := again
	for end := time.Now().Add(patience); touched == again && time.Now().Before(end); touched = p.clicks(what) {
	}
	if touched != "" {
		p.t.Fatalf("%q cannot be pressed (%s) at %s:\n%s", what, touched, p.where(), p.text())
	}
	if p.hand == keys {
		p.reach()
		p.presses()
	}
}

// again is what clicks says of a page that is just being drawn.
const again = "not drawn yet"

// clicks says why something cannot be clicked; empty: it was.
func (p *person) clicks(what string) string {
	p.t.Helper()
	return js[string](p, `(()=>{if(!document.body||document.readyState==="loading")return `+quote(again)+`;document.body.dataset.old="1";const w=`+quote(what)+`;
		let e=null;try{const all=[...document.querySelectorAll(w)];e=all.find(b=>b.checkVisibility()&&b.type!=="button"&&!b.hasAttribute("formaction"))||all[0]}catch{}
		if(!e)e=[...document.querySelectorAll("button,a,summary,label")].find(b=>b.checkVisibility()&&b.innerText.trim().includes(w));
		if(!e)return "nothing";e.scrollIntoView({block:"center",behavior:"instant"});const r=e.getClientRects()[0];
		const on=r&&document.elementFromPoint(r.left+r.width/2,r.top+r.height/2);
		if(!on||!(e.contains(on)||on.contains(e)&&on.matches("label,summary")))return "covered by "+(on?on.outerHTML.slice(0,80):"the edge");
		if(`+quote(p.hand.String())+`==="keyboard_only")e.dataset.aim="1";else e.click();
		if(`+quote(p.hand.String())+`==="double_clicks"&&e.matches("button,a"))e.click();return ""})()`)
}

// opens opens a box that opens and closes, where it is closed.
func (p *person) opens(box string) {
	p.t.Helper()
	if js[bool](p, `document.querySelector(`+quote(box)+`)?.open===false`) {
		p.touch(box + ">summary")
		p.until(`document.querySelector(` + quote(box) + `).open`)
	}
}

// until waits until something is so on the page, through its reloads.
func (p *person) until(condition string) {
	p.t.Helper()
	i := 0
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(60 * time.Millisecond) {
		if so, err := p.ask(condition); err == nil && so {
			return
		}
		if i++; i%6 == 0 { // whoever waits looks at the window again, which makes a page that follows look how things stand
			_, _ = p.ask(`window.dispatchEvent(new Event("focus"))`)
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

// fill puts values into the fields of the names, as pasting does.
func (p *person) fill(pairs ...string) {
	p.t.Helper()
	for i := 0; i+1 < len(pairs); i += 2 {
		selector := `[name="` + pairs[i] + `"]`
		if strings.ContainsAny(pairs[i], "#[ ") {
			selector = pairs[i]
		}
		p.diary.typed(pairs[i], pairs[i+1])
		if p.hand == keys {
			p.typesByKeys(selector, pairs[i+1])
			continue
		}
		switch kind := js[string](p, `(()=>{const e=document.querySelector(`+quote(selector)+`);if(!e)return "";if(e.tagName==="SELECT"){e.value=`+quote(pairs[i+1])+`;e.dispatchEvent(new Event("change",{bubbles:true}))}else{e.focus();e.select()}return e.tagName})()`); kind {
		case "":
			p.t.Fatalf("no field %q at %s:\n%s", pairs[i], p.where(), p.text())
		case "SELECT":
		default:
			call(p, input.InsertText, input.InsertTextParams{Text: pairs[i+1]})
		}
	}
	js[bool](p, `(document.activeElement?.blur(),true)`)
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
	if !strings.HasPrefix(p.where(), p.base) { // it has gone back to the platform
		return
	}
	p.fits(name, p.look)
	if name == "" || testing.Short() || p.hand != mouse || !p.unseen() {
		return
	}
	p.light(name)
	p.shoot(name)
	for i, l := range []look{{wide: 1440}, {wide: 360, dark: true}, {wide: 1440, dark: true}, {wide: 360}} {
		l.lang = p.look.lang
		p.looks(l)
		p.fits(name, l)
		p.axe(name, l, i < 2)
	}
	onPaper := look{lang: p.look.lang, wide: 794, dark: true, print: true} // A4 has 794 CSS pixels; who likes it dark prints too
	p.looks(onPaper)
	p.axe(name, onPaper, false)
	p.looks(p.look)
}

// seen are the pages that were looked at closely, by how they are built: what differs in its words only is the same page.
var seen sync.Map

func (p *person) unseen() bool {
	p.t.Helper()
	built, err := peek[string](p, `[...new Set([...document.querySelectorAll("body *")].map(e=>[e.tagName,e.className.baseVal??e.className,e.type,e.getAttribute("role"),e.parentNode.className,e.disabled]))].map(String).sort().filter((x,i,a)=>x!==a[i-1]).join(" ")`)
	if err != nil {
		p.t.Fatal(err)
	}
	_, known := seen.LoadOrStore(built, true)
	return !known
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
