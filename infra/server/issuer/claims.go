package issuer

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/golang-jwt/jwt/v5"
)

// Verifier verifies the tokens of one issuer. It is safe for concurrent use.
type Verifier interface {
	// Claims verifies a token at the time that now tells, and returns its claims as strings, as API Gateway hands them to
	// a function. The error says why it is no good, and holds nothing of it.
	Claims(ctx context.Context, token string, now func() time.Time) (map[string]string, error)
	// Ready says why no token can be verified at present; nil when tokens can be.
	Ready() error
}

var (
	errCritical = errors.New("the header names extensions that have to be understood, and none is")
	errSubject  = errors.New("sub is no string")
)

// verified checks everything about a token: RS256, signature, issuer, audience, times, and that it names somebody. A
// header with "crit" is refused, whatever it names (RFC 7515 §4.1.11), and sub has to be a string: numbers that are read
// as such fall together (RFC 7519 §4.1.2; FAULTS E5).
func verified(token, issuer, audience string, key jwt.Keyfunc, now func() time.Time) (map[string]string, error) {
	parsed, err := jwt.Parse(token, func(t *jwt.Token) (any, error) {
		if _, critical := t.Header["crit"]; critical {
			return nil, errCritical
		}
		return key(t)
	}, jwt.WithValidMethods([]string{"RS256"}), jwt.WithIssuer(issuer),
		jwt.WithExpirationRequired(), jwt.WithIssuedAt(), jwt.WithTimeFunc(now), jwt.WithJSONNumber())
	if err != nil {
		return nil, err
	}
	if err := meant(parsed.Claims.(jwt.MapClaims), audience); err != nil {
		return nil, err
	}
	claims := map[string]string{}
	flatten(claims, "", parsed.Claims.(jwt.MapClaims))
	if sub, text := parsed.Claims.(jwt.MapClaims)["sub"].(string); !text || sub == "" {
		return nil, errSubject
	}
	return claims, nil
}

// meant reports whether the token is for the audience: its aud says so or, where it has none, its client_id, which is how API Gateway
// takes the access tokens of Cognito.
func meant(claims jwt.MapClaims, audience string) error {
	if _, there := claims["aud"]; !there {
		if client, _ := claims["client_id"].(string); client == audience {
			return nil
		}
		return jwt.ErrTokenInvalidAudience
	}
	all, err := claims.GetAudience()
	if err != nil || !slices.Contains(all, audience) {
		return jwt.ErrTokenInvalidAudience
	}
	return nil
}

// flatten writes claims as texts; what stands within another has both names, as Keycloak's realm_access.roles.
func flatten(into map[string]string, within string, claims map[string]any) {
	for name, value := range claims {
		into[within+name] = fmt.Sprint(value)
		if more, ok := value.(map[string]any); ok {
			flatten(into, within+name+".", more)
		}
	}
}
