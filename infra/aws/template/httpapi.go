package template

import (
	"fmt"
	"strings"

	"gopkg.in/yaml.v3"
)

// HTTPAPI is an AWS::Serverless::HttpApi with Globals.HttpApi merged in.
type HTTPAPI struct {
	// ID is the logical id.
	ID string
	// Authorizers are the JWT authorizers, by name.
	Authorizers map[string]JWTAuthorizer
	// DefaultAuthorizer is the name of the authorizer of routes that say nothing, "" for none.
	DefaultAuthorizer string
}

// JWTAuthorizer is a JWT authorizer of an HTTP API.
type JWTAuthorizer struct {
	// IdentitySource is where the token is, for example "$request.header.Authorization".
	IdentitySource string
	// Issuer is the only accepted "iss"; one of Audience has to be in "aud" (or be the "client_id" of a token
	// without "aud").
	Issuer   string
	Audience []string
	// Scopes are asked for on every route of the authorizer that names none itself.
	Scopes []string
}

// implicitAPIID is the HTTP API that SAM makes for routes without an ApiId.
const implicitAPIID = "ServerlessHttpApi"

func (e *evaluator) httpAPI(id string, properties *yaml.Node) (HTTPAPI, error) {
	p := e.props(id, properties, e.globals["HttpApi"])
	auth := p.object("Auth")
	api := HTTPAPI{
		ID:                id,
		DefaultAuthorizer: auth.text("DefaultAuthorizer", ""),
		Authorizers:       map[string]JWTAuthorizer{},
	}
	authorizers := auth.object("Authorizers")
	for _, layer := range authorizers.layers {
		for name := range layer {
			a := authorizers.object(name)
			if a.node("FunctionArn") != nil {
				a.fail("FunctionArn", fmt.Errorf("only JWT authorizers can be run locally"))
			}
			jwt := a.object("JwtConfiguration")
			api.Authorizers[name] = JWTAuthorizer{
				IdentitySource: a.text("IdentitySource", "$request.header.Authorization"),
				Issuer:         jwt.text("issuer", jwt.text("Issuer", "")),
				Audience:       append(jwt.list("audience"), jwt.list("Audience")...),
				Scopes:         a.list("AuthorizationScopes"),
			}
			if j := api.Authorizers[name]; j.Issuer == "" || len(j.Audience) == 0 {
				jwt.fail("", fmt.Errorf("issuer and audience are expected"))
			}
		}
	}
	return api, p.err()
}

// finishRoutes gives every route its authorizer, checks that it exists, and that no two functions share a route.
func (t *Template) finishRoutes(e *evaluator) error {
	taken := map[string]string{}
	for i := range t.Functions {
		f := &t.Functions[i]
		for j := range f.Routes {
			r := &f.Routes[j]
			api, ok := t.API(r.API)
			if !ok && r.API == implicitAPIID {
				var err error
				if api, err = e.httpAPI(implicitAPIID, nil); err != nil {
					return err
				}
				t.APIs, ok = append(t.APIs, api), true
			}
			if !ok {
				return fmt.Errorf("%s: %s is no AWS::Serverless::HttpApi", f.ID, r.API)
			}
			switch r.Authorizer {
			case "":
				r.Authorizer = api.DefaultAuthorizer
			case "NONE":
				r.Authorizer = ""
			}
			if r.Authorizer != "" {
				a, known := api.Authorizers[r.Authorizer]
				if !known {
					return fmt.Errorf("%s: %s has no authorizer %s", f.ID, r.API, r.Authorizer)
				}
				if len(r.Scopes) == 0 {
					r.Scopes = a.Scopes
				}
			}
			key := r.API + " " + r.Key()
			if other, twice := taken[key]; twice {
				return fmt.Errorf("route %s belongs to %s and to %s", r.Key(), other, f.ID)
			}
			taken[key] = f.ID
		}
	}
	return nil
}

// upperMethod turns SAM's spelling of a method into that of API Gateway.
func upperMethod(m string) string {
	switch m = strings.ToUpper(m); m {
	case "*", "X-AMAZON-APIGATEWAY-ANY-METHOD":
		return "ANY"
	}
	return m
}

// arg0 is the logical id in a !Ref or !GetAtt.
func arg0(name string, arg *yaml.Node, ok bool) string {
	if !ok {
		return ""
	}
	if name == "Fn::GetAtt" {
		id, _, _ := getAttNames(arg, arg)
		return id
	}
	return arg.Value
}
