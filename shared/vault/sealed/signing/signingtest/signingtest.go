// Package signingtest is the contract of a signer as a test: an implementation of signing.Signer is one when it passes Run.
// What only one of them can do is tested beside it.
package signingtest

import (
	"crypto"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/go-jose/go-jose/v4"
	"github.com/golang-jwt/jwt/v5"

	"shiming/shared/vault/sealed/signing"
)

// Run proves the contract. open returns a signer on the same keys each time, as another process would have it.
func Run(t *testing.T, open func(t *testing.T) signing.TokenSigner) {
	s := open(t)
	keys, err := s.PublicKeys(t.Context())
	if err != nil || len(keys) == 0 {
		t.Fatalf("public keys: %d, %v", len(keys), err)
	}
	id, err := s.KeyID(t.Context())
	if err != nil || id == "" || id != keys[0].ID {
		t.Fatalf("the key %q signs, %q is published first: %v", id, keys[0].ID, err)
	}
	t.Run("its keys verify what it signs, and nothing else", func(t *testing.T) {
		message := []byte("message")
		signature, err := s.Sign(t.Context(), message)
		if err != nil {
			t.Fatal(err)
		}
		sum, other := sha256.Sum256(message), sha256.Sum256([]byte("another"))
		if err := rsa.VerifyPKCS1v15(keys[0].Key, crypto.SHA256, sum[:], signature); err != nil {
			t.Error(err)
		}
		if rsa.VerifyPKCS1v15(keys[0].Key, crypto.SHA256, other[:], signature) == nil {
			t.Error("another message is verified")
		}
	})
	t.Run("a key has an id of its own and is strong", func(t *testing.T) {
		var ids []string
		for _, k := range keys {
			if slices.Contains(ids, k.ID) || k.Key.N.BitLen() < 2048 {
				t.Errorf("%s with %d bits", k.ID, k.Key.N.BitLen())
			}
			ids = append(ids, k.ID)
		}
	})
	t.Run("another process has the same keys", func(t *testing.T) {
		again := open(t)
		same, err := again.PublicKeys(t.Context())
		if err != nil || !slices.EqualFunc(keys, same, func(a, b signing.PublicKey) bool { return a.ID == b.ID && a.Key.Equal(b.Key) }) {
			t.Errorf("%v", err)
		}
	})
	t.Run("what is published verifies a token", func(t *testing.T) {
		set, err := signing.Set(keys)
		if err != nil {
			t.Fatal(err)
		}
		token, err := signing.Token(t.Context(), s, map[string]any{"iss": "https://x.example", "sub": "one", "exp": int64(4102444800)})
		if err != nil {
			t.Fatal(err)
		}
		parsed, err := verify(set, token)
		if err != nil || parsed["sub"] != "one" {
			t.Errorf("%v, %v", parsed, err)
		}
		head, body, _ := strings.Cut(token, ".")
		_, signature, _ := strings.Cut(body, ".")
		forged := base64.RawURLEncoding.EncodeToString([]byte(`{"iss":"https://x.example","sub":"two","exp":4102444800}`))
		if _, err := verify(set, head+"."+forged+"."+signature); err == nil {
			t.Error("a token with other claims is verified")
		}
	})
	t.Run("many sign at once", func(t *testing.T) {
		var all sync.WaitGroup
		for range 4 {
			all.Go(func() {
				if _, err := s.Sign(t.Context(), []byte("m")); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
	})
	t.Run("nothing prints a private key", func(t *testing.T) {
		text, err := json.Marshal(s)
		if err != nil || len(text) > 300 {
			t.Errorf("%d bytes, %v", len(text), err)
		}
	})
}

// verify verifies a token as an authorizer does, by what is published.
func verify(set []byte, token string) (jwt.MapClaims, error) {
	var keys jose.JSONWebKeySet
	if err := json.Unmarshal(set, &keys); err != nil {
		return nil, err
	}
	parsed, err := jwt.Parse(token, func(t *jwt.Token) (any, error) {
		id, _ := t.Header["kid"].(string)
		found := keys.Key(id)
		if len(found) != 1 || found[0].Algorithm != "RS256" || found[0].Use != "sig" {
			return nil, jwt.ErrTokenUnverifiable
		}
		return found[0].Key, nil
	}, jwt.WithValidMethods([]string{"RS256"}), jwt.WithExpirationRequired())
	if err != nil {
		return nil, err
	}
	return parsed.Claims.(jwt.MapClaims), nil
}
