package steps_test

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"shiming/shared/realname"
	"shiming/shared/realname/policies"
	"shiming/shared/steps"
	"shiming/shared/store/sqlite"
	"shiming/shared/vault/sealed"
)

// library is the steps of documents on a real store, with parts of which any call can be made to fail, before or after
// it took effect.
type library struct {
	t     *testing.T
	store *sqlite.Store
	keys  steps.Keys
	now   time.Time

	mu      sync.Mutex
	objects map[string][]byte
	calls   int
	failAt  int  // this call fails; 0: none
	after   bool // after it took effect
	armed   int  // how many calls there were until disarm
	decoded atomic.Int32
}

func newLibrary(t *testing.T) *library {
	t.Helper()
	store, err := sqlite.Open(filepath.Join(t.TempDir(), "shiming.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = store.Close() })
	keys, err := sealed.OpenFile(filepath.Join(t.TempDir(), "keys.json"))
	if err != nil {
		t.Fatal(err)
	}
	return &library{t: t, store: store, keys: keys, now: time.Date(2025, 11, 21, 9, 59, 0, 0, time.UTC), objects: map[string][]byte{}}
}

// call runs a call of one of the parts, or fails it.
func (l *library) call(do func() error) error {
	l.mu.Lock()
	l.calls++
	fails, after := l.calls == l.failAt, l.after
	l.mu.Unlock()
	if fails && !after {
		return steps.ErrUnavailable
	}
	err := do()
	if fails {
		return steps.ErrUnavailable
	}
	return err
}

// The library as records.
func (l *library) Record(ctx context.Context, kind, id string) (r steps.Record, err error) {
	err = l.call(func() error { r, err = l.store.Record(ctx, kind, id); return err })
	return r, err
}

func (l *library) PutRecord(ctx context.Context, r steps.Record) error {
	return l.call(func() error { return l.store.PutRecord(ctx, r) })
}

func (l *library) RecordsOf(ctx context.Context, kind, owner, cursor string, limit int) (all []steps.Record, next string, err error) {
	err = l.call(func() error { all, next, err = l.store.RecordsOf(ctx, kind, owner, cursor, limit); return err })
	return all, next, err
}

// The library as a document store.
func (l *library) Upload(_ context.Context, key, media string, _ int64, _ time.Duration) (steps.Upload, error) {
	return steps.Upload{URL: "https://s3.example/" + key, Header: map[string]string{"Content-Type": media}}, l.call(func() error { return nil })
}

func (l *library) Fetch(_ context.Context, key string, limit int64) (o steps.Object, err error) {
	err = l.call(func() error {
		l.mu.Lock()
		defer l.mu.Unlock()
		body, ok := l.objects[key]
		switch {
		case !ok:
			return steps.ErrNotFound
		case int64(len(body)) > limit:
			return steps.ErrTooLarge
		}
		o = steps.Object{Version: "v1", Size: int64(len(body)), Body: body}
		return nil
	})
	return o, err
}

func (l *library) Keep(_ context.Context, key, _ string, data []byte) error {
	return l.call(func() error {
		l.mu.Lock()
		defer l.mu.Unlock()
		l.objects[key] = data
		return nil
	})
}

func (l *library) Drop(_ context.Context, key string) error {
	return l.call(func() error {
		l.mu.Lock()
		defer l.mu.Unlock()
		delete(l.objects, key)
		return nil
	})
}

func (l *library) View(_ context.Context, key string, _ time.Duration) (string, error) {
	return "https://s3.example/" + key, l.call(func() error { return nil })
}

// Read is the library as a reader of licences.
func (l *library) Read(context.Context, []byte) (r steps.Reading, err error) {
	err = l.call(func() error {
		r = steps.Reading{Name: "海岚示例科技（上海）有限公司", Code: "91310115MA1K4TX53W"}
		return nil
	})
	return r, err
}

// Seal, Open and Digests are the library as keys.
func (l *library) Seal(ctx context.Context, purpose string, plain []byte) (sealed []byte, err error) {
	err = l.call(func() error { sealed, err = l.keys.Seal(ctx, purpose, plain); return err })
	return sealed, err
}

func (l *library) Open(ctx context.Context, purpose string, envelope []byte) (plain []byte, err error) {
	err = l.call(func() error { plain, err = l.keys.Open(ctx, purpose, envelope); return err })
	return plain, err
}

func (l *library) Digests(ctx context.Context, purpose string, value []byte) ([]string, error) {
	return l.keys.Digests(ctx, purpose, value)
}

// disarm lets all calls pass from now on.
func (l *library) disarm() { l.armed, l.failAt = l.calls, 0 }

func (l *library) desk() steps.Base {
	policy, err := policies.Load("tencent")
	if err != nil {
		l.t.Fatal(err)
	}
	return steps.Base{Store: l.store, Policy: policy, Clock: func() time.Time { return l.now }}
}

func (l *library) inspector() steps.InspectDocument {
	return steps.InspectDocument{
		Records: l, Documents: l, Keys: l, Clock: func() time.Time { return l.now }, Reader: l, Fault: func(realname.DocumentID, error) {},
		Inspect: func(_ context.Context, body []byte, _ string, _ realname.Requirement) ([]byte, error) {
			l.decoded.Add(1)
			if string(body) == "bad" {
				return nil, realname.Refuse(realname.CodeDocumentFormat)
			}
			return append([]byte("clean "), body...), nil
		},
	}
}

func (l *library) ask() steps.AskUpload {
	return steps.AskUpload{Base: l.desk(), Records: l, Documents: l}
}

func (l *library) show() steps.ShowDocument {
	return steps.ShowDocument{Base: l.desk(), Records: l, Documents: l, Keys: l}
}

var librarian = realname.Actor{Role: realname.Holder, ID: "user_1", Account: "acct_library"}

func (l *library) open() realname.CaseID {
	l.t.Helper()
	c, err := steps.OpenCase{Base: l.desk()}.Do(l.t.Context(), steps.Ask{By: librarian}, librarian.Account, realname.Opening{Kind: realname.EnterpriseVerification})
	if err != nil {
		l.t.Fatal(err)
	}
	return c.ID
}

var wanted = steps.Wanted{Purpose: realname.LicencePicture, Type: "image/png", Size: 1000}

// uploaded is a document that was asked for and uploaded.
func (l *library) uploaded(c realname.CaseID, body string) (realname.DocumentID, string) {
	l.t.Helper()
	asked, err := l.ask().Do(l.t.Context(), steps.Ask{By: librarian}, c, wanted)
	if err != nil {
		l.t.Fatal(err)
	}
	key := strings.TrimPrefix(asked.Upload.URL, "https://s3.example/")
	l.objects[key] = []byte(body)
	return asked.Document.ID, key
}

// everyFault runs do once without a fault, and then with each of its calls failing, before and after it took effect. do
// gets a fresh library each time.
func everyFault(t *testing.T, do func(t *testing.T, l *library, arm func())) {
	t.Helper()
	count := 0
	run := func(name string, failAt int, after bool) {
		t.Run(name, func(t *testing.T) {
			l := newLibrary(t)
			do(t, l, func() { l.calls, l.failAt, l.after = 0, failAt, after })
			if failAt == 0 {
				count = l.armed
			}
		})
	}
	run("none", 0, false)
	if count < 3 {
		t.Fatalf("only %d calls", count)
	}
	for k := 1; k <= count; k++ {
		run(fmt.Sprintf("before_call_%d", k), k, false)
		run(fmt.Sprintf("after_call_%d", k), k, true)
	}
}

// Each single call fails once: the event is handed over again, and the document is judged.
func TestPromise2InspectionGetsOverEveryFault(t *testing.T) {
	for body, state := range map[string]realname.DocumentState{"good": realname.DocumentAccepted, "bad": realname.DocumentRefused} {
		t.Run(body, func(t *testing.T) {
			everyFault(t, func(t *testing.T, l *library, arm func()) {
				id, key := l.uploaded(l.open(), body)
				step := l.inspector()
				arm()
				err := step.Do(t.Context(), key)
				l.disarm()
				if err != nil && !errors.Is(err, steps.ErrUnavailable) {
					t.Errorf("got %v, want ErrUnavailable", err)
				}
				if err := step.Do(t.Context(), key); err != nil {
					t.Fatalf("handed over again: %v", err)
				}
				shown, err := l.show().Do(t.Context(), librarian, id)
				if err != nil || shown.Document.State != state || shown.Document.Rev != 2 {
					t.Fatalf("the document is %s in revision %d, %v", shown.Document.State, shown.Document.Rev, err)
				}
				if clean := string(l.objects["clean/"+string(id)]); state == realname.DocumentAccepted && clean != "clean good" {
					t.Errorf("the clean copy is %q", clean)
				}
			})
		})
	}
}

// Each single call fails once: the same request again finds one document, whatever became of the first answer.
func TestPromise2AskingGetsOverEveryFault(t *testing.T) {
	everyFault(t, func(t *testing.T, l *library, arm func()) {
		c := l.open()
		ask := steps.Ask{By: librarian, Replay: &realname.Replay{Key: "k", Print: "p"}}
		arm()
		_, err := l.ask().Do(t.Context(), ask, c, wanted)
		l.disarm()
		if err != nil && !errors.Is(err, steps.ErrUnavailable) {
			t.Errorf("got %v, want ErrUnavailable", err)
		}
		again, err := l.ask().Do(t.Context(), ask, c, wanted)
		if err != nil || again.Upload.URL == "" {
			t.Fatal(err)
		}
		if all, _, err := l.store.RecordsOf(t.Context(), steps.DocumentRecord, string(c), "", 10); err != nil || len(all) != 1 {
			t.Errorf("%d documents, %v, want 1", len(all), err)
		}
	})
}

func TestTHREATS_P3_EventsThatCannotBeTrusted(t *testing.T) {
	l := newLibrary(t)
	c := l.open()
	step := l.inspector()
	id, key := l.uploaded(c, "good")
	for range 3 { // replayed
		if err := step.Do(t.Context(), key); err != nil {
			t.Fatal(err)
		}
	}
	if n := l.decoded.Load(); n != 1 {
		t.Errorf("it was decoded %d times, want once", n)
	}
	l.objects[key] = []byte("bad") // and nothing that happens to the object later changes what was judged
	if err := step.Do(t.Context(), key); err != nil {
		t.Fatal(err)
	}
	if shown, err := l.show().Do(t.Context(), librarian, id); err != nil || shown.Document.State != realname.DocumentAccepted {
		t.Errorf("the document is %s, %v", shown.Document.State, err)
	}
	_, gone := l.uploaded(c, "good")
	delete(l.objects, gone)
	for what, key := range map[string]string{
		"gone": gone, "outside the prefix": strings.Replace(key, "uploads/", "clean/", 1), "a prefix alone": "uploads/", "nothing": "",
		"below it": key + "/x", "another form": "uploads/doc_1", "URL-encoded once more": strings.Replace(key, "/", "%2F", 1),
		"dots": "uploads/../" + key, "nobody asked": "uploads/doc_aaaaaaaaaaaaaaaaaaaaaaaaaa",
	} {
		var ignored *steps.IgnoredUpload
		if err := step.Do(t.Context(), key); !errors.As(err, &ignored) || strings.Contains(err.Error(), "doc_") {
			t.Errorf("%s: got %v, want it to be ignored", what, err)
		}
	}
	if n := l.decoded.Load(); n != 1 {
		t.Errorf("%d were decoded, want 1", n)
	}
	// Two events at once: one result, whoever wins.
	twice, key := l.uploaded(c, "good")
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			if err := step.Do(t.Context(), key); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if shown, err := l.show().Do(t.Context(), librarian, twice); err != nil || shown.Document.Rev != 2 {
		t.Errorf("revision %d, %v, want 2", shown.Document.Rev, err)
	}
}

func TestWhatIsNotReadDoesNotHoldTheDocumentUp(t *testing.T) {
	l := newLibrary(t)
	id, key := l.uploaded(l.open(), "good")
	step := l.inspector()
	step.Reader = failing{}
	var told realname.DocumentID
	step.Fault = func(id realname.DocumentID, _ error) { told = id }
	if err := step.Do(t.Context(), key); err != nil {
		t.Fatal(err)
	}
	shown, err := l.show().Do(t.Context(), librarian, id)
	if err != nil || shown.Document.State != realname.DocumentAccepted || shown.Reading != (steps.Reading{}) || told != id {
		t.Errorf("the document is %s, told of %q, %v", shown.Document.State, told, err)
	}
}

type failing struct{}

func (failing) Read(context.Context, []byte) (steps.Reading, error) {
	return steps.Reading{}, steps.ErrUnavailable
}

// A reading in a text, a log or JSON shows nothing of what was read.
func TestTHREATS_L1_ReadingsPrintNothing(t *testing.T) {
	r := steps.Reading{Name: "海岚示例科技", Code: "91310115MA1K4TX53W", Representative: "林知远"}
	for _, format := range []string{"%v", "%+v", "%#v", "%s", "%q"} {
		if got := fmt.Sprintf(format, r) + fmt.Sprintf(format, &r); got != "[redacted][redacted]" {
			t.Errorf("%s writes %s", format, got)
		}
	}
}
