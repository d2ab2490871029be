package reference

import (
	"html"
	"io"
	"log/slog"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/getkin/kin-openapi/openapi3"

	"shiming/shared/api"
	"shiming/shared/trail"
)

func TestEndpoints(t *testing.T) {
	gate := api.Gate{Audit: api.AuditTo(trail.New(io.Discard, nil, nil)), Clock: time.Now, Log: slog.New(slog.DiscardHandler)}
	answers := map[string]*api.Recorder{}
	for _, e := range Endpoints() {
		answers[e.Route.Path] = &api.Recorder{}
		gate.Serve(e)(answers[e.Route.Path], httptest.NewRequestWithContext(t.Context(), e.Route.Method, e.Route.Path, nil), api.Edge{})
	}
	t.Run("FAULT_E6_where_programs_look_for_it", func(t *testing.T) {
		if got := answers["/openapi.json"]; got.Status != 308 || got.Header().Get("Location") != "/v1/openapi.json" {
			t.Errorf("%d %v", got.Status, got.Header())
		}
		if got := answers["/v1/openapi.json"]; got.Status != 200 || string(got.Body) != string(openAPI) || got.Header().Get("Content-Type") != "application/json; charset=utf-8" {
			t.Errorf("%d %v", got.Status, got.Header())
		}
	})
	t.Run("the page is one", func(t *testing.T) {
		if got := answers["/docs"]; got.Status != 200 || !strings.HasPrefix(string(got.Body), "<!doctype html>") || !strings.Contains(got.Header().Get("Content-Security-Policy"), "default-src 'none'") {
			t.Errorf("%d %v", got.Status, got.Header())
		}
	})
}

func TestReferencePage(t *testing.T) {
	page, err := referencePage(openAPI)
	if err != nil {
		t.Fatal(err)
	}
	doc, err := openapi3.NewLoader().LoadFromData(openAPI)
	if err != nil {
		t.Fatal(err)
	}
	text := string(page.Render())
	t.Run("it shows every route with its summary, roles, example and answers", func(t *testing.T) {
		for path, item := range doc.Paths.Map() {
			for method, o := range item.Operations() {
				_, section, found := strings.Cut(text, `<section id="`+o.OperationID+`">`)
				section, _, closed := strings.Cut(section, `</section>`)
				if !found || !closed || !strings.Contains(text, `href="#`+o.OperationID+`"`) {
					t.Errorf("%s %s is not shown", method, path)
					continue
				}
				r := api.Routes()[slices.IndexFunc(api.Routes(), func(r api.Route) bool { return r.Name == o.OperationID })]
				want := []string{"<b>" + method + "</b> " + path, o.Summary, o.Description}
				for _, role := range r.Roles {
					want = append(want, "<code>"+string(role)+"</code>")
				}
				for status := range o.Responses.Map() {
					want = append(want, "<code>"+status+"</code>")
				}
				if o.RequestBody != nil && o.RequestBody.Value.Content.Get("application/json") != nil { // else it is a service's own
					want = append(want, "application/json", "<pre>{")
				}
				for _, w := range want {
					if !strings.Contains(html.UnescapeString(section), w) {
						t.Errorf("%s does not show %q", o.OperationID, w)
					}
				}
			}
		}
	})
	t.Run("its tags are balanced", func(t *testing.T) {
		var open []string
		for _, tag := range regexp.MustCompile(`<(/?)([a-z][a-z0-9]*)[^>]*>`).FindAllStringSubmatch(text, -1) {
			switch {
			case slices.Contains([]string{"meta", "link", "path", "rect"}, tag[2]):
			case tag[1] == "":
				open = append(open, tag[2])
			case len(open) == 0 || open[len(open)-1] != tag[2]:
				t.Fatalf("</%s> closes %v", tag[2], open)
			default:
				open = open[:len(open)-1]
			}
		}
		if len(open) > 0 {
			t.Errorf("%v stay open", open)
		}
		if n := strings.Count(text, "<section "); n != len(api.Routes()) || n != strings.Count(text, "</section>") {
			t.Errorf("%d sections for %d routes", n, len(api.Routes()))
		}
	})
	t.Run("it needs nothing from elsewhere", func(t *testing.T) {
		elsewhere := regexp.MustCompile(`(?i)<(script|link|img|iframe|object|embed|base|form)\b|\ssrc=|href="[^#/]|href="//|url\(|@import|\son[a-z]+=`)
		_, main, _ := strings.Cut(text, "<main") // what stands around it is the frame's, which has nothing but ours
		if found := elsewhere.FindString(main); found != "" || main == "" {
			t.Errorf("%q", found)
		}
	})
	t.Run("it escapes whatever the description says", func(t *testing.T) {
		const evil = `<script>alert(\"1\")</script>&`
		doc := `{"info":{"title":"` + evil + `","version":"` + evil + `","description":"` + evil + `\n\n` + evil + `"},"paths":{"/v1/cases":{"post":{
			"summary":"` + evil + `","description":"` + evil + `","requestBody":{"content":{"` + evil + `":{"example":{"` + evil + `":"` + evil + `"}}}},
			"responses":{"` + evil + `":{"description":"` + evil + `"},"2":{"$ref":"` + evil + `"}}}}}}`
		drawn, err := referencePage([]byte(doc))
		if err != nil {
			t.Fatal(err)
		}
		page := string(drawn.Render())
		if strings.Contains(page, "<script>") || strings.Count(page, "&lt;script&gt;") < 11 {
			t.Errorf("%d are escaped: %s", strings.Count(page, "&lt;script&gt;"), page)
		}
	})
	t.Run("a description that is no JSON is an error", func(t *testing.T) {
		if _, err := referencePage([]byte("{")); err == nil {
			t.Error("no error")
		}
	})
}
