package sealed

import (
	"bytes"
	"cmp"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"slices"
)

const (
	fileFormat = 1
	fileMode   = 0o600
	fileLimit  = 1 << 20 // bytes; thousands of keys
)

// keyFile is the JSON of a key file: mode 0600, keys of 32 bytes in base64.
//
//	{"format":1, "data":  {"current":2, "keys":[{"version":1,"id":"k_…","key":"…"}, {"version":2,"id":"k_…","key":"…"}]},
//	             "digest":{"current":1, "keys":[{"version":1,"key":"…"}]}}
//
// It holds bare keys, so a value of it lives only while the file is read or written.
type keyFile struct {
	Format int     `json:"format"`
	Data   keyList `json:"data"`
	Digest keyList `json:"digest"`
}

type keyList struct {
	Current uint32    `json:"current"`
	Keys    []fileKey `json:"keys"`
}

type fileKey struct {
	Version uint32 `json:"version"`
	ID      string `json:"id,omitempty"` // of data keys only: names the key in envelopes, so that another file's key 1 is another key
	Key     []byte `json:"key"`
}

func (f *keyFile) addData() error {
	key, err := f.Data.next()
	if err != nil {
		return err
	}
	key.ID = "k_" + hex.EncodeToString(random(8))
	f.Data.add(key)
	return nil
}

func (f *keyFile) addDigest() error {
	key, err := f.Digest.next()
	if err != nil {
		return err
	}
	f.Digest.add(key)
	return nil
}

// next returns a fresh key with the version above all others.
func (l *keyList) next() (fileKey, error) {
	var highest uint32
	for _, k := range l.Keys {
		highest = max(highest, k.Version)
	}
	if highest+1 == 0 {
		return fileKey{}, errors.New("no version above the highest")
	}
	return fileKey{Version: highest + 1, Key: random(KeySize)}, nil
}

func (l *keyList) add(k fileKey) {
	l.Keys = append(l.Keys, k)
	l.Current = k.Version
}

// random returns n bytes of crypto/rand, which does not fail.
func random(n int) []byte {
	b := make([]byte, n)
	rand.Read(b)
	return b
}

// ring checks the file and makes it ready for use. Its errors begin with path.
func (f *keyFile) ring(path string) (*ring, error) {
	if f.Format != fileFormat {
		return nil, fmt.Errorf("%s: key file of format %d, this program reads format %d", path, f.Format, fileFormat)
	}
	if err := f.Data.check("data"); err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	if err := f.Digest.check("digest"); err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	r := &ring{data: make(map[dataID]*Sealer, len(f.Data.Keys))}
	for _, k := range f.Data.Keys {
		s, err := NewSealer(Header{KeyID: k.ID, Version: k.Version}, k.Key)
		if err != nil {
			return nil, fmt.Errorf("%s: data key, version %d: %w", path, k.Version, err)
		}
		r.data[dataID{k.ID, k.Version}] = s
		if k.Version == f.Data.Current {
			r.current = s
		}
	}
	for _, k := range f.Digest.Keys {
		r.digests = append(r.digests, digestKey{k.Version, k.Key})
	}
	place := func(d digestKey) uint64 { // the current key before all others, then by falling version
		if d.version == f.Digest.Current {
			return math.MaxUint64
		}
		return uint64(d.version)
	}
	slices.SortFunc(r.digests, func(a, b digestKey) int { return cmp.Compare(place(b), place(a)) })
	return r, nil
}

func (l *keyList) check(kind string) error {
	seen := make(map[uint32]bool, len(l.Keys))
	for _, k := range l.Keys {
		switch {
		case k.Version == 0:
			return fmt.Errorf("%s key without a version", kind)
		case seen[k.Version]:
			return fmt.Errorf("two %s keys of version %d", kind, k.Version)
		case len(k.Key) != KeySize:
			return fmt.Errorf("%s key, version %d: %d bytes, not %d", kind, k.Version, len(k.Key), KeySize)
		}
		seen[k.Version] = true
	}
	if !seen[l.Current] {
		return fmt.Errorf("the current %s key, version %d, is missing", kind, l.Current)
	}
	return nil
}

func openOrCreate(path string) (*keyFile, error) {
	file, err := readFile(path)
	if !errors.Is(err, fs.ErrNotExist) {
		return file, err
	}
	fresh := &keyFile{Format: fileFormat}
	if err := errors.Join(fresh.addData(), fresh.addDigest()); err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	// A link fails where the name exists, and shows a whole file or none: of two that start at once one wins, and
	// both read what the winner wrote.
	err = write(path, fresh, os.Link)
	if err != nil && !errors.Is(err, fs.ErrExist) {
		return nil, fmt.Errorf("%s: making the key file: %w", path, err)
	}
	return readFile(path)
}

// updateFile changes the file as it is on disk now, not as it was when it was last read. The lock beside it keeps two
// processes from adding one version with two keys, of which one would be lost together with what it sealed.
func updateFile(path string, change func(*keyFile) error) (*keyFile, error) {
	lock := path + ".lock"
	l, err := os.OpenFile(lock, os.O_CREATE|os.O_EXCL|os.O_WRONLY, fileMode)
	if errors.Is(err, fs.ErrExist) {
		return nil, fmt.Errorf("%s: another process rotates the keys; if none does, one was interrupted: remove %s", path, lock)
	}
	if err != nil {
		return nil, fmt.Errorf("%s: locking the key file: %w", path, err)
	}
	l.Close()
	defer os.Remove(lock)

	file, err := readFile(path)
	if err != nil {
		return nil, err
	}
	if _, err := file.ring(path); err != nil {
		return nil, err
	}
	if err := change(file); err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	if err := write(path, file, os.Rename); err != nil {
		return nil, fmt.Errorf("%s: writing the key file: %w", path, err)
	}
	return file, nil
}

// readFile reads and decodes path; what it says is checked by keyFile.ring. A missing file is fs.ErrNotExist.
func readFile(path string) (*keyFile, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err // names the path
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, fmt.Errorf("%s: not a regular file", path)
	}
	if info.Mode().Perm()&0o077 != 0 {
		return nil, fmt.Errorf("%s: key file of mode %#o: others than its owner may use it; set it to %#o, and rotate the keys if it was read", path, info.Mode().Perm(), fileMode)
	}
	content, err := io.ReadAll(io.LimitReader(f, fileLimit+1))
	if err != nil {
		return nil, err
	}
	if len(content) > fileLimit {
		return nil, fmt.Errorf("%s: key file above %d bytes", path, fileLimit)
	}
	var file keyFile
	decoder := json.NewDecoder(bytes.NewReader(content))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&file); err != nil {
		return nil, fmt.Errorf("%s: not a key file: %w", path, err)
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("%s: not a key file: more after its end", path)
	}
	return &file, nil
}

// write puts file, complete and on disk, under a temporary name beside path, then publishes it by os.Link or os.Rename.
func write(path string, file *keyFile, publish func(oldPath, newPath string) error) error {
	content, err := json.MarshalIndent(file, "", "  ")
	if err != nil {
		return err
	}
	temp := path + "." + hex.EncodeToString(random(8))
	f, err := os.OpenFile(temp, os.O_CREATE|os.O_EXCL|os.O_WRONLY, fileMode)
	if err != nil {
		return err
	}
	defer os.Remove(temp) // after a link the second name goes; after a rename there is nothing left
	_, err = f.Write(append(content, '\n'))
	err = errors.Join(err, f.Sync(), f.Close())
	if err != nil {
		return err
	}
	if err := publish(temp, path); err != nil {
		return err
	}
	dir, err := os.Open(filepath.Dir(path))
	if err != nil {
		return err
	}
	defer dir.Close()
	return dir.Sync()
}
