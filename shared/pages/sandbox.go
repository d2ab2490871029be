package pages

import (
	g "maragu.dev/gomponents"
	h "maragu.dev/gomponents/html"

	"shiming/shared/pages/frame"
	"shiming/shared/realname"
	"shiming/shared/texts"
)

// welcome is the page at the root: in the sandbox it says what to try, and signs in with a click.
func (v *visit) welcome() {
	say := texts.Welcome
	if v.site.People == nil {
		v.show200(v.t(texts.Frame.Product), frame.Card(h.H1(g.Text(v.t(texts.Frame.Product))), h.P(g.Text(v.t(say.Live))),
			h.P(h.A(h.Href("/appeals"), g.Text(v.t(texts.Appeal.Track)))), h.P(h.A(h.Href("/docs"), g.Text(v.t(texts.Frame.Docs))))))
		return
	}
	var holders []g.Node
	for _, p := range v.site.People.All() {
		if p.Role == string(realname.Holder) {
			holders = append(holders, v.person(p))
		}
	}
	page := v.page(v.t(say.Title), h.Div(h.Class("stack"), h.H1(g.Text(v.t(say.Title))), h.P(g.Text(v.t(say.Lead)))),
		h.Div(h.Class("grid"),
			frame.Card(h.H2(g.Text(v.t(say.SignIn))), h.P(h.Class("dim"), g.Text(v.t(say.SignInHint))), h.Div(h.Class("pile"), g.Group(holders))),
			frame.Card(h.H2(g.Text(v.t(say.Person))), h.Ol(h.Class("list num"), g.Map(say.PersonSteps, func(s texts.Sentence) g.Node { return h.Li(g.Text(v.t(s))) }))),
			frame.Card(h.H2(g.Text(v.t(say.Company))), h.Ol(h.Class("list num"), g.Map(say.CompanySteps, func(s texts.Sentence) g.Node { return h.Li(g.Text(v.t(s))) })))),
		frame.Card(h.H2(g.Text(v.t(say.More))), h.P(g.Text(v.t(say.Policy)+" "+v.site.Profile)), h.Div(h.Class("row"), frame.Link("plain", "/docs", v.t(texts.Frame.Docs)),
			frame.Link("plain", "/appeals", v.t(texts.Appeal.Track)))))
	page.Wide = true
	page.Write(v.w)
}

func (v *visit) person(p SandboxPerson) g.Node {
	return h.Form(h.Method("post"), h.Action("/sandbox/sign-in"), frame.Hidden("who", p.ID), h.Button(h.Class("wide"), g.Text(v.t(texts.Welcome.As)+" "+p.Account)))
}

// enter signs somebody in with a click.
func (v *visit) enter() {
	if v.parse() != nil || !v.site.People.Begin(v.w, v.r, v.r.PostForm.Get("who")) {
		v.nothing()
		return
	}
	v.forget(deskCookie)
	v.turn("/home")
}

func turn(c caseView) realname.Turn { return realname.Turn(c.Turn) }
