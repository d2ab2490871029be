package issuer

import (
	"testing"

	"github.com/golang-jwt/jwt/v5"
)

// Access tokens of Cognito say client_id and no aud, and API Gateway takes them so; whoever has an aud is held to it.
func TestTHREATS_X17_whom_a_token_is_for(t *testing.T) {
	for name, c := range map[string]struct {
		claims jwt.MapClaims
		good   bool
	}{
		"aud":                      {jwt.MapClaims{"aud": "us"}, true},
		"aud of several":           {jwt.MapClaims{"aud": []any{"them", "us"}}, true},
		"Cognito's":                {jwt.MapClaims{"client_id": "us"}, true},
		"another's":                {jwt.MapClaims{"aud": "them"}, false},
		"another's, from our page": {jwt.MapClaims{"aud": "them", "client_id": "us"}, false},
		"nobody's":                 {jwt.MapClaims{}, false},
		"empty":                    {jwt.MapClaims{"aud": "", "client_id": "us"}, false},
		"a number":                 {jwt.MapClaims{"aud": 7}, false},
	} {
		if err := meant(c.claims, "us"); (err == nil) != c.good {
			t.Errorf("%s: %v", name, err)
		}
	}
	into := map[string]string{}
	flatten(into, "", map[string]any{"sub": "c", "realm_access": map[string]any{"roles": []any{"a", "b"}}})
	if into["realm_access.roles"] != "[a b]" || into["sub"] != "c" {
		t.Errorf("%v", into)
	}
}
