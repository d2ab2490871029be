package sandbox

import (
	"net/http"

	g "maragu.dev/gomponents"
	h "maragu.dev/gomponents/html"

	"shiming/shared/pages/frame"
)

// page renders a screen as a whole document in the frame of all pages, with its headers. Nothing of it may be cached, framed or
// referred from, not even by our own: the address is the key to the check.
func page(status int, s screen) PhoneResponse {
	zh, en := s.title()
	p := frame.Page{Lang: frame.ZH, Title: zh + " " + en, Sandbox: true, Nav: []g.Node{frame.Badge("app", zh+" "+en)}, Body: append(s.body(),
		h.P(h.Class("dim center"), both("这是沙箱中的模拟手机，不会连接真实的应用。", "This page plays a phone. No real app is involved.")))}
	header := guards()
	for name, value := range p.Headers() {
		if header.Get(name) == "" {
			header.Set(name, value)
		}
	}
	return PhoneResponse{Status: status, Header: header, Body: p.Render()}
}

// seeOther leads the browser on by GET: to the same path with another query, or to a path seen from there.
func seeOther(to string) PhoneResponse {
	header := guards()
	header.Set("Location", to)
	return PhoneResponse{Status: http.StatusSeeOther, Header: header}
}

func guards() http.Header {
	header := http.Header{}
	for name, value := range frame.Guards([]string{"'none'"}, []string{"'self'"}) {
		header.Set(name, value)
	}
	header.Set("Referrer-Policy", "no-referrer")
	return header
}

// both says something in Chinese with the English under it: whoever plays the phone reads one of them.
func both(zh, en string) g.Node {
	return h.Span(g.Text(zh), h.Small(h.Lang("en"), h.Class("under"), g.Text(en)))
}

// What is drawn over a screen: who asks, what is checked, how it ended.
const (
	svgOpen    = `<svg viewBox="0 0 64 64" width="56" height="56" fill="none" stroke="currentColor" stroke-width="3" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">`
	markPerson = svgOpen + `<circle cx="32" cy="22" r="11"/><path d="M10 56c2-14 10-20 22-20s20 6 22 20"/></svg>`
	markFace   = svgOpen + `<path d="M6 20V6h14M44 6h14v14M58 44v14H44M20 58H6V44"/><ellipse cx="32" cy="32" rx="14" ry="18"/><path d="M27 28v2M37 28v2M27 40q5 4 10 0"/></svg>`
	markCard   = svgOpen + `<rect x="4" y="14" width="56" height="36" rx="5"/><path d="M4 25h56M12 40h14"/></svg>`
)
