// Package frame is what all pages have in common: the document with its landmarks, one style sheet, one script, the headers
// that keep a page to itself, and the few parts that pages are put together from. The sandbox's phone and bank use it as the
// applicant's pages do. What must not live here: what a page says, and what it asks the API.
package frame

import (
	"net/http"
	"strings"

	g "maragu.dev/gomponents"
	h "maragu.dev/gomponents/html"

	"shiming/shared/texts"
)

// Lang is the language of a page: "zh" or "en".
type Lang string

// The languages.
const (
	ZH Lang = "zh"
	EN Lang = "en"
)

// T says the sentence in the language.
func (l Lang) T(s texts.Sentence) string {
	if l == EN {
		return s.EN
	}
	return s.ZH
}

// Pick is T of two strings, as the API gives its sentences.
func (l Lang) Pick(en, zh string) string { return l.T(texts.Sentence{EN: en, ZH: zh}) }

// tag is the language's tag in HTML.
func (l Lang) tag() string {
	if l == EN {
		return "en"
	}
	return "zh-CN"
}

// Page is a whole page.
type Page struct {
	Status int // of HTTP; 0: 200
	Lang   Lang
	Title  string
	// Wide uses the whole width.
	Wide bool
	// Staff says that the page is one of staff: it has their style and script behind the common ones.
	Staff bool
	// Here is the path with its query, for the links to the other language; empty: there are none.
	Here string
	// Sandbox says in a line under the head that nobody is really verified; Theatre is the address of the sandbox's theatre.
	Sandbox bool
	Theatre string
	// Support stands at the foot: how people reach who can help them; empty: nothing does.
	Support string
	// Nav stands in the head.
	Nav []g.Node
	// Connect and Submit are origins beside our own that the page may send to: where uploads go, and where forms lead.
	Connect, Submit []string
	Body            []g.Node
}

// Write answers with the page. Nothing of it is kept by anybody on the way.
func (p Page) Write(w http.ResponseWriter) {
	for name, value := range p.Headers() {
		w.Header().Set(name, value)
	}
	if p.Status == 0 {
		p.Status = http.StatusOK
	}
	w.WriteHeader(p.Status)
	_, _ = w.Write(p.Render())
}

// Headers are those of a page that may not be kept, framed, or referred from, and loads nothing but ours.
func (p Page) Headers() map[string]string {
	head := Guards(append([]string{"'self'"}, p.Connect...), append([]string{"'self'"}, p.Submit...))
	head["Content-Type"] = "text/html; charset=utf-8"
	head["Content-Language"] = p.Lang.tag()
	return head
}

// Guards are the headers of everything that is not to be kept, framed or referred from. connect and submit are the sources
// that its script and its forms may reach.
func Guards(connect, submit []string) map[string]string {
	return map[string]string{
		"Content-Security-Policy": "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data: blob:; connect-src " +
			strings.Join(connect, " ") + "; form-action " + strings.Join(submit, " ") + "; base-uri 'none'; frame-ancestors 'none'",
		"Cache-Control":              "no-store",
		"Referrer-Policy":            "same-origin",
		"X-Content-Type-Options":     "nosniff",
		"X-Frame-Options":            "DENY",
		"X-Robots-Tag":               "noindex",
		"Cross-Origin-Opener-Policy": "same-origin",
		"Permissions-Policy":         "geolocation=(), microphone=()",
	}
}

// Render draws the document.
func (p Page) Render() []byte {
	say := texts.Frame
	t := p.Lang.T
	width := "narrow"
	if p.Wide {
		width = "wide"
	}
	if p.Staff && p.Wide {
		width = "full"
	}
	sheet, code := stylePath, scriptPath
	if p.Staff {
		sheet, code = staffStylePath, staffScriptPath
	}
	var b strings.Builder
	b.Grow(16 << 10)
	_ = h.Doctype(h.HTML(h.Lang(p.Lang.tag()),
		h.Head(
			h.Meta(h.Charset("utf-8")),
			h.Meta(h.Name("viewport"), h.Content("width=device-width,initial-scale=1")),
			h.Meta(h.Name("robots"), h.Content("noindex")),
			h.Meta(h.Name("color-scheme"), h.Content("light dark")),
			h.TitleEl(g.Text(p.Title+" · "+t(say.Product))),
			h.Link(h.Rel("icon"), h.Href(iconData)),
			h.Link(h.Rel("stylesheet"), h.Href(sheet)),
			h.Script(h.Src(code), h.Defer(), g.Attr("blocking", "render")), // nothing is drawn by halves, and moved then
		),
		h.Body(
			h.Data("copied", t(say.Copied)), h.Data("lost", t(say.Lost)), h.Data("toobig", t(say.TooBig)), h.Data("sending", t(say.Sending)),
			h.Data("looking", t(say.Looking)), h.Data("accepted", t(say.Accepted)), h.Data("slow", t(say.Slow)), h.Data("read", t(say.Read)),
			h.A(h.Class("skip"), h.Href("#main"), g.Text(t(say.Skip))),
			h.Header(h.Class("top"), h.Div(
				h.A(h.Class("mark"), h.Href("/"), g.Raw(markSVG), g.Text(t(say.Product))),
				h.Nav(h.Aria("label", t(say.Menu)), g.Group(p.Nav), p.language()),
			), g.If(p.Sandbox, h.P(h.Class("sand"), g.Text(t(say.Sandbox)), g.If(p.Theatre != "", g.Group{
				g.Text(" "), h.A(h.Href(p.Theatre), h.Target("theatre"), g.Text(t(say.Theatre)))})))),
			h.Main(h.ID("main"), h.Class(width), h.P(h.Class("note warn"), h.Data("net", ""), h.Role("status"), g.Attr("hidden")), g.Group(p.Body)),
			h.Footer(h.Class(width), h.Small(h.Class("dim"), h.A(h.Href("/privacy"), g.Text(t(texts.Privacy.Link))), g.If(p.Support != "", g.Text(" · "+t(say.Support)+p.Support)))),
		))).Render(&b)
	return []byte(b.String())
}

// language leads to the same page in the other language.
func (p Page) language() g.Node {
	if p.Here == "" {
		return nil
	}
	other, name := EN, "English"
	if p.Lang == EN {
		other, name = ZH, "中文"
	}
	path, query, _ := strings.Cut(p.Here, "?")
	var kept []string
	for _, pair := range strings.Split(query, "&") {
		if pair != "" && !strings.HasPrefix(pair, "lang=") {
			kept = append(kept, pair)
		}
	}
	kept = append(kept, "lang="+string(other))
	return h.A(h.Href(path+"?"+strings.Join(kept, "&")), h.Lang(other.tag()), g.Attr("hreflang", other.tag()), g.Text(name))
}
