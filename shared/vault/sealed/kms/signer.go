package kmskeys

import (
	"context"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"fmt"
	"strconv"
	"sync"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/kms"
	"github.com/aws/aws-sdk-go-v2/service/kms/types"

	"shiming/shared/vault/sealed/signing"
)

// SignAPI is what Signer needs of KMS; *kms.Client has it. The grants: kms:Sign on the key that signs, for who signs;
// kms:GetPublicKey on all of them, for who publishes.
type SignAPI interface {
	// Sign signs a digest by a key that never leaves KMS.
	Sign(context.Context, *kms.SignInput, ...func(*kms.Options)) (*kms.SignOutput, error)
	// GetPublicKey returns the public half of a key.
	GetPublicKey(context.Context, *kms.GetPublicKeyInput, ...func(*kms.Options)) (*kms.GetPublicKeyOutput, error)
}

var _ SignAPI = (*kms.Client)(nil)

// KMSSigner is signing.Signer on KMS, with RSA_2048 keys (SIGN_VERIFY): the first of the list signs, all are published. It
// calls KMS once for each signature, and once for each public key in the life of a container.
type KMSSigner struct {
	api  SignAPI
	keys []KeyRef

	mu     sync.Mutex
	public map[string]*rsa.PublicKey // by id
}

var _ signing.TokenSigner = (*KMSSigner)(nil)

// NewSigner returns a Signer, calling nothing yet. keys are as ParseKeys reads them.
func NewSigner(api SignAPI, keys string) (*KMSSigner, error) {
	refs, err := ParseKeys(keys)
	if err != nil {
		return nil, fmt.Errorf("kmskeys: signing keys: %w", err)
	}
	return &KMSSigner{api: api, keys: refs, public: map[string]*rsa.PublicKey{}}, nil
}

// ConnectSigner makes a Signer for a function. It panics when the keys cannot be read, as Connect does.
func ConnectSigner(cfg aws.Config, keys string) *KMSSigner {
	s, err := NewSigner(kms.NewFromConfig(cfg), keys)
	if err != nil {
		panic(err)
	}
	return s
}

// keyID names a key without calling KMS, and without saying where it is.
func keyID(ref KeyRef) string {
	sum := sha256.Sum256([]byte(ref.ID))
	return "v" + strconv.FormatUint(uint64(ref.Version), 10) + "-" + base64.RawURLEncoding.EncodeToString(sum[:9])
}

// KeyID implements signing.Signer.
func (s *KMSSigner) KeyID(context.Context) (string, error) { return keyID(s.keys[0]), nil }

// Sign implements signing.Signer, by one call. KMS gets the digest alone, and not what is signed.
func (s *KMSSigner) Sign(ctx context.Context, message []byte) ([]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, CallTimeout)
	defer cancel()
	sum := sha256.Sum256(message)
	out, err := s.api.Sign(ctx, &kms.SignInput{
		KeyId: aws.String(s.keys[0].ID), Message: sum[:], MessageType: types.MessageTypeDigest,
		SigningAlgorithm: types.SigningAlgorithmSpecRsassaPkcs1V15Sha256,
	})
	if err != nil {
		return nil, fault("Sign", err)
	}
	return out.Signature, nil
}

// PublicKeys implements signing.Signer.
func (s *KMSSigner) PublicKeys(ctx context.Context) ([]signing.PublicKey, error) {
	all := make([]signing.PublicKey, 0, len(s.keys))
	for _, ref := range s.keys {
		key, err := s.publicKey(ctx, ref)
		if err != nil {
			return nil, err
		}
		all = append(all, signing.PublicKey{ID: keyID(ref), Key: key})
	}
	return all, nil
}

func (s *KMSSigner) publicKey(ctx context.Context, ref KeyRef) (*rsa.PublicKey, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if key, known := s.public[ref.ID]; known {
		return key, nil
	}
	ctx, cancel := context.WithTimeout(ctx, CallTimeout)
	defer cancel()
	out, err := s.api.GetPublicKey(ctx, &kms.GetPublicKeyInput{KeyId: aws.String(ref.ID)})
	if err != nil {
		return nil, fault("GetPublicKey", err)
	}
	parsed, err := x509.ParsePKIXPublicKey(out.PublicKey)
	key, ok := parsed.(*rsa.PublicKey)
	if err != nil || !ok {
		return nil, fmt.Errorf("kmskeys: the signing key of version %d is no RSA key", ref.Version)
	}
	s.public[ref.ID] = key
	return key, nil
}
