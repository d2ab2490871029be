package main

import (
	"regexp"
	"slices"
	"strings"

	"shiming/shared/api"
)

// event is a route of the API in the template: its name, method and path.
var event = regexp.MustCompile(`^( +)(\w+): \{Type: HttpApi, Properties: \{ApiId: !Ref Api, Method: (\w+), Path: ("?)([^"]+?)("?)\}\}$`)

// ofSessions marks the lines that are written here.
const ofSessions = "Auth: {Authorizer: Sessions}"

// sessions writes the routes of sessions into the template, each behind the route that it follows from (api.Route.InSession):
// the same function, under /me, behind the authorizer of Shiming's own tokens.
func sessions(template string) string {
	var out []string
	for _, line := range strings.Split(template, "\n") {
		if strings.Contains(line, ofSessions) {
			continue
		}
		out = append(out, line)
		m := event.FindStringSubmatch(line)
		if m == nil {
			continue
		}
		i := slices.IndexFunc(api.Routes(), func(r api.Route) bool { return r.Method == m[3] && r.Path == m[5] })
		if i < 0 {
			continue
		}
		if r, ok := api.Routes()[i].InSession(); ok {
			path := m[4] + r.Path + m[6]
			out = append(out, m[1]+m[2]+"InSession: {Type: HttpApi, Properties: {ApiId: !Ref Api, Method: "+r.Method+", Path: "+path+", "+ofSessions+"}}")
		}
	}
	return strings.Join(out, "\n")
}
