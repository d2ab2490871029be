// Package lambdahttp carries HTTP API events of API Gateway (payload format 2.0) to endpoints and their answers back.
// It decides nothing: tokens were verified by the API's authorizer, everything else is behind api.Gate.
package lambdahttp

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"strings"
	"unicode/utf8"

	"github.com/aws/aws-lambda-go/lambda"

	"shiming/shared/api"
	"shiming/shared/lambda/boot"
)

// Function serves the endpoints of one function. It implements lambda.Handler.
type Function struct {
	routes    map[string]api.Handler
	publicURL string
}

// New makes a function of endpoints behind the gate. publicURL is where the service is reached from outside; empty
// means the domain that each event names.
func New(publicURL string, gate api.Gate, endpoints ...api.Endpoint) Function {
	f := Function{routes: map[string]api.Handler{}, publicURL: strings.TrimSuffix(publicURL, "/")}
	for _, e := range endpoints {
		f.routes[e.Route.Key()] = gate.Serve(e)
	}
	return f
}

// Start serves the endpoints until Lambda ends the process.
func Start(env *boot.Env, endpoints ...api.Endpoint) {
	function := New(env.PublicURL(), env.Gate(), endpoints...)
	env.Ready()
	lambda.Start(function)
}

// Invoke answers one event. An event that is not one of an HTTP API is an error; everything else is an answer.
func (f Function) Invoke(ctx context.Context, payload []byte) ([]byte, error) {
	var e event
	if err := json.Unmarshal(payload, &e); err != nil {
		return nil, errNotHTTP{}
	}
	handler, ok := f.routes[e.RouteKey]
	if !ok {
		return nil, errNotHTTP{}
	}
	body := []byte(e.Body)
	if e.Base64 {
		decoded, err := base64.StdEncoding.DecodeString(e.Body)
		if err != nil {
			return nil, errNotHTTP{}
		}
		body = decoded
	}
	request := api.Request{
		Method: e.RequestContext.HTTP.Method, Path: e.RawPath, Params: e.Path, Query: e.Query,
		Header: lower(e.Headers), Body: body, ID: e.RequestContext.RequestID, BaseURL: f.publicURL,
	}
	if request.BaseURL == "" {
		request.BaseURL = "https://" + e.RequestContext.DomainName
	}
	request.Claims = e.RequestContext.Authorizer.JWT.Claims
	return json.Marshal(answer(handler(ctx, request)))
}

// event is what is read of an HTTP API event; reading all of it would cost a cold start a tenth of a millisecond.
type event struct {
	RouteKey       string            `json:"routeKey"`
	RawPath        string            `json:"rawPath"`
	Headers        map[string]string `json:"headers"`
	Query          map[string]string `json:"queryStringParameters"`
	Path           map[string]string `json:"pathParameters"`
	Body           string            `json:"body"`
	Base64         bool              `json:"isBase64Encoded"`
	RequestContext struct {
		RequestID  string `json:"requestId"`
		DomainName string `json:"domainName"`
		HTTP       struct {
			Method string `json:"method"`
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
	Body       string            `json:"body"`
	Base64     bool              `json:"isBase64Encoded,omitempty"`
}

func answer(r api.Response) response {
	out := response{StatusCode: r.Status, Headers: r.Header, Body: string(r.Body)}
	if !utf8.Valid(r.Body) {
		out.Body, out.Base64 = base64.StdEncoding.EncodeToString(r.Body), true
	}
	return out
}

func lower(h map[string]string) map[string]string {
	out := make(map[string]string, len(h))
	for name, value := range h {
		out[strings.ToLower(name)] = value
	}
	return out
}

// errNotHTTP says that the event did not come from the function's routes: a fault of the template, not of a caller.
type errNotHTTP struct{}

// Error says what happened.
func (errNotHTTP) Error() string { return "the event is none of this function's routes" }
