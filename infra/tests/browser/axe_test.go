package browser

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"sync"

	"github.com/chromedp/chromedp"
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
// another width and other colours change.
func (p *person) axe(name string, l look, whole bool) {
	p.t.Helper()
	rules := ""
	if !whole {
		rules = `,runOnly:["color-contrast","target-size","scrollable-region-focusable","link-in-text-block"]`
	}
	script := axeCore()
	if script == "" {
		p.t.Fatal("axe-core is not there: make setup fetches it")
	}
	var found []string
	for range 3 { // a page that follows may be drawn anew just then
		if !js[bool](p, `!!window.axe`) {
			js[bool](p, script+`;true`)
		}
		ctx, stop := context.WithTimeout(p.ctx, patience)
		var err error
		found, err = chromedp.Run(ctx, chromedp.Evaluate[[]string](`axe.run(document,{resultTypes:["violations"]`+rules+`}).then(r=>r.violations.map(v=>v.id+": "+v.help+" "+v.nodes.slice(0,3).map(n=>n.target.join(" ")+" "+(n.any[0]?.message||"")).join(" | ")))`, chromedp.EvalAwaitPromise))
		stop()
		if err == nil {
			break
		}
		p.until(`document.readyState==="complete"`)
		found = []string{"it could not look: " + err.Error()}
	}
	if len(found) > 0 {
		p.t.Errorf("%s (%s) at %s: axe finds\n  %s", name, l, p.where(), strings.Join(found, "\n  "))
	}
}
