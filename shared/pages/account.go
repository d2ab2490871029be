package pages

import (
	"net/http"
	"net/url"

	g "maragu.dev/gomponents"
	h "maragu.dev/gomponents/html"

	"shiming/shared/pages/frame"
	"shiming/shared/texts"
)

// messages are what the account was told in-site (RULES G1).
func (v *visit) messages() {
	var all list[message]
	query := url.Values{}
	v.paged(query, "20")
	if p := v.get(v.apiAccount("/messages?"+query.Encode()), &all); p != nil {
		v.fail(p)
		return
	}
	say := texts.Account
	body := []g.Node{h.H1(g.Text(v.t(say.Messages)))}
	if len(all.Data) == 0 {
		body = append(body, frame.Card(h.P(h.Class("dim"), g.Text(v.t(say.NoMessages)))))
	}
	for _, m := range all.Data {
		read := g.Node(frame.Badge("", v.t(say.Read)))
		if m.ReadAt == nil {
			read = h.Form(h.Method("post"), h.Action("/messages/"+url.PathEscape(m.ID)), h.Button(h.Class("plain tiny"),
				h.Aria("label", v.t(say.MarkRead)+" "+v.lang.Pick(m.Title, m.TitleZH)), g.Text(v.t(say.MarkRead))))
		}
		body = append(body, frame.Card(h.Div(h.Class("row end"), h.H2(g.Text(v.lang.Pick(m.Title, m.TitleZH))), read), h.P(g.Text(v.lang.Pick(m.Text, m.TextZH))),
			h.P(h.Class("dim"), h.Small(g.Text(v.when(m.At)))), v.follow(m)))
	}
	if all.NextCursor != "" {
		body = append(body, frame.Link("plain", "/messages?cursor="+url.QueryEscape(all.NextCursor), v.t(say.More)))
	}
	v.show200(v.t(say.Messages), body...)
}

// follow is what can be done about a message: to look at its case, which of some is another account's, or to answer an appeal
// (THREATS X9).
func (v *visit) follow(m message) g.Node {
	switch kind := texts.MessageKind(m.Kind); {
	case kind == texts.AppealBegan:
		say := texts.Appeal
		return h.Form(h.Method("post"), h.Action("/messages/"+url.PathEscape(m.Case)+"/answer"), h.Div(h.Class("field"), h.Label(h.For(m.ID), g.Text(v.t(say.Answer))),
			h.Textarea(h.ID(m.ID), h.Name("statement"), h.Required(), h.MaxLength("1000"), h.Rows("4"))), h.Div(h.Class("field"), h.Button(g.Text(v.t(say.SendAnswer)))))
	case kind == texts.AppealEnded, kind == texts.PlaceTaken:
		return nil
	}
	return h.P(h.A(h.Href(casePath(m.Case)), g.Text(v.t(texts.Account.ToCase))))
}

// answerAppeal hands in what the holder says to an appeal about the account.
func (v *visit) answerAppeal() {
	if v.parse() != nil {
		v.nothing()
		return
	}
	body := map[string]string{"statement": v.r.PostForm.Get("statement")}
	if p := v.post(v.apiAccount("/appeals/"+url.PathEscape(v.r.PathValue("case"))+"/answer"), body, "", nil); p != nil {
		v.fail(p)
		return
	}
	say := texts.Appeal
	v.show200(v.t(say.Answered), h.H1(g.Text(v.t(say.Answered))), frame.Card(h.P(g.Text(v.t(say.AnsweredHint))), h.P(frame.Link("plain", "/messages", v.t(texts.Account.Messages)))))
}

func (v *visit) readMessage() {
	if p := v.post(v.apiAccount("/messages/"+url.PathEscape(v.r.PathValue("message"))+"/read"), nil, "", nil); p != nil {
		v.fail(p)
		return
	}
	v.turn("/messages")
}

// contact is where the account's holder is told things (RULES A12).
func (v *visit) contact() { v.drawContact(nil, nil, v.asked("kept")) }

func (v *visit) drawContact(p *problem, entered url.Values, kept bool) {
	var c contact
	if p := v.get(v.apiAccount("/contact"), &c); p != nil {
		v.fail(p)
		return
	}
	say := texts.Account
	s := &sheet{visit: v, p: p, entered: entered}
	page := v.page(v.t(say.Contact), h.H1(g.Text(v.t(say.Contact))), v.fault(p), g.If(kept && c.Waiting == "", frame.Note("good", v.t(say.Kept))), v.waiting(c),
		frame.Card(h.P(g.Text(v.t(say.ContactHint))), frame.Facts(frame.Fact{Name: v.t(texts.Field("phone").Label), Value: c.Phone}, frame.Fact{Name: v.t(texts.Field("email").Label), Value: c.Email}),
			h.Form(h.Method("post"), h.Action("/contact"), g.Attr("novalidate"), s.field("phone"), s.field("email"), h.Div(h.Class("field"), h.Button(g.Text(v.t(say.Keep)))))))
	if p != nil {
		page.Status = http.StatusUnprocessableEntity
	}
	page.Write(v.w)
}

// waiting asks for the code that proves the phone of a new contact (THREATS X3).
func (v *visit) waiting(c contact) g.Node {
	if c.Waiting == "" {
		return nil
	}
	say := texts.NewPhone
	return frame.Card(h.P(g.Text(v.t(say.Hint)+" "+c.Waiting)), h.Form(h.Method("post"), h.Action("/contact/code"), h.Div(h.Class("field"),
		h.Label(h.For("otp"), g.Text(v.t(say.Code))), h.Input(h.ID("otp"), h.Name("code"), h.Required(), g.Attr("inputmode", "numeric"), h.AutoComplete("one-time-code"))),
		h.Div(h.Class("field"), h.Button(g.Text(v.t(say.Prove))))))
}

func (v *visit) proveContact() {
	if v.parse() != nil {
		v.nothing()
		return
	}
	if p := v.post(v.apiAccount("/contact/code"), map[string]string{"code": v.r.PostForm.Get("code")}, "", nil); p != nil {
		v.drawContact(p, nil, false)
		return
	}
	v.turn("/contact?show=kept")
}

func (v *visit) keepContact() {
	if v.parse() != nil {
		v.nothing()
		return
	}
	body := map[string]any{"language": string(v.lang)}
	for _, name := range []string{"phone", "email"} {
		if value := v.r.PostForm.Get(name); value != "" {
			body[name] = value
		}
	}
	if p := v.ask(http.MethodPut, v.apiAccount("/contact"), body, "", nil); p != nil {
		v.drawContact(p, v.r.PostForm, false)
		return
	}
	v.turn("/contact?show=kept")
}

// appeals is where somebody follows an appeal who is not signed in (RULES F1).
func (v *visit) appeals() { v.drawAppeals(nil, nil) }

func (v *visit) drawAppeals(p *problem, entered url.Values) {
	say := texts.Appeal
	s := &sheet{visit: v, p: p, entered: entered}
	page := v.page(v.t(say.Track), h.H1(g.Text(v.t(say.Track))), v.fault(p), frame.Card(h.P(g.Text(v.t(say.TrackHint))),
		h.Form(h.Method("post"), h.Action("/appeals"), g.Attr("novalidate"), s.field("query_code"), s.field("phone"), h.Div(h.Class("field"), h.Button(g.Text(v.t(say.Look)))))))
	if p != nil {
		page.Status = max(p.Status, http.StatusBadRequest)
	}
	page.Write(v.w)
}

func (v *visit) track() {
	if v.parse() != nil {
		v.nothing()
		return
	}
	var c caseView
	body := map[string]string{"query_code": v.r.PostForm.Get("query_code"), "phone": v.r.PostForm.Get("phone")}
	if p := v.askAs("", http.MethodPost, "/v1/appeals/track", body, "", &c); p != nil {
		v.drawAppeals(p, v.r.PostForm)
		return
	}
	say := texts.Appeal
	var bars []frame.Bar
	for _, b := range c.Steps {
		bars = append(bars, frame.Bar{Title: v.lang.Pick(b.Title, b.TitleZH), State: b.State})
	}
	facts := []frame.Fact{{Name: v.t(texts.Case.Turn), Value: v.t(texts.Turn(turn(c)))}, {Name: v.t(texts.Case.Opened), Value: v.when(c.OpenedAt)}}
	if c.NextAction != nil {
		facts = append(facts, frame.Fact{Name: v.t(texts.Case.Until), Value: v.when(c.NextAction.Deadline)})
	}
	v.show200(v.t(say.Track), h.Div(h.Class("row end"), h.H1(g.Text(v.t(say.Track))), v.status(c.Status)), frame.Bars(v.t(texts.Case.Steps), bars),
		frame.Card(frame.Facts(facts...), g.If(c.LastError != nil, frame.Note("bad", c.LastError.say(v.lang))), h.P(frame.Link("plain", "/appeals", v.t(say.Other)))))
}

// template is a form to be printed, filled in by hand, signed and sealed (RULES D12, E2).
func (v *visit) template() {
	paper := v.r.PathValue("paper")
	if paper != "application_form" {
		v.nothing()
		return
	}
	say := texts.Template
	var rows []g.Node
	for _, r := range say.Rows {
		value := ""
		switch r.EN {
		case "Account":
			value = v.session.Account
		case "Case":
			value = v.r.URL.Query().Get("case")
		}
		rows = append(rows, h.Tr(h.Th(h.Scope("row"), g.Text(v.t(r))), h.Td(g.Text(value))))
	}
	v.show200(v.t(say.Title), h.Section(h.Class("card paper"), h.H1(g.Text(v.t(say.Title))), h.Table(h.TBody(rows...)), h.P(g.Text(v.t(say.Oath))),
		h.Table(h.TBody(h.Tr(h.Th(h.Scope("row"), g.Text(v.t(say.Sign))), h.Td()), h.Tr(h.Th(h.Scope("row"), g.Text(v.t(say.Date))), h.Td()))),
		h.P(h.Class("dim"), g.Text(v.t(say.Hint))), h.Div(h.Class("row noprint"), h.Button(h.Type("button"), h.Class("plain"), h.Data("print", ""), g.Text(v.t(say.Print))))))
}
