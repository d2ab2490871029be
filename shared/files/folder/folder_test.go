package folder_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"shiming/shared/clock"
	"shiming/shared/files/filestest"
	"shiming/shared/files/folder"
	"shiming/shared/steps"
	"shiming/shared/vault/sealed"
)

func keys(t *testing.T) *sealed.FileKeys {
	t.Helper()
	k, err := sealed.OpenFile(filepath.Join(t.TempDir(), "keys.json"))
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func open(t *testing.T, o folder.Options) *folder.Folder {
	t.Helper()
	if o.Clock == nil {
		o.Clock = clock.Now
	}
	o.Fault = func(cause error) { t.Error(cause) }
	f, err := folder.Open(o)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// served is a folder whose addresses lead to a server, as the API completes them by the service's own.
type served struct {
	steps.Documents
	base string
}

func serve(t *testing.T, f *folder.Folder) served {
	t.Helper()
	mux := http.NewServeMux()
	mux.Handle(folder.Path, f)
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	return served{f, server.URL}
}

// Upload signs an upload.
func (s served) Upload(ctx context.Context, key, media string, size int64, life time.Duration) (steps.Upload, error) {
	u, err := s.Documents.Upload(ctx, key, media, size, life)
	u.URL = s.base + u.URL
	return u, err
}

// View signs a view.
func (s served) View(ctx context.Context, key string, life time.Duration) (string, error) {
	address, err := s.Documents.View(ctx, key, life)
	return s.base + address, err
}

func TestDocuments(t *testing.T) {
	d := serve(t, open(t, folder.Options{Dir: filepath.Join(t.TempDir(), "documents"), Keys: keys(t)}))
	filestest.Run(t, func(*testing.T) steps.Documents { return d })
}

func TestPromise2WhatWasAnsweredIsThereAfterARestart(t *testing.T) {
	dir, k := t.TempDir(), keys(t)
	var mu sync.Mutex
	created := map[string]string{}
	first := open(t, folder.Options{Dir: dir, Keys: k, Created: func(key, version string) {
		mu.Lock()
		defer mu.Unlock()
		created[key] = version
	}})
	d := serve(t, first)
	body := bytes.Repeat([]byte("a picture of an identity document "), 30_000)
	put := func(d served, u steps.Upload) {
		t.Helper()
		if strings.HasPrefix(u.URL, folder.Path) {
			u.URL = d.base + u.URL
		}
		if status, text, err := filestest.Put(t.Context(), u, body); err != nil || status != http.StatusOK {
			t.Fatal(status, text, err)
		}
	}
	ask := func(key string) steps.Upload {
		t.Helper()
		u, err := first.Upload(t.Context(), key, "image/png", int64(len(body)), time.Hour)
		if err != nil {
			t.Fatal(err)
		}
		return u
	}
	put(d, ask("uploads/doc_1"))
	later := ask("uploads/doc_2")
	kept, err := d.Fetch(t.Context(), "uploads/doc_1", 10<<20)
	if err != nil || created["uploads/doc_1"] != kept.Version {
		t.Fatalf("told of version %q, stored is %q (%v)", created["uploads/doc_1"], kept.Version, err)
	}

	// What lies on the disk says nothing of what it is, and is its owner's alone.
	files, err := os.ReadDir(dir)
	if err != nil || len(files) != 1 {
		t.Fatalf("%d files, %v, want 1", len(files), err)
	}
	stored, err := os.ReadFile(filepath.Join(dir, files[0].Name()))
	if err != nil || bytes.Contains(stored, []byte("a picture")) || bytes.Contains(stored, []byte("image/png")) {
		t.Fatalf("the file is not sealed (%v)", err)
	}
	if info, err := files[0].Info(); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the file has the mode %v, %v, want 0600", info.Mode(), err)
	}

	// Addresses outlive the process, and a rotation of the keys.
	if err := errors.Join(os.WriteFile(filepath.Join(dir, "new-left"), nil, 0o600), k.RotateDigest(), k.RotateData()); err != nil {
		t.Fatal(err)
	}
	again := open(t, folder.Options{Dir: dir, Keys: k})
	d = serve(t, again)
	if o, err := d.Fetch(t.Context(), "uploads/doc_1", 10<<20); err != nil || o.Version != kept.Version || !bytes.Equal(o.Body, body) {
		t.Errorf("after the restart: version %q, %v", o.Version, err)
	}
	put(d, later)
	if _, err := os.Stat(filepath.Join(dir, "new-left")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("what a crash left is there: %v", err)
	}
	if found, err := again.List("uploads/", 0); err != nil || len(found) != 2 {
		t.Errorf("List: %v, %v", found, err)
	}
	if found, err := again.List("uploads/", time.Hour); err != nil || len(found) != 0 {
		t.Errorf("List of an hour ago: %v, %v", found, err)
	}
	for range 2 {
		if err := again.Remove("uploads/doc_1"); err != nil {
			t.Error(err)
		}
	}
	if _, err := d.Fetch(t.Context(), "uploads/doc_1", 10); !errors.Is(err, steps.ErrNotFound) {
		t.Errorf("after Remove: %v", err)
	}
}

// A file that was swapped for another's, changed, or cut short, is not that file; part of one is never taken for the whole.
func TestDamagedFilesDoNotOpen(t *testing.T) {
	dir := t.TempDir()
	f := open(t, folder.Options{Dir: dir, Keys: keys(t)})
	body := bytes.Repeat([]byte("x"), 3*sealed.MaxPlain)
	for _, key := range []string{"clean/a", "clean/b"} {
		if err := f.Keep(t.Context(), key, "image/png", body); err != nil {
			t.Fatal(err)
		}
	}
	files, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil || len(files) != 2 {
		t.Fatal(len(files), err)
	}
	b, err := os.ReadFile(files[1])
	if err != nil {
		t.Fatal(err)
	}
	swapped, err := os.ReadFile(files[0])
	if err != nil {
		t.Fatal(err)
	}
	changed := bytes.Clone(b)
	changed[len(b)/2] ^= 1
	part := len(b) - sealed.MaxPlain - 100 // within the second part
	for what, data := range map[string][]byte{
		"swapped": swapped, "changed": changed, "cut": b[:part], "empty": nil, "a length of 4 GB": {0xff, 0xff, 0xff, 0xff, 0},
	} {
		if err := os.WriteFile(files[1], data, 0o600); err != nil {
			t.Fatal(err)
		}
		if o, err := f.Fetch(t.Context(), "clean/b", 10<<20); err == nil || errors.Is(err, steps.ErrNotFound) {
			t.Errorf("%s: %d bytes were read, %v", what, len(o.Body), err)
		}
	}
	// Who looks at one that breaks off within its body gets no whole answer.
	if err := os.WriteFile(files[1], b[:part], 0o600); err != nil {
		t.Fatal(err)
	}
	f.Fault = func(error) {}
	view, err := serve(t, f).View(t.Context(), "clean/b", time.Minute)
	if err != nil {
		t.Fatal(err)
	}
	answer, err := http.Get(view) //nolint:noctx // as a browser would
	if err == nil {
		defer answer.Body.Close()
		_, err = io.ReadAll(answer.Body)
	}
	if err == nil {
		t.Error("a view of half a file ended well")
	}
}

// THREATS X4: what is no picture is downloaded, and nothing of it runs at the address of the service.
func TestTHREATS_X4_papers_are_downloaded(t *testing.T) {
	d := serve(t, open(t, folder.Options{Dir: t.TempDir(), Keys: keys(t)}))
	for media, disposition := range map[string]string{"image/png": "", "application/pdf": "attachment", "text/html": "attachment"} {
		if err := d.Keep(t.Context(), "clean/x", media, []byte("<script>alert(1)</script>")); err != nil {
			t.Fatal(err)
		}
		view, err := d.View(t.Context(), "clean/x", time.Minute)
		if err != nil {
			t.Fatal(err)
		}
		answer, err := http.Get(view) //nolint:noctx // as a browser would
		if err != nil {
			t.Fatal(err)
		}
		_ = answer.Body.Close()
		for name, want := range map[string]string{
			"Content-Type": media, "Content-Disposition": disposition, "X-Content-Type-Options": "nosniff",
			"Content-Security-Policy": "default-src 'none'; sandbox",
		} {
			if got := answer.Header.Get(name); got != want {
				t.Errorf("%s: %s is %q, want %q", media, name, got, want)
			}
		}
	}
}

// A page of another origin asks first whether it may send the headers that an upload needs.
func TestPagesOfOtherOriginsMayUpload(t *testing.T) {
	d := serve(t, open(t, folder.Options{Dir: t.TempDir(), Keys: keys(t)}))
	request, err := http.NewRequestWithContext(t.Context(), http.MethodOptions, d.base+folder.Path+"uploads/doc_x", nil)
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Origin", "https://pages.example")
	request.Header.Set("Access-Control-Request-Method", "PUT")
	request.Header.Set("Access-Control-Request-Headers", "content-type,if-none-match")
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	_ = answer.Body.Close()
	if answer.StatusCode != 204 || answer.Header.Get("Access-Control-Allow-Origin") != "*" ||
		!strings.Contains(answer.Header.Get("Access-Control-Allow-Methods"), "PUT") ||
		answer.Header.Get("Access-Control-Allow-Headers") != "content-type, if-none-match" {
		t.Errorf("preflight: %d %v", answer.StatusCode, answer.Header)
	}
}
