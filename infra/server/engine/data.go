package engine

import (
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"shiming/infra/server/issuer"
)

// The files of a data folder. Beside them lie the sealed documents and what SQLite keeps while it runs.
const (
	keysFile     = "keys.json"
	storeFile    = "shiming.db"
	workflowFile = "workflow.db"
	signingFile  = "session.key"
	sandboxFile  = "sandbox.secret"
	auditFile    = "audit.jsonl"
	auditIndex   = "audit.index" // made of the file, and made again where it is gone
	measuresFile = "measures.db"
	clockFile    = "clock.json"
)

// private are the rights of everything in a data folder: its owner's alone (THREATS X19).
const (
	privateFolder fs.FileMode = 0o700
	privateFile   fs.FileMode = 0o600
)

// prepare makes the folder ready to be written, and its owner's alone. What it refuses it leaves as it was: a folder that
// cannot be written, one that holds other things, and one whose keys are gone while its records are there (THREATS X13).
func prepare(dir string) error {
	if err := os.MkdirAll(dir, privateFolder); err != nil {
		return fmt.Errorf("DATA_DIR: the folder %s cannot be made: %w", dir, cause(err))
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		return fmt.Errorf("DATA_DIR: the folder %s cannot be read: %w", dir, cause(err))
	}
	ours := func(e fs.DirEntry) bool {
		return slices.Contains([]string{keysFile, storeFile, issuer.File, auditFile}, e.Name())
	}
	if len(entries) > 0 && !slices.ContainsFunc(entries, ours) {
		return fmt.Errorf("DATA_DIR: the folder %s holds other things; name one that is empty, or not there yet", dir)
	}
	probe, err := os.CreateTemp(dir, "new-")
	if err != nil {
		return fmt.Errorf("DATA_DIR: the folder %s cannot be written: %w", dir, cause(err))
	}
	if err := errors.Join(probe.Close(), os.Remove(probe.Name())); err != nil {
		return err
	}
	store, err := os.Stat(filepath.Join(dir, storeFile))
	if err == nil && store.Size() > 0 {
		if _, err := os.Stat(filepath.Join(dir, keysFile)); errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("the keys of %s are gone (%s), and new ones would open nothing of it: put them back from the backup", dir, keysFile)
		}
	}
	return restrict(dir, entries)
}

// restrict takes the rights of others from the folder and its files. Of keys that others could read the key file itself
// complains: taking rights away does not make them secret again.
func restrict(dir string, entries []fs.DirEntry) error {
	err := os.Chmod(dir, privateFolder)
	for _, e := range entries {
		info, gone := e.Info()
		if gone == nil && info.Mode().IsRegular() && info.Mode().Perm()&^privateFile != 0 && e.Name() != keysFile {
			err = errors.Join(err, os.Chmod(filepath.Join(dir, e.Name()), privateFile))
		}
	}
	// SQLite makes the files beside a database with the rights of the database, which it would make for everybody to read.
	for _, name := range []string{storeFile, storeFile + ".lock", workflowFile, auditIndex, measuresFile} {
		f, opened := os.OpenFile(filepath.Join(dir, name), os.O_CREATE|os.O_RDWR, privateFile)
		if opened == nil {
			opened = f.Close()
		}
		err = errors.Join(err, opened)
	}
	return err
}

// cause is why, without the path and the call.
func cause(err error) error {
	var path *fs.PathError
	if errors.As(err, &path) {
		return path.Err
	}
	return err
}

// openAudit opens the audit trail to append to. A line that a crash cut short is ended, so that the next stands alone.
func openAudit(path string) (*os.File, error) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_APPEND|os.O_RDWR, privateFile)
	if err != nil {
		return nil, err
	}
	last := []byte{'\n'}
	if size, err := f.Seek(0, io.SeekEnd); err == nil && size > 0 {
		_, _ = f.ReadAt(last, size-1)
	}
	if last[0] != '\n' {
		if _, err := f.Write([]byte{'\n'}); err != nil {
			return nil, errors.Join(err, f.Close())
		}
	}
	return f, nil
}

// secretFile reads a secret, and makes one when there is none.
func secretFile(path string) (string, error) {
	data, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		var b [32]byte
		_, _ = rand.Read(b[:]) // never fails, by the contract of crypto/rand
		secret := base64.RawURLEncoding.EncodeToString(b[:])
		return secret, os.WriteFile(path, []byte(secret), privateFile)
	}
	if err != nil {
		return "", err
	}
	if len(data) < 24 {
		return "", fmt.Errorf("%s is too short; remove it to get a new one", path)
	}
	return string(data), nil
}
