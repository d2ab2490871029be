// Package kmskeys is sealed.Keys on AWS KMS: data is sealed under data keys that KMS makes and wraps, digests are made
// inside KMS by keys that never leave it (DESIGN §7, THREATS Q3).
//
// Here live the calls to KMS, the two caches that keep them few, and what their faults mean to the caller. What must
// not live here: the envelope format and the form of digests (shared/vault/sealed), and the making of a KMS client, which is
// its user's.
package kmskeys

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/kms"
	"github.com/aws/aws-sdk-go-v2/service/kms/types"
	"golang.org/x/sync/errgroup"
	"golang.org/x/sync/singleflight"

	"shiming/shared/vault/sealed"
)

// What a container keeps in memory, and for how long. A data key sealed or opened with is a KMS call saved; a key that
// is disabled in KMS goes on being used by a warm container until KeyLifetime has passed.
const (
	// KeyLifetime is how long a data key seals, and how long an unwrapped one opens, by Config.Now.
	KeyLifetime = 30 * time.Minute
	// MaxSeals is how many envelopes one data key seals: far below the 2^32 that random nonces allow.
	MaxSeals = 1 << 20
	// MaxOpened is how many unwrapped data keys are kept, the least recently used going first; about 1 KB each.
	MaxOpened = 1024
	// CallTimeout bounds one KMS call with its retries. Callers that share a call may give up earlier, each by its ctx.
	CallTimeout = 5 * time.Second
)

// kmsClient is what Keys needs of KMS; *kms.Client has it. The grants: kms:GenerateDataKey and kms:Decrypt on the data keys,
// kms:GenerateMac on the digest keys.
type kmsClient interface {
	// GenerateDataKey makes a data key, plain and wrapped.
	GenerateDataKey(context.Context, *kms.GenerateDataKeyInput, ...func(*kms.Options)) (*kms.GenerateDataKeyOutput, error)
	// Decrypt unwraps a data key.
	Decrypt(context.Context, *kms.DecryptInput, ...func(*kms.Options)) (*kms.DecryptOutput, error)
	// GenerateMac computes an HMAC under a key that never leaves KMS.
	GenerateMac(context.Context, *kms.GenerateMacInput, ...func(*kms.Options)) (*kms.GenerateMacOutput, error)
}

var _ kmsClient = (*kms.Client)(nil)

// Config says which keys to use. All fields are required.
type Config struct {
	DataKeys   string           // symmetric keys, as ParseKeys reads them: the first wraps new data keys, the others only open
	DigestKeys string           // HMAC_256 keys, as ParseKeys reads them: one GenerateMac call each per digest
	Now        func() time.Time // the Clock's, for the age of cached keys
}

// Keys is sealed.Keys on KMS. It keeps plain data keys in memory, never elsewhere.
type Keys struct {
	api     kmsClient
	now     func() time.Time
	data    []KeyRef
	digests []KeyRef
	flights singleflight.Group
	sealing sealings
	opened  opened
}

var _ sealed.Keys = (*Keys)(nil)

// New returns Keys, calling nothing yet. The error says which setting cannot be used.
func New(api kmsClient, c Config) (*Keys, error) {
	data, err := ParseKeys(c.DataKeys)
	if err != nil {
		return nil, fmt.Errorf("kmskeys: data keys: %w", err)
	}
	digests, err := ParseKeys(c.DigestKeys)
	if err != nil {
		return nil, fmt.Errorf("kmskeys: digest keys: %w", err)
	}
	if api == nil || c.Now == nil {
		return nil, fmt.Errorf("kmskeys: a KMS client and a clock are needed")
	}
	return &Keys{api: api, now: c.Now, data: data, digests: digests}, nil
}

// Warm opens the connection and fetches the data key that the first Seal for the purpose will use: for the init phase of a
// function, where the processor is not throttled (DESIGN §8). Its failure is not fatal: the next Seal tries again.
func (k *Keys) Warm(ctx context.Context, purpose string) error {
	_, err := k.sealer(ctx, classOf(purpose), 0)
	return err
}

// Seal implements sealed.Keys. It calls KMS only where no data key is at hand (KeyLifetime, MaxSeals).
func (k *Keys) Seal(ctx context.Context, purpose string, plain []byte) ([]byte, error) {
	s, err := k.sealer(ctx, classOf(purpose), 1)
	if err != nil {
		return nil, err
	}
	return s.Seal(purpose, plain)
}

// Open implements sealed.Keys. It calls KMS only for a data key that this container has not used within KeyLifetime,
// once for all that ask at the same time.
func (k *Keys) Open(ctx context.Context, purpose string, envelope []byte) ([]byte, error) {
	e, err := sealed.Parse(envelope)
	if err != nil {
		return nil, err
	}
	if !k.configured(e.Header) || len(e.Wrapped) == 0 {
		return nil, sealed.ErrSealed
	}
	s, err := k.opener(ctx, classOf(purpose), e)
	if err != nil {
		return nil, err
	}
	return s.Open(purpose, e)
}

// Digests implements sealed.Keys, by one GenerateMac call per digest key, all at the same time.
func (k *Keys) Digests(ctx context.Context, purpose string, value []byte) ([]string, error) {
	message, err := sealed.DigestMessage(purpose, value)
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, CallTimeout)
	defer cancel()
	digests := make([]string, len(k.digests))
	calls, ctx := errgroup.WithContext(ctx) // the first failure ends the others
	for i, key := range k.digests {
		calls.Go(func() error {
			out, err := k.api.GenerateMac(ctx, &kms.GenerateMacInput{
				KeyId:        aws.String(key.ID),
				MacAlgorithm: types.MacAlgorithmSpecHmacSha256,
				Message:      message,
			})
			if err != nil {
				return fault("GenerateMac", err)
			}
			digests[i] = sealed.FormatDigest(key.Version, out.Mac)
			return nil
		})
	}
	if err := calls.Wait(); err != nil {
		return nil, err
	}
	return digests, nil
}

// configured reports whether h names one of the data keys: KMS is never asked to use another.
func (k *Keys) configured(h sealed.Header) bool {
	for _, key := range k.data {
		if key.Version == h.Version && key.ID == h.KeyID {
			return true
		}
	}
	return false
}

// classOf is what a purpose begins with, before the id that it is bound to: the kind of what is sealed, such as "person". Each
// class has data keys of its own.
func classOf(purpose string) string {
	class, _, _ := strings.Cut(purpose, ":")
	return class
}

// contextOf is bound to every wrapped data key, and shown in CloudTrail. Roles and the key's policy say by its purpose which
// kinds of sealed things a function makes and opens (THREATS X18). Data keys of earlier versions have no class.
func contextOf(class string) map[string]string {
	all := map[string]string{"app": "shiming"}
	if class != "" {
		all["purpose"] = class
	}
	return all
}
