package vault

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"io"
	"log/slog"
)

// RequestDigest is the digest of what a request says, keyed by its idempotency key. It stands for plaintext, so it is kept
// nowhere but within what is sealed (THREATS Q3), and is shown to nobody. Empty: the request carried no key.
type RequestDigest string

// maxRequest is the longest digest of a request, in bytes.
const maxRequest = 16

// Part is one thing that a request says, in the spelling in which it would be sealed. It prints, logs and marshals as
// redacted.
type Part struct{ text string }

// Part is v as a part of a request.
func (k SealedKind[T, B]) Part(v T) Part {
	text, _ := k.write(v) // texts and numbers, which can always be written
	return Part{k.row.Purpose + ":" + string(text)}
}

// Said is a part that is not sealed: an id, a code of a list.
func Said(text string) Part { return Part{":" + text} }

// RequestOf digests the parts in their order; key tells the request from others that say the same.
func RequestOf(key string, parts ...Part) RequestDigest {
	mac := hmac.New(sha256.New, []byte(key))
	for _, p := range parts {
		mac.Write(binary.BigEndian.AppendUint64(nil, uint64(len(p.text)))) // so that no two lists give the same bytes
		_, _ = io.WriteString(mac, p.text)
	}
	return RequestDigest(mac.Sum(nil)[:maxRequest])
}

const redacted = "[redacted]"

// Format writes "[redacted]".
func (RequestDigest) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, redacted) }

// LogValue is "[redacted]".
func (RequestDigest) LogValue() slog.Value { return slog.StringValue(redacted) }

// MarshalText is "[redacted]".
func (RequestDigest) MarshalText() ([]byte, error) { return []byte(redacted), nil }

// Format writes "[redacted]".
func (Part) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, redacted) }

// LogValue is "[redacted]".
func (Part) LogValue() slog.Value { return slog.StringValue(redacted) }

// MarshalText is "[redacted]".
func (Part) MarshalText() ([]byte, error) { return []byte(redacted), nil }
