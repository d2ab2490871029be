// Package emf writes figures as lines in CloudWatch's embedded metric format: a function prints them with its log, and CloudWatch
// makes metrics of them, without a call and without a permission.
package emf

import (
	"encoding/json"
	"io"
	"time"

	"shiming/shared/measures"
)

// Namespace is where CloudWatch keeps them.
const Namespace = "Shiming"

// Writer is a measures.Sink that writes a line for each figure.
type Writer struct {
	to  io.Writer // writes a line in one call, as os.Stdout does
	now func() time.Time
}

// New returns a sink that writes to w, at the times of the clock. It is safe for concurrent use as far as w is.
func New(w io.Writer, clock func() time.Time) Writer { return Writer{w, clock} }

type line struct {
	Timestamp         int64       `json:"Timestamp"` // milliseconds
	CloudWatchMetrics []directive `json:"CloudWatchMetrics"`
}

type directive struct {
	Namespace  string
	Dimensions [][]string
	Metrics    []metric
}

type metric struct{ Name, Unit string }

// Add writes the figure. A dimension without a value is "none": CloudWatch takes no empty one, and would drop the figure.
func (w Writer) Add(m measures.Measure, value float64, labels ...string) {
	unit := "Count"
	if m.Seconds {
		unit = "Seconds"
	}
	said := map[string]any{
		m.Name: value,
		"_aws": line{w.now().UnixMilli(), []directive{{Namespace, [][]string{m.Labels[:m.Dimensions]}, []metric{{m.Name, unit}}}}},
	}
	for i, label := range m.Labels {
		if said[label] = labels[i]; labels[i] == "" {
			said[label] = "none"
		}
	}
	text, err := json.Marshal(said)
	if err != nil {
		return // a figure that is no number
	}
	_, _ = w.to.Write(append(text, '\n'))
}
