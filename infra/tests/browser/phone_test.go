package browser

import (
	"context"
	"regexp"
	"time"

	"github.com/chromedp/chromedp"
)

// beside opens, in a tab of its own, what a link of the page leads to: the phone, the bank or the theatre.
func (p *person) beside(target string) *person {
	p.t.Helper()
	href := p.href(target)
	if href == "" {
		p.t.Fatalf("no way to the %s at %s:\n%s", target, p.where(), p.text())
	}
	p.diary.pressed("the " + target)
	if p.counts != nil && p.look.wide < phone {
		*p.counts++
	}
	return p.aside(href, target)
}

// href is where the link to somebody outside leads; empty: there is none.
func (p *person) href(target string) string {
	p.t.Helper()
	return js[string](p, `document.querySelector('a[target="`+target+`"]')?.href||""`)
}

// aside visits an address in the tab beside, which is kept for the next time.
func (p *person) aside(address, name string) *person {
	p.t.Helper()
	if p.other == nil {
		p.other = p.tab("")
	}
	p.other.look, p.other.diary = p.look, p.diary
	p.other.visit(address, name)
	return p.other
}

// tab is another window of the same browser, at an address.
func (p *person) tab(at string) *person {
	p.t.Helper()
	ctx, done := chromedp.NewContext(p.ctx)
	p.t.Cleanup(done)
	other := &person{t: p.t, ctx: ctx, world: p.world, base: p.base, look: p.look, n: 100 + p.n, also: p.also}
	other.listen()
	if at != "" {
		other.visit(at, "")
	}
	return other
}

// confirmOnPhone opens the phone, consents and confirms.
func (p *person) confirmOnPhone() {
	p.t.Helper()
	phone := p.beside("phone")
	phone.counts = p.counts
	phone.touch(`[name="consent"]`)
	phone.press(`button[value="confirm"]`, "phone-done")
}

// arrived is the amount that the bank's statement says came.
func (p *person) arrived() string {
	p.t.Helper()
	for end := time.Now().Add(patience); time.Now().Before(end); {
		amount := yuan.FindString(js[string](p.beside("bank"), `document.querySelector(".amount")?.innerText||""`))
		if amount != "" {
			return amount
		}
	}
	p.t.Fatalf("no amount on the statement: %s", p.other.text())
	return ""
}

// yuan is an amount on a page.
var yuan = regexp.MustCompile(`0\.\d\d`)

func (p *person) close() { _ = chromedp.Cancel(context.WithoutCancel(p.ctx)) }
