package signing_test

import (
	"bytes"
	"crypto/x509"
	"errors"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"shiming/shared/vault/sealed"
	"shiming/shared/vault/sealed/signing"
	"shiming/shared/vault/sealed/signing/signingtest"
)

func openKeys(t *testing.T, dir string) *sealed.FileKeys {
	t.Helper()
	keys, err := sealed.OpenFile(filepath.Join(dir, "keys.json"))
	if err != nil {
		t.Fatal(err)
	}
	return keys
}

func TestFile(t *testing.T) {
	dir := t.TempDir()
	signingtest.Run(t, func(t *testing.T) signing.TokenSigner {
		return signing.NewFile(filepath.Join(dir, "session.key"), openKeys(t, dir))
	})
}

func TestTheFileAloneIsNothing(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "session.key")
	keys := openKeys(t, dir)
	first := signing.NewFile(path, keys)
	if _, err := os.Stat(path); err == nil {
		t.Error("the key is made before it is needed")
	}
	id, err := first.KeyID(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info.Mode(), err)
	}
	envelope, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for i := range len(envelope) - 64 {
		if _, err := x509.ParsePKCS1PrivateKey(envelope[i:]); err == nil {
			t.Fatal("the key lies in the file")
		}
	}
	if bytes.Contains(envelope, []byte("PRIVATE")) {
		t.Error("the key lies in the file")
	}
	if _, err := signing.NewFile(path, openKeys(t, t.TempDir())).KeyID(t.Context()); !errors.Is(err, sealed.ErrSealed) {
		t.Errorf("with other keys: %v", err)
	}
	if err := keys.RotateData(); err != nil {
		t.Fatal(err)
	}
	if again, err := signing.NewFile(path, keys).KeyID(t.Context()); again != id || err != nil {
		t.Errorf("after a rotation of the keys: %v", err)
	}
	if first.String() != "signing key of "+path {
		t.Error(first.String())
	}
}

func TestProcessesThatStartAtOnceHaveOneKey(t *testing.T) {
	dir := t.TempDir()
	keys := openKeys(t, dir)
	ids := make([]string, 3)
	var all sync.WaitGroup
	for i := range ids {
		all.Go(func() {
			var err error
			if ids[i], err = signing.NewFile(filepath.Join(dir, "session.key"), keys).KeyID(t.Context()); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if ids[0] != ids[1] || ids[1] != ids[2] {
		t.Error("the processes have different keys")
	}
	left, err := filepath.Glob(filepath.Join(dir, "session.key*"))
	if err != nil || len(left) != 1 {
		t.Errorf("%v, %v", left, err)
	}
}
