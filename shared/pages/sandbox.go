package pages

import (
	"slices"

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
		frame.Card(h.H2(g.Text(v.t(say.More))), h.P(g.Text(v.t(say.Policy)+" "+v.site.Profile)), h.Div(h.Class("row"), frame.Link("plain", staffPath+"/sign-in", v.t(texts.Staff.SignIn)), frame.Link("plain", "/docs", v.t(texts.Frame.Docs)),
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

// samples are what the sandbox fills into the fields of forms: people and an enterprise that are made up, and pass.
var samples = map[string]string{
	"name": "甄通过", "document_number": "110101190001019019", "industry": "I", "address.region": "北京市东城区", "address.detail": "演示路1号",
	"enterprise_name": "海岚示例科技（上海）有限公司", "code": "91310115MA1K4TX59K",
	"contact.name": "林知远", "contact.document_number": "11010519491231002X", "contact.phone": "13800138000", "phone": "13800138000",
	"representative.name": "林知远", "representative.document_number": "11010519491231002X", "card.number": "6222000000000009", "card.phone": "13800138000",
	"bank_account.number": "6222021234567890123", "bank_account.bank": "招商银行", "bank_account.place": "上海市", "bank_account.branch": "上海浦东支行",
}

// sampleOf is the sample for a field of the form.
func (s *sheet) sampleOf(name string) string {
	if s.site.People == nil {
		return ""
	}
	switch {
	case s.c.NextAction.Type == string(realname.ActionNameHandler): // somebody else, whose phone is played
		name = "contact." + name
	case s.reads(name) == texts.Field("enterprise_name"):
		name = "enterprise_name"
	}
	return samples[name]
}

// sample offers to fill in a form, in the sandbox: nobody there has a number at hand that is well formed.
func (s *sheet) sample() g.Node {
	asks := []realname.Action{realname.ActionDeclare, realname.ActionFillForm, realname.ActionChooseMethod, realname.ActionFilePapers, realname.ActionNameHandler}
	if s.site.People == nil || s.c.NextAction == nil || s.asked("sample") || !slices.Contains(asks, realname.Action(s.c.NextAction.Type)) {
		return nil
	}
	return h.P(h.A(h.Href(s.path(s.c.ID)+"?show=sample"), g.Text(s.t(texts.Theatre.Sample))))
}

func turn(c caseView) realname.Turn { return realname.Turn(c.Turn) }
