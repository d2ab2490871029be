package engine

import (
	"context"
	"errors"
	"io"
	"net/http"
	"time"

	"shiming/shared/steps"
	"shiming/shared/store/canary"
)

// health serves two addresses for who watches over the process. /healthz says that it runs; /readyz whether it can work:
// the database answers, its keys open it, and tokens can be verified. Neither says anything of a person, or why not: the
// cause is in the log.
func (e *Engine) health(mux *http.ServeMux, keys steps.Keys) {
	say := func(w http.ResponseWriter, status int, word string) {
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		w.Header().Set("Cache-Control", "no-store")
		w.WriteHeader(status)
		_, _ = io.WriteString(w, word+"\n")
	}
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { say(w, http.StatusOK, "ok") })
	mux.HandleFunc("GET /readyz", func(w http.ResponseWriter, r *http.Request) {
		ctx, cancel := context.WithTimeout(r.Context(), 2*time.Second)
		defer cancel()
		if err := errors.Join(canary.Check(ctx, e.Store, keys), e.verifier.Ready()); err != nil {
			e.config.Log.Error("not ready", "cause", err.Error())
			say(w, http.StatusServiceUnavailable, "not ready")
			return
		}
		say(w, http.StatusOK, "ready")
	})
}
