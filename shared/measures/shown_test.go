package measures_test

import (
	"net/http/httptest"

	"shiming/shared/measures/prometheus"
)

// shown is what a scrape reads.
func shown(r *prometheus.Exporter) string {
	out := httptest.NewRecorder()
	r.ServeHTTP(out, httptest.NewRequest("GET", "/metrics", nil))
	return out.Body.String()
}
