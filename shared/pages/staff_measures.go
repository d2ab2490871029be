package pages

import (
	"cmp"
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

// measuresPath is where figures are looked at.
const measuresPath = staffPath + "/measures"

// measured are the figures of a time.
type measured struct {
	Step        string
	From, Until time.Time
	Series      []measuredSeries
}

type measuredSeries struct {
	Measure string
	Labels  map[string]string
	Total   int
	Points  []struct {
		At                 time.Time
		Count, Median, P95 int
	}
}

// measures draws the charts.
func (v *visit) measures() {
	say, asked, query := texts.Measuring, v.r.URL.Query(), url.Values{}
	if step := asked.Get("step"); step != "" {
		query.Set("step", step)
	}
	for name, days := range map[string]int{"from": 0, "until": 1} { // days are those of the figures
		if value := asked.Get(name); value != "" {
			query.Set(name, dayOf(value, days))
		}
	}
	var m measured
	p := v.get("/v1/measures?"+query.Encode(), &m)
	if p != nil && p.Status != http.StatusBadRequest {
		v.staffFail(p)
		return
	}
	body := []g.Node{h.Div(h.H1(g.Text(v.t(say.Title))), h.P(h.Class("dim"), g.Text(v.t(say.Lead)))), v.measuresForm()}
	switch {
	case p != nil:
		body = append(body, frame.Note("bad", p.say(v.lang)))
	case len(m.Series) == 0:
		body = append(body, frame.Card(h.H2(g.Text(v.t(say.Empty))), h.P(h.Class("dim"), g.Text(v.t(say.EmptyHint)))))
	default:
		body = append(body, v.charts(m)...)
	}
	page := v.staffPage(say.Title, body...)
	if p != nil {
		page.Status = p.Status
	}
	page.Write(v.w)
}

// dayOf reads a day of a filter as the moment at which it begins, moved by so many days. What is no day stays, for the API to refuse.
func dayOf(said string, by int) string {
	t, err := time.Parse(time.DateOnly, said)
	if err != nil {
		return said
	}
	return t.AddDate(0, 0, by).Format(time.RFC3339)
}

func (v *visit) measuresForm() g.Node {
	say := texts.Measuring
	kinds := [][2]string{{"", v.t(say.Busiest)}}
	for _, k := range realname.Kinds() {
		kinds = append(kinds, [2]string{string(k), v.t(texts.About(k).Title)})
	}
	return h.Form(h.Method("get"), h.Action(measuresPath), h.Class("row filter"), h.Role("search"),
		v.choose("step", say.Step, [2]string{"day", v.t(say.Day)}, [2]string{"hour", v.t(say.Hour)}), v.choose("kind", say.Kind, kinds...),
		v.typed("from", say.From), v.typed("until", say.Until), h.Button(h.Class("plain"), g.Text(v.t(say.Show))), h.A(h.Href(measuresPath), g.Text(v.t(say.Clear))))
}

// of are the series of a measure, the greatest first.
func (m measured) of(measure string) (all []measuredSeries) {
	for _, s := range m.Series {
		if s.Measure == measure {
			all = append(all, s)
		}
	}
	slices.SortStableFunc(all, func(a, b measuredSeries) int { return cmp.Compare(b.Total, a.Total) })
	return all
}

// charts are those of the page; what has no figures is left out.
func (v *visit) charts(m measured) []g.Node {
	say := texts.Measuring
	kind := v.r.URL.Query().Get("kind")
	if opened := m.of("cases_opened"); kind == "" && len(opened) > 0 {
		kind = opened[0].Labels["kind"]
	}
	about := v.t(texts.About(realname.Kind(kind)).Title)
	return []g.Node{h.Div(h.Class("grid"),
		v.course(m), v.counted(v.t(say.Far)+" · "+about, v.far(m, kind)),
		v.counted(v.t(say.Methods), rowsOf(m.of("cases_verified"), func(s measuredSeries) string { return v.methodNamed(s.Labels["method"]) })),
		v.counted(v.t(say.Reasons), rowsOf(m.of("cases_failed"), func(s measuredSeries) string { return v.why(s.Labels["reason"]) })),
		v.timed(m, say.Took, about, "case_seconds", map[string]string{"kind": kind, "state": v.wellOf(m, kind)}),
		v.timed(m, say.Waited, about, "review_seconds", map[string]string{"kind": kind}),
		v.counted(v.t(say.Decisions), rowsOf(m.of("reviews_decided"), func(s measuredSeries) string {
			return v.t(texts.About(realname.Kind(s.Labels["kind"])).Title) + " · " + v.named(say.Outcomes, s.Labels["decision"])
		})),
		v.counted(v.t(say.Answers), rowsOf(m.of("checks_answered"), func(s measuredSeries) string {
			answer := s.Labels["answer"]
			if answer == "passed" {
				answer = v.t(say.Passed)
			}
			return s.Labels["provider"] + " · " + answer
		})),
		v.counted(v.t(say.Messages), rowsOf(m.of("messages_sent"), func(s measuredSeries) string {
			return v.named(texts.Operating.Channels, s.Labels["channel"]) + " · " + v.named(texts.Operating.States, s.Labels["outcome"])
		})))}
}

// named is the word for a code of the API; the code where there is none.
func (v *visit) named(words map[string]texts.Sentence, code string) string {
	return cmp.Or(v.t(words[code]), code)
}

func (v *visit) methodNamed(method string) string {
	if method == "none" {
		return v.t(texts.Measuring.None)
	}
	return cmp.Or(v.t(texts.Method(realname.Method(method)).Name), method)
}

// why is why a case failed: a reviewer's reason, an event, or the code of a fault.
func (v *visit) why(reason string) string {
	return cmp.Or(v.t(texts.Reason(realname.ReviewReason(reason))), v.t(texts.Event(realname.EventType(reason))), reason)
}

// wellOf is the good end of cases of the kind.
func (v *visit) wellOf(m measured, kind string) string {
	for _, s := range m.of("cases_ended") {
		state := s.Labels["state"]
		if s.Labels["kind"] == kind && (state == string(realname.Verified) || state == string(realname.Released) || state == string(realname.Upheld)) {
			return state
		}
	}
	return string(realname.Verified)
}

// rowsOf are rows of a chart, one for each series.
func rowsOf(all []measuredSeries, name func(measuredSeries) string) (rows []frame.ChartRow) {
	for _, s := range all {
		rows = append(rows, frame.ChartRow{Name: name(s), Count: s.Total, Said: strconv.Itoa(s.Total)})
	}
	return rows
}

// far is how far cases of the kind get, with the share of those that were opened.
func (v *visit) far(m measured, kind string) (rows []frame.ChartRow) {
	say, opened := texts.Measuring, 0
	add := func(name string, n int) {
		said := strconv.Itoa(n)
		if opened > 0 && n <= opened {
			said += " · " + strconv.Itoa(100*n/opened) + " %"
		}
		rows = append(rows, frame.ChartRow{Name: name, Count: n, Said: said})
	}
	for _, measure := range []string{"cases_opened", "cases_reached", "cases_ended"} {
		well, otherwise := 0, 0
		for _, s := range m.of(measure) {
			switch state := s.Labels["state"]; {
			case s.Labels["kind"] != kind:
			case measure == "cases_opened":
				opened = s.Total
				add(v.t(say.Opened), s.Total)
			case measure == "cases_reached":
				add(cmp.Or(v.t(say.States[realname.State(state)]), state), s.Total)
			case state == string(realname.Verified) || state == string(realname.Released) || state == string(realname.Upheld):
				well += s.Total
			default:
				otherwise += s.Total
			}
		}
		if well+otherwise > 0 {
			add(v.t(say.Verified), well)
			add(v.t(say.Failed), otherwise)
		}
	}
	return rows
}
