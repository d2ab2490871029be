package frame

import (
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"encoding/hex"
	"io"
	"net/http"
	"strings"
)

//go:embed style.css
var sheet string

// style is the style sheet as it is served: one rule a line is for who edits it.
var style = strings.ReplaceAll(sheet, "\n", "")

//go:embed script.js
var script string

// What staff have behind that, in the same file, so that nobody else loads it.
var (
	//go:embed staff.css
	staffStyle string
	//go:embed staff.js
	staffScript string
)

// markSVG is the mark of the product: a seal with a tick.
const markSVG = `<svg viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">` +
	`<rect x="3" y="3" width="18" height="18" rx="4"/><path d="M8 12.5l3 3 5.5-6.5"/></svg>`

// WaitSVG is a clock, over what waits for somebody else.
const WaitSVG = `<svg viewBox="0 0 24 24" width="28" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round">` +
	`<circle cx="12" cy="12" r="9"/><path d="M12 7v5l3.5 2"/></svg>`

const icon = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><rect x="1" y="1" width="22" height="22" rx="5" fill="#0a5bd3"/>` +
	`<path d="M7 12.5l3.5 3.5 6.5-8" fill="none" stroke="#fff" stroke-width="2.5" stroke-linecap="round" stroke-linejoin="round"/></svg>`

// iconData is the icon in its address: it costs a page no request.
var iconData = "data:image/svg+xml;base64," + base64.StdEncoding.EncodeToString([]byte(icon))

// AssetsPath is under which the style sheet and the script are served.
const AssetsPath = "/assets/"

// The addresses of the assets carry the hash of what is there: they are kept for ever, and never stale.
var (
	stylePath  = address("style", ".css", style)
	scriptPath = address("script", ".js", script)

	staffStylePath  = address("staff", ".css", style+staffStyle)
	staffScriptPath = address("staff", ".js", script+staffScript)
)

func address(name, kind, content string) string {
	sum := sha256.Sum256([]byte(content))
	return AssetsPath + name + "-" + hex.EncodeToString(sum[:8]) + kind
}

const (
	styleMedia  = "text/css; charset=utf-8"
	scriptMedia = "text/javascript; charset=utf-8"
)

// Asset returns the asset at the path with its media type; false: there is none.
func Asset(path string) (content, media string, ok bool) {
	switch path {
	case stylePath:
		return style, styleMedia, true
	case scriptPath:
		return script, scriptMedia, true
	case staffStylePath:
		return style + staffStyle, styleMedia, true
	case staffScriptPath:
		return script + staffScript, scriptMedia, true
	}
	return "", "", false
}

// Assets serves the assets.
func Assets() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		content, media, ok := Asset(r.URL.Path)
		if !ok || r.Method != http.MethodGet && r.Method != http.MethodHead {
			http.Error(w, "not found", http.StatusNotFound)
			return
		}
		w.Header().Set("Content-Type", media)
		w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
		w.Header().Set("X-Content-Type-Options", "nosniff")
		_, _ = io.WriteString(w, content)
	})
}
