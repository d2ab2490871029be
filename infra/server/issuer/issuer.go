// Package issuer verifies tokens: of the platform's identity provider, by the keys that it publishes (Remote), or of the
// sandbox's own, which signs tokens like those with a key kept beside the data (Issuer). What a token allows does not
// live here (shared/api).
package issuer

import (
	"context"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"shiming/shared/realname"
)

// Issuer and Audience are what local tokens carry, and what local authorizers ask for.
const (
	Name     = "https://issuer.local/"
	Audience = "shiming"
)

// File is the name of the key's file in a server's folder.
const File = "issuer.pem"

// Issuer stands in for an identity provider in the sandbox and in tests: it signs and verifies tokens. It is safe for concurrent use.
type Issuer struct{ key *rsa.PrivateKey }

var _ Verifier = (*Issuer)(nil)

// Open reads the signing key from the file, and makes one when there is none.
func Open(path string) (*Issuer, error) {
	data, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return create(path)
	}
	if err != nil {
		return nil, err
	}
	block, _ := pem.Decode(data)
	if block == nil {
		return nil, fmt.Errorf("%s holds no key; remove it to get a new one", path)
	}
	key, err := x509.ParsePKCS1PrivateKey(block.Bytes)
	if err != nil {
		return nil, fmt.Errorf("%s holds no key; remove it to get a new one: %w", path, err)
	}
	return &Issuer{key}, nil
}

func create(path string) (*Issuer, error) {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		return nil, err
	}
	data := pem.EncodeToMemory(&pem.Block{Type: "RSA PRIVATE KEY", Bytes: x509.MarshalPKCS1PrivateKey(key)})
	// Of two that make a key at once, one wins, and both use the winner's.
	mine := fmt.Sprintf("%s.%d", path, os.Getpid())
	if err := os.WriteFile(mine, data, 0o600); err != nil {
		return nil, err
	}
	defer os.Remove(mine)
	if err := os.Link(mine, path); err != nil && !errors.Is(err, fs.ErrExist) {
		return nil, err
	}
	return Open(path)
}

// Token signs a token for an actor, good for life from now.
func (i *Issuer) Token(a realname.Actor, now time.Time, life time.Duration) (string, error) {
	claims := jwt.MapClaims{
		"iss": Name, "aud": Audience, "sub": a.ID, "role": string(a.Role), "jti": rand.Text(),
		"iat": now.Unix(), "exp": now.Add(life).Unix(),
	}
	if a.Account != "" {
		claims["account"] = string(a.Account)
	}
	return jwt.NewWithClaims(jwt.SigningMethodRS256, claims).SignedString(i.key)
}

// Keyfunc gives the verification key, as the jwt library asks for it.
func (i *Issuer) Keyfunc(*jwt.Token) (any, error) { return &i.key.PublicKey, nil }

// Claims implements Verifier.
func (i *Issuer) Claims(_ context.Context, token string, now func() time.Time) (map[string]string, error) {
	return verified(token, Name, Audience, i.Keyfunc, now)
}

// Ready implements Verifier: the key is there.
func (i *Issuer) Ready() error { return nil }
