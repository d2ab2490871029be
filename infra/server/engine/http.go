package engine

import (
	"crypto/rand"
	"net"
	"net/http"
	"path"
	"strings"

	"shiming/infra/server/issuer"
	"shiming/shared/api"
	"shiming/shared/files/folder"
	"shiming/shared/realname"
	"shiming/shared/steps"
)

// routes wraps net/http around the endpoints: the paths of the table are patterns of http.ServeMux as they stand.
func (e *Engine) routes(gate api.Gate, endpoints []api.Endpoint, keys steps.Keys) http.Handler {
	mux := http.NewServeMux()
	known := map[string]bool{}
	for _, endpoint := range api.WithSessions(endpoints) {
		handler := gate.Serve(endpoint)
		pattern := pattern(endpoint.Route)
		mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) {
			handler(w, r, e.edge(r))
		})
		if endpoint.Route.Method != anyMethod {
			known[endpoint.Route.Path] = true
		}
	}
	for path := range known {
		mux.HandleFunc(path, func(w http.ResponseWriter, r *http.Request) {
			api.Refuse(w, realname.CodeMethodNotAllowed, newRequestID())
		})
	}
	mux.Handle(folder.Path, e.documents.files)
	e.health(mux, keys)
	e.showMetrics(mux)
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		api.Refuse(w, realname.CodeRouteUnknown, newRequestID())
	})
	return mux
}

// maxHost is the longest name of a host with a port: what is longer is none, and makes no QR code.
const maxHost = 253 + len(":65535")

// asItStands refuses what is no address of ours before ServeMux corrects it by a redirect.
func asItStands(mux *http.ServeMux) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked := strings.TrimSuffix(r.URL.EscapedPath(), "/")
		if asked != "" && asked != path.Clean(asked) || strings.HasSuffix(r.URL.Path, "//") || len(r.Host) > maxHost {
			api.Refuse(w, realname.CodeRouteUnknown, newRequestID())
			return
		}
		mux.ServeHTTP(w, r)
	})
}

// edge is what the server knows of a request. A token that does not verify makes no claims, and the gate says so.
func (e *Engine) edge(r *http.Request) api.Edge {
	from := api.Edge{BaseURL: e.baseURL(r), ID: newRequestID(), Address: cameFrom(r), Agent: r.UserAgent()}
	if token, ok := bearer(r); ok {
		from.Claims, _ = e.claims(r, token, from.BaseURL) // by the real time, however the clock was turned
	}
	return from
}

// bearer is the token of the request; false without one.
func bearer(r *http.Request) (token string, ok bool) {
	scheme, token, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	return token, strings.EqualFold(scheme, "Bearer")
}

// cameFrom is the address that a request came from. A proxy on this machine adds it to a header; what stands before that there,
// and what others say, is anybody's word.
func cameFrom(r *http.Request) string {
	address, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return ""
	}
	if through := r.Header.Get("X-Forwarded-For"); through != "" && issuer.Loopback(address) {
		return strings.TrimSpace(through[strings.LastIndexByte(through, ',')+1:])
	}
	return address
}

// claims verifies a token by the one issuer whose tokens the route takes: those of sessions by Shiming's own, all others by the
// platform's.
func (e *Engine) claims(r *http.Request, token, base string) (map[string]string, error) {
	if api.IsOfSessions(r.URL.Path) {
		return issuer.Session(r.Context(), e.signer, base, token, e.clock.base)
	}
	return e.verifier.Claims(r.Context(), token, e.clock.base)
}

// baseURL is where people reach the server: as configured, or as this request did by a name of this machine. What else a
// request says of the host is anybody's word, and gets into no address (THREATS X19).
func (e *Engine) baseURL(r *http.Request) string {
	if e.config.PublicURL != "" {
		return strings.TrimSuffix(e.config.PublicURL, "/")
	}
	if name, _, err := net.SplitHostPort(r.Host); issuer.Loopback(r.Host) || err == nil && issuer.Loopback(name) {
		return "http://" + r.Host
	}
	here, _ := r.Context().Value(http.LocalAddrContextKey).(net.Addr)
	if here == nil {
		return ""
	}
	return "http://" + here.String()
}

// anyMethod is how API Gateway names a route for every method.
const anyMethod = "ANY"

// pattern writes a route of API Gateway as one of http.ServeMux.
func pattern(r api.Route) string {
	path := strings.ReplaceAll(r.Path, "+}", "...}")
	if r.Method == anyMethod {
		return path
	}
	return r.Method + " " + path
}

func newRequestID() string { return "req_" + strings.ToLower(rand.Text()) }
