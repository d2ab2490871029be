package deployed_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"shiming/infra/aws/deployed"
	"shiming/infra/tools/licences/samples"
	"shiming/shared/clock"
	"shiming/shared/files/filestest"
	"shiming/shared/realname"
	"shiming/shared/realname/policies"
	"shiming/shared/steps"
)

// document is what is read of an answer about a document.
type document struct {
	ID, Status, URL string
	LastError       struct{ Code string } `json:"last_error"`
	Reading         struct{ Code string }
	Upload          struct {
		URL     string
		Headers map[string]string
	}
}

// TestUploads takes licences from the address to the clean copy through the function binaries.
func TestUploads(t *testing.T) {
	stack := start(t, policies.Default)
	const account = realname.AccountID("acct_uploads")
	token, err := stack.Issuer.Token(realname.Actor{Role: realname.Holder, ID: "user_uploads", Account: account}, clock.Now(), time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	ask := func(method, path, body string, want int) document {
		t.Helper()
		request, err := http.NewRequestWithContext(t.Context(), method, stack.URL+path, strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		request.Header.Set("Authorization", "Bearer "+token)
		request.Header.Set("Content-Type", "application/json")
		answer, err := http.DefaultClient.Do(request)
		if err != nil {
			t.Fatal(err)
		}
		defer answer.Body.Close()
		text, err := io.ReadAll(answer.Body)
		if err != nil || answer.StatusCode != want {
			t.Fatalf("%s %s: %d %s %v", method, path, answer.StatusCode, text, err)
		}
		var d document
		if want >= 400 {
			return d
		}
		if err := json.Unmarshal(text, &d); err != nil {
			t.Fatal(err)
		}
		return d
	}
	opened := ask("POST", "/v1/cases", `{"kind":"enterprise_verification"}`, 201)
	for _, row := range []struct {
		name string
		data []byte
		code string
	}{
		{"RULES_C2_a_licence", samples.All()[0].Picture(), ""},
		{"THREATS_U3_HTML", []byte("<html><script>alert(1)</script></html>"), "document_format"},
	} {
		t.Run(row.name, func(t *testing.T) {
			d := ask("POST", "/v1/cases/"+opened.ID+"/documents", fmt.Sprintf(`{"purpose":"licence","content_type":"image/png","size":%d}`, len(row.data)), 201)
			status, text, err := filestest.Put(t.Context(), steps.Upload{URL: d.Upload.URL, Header: d.Upload.Headers}, row.data)
			if err != nil || status != 200 {
				t.Fatal(status, text, err)
			}
			path, end := "/v1/documents/"+d.ID, time.Now().Add(30*time.Second)
			for d = ask("GET", path, "", 200); d.Status == "awaited" && time.Now().Before(end); d = ask("GET", path, "", 200) {
				time.Sleep(50 * time.Millisecond)
			}
			if d.LastError.Code != row.code || (row.code == "") != (d.Status == "accepted") {
				t.Fatalf("it is %s %s", d.Status, d.LastError.Code)
			}
			if row.code != "" {
				ask("POST", path+"/view", "", 422)
				return
			}
			if d.Reading.Code != samples.All()[0].Fields.Code.Text() {
				t.Error("the code was not read")
			}
			view := ask("POST", path+"/view", "", 200)
			answer, err := http.Get(view.URL) //nolint:noctx // as a browser would
			if err != nil {
				t.Fatal(err)
			}
			defer answer.Body.Close()
			clean, err := io.ReadAll(answer.Body)
			if err != nil || answer.StatusCode != 200 || !bytes.HasPrefix(clean, []byte("\x89PNG")) {
				t.Error(answer.StatusCode, err)
			}
			// THREATS P3: the event comes again.
			for _, f := range stack.Template.Functions {
				if f.Folder() != "inspect-document" {
					continue
				}
				result, err := stack.Invoke(context.Background(), f.ID, deployed.Uploaded("uploads/"+d.ID, "v"))
				if err != nil || result.FunctionError != "" {
					t.Error(result.FunctionError, err)
				}
			}
		})
	}
}
