package s3local_test

import (
	"bytes"
	"errors"
	"net/http"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"shiming/infra/aws/s3local"
	"shiming/shared/files/filestest"
	"shiming/shared/files/s3"
	"shiming/shared/sealed"
	"shiming/shared/steps"
)

func keys(t *testing.T, dir string) steps.Keys {
	t.Helper()
	k, err := sealed.OpenFile(filepath.Join(dir, "keys.json"))
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func start(t *testing.T, o s3local.Options) *s3local.Server {
	t.Helper()
	s, err := s3local.Start(o)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func closed(t *testing.T, s *s3local.Server) {
	t.Helper()
	if err := s.Close(); err != nil {
		t.Errorf("Close: %v", err)
	}
}

func TestDocuments(t *testing.T) {
	dir := t.TempDir()
	s := start(t, s3local.Options{Dir: dir, Keys: keys(t, dir)})
	t.Cleanup(func() { closed(t, s) })
	documenttest.Run(t, func(*testing.T) steps.Documents { return s3docs.Connect(s.Config(), s3local.Bucket) })

	t.Run("another_bucket_is_not_there", func(t *testing.T) {
		if err := s3docs.Connect(s.Config(), "others").Keep(t.Context(), "clean/x", "image/png", []byte("x")); err == nil || errors.Is(err, steps.ErrUnavailable) {
			t.Errorf("got %v, want a refusal for good", err)
		}
	})
}

func TestSeveralServersInOneProcess(t *testing.T) {
	here, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			dir := t.TempDir()
			s := start(t, s3local.Options{Dir: dir, Keys: keys(t, dir)})
			defer closed(t, s)
			d := s3docs.Connect(s.Config(), s3local.Bucket)
			if err := d.Keep(t.Context(), "clean/x", "image/png", []byte(dir)); err != nil {
				t.Error(err)
			}
			if o, err := d.Fetch(t.Context(), "clean/x", 1000); err != nil || string(o.Body) != dir {
				t.Errorf("Fetch: %v", err)
			}
		})
	}
	wg.Wait()
	if now, _ := os.Getwd(); now != here {
		t.Errorf("the working directory is %s, was %s", now, here)
	}
}

func TestPromise2WhatWasAnsweredIsThereAfterARestart(t *testing.T) {
	dir := t.TempDir()
	k := keys(t, dir)
	var mu sync.Mutex
	created := map[string]string{}
	s := start(t, s3local.Options{Dir: dir, Keys: k, Created: func(key, version string) {
		mu.Lock()
		defer mu.Unlock()
		created[key] = version
	}})
	d := s3docs.Connect(s.Config(), s3local.Bucket)
	body := bytes.Repeat([]byte("a picture of an identity document "), 30_000)
	before, err := d.Upload(t.Context(), "uploads/doc_1", "image/png", int64(len(body)), time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	later, err := d.Upload(t.Context(), "uploads/doc_2", "image/png", int64(len(body)), time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	if status, _, err := documenttest.Put(t.Context(), before, body); err != nil || status != http.StatusOK {
		t.Fatal(status, err)
	}
	first, err := d.Fetch(t.Context(), "uploads/doc_1", 10<<20)
	if err != nil || created["uploads/doc_1"] != first.Version {
		t.Fatalf("the event was told of version %q, stored is %q (%v)", created["uploads/doc_1"], first.Version, err)
	}
	endpoint := s.Endpoint()
	closed(t, s)

	// What lies on the disk says nothing of what it is.
	files, err := filepath.Glob(filepath.Join(dir, "objects", "*"))
	if err != nil || len(files) != 1 {
		t.Fatalf("%d files, %v, want 1", len(files), err)
	}
	stored, err := os.ReadFile(files[0])
	if err != nil || bytes.Contains(stored, []byte("a picture")) || bytes.Contains(stored, []byte("image/png")) {
		t.Fatalf("the object is not sealed (%v)", err)
	}

	s = start(t, s3local.Options{Dir: dir, Keys: k})
	if s.Endpoint() != endpoint {
		t.Errorf("the address is %s, was %s: signed addresses are dead", s.Endpoint(), endpoint)
	}
	d = s3docs.Connect(s.Config(), s3local.Bucket)
	if again, err := d.Fetch(t.Context(), "uploads/doc_1", 10<<20); err != nil || again.Version != first.Version || !bytes.Equal(again.Body, body) {
		t.Errorf("after the restart: version %q, %v", again.Version, err)
	}
	if status, _, err := documenttest.Put(t.Context(), later, body); err != nil || status != http.StatusOK {
		t.Errorf("an address signed before the restart: %d, %v", status, err)
	}
	if found, err := s.Keys("uploads/", 0); err != nil || len(found) != 2 {
		t.Errorf("Keys: %v, %v", found, err)
	}
	if found, err := s.Keys("uploads/", time.Hour); err != nil || len(found) != 0 {
		t.Errorf("Keys of an hour ago: %v, %v", found, err)
	}
	for range 2 {
		if err := s.Remove("uploads/doc_1"); err != nil {
			t.Error(err)
		}
	}
	if _, err := d.Fetch(t.Context(), "uploads/doc_1", 10); !errors.Is(err, steps.ErrNotFound) {
		t.Errorf("after Remove: %v", err)
	}
	closed(t, s)
	// A server that is gone is a fault that may pass.
	if _, err := d.Fetch(t.Context(), "uploads/doc_2", 10); !errors.Is(err, steps.ErrUnavailable) {
		t.Errorf("after Close: %v, want ErrUnavailable", err)
	}
}

// A file that was swapped for another object's, or changed, is not that object.
func TestSwappedFilesDoNotOpen(t *testing.T) {
	dir := t.TempDir()
	s := start(t, s3local.Options{Dir: dir, Keys: keys(t, dir)})
	defer closed(t, s)
	d := s3docs.Connect(s.Config(), s3local.Bucket)
	for _, key := range []string{"clean/a", "clean/b"} {
		if err := d.Keep(t.Context(), key, "image/png", []byte(key)); err != nil {
			t.Fatal(err)
		}
	}
	files, err := filepath.Glob(filepath.Join(dir, "objects", "*"))
	if err != nil || len(files) != 2 {
		t.Fatal(len(files), err)
	}
	data, err := os.ReadFile(files[0])
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(files[1], data, 0o600); err != nil {
		t.Fatal(err)
	}
	if o, err := d.Fetch(t.Context(), "clean/b", 100); err == nil {
		t.Errorf("the object of another key was read: %q", o.Body)
	}
}
