package s3local_test

import (
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
	"shiming/shared/steps"
	"shiming/shared/vault/sealed"
)

func keys(t *testing.T, dir string) steps.Keys {
	t.Helper()
	k, err := sealed.OpenFile(filepath.Join(dir, "keys.json"))
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func start(t *testing.T, o s3local.Options) *s3local.S3 {
	t.Helper()
	o.AccessKeyID, o.SecretAccessKey = "AKIDEXAMPLE", "secret"
	s, err := s3local.Start(o)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func closed(t *testing.T, s *s3local.S3) {
	t.Helper()
	if err := s.Close(); err != nil {
		t.Errorf("Close: %v", err)
	}
}

func TestDocuments(t *testing.T) {
	dir := t.TempDir()
	s := start(t, s3local.Options{Dir: dir, Keys: keys(t, dir)})
	t.Cleanup(func() { closed(t, s) })
	filestest.Run(t, func(*testing.T) steps.Documents { return s3.Connect(s.Config(), s3local.Bucket) })

	t.Run("another_bucket_is_not_there", func(t *testing.T) {
		if err := s3.Connect(s.Config(), "others").Keep(t.Context(), "clean/x", "image/png", []byte("x")); err == nil || errors.Is(err, steps.ErrUnavailable) {
			t.Errorf("got %v, want a refusal for good", err)
		}
	})
}

// What was written with an object comes with it, as S3 hands it out (THREATS X4).
func TestTHREATS_X4_papers_are_downloaded(t *testing.T) {
	dir := t.TempDir()
	s := start(t, s3local.Options{Dir: dir, Keys: keys(t, dir)})
	t.Cleanup(func() { closed(t, s) })
	d := s3.Connect(s.Config(), s3local.Bucket)
	for media, want := range map[string]string{"image/png": "", "application/pdf": "attachment"} {
		if err := d.Keep(t.Context(), "clean/x", media, []byte("x")); err != nil {
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
		if got := answer.Header.Get("Content-Disposition"); got != want || answer.Header.Get("Content-Type") != media {
			t.Errorf("%s is handed out as %q, %q", media, answer.Header.Get("Content-Type"), got)
		}
	}
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
			d := s3.Connect(s.Config(), s3local.Bucket)
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

// The event of an object names the version that is then read; an object outlives the gateway.
func TestEventsNameTheVersion(t *testing.T) {
	dir := t.TempDir()
	k := keys(t, dir)
	created := make(chan string, 1)
	s := start(t, s3local.Options{Dir: filepath.Join(dir, "objects"), Keys: k, Created: func(key, version string) { created <- key + " " + version }})
	d := s3.Connect(s.Config(), s3local.Bucket)
	u, err := d.Upload(t.Context(), "uploads/doc_1", "image/png", 4, time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	if status, _, err := filestest.Put(t.Context(), u, []byte("body")); err != nil || status != http.StatusOK {
		t.Fatal(status, err)
	}
	first, err := d.Fetch(t.Context(), "uploads/doc_1", 10)
	if told := <-created; err != nil || told != "uploads/doc_1 "+first.Version {
		t.Fatalf("told of %q, stored is version %q (%v)", told, first.Version, err)
	}
	closed(t, s)
	// A server that is gone is a fault that may pass.
	if _, err := d.Fetch(t.Context(), "uploads/doc_1", 10); !errors.Is(err, steps.ErrUnavailable) {
		t.Errorf("after Close: %v, want ErrUnavailable", err)
	}
	s = start(t, s3local.Options{Dir: filepath.Join(dir, "objects"), Keys: k})
	defer closed(t, s)
	if again, err := s3.Connect(s.Config(), s3local.Bucket).Fetch(t.Context(), "uploads/doc_1", 10); err != nil || again.Version != first.Version {
		t.Errorf("after the restart: version %q, %v", again.Version, err)
	}
}
