package pages

import (
	"cmp"
	"net/http"
	"strconv"
	"strings"

	g "maragu.dev/gomponents"
	h "maragu.dev/gomponents/html"

	"shiming/shared/pages/frame"
	"shiming/shared/realname"
	"shiming/shared/texts"
)

// notice is the privacy notice, as the API has it.
type notice struct {
	Controller, Contact string
	CrossBorder         bool `json:"cross_border"`
	Data                []struct {
		Kind       realname.DataKind
		Basis      realname.Basis
		Encrypted  bool
		Kept       []realname.Term
		Recipients []struct {
			Name   string
			NameZH string `json:"name_zh"`
		}
	}
	Rights []struct {
		How   string
		HowZH string `json:"how_zh"`
		Page  string
	}
}

// privacy tells what is handled, why, for how long, and who is given it (L6).
func (v *visit) privacy() {
	var n notice
	if p := v.askAs("", http.MethodGet, "/v1/privacy", nil, "", &n); p != nil {
		v.fail(p)
		return
	}
	say := texts.Privacy
	body := []g.Node{frame.Card(h.H1(g.Text(v.t(say.Title))), h.P(g.Text(v.t(say.Lead))), h.P(g.Text(v.t(say.NotFace))),
		g.If(n.CrossBorder, h.P(g.Text(v.t(say.Abroad)))),
		h.Dl(h.Dt(g.Text(v.t(say.Controller))), h.Dd(g.Text(n.Controller)), h.Dt(g.Text(v.t(say.Contact))), h.Dd(g.Text(n.Contact))))}
	for _, d := range n.Data {
		what, purpose := texts.DataKind(d.Kind)
		var names []string
		for _, r := range d.Recipients {
			names = append(names, v.lang.Pick(r.Name, r.NameZH))
		}
		given := cmp.Or(strings.Join(names, v.lang.Pick("; ", "；")), v.t(say.Nobody))
		body = append(body, frame.Card(h.H2(g.Text(v.t(what))), h.Dl(
			h.Dt(g.Text(v.t(say.Purpose))), h.Dd(g.Text(v.t(purpose))),
			h.Dt(g.Text(v.t(say.Basis))), h.Dd(g.Text(v.t(texts.Basis(d.Basis)))),
			h.Dt(g.Text(v.t(say.Kept))), h.Dd(h.Ul(g.Map(d.Kept, v.term))),
			h.Dt(g.Text(v.t(say.Given))), h.Dd(g.Text(given)),
		), g.If(d.Encrypted, h.P(h.Class("dim"), g.Text(v.t(say.Sealed))))))
	}
	var rights []g.Node
	for _, r := range n.Rights {
		how := v.lang.Pick(r.How, r.HowZH)
		if r.Page == "" {
			rights = append(rights, h.P(g.Text(how)))
			continue
		}
		rights = append(rights, h.P(h.A(h.Href(r.Page), g.Text(how))))
	}
	body = append(body, frame.Card(h.H2(g.Text(v.t(say.Rights))), h.P(g.Text(v.t(say.Gone))), g.Group(rights)))
	v.show200(v.t(say.Title), body...)
}

// term is for how long something is kept.
func (v *visit) term(t realname.Term) g.Node {
	said := v.t(texts.TermStart(t.After))
	if t.Days > 0 {
		said += " " + strconv.Itoa(t.Days) + v.t(texts.Privacy.Days)
	}
	return h.Li(g.Text(said))
}
