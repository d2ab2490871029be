package pages

import (
	"net/url"
	"strconv"
	"time"

	g "maragu.dev/gomponents"
	h "maragu.dev/gomponents/html"

	"shiming/shared/pages/frame"
	"shiming/shared/texts"
)

func itoa(n int) string { return strconv.Itoa(n) }

// issue says what a top-up is, and from whose account it has to come, before an amount is named (RULES C6, C10).
func (s *sheet) issue() g.Node {
	say := texts.Bank
	return frame.Card(h.H2(g.Text(s.t(say.TopUp))), s.about(), frame.Note("warn", s.t(say.SamePayer), h.P(g.Text(s.t(say.SamePayerHint)))),
		h.Ul(h.Class("list"), g.Map(say.TopUpPoints, func(p texts.Sentence) g.Node { return h.Li(g.Text(s.t(p))) })),
		h.Div(h.Class("row"), s.command("deposit", h.Button(g.Text(s.t(say.Issue)))), s.other(), s.back()))
}

// pay shows what is to be paid and where, each with a button that copies it (RULES C6).
func (s *sheet) pay() g.Node {
	say := texts.Bank
	var d deposit
	if p := s.get(s.apiCase("/deposit"), &d); p != nil {
		return s.fault(p)
	}
	s.load()
	copied := s.t(texts.Frame.Copy)
	to := func(name string) string { value, _ := d.PayTo[name].(string); return value }
	payer := s.plain.Get("name")
	if payer == "" && s.c.Summary != nil {
		payer = s.c.Summary.Name
	}
	return g.Group{
		h.Section(h.Class("card"), h.H2(g.Text(s.t(say.Pay))), g.If(s.asked("sent"), frame.Note("good", s.t(say.Sent))),
			h.P(h.Class("big"), g.Text("¥ "+d.Amount)), s.tries(&d.PaymentsLeft),
			h.H3(g.Text(s.t(say.Payer))), frame.Facts(frame.Fact{Name: s.t(say.PayerName), Value: payer, Copy: copied}, frame.Fact{Name: s.t(say.Amount), Value: d.Amount, Copy: copied}),
			h.H3(g.Text(s.t(say.Payee))), frame.Facts(
				frame.Fact{Name: s.t(say.PayeeName), Value: to("payee_name"), Copy: copied}, frame.Fact{Name: s.t(say.Account), Value: to("account_number"), Copy: copied},
				frame.Fact{Name: s.t(say.BankName), Value: to("bank") + " " + to("branch"), Copy: copied}, frame.Fact{Name: s.t(say.Reference), Value: d.Reference, Copy: copied},
				frame.Fact{Name: s.t(say.Ways), Value: s.t(say.WaysToPay)}, frame.Fact{Name: s.t(texts.Case.Until), Value: s.when(d.Deadline)}),
			h.Div(h.Class("row"), s.command("deposit/send", h.Button(h.Class("plain"), g.Text(s.t(say.Send)))), s.statement(d.Sandbox, "?reference="+url.QueryEscape(d.Reference))), s.follow()),
		h.Section(h.Class("card"), h.H2(g.Text(s.t(say.Know))), h.Ul(h.Class("list"), g.Map(say.PayPoints, func(p texts.Sentence) g.Node { return h.Li(g.Text(s.t(p))) })),
			h.Div(h.Class("row"), s.other(), s.back())),
	}
}

// statement opens the sandbox's bank, where the enterprise pays and reads what came.
func (s *sheet) statement(at *statement, query string) g.Node {
	if at == nil {
		return nil
	}
	return h.A(h.Class("btn plain"), h.Href(at.URL+query), h.Target("bank"), g.Text(s.t(texts.Bank.Statement)))
}

// transfer asks for the enterprise's bank account and its legal representative holding the ID (RULES C7, C8, C10).
func (s *sheet) transfer() g.Node {
	say := texts.Bank
	s.load()
	rows := []g.Node{h.Method("post"), h.Action(s.path(s.c.ID) + "/transfer"), h.EncType("multipart/form-data"), g.Attr("novalidate"), byEnter(), key()}
	rows = append(rows, s.fields("bank_account")...)
	rows = append(rows, s.fields("representative")...)
	rows = append(rows, h.Div(h.Class("duo"), g.Map(s.c.NextAction.Documents, func(p string) g.Node { return s.picture("documents", []string{p}, p) })), s.wrong("documents"), h.Div(h.Class("field"), h.Button(g.Text(s.t(say.File)))))
	return frame.Card(h.H2(g.Text(s.t(say.Transfer))), frame.Note("warn", s.t(say.SameAccount), h.P(g.Text(s.t(say.NoWayBack)))), s.about(), h.Form(rows...),
		h.P(h.Class("dim"), g.Text(s.t(say.OnlyForThis))), h.Div(h.Class("row"), s.other(), s.back()))
}

// handler asks who does it for the enterprise (经办人), whose face is checked next (RULES C7).
func (s *sheet) handler() g.Node {
	say := texts.Bank
	return frame.Card(h.H2(g.Text(s.t(say.Handler))), h.P(g.Text(s.t(say.HandlerHint))),
		s.command("handler", s.field("name"), s.field("document_number"), h.Div(h.Class("field"), h.Button(g.Text(s.t(texts.Case.Next))))), h.Div(h.Class("row"), s.other()))
}

// review says since when papers are looked at and until when that is done; meanwhile the applicant can look, withdraw, or
// choose another method (RULES C7).
func (s *sheet) review() g.Node {
	say := texts.Case
	since := s.c.UpdatedAt
	for _, e := range s.c.History {
		if e.Type == "papers_filed" || e.Type == "papers_supplied" || e.Type == "check_passed" || e.Type == "post_complete" {
			since = e.At
		}
	}
	return h.Section(h.Class("card center"), h.Span(h.Class("icon"), h.Aria("hidden", "true"), g.Raw(frame.WaitSVG)), h.H2(g.Text(s.t(say.Reviewing))), h.P(g.Text(s.t(say.ReviewingHint))),
		frame.Facts(frame.Fact{Name: s.t(say.Since), Value: s.when(since)}, frame.Fact{Name: s.t(say.DoneBy), Value: s.when(s.c.NextAction.Deadline)}),
		s.follow(), h.Div(h.Class("row"), s.other()))
}

// payout says how far the money is (RULES C7, C12).
func (s *sheet) payout() g.Node {
	say := texts.Bank
	var p payout
	if problem := s.get(s.apiCase("/payout"), &p); problem != nil {
		return s.fault(problem)
	}
	return h.Section(h.Class("card"), h.H2(g.Text(s.t(say.OnItsWay))), h.P(g.Text(s.t(say.OnItsWayHint))), s.progress(p), s.follow(), h.Div(h.Class("row"), s.statement(p.Sandbox, ""), s.other()))
}

func (s *sheet) progress(p payout) g.Node {
	say := texts.Bank
	at := func(t *time.Time) string {
		if t == nil {
			return ""
		}
		return s.when(*t)
	}
	return frame.Facts(frame.Fact{Name: s.t(say.Account), Value: p.BankAccount}, frame.Fact{Name: s.t(say.Approved), Value: s.when(p.ApprovedAt)},
		frame.Fact{Name: s.t(say.SentAt), Value: at(p.SentAt)}, frame.Fact{Name: s.t(say.ArrivedAt), Value: at(p.ArrivedAt)},
		frame.Fact{Name: s.t(say.Expected), Value: at(p.Deadline)})
}

// amount asks which amount arrived (RULES C7).
func (s *sheet) amount() g.Node {
	say := texts.Bank
	var p payout
	if problem := s.get(s.apiCase("/payout"), &p); problem != nil {
		return s.fault(problem)
	}
	return frame.Card(h.H2(g.Text(s.t(say.WhichAmount))), h.P(g.Text(s.t(say.WhichAmountHint))), s.progress(p), s.tries(p.TriesLeft),
		s.command("amount", s.field("amount"), h.Div(h.Class("field"), h.Button(g.Text(s.t(say.Received))))), s.statement(p.Sandbox, ""))
}
