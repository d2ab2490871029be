// Package api is the HTTP API, on net/http's types and without a transport. The server passes on what net/http took, the
// functions turn API Gateway's events into requests of the same kind (shared/lambda/http). Here live the table of routes with
// who may call them (routes.go), the one choke point that authorises and audits (gate.go), the endpoints as values, made by one
// generic function each (endpoints.go), the strict reading of bodies (body.go), and the views that people get. What a step
// does is in shared/steps; the OpenAPI description is made of the types and sentences here by shared/api/reference.
package api

import (
	"net/http"
	"strings"
	"time"

	"shiming/shared/realname"
)

// Edge is what whoever takes a request from the wire knows of it, beside the request itself.
type Edge struct {
	// Claims are those of a verified token; nil when the request carried none.
	Claims map[string]string
	// BaseURL is where the service is reached from outside, without a trailing slash.
	BaseURL string
	// Address is the IP address that the request came from, Agent what its program says of itself; empty: not known.
	Address, Agent string
	// ID identifies the request in logs and problem documents.
	ID string
}

// Handler answers requests of one route. It never fails: every fault is a problem document.
type Handler func(w http.ResponseWriter, r *http.Request, from Edge)

// Endpoint is a route with what it does.
type Endpoint struct {
	Route Route
	serve func(c *call) (reply, error)
}

// Settings are what every endpoint answers with.
type Settings struct {
	Policy *realname.Policy
	Clock  func() time.Time
}

// call is an authorised request. Its body was read, and is in body.
type call struct {
	Edge
	route Route
	http  *http.Request
	body  []byte
	actor realname.Actor
	audit *AuditEntry
	// livemode is the gate's.
	livemode bool
	// wrong is what atItsStep found.
	wrong error
}

// header is the header, its values joined as RFC 9110 §5.3 says; false without one.
func (c *call) header(name string) (string, bool) {
	values := c.http.Header.Values(name)
	return strings.Join(values, ","), len(values) > 0
}

// absolute completes an address that is a path under the service's own.
func (c *call) absolute(address string) string {
	if strings.HasPrefix(address, "/") {
		return c.BaseURL + address
	}
	return address
}

// of answers with a body about a case, and names the case in the audit trail.
func (c *call) of(about realname.Case, body any) reply {
	c.audit.Case, c.audit.Account = about.ID, about.Account
	return reply{body: body}
}

// Page makes an endpoint of what is no part of the API, as the sandbox's phone: it needs no token, and answers with what serve
// writes, or with the problem document of its error. It passes the gate like every other, and its body is at most as large.
func Page(route Route, serve func(w http.ResponseWriter, r *http.Request, from Edge) error) Endpoint {
	return Endpoint{route, func(c *call) (reply, error) {
		var page Recorder
		if err := serve(&page, c.withBody(), c.Edge); err != nil {
			return reply{}, err
		}
		return reply{status: page.Status, header: page.Header(), raw: page.Body}, nil
	}}
}
