package browser

import (
	"context"

	"github.com/chromedp/chromedp"
)

// beside opens, in a tab of its own, what a link of the page leads to: the phone or the bank.
func (p *person) beside(target string) *person {
	p.t.Helper()
	href := js[string](p, `document.querySelector('a[target="`+target+`"]')?.href||""`)
	if href == "" {
		p.t.Fatalf("no way to the %s at %s:\n%s", target, p.where(), p.text())
	}
	other := p.tab("")
	other.visit(href, target)
	return other
}

// tab is another window of the same browser, at an address.
func (p *person) tab(at string) *person {
	p.t.Helper()
	ctx, done := chromedp.NewContext(p.ctx)
	p.t.Cleanup(done)
	other := &person{t: p.t, ctx: ctx, base: p.base, look: p.look, n: 100 + p.n, also: p.also}
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
	js[bool](phone, `document.querySelector('[name="consent"]').checked=true`)
	phone.press(`button[value="confirm"]`, "phone-done")
	phone.close()
}

func (p *person) close() { _ = chromedp.Cancel(context.WithoutCancel(p.ctx)) }
