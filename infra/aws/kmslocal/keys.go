package kmslocal

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/json"
	"sync"
)

const (
	usageEncrypt  = "ENCRYPT_DECRYPT"
	usageMAC      = "GENERATE_VERIFY_MAC"
	usageSign     = "SIGN_VERIFY"
	algorithmData = "SYMMETRIC_DEFAULT"
	algorithmMAC  = "HMAC_SHA_256"
	algorithmSign = "RSASSA_PKCS1_V1_5_SHA_256"

	blobFormat = 1
	maxKeyID   = 255
)

// key is a KMS key: its secret derives from the seed, its id and its usage. It prints as its id.
type key struct {
	id, usage string
	secret    []byte
	aead      cipher.AEAD                     // of usageEncrypt
	rsa       func() (*rsa.PrivateKey, error) // of usageSign; made when it is needed first
}

func deriveKey(seed []byte, id, usage string) (*key, error) {
	secret, err := hkdf.Key(sha256.New, seed, nil, "kmslocal 1 "+usage+" "+id, 32)
	if err != nil {
		return nil, err
	}
	block, err := aes.NewCipher(secret)
	if err != nil {
		return nil, err
	}
	aead, err := cipher.NewGCMWithRandomNonce(block)
	if err != nil {
		return nil, err
	}
	pair := sync.OnceValues(func() (*rsa.PrivateKey, error) { return rsa.GenerateKey(rand.Reader, 2048) })
	return &key{id, usage, secret, aead, pair}, nil
}

// String returns the id.
func (k *key) String() string { return k.id }

// wrap returns the blob of plain: format byte, length of the key id (1 byte), key id, nonce, ciphertext, tag.
func (k *key) wrap(plain []byte, context map[string]string) ([]byte, error) {
	blob := append([]byte{blobFormat, byte(len(k.id))}, k.id...)
	authenticated, err := authenticate(blob, context)
	if err != nil {
		return nil, err
	}
	return k.aead.Seal(blob, nil, plain, authenticated), nil
}

// unwrap is the reverse of wrap; the context must be the one given then.
func (k *key) unwrap(blob []byte, context map[string]string) ([]byte, error) {
	head := 2 + len(k.id)
	authenticated, err := authenticate(blob[:head], context)
	if err != nil {
		return nil, err
	}
	plain, err := k.aead.Open(nil, nil, blob[head:], authenticated)
	if err != nil {
		return nil, errInvalidCiphertext()
	}
	return plain, nil
}

func (k *key) mac(message []byte) []byte {
	m := hmac.New(sha256.New, k.secret)
	m.Write(message)
	return m.Sum(nil)
}

// blobKey returns the id of the key that wrapped blob.
func blobKey(blob []byte) (string, error) {
	if len(blob) < 2 || blob[0] != blobFormat || len(blob) < 2+int(blob[1]) {
		return "", errInvalidCiphertext()
	}
	return string(blob[2 : 2+int(blob[1])]), nil
}

// authenticate returns the authenticated data of a blob: its head, then the context as JSON, which sorts its names.
func authenticate(head []byte, context map[string]string) ([]byte, error) {
	if len(context) == 0 {
		context = nil // none and empty are the same to KMS
	}
	asJSON, err := json.Marshal(context)
	if err != nil {
		return nil, err
	}
	return append(append([]byte(nil), head...), asJSON...), nil
}

// errInvalidCiphertext has no message, as that of KMS has none.
func errInvalidCiphertext() *KeyFault { return badRequest("InvalidCiphertextException", "") }
