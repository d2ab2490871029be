package engine

import (
	"crypto/subtle"
	"net/http"
	"path/filepath"

	"shiming/shared/api"
	"shiming/shared/measures/hourly"
	"shiming/shared/realname"
)

// openMeasures opens what keeps figures by the hour, and closes it together with the audit trail's file.
func (e *Engine) openMeasures() (err error) {
	e.hours, err = hourly.New(filepath.Join(e.config.Dir, measuresFile), e.config.Clock, func(err error) {
		e.config.Log.Error("what is counted could not be written", "cause", err.Error())
	})
	if err == nil {
		e.audit = together{e.hours, e.audit}
	}
	return err
}

// showMetrics serves what is counted to Prometheus. Figures are no secret of a person's but the operator's own: in live mode they are
// for who has METRICS_TOKEN (or what the file that it names holds), and without one there is no such address.
func (e *Engine) showMetrics(mux *http.ServeMux) {
	access := e.setup.Access("METRICS_TOKEN")
	if access == nil && e.config.Livemode {
		return
	}
	mux.HandleFunc("GET /metrics", func(w http.ResponseWriter, r *http.Request) {
		if access != nil {
			secret, err := access(r.Context())
			if err != nil {
				e.config.Log.Error("metrics are not shown", "cause", err.Error())
				api.Refuse(w, realname.CodeUnavailable, newRequestID())
				return
			}
			if said, ok := bearer(r); !ok || subtle.ConstantTimeCompare([]byte(said), []byte(secret[0])) != 1 {
				api.Refuse(w, realname.CodeUnauthenticated, newRequestID())
				return
			}
		}
		e.measures.ServeHTTP(w, r)
	})
}
