package lambdalocal

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"
)

// Limits of HTTP APIs.
const (
	maxBody           = 10 << 20 // of a request's body
	maxHeaderBytes    = 10 << 10 // of the request line and the headers together
	integrationWithin = 30 * time.Second
)

// front is the HTTP APIs of the template, at one address: it finds the route, asks the authorizer, invokes the function and
// maps its answer.
type front struct {
	stack  *Lambda
	routes []route
	now    func() time.Time
}

// newFront returns nil when the template has no routes.
func newFront(s *Lambda, o Options) (*front, error) {
	f := &front{stack: s, now: o.Now}
	auth, apis := map[string]*authorizer{}, map[string]string{}
	for _, fn := range o.Template.Functions {
		for _, r := range fn.Routes {
			if other, taken := apis[r.Key()]; taken && other != r.API {
				return nil, fmt.Errorf("one address is served, and both %s and %s have %s", other, r.API, r.Key())
			}
			apis[r.Key()] = r.API
			name := r.API + " " + r.Authorizer
			if r.Authorizer != "" && auth[name] == nil {
				api, _ := o.Template.API(r.API)
				var err error
				if auth[name], err = newAuthorizer(api.Authorizers[r.Authorizer], o.Keyfunc, o.Now); err != nil {
					return nil, fmt.Errorf("authorizer %s: %w", r.Authorizer, err)
				}
			}
			f.routes = append(f.routes, newRoute(r, fn.ID, auth[name]))
		}
	}
	if len(f.routes) == 0 {
		return nil, nil
	}
	return f, nil
}

// ServeHTTP answers like an HTTP API with a Lambda proxy integration.
func (f *front) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	route, params := match(f.routes, r.Method, r.URL.Path)
	if route == nil {
		refuse(w, http.StatusNotFound, "Not Found")
		return
	}
	var claims *verified
	if route.auth != nil {
		var err error
		claims, err = route.auth.check(r, route.Scopes)
		if err != nil {
			code, text := http.StatusUnauthorized, "Unauthorized"
			if errors.Is(err, errScope) {
				code, text = http.StatusForbidden, "Forbidden"
			}
			w.Header().Set("Www-Authenticate", "Bearer")
			refuse(w, code, text)
			return
		}
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	if err != nil {
		refuseBody(w, err)
		return
	}
	payload, err := json.Marshal(f.event(r, route, params, claims, body))
	if err != nil {
		refuse(w, http.StatusInternalServerError, "Internal Server Error")
		return
	}
	ctx, cancel := context.WithTimeout(r.Context(), integrationWithin)
	defer cancel()
	result, err := f.stack.Invoke(ctx, route.function, payload)
	switch {
	case errors.Is(err, ErrTooLarge):
		refuseBody(w, err)
	case err != nil:
		refuse(w, http.StatusServiceUnavailable, "Service Unavailable")
	case result.FunctionError != "":
		refuse(w, http.StatusInternalServerError, "Internal Server Error")
	default:
		w.Header().Set("Apigw-Requestid", result.RequestID)
		respond(w, result.Payload)
	}
}

// refuse answers in the words of API Gateway.
func refuse(w http.ResponseWriter, code int, message string) {
	body, _ := json.Marshal(map[string]string{"message": message}) // strings only
	status(w, code, string(body))
}

// refuseBody answers a body that is too large, or that broke off.
func refuseBody(w http.ResponseWriter, err error) {
	var tooLarge *http.MaxBytesError
	if errors.As(err, &tooLarge) || errors.Is(err, ErrTooLarge) {
		refuse(w, http.StatusRequestEntityTooLarge, "Request Entity Too Large")
		return
	}
	refuse(w, http.StatusBadRequest, "Bad Request")
}
