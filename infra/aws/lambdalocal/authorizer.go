package lambdalocal

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"shiming/infra/aws/template"
	"shiming/infra/server/issuer"
)

// authorizer is the JWT authorizer of an HTTP API.
type authorizer struct {
	config template.JWTAuthorizer
	parser *jwt.Parser
	key    jwt.Keyfunc
	token  func(*http.Request) string
}

// verified is what a good token says.
type verified struct {
	claims map[string]string
	scopes []string
}

var (
	errToken = errors.New("no valid token")
	errScope = errors.New("the token lacks the scope")
)

func newAuthorizer(a template.JWTAuthorizer, key jwt.Keyfunc, now func() time.Time) (*authorizer, error) {
	if u, err := url.Parse(a.Issuer); err == nil && issuer.Loopback(u.Hostname()) {
		key = discovered(a, now)
	}
	if key == nil {
		return nil, errors.New("Options.Keyfunc is needed for a JWT authorizer whose issuer is not on this machine")
	}
	out := &authorizer{config: a, key: key}
	out.parser = jwt.NewParser(
		jwt.WithValidMethods([]string{"RS256"}), jwt.WithIssuer(a.Issuer), jwt.WithExpirationRequired(),
		jwt.WithIssuedAt(), jwt.WithTimeFunc(now), jwt.WithJSONNumber(),
	)
	if name, ok := strings.CutPrefix(a.IdentitySource, "$request.header."); ok {
		out.token = func(r *http.Request) string { return r.Header.Get(name) }
	} else if name, ok := strings.CutPrefix(a.IdentitySource, "$request.querystring."); ok {
		out.token = func(r *http.Request) string { return r.URL.Query().Get(name) }
	} else {
		return nil, fmt.Errorf("identity source %q is not understood", a.IdentitySource)
	}
	return out, nil
}

// discovered gives the keys that an issuer on this machine publishes, asked for with the first token: it may be one of the
// functions.
func discovered(a template.JWTAuthorizer, now func() time.Time) jwt.Keyfunc {
	var mu sync.Mutex
	var found *issuer.Remote
	return func(t *jwt.Token) (any, error) {
		mu.Lock()
		defer mu.Unlock()
		if found == nil {
			remote, err := issuer.Discover(context.Background(), a.Issuer, "", now)
			if err != nil {
				return nil, err
			}
			found = remote
		}
		return found.Keyfunc(t)
	}
}

// check verifies the request's token: RS256 signature, issuer, audience, times, and one of the scopes if there are
// any. The error says no more than errToken or errScope, as the answer does.
func (a *authorizer) check(r *http.Request, scopes []string) (*verified, error) {
	text := a.token(r)
	if scheme, rest, ok := strings.Cut(text, " "); ok && strings.EqualFold(scheme, "Bearer") {
		text = strings.TrimSpace(rest)
	}
	claims := jwt.MapClaims{}
	parsed, err := a.parser.ParseWithClaims(text, claims, a.key)
	if err != nil {
		return nil, errToken
	}
	if _, critical := parsed.Header["crit"]; critical { // we understand no extension (RFC 7515 §4.1.11, FAULTS E5)
		return nil, errToken
	}
	if sub, said := claims["sub"]; said && !isSubject(sub) { // a text (RFC 7519 §4.1.2, FAULTS E5)
		return nil, errToken
	}
	if !a.meant(claims) {
		return nil, errToken
	}
	v := &verified{claims: map[string]string{}}
	for k, c := range claims {
		// A measured habit of HTTP APIs: numbers and booleans as text, lists as "[a b]".
		v.claims[k] = fmt.Sprint(c)
	}
	if len(scopes) > 0 {
		v.scopes = tokenScopes(claims)
		if !slices.ContainsFunc(v.scopes, func(s string) bool { return slices.Contains(scopes, s) }) {
			return nil, errScope
		}
	}
	return v, nil
}

// isSubject reports whether a claim names somebody: numbers that are flattened to texts could become one.
func isSubject(claim any) bool {
	sub, ok := claim.(string)
	return ok && sub != ""
}

// meant says whether the token is for this API: "aud", or "client_id" in a token without "aud".
func (a *authorizer) meant(claims jwt.MapClaims) bool {
	audience, err := claims.GetAudience()
	if err != nil {
		return false
	}
	if len(audience) == 0 {
		id, _ := claims["client_id"].(string)
		audience = jwt.ClaimStrings{id}
	}
	return slices.ContainsFunc(audience, func(x string) bool { return x != "" && slices.Contains(a.config.Audience, x) })
}

// tokenScopes reads "scp", else "scope": a text with spaces, or a list.
func tokenScopes(claims jwt.MapClaims) []string {
	for _, name := range []string{"scp", "scope"} {
		switch c := claims[name].(type) {
		case string:
			return strings.Fields(c)
		case []any:
			var out []string
			for _, s := range c {
				out = append(out, fmt.Sprint(s))
			}
			return out
		}
	}
	return nil
}
