package lambdalocal

import (
	"encoding/base64"
	"mime"
	"net"
	"net/http"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/aws/aws-lambda-go/events"
	"github.com/google/uuid"
)

// event is the request in payload format 2.0. Like API Gateway it gives the path decoded (rawPath too), headers in
// lower case with their values joined by commas, and cookies apart. domainName keeps the port, so that links that a
// function makes of it lead back here.
func (f *front) event(r *http.Request, to *route, params map[string]string, token *verified, body []byte) events.APIGatewayV2HTTPRequest {
	now := f.now().UTC()
	ip, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		ip = r.RemoteAddr
	}
	e := events.APIGatewayV2HTTPRequest{
		Version:        "2.0",
		RouteKey:       to.Key(),
		RawPath:        r.URL.Path,
		RawQueryString: r.URL.RawQuery,
		Headers:        map[string]string{"host": r.Host, "x-forwarded-for": ip, "x-forwarded-proto": "http"},
		PathParameters: params,
		RequestContext: events.APIGatewayV2HTTPRequestContext{
			RouteKey:     to.Key(),
			AccountID:    "000000000000",
			Stage:        "$default",
			RequestID:    uuid.NewString(),
			APIID:        to.API,
			DomainName:   r.Host,
			DomainPrefix: strings.SplitN(r.Host, ".", 2)[0],
			Time:         now.Format("02/Jan/2006:15:04:05 -0700"),
			TimeEpoch:    now.UnixMilli(),
			HTTP: events.APIGatewayV2HTTPRequestContextHTTPDescription{
				Method: r.Method, Path: r.URL.Path, Protocol: r.Proto, SourceIP: ip, UserAgent: r.UserAgent(),
			},
		},
	}
	for name, values := range r.Header {
		if name == "Cookie" {
			continue
		}
		e.Headers[strings.ToLower(name)] = strings.Join(values, ",")
	}
	for _, line := range r.Header["Cookie"] {
		for c := range strings.SplitSeq(line, ";") {
			if c = strings.TrimSpace(c); c != "" {
				e.Cookies = append(e.Cookies, c)
			}
		}
	}
	if len(body) > 0 {
		e.Headers["content-length"] = strconv.Itoa(len(body))
	}
	for name, values := range r.URL.Query() {
		if e.QueryStringParameters == nil {
			e.QueryStringParameters = map[string]string{}
		}
		e.QueryStringParameters[name] = strings.Join(values, ",")
	}
	if token != nil {
		e.RequestContext.Authorizer = &events.APIGatewayV2HTTPRequestContextAuthorizerDescription{
			JWT: &events.APIGatewayV2HTTPRequestContextAuthorizerJWTDescription{Claims: token.claims, Scopes: token.scopes},
		}
	}
	e.Body = string(body)
	if len(body) > 0 && (!isText(r.Header) || !utf8.Valid(body)) {
		e.Body, e.IsBase64Encoded = base64.StdEncoding.EncodeToString(body), true
	}
	return e
}

// isText says which bodies an HTTP API passes on as they are: text/*, JSON, JavaScript and XML that are not
// compressed. All others, forms included, arrive as base64.
func isText(h http.Header) bool {
	if e := h.Get("Content-Encoding"); e != "" && e != "identity" {
		return false
	}
	t, _, err := mime.ParseMediaType(h.Get("Content-Type"))
	if err != nil {
		return h.Get("Content-Type") == ""
	}
	switch t {
	case "application/json", "application/javascript", "application/xml":
		return true
	}
	return strings.HasPrefix(t, "text/") || strings.HasSuffix(t, "+json") || strings.HasSuffix(t, "+xml")
}
