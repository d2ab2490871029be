package lambdahttp

import (
	"context"
	"encoding/json"
	"net/http"

	"shiming/shared/api"
	"shiming/shared/lambda/boot"
)

// handled serves a handler of net/http. It implements lambda.Handler.
type handled struct{ handler http.Handler }

// StartHandler serves the handler until Lambda ends the process: pages that people see, before which no gate of the API stands.
// Which addresses are its function's is said by the template; what is at them, by the handler.
func StartHandler(env *boot.Env, handler http.Handler) { env.Serve(handled{handler}) }

// Invoke answers one event. An event that is not one of an HTTP API is an error; everything else is an answer.
func (h handled) Invoke(ctx context.Context, payload []byte) ([]byte, error) {
	var e event
	if err := json.Unmarshal(payload, &e); err != nil || e.RequestContext.HTTP.Method == "" {
		return nil, errNotHTTP{}
	}
	r, err := e.request(ctx)
	if err != nil {
		return nil, err
	}
	var w api.Recorder
	h.handler.ServeHTTP(&w, r)
	return json.Marshal(answer(&w))
}
