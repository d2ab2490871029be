package sealed

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"log/slog"
	"sync"
	"sync/atomic"
)

// FileKeys is Keys on a key file: the embedded default. Get one from OpenFile. It prints, logs and marshals as its path.
//
// The file is the only copy of the keys: whoever loses it loses the data, whoever reads it reads the data. Old keys
// stay in it for what they sealed. A running process learns of a rotation made by another process when it next opens
// the file; what it seals until then still opens.
type FileKeys struct {
	path     string
	ring     atomic.Pointer[ring]
	rotating sync.Mutex
}

var _ Keys = (*FileKeys)(nil)

// ring is the content of a key file, ready for use. Immutable.
type ring struct {
	data    map[dataID]*Sealer
	current *Sealer
	digests []digestKey // current first, then by falling version
}

type dataID struct {
	id      string
	version uint32
}

type digestKey struct {
	version uint32
	key     []byte
}

// OpenFile reads the key file at path (JSON; see keyFile), and makes one with fresh keys where there is none, in a
// directory that must exist. Processes that start at once agree on one file. The error names the file and what is
// wrong: readable by others than its owner, another format, no current key, a key that is too short, a version twice.
func OpenFile(path string) (*FileKeys, error) {
	file, err := openOrCreate(path)
	if err != nil {
		return nil, err
	}
	k := &FileKeys{path: path}
	r, err := file.ring(path)
	if err != nil {
		return nil, err
	}
	k.ring.Store(r)
	return k, nil
}

// Seal implements Keys, under the current data key. It calls no service: ctx is not used.
func (k *FileKeys) Seal(_ context.Context, purpose string, plain []byte) ([]byte, error) {
	return k.ring.Load().current.Seal(purpose, plain)
}

// Open implements Keys, under any data key of the file. It calls no service: ctx is not used.
func (k *FileKeys) Open(_ context.Context, purpose string, envelope []byte) ([]byte, error) {
	e, err := Parse(envelope)
	if err != nil {
		return nil, err
	}
	s, known := k.ring.Load().data[dataID{e.KeyID, e.Version}]
	if !known {
		return nil, ErrSealed
	}
	return s.Open(purpose, e)
}

// Digests implements Keys, under every digest key of the file. It calls no service: ctx is not used.
func (k *FileKeys) Digests(_ context.Context, purpose string, value []byte) ([]string, error) {
	message, err := DigestMessage(purpose, value)
	if err != nil {
		return nil, err
	}
	keys := k.ring.Load().digests
	digests := make([]string, 0, len(keys))
	for _, d := range keys {
		mac := hmac.New(sha256.New, d.key)
		mac.Write(message)
		digests = append(digests, FormatDigest(d.version, mac.Sum(nil)))
	}
	return digests, nil
}

// RotateData adds a new data key to the file and makes it current; envelopes of the older ones still open. When it
// returns, the new key is on disk. It fails, changing nothing, while another process rotates.
func (k *FileKeys) RotateData() error { return k.rotate((*keyFile).addData) }

// RotateDigest adds a new digest key to the file and makes it current; Digests then returns one digest more, the new
// one first. When it returns, the new key is on disk. It fails, changing nothing, while another process rotates.
func (k *FileKeys) RotateDigest() error { return k.rotate((*keyFile).addDigest) }

func (k *FileKeys) rotate(add func(*keyFile) error) error {
	k.rotating.Lock()
	defer k.rotating.Unlock()
	file, err := updateFile(k.path, add)
	if err != nil {
		return err
	}
	r, err := file.ring(k.path)
	if err != nil {
		return err
	}
	k.ring.Store(r)
	return nil
}

// String returns the path of the file, never a key.
func (k *FileKeys) String() string { return "keys of " + k.path }

// GoString is String, for the verb %#v.
func (k *FileKeys) GoString() string { return k.String() }

// LogValue is String, for slog.
func (k *FileKeys) LogValue() slog.Value { return slog.StringValue(k.String()) }

// MarshalText is String, for JSON and the like.
func (k *FileKeys) MarshalText() ([]byte, error) { return []byte(k.String()), nil }
