// Package prometheus keeps figures in memory, and shows them in Prometheus' text format, beside those of the process itself.
package prometheus

import (
	"net/http"
	"strconv"
	"strings"

	"github.com/VictoriaMetrics/metrics"

	"shiming/shared/measures"
)

// prefix stands before every name.
const prefix = "shiming_"

// bounds are the upper ends of what is timed, in seconds: from a scan at the screen to a case that lasts for weeks.
var bounds = []float64{1, 5, 15, 60, 300, 900, 3600, 6 * 3600, 86400, 3 * 86400, 7 * 86400, 14 * 86400, 30 * 86400}

// Exporter is a measures.Sink that can be scraped. It begins anew with the process, as Prometheus expects.
type Exporter struct{ set *metrics.Set }

// New returns a exporter in which every measure is described and nothing is counted.
func New() *Exporter {
	metrics.ExposeMetadata(true)
	return &Exporter{metrics.NewSet()}
}

// Add takes in one more.
func (e *Exporter) Add(m measures.Measure, value float64, labels ...string) {
	var name strings.Builder
	name.WriteString(prefix + m.Name)
	if !m.Seconds {
		name.WriteString("_total")
	}
	for i, label := range m.Labels {
		separator := ","
		if i == 0 {
			separator = "{"
		}
		name.WriteString(separator + label + "=" + strconv.Quote(labels[i]))
	}
	name.WriteString("}")
	if m.Seconds {
		e.set.GetOrCreatePrometheusHistogramExt(name.String(), bounds).Update(value)
		return
	}
	e.set.GetOrCreateFloatCounter(name.String()).Add(value)
}

// ServeHTTP shows what was taken in.
func (e *Exporter) ServeHTTP(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	e.set.WritePrometheus(w)
	metrics.WriteProcessMetrics(w)
}
