// Package folder keeps the bytes of documents in a folder of sealed files, and gives them out and takes them in over
// HTTP by addresses that it signs itself: what a bucket is on AWS, on one machine.
//
// What must not live here: what a document has to be (realname.RequirementOf), who may look at it (the steps), and which
// port the addresses are served on (infra/server).
package folder

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"shiming/shared/steps"
)

// maxKey is how many bytes a key has at most: its hex form is a file's name.
const maxKey = 100

// Options say where the files are and what seals them.
type Options struct {
	// Dir holds the files and nothing else; it is made when missing. One Folder at a time has it.
	Dir string
	// Keys seals the files at rest, and signs the addresses.
	Keys steps.Keys
	// Clock says when an address ends, and how old a file is.
	Clock steps.Clock
	// Created, when set, hears of every file that was written, after it is durable and before the writer is answered. It
	// is called concurrently, and is not to block.
	Created func(key, version string)
	// Fault, when set, hears why a file could not be written or read by its address.
	Fault func(cause error)
}

// Folder is a steps.Documents on a folder, and the http.Handler of the addresses that it signs. One file holds one object,
// and is named by the object's key in hex; it is whole or not there. All methods are safe for concurrent use.
type Folder struct{ Options }

var _ steps.Documents = (*Folder)(nil)

// Open opens the folder, and removes what writers left in it that a crash cut short.
func Open(o Options) (*Folder, error) {
	if err := os.MkdirAll(o.Dir, 0o700); err != nil {
		return nil, err
	}
	left, err := filepath.Glob(filepath.Join(o.Dir, "new-*"))
	for _, path := range left {
		err = errors.Join(err, os.Remove(path))
	}
	if o.Created == nil {
		o.Created = func(string, string) {}
	}
	if o.Fault == nil {
		o.Fault = func(error) {}
	}
	return &Folder{o}, err
}

func (f *Folder) path(key string) string {
	return filepath.Join(f.Dir, hex.EncodeToString([]byte(key)))
}

// ErrLength is the refusal of a body that is longer or shorter than was said.
var ErrLength = errors.New("folder: the body does not have the length that was said")

// bodyFault is a fault of who sends the body, not of the folder.
type bodyFault struct{ error }

// Unwrap returns what the reader ended with.
func (b bodyFault) Unwrap() error { return b.error }

// Write makes an object of exactly size bytes durable and returns its version. It holds one part of the body in memory
// at a time. With onlyNew it is fs.ErrExist where the key has an object: of several writers at once, one writes.
func (f *Folder) Write(ctx context.Context, key, media string, size int64, body io.Reader, onlyNew bool) (version string, err error) {
	if len(key) > maxKey {
		return "", fmt.Errorf("folder: a key has at most %d bytes", maxKey)
	}
	if _, err := os.Stat(f.path(key)); onlyNew && err == nil {
		return "", fs.ErrExist
	}
	file, err := os.CreateTemp(f.Dir, "new-") // mode 0600
	if err != nil {
		return "", err
	}
	defer func() { _ = os.Remove(file.Name()) }() // gone already where it was moved
	o := head{Media: media, Version: rand.Text(), Size: size}
	err = o.seal(ctx, f.Keys, key, body, file)
	if err = errors.Join(err, file.Sync(), file.Close()); err != nil {
		return "", err
	}
	publish := os.Rename
	if onlyNew {
		publish = os.Link
	}
	if err := errors.Join(publish(file.Name(), f.path(key)), syncDir(f.Dir)); err != nil {
		return "", err
	}
	f.Created(key, o.Version)
	return o.Version, nil
}

// Read opens an object: fs.ErrNotExist when there is none. The caller closes it.
func (f *Folder) Read(ctx context.Context, key string) (*StoredObject, error) {
	if len(key) > maxKey {
		return nil, fs.ErrNotExist
	}
	file, err := os.Open(f.path(key))
	if err != nil {
		return nil, err
	}
	info, err := file.Stat()
	if err == nil {
		var o *StoredObject
		if o, err = openObject(ctx, f.Keys, key, file); err == nil {
			o.Modified = info.ModTime()
			return o, nil
		}
	}
	return nil, errors.Join(err, file.Close())
}

// List returns the keys of the objects under the prefix that are older than age, in no order.
func (f *Folder) List(prefix string, age time.Duration) ([]string, error) {
	files, err := os.ReadDir(f.Dir)
	if err != nil {
		return nil, err
	}
	var keys []string
	for _, file := range files {
		key, err := hex.DecodeString(file.Name())
		if err != nil || !strings.HasPrefix(string(key), prefix) {
			continue
		}
		info, err := file.Info()
		if err != nil || f.Clock().Sub(info.ModTime()) < age {
			continue // removed meanwhile, or young
		}
		keys = append(keys, string(key))
	}
	return keys, nil
}

// Remove removes an object; one that is not there is no error.
func (f *Folder) Remove(key string) error {
	err := os.Remove(f.path(key))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

// syncDir makes a move durable. Where a folder cannot be synced, the system does it by itself.
func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	if err := d.Sync(); err != nil && !errors.Is(err, fs.ErrInvalid) && !errors.Is(err, errors.ErrUnsupported) {
		return errors.Join(fmt.Errorf("folder: %w", err), d.Close())
	}
	return d.Close()
}
