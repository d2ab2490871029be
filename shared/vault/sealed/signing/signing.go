// Package signing signs the tokens of Shiming's own sessions (RS256), and writes the keys that verify them as they are
// published (RFC 7517). Here live the port (Signer), the form of tokens and keys, and File, the signer of the embedded
// engine. What must not live here: the key service of a cloud (shared/vault/sealed/kms), what a token says and who gets one
// (shared/steps), and verifying, which an authorizer does. Standard library only.
package signing

import (
	"context"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"math/big"
)

// TokenSigner signs with one key, which never leaves it. All methods are safe for concurrent use. Faults that may pass are
// sealed.ErrUnavailable. An implementation is one when it passes signingtest.Run.
type TokenSigner interface {
	// KeyID names the key that signs now; it calls no service.
	KeyID(ctx context.Context) (string, error)
	// Sign returns the signature of the message: RSASSA-PKCS1-v1_5 with SHA-256.
	Sign(ctx context.Context, message []byte) ([]byte, error)
	// PublicKeys are those that verify: of the key that signs now, first, and of those that signed before.
	PublicKeys(ctx context.Context) ([]PublicKey, error)
}

// PublicKey verifies what was signed by the key of its id.
type PublicKey struct {
	ID  string
	Key *rsa.PublicKey
}

var text = base64.RawURLEncoding

// Token writes the claims as a signed token (RFC 7519). It signs once.
func Token(ctx context.Context, s TokenSigner, claims any) (string, error) {
	id, err := s.KeyID(ctx)
	if err != nil {
		return "", err
	}
	head, err := json.Marshal(struct {
		Algorithm string `json:"alg"`
		KeyID     string `json:"kid"`
		Type      string `json:"typ"`
	}{"RS256", id, "JWT"})
	if err != nil {
		return "", err
	}
	body, err := json.Marshal(claims)
	if err != nil {
		return "", err
	}
	message := text.EncodeToString(head) + "." + text.EncodeToString(body)
	signature, err := s.Sign(ctx, []byte(message))
	if err != nil {
		return "", err
	}
	return message + "." + text.EncodeToString(signature), nil
}

// jwk is a key as it is published.
type jwk struct {
	Kind      string `json:"kty"`
	Use       string `json:"use"`
	Algorithm string `json:"alg"`
	ID        string `json:"kid"`
	Modulus   string `json:"n"`
	Exponent  string `json:"e"`
}

// Set writes the keys as a JSON Web Key Set.
func Set(keys []PublicKey) ([]byte, error) {
	set := struct {
		Keys []jwk `json:"keys"`
	}{Keys: []jwk{}}
	for _, k := range keys {
		set.Keys = append(set.Keys, jwk{
			"RSA", "sig", "RS256", k.ID, text.EncodeToString(k.Key.N.Bytes()), text.EncodeToString(big.NewInt(int64(k.Key.E)).Bytes()),
		})
	}
	return json.Marshal(set)
}

// thumbprint is an id that follows from the key.
func thumbprint(key *rsa.PublicKey) string {
	sum := sha256.Sum256(x509.MarshalPKCS1PublicKey(key))
	return text.EncodeToString(sum[:12])
}
