package browser

import "strings"

// fits looks at what axe does not: the page is no wider than its window, and what is pressed is 44 pixels high, but for links
// within a sentence.
func (p *person) fits(name string, l look) {
	p.t.Helper()
	if wide := js[int](p, `document.documentElement.scrollWidth`); wide > l.wide {
		p.t.Errorf("%s (%s) is %d wide, the window is %d", name, l, wide, l.wide)
	}
	small := js[[]string](p, `[...document.querySelectorAll("button,.btn,summary,select,input:not([type=hidden]),label.tick,nav a")]
		.filter(e=>e.checkVisibility()&&!e.closest("label:has(input:checked),label:has([type=radio],[type=checkbox])"))
		.filter(e=>e.getBoundingClientRect().height<43.5).map(e=>e.outerHTML.slice(0,90)+" "+e.getBoundingClientRect().height)`)
	if len(small) > 0 {
		p.t.Errorf("%s (%s): smaller than a finger:\n  %s", name, l, strings.Join(small, "\n  "))
	}
}
