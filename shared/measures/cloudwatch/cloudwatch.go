// Package cloudwatch reads the figures that functions write into their logs (emf) where CloudWatch keeps them: an hour's for 455 days.
// A search finds what was counted at all within the last two weeks; what was not is not among the figures of the time before either.
//
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricData.html
package cloudwatch

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"shiming/shared/measures"
	"shiming/shared/measures/emf"
	"shiming/shared/realname"
)

// mostSearches are the most in one request.
const mostSearches = 5

// Metrics are those of the region. It implements measures.Reader.
type Metrics struct {
	// Call calls an operation of CloudWatch by its name.
	Call func(ctx context.Context, operation string, in, out any) error
}

var _ measures.Reader = Metrics{}

// query is one of the searches of a request.
type query struct {
	ID         string `json:"Id"`
	Expression string
	Label      string
}

type request struct {
	MetricDataQueries []query
	StartTime         int64
	EndTime           int64
	ScanBy            string
	NextToken         string `json:"NextToken,omitempty"`
}

type answer struct {
	MetricDataResults []struct {
		ID         string `json:"Id"`
		Label      string
		StatusCode string
		Timestamps []float64
		Values     []float64
	}
	NextToken string
}

// statistics are what is asked of a measure, by how a figure takes it in.
var statistics = map[bool][]string{false: {"Sum"}, true: {"SampleCount", "p50", "p95"}}

// Read implements measures.Reader.
func (c Metrics) Read(ctx context.Context, s measures.Span) ([]measures.Figures, error) {
	s = s.Steps()
	got := map[string]map[int64]*measures.Figure{} // by measure and labels
	var asked []query
	for i, m := range measures.All() {
		for j, statistic := range statistics[m.Seconds] {
			asked = append(asked, query{fmt.Sprintf("m%d_%d", i, j), search(m, statistic, s.Step), label(m)})
		}
	}
	for some := range slices.Chunk(asked, mostSearches) {
		if err := c.read(ctx, s, some, got); err != nil {
			return nil, realname.Refuse(realname.CodeUnavailable).Because(err)
		}
	}
	return ordered(got), nil
}

// search finds what has the measure's name and exactly its dimensions.
func search(m measures.Measure, statistic string, step time.Duration) string {
	return fmt.Sprintf(`SEARCH('{%s} MetricName="%s"', '%s', %d)`, strings.Join(append([]string{emf.Namespace}, m.Labels[:m.Dimensions]...), ","), m.Name, statistic, step/time.Second)
}

// label has each series say its dimensions, between brackets: what the service adds is outside of them.
func label(m measures.Measure) string {
	var said []string
	for _, l := range m.Labels[:m.Dimensions] {
		said = append(said, "${PROP('Dim."+l+"')}")
	}
	return "<" + strings.Join(said, "|") + ">"
}

// read asks for all pages of one request.
func (c Metrics) read(ctx context.Context, s measures.Span, some []query, got map[string]map[int64]*measures.Figure) error {
	ask := request{some, s.From.Unix(), s.Until.Unix(), "TimestampAscending", ""}
	for {
		var said answer
		if err := c.Call(ctx, "GetMetricData", ask, &said); err != nil {
			return err
		}
		for _, r := range said.MetricDataResults {
			if r.StatusCode != "Complete" && r.StatusCode != "PartialData" || len(r.Timestamps) != len(r.Values) {
				return fmt.Errorf("a search is answered as %q", r.StatusCode)
			}
			var measure, statistic int
			if _, err := fmt.Sscanf(r.ID, "m%d_%d", &measure, &statistic); err != nil || measure >= len(measures.All()) {
				return fmt.Errorf("nobody asked for %q", r.ID)
			}
			_, labels, _ := strings.Cut(r.Label, "<")
			labels, _, _ = strings.Cut(labels, ">")
			key := strconv.Itoa(1000+measure) + "|" + labels // in the order of the table
			if got[key] == nil {
				got[key] = map[int64]*measures.Figure{}
			}
			for i, at := range r.Timestamps {
				take(got[key], int64(at), statistics[measures.All()[measure].Seconds][statistic], r.Values[i])
			}
		}
		if said.NextToken == "" {
			return nil
		}
		ask.NextToken = said.NextToken
	}
}

// take takes a value in.
func take(points map[int64]*measures.Figure, at int64, statistic string, value float64) {
	if points[at] == nil {
		points[at] = &measures.Figure{At: time.Unix(at, 0).UTC()}
	}
	switch statistic {
	case "p50":
		points[at].Median = value
	case "p95":
		points[at].P95 = value
	default:
		points[at].Count = int(value)
	}
}

// ordered are the figures in the order of the table, their labels' and their times'.
func ordered(got map[string]map[int64]*measures.Figure) (all []measures.Figures) {
	for _, key := range slices.Sorted(maps.Keys(got)) {
		named := strings.Split(key, "|")
		place, _ := strconv.Atoi(named[0]) // it was written above
		f := measures.Figures{Measure: measures.All()[place-1000], Labels: named[1:]}
		for _, at := range slices.Sorted(maps.Keys(got[key])) {
			if p := got[key][at]; p.Count > 0 {
				f.Points = append(f.Points, *p)
			}
		}
		if len(f.Points) > 0 {
			all = append(all, f)
		}
	}
	return all
}
