package api

import (
	"context"
	"encoding/json"
	"log/slog"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"shiming/shared/realname"
	"shiming/shared/realname/policies"
	"shiming/shared/steps"
	"shiming/shared/store/sqlite"
	"shiming/shared/vault/sealed"
)

// shelf is a document store of the tests: what is put on it is there.
type shelf struct {
	objects map[string][]byte
	down    bool
}

func (s *shelf) Upload(_ context.Context, key, media string, _ int64, _ time.Duration) (steps.Upload, error) {
	if s.down {
		return steps.Upload{}, steps.ErrUnavailable
	}
	return steps.Upload{URL: "https://s3.example/" + key, Header: map[string]string{"Content-Type": media, "If-None-Match": "*"}}, nil
}

func (s *shelf) Fetch(_ context.Context, key string, _ int64) (steps.Object, error) {
	body, ok := s.objects[key]
	if !ok {
		return steps.Object{}, steps.ErrNotFound
	}
	return steps.Object{Version: "v1", Size: int64(len(body)), Body: body}, nil
}

func (s *shelf) Keep(_ context.Context, key, _ string, data []byte) error {
	s.objects[key] = data
	return nil
}

func (s *shelf) Drop(_ context.Context, key string) error {
	delete(s.objects, key)
	return nil
}

func (s *shelf) View(_ context.Context, key string, _ time.Duration) (string, error) {
	return "https://s3.example/" + key, nil
}

type reader struct{}

func (reader) Read(context.Context, []byte) (steps.Reading, error) {
	return steps.Reading{Name: "海岚示例科技（上海）有限公司", Code: "91310115MA1K4TX53W", Address: "上海市浦东新区示例路100号"}, nil
}

func TestDocumentsAreAsDescribed(t *testing.T) {
	d := newDesk(t)
	store, err := sqlite.Open(filepath.Join(t.TempDir(), "documents.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = store.Close() })
	keys, err := sealed.OpenFile(filepath.Join(t.TempDir(), "keys.json"))
	if err != nil {
		t.Fatal(err)
	}
	policy, err := policies.Load("tencent")
	if err != nil {
		t.Fatal(err)
	}
	clock := func() time.Time { return d.now }
	with, s, kept := steps.Base{Store: store, Policy: policy, Clock: clock}, Settings{Policy: policy, Clock: clock}, &shelf{objects: map[string][]byte{}}
	gate := Gate{Audit: func(context.Context, AuditEntry) error { return nil }, Clock: clock, Log: slog.New(slog.DiscardHandler)}
	for _, e := range append(ShowDocument(s, steps.ShowDocument{Base: with, Records: store, Documents: kept, Keys: keys}),
		AskUpload(s, steps.AskUpload{Base: with, Records: store, Documents: kept}), OpenCase(s, steps.OpenCase{Base: with}), CancelCase(s, steps.CancelCase{Base: with})) {
		d.handlers[e.Route.Key()] = gate.Serve(e)
	}
	inspect := func(id, key string, fault realname.Code) {
		t.Helper()
		kept.objects["uploads/"+id] = []byte("a picture")
		step := steps.InspectDocument{
			Records: store, Documents: kept, Keys: keys, Clock: clock, Reader: reader{}, Fault: func(realname.DocumentID, error) {},
			Inspect: func(_ context.Context, body []byte, _ string, _ realname.Requirement) ([]byte, error) {
				if fault != "" {
					return nil, realname.Refuse(fault)
				}
				return body, nil
			},
		}
		if err := step.Do(t.Context(), key); err != nil {
			t.Fatal(err)
		}
	}
	id := func(r *Recorder) string {
		var v struct{ ID string }
		if err := json.Unmarshal(r.Body, &v); err != nil {
			t.Fatal(err)
		}
		return v.ID
	}

	params := map[string]string{"case": id(d.wants("done", d.ask(RouteOpenCase, "acct_demo", nil, `{"kind":"enterprise_verification"}`)))}
	asked := d.wants("done", d.ask(RouteAskUpload, "acct_demo", params, d.example(RouteAskUpload), header("idempotency-key", "k")))
	params["document"] = id(asked)
	d.wants("done", d.ask(RouteDocument, "acct_demo", params, ""))
	d.wants("document_awaited", d.ask(RouteViewDocument, "acct_demo", params, ""))
	inspect(params["document"], "uploads/"+params["document"], "")
	got := d.wants("done", d.ask(RouteDocument, "acct_demo", params, ""))
	if !strings.Contains(string(got.Body), "91310115MA1K4TX53W") {
		t.Errorf("RULES C2: %s", got.Body)
	}
	if got := d.ask(RouteDocument, "", params, "", as("platform")); strings.Contains(string(got.Body), "reading") {
		t.Errorf("RULES C2: the platform gets %s", got.Body)
	}
	d.wants("done", d.ask(RouteViewDocument, "acct_demo", params, d.example(RouteViewDocument)))
	again := d.wants("done", d.ask(RouteAskUpload, "acct_demo", params, d.example(RouteAskUpload), header("idempotency-key", "k")))
	if id(again) != params["document"] || strings.Contains(string(again.Body), "upload") {
		t.Errorf("an inspected document has an address to be uploaded to: %s", again.Body)
	}
	for _, fault := range []realname.Code{
		realname.CodeDocumentTooLarge, realname.CodeDocumentFormat, realname.CodeDocumentUnreadable, realname.CodeDocumentPixels,
		realname.CodeDocumentCopy, realname.CodeDocumentActive,
	} {
		other := map[string]string{"document": id(d.wants("done", d.ask(RouteAskUpload, "acct_demo", params, d.example(RouteAskUpload))))}
		inspect(other["document"], "uploads/"+other["document"], fault)
		d.wants("done", d.ask(RouteDocument, "acct_demo", other, ""))
		d.wants(string(fault), d.ask(RouteViewDocument, "acct_demo", other, ""))
	}

	for _, r := range []Route{RouteAskUpload, RouteDocument, RouteViewDocument} {
		body := ""
		if r.Name == RouteAskUpload.Name {
			body = d.example(r)
		}
		d.wants("unauthenticated", d.ask(r, "", params, body))
		d.wants("forbidden", d.ask(r, "", params, body, as("robot")))
		d.wants("forbidden", d.ask(r, "", params, body, as("admin")))
		if got := d.code(d.ask(r, "acct_other", params, body)); !strings.HasSuffix(got, "_not_found") {
			t.Errorf("%s: somebody else gets %s", r.Name, got)
		}
		if r.Method != "POST" {
			continue
		}
		d.wants("body_too_large", d.ask(r, "acct_demo", params, strings.Repeat(" ", maxBody+1)))
		d.wants("malformed_json", d.ask(r, "acct_demo", params, `{`))
		d.wants("unknown_field", d.ask(r, "acct_demo", params, `{"nonsense":1}`))
		d.wants("wrong_type", d.ask(r, "acct_demo", params, `[]`))
		d.wants("unsupported_media_type", d.ask(r, "acct_demo", params, `{}`, header("content-type", "text/plain")))
	}
	d.wants("forbidden", d.ask(RouteViewDocument, "", params, "", as("platform")))
	d.wants("document_not_found", d.ask(RouteDocument, "acct_demo", map[string]string{"document": "doc_x"}, ""))
	d.wants("document_not_found", d.ask(RouteViewDocument, "", params, "", as("reviewer"))) // it is in no review
	d.wants("idempotency_key_invalid", d.ask(RouteAskUpload, "acct_demo", params, d.example(RouteAskUpload), header("idempotency-key", "a b")))
	d.wants("idempotency_key_reused", d.ask(RouteAskUpload, "acct_demo", params, upload("licence", "image/png", 7), header("idempotency-key", "k")))
	d.wants("field_required", d.ask(RouteAskUpload, "acct_demo", params, `{}`))
	d.wants("field_invalid", d.ask(RouteAskUpload, "acct_demo", params, upload("selfie", "image/png", 7)))
	d.wants("document_format", d.ask(RouteAskUpload, "acct_demo", params, upload("licence", "image/gif", 7)))
	d.wants("document_too_large", d.ask(RouteAskUpload, "acct_demo", params, upload("licence", "image/png", 5<<20+1)))
	kept.down = true
	d.wants("unavailable", d.ask(RouteAskUpload, "acct_demo", params, d.example(RouteAskUpload)))
	kept.down = false
	var last *Recorder
	for range 21 {
		last = d.ask(RouteAskUpload, "acct_demo", params, d.example(RouteAskUpload))
	}
	d.wants("too_many_documents", last)
	personal := map[string]string{"case": id(d.wants("done", d.ask(RouteOpenCase, "acct_person", nil, `{"kind":"personal_verification"}`)))}
	d.wants("wrong_state", d.ask(RouteAskUpload, "acct_person", personal, d.example(RouteAskUpload)))
	d.now = d.now.AddDate(0, 0, 61)
	d.wants("case_expired", d.ask(RouteAskUpload, "acct_demo", params, d.example(RouteAskUpload)))
}

func upload(purpose, media string, size int) string {
	return `{"purpose":"` + purpose + `","content_type":"` + media + `","size":` + strconv.Itoa(size) + `}`
}
