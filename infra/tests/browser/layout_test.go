package browser

import (
	"strings"
	"sync"
)

// What a page may weigh with everything that belongs to it, compressed, at the first visit, and how many requests it may take.
const (
	mostBytes    = 40 << 10
	mostRequests = 4
	mostShift    = 0.001 // of the window: a hair's breadth, which a font of another size moves; 0.1 is called good elsewhere
)

// light looks at what a page cost and whether it stood still while it came: what it weighs, how often it asked, and that nothing
// moved by itself. The documents that a reviewer looks at are as heavy as they are.
func (p *person) light(name string) {
	p.t.Helper()
	cost, err := peek[struct {
		Bytes, Requests int
		Shift           float64
	}](p, `new Promise(done=>{let shift=0;new PerformanceObserver(l=>{for(const e of l.getEntries())if(!e.hadRecentInput)shift+=e.value}).observe({type:"layout-shift",buffered:true});
		const all=[...performance.getEntriesByType("navigation"),...performance.getEntriesByType("resource").filter(r=>!["fetch","xmlhttprequest"].includes(r.initiatorType)&&!r.name.includes("/documents/"))];
		setTimeout(()=>done({Bytes:all.reduce((n,r)=>n+r.encodedBodySize,0),Requests:all.length,Shift:shift}),60)})`)
	if err != nil {
		p.t.Fatal(err)
	}
	if cost.Bytes > mostBytes || cost.Bytes == 0 || cost.Requests > mostRequests || cost.Shift > mostShift {
		p.t.Errorf("%s at %s: %d bytes (at most %d) in %d requests (at most %d), moved by %v", name, p.where(), cost.Bytes, mostBytes, cost.Requests, mostRequests, cost.Shift)
	}
	heaviest.see(cost.Bytes, cost.Requests)
}

// heaviest is what the heaviest page weighed.
var heaviest weight

type weight struct {
	sync.Mutex
	pages, bytes, requests int
}

func (w *weight) see(bytes, requests int) {
	w.Lock()
	defer w.Unlock()
	w.pages, w.bytes, w.requests = w.pages+1, max(w.bytes, bytes), max(w.requests, requests)
}

// fits looks at what axe does not: the page is no wider than its window, also with text of twice the size (WCAG 1.4.4), and what
// is pressed is 44 pixels high, but for links within a sentence. A page that follows its case is asked again once it has moved.
func (p *person) fits(name string, l look) {
	p.t.Helper()
	wide, err := peek[[]int](p, `(()=>{const e=document.documentElement,w=[e.scrollWidth];e.style.fontSize="200%";w.push(e.scrollWidth);
		e.style.fontSize="";return w})()`)
	if err != nil || len(wide) != 2 {
		p.t.Fatalf("%s (%s): %v %v", name, l, wide, err)
	}
	if wide[0] > l.wide {
		p.t.Errorf("%s (%s) is %d wide, the window is %d", name, l, wide[0], l.wide)
	}
	if wide[1] > l.wide {
		p.t.Errorf("%s (%s) with text of twice the size is %d wide, the window is %d", name, l, wide[1], l.wide)
	}
	small, err := peek[[]string](p, `[...document.querySelectorAll("button,.btn,summary,select,input:not([type=hidden]),label.tick,nav a,main p>a:only-child")]
		.filter(e=>e.checkVisibility()&&!e.closest("label:has(input:checked),label:has([type=radio],[type=checkbox])"))
		.filter(e=>e.getBoundingClientRect().height<43.5).map(e=>e.outerHTML.slice(0,90)+" "+e.getBoundingClientRect().height)`)
	if err != nil || len(small) > 0 {
		p.t.Errorf("%s (%s): smaller than a finger:\n  %s %v", name, l, strings.Join(small, "\n  "), err)
	}
}
