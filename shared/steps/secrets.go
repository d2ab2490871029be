package steps

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"strings"
)

// Secrets are what an address or a cookie carries: 32 bytes in base64url. They cannot be guessed, so that a plain digest
// finds them; the secret itself is kept nowhere.

// digestOf is the SHA-256 of a text, in hex: what is kept of a secret, and by what a record is named that a long text tells apart.
func digestOf(secret string) string {
	sum := sha256.Sum256([]byte(secret))
	return hex.EncodeToString(sum[:])
}

// isSecret reports whether the text can be one.
func isSecret(s string) bool {
	raw, err := base64.RawURLEncoding.Strict().DecodeString(s)
	return err == nil && len(raw) == 32
}

// secretOf writes the secret that a keyed digest gives.
func secretOf(digest string) (string, error) {
	_, text, _ := strings.Cut(digest, ":")
	raw, err := digestText.DecodeString(text)
	if err != nil || len(raw) != 32 {
		return "", errors.New("a digest is not readable")
	}
	return base64.RawURLEncoding.EncodeToString(raw), nil
}
