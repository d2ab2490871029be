package pages

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	g "maragu.dev/gomponents"
	h "maragu.dev/gomponents/html"

	"shiming/shared/pages/frame"
	"shiming/shared/realname"
	"shiming/shared/texts"
)

// auditPath is where the audit trail is searched.
const auditPath = staffPath + "/audit"

// auditLine is a line of the trail.
type auditLine struct {
	At                                                              time.Time
	Role, Who, Action, Account, Case, Document, Code, Reason, Agent string
	Outcome                                                         string
}

// mayAudit says whether the role reads the trail: the API decides, this only spares a link that leads nowhere.
func mayAudit(role realname.Role) bool { return role == realname.Auditor || role == realname.Admin }

// auditQuery is what the trail is asked for: the fields of the form, as the API names them. A day is one of Beijing, the last one
// is meant with all of it.
func (v *visit) auditQuery() url.Values {
	asked, query := v.r.URL.Query(), url.Values{}
	for _, name := range []string{"account", "actor", "action", "outcome", "cursor"} {
		if value := strings.TrimSpace(asked.Get(name)); value != "" {
			query.Set(name, value)
		}
	}
	for name, days := range map[string]int{"from": 0, "until": 1} {
		if value := asked.Get(name); value != "" {
			query.Set(name, day(value, days, beijing))
		}
	}
	return query
}

// audit draws a page of the trail.
func (v *visit) audit() {
	say, query := texts.Auditing, v.auditQuery()
	query.Set("limit", "50")
	var all list[auditLine]
	p := v.get("/v1/audit?"+query.Encode(), &all)
	if p != nil && p.Status != http.StatusBadRequest {
		v.staffFail(p)
		return
	}
	lines := h.Table(h.Class("rows"), h.THead(v.columns(say.At, say.Who, say.Action, say.Outcome, say.About, say.Why)), h.TBody(g.Map(all.Data, v.auditRow)))
	fault := g.Node(nil)
	switch {
	case p != nil:
		fault, lines = frame.Note("bad", p.say(v.lang)), nil
	case len(all.Data) == 0:
		lines = frame.Card(h.H2(g.Text(v.t(say.Empty))), h.P(h.Class("dim"), g.Text(v.t(say.EmptyHint))))
	}
	page := v.staffPage(say.Title, h.H1(g.Text(v.t(say.Title))), h.P(h.Class("dim"), g.Text(v.t(say.Lead))), fault, v.auditForm(), lines,
		v.pages(auditPath, all.NextCursor, say.First, say.More), v.auditTools())
	if p != nil {
		page.Status = p.Status
	}
	page.Write(v.w)
}

func (v *visit) auditForm() g.Node {
	say := texts.Auditing
	outcomes := [][2]string{{"", v.t(say.All)}, {"done", v.t(say.Done)}, {"refused", v.t(say.Refused)}, {"failed", v.t(say.Failed)}}
	return h.Form(h.Method("get"), h.Action(auditPath), h.Class("row filter"), h.Role("search"),
		v.typed("account", say.Account), v.typed("actor", say.Actor), v.typed("action", say.Action),
		v.choose("outcome", say.Outcome, outcomes...), v.typed("from", say.From), v.typed("until", say.Until),
		h.Button(h.Class("plain"), g.Text(v.t(say.Show))), h.A(h.Href(auditPath), g.Text(v.t(say.Clear))))
}

func (v *visit) auditRow(l auditLine) g.Node {
	say := texts.Auditing
	kind, word := "bad", say.Failed
	switch l.Outcome {
	case "done":
		kind, word = "good", say.Done
	case "refused":
		kind, word = "warn", say.Refused
	}
	about := []g.Node{}
	for _, id := range []string{l.Account, l.Case, l.Document} {
		if id != "" {
			about = append(about, h.Small(g.Text(id)), h.Br())
		}
	}
	return h.Tr(h.Td(g.Text(v.when(l.At))), h.Td(g.Text(l.Who), h.Br(), h.Small(h.Class("dim"), g.Text(l.Role))), h.Td(h.Code(g.Text(l.Action))), h.Td(frame.Badge(kind, v.t(word))),
		h.Td(about...), h.Td(h.Small(g.Text(strings.TrimSpace(l.Code+" "+l.Reason)))))
}

// auditTools are what can be done with the lines that were found: they are saved, and the chain that they are in is checked.
func (v *visit) auditTools() g.Node {
	say, query := texts.Auditing, v.auditQuery()
	query.Del("cursor")
	asked := v.r.URL.Query()
	asked.Del("cursor")
	return frame.Card(h.Div(h.Class("row"),
		h.Div(frame.Link("plain", auditPath+"/export?"+asked.Encode(), v.t(say.Export)), h.P(h.Small(h.Class("dim"), g.Text(v.t(say.ExportHint))))),
		h.Div(h.Form(h.Method("get"), h.Action(auditPath+"/check"), g.If(query.Get("from") != "", frame.Hidden("from", query.Get("from"))), h.Button(h.Class("plain"), g.Text(v.t(say.Check)))),
			h.P(h.Small(h.Class("dim"), g.Text(v.t(say.CheckHint)))))))
}

// auditExport passes on the table that the API makes.
func (v *visit) auditExport() {
	query := v.auditQuery()
	table, status, p := v.raw(v.session.Token, http.MethodGet, "/v1/audit/export?"+query.Encode(), nil, "")
	if p == nil && status != http.StatusOK {
		p = refusal(table, status)
	}
	if p != nil {
		v.staffFail(p)
		return
	}
	head := v.w.Header()
	head.Set("Content-Type", "text/csv; charset=utf-8")
	head.Set("Content-Disposition", `attachment; filename="audit.csv"`)
	head.Set("Cache-Control", "no-store")
	head.Set("X-Content-Type-Options", "nosniff")
	_, _ = v.w.Write(table) // who asked is gone
}

// auditCheck says whether the chain holds.
func (v *visit) auditCheck() {
	say, query := texts.Auditing, url.Values{}
	if from := v.r.URL.Query().Get("from"); from != "" {
		query.Set("from", from)
	}
	var found struct {
		Sound                bool
		Lines, Chains, Found int
		Until                time.Time
		Breaks               []struct {
			Line         int
			Writer, What string
		}
	}
	if p := v.get("/v1/audit/check?"+query.Encode(), &found); p != nil {
		v.staffFail(p)
		return
	}
	kind, title, hint := "good", say.Sound, say.SoundHint
	if !found.Sound {
		kind, title, hint = "bad", say.Broken, say.BrokenHint
	}
	facts := []frame.Fact{{Name: v.t(say.Lines), Value: strconv.Itoa(found.Lines)}, {Name: v.t(say.Chains), Value: strconv.Itoa(found.Chains)}, {Name: v.t(say.Found), Value: strconv.Itoa(found.Found)}}
	onward := g.Node(nil)
	if !found.Until.IsZero() {
		facts = append(facts, frame.Fact{Name: v.t(say.UpTo), Value: v.when(found.Until)})
		onward = frame.Link("", auditPath+"/check?from="+url.QueryEscape(found.Until.Format(time.RFC3339)), v.t(say.GoOn))
	}
	breaks := g.Node(nil)
	if len(found.Breaks) > 0 {
		rows := []g.Node{}
		for _, b := range found.Breaks {
			rows = append(rows, h.Tr(h.Td(g.Text(strconv.Itoa(b.Line))), h.Td(h.Code(g.Text(b.Writer))), h.Td(h.Lang("en"), g.Text(b.What))))
		}
		breaks = h.Table(h.Class("rows"), h.THead(v.columns(say.Line, say.Writer, say.What)), h.TBody(rows...))
	}
	v.staffPage(say.Check, h.H1(g.Text(v.t(say.Check))), frame.Note(kind, v.t(title), h.P(g.Text(v.t(hint)))), frame.Card(frame.Facts(facts...)), breaks,
		h.Div(h.Class("row"), onward, frame.Link("plain", auditPath, v.t(say.Back)))).Write(v.w)
}
