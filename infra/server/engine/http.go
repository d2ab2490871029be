package engine

import (
	"crypto/rand"
	"io"
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

// readLimit is how much of a body is taken from the wire: more than the API takes, so that it can say so itself.
const readLimit = 1 << 20

// routes wraps net/http around the endpoints: the paths of the table are patterns of http.ServeMux as they stand.
func (e *Engine) routes(gate api.Gate, endpoints []api.Endpoint, keys steps.Keys) http.Handler {
	mux := http.NewServeMux()
	known := map[string]bool{}
	for _, endpoint := range endpoints {
		handler := gate.Serve(endpoint)
		pattern := pattern(endpoint.Route)
		names := params(endpoint.Route.Path)
		mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) {
			write(w, handler(r.Context(), e.request(r, names)))
		})
		if endpoint.Route.Method != anyMethod {
			known[endpoint.Route.Path] = true
		}
	}
	for path := range known {
		mux.HandleFunc(path, func(w http.ResponseWriter, r *http.Request) {
			write(w, api.Refuse(realname.CodeMethodNotAllowed, newRequestID()))
		})
	}
	mux.Handle(folder.Path, e.documents.files)
	e.health(mux, keys)
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/" && r.Method == http.MethodGet {
			e.welcome(w, r)
			return
		}
		write(w, api.Refuse(realname.CodeRouteUnknown, newRequestID()))
	})
	return asItStands(mux)
}

// maxHost is the longest name of a host with a port: what is longer is none, and makes no QR code.
const maxHost = 253 + len(":65535")

// asItStands refuses what is no address of ours before ServeMux corrects it by a redirect.
func asItStands(mux *http.ServeMux) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked := strings.TrimSuffix(r.URL.EscapedPath(), "/")
		if asked != "" && asked != path.Clean(asked) || strings.HasSuffix(r.URL.Path, "//") || len(r.Host) > maxHost {
			write(w, api.Refuse(realname.CodeRouteUnknown, newRequestID()))
			return
		}
		mux.ServeHTTP(w, r)
	})
}

func (e *Engine) request(r *http.Request, names []string) api.Request {
	out := api.Request{
		Method: r.Method, Path: r.URL.Path, Params: map[string]string{}, Query: map[string]string{},
		Header: map[string]string{}, BaseURL: e.baseURL(r), ID: newRequestID(),
	}
	for _, name := range names {
		out.Params[name] = r.PathValue(name)
	}
	for name, values := range r.URL.Query() {
		out.Query[name] = strings.Join(values, ",")
	}
	for name, values := range r.Header {
		out.Header[strings.ToLower(name)] = strings.Join(values, ",")
	}
	out.Body, _ = io.ReadAll(io.LimitReader(r.Body, readLimit)) // a body cut short is not valid JSON
	if scheme, token, _ := strings.Cut(out.Header["authorization"], " "); strings.EqualFold(scheme, "Bearer") {
		// By the real time, however the clock was turned. Not verified: no claims, and the gate says so.
		out.Claims, _ = e.verifier.Claims(r.Context(), token, e.clock.base)
	}
	return out
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

func params(path string) []string {
	var names []string
	for _, part := range strings.Split(path, "/") {
		if strings.HasPrefix(part, "{") {
			names = append(names, strings.Trim(part, "{+}"))
		}
	}
	return names
}

func write(w http.ResponseWriter, r api.Response) {
	for name, value := range r.Header {
		w.Header().Set(name, value)
	}
	w.WriteHeader(r.Status)
	_, _ = w.Write(r.Body)
}

func newRequestID() string { return "req_" + strings.ToLower(rand.Text()) }
