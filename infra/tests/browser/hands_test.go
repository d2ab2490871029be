package browser

import (
	"slices"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"shiming/shared/realname"
)

// hand is how somebody presses what is on a page.
type hand int

const (
	mouse     hand = iota
	keys           // by Tab, Enter and the space bar alone
	twice          // a double click on everything
	noScript       // in a browser that runs no script
	backward       // pressing "back" after every step, and going on from what comes then
	strangely      // typing strange things into every field first
)

func (h hand) String() string {
	return [...]string{"mouse", "keyboard_only", "double_clicks", "without_script", "back_after_every_step", "strangely"}[h]
}

// using makes the person use the hand.
func (p *person) using(h hand) {
	p.t.Helper()
	p.hand = h
	call(p, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: h == noScript})
}

// reach goes by Tab to what is aimed at, forward through the page and round.
func (p *person) reach() {
	p.t.Helper()
	for range 150 {
		if js[bool](p, `document.activeElement?.dataset.aim==="1"&&(delete document.activeElement.dataset.aim,true)`) {
			return
		}
		p.do(chromedp.KeyEvent(kb.Tab))
	}
	p.t.Fatalf("Tab never reaches %s at %s", js[string](p, `document.querySelector("[data-aim]")?.outerHTML.slice(0,120)||"what was aimed at"`), p.where())
}

// presses is the press of the key for what has the focus: boxes are ticked by the space bar, all else is done by Enter.
func (p *person) presses() {
	p.t.Helper()
	key := kb.Enter
	if js[bool](p, `["checkbox","radio"].includes(document.activeElement.type)`) {
		key = " "
	}
	p.do(chromedp.KeyEvent(key))
}

// typesByKeys goes to a field by Tab and types into it, or chooses there by the arrows.
func (p *person) typesByKeys(selector, value string) {
	p.t.Helper()
	kind := js[string](p, `(e=>e?(e.dataset.aim="1",e.tagName):"")(document.querySelector(`+quote(selector)+`))`)
	if kind == "" {
		p.t.Fatalf("no field %q at %s:\n%s", selector, p.where(), p.text())
	}
	p.reach()
	if kind == "SELECT" {
		p.choosesByKeys(selector, value)
		return
	}
	call(p, input.InsertText, input.InsertTextParams{Text: value}) // Tab has marked what stood there
}

// choosesByKeys makes a choice of a list by the arrows.
func (p *person) choosesByKeys(selector, value string) {
	p.t.Helper()
	for range 40 {
		if js[bool](p, `document.querySelector(`+quote(selector)+`).value===`+quote(value)) {
			return
		}
		p.do(chromedp.KeyEvent(kb.ArrowDown))
	}
	p.t.Fatalf("the arrows never reach %q of %s", value, selector)
}

// goesBack presses the browser's "back", and then goes to the case again as somebody would, from the page of the account.
func (w *walk) goesBack() {
	w.t.Helper()
	before := w.where()
	js[bool](w.person, `(document.body.dataset.old="1",history.back(),true)`)
	w.until(`!document.body.dataset.old&&document.readyState==="complete"`)
	w.examine("back")
	if w.where() == before {
		return
	}
	w.visit("/home", "")
	w.press(`a.btn[href^="/cases/"]`, "")
}

// happened is what happened in the case that is open in the browser, event by event.
func (w *walk) happened() []string {
	w.t.Helper()
	var c struct {
		History []struct{ Type string }
	}
	w.world.asHolder(w.account, "/v1"+js[string](w.person, `location.pathname.match(/^\/cases\/[^/]+/)[0]`), &c)
	var all []string
	for _, e := range c.History {
		all = append(all, e.Type)
	}
	return all
}

// A person and an enterprise verify by the keyboard alone, without script, with a double click on everything, going back after
// every step, and typing strange things into every field first: each time exactly the same happens as by the mouse, nothing twice and nothing lost (FAULTS S, RULES H1).
func TestRULES_H1_by_every_hand(t *testing.T) {
	walked := []cell{
		{profile: "tencent", flow: first(t, "tencent", realname.PersonalVerification).flow, method: realname.WeChatScan},
		{profile: "tencent", flow: first(t, "tencent", realname.EnterpriseVerification).flow, method: realname.CorporateTransfer},
	}
	for _, c := range walked {
		t.Run(string(c.flow.Kind), func(t *testing.T) {
			plain := newWalk(t, c, looks[0])
			plain.through()
			want := plain.happened()
			for _, h := range []hand{keys, twice, noScript, backward, strangely} {
				t.Run(h.String(), func(t *testing.T) {
					t.Parallel()
					w := newWalk(t, c, looks[0])
					w.using(h)
					w.through()
					if got := w.happened(); !slices.Equal(got, want) {
						t.Errorf("by the mouse %v happened, by %s %v", want, h, got)
					}
				})
			}
		})
	}
}
