package pages

import (
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	g "maragu.dev/gomponents"
	h "maragu.dev/gomponents/html"

	"shiming/shared/pages/frame"
	"shiming/shared/pages/watermark"
	"shiming/shared/realname"
	"shiming/shared/texts"
)

// documents are the papers of the review. Those that are shown are opened by being shown, which the audit trail says.
func (d *desk) documents() g.Node {
	say := texts.Reviewing
	if len(d.r.Documents) == 0 {
		return frame.Card(h.H2(g.Text(d.t(say.Documents))), h.P(h.Class("dim"), g.Text(d.t(say.NoDocuments))))
	}
	shown, may := d.shown(), d.member.Role == realname.Reviewer
	at := reviewPath(d.r.Case) + "?doc="
	var tabs, figures []g.Node
	for i, f := range d.r.Documents {
		n, name := strconv.Itoa(i+1), d.t(texts.Paper(realname.Purpose(f.Purpose)))
		open := shown == "all" || shown == n
		mark := " ○"
		if f.Opened {
			mark = " ✓"
		}
		tab := g.Node(h.Span(g.Text(name)))
		if may {
			tab = h.A(h.Class("btn plain tiny"), h.Href(at+n), h.Data("key", n), g.If(shown == n, h.Aria("current", "true")), g.Text(n+" "+name),
				h.Span(h.Aria("label", d.t(map[bool]texts.Sentence{true: say.Opened, false: say.Unopened}[mark == " ✓"])), h.Role("img"), g.Text(mark)))
		}
		tabs = append(tabs, tab)
		if may && open {
			figure, opened := d.figure(f, name)
			figures = append(figures, figure)
			d.r.Documents[i].Opened = f.Opened || opened
		}
	}
	if may && len(d.r.Documents) > 1 {
		tabs = append(tabs, h.A(h.Class("btn plain tiny"), h.Href(at+"all"), h.Data("key", "0"), g.If(shown == "all", h.Aria("current", "true")), g.Text("0 "+d.t(say.AllDocuments))))
	}
	return h.Section(h.Class("card"), h.H2(g.Text(d.t(say.Documents))), h.Nav(h.Class("row"), h.Aria("label", d.t(say.Documents)), g.Group(tabs)), g.Group(figures),
		g.If(may, h.Small(g.Text(d.t(say.Looks)))))
}

// shown is which documents are shown: the first, unless the address says another, or all.
func (d *desk) shown() string {
	asked := d.r.docs(d.visit)
	if n, err := strconv.Atoi(asked); asked == "all" || err == nil && n >= 1 && n <= len(d.r.Documents) {
		return asked
	}
	if !d.waits() { // nothing is opened that nobody asked to see
		return ""
	}
	return "1"
}

// figure shows one document, and says whether it is opened by that.
func (d *desk) figure(f filedDocument, name string) (g.Node, bool) {
	say := texts.Reviewing
	picture := reviewPath(d.r.Case) + "/documents/" + url.PathEscape(f.Document)
	var about struct {
		Type string `json:"content_type"`
	}
	if p := d.get("/v1/documents/"+url.PathEscape(f.Document), &about); p != nil {
		return frame.Note("bad", name, h.P(g.Text(p.say(d.lang)))), false
	}
	if !strings.HasPrefix(about.Type, "image/") {
		return h.Figure(h.FigCaption(g.Text(name)), h.P(h.Class("dim"), g.Text(d.t(say.PaperHint))), h.A(h.Class("btn plain"), h.Href(picture), g.Text(d.t(say.Paper)))), false
	}
	turned := quarter(d.query().Get("turn"))
	query := d.query()
	query.Set("turn", strconv.Itoa((turned+90)%360))
	if turned > 0 {
		picture += "?turn=" + strconv.Itoa(turned)
	}
	tool := func(act string, word texts.Sentence) g.Node {
		return h.Button(h.Type("button"), h.Class("plain tiny"), h.Data("zoom", act), g.Text(d.t(word)))
	}
	return h.Figure(h.FigCaption(h.Class("row end"), g.Text(name), h.Span(h.Class("row"), tool("in", say.Larger), tool("out", say.Smaller), tool("fit", say.Fit),
		h.A(h.Class("btn plain tiny"), h.Href(reviewPath(d.r.Case)+"?"+query.Encode()), h.Data("turn", ""), g.Text(d.t(say.Rotate))))),
		h.Div(h.Class("look"), g.Attr("tabindex", "0"), h.Role("group"), h.Aria("label", name), h.Img(h.Src(picture), h.Alt(name)))), true
}

// r2 is the query of the page that the figures are on.
func (d *desk) query() url.Values {
	query := url.Values{}
	if shown := d.shown(); shown != "" {
		query.Set("doc", shown)
	}
	if turn := d.visit.r.URL.Query().Get("turn"); turn != "" {
		query.Set("turn", turn)
	}
	return query
}

// quarter reads by how much a picture is turned.
func quarter(asked string) int {
	n, err := strconv.Atoi(asked)
	if err != nil || n%90 != 0 || n < 0 || n > 270 {
		return 0
	}
	return n
}

// pictureLimit is more than any clean copy has.
const pictureLimit = 8 << 20

// picture gives out a document with who looks at it, and when, drawn into its pixels: it is asked for each time, so that each look
// is in the audit trail, and is kept by nobody.
func (v *visit) picture() {
	var look struct {
		URL  string
		Type string `json:"content_type"`
	}
	if p := v.post("/v1/documents/"+url.PathEscape(v.r.PathValue("document"))+"/view", nil, "", &look); p != nil {
		v.staffFail(p)
		return
	}
	data, err := v.fetch(look.URL)
	if err != nil {
		v.staffFail(unreachable())
		return
	}
	media := look.Type
	if strings.HasPrefix(media, "image/") {
		word := v.member.ID + "  " + v.site.Wall().In(beijing).Format("2006-01-02 15:04") + " UTC+8"
		if data, err = watermark.Draw(data, word, quarter(v.r.URL.Query().Get("turn"))); err != nil {
			v.staffFail(unreachable())
			return
		}
		media = "image/jpeg"
	}
	for name, value := range frame.Guards([]string{"'none'"}, []string{"'none'"}) {
		v.w.Header().Set(name, value)
	}
	v.w.Header().Set("Content-Type", media)
	v.w.Header().Set("Cross-Origin-Resource-Policy", "same-origin")
	if media != "image/jpeg" {
		v.w.Header().Set("Content-Disposition", "attachment")
	}
	_, _ = v.w.Write(data)
}

// fetch reads what lies at an address that the API gave.
func (v *visit) fetch(address string) ([]byte, error) {
	r, err := http.NewRequestWithContext(v.r.Context(), http.MethodGet, address, nil)
	if err != nil {
		return nil, err
	}
	answer, err := v.site.API.RoundTrip(r)
	if err != nil {
		return nil, err
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		return nil, http.ErrMissingFile
	}
	return io.ReadAll(io.LimitReader(answer.Body, pictureLimit))
}
