package lambdalocal

import (
	"strings"

	"shiming/infra/aws/template"
)

// route is one route of the HTTP API.
type route struct {
	template.HTTPRoute
	function string      // logical id
	auth     *authorizer // nil for a public route
	segments []string    // of Path; nil for $default
}

func newRoute(r template.HTTPRoute, function string, auth *authorizer) route {
	out := route{HTTPRoute: r, function: function, auth: auth}
	if r.Path != "" {
		out.segments = strings.Split(strings.TrimPrefix(r.Path, "/"), "/")
	}
	return out
}

// How specific a segment of a route's path is.
const (
	greedy = iota // {name+}
	one           // {name}
	literal
)

func kind(segment string) int {
	switch {
	case strings.HasPrefix(segment, "{") && strings.HasSuffix(segment, "+}"):
		return greedy
	case strings.HasPrefix(segment, "{") && strings.HasSuffix(segment, "}"):
		return one
	}
	return literal
}

// match finds the route for a request, and the values of its path variables. Precedence is that of API Gateway: the
// most specific path wins, segment by segment (a literal before a variable before a greedy variable), then the
// method itself before ANY; $default comes last. nil means 404, also for a path that other methods have.
func match(routes []route, method, path string) (*route, map[string]string) {
	segments := strings.Split(strings.TrimPrefix(path, "/"), "/")
	var best *route
	for i := range routes {
		r := &routes[i]
		if r.fits(method, segments) && (best == nil || r.before(best)) {
			best = r
		}
	}
	if best == nil {
		return nil, nil
	}
	return best, best.params(segments)
}

func (r *route) fits(method string, path []string) bool {
	if r.segments == nil {
		return true
	}
	if r.Method != "ANY" && r.Method != method {
		return false
	}
	for i, s := range r.segments {
		if i >= len(path) {
			return false
		}
		switch kind(s) {
		case greedy:
			return path[i] != "" // a greedy variable is the last segment and takes the rest
		case one:
			if path[i] == "" {
				return false
			}
		default:
			if s != path[i] {
				return false
			}
		}
	}
	return len(path) == len(r.segments)
}

// before says that r is the more specific one of two routes that fit.
func (r *route) before(other *route) bool {
	if r.segments == nil || other.segments == nil {
		return other.segments == nil && r.segments != nil
	}
	for i := range min(len(r.segments), len(other.segments)) {
		if a, b := kind(r.segments[i]), kind(other.segments[i]); a != b {
			return a > b
		}
	}
	return r.Method != "ANY" && other.Method == "ANY"
}

// params gives the path variables.
func (r *route) params(path []string) map[string]string {
	var out map[string]string
	for i, s := range r.segments {
		k := kind(s)
		if k == literal {
			continue
		}
		if out == nil {
			out = map[string]string{}
		}
		name := strings.TrimSuffix(strings.Trim(s, "{}"), "+")
		out[name] = path[i]
		if k == greedy {
			out[name] = strings.Join(path[i:], "/")
		}
	}
	return out
}
