package engine_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"image"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"shiming/infra/tools/licences/samples"
	"shiming/shared/api"
	"shiming/shared/files/folder"

	"shiming/shared/realname"
	"shiming/shared/steps"
	"shiming/shared/vault/sealed"
)

func (w *world) enterprise(account realname.AccountID) string {
	w.tb.Helper()
	opened := w.must(201, ask{method: "POST", path: "/v1/cases", token: w.holder(account), body: `{"kind":"enterprise_verification"}`})
	return "/v1/cases/" + opened.at("id")
}

// askUpload asks for an upload of the file.
func (w *world) askUpload(path, token string, f file) answer {
	w.tb.Helper()
	return w.must(201, ask{method: "POST", path: path + "/documents", token: token, body: fmt.Sprintf(
		`{"purpose":%q,"content_type":%q,"size":%d}`, f.purpose, f.media, len(f.data))})
}

func uploadOf(a answer) steps.Upload {
	u := steps.Upload{URL: a.at("upload.url"), Header: map[string]string{}}
	headers, _ := a.json["upload"].(map[string]any)["headers"].(map[string]any)
	for name, value := range headers {
		u.Header[name] = value.(string)
	}
	return u
}

func (w *world) put(u steps.Upload, data []byte) int {
	w.tb.Helper()
	return put(w.e.Handler, u, data)
}

func put(h http.Handler, u steps.Upload, data []byte) int {
	r, out := httptest.NewRequest(http.MethodPut, u.URL, bytes.NewReader(data)), httptest.NewRecorder()
	for name, value := range u.Header {
		r.Header.Set(name, value)
	}
	h.ServeHTTP(out, r)
	return out.Code
}

// settled waits until the document was inspected.
func (w *world) settled(id, token string) answer {
	w.tb.Helper()
	for end := time.Now().Add(30 * time.Second); ; time.Sleep(10 * time.Millisecond) {
		got := w.must(200, ask{method: "GET", path: "/v1/documents/" + id, token: token})
		if got.at("status") != "awaited" {
			return got
		}
		if time.Now().After(end) {
			w.tb.Fatal("the document is still awaited")
		}
	}
}

// sceneOfDocument makes an account with a case of an enterprise, and a document in it that was accepted.
func sceneOfDocument(w *world, r api.Route, account realname.AccountID) ask {
	w.tb.Helper()
	path := w.enterprise(account)
	if r.Name == "ask-upload" {
		return request(r, account, path)
	}
	f := files(w.tb)[2]
	asked := w.askUpload(path, w.holder(account), f)
	w.put(uploadOf(asked), f.data)
	w.settled(asked.at("id"), w.holder(account))
	a := request(r, account, path)
	a.path = strings.ReplaceAll(a.path, "{document}", asked.at("id"))
	return a
}

func TestDocuments(t *testing.T) {
	w := start(t, t.TempDir(), nil)
	const account = realname.AccountID("acct_docs")
	token, path := w.holder(account), w.enterprise(account)
	for _, f := range files(t) {
		t.Run(f.name, func(t *testing.T) {
			asked := w.askUpload(path, token, f)
			id := asked.at("id")
			if status := w.put(uploadOf(asked), f.data); status != http.StatusOK {
				t.Fatalf("PUT: %d", status)
			}
			got := w.settled(id, token)
			if got.at("last_error.code") != f.code || (f.code == "") != (got.at("status") == "accepted") {
				t.Fatalf("it is %s %s, want %q", got.at("status"), got.at("last_error.code"), f.code)
			}
			view := w.do(ask{method: "POST", path: "/v1/documents/" + id + "/view", token: token})
			if f.code != "" {
				if view.at("code") != f.code {
					t.Errorf("a refused document is shown: %s", view.text)
				}
				return
			}
			sum := sha256.Sum256(f.data)
			if got.at("sha256") != hex.EncodeToString(sum[:]) {
				t.Error("the digest is not that of the upload")
			}
			clean := w.fetch(view.at("url"))
			if bytes.Equal(clean, f.data) {
				t.Error("the upload is shown as it was")
			}
			if _, _, err := image.Decode(bytes.NewReader(clean)); err != nil {
				t.Error(err)
			}
			for _, text := range f.gone {
				if bytes.Contains(clean, []byte(text)) {
					t.Errorf("the clean copy has %q", text)
				}
			}
			if status := w.put(uploadOf(asked), f.data); status != http.StatusPreconditionFailed {
				t.Errorf("THREATS P2: a second upload: %d, want 412", status)
			}
		})
	}
}

func (w *world) fetch(address string) []byte {
	w.tb.Helper()
	out := httptest.NewRecorder()
	w.e.Handler.ServeHTTP(out, httptest.NewRequest(http.MethodGet, address, nil))
	if out.Code != http.StatusOK {
		w.tb.Fatalf("a view: %d %s", out.Code, out.Body)
	}
	return out.Body.Bytes()
}

func TestRULES_C2_WhatWasReadIsForTheHolderAlone(t *testing.T) {
	w := start(t, t.TempDir(), nil)
	const account = realname.AccountID("acct_reading")
	token, path := w.holder(account), w.enterprise(account)
	sample := samples.All()[1]
	f := file{purpose: realname.LicencePicture, media: "image/jpeg", data: sample.Picture()}
	asked := w.askUpload(path, token, f)
	w.put(uploadOf(asked), f.data)
	got := w.settled(asked.at("id"), token)
	if got.at("reading.name") != sample.Fields.Name || got.at("reading.code") != sample.Fields.Code.Text() || got.at("reading.address") != sample.Fields.Address {
		t.Errorf("the holder gets %v", got.json["reading"])
	}
	document := "/v1/documents/" + asked.at("id")
	for who, want := range map[string]struct {
		token  string
		status int
	}{
		"the platform":            {w.token(realname.Platform, ""), 200},
		"another holder":          {w.holder("acct_other"), 404},
		"a reviewer of no review": {w.token(realname.Reviewer, ""), 404},
		"an admin":                {w.token(realname.Admin, ""), 403},
		"nobody":                  {"", 401},
	} {
		got := w.do(ask{method: "GET", path: document, token: want.token})
		if got.Code != want.status || strings.Contains(got.text, sample.Fields.Name) || strings.Contains(got.text, sample.Fields.Code.Text()) {
			t.Errorf("%s gets %d %s", who, got.Code, got.text)
		}
		if view := w.do(ask{method: "POST", path: document + "/view", token: want.token}); who != "the platform" && view.Code != want.status || who == "the platform" && view.Code != 403 {
			t.Errorf("%s looks: %d", who, view.Code)
		}
	}
	// Nothing of it is in the clear on the disk.
	err := filepath.WalkDir(w.dir, func(path string, entry os.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		data, err := os.ReadFile(path)
		if bytes.Contains(data, []byte(sample.Fields.Name)) || bytes.Contains(data, []byte(sample.Fields.Code.Text())) {
			t.Errorf("THREATS L1: %s holds what was read", filepath.Base(path))
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
}

func TestUploadsThatAreNotTaken(t *testing.T) {
	w := start(t, t.TempDir(), nil)
	const account = realname.AccountID("acct_asks")
	token, path := w.holder(account), w.enterprise(account)
	personal := w.must(201, ask{method: "POST", path: "/v1/cases", token: w.holder("acct_person"), body: `{"kind":"personal_verification"}`})
	good := `{"purpose":"licence","content_type":"image/png","size":1000}`
	for _, row := range []struct {
		name, path, token, body, code string
	}{
		{"RULES_C1_5_MB_and_a_byte", path, token, `{"purpose":"licence","content_type":"image/png","size":5242881}`, "document_too_large"},
		{"RULES_C1_a_PDF_for_a_picture", path, token, `{"purpose":"licence","content_type":"application/pdf","size":1000}`, "document_format"},
		{"RULES_C1_a_GIF", path, token, `{"purpose":"licence","content_type":"image/gif","size":1000}`, "document_format"},
		{"nothing", path, token, `{"purpose":"licence","content_type":"image/png","size":0}`, "field_invalid"},
		{"less_than_nothing", path, token, `{"purpose":"licence","content_type":"image/png","size":-1}`, "field_invalid"},
		{"a_fraction", path, token, `{"purpose":"licence","content_type":"image/png","size":1.5}`, "wrong_type"},
		{"an_unknown_purpose", path, token, `{"purpose":"selfie","content_type":"image/png","size":1000}`, "field_invalid"},
		{"no_purpose", path, token, `{"content_type":"image/png","size":1000}`, "field_required"},
		{"no_type", path, token, `{"purpose":"licence","size":1000}`, "field_required"},
		{"an_unknown_field", path, token, `{"purpose":"licence","content_type":"image/png","size":1000,"key":"../x"}`, "unknown_field"},
		{"THREATS_I1_somebody_elses_case", path, w.holder("acct_other"), good, "case_not_found"},
		{"no_such_case", "/v1/cases/case_aaaaaaaaaaaaaaaaaaaaaaaaaa", token, good, "case_not_found"},
		{"a_person_has_no_licence", "/v1/cases/" + personal.at("id"), w.holder("acct_person"), good, "wrong_state"},
		{"a_reviewer", path, w.token(realname.Reviewer, ""), good, "forbidden"},
	} {
		t.Run(row.name, func(t *testing.T) {
			if got := w.do(ask{method: "POST", path: row.path + "/documents", token: row.token, body: row.body}); got.at("code") != row.code {
				t.Errorf("got %d %s, want %s", got.Code, got.text, row.code)
			}
		})
	}
	t.Run("THREATS_S1_the_same_key_is_the_same_document", func(t *testing.T) {
		key := map[string]string{"Idempotency-Key": "k-1"}
		first := w.must(201, ask{method: "POST", path: path + "/documents", token: token, body: good, header: key})
		again := w.must(201, ask{method: "POST", path: path + "/documents", token: token, body: good, header: key})
		if first.at("id") != again.at("id") || again.at("upload.url") == "" {
			t.Error("a repeated request makes another document")
		}
		other := w.do(ask{method: "POST", path: path + "/documents", token: token, body: strings.Replace(good, "1000", "1001", 1), header: key})
		if other.at("code") != "idempotency_key_reused" {
			t.Errorf("another request under the key: %s", other.text)
		}
	})
	t.Run("a_case_takes_so_many_documents_and_no_more", func(t *testing.T) {
		taken := 0
		for range 40 {
			got := w.do(ask{method: "POST", path: path + "/documents", token: token, body: good})
			if got.Code == 429 && got.at("code") == "too_many_documents" {
				break
			}
			taken++
		}
		if taken != 19 {
			t.Errorf("%d more were taken, want 19", taken)
		}
	})
	t.Run("RULES_H1_not_after_the_case_has_ended", func(t *testing.T) {
		ended := w.enterprise("acct_ended")
		w.must(200, ask{method: "POST", path: ended + "/cancel", token: w.holder("acct_ended")})
		if got := w.do(ask{method: "POST", path: ended + "/documents", token: w.holder("acct_ended"), body: good}); got.at("code") != "wrong_state" {
			t.Errorf("got %s", got.text)
		}
	})
}

// What is uploaded while nobody listens, and what the process leaves when it is killed, is inspected by the next start.
func TestPromise2UploadsAreInspectedAfterARestart(t *testing.T) {
	dir := t.TempDir()
	w := start(t, dir, nil)
	const account = realname.AccountID("acct_restart")
	path := w.enterprise(account)
	f := files(t)[0]
	asked := w.askUpload(path, w.holder(account), f)
	if err := w.close(); err != nil {
		t.Fatal(err)
	}
	keys, err := sealed.OpenFile(filepath.Join(dir, "keys.json"))
	if err != nil {
		t.Fatal(err)
	}
	deaf, err := folder.Open(folder.Options{Dir: filepath.Join(dir, "documents"), Keys: keys, Clock: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	if status := put(deaf, uploadOf(asked), f.data); status != http.StatusOK {
		t.Fatal(status)
	}
	// An object that nobody asked for, and one beside the uploads, hold nothing up.
	for _, key := range []string{"uploads/doc_aaaaaaaaaaaaaaaaaaaaaaaaaa", "uploads/a%20b", "elsewhere/doc_x"} {
		if err := deaf.Keep(t.Context(), key, "image/png", []byte("x")); err != nil {
			t.Fatal(err)
		}
	}
	w = start(t, dir, nil)
	if got := w.settled(asked.at("id"), w.holder(account)); got.at("status") != "accepted" || got.at("reading.code") == "" {
		t.Errorf("after the restart: %s", got.text)
	}
}

// Whoever looks is in the audit trail, and nothing but ids is there with it.
func TestTHREATS_R1_EveryLookIsAudited(t *testing.T) {
	w := start(t, t.TempDir(), nil)
	const account = realname.AccountID("acct_looks")
	token, path := w.holder(account), w.enterprise(account)
	f := files(t)[2]
	asked := w.askUpload(path, token, f)
	w.put(uploadOf(asked), f.data)
	w.settled(asked.at("id"), token)
	var wg sync.WaitGroup
	for range 5 {
		wg.Go(func() { w.do(ask{method: "POST", path: "/v1/documents/" + asked.at("id") + "/view", token: token}) })
	}
	wg.Wait()
	data, err := os.ReadFile(filepath.Join(w.dir, "audit.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	looks := 0
	for line := range strings.Lines(string(data)) {
		var l struct{ Action, Who, Document, Case, Account, Outcome string }
		if err := json.Unmarshal([]byte(line), &l); err != nil {
			t.Fatal(err)
		}
		if l.Action != "view-document" {
			continue
		}
		looks++
		if l.Who != "user_acct_looks" || l.Document != asked.at("id") || l.Case != strings.TrimPrefix(path, "/v1/cases/") || l.Account != string(account) || l.Outcome != "done" {
			t.Errorf("the entry is %s", line)
		}
	}
	if looks != 5 || strings.Contains(string(data), "signature=") {
		t.Errorf("%d looks are in the trail, want 5, and no address", looks)
	}
}
