package pages

import (
	"net/http"
	"net/url"
	"strings"
	"time"

	g "maragu.dev/gomponents"
	h "maragu.dev/gomponents/html"

	"shiming/shared/pages/frame"
	"shiming/shared/realname"
	"shiming/shared/texts"
)

// Where who runs the service finds things.
const (
	casesPath    = staffPath + "/cases"
	accountsPath = staffPath + "/accounts"
	subjectsPath = staffPath + "/subjects"
)

// day reads a day of a filter as the moment at which it begins where the documents' days do, moves it by so many days, and says it
// as in that place. What is no day stays: the API says what it is not.
func day(said string, by int, place *time.Location) string {
	t, err := time.ParseInLocation(time.DateOnly, said, beijing)
	if err != nil {
		return said
	}
	return t.AddDate(0, 0, by).In(place).Format(time.RFC3339)
}

// caseQuery is what the list is asked for: the fields of the form, as the API names them.
func (v *visit) caseQuery() url.Values {
	asked, query := v.r.URL.Query(), url.Values{}
	v.paged(query, "25")
	for _, name := range []string{"kind", "status", "method"} {
		if value := asked.Get(name); value != "" {
			query.Set(name, value)
		}
	}
	if from := asked.Get("from"); from != "" {
		query.Set("since", day(from, 0, time.UTC))
	}
	if to := asked.Get("to"); to != "" {
		query.Set("until", day(to, 1, time.UTC))
	}
	return query
}

// foundCases draws the cases of all accounts: one page of the API's list. An id that was typed leads to what it names.
func (v *visit) foundCases() {
	if find := strings.TrimSpace(v.r.URL.Query().Get("find")); find != "" {
		v.turn(v.lookAt(find))
		return
	}
	var all list[caseView]
	p := v.get("/v1/cases?"+v.caseQuery().Encode(), &all)
	v.drawCases(all, p, nil)
}

// lookAt is the page of what an id names.
func (v *visit) lookAt(id string) string {
	if strings.HasPrefix(id, "case_") {
		return casesPath + "/" + url.PathEscape(id)
	}
	return accountsPath + "/" + url.PathEscape(id)
}

// drawCases draws the list, what was refused of the filters, and the search for a number with what was refused of that.
func (v *visit) drawCases(all list[caseView], p, search *problem) {
	if p != nil && p.Status != http.StatusBadRequest {
		v.staffFail(p)
		return
	}
	say := texts.Operating
	var fault g.Node
	if p != nil {
		fault = frame.Note("bad", p.say(v.lang))
	}
	rows := v.caseRows(all.Data)
	if len(all.Data) == 0 {
		rows = frame.Card(h.H2(g.Text(v.t(say.Empty))), h.P(h.Class("dim"), g.Text(v.t(say.EmptyHint))))
	}
	page := v.staffPage(say.Cases, h.Div(h.H1(g.Text(v.t(say.Cases))), h.P(h.Class("dim"), g.Text(v.t(say.CasesLead)))), fault,
		v.caseFilters(), rows, v.pages(casesPath, all.NextCursor, texts.Queue.First, texts.Queue.More), v.numberForm(search))
	if p != nil {
		page.Status = p.Status
	}
	if search != nil {
		page.Status, page.Here = search.Status, casesPath
	}
	page.Write(v.w)
}

func (v *visit) caseFilters() g.Node {
	say, queue, asked := texts.Operating, texts.Queue, v.r.URL.Query()
	kinds, statuses, methods := [][2]string{{"", v.t(queue.All)}}, [][2]string{{"", v.t(queue.All)}}, [][2]string{{"", v.t(queue.All)}}
	for _, k := range realname.Kinds() {
		kinds = append(kinds, [2]string{string(k), v.t(texts.About(k).Title)})
	}
	for _, s := range realname.Statuses() {
		statuses = append(statuses, [2]string{string(s), v.t(texts.Status(s))})
	}
	for _, m := range realname.Methods() {
		methods = append(methods, [2]string{string(m), v.t(texts.Method(m).Name)})
	}
	on := func(name string, label texts.Sentence) g.Node {
		return h.Div(h.Class("field"), h.Label(h.For("q-"+name), g.Text(v.t(label))), h.Input(h.ID("q-"+name), h.Type("date"), h.Name(name), h.Value(asked.Get(name))))
	}
	return h.Form(h.Method("get"), h.Action(casesPath), h.Class("row filter"), h.Role("search"), h.Aria("label", v.t(queue.Filter)),
		v.choose("kind", queue.Kind, kinds...), v.choose("status", say.Status, statuses...), v.choose("method", say.Method, methods...),
		on("from", say.From), on("to", say.To),
		v.typed("find", say.AccountHint),
		h.Button(h.Class("plain"), g.Text(v.t(queue.Filter))), h.A(h.Href(casesPath), g.Text(v.t(queue.Clear))))
}

// caseRows are cases in a table.
func (v *visit) caseRows(all []caseView) g.Node {
	say, queue := texts.Operating, texts.Queue
	return h.Table(h.Class("rows"), h.THead(v.columns(say.Opened, queue.Kind, say.Status, queue.Subject, queue.Account)),
		h.TBody(g.Map(all, func(c caseView) g.Node {
			name, number := c.subject()
			return h.Tr(h.Td(g.Text(v.when(c.OpenedAt))), h.Td(h.A(h.Href(v.lookAt(c.ID)), h.Data("row", ""), g.Text(v.titled(c)))),
				h.Td(v.stands(c)), h.Td(g.Text(name), h.Br(), h.Small(g.Text(number))),
				h.Td(h.A(h.Href(v.lookAt(c.Account)), g.Text(c.Account))))
		})))
}

// titled is what the case is, with its method.
func (v *visit) titled(c caseView) string {
	about := v.t(texts.About(realname.Kind(c.Kind)).Title)
	if c.Method != "" {
		about += " · " + v.t(texts.Method(realname.Method(c.Method)).Name)
	}
	return about
}

// stands is how the case stands.
func (v *visit) stands(c caseView) g.Node {
	kind := map[string]string{"verified": "good", "released": "good", "upheld": "good", "refused": "bad", "processing": "app"}[c.Status]
	return frame.Badge(kind, v.t(texts.Status(realname.Status(c.Status))))
}

// subject is whom the case is about, masked.
func (c caseView) subject() (name, number string) {
	switch {
	case c.Summary != nil:
		return c.Summary.Name, c.Summary.Number
	case c.Declaration != nil:
		return c.Declaration.Name, c.Declaration.Number
	case c.Present != nil:
		return c.Present.Name, c.Present.Number
	}
	return "", ""
}

// numberForm asks who holds a number. It is sent in a body, and is nowhere afterwards: in no address, and not on the page that
// answers (THREATS Q3).
func (v *visit) numberForm(p *problem) g.Node {
	say := texts.Operating
	var kinds [][2]string
	for _, kind := range []string{"resident_id", "uscc", "hk_macao_permit", "taiwan_permit", "registration_number", "other"} {
		kinds = append(kinds, [2]string{kind, v.t(texts.Document(kind))})
	}
	var fault g.Node
	if p != nil {
		fault = frame.Note("bad", p.say(v.lang))
	}
	return frame.Card(h.H2(g.Text(v.t(say.Find))), h.P(h.Class("dim"), g.Text(v.t(say.FindHint))), fault,
		h.Form(h.Method("post"), h.Action(subjectsPath), h.Class("row filter"), v.choose("number-kind", say.Kind, kinds...),
			h.Div(h.Class("field"), h.Label(h.For("q-number"), g.Text(v.t(say.Number))), h.Input(h.ID("q-number"), h.Name("number"), h.Required(), h.MaxLength("100"), h.AutoComplete("off"))),
			h.Button(h.Class("plain"), g.Text(v.t(say.Search)))))
}

// holding is an account that is verified with a number.
type holding struct {
	Account, Case, Name, Number, Method string

	VerifiedAt time.Time `json:"verified_at"`
}

// foundSubject answers who holds the number.
func (v *visit) foundSubject() {
	if v.parse() != nil {
		v.nothing()
		return
	}
	var found struct {
		Accounts []holding
		More     bool
	}
	body := map[string]string{"kind": v.r.PostForm.Get("number-kind"), "number": v.r.PostForm.Get("number")}
	switch p := v.post("/v1/subjects/search", body, "", &found); {
	case p != nil && p.Status == http.StatusBadRequest:
		v.drawCases(list[caseView]{}, nil, p)
		return
	case p != nil:
		v.staffFail(p)
		return
	}
	say := texts.Operating
	rows := g.Node(frame.Card(h.P(g.Text(v.t(say.FoundNone)))))
	if len(found.Accounts) > 0 {
		rows = h.Table(h.Class("rows"), h.THead(v.columns(say.Account, texts.Queue.Subject, say.Method, say.At, say.Case)), h.TBody(g.Map(found.Accounts, func(a holding) g.Node {
			return h.Tr(h.Td(h.A(h.Href(v.lookAt(a.Account)), h.Data("row", ""), g.Text(a.Account))), h.Td(g.Text(a.Name), h.Br(), h.Small(g.Text(a.Number))),
				h.Td(g.Text(v.t(texts.Method(realname.Method(a.Method)).Name))), h.Td(g.Text(v.when(a.VerifiedAt))), h.Td(h.A(h.Href(v.lookAt(a.Case)), h.Small(g.Text(a.Case)))))
		})))
	}
	page := v.staffPage(say.Find, h.H1(g.Text(v.t(say.Found))), rows, g.If(found.More, h.P(h.Class("dim"), g.Text(v.t(say.FoundMore)))), v.numberForm(nil))
	page.Here = casesPath
	page.Write(v.w)
}
