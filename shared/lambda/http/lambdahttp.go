// Package lambdahttp makes HTTP API events of API Gateway (payload format 2.0) requests of net/http, and carries the answers back.
// It decides nothing: tokens were verified by the API's authorizer, everything else is behind api.Gate.
package lambdahttp

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strings"
	"unicode/utf8"

	"shiming/shared/api"
	"shiming/shared/lambda/boot"
)

// function serves the endpoints of one function. It implements lambda.Handler.
type function struct {
	routes    map[string]api.Handler
	publicURL string
}

// New makes a function of endpoints behind the gate. publicURL is where the service is reached from outside; empty
// means the domain that each event names.
func New(publicURL string, gate api.Gate, endpoints ...api.Endpoint) function {
	f := function{routes: map[string]api.Handler{}, publicURL: strings.TrimSuffix(publicURL, "/")}
	for _, e := range api.WithSessions(endpoints) {
		f.routes[e.Route.Key()] = gate.Serve(e)
	}
	return f
}

// Start serves the endpoints until Lambda ends the process.
func Start(env *boot.Env, endpoints ...api.Endpoint) {
	function := New(env.PublicURL(), env.Gate(), endpoints...)
	env.Serve(function)
}

// Invoke answers one event. An event that is not one of an HTTP API is an error; everything else is an answer.
func (f function) Invoke(ctx context.Context, payload []byte) ([]byte, error) {
	var e event
	if err := json.Unmarshal(payload, &e); err != nil {
		return nil, errNotHTTP{}
	}
	handler, ok := f.routes[e.RouteKey]
	if !ok {
		return nil, errNotHTTP{}
	}
	r, err := e.request(ctx)
	if err != nil {
		return nil, err
	}
	for name, value := range e.Path {
		r.SetPathValue(name, value)
	}
	from := api.Edge{
		Claims: e.RequestContext.Authorizer.JWT.Claims, BaseURL: f.publicURL, ID: e.RequestContext.RequestID,
		Address: e.RequestContext.HTTP.SourceIP, Agent: e.RequestContext.HTTP.UserAgent,
	}
	if from.BaseURL == "" {
		from.BaseURL = "https://" + e.RequestContext.DomainName
	}
	var w api.Recorder
	handler(&w, r, from)
	return json.Marshal(answer(&w))
}

// request is the event as net/http has it. API Gateway gives cookies apart, and the path decoded.
func (e *event) request(ctx context.Context) (*http.Request, error) {
	body := []byte(e.Body)
	if e.Base64 {
		decoded, err := base64.StdEncoding.DecodeString(e.Body)
		if err != nil {
			return nil, errNotHTTP{}
		}
		body = decoded
	}
	r := (&http.Request{
		Method: e.RequestContext.HTTP.Method, URL: &url.URL{Path: e.RawPath, RawQuery: e.RawQuery}, Host: e.RequestContext.DomainName,
		Header: make(http.Header, len(e.Headers)+1), Body: io.NopCloser(bytes.NewReader(body)), ContentLength: int64(len(body)),
	}).WithContext(ctx)
	for name, value := range e.Headers {
		r.Header.Set(name, value)
	}
	if len(e.Cookies) > 0 {
		r.Header.Set("Cookie", strings.Join(e.Cookies, "; "))
	}
	return r, nil
}

// event is what is read of an HTTP API event; reading all of it would cost a cold start a tenth of a millisecond.
type event struct {
	RouteKey       string            `json:"routeKey"`
	RawPath        string            `json:"rawPath"`
	Headers        map[string]string `json:"headers"`
	Cookies        []string          `json:"cookies"`
	RawQuery       string            `json:"rawQueryString"`
	Path           map[string]string `json:"pathParameters"`
	Body           string            `json:"body"`
	Base64         bool              `json:"isBase64Encoded"`
	RequestContext struct {
		RequestID  string `json:"requestId"`
		DomainName string `json:"domainName"`
		HTTP       struct {
			Method    string `json:"method"`
			SourceIP  string `json:"sourceIp"`
			UserAgent string `json:"userAgent"`
		} `json:"http"`
		Authorizer struct {
			JWT struct {
				Claims map[string]string `json:"claims"`
			} `json:"jwt"`
		} `json:"authorizer"`
	} `json:"requestContext"`
}

// response is an answer of payload format 2.0.
type response struct {
	StatusCode int               `json:"statusCode"`
	Headers    map[string]string `json:"headers,omitempty"`
	Cookies    []string          `json:"cookies,omitempty"`
	Body       string            `json:"body"`
	Base64     bool              `json:"isBase64Encoded,omitempty"`
}

func answer(w *api.Recorder) response {
	out := response{StatusCode: w.Status, Headers: map[string]string{}, Body: string(w.Body)}
	for name := range w.Header() {
		out.Headers[name] = w.Header().Get(name)
	}
	if out.Cookies = w.Header()["Set-Cookie"]; out.Cookies != nil {
		delete(out.Headers, "Set-Cookie")
	}
	if !utf8.Valid(w.Body) {
		out.Body, out.Base64 = base64.StdEncoding.EncodeToString(w.Body), true
	}
	return out
}

// errNotHTTP says that the event did not come from the function's routes: a fault of the template, not of a caller.
type errNotHTTP struct{}

// Error says what happened.
func (errNotHTTP) Error() string { return "the event is none of this function's routes" }
