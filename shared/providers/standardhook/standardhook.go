// Package standardhook signs and verifies callbacks as Standard Webhooks 1.0 has it, symmetric, with several secrets
// while a rotation is under way. What a callback means is for its reader; no clock lives here.
package standardhook

import (
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"

	webhook "github.com/standard-webhooks/standard-webhooks/libraries/go"

	"shiming/shared/realname"
	"shiming/shared/steps"
)

// The shortest and the longest secret in bytes (Standard Webhooks asks for 24 to 64).
const minSecret, maxSecret = 24, 64

// tolerance is how far the timestamp of a callback may be from now, either way (THREATS W1).
const tolerance = 300 * time.Second

// Signer signs with the first of its secrets and verifies by all. Safe for concurrent use.
type Signer struct{ hooks []*webhook.Webhook }

// New returns a signer of one secret or more, each of at least 24 random bytes.
func New(secrets ...[]byte) (*Signer, error) {
	s := &Signer{}
	for _, secret := range secrets {
		if len(secret) < minSecret {
			return nil, fmt.Errorf("a secret has %d bytes, needs at least %d", len(secret), minSecret)
		}
		hook, err := webhook.NewWebhookRaw(secret)
		if err != nil {
			return nil, errors.New("a secret is not usable")
		}
		s.hooks = append(s.hooks, hook)
	}
	if len(s.hooks) == 0 {
		return nil, errors.New("no secret")
	}
	return s, nil
}

// Read returns a signer of the words of a text, as a setting holds them: whsec_ and base64 of 24 to 64 bytes, the current secret
// first, and while it is rotated the one before it. The error holds none of them.
func Read(text string) (*Signer, error) {
	words := strings.Fields(text)
	if len(words) < 1 || len(words) > 2 {
		return nil, errors.New("one secret is needed, or two while they are rotated")
	}
	secrets := make([][]byte, len(words))
	for i, word := range words {
		encoded, ok := strings.CutPrefix(word, "whsec_")
		secret, err := base64.StdEncoding.DecodeString(encoded)
		if !ok || err != nil || len(secret) < minSecret || len(secret) > maxSecret {
			return nil, errors.New("a secret is not whsec_ and base64 of 24 to 64 bytes")
		}
		secrets[i] = secret
	}
	return New(secrets...)
}

// Format writes no secrets, whatever the verb.
func (*Signer) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, "signer") }

// Sign makes the callback of the id with the body, stamped at.
func (s *Signer) Sign(id string, at time.Time, body []byte) (steps.Callback, error) {
	signature, err := s.hooks[0].Sign(id, at, body)
	if err != nil {
		return steps.Callback{}, err
	}
	header := http.Header{}
	header.Set("Content-Type", "application/json")
	header.Set(webhook.HeaderWebhookID, id)
	header.Set(webhook.HeaderWebhookTimestamp, strconv.FormatInt(at.Unix(), 10))
	header.Set(webhook.HeaderWebhookSignature, signature)
	return steps.Callback{Header: header, Body: body}, nil
}

// SignByAll is Sign by every secret, each on its own, so that whoever verifies may know either while they are rotated.
func (s *Signer) SignByAll(id string, at time.Time, body []byte) (steps.Callback, error) {
	signatures := make([]string, len(s.hooks))
	var signed steps.Callback
	for i := range s.hooks {
		var err error
		if signed, err = (&Signer{s.hooks[i:]}).Sign(id, at, body); err != nil {
			return steps.Callback{}, err
		}
		signatures[i] = signed.Header.Get(webhook.HeaderWebhookSignature)
	}
	signed.Header.Set(webhook.HeaderWebhookSignature, strings.Join(signatures, " "))
	return signed, nil
}

// Verify returns the id of an authentic callback, or signature_invalid. Header names may be written in any case; the
// timestamp may be 300 seconds from now.
func (s *Signer) Verify(c steps.Callback, now time.Time) (string, error) {
	header, ok := onlyHeaders(c.Header)
	if !ok || !fresh(header.Get(webhook.HeaderWebhookTimestamp), now) {
		return "", realname.Refuse(realname.CodeSignatureInvalid)
	}
	genuine := false
	for _, hook := range s.hooks {
		// The library would compare the timestamp with its own clock; fresh has done so with ours.
		if hook.VerifyIgnoringTimestamp(c.Body, header) == nil {
			genuine = true
		}
	}
	if !genuine {
		return "", realname.Refuse(realname.CodeSignatureInvalid)
	}
	return header.Get(webhook.HeaderWebhookID), nil
}

// onlyHeaders picks the three headers of a callback, whatever the case of their names; false when one is missing or
// stands twice.
func onlyHeaders(all http.Header) (http.Header, bool) {
	picked := make(http.Header, 3)
	for name, values := range all {
		switch name = strings.ToLower(name); name {
		case webhook.HeaderWebhookID, webhook.HeaderWebhookTimestamp, webhook.HeaderWebhookSignature:
			if len(values) != 1 || values[0] == "" || picked.Get(name) != "" {
				return nil, false
			}
			picked.Set(name, values[0])
		}
	}
	return picked, len(picked) == 3
}

// fresh reports whether the timestamp is a Unix second, written the one way it can be, at most tolerance from now.
func fresh(timestamp string, now time.Time) bool {
	seconds, err := strconv.ParseInt(timestamp, 10, 64)
	if err != nil || strconv.FormatInt(seconds, 10) != timestamp {
		return false
	}
	at := time.Unix(seconds, 0)
	return !at.Before(now.Add(-tolerance)) && !at.After(now.Add(tolerance))
}

// ValidID refuses what could be read in two ways: the signed text is "id.timestamp.body", so an id has no dot.
func ValidID(id string) bool {
	for _, r := range id {
		if !(r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '_' || r == '-') {
			return false
		}
	}
	return id != "" && len(id) <= 128
}
