package sandbox

import (
	"crypto/sha256"
	"encoding/base64"
	"net/http"
)

// page renders a screen as a whole document with its headers. Nothing of it may be cached, framed or referred from,
// and nothing but our one style sheet is loaded.
func page(status int, s screen) PhoneResponse {
	theme, zh, en := s.frame()
	var w writer
	w.Grow(8 << 10)
	w.raw(`<!doctype html><html lang="zh-CN"><head><meta charset="utf-8">` +
		`<meta name="viewport" content="width=device-width,initial-scale=1"><meta name="robots" content="noindex">` +
		`<meta name="color-scheme" content="light dark"><title>`)
	w.text(zh + " " + en)
	w.raw(` · 沙箱 Sandbox</title><style>` + style + `</style></head><body class="`)
	w.text(theme)
	w.raw(`"><header><strong>`)
	w.both(zh, en)
	w.raw(`</strong><em>沙箱 Sandbox</em></header><main>`)
	s.write(&w)
	w.raw(`</main><footer>`)
	w.both("这是沙箱中的模拟手机，不会连接真实的应用。", "This page plays a phone. No real app is involved.")
	w.raw(`</footer></body></html>`)
	header := guards()
	header.Set("Content-Type", "text/html; charset=utf-8")
	return PhoneResponse{Status: status, Header: header, Body: []byte(w.String())}
}

// seeOther leads the browser on by GET: to the same path with another query, or to a path seen from there.
func seeOther(to string) PhoneResponse {
	header := guards()
	header.Set("Location", to)
	return PhoneResponse{Status: http.StatusSeeOther, Header: header}
}

func guards() http.Header {
	sum := sha256.Sum256([]byte(style))
	header := http.Header{}
	header.Set("Content-Security-Policy", "default-src 'none'; style-src 'sha256-"+base64.StdEncoding.EncodeToString(sum[:])+
		"'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'")
	header.Set("Cache-Control", "no-store")
	header.Set("Referrer-Policy", "no-referrer")
	header.Set("X-Content-Type-Options", "nosniff")
	header.Set("X-Frame-Options", "DENY")
	header.Set("X-Robots-Tag", "noindex")
	return header
}

// The pictures, drawn in the colour of the app.
const (
	svgOpen    = `<svg viewBox="0 0 64 64" aria-hidden="true">`
	markPerson = svgOpen + `<circle cx="32" cy="32" r="31"/><path d="M32 15a9 9 0 1 1 0 18 9 9 0 0 1 0-18zM15 49c1-9 8-13 17-13s16 4 17 13z" class="in"/></svg>`
	markFace   = svgOpen + `<path class="line" d="M6 20V6h14M44 6h14v14M58 44v14H44M20 58H6V44"/><ellipse class="line" cx="32" cy="32" rx="14" ry="18"/><path class="line" d="M27 28v2M37 28v2M27 40q5 4 10 0"/></svg>`
	markCard   = svgOpen + `<rect x="4" y="14" width="56" height="36" rx="5"/><path class="in" d="M4 22h56v7H4zM10 38h14v4H10z"/></svg>`
	markYes    = svgOpen + `<circle cx="32" cy="32" r="31"/><path class="tick" d="M18 33l10 10 19-21"/></svg>`
	markNo     = `<svg viewBox="0 0 64 64" class="no" aria-hidden="true"><circle cx="32" cy="32" r="31"/><path class="tick" d="M32 16v21M32 46v2"/></svg>`
)

// style is the one style sheet; the Content-Security-Policy names its hash.
const style = `:root{--app:#4a5568;--ink:#1a1d21;--dim:#5b6472;--card:#fff;--back:#f2f3f5;--edge:#e5e7eb}
.wechat{--app:#067a40}.qq{--app:#0b76c5}.face{--app:#3157d5}.group{--app:#b3261e}
*{box-sizing:border-box}
body{margin:0 auto;max-width:30rem;min-height:100vh;display:flex;flex-direction:column;background:var(--back);color:var(--ink);font:16px/1.5 system-ui,"PingFang SC","Microsoft YaHei","Noto Sans CJK SC",sans-serif}
small{display:block;font-size:.75rem;line-height:1.35;font-weight:400;color:var(--dim)}
header{display:flex;align-items:center;justify-content:space-between;padding:.75rem 1rem;background:var(--app);color:#fff}
header small{color:inherit}
header em{font-style:normal;font-size:.75rem;padding:.15rem .6rem;border:1px solid;border-radius:1rem}
main{flex:1;padding:1rem}
.card{margin:0 0 1rem;padding:1.25rem 1rem;border:0;border-radius:.75rem;background:var(--card);box-shadow:0 1px 2px #0001}
.ask,.tell{text-align:center}.tell{padding:2.5rem 1rem}
svg{width:4rem;height:4rem;fill:var(--app)}.tell svg{width:5rem;height:5rem}
svg.no{fill:#c2410c}svg .in{fill:#fff}svg .line{fill:none;stroke:var(--app);stroke-width:3;stroke-linecap:round}
svg .tick{fill:none;stroke:#fff;stroke-width:5;stroke-linecap:round;stroke-linejoin:round}
h1{margin:.75rem 0 0;font-size:1.15rem;line-height:1.4}
dl{display:grid;grid-template-columns:auto 1fr;gap:.75rem 1rem;margin:1.25rem 0 0;padding-top:1rem;border-top:1px solid var(--edge);text-align:left}
dt,dd{margin:0}dd{text-align:right;align-self:center;font-variant-numeric:tabular-nums;overflow-wrap:anywhere}
legend{float:left;width:100%;margin-bottom:.5rem;padding:0;font-weight:600}
legend+*{clear:both}
label{display:flex;gap:.75rem;align-items:flex-start;padding:.6rem 0;cursor:pointer}
fieldset label+label{border-top:1px solid var(--edge)}
.agree{padding:0 .25rem 1rem;font-size:.9rem}
input{flex:none;width:1.2rem;height:1.2rem;margin:.2rem 0 0;accent-color:var(--app)}
input.text{flex:1;width:auto;min-width:0;height:auto;min-height:2.75rem;margin:0;padding:.5rem;border:1px solid var(--edge);border-radius:.4rem;background:none;color:inherit;font:inherit}
button{display:block;width:100%;margin-top:.75rem;padding:.7rem;border:1px solid var(--app);border-radius:.6rem;background:var(--app);color:#fff;font:inherit;font-weight:600;cursor:pointer}
button small{color:inherit}
button.plain{background:none;color:var(--ink);border-color:var(--edge)}
button:focus-visible,input:focus-visible{outline:3px solid var(--app);outline-offset:2px}
.alert,.good{margin:0 0 1rem;padding:.75rem 1rem;border-radius:.6rem;background:#fee2e2;color:#7f1d1d}
.good{background:#dcfce7;color:#14532d}.alert small,.good small{color:inherit}
footer{padding:1rem;text-align:center;font-size:.8rem;color:var(--dim)}
@media(prefers-color-scheme:dark){:root{--ink:#f3f4f6;--dim:#a1a8b3;--card:#1f2329;--back:#121417;--edge:#363c45}.wechat{--app:#087f43}.qq{--app:#2474b6}.face{--app:#4a6adb}.group{--app:#c7443c}}`
