package engine

import (
	"crypto/subtle"
	"net/http"

	"shiming/shared/api"
	"shiming/shared/realname"
)

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
