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

// queuePath is the queue's address.
const queuePath = staffPath + "/reviews"

// entry is a row of the queue.
type entry struct {
	Case, Account, Kind, Channel, Method, Name, Number string

	Documents int
	Since     time.Time
	Due       time.Time
	Overdue   bool
	Escalated bool
	Seconds   bool
	ClaimedBy string `json:"claimed_by"`
}

// filters are what the queue is asked for: the fields of the form, as the API names them.
func (v *visit) filters() url.Values {
	asked, query := v.r.URL.Query(), url.Values{}
	for _, name := range []string{"kind", "claimed"} {
		if value := asked.Get(name); value != "" {
			query.Set(name, value)
		}
	}
	switch asked.Get("due") {
	case "overdue", "escalated":
		query.Set(asked.Get("due"), "true")
	case "soon":
		query.Set("due_before", v.site.Now().Add(24*time.Hour).UTC().Format(time.RFC3339))
	}
	switch find := strings.TrimSpace(asked.Get("find")); {
	case strings.HasPrefix(find, "case_"):
		query.Set("case", find)
	case find != "":
		query.Set("account", find)
	}
	return query
}

// queue draws the reviews that wait: one page of the API's list, and nothing is read beside it.
func (v *visit) queue() {
	say, query := texts.Queue, v.filters()
	v.paged(query, "25")
	var all list[entry]
	p := v.get("/v1/reviews?"+query.Encode(), &all)
	if p != nil && (p.Status != http.StatusBadRequest || p.Status == http.StatusUnauthorized) {
		v.staffFail(p)
		return
	}
	head := h.Div(h.Class("row end"), h.Div(h.H1(g.Text(v.t(say.Title))), h.P(h.Class("dim"), g.Text(v.t(say.Lead)))), v.nextButton(""))
	rows := v.rows(all.Data)
	if len(all.Data) == 0 && all.NextCursor == "" {
		rows = frame.Card(h.H2(g.Text(v.t(say.Empty))), h.P(h.Class("dim"), g.Text(v.t(say.EmptyHint))))
	}
	fault := g.Node(nil)
	if p != nil {
		fault = frame.Note("bad", p.say(v.lang))
	}
	if v.asked("decided") {
		fault = frame.Note("good", v.t(texts.Reviewing.Decided))
	}
	if v.asked("empty") {
		fault = frame.Note("", v.t(texts.Refusal(realname.CodeQueueEmpty)))
	}
	page := v.staffPage(say.Title, head, fault, v.filterForm(), rows, v.pages(queuePath, all.NextCursor, say.First, say.More), v.keyList())
	if p != nil {
		page.Status = p.Status
	}
	page.Write(v.w)
}

// nextButton takes the most urgent review that nobody has.
func (v *visit) nextButton(class string) g.Node {
	if v.member.Role != realname.Reviewer {
		return nil
	}
	return h.Form(h.Method("post"), h.Action(queuePath+"/next"), key(), g.If(v.r.URL.Query().Get("kind") != "", frame.Hidden("kind", v.r.URL.Query().Get("kind"))),
		h.Button(g.If(class != "", h.Class(class)), h.Data("key", "n"), g.Text(v.t(texts.Queue.Next))))
}

func (v *visit) next() {
	if v.parse() != nil {
		v.nothing()
		return
	}
	body := map[string]string{}
	if kind := v.r.PostForm.Get("kind"); kind != "" {
		body["kind"] = kind
	}
	var taken struct{ Case string }
	switch p := v.post("/v1/reviews", body, v.r.PostForm.Get("_key"), &taken); {
	case p == nil:
		v.turn(reviewPath(taken.Case))
	case p.Code == string(realname.CodeQueueEmpty):
		v.turn(queuePath + "?show=empty")
	default:
		v.staffFail(p)
	}
}

func (v *visit) filterForm() g.Node {
	say := texts.Queue
	kinds := [][2]string{{"", v.t(say.All)}}
	for _, k := range realname.Kinds() {
		kinds = append(kinds, [2]string{string(k), v.t(texts.About(k).Title)})
	}
	return h.Form(h.Method("get"), h.Action(queuePath), h.Class("row filter"), h.Role("search"),
		v.choose("kind", say.Kind, kinds...),
		v.choose("due", say.Due, [2]string{"", v.t(say.All)}, [2]string{"overdue", v.t(say.Overdue)}, [2]string{"escalated", v.t(say.Escalated)}, [2]string{"soon", v.t(say.Soon)}),
		v.choose("claimed", say.Claimed, [2]string{"", v.t(say.All)}, [2]string{"me", v.t(say.Me)}, [2]string{"nobody", v.t(say.Nobody)}, [2]string{"others", v.t(say.Others)}),
		v.typed("find", say.Find),
		h.Button(h.Class("plain"), g.Text(v.t(say.Filter))), h.A(h.Href(queuePath), g.Text(v.t(say.Clear))))
}

func (v *visit) rows(all []entry) g.Node {
	say := texts.Queue
	return h.Table(h.Class("rows"), h.THead(v.columns(say.Due, say.Kind, say.Subject, say.Documents, say.Account, say.By)),
		h.TBody(g.Map(all, v.row)))
}

func (v *visit) row(e entry) g.Node {
	say := texts.Queue
	kind, word := v.left(e)
	by := g.Node(g.Text("–"))
	if e.ClaimedBy != "" {
		by = frame.Badge(map[bool]string{true: "app"}[e.ClaimedBy == v.member.ID], e.ClaimedBy)
	}
	about := v.t(texts.About(realname.Kind(e.Kind)).Title)
	if e.Method != "" {
		about += " · " + v.t(texts.Method(realname.Method(e.Method)).Name)
	}
	return h.Tr(h.Td(frame.Badge(kind, word), g.If(e.Escalated, frame.Badge("bad", v.t(say.Escalated)))),
		h.Td(h.A(h.Href(reviewPath(e.Case)), h.Data("row", ""), g.Text(about)), g.If(e.Seconds, g.Group{g.Text(" "), frame.Badge("app", v.t(say.Seconds))})),
		h.Td(g.Text(e.Name), h.Br(), h.Small(g.Text(e.Number))), h.Td(h.Data("name", v.t(say.Documents)), g.Text(strconv.Itoa(e.Documents))),
		h.Td(h.Small(g.Text(e.Account))), h.Td(g.If(e.ClaimedBy != "", h.Data("name", v.t(say.By))), by))
}

// left says how much time there is: amber under a quarter of it, red when it is over.
func (v *visit) left(e entry) (kind, word string) {
	now := v.site.Now()
	left := e.Due.Sub(now)
	switch {
	case left <= 0:
		return "bad", v.t(texts.Queue.Over) + " " + v.span(-left)
	case left < e.Due.Sub(e.Since)/4:
		kind = "warn"
	}
	if v.lang == frame.EN {
		return kind, v.span(left) + " " + v.t(texts.Queue.Left)
	}
	return kind, v.t(texts.Queue.Left) + " " + v.span(left)
}

// span writes a time that people can take in at once.
func (v *visit) span(d time.Duration) string {
	say := texts.Queue
	number := func(n int, unit texts.Sentence) string { return strconv.Itoa(n) + " " + v.t(unit) }
	switch {
	case d >= 48*time.Hour:
		return number(int(d.Hours())/24, say.Day)
	case d >= time.Hour:
		return number(int(d.Hours()), say.Hour)
	}
	return number(int(d.Minutes()), say.Minute)
}

// keyList says what keys there are, and switches them off (WCAG 2.1.4).
func (v *visit) keyList() g.Node {
	say := texts.Reviewing
	return h.Details(h.Class("way noprint"), h.ID("keys"), h.Summary(g.Text(v.t(say.Keys))), h.Div(
		h.Dl(h.Class("facts"), g.Map(say.KeyRows, func(row [2]texts.Sentence) g.Node {
			return g.Group{h.Dt(g.El("kbd", g.Text(v.t(row[0])))), h.Dd(g.Text(v.t(row[1])))}
		})), h.Button(h.Type("button"), h.Class("plain tiny"), h.Data("keys", v.t(say.KeysOn)), g.Text(v.t(say.KeysOff)))))
}
