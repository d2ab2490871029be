// Package issuertest gives the sandbox's issuer of many servers in one test binary the same key, since a key of 2,048 bits takes
// as long to make as a whole conversation takes to play.
package issuertest

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"shiming/infra/server/issuer"
)

var key = sync.OnceValues(func() ([]byte, error) {
	dir, err := os.MkdirTemp("", "issuer-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	file := filepath.Join(dir, issuer.File)
	if _, err := issuer.Open(file); err != nil {
		return nil, err
	}
	return os.ReadFile(file)
})

// Dir puts the key into a folder of a server, unless the folder has one, and returns the folder. It is safe for concurrent use.
func Dir(tb testing.TB, dir string) string {
	tb.Helper()
	data, err := key()
	if err != nil {
		tb.Fatal(err)
	}
	file, err := os.OpenFile(filepath.Join(dir, issuer.File), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return dir
	}
	if err != nil {
		tb.Fatal(err)
	}
	_, err = file.Write(data)
	if err := errors.Join(err, file.Close()); err != nil {
		tb.Fatal(err)
	}
	return dir
}
