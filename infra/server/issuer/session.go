package issuer

import (
	"context"
	"crypto/rsa"
	"errors"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"shiming/shared/realname"
	"shiming/shared/steps"
	"shiming/shared/vault/sealed/signing"
)

var errRole = errors.New("a session is nobody but a holder")

// Session verifies a token that Shiming has signed itself, for a session, at the address that name says. The key is asked
// of the signer and never looked for elsewhere. Whatever the token says, it is a holder's or it is none.
func Session(ctx context.Context, s signing.TokenSigner, name, token string, now func() time.Time) (map[string]string, error) {
	claims, err := verified(token, name, steps.SessionAudience, func(t *jwt.Token) (any, error) {
		id, _ := t.Header["kid"].(string)
		return published(ctx, s, id)
	}, now)
	if err == nil && claims["role"] != string(realname.Holder) {
		return nil, errRole
	}
	return claims, err
}

func published(ctx context.Context, s signing.TokenSigner, id string) (*rsa.PublicKey, error) {
	keys, err := s.PublicKeys(ctx)
	if err != nil {
		return nil, err
	}
	for _, k := range keys {
		if k.ID == id {
			return k.Key, nil
		}
	}
	return nil, errKey
}
