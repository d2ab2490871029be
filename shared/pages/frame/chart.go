package frame

import (
	"fmt"

	g "maragu.dev/gomponents"
	h "maragu.dev/gomponents/html"
)

// Charts are drawn on the server, in the colours of the page by day and by night. Each says in its label what it is; what it shows
// stands in a table beside it, so that whoever cannot see it misses nothing.

const (
	chartWidth  = 320
	chartHeight = 150
	rowHeight   = 36
)

// ChartRow is a thing with how many there are, and what is said of the number.
type ChartRow struct {
	Name, Said string
	Count      int
}

// BarChart draws a row for each thing, its bar as long as its share of the greatest.
func BarChart(label string, rows []ChartRow) g.Node {
	most := 1
	for _, r := range rows {
		most = max(most, r.Count)
	}
	var drawn []g.Node
	for i, r := range rows {
		y := i * rowHeight
		drawn = append(drawn, write(0, y+14, "start", r.Name), write(chartWidth, y+14, "end", r.Said),
			box(0, float64(y+20), chartWidth, 9, "var(--soft)"), box(0, float64(y+20), float64(chartWidth*r.Count)/float64(most), 9, "var(--app)"))
	}
	return drawing(label, len(rows)*rowHeight, drawn)
}

// ChartLine is a thing over time: a value for each step; what has none is negative.
type ChartLine struct {
	Name   string
	Values []int
}

// ColumnChart draws the second line before the first, step by step, from the first date to the last; top says the greatest value.
func ColumnChart(label, first, last, top string, most int, behind, before ChartLine) g.Node {
	drawn := axes(first, last, top)
	wide := float64(chartWidth) / float64(max(len(behind.Values), 1))
	for i := range behind.Values {
		for j, line := range []ChartLine{behind, before} {
			if tall := rise(line.Values[i], most); tall > 0 {
				inset := wide * (0.1 + 0.15*float64(j))
				drawn = append(drawn, box(float64(i)*wide+inset, chartHeight-tall, wide-2*inset, tall, colours[j]))
			}
		}
	}
	return drawing(label, chartHeight+40, append(drawn, key(behind.Name, before.Name)...))
}

// LineChart draws lines through the steps that have a value, each with its dot.
func LineChart(label, first, last, top string, most int, lines ...ChartLine) g.Node {
	drawn := axes(first, last, top)
	var names []string
	for j, line := range lines {
		path := ""
		for i, value := range line.Values {
			if value < 0 {
				continue
			}
			x, y := (float64(i)+0.5)*chartWidth/float64(len(line.Values)), chartHeight-rise(value, most)
			path += fmt.Sprintf(" %s%.1f %.1f", map[bool]string{true: "M", false: "L"}[path == ""], x, y)
			drawn = append(drawn, g.El("circle", at("cx", x), at("cy", y), g.Attr("r", "3"), g.Attr("fill", colours[j])))
		}
		drawn = append(drawn, g.El("path", g.Attr("d", path), g.Attr("fill", "none"), g.Attr("stroke", colours[j]), g.Attr("stroke-width", "1.5")))
		names = append(names, line.Name)
	}
	return drawing(label, chartHeight+40, append(drawn, key(names...)...))
}

var colours = []string{"var(--edge)", "var(--app)"}

// room is left for what is said above the columns.
const room = 20

func rise(value, most int) float64 {
	return float64(max(value, 0)) * (chartHeight - room) / float64(max(most, 1))
}

func axes(first, last, top string) []g.Node {
	return []g.Node{write(0, 12, "start", top), box(0, chartHeight, chartWidth, 1, "var(--edge)"), write(0, chartHeight+15, "start", first), write(chartWidth, chartHeight+15, "end", last)}
}

// key says which colour is what.
func key(names ...string) (all []g.Node) {
	for i, name := range names {
		x := i * chartWidth / 2
		all = append(all, box(float64(x), chartHeight+26, 10, 10, colours[i]), write(x+16, chartHeight+35, "start", name))
	}
	return all
}

func drawing(label string, tall int, drawn []g.Node) g.Node {
	return h.SVG(g.Attr("viewBox", fmt.Sprintf("0 0 %d %d", chartWidth, tall)), g.Attr("width", "100%"), g.Attr("fill", "currentColor"), g.Attr("font-size", "12"),
		h.Role("img"), h.Aria("label", label), g.Group(drawn))
}

func write(x, y int, anchor, said string) g.Node {
	return g.El("text", at("x", float64(x)), at("y", float64(y)), g.Attr("text-anchor", anchor), g.Text(said))
}

func box(x, y, wide, tall float64, colour string) g.Node {
	return g.El("rect", at("x", x), at("y", y), at("width", wide), at("height", tall), g.Attr("rx", "1.5"), g.Attr("fill", colour))
}

func at(name string, value float64) g.Node { return g.Attr(name, fmt.Sprintf("%.1f", value)) }
