// Package sealed keeps personal data unreadable at rest (DESIGN §7): it seals and opens the one sealed field of a
// record, and turns an identity number into the keyed digest by which its subject is found (DESIGN §3, THREATS Q3).
//
// Here live the port (Keys), the one envelope format that every implementation writes, and FileKeys, the
// implementation of the embedded engine, on a key file. What must not live here: the key service of a cloud
// (shared/vault/sealed/kms), and any knowledge of what is being sealed. Standard library only.
package sealed

import (
	"context"
	"errors"
)

// Keys seals and opens personal data and derives keyed digests. All methods are safe for concurrent use.
// An implementation is one when it passes sealedtest.Run. No error of any method carries sealed, plain or key bytes.
type Keys interface {
	// Seal encrypts plain (0 to MaxPlain bytes) and returns a new envelope. Purpose (1 to MaxPurpose bytes, such as
	// "form:acct_x") binds the envelope to its place: it is authenticated, not stored, and must be given again to
	// Open. Sealing the same thing twice gives two different envelopes.
	// Errors: ErrArgument, ErrUnavailable, or the fault of the key service.
	Seal(ctx context.Context, purpose string, plain []byte) ([]byte, error)

	// Open returns what was sealed under the same purpose. Errors: ErrSealed for anything tampered with, of another
	// purpose, or of an unknown key (which of them is deliberately not told); ErrUnavailable, or the fault of the
	// key service.
	Open(ctx context.Context, purpose string, envelope []byte) ([]byte, error)

	// Digests returns HMAC-SHA256 of value under every active digest key, the current key first, then older ones,
	// each written as by FormatDigest. Purpose separates the domains: equal values of two purposes have unrelated
	// digests. Store the first; look up by all. Errors: ErrArgument, ErrUnavailable, or the fault of the key service.
	Digests(ctx context.Context, purpose string, value []byte) ([]string, error)
}

// Limits of Keys, the same for every implementation so that what one engine takes the other takes too.
const (
	// MaxPlain is the largest thing that can be sealed, in bytes: far above any form, below a DynamoDB item (400 KB).
	MaxPlain = 256 << 10
	// MaxPurpose is the longest purpose, in bytes.
	MaxPurpose = 1024
	// MaxDigestMessage is the longest message of a digest, in bytes, with its purpose and prefix (see
	// DigestMessage): what KMS GenerateMac takes.
	MaxDigestMessage = 4096
)

// The errors of Keys that callers tell apart, always with errors.Is.
var (
	// ErrSealed says that an envelope does not open. It is never worth a retry.
	ErrSealed = errors.New("sealed: does not open: tampered with, of another purpose, or of an unknown key")
	// ErrUnavailable says that the key service did not answer: the call may be repeated as it is.
	ErrUnavailable = errors.New("sealed: key service unavailable")
	// ErrArgument says that a purpose or a value is empty or too long: a fault of the program, not of a person.
	ErrArgument = errors.New("sealed: purpose or value out of bounds")
)
