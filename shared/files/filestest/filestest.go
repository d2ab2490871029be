// Package filestest is the contract of a document store as a test: an implementation of steps.Documents is one when
// it passes Run. The addresses that it signs are used over HTTP, as a browser would, and misused, as somebody else
// would (THREATS P1, P2).
package filestest

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"shiming/shared/steps"
)

// life is how long addresses live in the tests that do not wait for their end.
const life = 5 * time.Minute

const media = "image/png"

// Run proves the contract on the stores that open returns; each subtest opens its own, or uses fresh keys on one.
func Run(t *testing.T, open func(t *testing.T) steps.Documents) {
	for _, test := range []struct {
		name string
		run  func(t *testing.T, d steps.Documents)
	}{
		{"what_is_uploaded_is_fetched_as_it_was", uploads},
		{"THREATS_P1_an_address_takes_exactly_what_was_asked_for", misuses},
		{"THREATS_P1_an_address_ends", ends},
		{"THREATS_P2_an_address_is_used_once", once},
		{"an_upload_that_breaks_off_is_not_there", breaksOff},
		{"clean_copies_are_kept_and_seen_by_an_address", views},
		{"what_is_not_there_or_too_large_is_told", missing},
		{"what_is_erased_is_gone", erased},
		{"a_caller_that_gave_up_is_told_unavailable", gaveUp},
	} {
		t.Run(test.name, func(t *testing.T) { test.run(t, open(t)) })
	}
}

func newKey() string { return "uploads/doc_" + strings.ToLower(rand.Text()) }

func random(n int) []byte {
	b := make([]byte, n)
	_, _ = rand.Read(b)
	return b
}

func ask(t *testing.T, d steps.Documents, key string, size int, life time.Duration) steps.Upload {
	t.Helper()
	u, err := d.Upload(t.Context(), key, media, int64(size), life)
	if err != nil {
		t.Fatalf("Upload: %v", err)
	}
	return u
}

// Put sends the body as the address asks for it, and returns the status and the answer.
func Put(ctx context.Context, u steps.Upload, body []byte) (int, string, error) {
	return send(ctx, http.MethodPut, u.URL, u.Header, body)
}

func send(ctx context.Context, method, address string, header map[string]string, body []byte) (int, string, error) {
	request, err := http.NewRequestWithContext(ctx, method, address, bytes.NewReader(body))
	if err != nil {
		return 0, "", err
	}
	for name, value := range header {
		request.Header.Set(name, value)
	}
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		return 0, "", err
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	return answer.StatusCode, string(text), err
}

func mustPut(t *testing.T, u steps.Upload, body []byte) {
	t.Helper()
	status, text, err := Put(t.Context(), u, body)
	if err != nil || status != http.StatusOK {
		t.Fatalf("PUT: %d %s %v", status, text, err)
	}
}

func mustFetch(t *testing.T, d steps.Documents, key string, want []byte) steps.Object {
	t.Helper()
	got, err := d.Fetch(t.Context(), key, int64(len(want)))
	if err != nil {
		t.Fatalf("Fetch: %v", err)
	}
	if !bytes.Equal(got.Body, want) || got.Size != int64(len(want)) || got.Version == "" {
		t.Fatalf("Fetch: got %d of %d bytes, version %q", len(got.Body), len(want), got.Version)
	}
	return got
}

func mustBeMissing(t *testing.T, d steps.Documents, key string) {
	t.Helper()
	if _, err := d.Fetch(t.Context(), key, 10<<20); !errors.Is(err, steps.ErrNotFound) {
		t.Fatalf("Fetch of %q: got %v, want ErrNotFound", key, err)
	}
}

func uploads(t *testing.T, d steps.Documents) {
	for _, size := range []int{1, 1000, 262_144, 262_145, 5 << 20} {
		key, body := newKey(), random(size)
		mustPut(t, ask(t, d, key, size, life), body)
		first := mustFetch(t, d, key, body)
		if again := mustFetch(t, d, key, body); again.Version != first.Version {
			t.Errorf("%d bytes: two versions of one upload", size)
		}
	}
}

func misuses(t *testing.T, d steps.Documents) {
	body := random(1000)
	for _, row := range []struct {
		what     string
		statuses []int
		change   func(u *steps.Upload, body *[]byte)
	}{
		{"bigger", []int{400, 403}, func(_ *steps.Upload, b *[]byte) { *b = append(*b, 0) }},
		{"smaller", []int{400, 403}, func(_ *steps.Upload, b *[]byte) { *b = (*b)[:999] }},
		{"empty", []int{400, 403, 411}, func(_ *steps.Upload, b *[]byte) { *b = nil }},
		{"another key", []int{403}, func(u *steps.Upload, _ *[]byte) { u.URL = strings.Replace(u.URL, "/doc_", "/doc_x", 1) }},
		{"another prefix", []int{403}, func(u *steps.Upload, _ *[]byte) { u.URL = strings.Replace(u.URL, "/uploads/", "/clean/", 1) }},
		{"another type", []int{403}, func(u *steps.Upload, _ *[]byte) { u.Header["Content-Type"] = "text/html" }},
		{"no type", []int{403}, func(u *steps.Upload, _ *[]byte) { delete(u.Header, "Content-Type") }},
		{"without the condition", []int{403}, func(u *steps.Upload, _ *[]byte) { delete(u.Header, "If-None-Match") }},
		{"another condition", []int{403}, func(u *steps.Upload, _ *[]byte) { u.Header["If-None-Match"] = `"x"` }},
		{"nobody", []int{403}, func(u *steps.Upload, _ *[]byte) { u.URL, _, _ = strings.Cut(u.URL, "?") }},
	} {
		key := newKey()
		u, sent := ask(t, d, key, len(body), life), bytes.Clone(body)
		row.change(&u, &sent)
		status, text, err := Put(t.Context(), u, sent)
		if err != nil {
			t.Fatalf("%s: %v", row.what, err)
		}
		if !contains(row.statuses, status) {
			t.Errorf("%s: status %d, want one of %v: %s", row.what, status, row.statuses, text)
		}
		mustBeMissing(t, d, key)
	}
	key := newKey()
	u := ask(t, d, key, len(body), life)
	for what, address := range forged(u.URL) {
		status, text, err := Put(t.Context(), steps.Upload{URL: address, Header: u.Header}, body)
		if err != nil || status != http.StatusForbidden && status != http.StatusBadRequest {
			t.Errorf("an address with %s: status %d, %v, want 403: %s", what, status, err, text)
		}
		mustBeMissing(t, d, key)
	}
	for _, method := range []string{http.MethodGet, http.MethodDelete, http.MethodPost} {
		key := newKey()
		mustPut(t, ask(t, d, key, len(body), life), body)
		u := ask(t, d, key, len(body), life)
		if status, _, err := send(t.Context(), method, u.URL, u.Header, nil); err != nil || status < 400 {
			t.Errorf("%s by the address of an upload: status %d, %v", method, status, err)
		}
		mustFetch(t, d, key, body)
	}
}

func contains(all []int, x int) bool {
	for _, a := range all {
		if a == x {
			return true
		}
	}
	return false
}

// forged are addresses that were not signed: each parameter changed, lengthened, left out, and one added.
func forged(address string) map[string]string {
	u, err := url.Parse(address)
	if err != nil {
		panic(err)
	}
	all := map[string]string{"one parameter more": address + "&response-content-type=text%2Fhtml"}
	for name, values := range u.Query() {
		all[name+" lengthened"] = query(address, name, values[0]+"1")
		all[name+" of zeros"] = query(address, name, strings.Repeat("0", len(values[0])))
		all["no "+name] = query(address, name, "")
	}
	return all
}

// query sets one parameter of the address; "" takes it away.
func query(address, name, value string) string {
	u, err := url.Parse(address)
	if err != nil {
		panic(err)
	}
	q := u.Query()
	if q.Set(name, value); value == "" {
		q.Del(name)
	}
	u.RawQuery = q.Encode()
	return u.String()
}

func ends(t *testing.T, d steps.Documents) {
	key, kept, body := newKey(), "clean/"+newKey(), random(10)
	if err := d.Keep(t.Context(), kept, media, body); err != nil {
		t.Fatal(err)
	}
	upload := ask(t, d, key, len(body), time.Second)
	view, err := d.View(t.Context(), kept, time.Second)
	if err != nil {
		t.Fatal(err)
	}
	time.Sleep(2100 * time.Millisecond)
	if status, text, err := Put(t.Context(), upload, body); err != nil || status != http.StatusForbidden {
		t.Errorf("an upload after its time: status %d, %v: %s", status, err, text)
	}
	mustBeMissing(t, d, key)
	if status, _, err := send(t.Context(), http.MethodGet, view, nil, nil); err != nil || status != http.StatusForbidden {
		t.Errorf("a view after its time: status %d, %v", status, err)
	}
}

func once(t *testing.T, d steps.Documents) {
	key, first := newKey(), random(1000)
	u := ask(t, d, key, len(first), life)
	mustPut(t, u, first)
	version := mustFetch(t, d, key, first).Version
	for _, again := range []steps.Upload{u, ask(t, d, key, len(first), life)} { // an address signed later, too
		if status, text, err := Put(t.Context(), again, random(1000)); err != nil || status != http.StatusPreconditionFailed {
			t.Errorf("a second upload: status %d, %v, want 412: %s", status, err, text)
		}
	}
	if got := mustFetch(t, d, key, first); got.Version != version {
		t.Error("a refused upload made another version")
	}

	key = newKey()
	u = ask(t, d, key, 100_000, life)
	var won atomic.Int32
	var winner []byte
	var wg sync.WaitGroup
	var mu sync.Mutex
	for range 16 {
		body := random(100_000)
		wg.Go(func() {
			status, text, err := Put(t.Context(), u, body)
			switch {
			case err != nil:
				t.Error(err)
			case status == http.StatusOK:
				won.Add(1)
				mu.Lock()
				defer mu.Unlock()
				winner = body
			case status != http.StatusPreconditionFailed && status != http.StatusConflict:
				t.Errorf("one of many uploads: status %d: %s", status, text)
			}
		})
	}
	wg.Wait()
	if won.Load() != 1 {
		t.Fatalf("%d of 16 uploads at once won, want 1", won.Load())
	}
	mustFetch(t, d, key, winner)
}

// broken is a body that ends before its length.
type broken struct{ n int }

// Read gives n bytes, then fails.
func (b *broken) Read(p []byte) (int, error) {
	if b.n == 0 {
		return 0, errors.New("the sender is gone")
	}
	n := min(len(p), b.n)
	b.n -= n
	return n, nil
}

func breaksOff(t *testing.T, d steps.Documents) {
	key := newKey()
	u := ask(t, d, key, 1<<20, life)
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPut, u.URL, io.NopCloser(&broken{500_000}))
	if err != nil {
		t.Fatal(err)
	}
	request.ContentLength = 1 << 20
	for name, value := range u.Header {
		request.Header.Set(name, value)
	}
	if answer, err := http.DefaultClient.Do(request); err == nil {
		_ = answer.Body.Close()
		if answer.StatusCode == http.StatusOK {
			t.Error("half an upload was taken")
		}
	}
	mustBeMissing(t, d, key)
	body := random(1 << 20)
	mustPut(t, u, body) // and it can be tried again
	mustFetch(t, d, key, body)
}

func views(t *testing.T, d steps.Documents) {
	key, first, second := "clean/"+newKey(), random(300_000), random(200_000)
	for _, body := range [][]byte{first, first, second} {
		if err := d.Keep(t.Context(), key, media, body); err != nil {
			t.Fatalf("Keep: %v", err)
		}
		mustFetch(t, d, key, body)
	}
	view, err := d.View(t.Context(), key, life)
	if err != nil {
		t.Fatal(err)
	}
	answer, err := http.Get(view) //nolint:noctx // as a browser would
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	got, err := io.ReadAll(answer.Body)
	if err != nil || answer.StatusCode != http.StatusOK || !bytes.Equal(got, second) {
		t.Fatalf("GET: status %d, %d bytes, %v", answer.StatusCode, len(got), err)
	}
	for name, want := range map[string]string{"Content-Type": media, "Cache-Control": "private, no-store"} {
		if got := answer.Header.Get(name); got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
	misused := forged(view)
	misused["nobody"] = strings.Split(view, "?")[0]
	misused["another key"] = strings.Replace(view, "/clean/", "/", 1)
	for what, address := range misused {
		status, text, err := send(t.Context(), http.MethodGet, address, nil, nil)
		if err != nil || status != http.StatusForbidden && status != http.StatusBadRequest {
			t.Errorf("a view by %s: status %d, %v, want 403: %s", what, status, err, text)
		}
	}
	if status, _, err := send(t.Context(), http.MethodPut, view, nil, first); err != nil || status != http.StatusForbidden {
		t.Errorf("a PUT by the address of a view: status %d, %v", status, err)
	}
}

func missing(t *testing.T, d steps.Documents) {
	mustBeMissing(t, d, newKey())
	key, body := newKey(), random(1001)
	mustPut(t, ask(t, d, key, len(body), life), body)
	for limit, want := range map[int64]error{0: steps.ErrTooLarge, 1000: steps.ErrTooLarge, 1001: nil} {
		if _, err := d.Fetch(t.Context(), key, limit); !errors.Is(err, want) {
			t.Errorf("Fetch of 1001 bytes with the limit %d: %v, want %v", limit, err, want)
		}
	}
	if _, err := d.View(t.Context(), newKey(), life); err != nil {
		t.Errorf("an address is signed whether the object is there or not: %v", err)
	}
}

func gaveUp(t *testing.T, d steps.Documents) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, fetching := d.Fetch(ctx, newKey(), 10)
	for what, err := range map[string]error{
		"Fetch": fetching, "Keep": d.Keep(ctx, newKey(), media, random(10)), "Drop": d.Drop(ctx, newKey()),
	} {
		if !errors.Is(err, steps.ErrUnavailable) {
			t.Errorf("%s: got %v, want ErrUnavailable", what, err)
		}
		if err != nil && strings.Contains(fmt.Sprint(err), "ignature=") {
			t.Errorf("%s: the error carries a signed address", what)
		}
	}
}
