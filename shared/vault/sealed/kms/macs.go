package kmskeys

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"sync"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/kms"
	"github.com/aws/aws-sdk-go-v2/service/kms/types"

	"shiming/shared/vault/sealed"
)

// macClient is what MACs needs of KMS; *kms.Client has it. The grants: kms:GenerateMac for who makes them, kms:VerifyMac for who
// checks them.
type macClient interface {
	// GenerateMac computes an HMAC under a key that never leaves KMS.
	GenerateMac(context.Context, *kms.GenerateMacInput, ...func(*kms.Options)) (*kms.GenerateMacOutput, error)
	// VerifyMac compares one there.
	VerifyMac(context.Context, *kms.VerifyMacInput, ...func(*kms.Options)) (*kms.VerifyMacOutput, error)
}

var _ macClient = (*kms.Client)(nil)

// MaxFitting is how many MACs that fit a container remembers: what fits once fits always, as long as its key is in use.
const MaxFitting = 1024

// MACs makes and checks MACs of identities (THREATS X14), by HMAC_256 keys of their own: a function that checks cannot make. It
// calls KMS once for each that is made, and once in the life of a container for each that fits. Safe for concurrent use.
type MACs struct {
	api  macClient
	keys []KeyRef

	mu   sync.Mutex
	fits map[[sha256.Size]byte]bool // by message and MAC
}

// NewMACs returns MACs, calling nothing yet. keys are as ParseKeys reads them: the first makes, all check.
func NewMACs(api macClient, keys string) (*MACs, error) {
	refs, err := ParseKeys(keys)
	if err != nil {
		return nil, fmt.Errorf("kmskeys: identity keys: %w", err)
	}
	return &MACs{api: api, keys: refs, fits: map[[sha256.Size]byte]bool{}}, nil
}

// ConnectMACs makes MACs for a function. It panics when the keys cannot be read, as Connect does.
func ConnectMACs(cfg aws.Config, keys string) *MACs {
	m, err := NewMACs(kms.NewFromConfig(cfg), keys)
	if err != nil {
		panic(err)
	}
	return m
}

// Make returns the MAC of the message, with the version of its key.
func (m *MACs) Make(ctx context.Context, message []byte) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, CallTimeout)
	defer cancel()
	out, err := m.api.GenerateMac(ctx, &kms.GenerateMacInput{
		KeyId: aws.String(m.keys[0].ID), MacAlgorithm: types.MacAlgorithmSpecHmacSha256, Message: message,
	})
	if err != nil {
		return "", fault("GenerateMac", err)
	}
	return sealed.FormatDigest(m.keys[0].Version, out.Mac), nil
}

// Fits reports whether the MAC is one of the message, by a key that is in use.
func (m *MACs) Fits(ctx context.Context, message []byte, mac string) (bool, error) {
	version, raw, err := sealed.ParseDigest(mac)
	if err != nil {
		return false, nil // no MAC of anything
	}
	known := sha256.Sum256([]byte(mac + "\x00" + string(message)))
	m.mu.Lock()
	fits := m.fits[known]
	m.mu.Unlock()
	if fits {
		return true, nil
	}
	for _, key := range m.keys {
		if key.Version != version {
			continue
		}
		ctx, cancel := context.WithTimeout(ctx, CallTimeout)
		defer cancel()
		_, err := m.api.VerifyMac(ctx, &kms.VerifyMacInput{
			KeyId: aws.String(key.ID), MacAlgorithm: types.MacAlgorithmSpecHmacSha256, Message: message, Mac: raw,
		})
		var wrong *types.KMSInvalidMacException
		if errors.As(err, &wrong) {
			return false, nil
		}
		if err != nil {
			return false, fault("VerifyMac", err)
		}
		m.mu.Lock()
		if len(m.fits) >= MaxFitting {
			clear(m.fits)
		}
		m.fits[known] = true
		m.mu.Unlock()
		return true, nil
	}
	return false, nil
}
