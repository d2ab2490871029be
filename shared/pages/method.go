package pages

import (
	"fmt"
	"strings"
	"time"

	g "maragu.dev/gomponents"
	h "maragu.dev/gomponents/html"

	"shiming/shared/pages/frame"
	"shiming/shared/realname"
	"shiming/shared/texts"
)

// entry shows what was entered, in plaintext, before anything starts, with the way to correct it (RULES B2, B12).
func (s *sheet) entry() g.Node {
	sum := s.c.Summary
	if sum == nil {
		return nil
	}
	s.load()
	plain := func(name, masked string) string {
		if value := s.plain.Get(name); value != "" {
			return value
		}
		return masked
	}
	number := plain("document_number", plain("code", sum.Number))
	address := plain("address.detail", sum.Address)
	if region := s.plain.Get("address.region"); region != "" {
		address = region + " " + address
	}
	facts := []frame.Fact{
		{Name: s.t(texts.Home.Name), Value: plain("name", sum.Name)}, {Name: s.t(texts.Document(sum.Document)), Value: number},
		{Name: s.t(texts.Field("address").Label), Value: address},
	}
	if i := s.plain.Get("industry"); i != "" {
		facts = append(facts, frame.Fact{Name: s.t(texts.Field("industry").Label), Value: s.t(texts.Industry(i))})
	}
	if sum.Contact != "" {
		contact := plain("contact.name", sum.Contact)
		if p := s.plain.Get("contact.phone"); p != "" {
			contact += " · " + s.plain.Get("contact.document_number") + " · " + p
		}
		facts = append(facts, frame.Fact{Name: s.t(texts.Field("contact").Label), Value: contact})
	}
	return frame.Card(h.H2(g.Text(s.t(texts.Case.Entered))), h.P(h.Class("dim"), g.Text(s.t(texts.Case.EnteredHint))), frame.Facts(facts...), s.back())
}

// methods are cards, the recommended first: how long, what is needed, and why one is not available (RULES A9).
func (s *sheet) methods(all []option) g.Node {
	var first, more, none []g.Node
	for _, o := range all {
		switch {
		case !o.Available:
			none = append(none, s.unavailable(o))
		case o.Recommended:
			first = append(first, s.method(o, true))
		default:
			more = append(more, s.method(o, s.to == "method" && s.entered.Get("method") == o.Method))
		}
	}
	return h.Section(h.Class("stack"), h.Aria("label", s.t(texts.Case.Methods)), h.H2(g.Text(s.t(texts.Case.Methods))), g.Group(first), g.Group(more), g.Group(none))
}

func (s *sheet) unavailable(o option) g.Node {
	return h.Div(h.Class("way off"), h.ID(o.Method), h.Span(g.Text(s.lang.Pick(o.Name, o.NameZH))), frame.Badge("", s.t(texts.Case.NotNow)), h.P(g.Text(o.Reason.say(s.lang))))
}

// method is one card. What it asks for stands in it, and it opens and closes without script.
func (s *sheet) method(o option, open bool) g.Node {
	if s.to == "method" && s.entered.Get("method") != o.Method {
		open = false
	}
	m := realname.Method(o.Method)
	badges := []g.Node{frame.Badge("app", s.lang.Pick(o.Duration, o.DurationZH))}
	if o.Recommended {
		badges = append(badges, frame.Badge("good", s.t(texts.Case.Recommended)))
	}
	asked := []g.Node{frame.Hidden("method", o.Method)}
	entered := s.entered
	if s.to != "method" || entered.Get("method") != o.Method {
		s.entered = nil
	}
	switch {
	case m.NeedsRepresentative():
		asked = append(asked, s.fields("representative")...)
	case m.NeedsCard():
		asked = append(asked, s.fields("card")...)
	case m == realname.Binding:
		asked = append(asked, s.field("group_account"))
	}
	s.entered = entered
	return h.Details(h.Class("way"), h.ID(o.Method), g.If(open, g.Attr("open")),
		h.Summary(h.Span(g.Text(s.lang.Pick(o.Name, o.NameZH))), g.Group(badges)),
		h.Div(h.P(g.Text(s.lang.Pick(o.Hint, o.HintZH))), g.Map(texts.Needs(m), func(n texts.Sentence) g.Node { return h.P(h.Class("dim"), g.Text(s.t(n))) }),
			g.Map(o.Warnings, func(w said) g.Node { return h.P(h.Class("wrong"), g.Text(w.say(s.lang))) }),
			s.command("method", append(asked, h.Div(h.Class("field"), h.Button(h.Aria("label", s.t(texts.Case.Use)+" "+s.lang.Pick(o.Name, o.NameZH)), g.Text(s.t(texts.Case.Use)))))...)))
}

// begin starts a check, or has a code sent.
func (s *sheet) begin() g.Node {
	say := texts.Case
	title, hint := say.Begin, say.BeginHint
	if s.c.Step == string(realname.StepIdentify) {
		title, hint = say.Identify, say.IdentifyHint
	}
	m := realname.Method(s.c.Method)
	if m.NeedsCard() || m == realname.Binding {
		title, hint = say.SendCode, say.SendCodeHint
	}
	return frame.Card(h.H2(g.Text(s.t(title))), h.P(g.Text(s.t(hint))), s.about(),
		h.Div(h.Class("row"), s.command("check", h.Button(g.Text(s.t(say.Start)))), s.sendAway(), s.other(), s.back()))
}

// about says who is about to be checked, as far as the API says it.
func (s *sheet) about() g.Node {
	say := texts.Home
	switch sum := s.c.Summary; {
	case s.c.Step == string(realname.StepIdentify) && s.c.Declaration != nil && s.c.Declaration.Representative != nil:
		return frame.Facts(frame.Fact{Name: s.t(texts.Field("representative").Label), Value: s.c.Declaration.Representative.Name + " " + s.c.Declaration.Representative.Number})
	case s.c.Step == string(realname.StepIdentify) && s.c.Present != nil:
		return frame.Facts(frame.Fact{Name: s.t(say.Name), Value: s.c.Present.Name}, frame.Fact{Name: s.t(texts.Document(s.c.Present.Document)), Value: s.c.Present.Number})
	case sum != nil && sum.Party != nil:
		who := texts.Field("representative").Label
		if realname.Method(s.c.Method).PaysOut() { // whose face is checked there (RULES C7)
			who = texts.Bank.HandlerName
		}
		return frame.Facts(frame.Fact{Name: s.t(say.Name), Value: sum.Name}, frame.Fact{Name: s.t(who), Value: sum.Party.Name + " " + sum.Party.Number})
	case sum != nil:
		s.load()
		name, number := sum.Name, sum.Number
		if n := s.plain.Get("name"); n != "" {
			name = n
		}
		if n := s.plain.Get("document_number") + s.plain.Get("code"); n != "" {
			number = n
		}
		return frame.Facts(frame.Fact{Name: s.t(say.Name), Value: name}, frame.Fact{Name: s.t(texts.Document(sum.Document)), Value: number})
	}
	return nil
}

// scan shows the QR code with the time that is left. A phone opens what another would scan, and the code is folded away there.
func (s *sheet) scan() g.Node {
	a, say := s.c.NextAction, texts.Case
	name := s.t(texts.Method(realname.Method(s.c.Method)).Name)
	if s.c.Method == "" {
		name = s.t(say.Identify)
	}
	code := h.Img(h.Class("qr"), h.Src(s.path(s.c.ID)+"/qr.svg"), h.Alt(s.t(say.QR)), h.Width("208"), h.Height("208"))
	open := func(class string, word texts.Sentence) g.Node {
		return h.A(h.Class("btn "+class), h.Href(a.URL), h.Target("phone"), h.Rel("opener"), g.Text(s.t(word)))
	}
	ways := g.Group{h.P(g.Text(s.t(say.Scan))), code, s.left(a.Deadline), open("plain", say.OpenHere)}
	if s.handheld() {
		ways = g.Group{open("wide", say.OpenPhone), s.left(a.Deadline), h.Details(h.Summary(g.Text(s.t(say.ScanInstead))), code)}
	}
	return h.Section(h.Class("card center"), h.H2(g.Text(name)), ways,
		s.about(), s.follow(), h.Div(h.Class("row"), s.command("check", h.Button(h.Class("plain"), g.Text(s.t(say.NewQR)))), s.sendAway(), s.other(), s.back()))
}

// qr is the picture of the code, from the API.
func (v *visit) qr() {
	picture, status, p := v.raw(v.session.Token, "GET", v.apiCase("/qr.svg"), nil, "")
	if p != nil || status != 200 {
		v.nothing()
		return
	}
	v.w.Header().Set("Content-Type", "image/svg+xml")
	v.w.Header().Set("Cache-Control", "no-store")
	v.w.Header().Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
	v.w.Header().Set("X-Content-Type-Options", "nosniff")
	_, _ = v.w.Write(picture)
}

// code asks for the code that went to a phone (RULES B7, B9).
func (s *sheet) code() g.Node {
	a, say := s.c.NextAction, texts.Case
	return frame.Card(h.H2(g.Text(s.t(say.Code))), h.P(g.Text(s.t(say.CodeHint)+" "+a.Phone)), s.tries(a.TriesLeft),
		s.command("code", s.field("code"), h.Div(h.Class("field"), h.Button(g.Text(s.t(say.Confirm))))),
		s.left(a.Deadline),
		h.Div(h.Class("row"), s.command("check", h.Button(h.Class("plain"), g.Text(s.t(say.SendAgain)))), s.other(), s.back()))
}

// left is the time that is left; our script counts it down from when the page was drawn, whatever the clock of the browser says.
func (s *sheet) left(until time.Time) g.Node {
	left := max(0, until.Sub(s.site.Now())).Round(time.Second)
	return h.P(h.Class("dim"), g.Text(s.t(texts.Case.Left)+" "), h.Time(h.DateTime(until.UTC().Format(time.RFC3339)), h.Title(s.when(until)),
		h.Data("left", itoa(int(left.Seconds()))), g.Text(fmt.Sprintf("%d:%02d", int(left.Minutes()), int(left.Seconds())%60))))
}

// handheld reports whether the page is looked at on a phone, or within WeChat: nobody can scan there what is on their own screen.
func (v *visit) handheld() bool {
	agent := v.r.UserAgent()
	return strings.Contains(agent, "Mobile") || strings.Contains(agent, "MicroMessenger")
}

func (s *sheet) tries(left *int) g.Node {
	if left == nil {
		return nil
	}
	kind := ""
	if *left <= 1 {
		kind = "warn"
	}
	return frame.Note(kind, s.t(texts.Case.Tries)+" "+itoa(*left))
}
