package pages

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"time"

	g "maragu.dev/gomponents"
	h "maragu.dev/gomponents/html"

	"shiming/shared/pages/frame"
	"shiming/shared/realname"
	"shiming/shared/texts"
)

// reviewView is what the page of a review reads of the API's answer.
type reviewView struct {
	Case, Account, Kind, Channel, Status, Turn string

	Due            time.Time
	Overdue        bool
	ClaimedBy      string     `json:"claimed_by"`
	ClaimUntil     *time.Time `json:"claim_until"`
	Present        *subject
	Declaration    *declared
	Person         *summary
	Enterprise     *summary
	Representative *party
	Handler        *party
	BankAccount    string `json:"bank_account"`
	Holders        []string
	Answers        []struct {
		Account string
		At      time.Time
	}
	Documents []filedDocument
	Posted    []string
	Papers    [][]string
	Seconds   bool
	Decisions []decided
	Notes     []noted
	Version   int
}

type filedDocument struct {
	Document, Purpose, SHA256 string

	Opened bool
}

type decided struct {
	Type, By, Reason, Comment, Note, Against string

	At    time.Time
	Asked []string
}

type noted struct {
	By, Text string
	At       time.Time
}

// desk is the page of one review: what the API says of it, and what was entered where that was refused.
type desk struct {
	*visit
	r       reviewView
	c       caseView
	earlier []caseView
	// p is what was refused, to is which act, entered what was sent, and moved what happened since the page was drawn.
	p       *problem
	to      string
	entered url.Values
	moved   []string
	// plain is the case in plaintext, which no other page and no address has.
	plain *plainReview
	// preview shows what the person would read.
	preview bool
}

func reviewPath(id string) string { return queuePath + "/" + url.PathEscape(id) }

// apiReview is the address of the API for the review that the page is of.
func (v *visit) apiReview(rest string) string {
	return "/v1/reviews/" + url.PathEscape(v.r.PathValue("case")) + rest
}

// review draws a review as it stands.
func (v *visit) review() {
	d, p := v.openDesk()
	if p != nil {
		v.staffFail(p)
		return
	}
	d.draw()
}

// openDesk asks the API for the review, for what happened in its case, and for what the account asked for before.
func (v *visit) openDesk() (*desk, *problem) {
	d := &desk{visit: v}
	if p := v.get(v.apiReview(""), &d.r); p != nil {
		return nil, p
	}
	if p := v.get("/v1/cases/"+url.PathEscape(d.r.Case), &d.c); p != nil {
		return nil, p
	}
	var all list[caseView]
	if p := v.get("/v1/accounts/"+url.PathEscape(d.r.Account)+"/cases?limit=10", &all); p == nil {
		d.earlier = slices.DeleteFunc(all.Data, func(c caseView) bool { return c.ID == d.r.Case })
	}
	return d, nil
}

// waits reports whether there is something to decide, mine whether this reviewer is at it.
func (d *desk) waits() bool { return d.r.Turn == string(realname.TurnReviewer) }

func (d *desk) mine() bool {
	return d.member.Role == realname.Reviewer && d.r.ClaimedBy != "" && realname.Actor{ID: d.member.ID}.Is(d.r.ClaimedBy)
}

func (d *desk) draw() {
	say := texts.Reviewing
	title := d.t(say.Title) + " · " + d.t(texts.About(realname.Kind(d.r.Kind)).Title)
	kind, left := d.left(entry{Due: d.r.Due, Since: d.since()})
	head := h.Div(h.Class("row end"), h.Div(h.H1(g.Text(title)), h.P(h.Class("row"), g.If(d.waits(), frame.Badge(kind, left)),
		g.If(d.r.ClaimedBy != "", frame.Badge("app", d.t(texts.Queue.By)+" "+d.r.ClaimedBy)), h.Small(g.Text(d.r.Account)), h.Small(g.Text(d.r.Case)))),
		h.Div(h.Class("row"), h.A(h.Href(queuePath), g.Text(d.t(say.Back))), d.nextButton("plain")))
	main := []g.Node{d.conflict(), d.stand(), d.documents(), d.decisions()}
	page := d.staffPage(say.Title, head, h.Div(h.Class("two desk"), h.Div(h.Class("stack"), g.Group(main)), h.Aside(h.Class("stack"), h.Aria("label", d.t(say.About)), d.about(), d.plainly(), d.notes(), d.history())),
		d.keyList())
	if d.plain != nil { // no link leads away from what is shown once
		page.Here = ""
	}
	if d.p != nil {
		page.Status = max(d.p.Status, http.StatusBadRequest)
	}
	page.Write(d.w)
}

// since is when the review began.
func (d *desk) since() time.Time {
	for i := len(d.c.History) - 1; i >= 0; i-- {
		switch e := realname.EventType(d.c.History[i].Type); {
		case e == realname.PapersFiled, e == realname.CheckPassed, e == realname.PapersSupplied, e == realname.PostComplete:
			return d.c.History[i].At
		}
	}
	return d.c.OpenedAt
}

// stand says who is at it, and lets a reviewer take it, give it back, or hand it over.
func (d *desk) stand() g.Node {
	say := texts.Reviewing
	switch {
	case !d.waits():
		return frame.Note("", d.t(say.Ended))
	case d.member.Role != realname.Reviewer:
		return frame.Note("", d.t(say.ReadOnly))
	case d.r.ClaimedBy == "":
		return h.Div(h.Class("note app row end"), h.P(g.Text(d.t(say.Free))), d.act("claim", h.Button(h.Data("key", "c"), g.Text(d.t(say.Claim)))))
	case !d.mine():
		return frame.Note("warn", d.t(say.Theirs), h.P(g.Text(d.r.ClaimedBy)))
	case d.r.Seconds:
		return frame.Note("app", "", h.P(g.Text(d.t(say.Second))))
	}
	return nil
}

// act is a form that does something with the review.
func (d *desk) act(name string, children ...g.Node) g.Node {
	return h.Form(h.Method("post"), h.Action(reviewPath(d.r.Case)+"/"+name), key(), frame.Hidden("_doc", d.r.docs(d.visit)), g.Group(children))
}

// docs is which documents the page shows.
func (r reviewView) docs(v *visit) string {
	if shown := v.r.URL.Query().Get("doc"); shown != "" {
		return shown
	}
	if v.r.Method == http.MethodPost {
		return v.r.PostForm.Get("_doc")
	}
	return ""
}

// conflict says what was refused, and what happened since the page was drawn.
func (d *desk) conflict() g.Node {
	if d.p == nil {
		return nil
	}
	say, more := texts.Reviewing, []g.Node{h.P(g.Text(d.p.say(d.lang)))}
	for _, f := range d.p.faults(d.lang) {
		if f != d.p.say(d.lang) {
			more = append(more, h.P(g.Text(f)))
		}
	}
	if unseen := d.unseen(); d.p.Code == string(realname.CodeDocumentsUnopened) && len(unseen) > 0 {
		more = append(more, h.P(g.Text(d.t(say.Unseen))), h.Ul(h.Class("list"), g.Map(unseen, func(word string) g.Node { return h.Li(g.Text(word)) })))
	}
	title := d.t(texts.Errors.Wrong)
	if len(d.moved) > 0 {
		title = d.t(say.Conflict)
		more = append(more, h.P(g.Text(d.t(say.Since))), h.Ul(h.Class("list"), g.Map(d.moved, func(word string) g.Node { return h.Li(g.Text(word)) })))
	}
	return frame.Note("bad", title, more...)
}

// unseen are the documents that the reviewer has not opened.
func (d *desk) unseen() (all []string) {
	for _, f := range d.r.Documents {
		if !f.Opened {
			all = append(all, d.t(texts.Paper(realname.Purpose(f.Purpose))))
		}
	}
	return all
}

// about says what is claimed, masked.
func (d *desk) about() g.Node {
	say, r := texts.Reviewing, d.r
	facts := func(title texts.Sentence, all ...frame.Fact) g.Node {
		return g.Group{h.H3(g.Text(d.t(title))), frame.Facts(all...)}
	}
	pair := func(name, number string) []frame.Fact {
		return []frame.Fact{{Name: d.t(say.Name), Value: name}, {Name: d.t(say.Number), Value: number}}
	}
	var parts []g.Node
	if s := r.Present; s != nil {
		parts = append(parts, facts(say.Present, pair(s.Name, s.Number)...))
	}
	if s := r.Declaration; s != nil {
		parts = append(parts, facts(say.Declared, append(pair(s.Name, s.Number), frame.Fact{Name: d.t(say.Phone), Value: s.Phone})...))
		if s.Representative != nil {
			parts = append(parts, facts(say.Representative, pair(s.Representative.Name, s.Representative.Number)...))
		}
	}
	for _, s := range []*summary{r.Person, r.Enterprise} {
		if s != nil {
			parts = append(parts, facts(say.Form, append(pair(s.Name, s.Number), frame.Fact{Name: d.t(say.Address), Value: s.Address}, frame.Fact{Name: d.t(texts.Reviewing.Person), Value: s.Contact})...))
		}
	}
	if r.Representative != nil {
		parts = append(parts, facts(say.Representative, pair(r.Representative.Name, r.Representative.Number)...))
	}
	if r.Handler != nil {
		parts = append(parts, facts(say.Handler, pair(r.Handler.Name, r.Handler.Number)...))
	}
	if r.BankAccount != "" {
		parts = append(parts, facts(say.Account, frame.Fact{Name: d.t(say.Number), Value: r.BankAccount}))
	}
	if len(r.Holders) > 0 {
		parts = append(parts, h.H3(g.Text(d.t(say.Holders))), h.Ul(h.Class("list"), g.Map(r.Holders, func(a string) g.Node { return h.Li(h.Code(g.Text(a))) })))
	}
	for _, a := range r.Answers {
		parts = append(parts, facts(say.Answers, frame.Fact{Name: a.Account, Value: d.when(a.At)}))
	}
	if len(r.Posted) > 0 {
		parts = append(parts, h.H3(g.Text(d.t(say.Posted))), h.Ul(h.Class("list"), g.Map(r.Posted, func(p string) g.Node { return h.Li(g.Text(d.t(texts.Paper(realname.Purpose(p))))) })))
	}
	return frame.Card(h.H2(g.Text(d.t(say.About))), g.Group(parts))
}

// notes are what colleagues say to each other.
func (d *desk) notes() g.Node {
	say := texts.Reviewing
	body := g.Node(h.P(h.Class("dim"), g.Text(d.t(say.NoNotes))))
	if len(d.r.Notes) > 0 {
		body = h.Ul(h.Class("time"), g.Map(d.r.Notes, func(n noted) g.Node {
			return h.Li(h.P(g.Text(n.Text)), h.Small(g.Text(n.By+" · "+d.when(n.At))))
		}))
	}
	var add g.Node
	if d.member.Role == realname.Reviewer {
		add = d.act("note", d.area("text", "note-text", say.Note, 1000, "note"), h.Button(h.Class("plain"), g.Text(d.t(say.AddNote))))
	}
	return frame.Card(h.H2(g.Text(d.t(say.Notes))), body, add)
}

// history is what was decided, what happened, and what the account asked for before.
func (d *desk) history() g.Node {
	say := texts.Reviewing
	var decisions, events, earlier []g.Node
	for _, x := range d.r.Decisions {
		word := d.t(texts.Event(realname.EventType(x.Type)))
		decisions = append(decisions, h.Li(g.Text(word), g.If(x.Reason != "", h.P(g.Text(d.t(texts.Reason(realname.ReviewReason(x.Reason)))))),
			g.If(x.Comment != "", h.P(g.Text(x.Comment))), g.If(x.Note != "", h.P(h.Class("dim"), g.Text(x.Note))), h.Small(g.Text(x.By+" · "+d.when(x.At)))))
	}
	for i := len(d.c.History) - 1; i >= 0; i-- {
		e := d.c.History[i]
		word := d.t(texts.Event(realname.EventType(e.Type)))
		if e.Method != "" {
			word += " · " + d.t(texts.Method(realname.Method(e.Method)).Name)
		}
		if e.Code != "" {
			word += " · " + e.Code
		}
		events = append(events, h.Li(g.Text(word), h.P(h.Small(g.Text(d.when(e.At))))))
	}
	for _, c := range d.earlier {
		earlier = append(earlier, h.Li(g.Text(d.t(texts.About(realname.Kind(c.Kind)).Title)+" · "+d.t(texts.Status(realname.Status(c.Status)))), h.P(h.Small(g.Text(d.when(c.OpenedAt)+" · "+c.ID)))))
	}
	part := func(title texts.Sentence, all []g.Node, open bool) g.Node {
		if len(all) == 0 {
			return nil
		}
		return h.Details(g.If(open, g.Attr("open")), h.Summary(g.Text(d.t(title)+" ("+strconv.Itoa(len(all))+")")), h.Ol(h.Class("time"), g.Group(all)))
	}
	return frame.Card(part(say.Decisions, decisions, true), part(say.Timeline, events, false), part(say.Earlier, earlier, false))
}
