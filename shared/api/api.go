// Package api is the HTTP API, without a transport: a Request in, a Response out. The embedded server wraps net/http
// around it, the functions wrap API Gateway's events. Here live the table of routes with who may call them, the one
// choke point that authorises and audits (gate.go), the strict reading of bodies, the views that people get, and the
// OpenAPI description. What a step does is in shared/steps.
package api

import (
	"context"
	"strconv"
	"strings"
	"time"

	"shiming/shared/realname"
)

// Request is one HTTP request, as a transport hands it over. Names of headers are in lower case.
type Request struct {
	Method, Path string
	Params       map[string]string // the {…} of the route's path
	Query        map[string]string
	Header       map[string]string
	Body         []byte
	// Claims are those of a verified token; nil when the request carried none.
	Claims map[string]string
	// BaseURL is where the service is reached from outside, without a trailing slash.
	BaseURL string
	// ID identifies the request in logs and problem documents.
	ID string
}

// absolute completes an address that is a path under the service's own.
func (r Request) absolute(address string) string {
	if strings.HasPrefix(address, "/") {
		return r.BaseURL + address
	}
	return address
}

// Response is one HTTP response.
type Response struct {
	Status int
	Header map[string]string
	Body   []byte
}

// Handler answers requests of one or more routes. It never fails: every fault is a problem document.
type Handler func(ctx context.Context, r Request) Response

// Endpoint is a route with what it does.
type Endpoint struct {
	Route Route
	serve func(ctx context.Context, c call) (reply, error)
}

// call is an authorised request.
type call struct {
	Request
	actor realname.Actor
	audit *Entry
}

// reply is a successful answer: a value for JSON, or raw bytes of another type.
type reply struct {
	status  int
	body    any
	raw     []byte
	rawType string
	header  map[string]string // of a raw answer, beside its type
	etag    string
}

// ask reads the identity of the request: its idempotency key and the version that the caller read.
func (c call) ask(route Route) (askFields, error) {
	var a askFields
	if key, ok := c.Header["idempotency-key"]; ok {
		r, err := replayOf(key, route, c)
		if err != nil {
			return a, err
		}
		a.replay = r
	}
	a.versions = ifMatch(c.Header["if-match"])
	return a, nil
}

// ifMatch reads the header (RFC 9110 §13.1.1, FAULTS E3): nil lets every version go ahead, without a header and with "*";
// of a list, any version in it. A tag that is weak, or none of ours, matches nothing, and what is no list is an empty one.
func ifMatch(header string) []int {
	rest := strings.Trim(header, " \t")
	if rest == "" || rest == "*" {
		return nil
	}
	versions := []int{}
	for rest != "" {
		tag, weak := strings.CutPrefix(rest, "W/")
		opened, quoted := strings.CutPrefix(tag, `"`)
		tag, after, closed := strings.Cut(opened, `"`)
		after = strings.TrimLeft(after, " \t")
		next, listed := strings.CutPrefix(after, ",")
		if !quoted || !closed || !listed && after != "" {
			return []int{}
		}
		if n, err := strconv.Atoi(tag); err == nil && !weak && tag == strconv.Itoa(n) {
			versions = append(versions, n)
		}
		rest = strings.TrimLeft(next, " \t")
	}
	return versions
}

type askFields struct {
	replay   *realname.Replay
	versions []int
}

// Settings are what every endpoint answers with.
type Settings struct {
	Policy *realname.Policy
	Clock  func() time.Time
	// Livemode is false where a sandbox provider stands in for the real ones.
	Livemode bool
}

// Page makes an endpoint that needs no token and answers with whatever serve returns: for pages that are no part of
// the API, as the sandbox's phone. It passes the gate like every other.
func Page(route Route, serve func(ctx context.Context, r Request) (Response, error)) Endpoint {
	return Endpoint{route, func(ctx context.Context, c call) (reply, error) {
		answer, err := serve(ctx, c.Request)
		if err != nil {
			return reply{}, err
		}
		return reply{status: answer.Status, raw: answer.Body, header: answer.Header}, nil
	}}
}
