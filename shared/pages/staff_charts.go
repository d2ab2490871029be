package pages

import (
	"maps"
	"strconv"
	"time"

	g "maragu.dev/gomponents"
	h "maragu.dev/gomponents/html"

	"shiming/shared/pages/frame"
	"shiming/shared/texts"
)

// chart is a chart with its name above, and its table beneath.
func (v *visit) chart(title string, drawn g.Node, head g.Node, rows []g.Node) g.Node {
	return frame.Card(h.H2(g.Text(title)), drawn, h.Details(h.Class("way"), g.If(len(rows) <= 12, g.Attr("open")), h.Summary(g.Text(v.t(texts.Measuring.Table))),
		h.Table(h.Class("rows"), h.THead(head), h.TBody(rows...))))
}

// counted draws a row for each thing that was counted.
func (v *visit) counted(title string, rows []frame.ChartRow) g.Node {
	if len(rows) == 0 {
		return nil
	}
	var said []g.Node
	for _, r := range rows {
		said = append(said, h.Tr(h.Th(h.Scope("row"), g.Text(r.Name)), h.Td(g.Text(r.Said))))
	}
	return v.chart(title, frame.BarChart(title, rows), v.columns(texts.Measuring.What, texts.Measuring.Count), said)
}

// at is which step of the time a moment is in, steps are how many there are, and labelled is when one began, as people read it.
func (m measured) at(t time.Time) int { return int(t.Sub(m.From) / m.long()) }

func (m measured) steps() int { return int(m.Until.Sub(m.From) / m.long()) }

func (m measured) long() time.Duration {
	if m.Step == "hour" {
		return time.Hour
	}
	return 24 * time.Hour
}

func (m measured) labelled(step int) string {
	t := m.From.Add(time.Duration(step) * m.long())
	if m.Step == "hour" {
		return t.In(beijing).Format("01-02 15:04")
	}
	return t.UTC().Format(time.DateOnly)
}

// course draws how much was opened and how much ended well, over the time.
func (v *visit) course(m measured) g.Node {
	say := texts.Measuring
	sum := func(measure, name string) frame.ChartLine {
		line := frame.ChartLine{Name: name, Values: make([]int, m.steps())}
		for _, s := range m.of(measure) {
			for _, p := range s.Points {
				if i := m.at(p.At); i >= 0 && i < len(line.Values) {
					line.Values[i] += p.Count
				}
			}
		}
		return line
	}
	opened, well := sum("cases_opened", v.t(say.Opened)), sum("cases_verified", v.t(say.Verified))
	most := 0
	var rows []g.Node
	for i, n := range opened.Values {
		if most = max(most, n, well.Values[i]); n+well.Values[i] > 0 {
			rows = append(rows, h.Tr(h.Th(h.Scope("row"), g.Text(m.labelled(i))), h.Td(g.Text(strconv.Itoa(n))), h.Td(g.Text(strconv.Itoa(well.Values[i])))))
		}
	}
	if most == 0 {
		return nil
	}
	return v.chart(v.t(say.Course), frame.ColumnChart(v.t(say.Course), m.labelled(0), m.labelled(m.steps()-1), strconv.Itoa(most), most, opened, well),
		v.columns(say.When, say.Opened, say.Verified), rows)
}

// timed draws within how long half, and 19 of 20, were done.
func (v *visit) timed(m measured, title texts.Sentence, about, measure string, labels map[string]string) g.Node {
	say := texts.Measuring
	for _, s := range m.of(measure) {
		if !maps.Equal(s.Labels, labels) {
			continue
		}
		median, p95 := make([]int, m.steps()), make([]int, m.steps())
		for i := range median {
			median[i], p95[i] = -1, -1
		}
		most := 0
		var rows []g.Node
		for _, p := range s.Points {
			i := m.at(p.At)
			if i < 0 || i >= len(median) {
				continue
			}
			median[i], p95[i], most = p.Median, p.P95, max(most, p.P95)
			rows = append(rows, h.Tr(h.Th(h.Scope("row"), g.Text(m.labelled(i))), h.Td(g.Text(v.took(p.Median))), h.Td(g.Text(v.took(p.P95))), h.Td(g.Text(strconv.Itoa(p.Count)))))
		}
		return v.chart(v.t(title)+" · "+about, frame.LineChart(v.t(title), m.labelled(0), m.labelled(m.steps()-1), v.took(most), most,
			frame.ChartLine{Name: v.t(say.P95), Values: p95}, frame.ChartLine{Name: v.t(say.Median), Values: median}), v.columns(say.When, say.Median, say.P95, say.Count), rows)
	}
	return nil
}

// took writes how long something took: seconds where it is less than two minutes.
func (v *visit) took(seconds int) string {
	if seconds < 120 {
		return strconv.Itoa(seconds) + " " + v.t(texts.Measuring.Second)
	}
	return v.span(time.Duration(seconds) * time.Second)
}
