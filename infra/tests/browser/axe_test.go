package browser

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
)

// axeCore is the script of axe-core as npm brought it (make setup).
var axeCore = sync.OnceValue(func() string {
	script, err := os.ReadFile(filepath.Join("..", "..", "..", ".cache", "axe", "package", "axe.min.js"))
	if err != nil {
		return ""
	}
	return string(script)
})

// axe looks for what keeps people out (WCAG 2.2 AA and best practices): nothing may be found. Not whole it looks only at what
// another width and other colours change: each page is looked at wholly wide and light, and narrow and dark.
func (p *person) axe(name string, l look, whole bool) {
	p.t.Helper()
	rules := ""
	if !whole {
		rules = `,runOnly:["color-contrast","target-size","scrollable-region-focusable","link-in-text-block"]`
	}
	found, err := peek[[]string](p, `(async()=>window.axe?(await axe.run(document,{preload:false,resultTypes:["violations"]`+rules+`})).violations.map(v=>v.id+": "+v.help+" "+v.nodes.slice(0,3).map(n=>n.target.join(" ")+" "+(n.any[0]?.message||"")).join(" | ")):["axe is not there"])()`)
	if err == nil && slices.Equal(found, []string{"axe is not there"}) { // it is half a megabyte: it is brought once to each page
		if script := axeCore(); script == "" {
			p.t.Fatal("axe-core is not there: make setup fetches it")
		} else if _, err := peek[bool](p, script+`;true`); err != nil {
			p.t.Fatalf("axe does not load: %.200s", err)
		}
		p.axe(name, l, whole)
		return
	}
	if err != nil {
		p.t.Fatalf("axe could not look: %.200s", err)
	}
	if len(found) > 0 {
		p.t.Errorf("%s (%s) at %s: axe finds\n  %s", name, l, p.where(), strings.Join(found, "\n  "))
	}
}
