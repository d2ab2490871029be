package pages

import (
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"

	"shiming/infra/aws/template"
)

// The template sends to the pages' function what it serves, and nothing else; and gives it no right to anything.
func TestTHREATS_I1_the_function_of_the_pages(t *testing.T) {
	tpl, err := template.Load("../../template.yaml", template.Options{Params: map[string]string{"JwtIssuer": "https://issuer.example", "Sandbox": "false"}})
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile("../../template.yaml")
	if err != nil {
		t.Fatal(err)
	}
	_, block, found := strings.Cut(string(text), "\n  Pages:")
	block, _, _ = strings.Cut(block, "\n\n")
	if !found || !strings.Contains(block, "functions/pages/") || strings.Contains(block, "Policies") {
		t.Errorf("it is given rights:\n%s", block)
	}
	_, handler := serve(nil)
	said := map[string]bool{}
	for _, f := range tpl.Functions {
		if f.Folder() != "pages" {
			continue
		}
		for name := range f.Environment {
			if strings.Contains(name, "KEYS") || strings.Contains(name, "SECRET") {
				t.Errorf("it is told %s", name)
			}
		}
		for _, route := range f.Routes {
			said[route.Path] = true
			if route.Authorizer != "" {
				t.Errorf("%s wants a token, which browsers have none of", route.Key())
			}
			method := strings.Replace(route.Method, "ANY", http.MethodGet, 1)
			path := strings.NewReplacer("{proxy+}", "case_a", "{", "", "}", "").Replace(route.Path)
			w := httptest.NewRecorder()
			handler.ServeHTTP(w, httptest.NewRequest(method, path, nil))
			if w.Code == http.StatusMethodNotAllowed {
				t.Errorf("%s is not served", route.Key())
			}
		}
	}
	for _, path := range Paths() {
		if strings.HasPrefix(path, "/sandbox/") {
			continue
		}
		found := false
		for route := range said {
			base, _, _ := strings.Cut(route, "{")
			found = found || base == strings.TrimSuffix(path, "{$}")
		}
		if !found {
			t.Errorf("%s is in no route of the template: %v", path, said)
		}
	}
}

// The template sends to the function of staff's pages what it serves; it has no right but to the secret that staff sign in with.
func TestTHREATS_X18_the_function_of_staff(t *testing.T) {
	text, err := os.ReadFile("../../template.yaml")
	if err != nil {
		t.Fatal(err)
	}
	_, block, found := strings.Cut(string(text), "\n  Staff:")
	block, _, _ = strings.Cut(block, "\n\n")
	if !found || strings.Count(block, "Action:") != 1 || !strings.Contains(block, `Action: "secretsmanager:GetSecretValue", Resource: !Ref StaffSecretArn`) {
		t.Errorf("its rights are:\n%s", block)
	}
	for _, path := range []string{"Path: /staff,", `Path: "/staff/{proxy+}"`} {
		if !strings.Contains(block, path) {
			t.Errorf("%s is not sent to it", path)
		}
	}
}
