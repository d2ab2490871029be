package signing

import (
	"context"
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"sync"

	"shiming/shared/vault/sealed"
)

// purpose binds the sealed key to what it is for.
const purpose = "signing-key"

const bits = 2048

// File is a Signer on a key of its own, kept in a file sealed by the other keys: who has the file alone has nothing. The key
// is made when it is needed first. It prints, logs and marshals as its path.
type File struct {
	path string
	keys sealed.Keys

	mu  sync.Mutex
	key *rsa.PrivateKey // nil until it was needed
}

var _ TokenSigner = (*File)(nil)

// NewFile returns a signer on the file, calling nothing yet. The directory must exist when it is used.
func NewFile(path string, keys sealed.Keys) *File { return &File{path: path, keys: keys} }

// KeyID implements Signer: it follows from the key.
func (f *File) KeyID(ctx context.Context) (string, error) {
	key, err := f.load(ctx)
	if err != nil {
		return "", err
	}
	return thumbprint(&key.PublicKey), nil
}

// Sign implements Signer.
func (f *File) Sign(ctx context.Context, message []byte) ([]byte, error) {
	key, err := f.load(ctx)
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256(message)
	return rsa.SignPKCS1v15(nil, key, crypto.SHA256, sum[:])
}

// PublicKeys implements Signer: it has one key. To have another, remove the file; what the old one signed ends then.
func (f *File) PublicKeys(ctx context.Context) ([]PublicKey, error) {
	key, err := f.load(ctx)
	if err != nil {
		return nil, err
	}
	return []PublicKey{{thumbprint(&key.PublicKey), &key.PublicKey}}, nil
}

// load returns the key, read or made. The error names the file.
func (f *File) load(ctx context.Context) (*rsa.PrivateKey, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.key != nil {
		return f.key, nil
	}
	envelope, err := os.ReadFile(f.path)
	if errors.Is(err, fs.ErrNotExist) {
		if err = f.create(ctx); err == nil {
			envelope, err = os.ReadFile(f.path)
		}
	}
	if err != nil {
		return nil, err
	}
	der, err := f.keys.Open(ctx, purpose, envelope)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", f.path, err)
	}
	key, err := x509.ParsePKCS1PrivateKey(der)
	if err != nil {
		return nil, fmt.Errorf("%s holds no key; remove it to get a new one", f.path)
	}
	f.key = key
	return key, nil
}

// create makes the key. Of two processes that make one at once, one wins, and both use the winner's.
func (f *File) create(ctx context.Context) error {
	key, err := rsa.GenerateKey(rand.Reader, bits)
	if err != nil {
		return err
	}
	envelope, err := f.keys.Seal(ctx, purpose, x509.MarshalPKCS1PrivateKey(key))
	if err != nil {
		return err
	}
	var b [8]byte
	_, _ = rand.Read(b[:]) // never fails, by the contract of crypto/rand
	mine := f.path + "." + hex.EncodeToString(b[:])
	if err := os.WriteFile(mine, envelope, 0o600); err != nil {
		return err
	}
	defer os.Remove(mine)
	if err := os.Link(mine, f.path); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	return nil
}

// String returns the path of the file, never the key.
func (f *File) String() string { return "signing key of " + f.path }

// GoString is String, for the verb %#v.
func (f *File) GoString() string { return f.String() }

// LogValue is String, for slog.
func (f *File) LogValue() slog.Value { return slog.StringValue(f.String()) }

// MarshalText is String, for JSON and the like.
func (f *File) MarshalText() ([]byte, error) { return []byte(f.String()), nil }
