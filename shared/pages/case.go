package pages

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	g "maragu.dev/gomponents"
	h "maragu.dev/gomponents/html"

	"shiming/shared/pages/frame"
	"shiming/shared/realname"
	"shiming/shared/texts"
)

// sheet is the page of one case: what the API says of it, and what was entered where that was refused.
type sheet struct {
	*visit
	c caseView
	// p is what was refused, to is which command, and entered what was sent.
	p       *problem
	to      string
	entered url.Values
	// plain is what was filled in, for its holder only and until it is proven (RULES B2, B12).
	plain url.Values
}

// show draws a case as it stands: one page for every flow, by what the API asks for next (RULES H1).
func (v *visit) show() {
	var c caseView
	if p := v.get(v.apiCase(""), &c); p != nil {
		v.fail(p)
		return
	}
	(&sheet{visit: v, c: c}).draw()
}

// state tells the page that follows whether something happened.
func (v *visit) state() {
	var c caseView
	p := v.get(v.apiCase(""), &c)
	if p != nil {
		v.answer(p.Status, map[string]string{"message": p.say(v.lang)})
		return
	}
	version := mark(c)
	if purpose := v.r.URL.Query().Get("purpose"); purpose != "" { // a picture that somebody else takes
		version += "." + v.newest(purpose).ID
	}
	v.answer(http.StatusOK, map[string]string{"version": version})
}

// mark changes with everything that a page of the case shows.
func mark(c caseView) string {
	next := ""
	if c.NextAction != nil {
		next = c.NextAction.Type
	}
	return strconv.Itoa(c.Version) + "." + c.Status + "." + next
}

// answer is for our script.
func (v *visit) answer(status int, body any) {
	for name, value := range frame.Guards([]string{"'self'"}, []string{"'self'"}) {
		v.w.Header().Set(name, value)
	}
	v.w.Header().Set("Content-Type", "application/json; charset=utf-8")
	v.w.WriteHeader(status)
	_ = json.NewEncoder(v.w).Encode(body)
}

func (s *sheet) draw() {
	c, say := s.c, texts.Case
	title := s.t(texts.About(realname.Kind(c.Kind)).Title)
	head := []g.Node{h.Div(h.Class("row end"), h.H1(g.Text(title)), s.status(c.Status))}
	if len(c.Steps) > 0 {
		var bars []frame.Bar
		for _, b := range c.Steps {
			state := b.State
			if ended(c) && state == "current" {
				state = "pending"
			}
			bars = append(bars, frame.Bar{Title: s.lang.Pick(b.Title, b.TitleZH), State: state})
		}
		head = append(head, frame.Bars(s.t(say.Steps), bars))
	}
	main := []g.Node{}
	if s.p != nil {
		main = append(main, s.faults())
	} else if e := c.LastError; e != nil && !ended(c) {
		main = append(main, frame.Note("bad", e.say(s.lang), s.comment()))
	}
	if s.p == nil {
		for _, w := range c.Warnings {
			main = append(main, frame.Note("warn", w.say(s.lang)))
		}
	}
	main = append(main, s.advice(), s.ways(), s.sample(), s.next())
	page := s.page(title, h.Div(h.Class("stack"), g.Group(head)), h.Div(h.Class("two"), h.Div(h.Class("stack"), g.Group(main)), s.aside()))
	page.Wide = true
	if c.QueryCode != "" { // it is shown this once, and no link leads away from it
		page.Here = ""
	}
	if s.p != nil {
		page.Status = max(s.p.Status, http.StatusBadRequest)
	}
	page.Write(s.w)
}

// advice is what the page of the account says before a choice, for who was sent here for one kind and has not seen that page.
func (s *sheet) advice() g.Node {
	var a account
	if !s.asked("advice") || s.get(s.apiAccount(""), &a) != nil {
		return nil
	}
	about := texts.About(realname.Kind(s.c.Kind))
	card := []g.Node{h.P(g.Text(s.t(about.Hint)))}
	for _, o := range a.Changes {
		if o.Kind == s.c.Kind {
			card = append(card, h.Ul(h.Class("list"), g.Group(s.points(o))))
			break
		}
	}
	title := ""
	if realname.Kind(s.c.Kind) == realname.PersonalVerification {
		title = s.t(texts.Home.Careful)
	}
	return g.Group{s.careful(title), frame.Card(card...)}
}

func ended(c caseView) bool { return realname.Turn(c.Turn) == realname.TurnNobody }

// comment is the last word of the reviewer to the applicant.
func (s *sheet) comment() g.Node {
	for i := len(s.c.History) - 1; i >= 0; i-- {
		if e := s.c.History[i]; e.Comment != "" {
			return h.P(g.Text(s.t(texts.Case.Comment) + " " + e.Comment))
		}
	}
	return nil
}

// next draws what the case asks for.
func (s *sheet) next() g.Node {
	if s.c.NextAction == nil {
		return s.end()
	}
	if s.asked("methods") {
		return s.methods(s.options())
	}
	switch realname.Action(s.c.NextAction.Type) {
	case realname.ActionDeclare, realname.ActionFillForm:
		return s.form()
	case realname.ActionChooseMethod:
		return g.Group{s.entry(), s.methods(s.c.NextAction.Methods)}
	case realname.ActionStartCheck:
		return s.begin()
	case realname.ActionScan:
		return s.scan()
	case realname.ActionConfirmCode:
		return s.code()
	case realname.ActionIssueDeposit:
		return s.issue()
	case realname.ActionPayDeposit:
		return s.pay()
	case realname.ActionFilePapers:
		return s.transfer()
	case realname.ActionNameHandler:
		return s.handler()
	case realname.ActionHandInPapers:
		return s.papers(s.c.NextAction.Papers, "papers")
	case realname.ActionSupplyPapers:
		return s.papers(one(s.c.NextAction.Documents), "papers/supply")
	case realname.ActionPost:
		return s.byPost()
	case realname.ActionAwaitReview:
		return s.review()
	case realname.ActionAwaitPayout:
		return s.payout()
	case realname.ActionConfirmAmount:
		return s.amount()
	}
	return frame.Card(h.P(g.Text(s.t(texts.Case.Waiting))), s.follow())
}

// one makes groups of one each.
func one(all []string) (groups [][]string) {
	for _, a := range all {
		groups = append(groups, []string{a})
	}
	return groups
}

// follow makes the page look by itself how the case stands; without script it is loaded again.
func (s *sheet) follow() g.Node {
	return g.Group{h.Span(h.Data("follow", s.path(s.c.ID)+"/state"), h.Data("version", mark(s.c)), g.Attr("hidden")),
		h.P(h.Class("dim"), g.Text(s.t(texts.Case.Follows)+" "), h.A(h.Href(s.path(s.c.ID)), g.Text(s.t(texts.Case.Refresh))))}
}

// aside says whose turn it is and until when, lets the applicant withdraw, and tells what happened so far.
func (s *sheet) aside() g.Node {
	c, say := s.c, texts.Case
	facts := []frame.Fact{{Name: s.t(say.Turn), Value: s.t(texts.Turn(realname.Turn(c.Turn)))}}
	if !ended(c) {
		if c.NextAction != nil {
			facts = append(facts, frame.Fact{Name: s.t(say.Until), Value: s.when(c.NextAction.Deadline)})
		}
		if c.NextAction == nil || !c.NextAction.Deadline.Equal(c.Deadline) {
			facts = append(facts, frame.Fact{Name: s.t(say.Deadline), Value: s.when(c.Deadline)})
		}
	}
	facts = append(facts, frame.Fact{Name: s.t(say.Number), Value: c.ID, Copy: s.t(texts.Frame.Copy)})
	if c.Present != nil {
		facts = append(facts, frame.Fact{Name: s.t(say.Present), Value: c.Present.Name + " " + c.Present.Number})
	}
	return h.Aside(h.Class("stack"), h.Aria("label", s.t(say.About)), frame.Card(frame.Facts(facts...), s.withdraw()),
		frame.Card(h.H2(g.Text(s.t(say.Timeline))), h.Ol(h.Class("time"), g.Group(s.timeline()))))
}

func (s *sheet) timeline() (all []g.Node) {
	for i := len(s.c.History) - 1; i >= 0; i-- {
		e := s.c.History[i]
		word := s.t(texts.Event(realname.EventType(e.Type)))
		if e.Method != "" {
			word += s.lang.Pick(": ", "：") + s.t(texts.Method(realname.Method(e.Method)).Name)
		}
		all = append(all, h.Li(g.Text(word), h.P(h.Class("dim"), h.Small(g.Text(s.when(e.At)))),
			g.If(e.Comment != "", h.P(g.Text(e.Comment)))))
	}
	return all
}

// withdraw asks once more, without script: what is withdrawn is gone.
func (s *sheet) withdraw() g.Node {
	if !s.can("cancel") {
		return nil
	}
	say := texts.Case
	return h.Details(h.Class("noprint"), h.Summary(h.Class("link"), g.Text(s.t(say.Withdraw))), h.P(g.Text(s.t(say.WithdrawHint))),
		s.command("cancel", h.Button(h.Class("risk"), g.Text(s.t(say.WithdrawSure)))))
}

// can reports whether the API lists the command among what is allowed now.
func (s *sheet) can(command string) bool {
	if s.session.Errand != nil {
		return false
	}
	for _, a := range s.c.Allowed {
		if a == command {
			return true
		}
	}
	return false
}

// command is a form that gives a command of the case.
func (s *sheet) command(name string, children ...g.Node) g.Node {
	return h.Form(h.Method("post"), h.Action(s.path(s.c.ID)+"/"+strings.ReplaceAll(name, "/", "-")), h.Class("noprint"), key(), g.Group(children))
}

// back goes back to correct what was entered.
func (s *sheet) back() g.Node {
	if !s.can("back") {
		return nil
	}
	return s.command("back", h.Button(h.Class("plain"), g.Text(s.t(texts.Case.Back))))
}

// other leads to the other methods, where one can still be chosen.
func (s *sheet) other() g.Node {
	if !s.can("method") {
		return nil
	}
	return h.A(h.Class("btn plain"), h.Href(s.path(s.c.ID)+"?show=methods"), g.Text(s.t(texts.Case.OtherMethod)))
}

// ways are what can be done about a document that is in use, each as a button (RULES B10).
func (s *sheet) ways() g.Node {
	if len(s.c.WaysOut) == 0 {
		return nil
	}
	return frame.Card(h.H2(g.Text(s.t(texts.Case.WaysOut))), g.Map(s.c.WaysOut, func(w wayOut) g.Node {
		title := s.lang.Pick(w.Title, w.TitleZH)
		button := g.Node(h.A(h.Class("btn plain"), h.Href(s.path(s.c.ID)+"?show=methods#"+w.Method), g.Text(title)))
		if w.Kind != "" {
			button = s.command("instead", frame.Hidden("kind", w.Kind), h.Button(h.Class("plain"), g.Text(title)))
		}
		return h.Div(h.Class("pick"), h.P(g.Text(s.lang.Pick(w.Hint, w.HintZH))), button)
	}), s.holders())
}

// holders are the accounts that hold the places of the identity, masked (RULES B11).
func (s *sheet) holders() g.Node {
	var all list[struct{ Account string }]
	if p := s.get(s.apiCase("/holders"), &all); p != nil || len(all.Data) == 0 {
		return nil
	}
	return h.Div(h.P(g.Text(s.t(texts.Case.Holders))), h.Ul(h.Class("list"), g.Map(all.Data, func(one struct{ Account string }) g.Node {
		return h.Li(h.Code(g.Text(one.Account)))
	})))
}

// end is the last page of a case: done, or what went wrong with every way out.
func (s *sheet) end() g.Node {
	c, say := s.c, texts.Case
	status := realname.Status(c.Status)
	mark, kind := "✓", "good"
	if status == realname.StatusCanceled || status == realname.StatusExpired || status == realname.StatusRefused {
		mark, kind = "✕", "bad"
	}
	about := texts.Ended(status)
	rows := []g.Node{h.Class("card center"), h.Span(h.Class("icon "+kind), h.Aria("hidden", "true"), g.Text(mark)), h.H2(g.Text(s.t(about.Title))), h.P(g.Text(s.t(about.Hint)))}
	if e := c.LastError; e != nil {
		rows = append(rows, h.P(h.Strong(g.Text(e.say(s.lang)))), s.comment())
	}
	buttons := []g.Node{h.Class("row")}
	if to, host := s.returnOf(); to != "" {
		buttons = append(buttons, frame.Link("", to, s.t(texts.Link.Back)+" "+host), frame.Link("plain", "/home", s.t(say.ToAccount)))
	} else {
		buttons = append(buttons, frame.Link("", "/home", s.t(say.ToAccount)))
	}
	if kind == "bad" && realname.Kind(c.Kind) != realname.Reverification {
		buttons = append(buttons, s.command("again", h.Button(h.Class("plain"), g.Text(s.t(say.Again)))))
	}
	if c.Summary != nil && kind == "good" {
		rows = append(rows, frame.Facts(frame.Fact{Name: s.t(texts.Home.Name), Value: c.Summary.Name}, frame.Fact{Name: s.t(texts.Document(c.Summary.Document)), Value: c.Summary.Number},
			frame.Fact{Name: s.t(texts.Home.Method), Value: s.t(texts.Method(realname.Method(c.Method)).Name)}))
	}
	return h.Section(append(rows, h.Div(buttons...), s.holdersAtEnd(), s.withdrawTopUp())...)
}

// withdrawTopUp sends what a top-up credited back to where it came from (RULES C11).
func (s *sheet) withdrawTopUp() g.Node {
	if !s.can("deposit/withdraw") {
		return nil
	}
	return s.command("deposit/withdraw", h.P(h.Class("dim"), g.Text(s.t(texts.Bank.WithdrawHint))),
		h.Button(h.Class("plain"), g.Text(s.t(texts.Bank.Withdraw))))
}

// holdersAtEnd shows who holds the places where that is why the case was refused.
func (s *sheet) holdersAtEnd() g.Node {
	if e := s.c.LastError; e == nil || e.Code != string(realname.CodeQuotaExceeded) || len(s.c.WaysOut) > 0 {
		return nil
	}
	return s.holders()
}
