// Package desk chooses where staff sign in: at the platform's identity provider. In a sandbox without one, whoever serves the pages
// plays it.
package desk

import (
	"context"
	"strings"

	"shiming/shared/connect"
	"shiming/shared/pages/oidc"
)

// Connect returns where staff sign in, or nil where STAFF_CLIENT_ID is not set: then the pages of staff are not served. base is where
// people reach the service; empty: at the host of each request.
func Connect(s *connect.Setup, base string) *oidc.Desk {
	client := s.Get("STAFF_CLIENT_ID")
	if client == "" || !s.Needs("staff sign in", "JWT_ISSUER", "STAFF_COOKIE_SECRET") {
		return nil
	}
	if secret, written := s.Written("STAFF_COOKIE_SECRET"); written && len(secret) < oidc.ShortestSecret {
		s.Refuse("STAFF_COOKIE_SECRET has to have %d characters or more, by chance.", oidc.ShortestSecret)
		return nil
	}
	cookies, own := s.Access("STAFF_COOKIE_SECRET"), s.Access("STAFF_CLIENT_SECRET")
	return oidc.New(oidc.Config{
		Issuer: s.Get("JWT_ISSUER"), Client: client, Scopes: strings.Fields(s.Get("STAFF_SCOPES")), Base: strings.TrimSuffix(base, "/"), Now: s.Signing(),
		Secrets: func(ctx context.Context) (string, string, error) {
			key, err := cookies(ctx)
			if err != nil || own == nil {
				return "", first(key), err
			}
			secret, err := own(ctx)
			return first(secret), first(key), err
		},
	})
}

func first(all []string) string {
	if len(all) == 0 {
		return ""
	}
	return all[0]
}
