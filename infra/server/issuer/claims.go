package issuer

import (
	"context"
	"errors"
	"fmt"
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
	}, jwt.WithValidMethods([]string{"RS256"}), jwt.WithIssuer(issuer), jwt.WithAudience(audience),
		jwt.WithExpirationRequired(), jwt.WithIssuedAt(), jwt.WithTimeFunc(now), jwt.WithJSONNumber())
	if err != nil {
		return nil, err
	}
	claims := map[string]string{}
	for name, value := range parsed.Claims.(jwt.MapClaims) {
		claims[name] = fmt.Sprint(value)
	}
	if sub, text := parsed.Claims.(jwt.MapClaims)["sub"].(string); !text || sub == "" {
		return nil, errSubject
	}
	return claims, nil
}
