package pages

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"

	g "maragu.dev/gomponents"
	h "maragu.dev/gomponents/html"

	"shiming/shared/pages/frame"
	"shiming/shared/realname"
	"shiming/shared/texts"
)

// decisions are the ways to decide: approve, ask again, refuse, and to let somebody else do it. They are there for who is at it.
func (d *desk) decisions() g.Node {
	if !d.waits() || !d.mine() {
		return nil
	}
	say := texts.Reviewing
	return h.Section(h.Class("stack"), h.Aria("label", d.t(say.Decide)), h.H2(g.Text(d.t(say.Decide))), d.approval(), d.asking(), d.refusal(), d.elsewise())
}

// way is one way to decide, which opens where something of it was entered.
func (d *desk) way(name string, title texts.Sentence, children ...g.Node) g.Node {
	return h.Details(h.Class("way"), h.ID(name), g.If(d.to == name, g.Attr("open")), h.Summary(h.Data("go", map[string]string{"ask": "s", "refuse": "x"}[name]), g.Text(d.t(title))),
		h.Div(d.act(name, append([]g.Node{frame.Hidden("_version", strconv.Itoa(d.r.Version)), d.saw()}, children...)...)))
}

// saw names what the page shows: a decision about anything else is refused.
func (d *desk) saw() g.Node {
	return g.Map(d.r.Documents, func(f filedDocument) g.Node { return frame.Hidden("saw", f.Document+" "+f.SHA256) })
}

func (d *desk) approval() g.Node {
	say := texts.Reviewing
	hint := g.Node(h.P(h.Class("dim"), g.Text(d.t(say.ApproveHint))))
	if unseen := d.unseen(); len(unseen) > 0 {
		hint = frame.Note("warn", d.t(say.Unseen), h.Ul(h.Class("list"), g.Map(unseen, func(word string) g.Node { return h.Li(g.Text(word)) })))
	}
	var against g.Node
	if len(d.r.Holders) > 0 {
		against = h.FieldSet(h.Legend(g.Text(d.t(say.Against))), g.Map(d.r.Holders, func(a string) g.Node {
			return h.Label(h.Class("tick"), h.Input(h.Type("radio"), h.Name("against"), h.Value(a), g.If(len(d.r.Holders) == 1 || d.entered.Get("against") == a, h.Checked())), h.Code(g.Text(a)))
		}))
	}
	return h.Div(h.Class("card"), h.ID("approve"), d.act("approve", frame.Hidden("_version", strconv.Itoa(d.r.Version)), d.saw(), hint, against,
		h.Button(h.Data("go", "a"), g.Text(d.t(say.Approve)))))
}

func (d *desk) asking() g.Node {
	say := texts.Reviewing
	var pieces []g.Node
	for _, f := range d.r.Documents {
		ticked := slices.Contains(d.entered["asked"], f.Purpose)
		pieces = append(pieces, h.Label(h.Class("tick"), h.Input(h.Type("checkbox"), h.Name("asked"), h.Value(f.Purpose), g.If(ticked, h.Checked())), g.Text(d.t(texts.Paper(realname.Purpose(f.Purpose))))))
	}
	return d.way("ask", say.Ask, h.FieldSet(h.Legend(g.Text(d.t(say.AskWhat))), g.Group(pieces)), d.words("ask"), h.Button(g.Text(d.t(say.Ask))))
}

func (d *desk) refusal() g.Node {
	return d.way("refuse", texts.Reviewing.Refuse, d.words("refuse"), h.Button(h.Class("risk"), g.Text(d.t(texts.Reviewing.Refuse))))
}

// words are what is said to the person, with how they read it, and to colleagues.
func (d *desk) words(name string) g.Node {
	say := texts.Reviewing
	reasons := []realname.ReviewReason{realname.ReasonPapersUnclear, realname.ReasonPapersIncomplete, realname.ReasonPapersContradict, realname.ReasonPersonContradicts, realname.ReasonForgery, realname.ReasonOther}
	id := name + "-reason"
	return g.Group{
		h.Div(h.Class("field"), h.Label(h.For(id), g.Text(d.t(say.Reason))), h.Select(h.ID(id), h.Name("reason"), h.Required(), h.Option(h.Value(""), g.Text(d.t(say.Choose))),
			g.Map(reasons, func(r realname.ReviewReason) g.Node {
				return h.Option(h.Value(string(r)), g.If(d.to == name && d.entered.Get("reason") == string(r), h.Selected()), g.Text(d.t(texts.Reason(r))))
			}))),
		d.area("comment", name+"-comment", say.Comment, 500, name), h.Small(g.Text(d.t(say.CommentHint))),
		d.area("note", name+"-note", say.Note, 1000, name), h.Small(g.Text(d.t(say.NoteHint))), d.previewOf(name),
		h.Button(h.Class("plain"), h.Name("_preview"), h.Value("1"), g.Attr("formnovalidate"), g.Text(d.t(say.Preview))), g.Text(" "),
	}
}

// area is a field for some lines of text, with what was entered there.
func (d *desk) area(name, id string, label texts.Sentence, most int, of string) g.Node {
	entered := ""
	if d.to == of {
		entered = d.entered.Get(name)
	}
	return h.Div(h.Class("field"), h.Label(h.For(id), g.Text(d.t(label))), h.Textarea(h.ID(id), h.Name(name), h.Rows("3"), h.MaxLength(strconv.Itoa(most)), g.Text(entered)))
}

// previewOf is what the person would read, in both languages.
func (d *desk) previewOf(name string) g.Node {
	if !d.preview || d.to != name {
		return nil
	}
	code := map[string]realname.Code{"ask": realname.CodePapersAsked, "refuse": realname.CodeReviewRefused}[name]
	reason := realname.ReviewReason(d.entered.Get("reason"))
	read := func(l frame.Lang, tag string) g.Node {
		asked := g.Map(d.entered["asked"], func(p string) g.Node { return h.Li(g.Text(l.T(texts.Paper(realname.Purpose(p))))) })
		return h.Div(h.Class("note"), h.Lang(tag), h.P(g.Text(l.T(texts.Refusal(code)))), g.If(reason != "", h.P(h.Strong(g.Text(l.T(texts.Reason(reason)))))),
			h.Ul(h.Class("list"), asked), g.If(d.entered.Get("comment") != "", h.P(g.Text(l.T(texts.Case.Comment)+" "+d.entered.Get("comment")))))
	}
	return h.Div(h.Class("stack"), h.P(g.Text(d.t(texts.Reviewing.PreviewOf))), read(frame.ZH, "zh-CN"), read(frame.EN, "en"))
}

// elsewise lets somebody else do it.
func (d *desk) elsewise() g.Node {
	say := texts.Reviewing
	return h.Div(h.Class("row"), d.act("release", h.Button(h.Class("plain"), g.Text(d.t(say.Release)))),
		h.Details(h.Summary(h.Class("link"), g.Text(d.t(say.HandOver))), d.act("hand-over", h.Div(h.Class("field"), h.Label(h.For("to"), g.Text(d.t(say.HandOverTo))),
			h.Input(h.ID("to"), h.Name("to"), h.Required(), h.AutoComplete("off"), h.MaxLength("128"))), h.Small(g.Text(d.t(say.HandOverHint))), h.Button(h.Class("plain"), g.Text(d.t(say.HandOver))))))
}

// acts are what a page may do with a review: the API's address under it, and what goes there.
var acts = map[string]struct {
	path string
	body func(url.Values) any
}{
	"claim":     {"/claim", func(url.Values) any { return nil }},
	"release":   {"/release", func(url.Values) any { return nil }},
	"hand-over": {"/hand-over", func(e url.Values) any { return map[string]any{"to": e.Get("to")} }},
	"note":      {"/notes", func(e url.Values) any { return map[string]any{"text": e.Get("text")} }},
	"approve":   {"/decision", func(e url.Values) any { return decisionOf(realname.Approve, e) }},
	"ask":       {"/decision", func(e url.Values) any { return decisionOf(realname.AskAgain, e) }},
	"refuse":    {"/decision", func(e url.Values) any { return decisionOf(realname.RefuseCase, e) }},
}

// decisionOf is the body of a decision; what was not entered is left out.
func decisionOf(decision realname.Decision, entered url.Values) any {
	body := map[string]any{"decision": decision, "saw": saw(entered)}
	for _, name := range []string{"reason", "comment", "note", "against"} {
		if value := entered.Get(name); value != "" {
			body[name] = value
		}
	}
	if decision == realname.AskAgain {
		body["asked"] = filled(entered["asked"])
	}
	return body
}

// saw are the documents that the page showed, as it showed them.
func saw(entered url.Values) []map[string]string {
	all := []map[string]string{}
	for _, pair := range entered["saw"] {
		if len(pair) > 65 {
			all = append(all, map[string]string{"document": pair[:len(pair)-65], "sha256": pair[len(pair)-64:]})
		}
	}
	return all
}

// reviewed does something with the review, and leads on. What was refused is drawn again with what was entered, and with what
// happened since.
func (v *visit) reviewed() {
	if v.parse() != nil {
		v.nothing()
		return
	}
	name, entered := v.r.PathValue("act"), v.r.PostForm
	if name == "unmask" {
		v.unmask(entered)
		return
	}
	act, ok := acts[name]
	if !ok {
		v.nothing()
		return
	}
	if entered.Get("_preview") != "" {
		v.again(&desk{to: name, entered: entered, preview: true})
		return
	}
	p := v.post(v.apiReview(act.path), act.body(entered), entered.Get("_key"), nil)
	at := reviewPath(v.r.PathValue("case"))
	switch {
	case p == nil && act.path == "/decision":
		v.decided()
	case p == nil && name == "release":
		v.turn(queuePath)
	case p == nil:
		if doc := entered.Get("_doc"); doc != "" {
			at += "?doc=" + url.QueryEscape(doc)
		}
		v.turn(at)
	case p.Status == http.StatusUnauthorized, p.Status == http.StatusForbidden:
		v.staffFail(p)
	default:
		v.again(&desk{to: name, entered: entered, p: p})
	}
}

// again draws the page once more, with what was entered.
func (v *visit) again(was *desk) {
	d, p := v.openDesk()
	if p != nil {
		v.staffFail(p)
		return
	}
	d.to, d.entered, d.p, d.preview = was.to, was.entered, was.p, was.preview
	if d.p != nil {
		d.moved = d.happened(was.entered)
	}
	d.draw()
}

// happened says what happened since the page was drawn: in the case, and with the documents that were looked at.
func (d *desk) happened(entered url.Values) (all []string) {
	version, err := strconv.Atoi(entered.Get("_version"))
	if err != nil {
		return nil
	}
	for _, e := range d.c.History {
		if e.Version > version {
			all = append(all, d.t(texts.Event(realname.EventType(e.Type)))+" · "+d.when(e.At))
		}
	}
	for _, was := range saw(entered) {
		i := slices.IndexFunc(d.r.Documents, func(f filedDocument) bool { return f.Document == was["document"] })
		if i < 0 {
			all = append(all, was["document"]+" "+d.t(texts.Reviewing.Gone))
		} else if d.r.Documents[i].SHA256 != was["sha256"] {
			all = append(all, d.t(texts.Paper(realname.Purpose(d.r.Documents[i].Purpose)))+" "+d.t(texts.Reviewing.Changed))
		}
	}
	return all
}

// decided says that the decision was taken, and what comes next.
func (v *visit) decided() {
	v.turn(queuePath + "?show=decided")
}
