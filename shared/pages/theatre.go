package pages

import (
	"net/url"
	"slices"
	"time"

	g "maragu.dev/gomponents"
	h "maragu.dev/gomponents/html"

	"shiming/shared/pages/frame"
	"shiming/shared/realname"
	"shiming/shared/texts"
)

// sent is a message that the sandbox "sent".
type sent struct {
	Channel, To, Subject, Text string

	At time.Time
}

// theatre plays everybody outside, beside the applicant's page: the phone, the bank, the mailbox, the reviewer and the clock.
func (v *visit) theatre() {
	say := texts.Theatre
	c, open := v.openCase()
	var clock struct{ Now time.Time }
	if p := v.ask("GET", "/sandbox/clock", nil, "", &clock); p != nil {
		clock.Now = v.site.Now()
	}
	follow := g.Node(nil)
	if open {
		follow = h.Span(h.Data("follow", casePath(c.ID)+"/state"), h.Data("version", mark(c)), g.Attr("hidden"))
	}
	page := v.page(v.t(say.Title), h.Div(h.Class("row end"), h.H1(g.Text(v.t(say.Title))), h.A(h.Href("/sandbox/theatre"), g.Text(v.t(texts.Case.Refresh)))),
		h.P(h.Class("dim"), g.Text(v.t(say.Lead))), follow, v.failed(), h.Div(h.Class("grid"), v.phone(c, open), v.bank(c, open), v.reviewer(c, open), v.clock(c, open, clock.Now), v.register()), v.mailbox())
	page.Wide = true
	page.Write(v.w)
}

// failed says that something that was played was refused.
func (v *visit) failed() g.Node {
	if !v.asked("refused") {
		return nil
	}
	return frame.Note("bad", v.t(texts.Theatre.Refused))
}

// openCase is the case that the account has open.
func (v *visit) openCase() (c caseView, open bool) {
	var a account
	if v.session.Account == "" || v.get(v.apiAccount(""), &a) != nil || a.OpenCase == "" {
		return c, false
	}
	return c, v.get("/v1/cases/"+url.PathEscape(a.OpenCase), &c) == nil
}

func (v *visit) phone(c caseView, open bool) g.Node {
	say := texts.Theatre
	body := g.Node(h.P(h.Class("dim"), g.Text(v.t(say.NoPhone))))
	if open && c.NextAction != nil && c.NextAction.URL != "" {
		body = h.Div(h.P(g.Text(v.t(texts.Method(realname.Method(c.Method)).Name))), h.A(h.Class("btn"), h.Href(c.NextAction.URL), h.Target("phone"), g.Text(v.t(say.OpenPhone))))
	}
	return frame.Card(h.H2(g.Text(v.t(say.Phone))), body)
}

func (v *visit) bank(c caseView, open bool) g.Node {
	say := texts.Theatre
	body := g.Node(h.P(h.Class("dim"), g.Text(v.t(say.NoBank))))
	if at := v.statementOf(c, open); at != nil {
		body = h.Div(h.A(h.Class("btn"), h.Href(at.URL), h.Target("bank"), g.Text(v.t(texts.Bank.Statement))))
	}
	return frame.Card(h.H2(g.Text(v.t(say.Bank))), body)
}

func (v *visit) statementOf(c caseView, open bool) *statement {
	if !open || c.NextAction == nil {
		return nil
	}
	var at struct{ Sandbox *statement }
	switch realname.Action(c.NextAction.Type) {
	case realname.ActionPayDeposit:
		_ = v.get("/v1/cases/"+url.PathEscape(c.ID)+"/deposit", &at)
	case realname.ActionAwaitPayout, realname.ActionConfirmAmount:
		_ = v.get("/v1/cases/"+url.PathEscape(c.ID)+"/payout", &at)
	default:
		return nil
	}
	return at.Sandbox
}

// reviewer decides what waits for a human, with a click.
func (v *visit) reviewer(c caseView, open bool) g.Node {
	say := texts.Theatre
	if !open || c.NextAction == nil {
		return frame.Card(h.H2(g.Text(v.t(say.Reviewer))), h.P(h.Class("dim"), g.Text(v.t(say.NoReview))))
	}
	button := func(act, class string, word texts.Sentence) g.Node {
		return h.Form(h.Method("post"), h.Action("/sandbox/theatre/"+act), frame.Hidden("case", c.ID), h.Button(h.Class(class), g.Text(v.t(word))))
	}
	if act := realname.Action(c.NextAction.Type); act == realname.ActionAwaitReview {
		return frame.Card(h.H2(g.Text(v.t(say.Reviewer))), h.P(g.Text(v.t(say.Decide))),
			h.Div(h.Class("row"), button("approve", "", say.Approve), button("ask", "plain", say.Ask), button("refuse", "risk", say.Refuse)))
	} else if act == realname.ActionPost {
		return frame.Card(h.H2(g.Text(v.t(say.Reviewer))), h.P(g.Text(v.t(say.PostHint))), button("post", "", say.Post))
	}
	return frame.Card(h.H2(g.Text(v.t(say.Reviewer))), h.P(h.Class("dim"), g.Text(v.t(say.NoReview))))
}

// clock turns the time on: by an hour, a day, or to the next deadline.
func (v *visit) clock(c caseView, open bool, now time.Time) g.Node {
	say := texts.Theatre
	button := func(by string, word texts.Sentence) g.Node {
		return h.Form(h.Method("post"), h.Action("/sandbox/theatre/clock"), frame.Hidden("advance", by), h.Button(h.Class("plain"), g.Text(v.t(word))))
	}
	buttons := []g.Node{h.Class("row"), button("1h", say.Hour), button("24h", say.Day)}
	if open && c.NextAction != nil && c.NextAction.Deadline.After(now) {
		buttons = append(buttons, button((c.NextAction.Deadline.Sub(now)+time.Second).Round(time.Second).String(), say.Deadline))
	}
	return frame.Card(h.H2(g.Text(v.t(say.Clock))), h.P(h.Strong(g.Text(v.when(now)))), h.Div(buttons...))
}

func (v *visit) register() g.Node {
	say := texts.Theatre
	return frame.Card(h.H2(g.Text(v.t(say.Register))), h.P(h.Class("dim"), g.Text(v.t(say.RegisterHint))), h.Details(h.Summary(g.Text(v.t(say.Magic))),
		h.Ul(h.Class("list"), g.Map(say.MagicRows, func(s texts.Sentence) g.Node { return h.Li(g.Text(v.t(s))) }))))
}

func (v *visit) mailbox() g.Node {
	say := texts.Theatre
	var all list[sent]
	if v.session.Account != "" {
		_ = v.askAs(v.outside(), "GET", "/sandbox/messages/"+url.PathEscape(v.session.Account)+"?limit=100", nil, "", &all)
	}
	if len(all.Data) == 0 {
		return frame.Card(h.H2(g.Text(v.t(say.Mailbox))), h.P(h.Class("dim"), g.Text(v.t(say.NoMail))))
	}
	var rows []g.Node
	for i := len(all.Data) - 1; i >= 0 && len(rows) < 20; i-- {
		m := all.Data[i]
		rows = append(rows, h.Li(frame.Badge("app", m.Channel), g.Text(" "+m.To+" "), h.Strong(g.Text(m.Subject)), h.P(g.Text(m.Text)), h.Small(g.Text(v.when(m.At)))))
	}
	return frame.Card(h.H2(g.Text(v.t(say.Mailbox))), h.Ul(h.Class("time"), g.Group(rows)))
}

// outside is the token that the theatre looks on with: a session's own opens nothing of the sandbox.
func (v *visit) outside() string {
	if !v.session.Linked {
		return v.session.Token
	}
	for _, who := range v.site.People.All() {
		if who.Role == string(realname.Platform) {
			token, _ := v.site.People.Token(who.ID)
			return token
		}
	}
	return ""
}

// play does what a button of the theatre says, as whoever does it.
func (v *visit) play() {
	if v.parse() != nil {
		v.nothing()
		return
	}
	var p *problem
	switch act := v.r.PathValue("act"); act {
	case "clock":
		p = v.ask("POST", "/sandbox/clock", map[string]string{"advance": v.r.PostForm.Get("advance")}, "", nil)
	case "approve", "ask", "refuse", "post":
		p = v.decide(act, v.r.PostForm.Get("case"))
	default:
		v.nothing()
		return
	}
	if p != nil {
		v.turn("/sandbox/theatre?show=refused")
		return
	}
	v.turn("/sandbox/theatre")
}

// decide plays staff: reviewers who claim the case, look at its documents and decide, one after the other where policy wants
// two; or the last of them, who books in what came by post and so cannot approve it.
func (v *visit) decide(act, id string) *problem {
	staff := v.site.People.All()
	if act == "post" {
		staff = slices.Clone(staff)
		slices.Reverse(staff)
	}
	for _, who := range staff {
		if who.Role != string(realname.Reviewer) {
			continue
		}
		token, err := v.site.People.Token(who.ID)
		if err != nil {
			return unreachable()
		}
		var c caseView
		if p := v.get("/v1/cases/"+url.PathEscape(id), &c); p != nil || c.NextAction == nil {
			return p
		}
		switch next := realname.Action(c.NextAction.Type); {
		case act == "post" && next == realname.ActionPost:
			return v.askAs(token, "POST", "/v1/cases/"+url.PathEscape(id)+"/post", map[string]any{"pieces": firsts(c.NextAction.Papers)}, "", nil)
		case act == "post" || next != realname.ActionAwaitReview:
			return nil
		}
		if p := v.decideAs(token, act, "/v1/reviews/"+url.PathEscape(id)); p != nil {
			return p
		}
	}
	return nil
}

func firsts(groups [][]string) (all []string) {
	for _, group := range groups {
		all = append(all, group[0])
	}
	return filled(all)
}

func (v *visit) decideAs(token, act, at string) *problem {
	if p := v.askAs(token, "POST", at+"/claim", nil, "", nil); p != nil {
		return p
	}
	var review struct {
		Holders   []string
		Documents []struct{ Document, Purpose, SHA256 string }
	}
	if p := v.askAs(token, "GET", at, nil, "", &review); p != nil {
		return p
	}
	saw, purposes := []map[string]string{}, []string{}
	for _, d := range review.Documents {
		if p := v.askAs(token, "POST", "/v1/documents/"+url.PathEscape(d.Document)+"/view", nil, "", nil); p != nil {
			return p
		}
		saw, purposes = append(saw, map[string]string{"document": d.Document, "sha256": d.SHA256}), append(purposes, d.Purpose)
	}
	body := map[string]any{"decision": string(realname.Approve), "saw": saw}
	switch act {
	case "refuse":
		body = map[string]any{"decision": string(realname.RefuseCase), "reason": "papers_contradict", "comment": v.t(texts.Theatre.RefuseWord), "saw": saw}
	case "ask":
		body = map[string]any{"decision": string(realname.AskAgain), "reason": "papers_unclear", "comment": v.t(texts.Theatre.AskWord), "saw": saw}
		if len(purposes) > 0 {
			body["asked"] = purposes[len(purposes)-1:]
		}
	}
	if act == "approve" && len(review.Holders) > 0 {
		body["against"] = review.Holders[0]
	}
	return v.askAs(token, "POST", at+"/decision", body, "", nil)
}
