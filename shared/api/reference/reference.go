// Package reference is the API reference: the OpenAPI description for programs, and a page of it for people. It is apart
// from shared/api, so that only who serves the description carries it.
package reference

//go:generate go run shiming/infra/tools/openapi ../../..

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"html"
	"maps"
	"net/http"
	"slices"
	"strings"

	g "maragu.dev/gomponents"

	"shiming/shared/api"
	"shiming/shared/pages/frame"
)

// openAPI is the OpenAPI 3.1 description: generated from the Go types and from the sentences in shared/api/openapi. A test
// holds it, the routes and the template together.
//
//go:embed openapi.json
var openAPI []byte

// Endpoints serve the description, the page, and the way to it from where programs look for it. All are public.
func Endpoints() []api.Endpoint {
	return []api.Endpoint{
		api.Page(api.RouteOpenAPI, func(w http.ResponseWriter, _ *http.Request, _ api.Edge) error {
			w.Header().Set("Content-Type", "application/json; charset=utf-8")
			w.Header().Set("Cache-Control", "public, max-age=300")
			_, err := w.Write(openAPI)
			return err
		}),
		api.Page(api.RouteFindOpenAPI, func(w http.ResponseWriter, _ *http.Request, _ api.Edge) error {
			w.Header().Set("Location", api.RouteOpenAPI.Path)
			w.WriteHeader(http.StatusPermanentRedirect)
			return nil
		}),
		api.Page(api.RouteDocs, func(w http.ResponseWriter, _ *http.Request, _ api.Edge) error {
			page, err := referencePage(openAPI)
			if err != nil {
				return err
			}
			page.Write(w)
			return nil
		}),
	}
}

// description is what the page shows of an OpenAPI document.
type description struct {
	Info struct {
		Title, Version, Description string
	}
	Paths map[string]map[string]operation
}

type operation struct {
	Summary     string
	Description string
	Security    *[]map[string][]string
	Parameters  []struct {
		Ref, Name, In, Description string
	}
	RequestBody *struct {
		Content map[string]struct {
			Examples map[string]struct{ Value json.RawMessage }
			Example  json.RawMessage
		}
	}
	Responses map[string]struct {
		Ref         string `json:"$ref"`
		Description string
	}
}

// referencePage renders the description as one page, in the frame of all pages, with nothing from elsewhere.
func referencePage(doc []byte) (frame.Page, error) {
	var d description
	if err := json.Unmarshal(doc, &d); err != nil {
		return frame.Page{}, err
	}
	var b strings.Builder
	esc := html.EscapeString
	b.WriteString(`<h1>` + esc(d.Info.Title) + ` <small>` + esc(d.Info.Version) + `</small></h1>`)
	for _, paragraph := range strings.Split(d.Info.Description, "\n\n") {
		b.WriteString(`<p>` + esc(paragraph) + `</p>`)
	}
	b.WriteString(`<p><a href="/v1/openapi.json">openapi.json</a></p><nav class="card" aria-label="Operations"><ul>`)
	for _, r := range api.Routes() {
		b.WriteString(`<li><a href="#` + esc(r.Name) + `"><b>` + r.Method + `</b> ` + esc(r.Path) + `</a></li>`)
	}
	b.WriteString(`</ul></nav>`)
	for _, r := range api.Routes() {
		writeOperation(&b, r, d.Paths[r.Path][strings.ToLower(r.Method)])
	}
	return frame.Page{Lang: frame.EN, Title: d.Info.Title, Wide: true, Body: []g.Node{g.Raw(b.String())}}, nil
}

func writeOperation(b *strings.Builder, r api.Route, o operation) {
	esc := html.EscapeString
	b.WriteString(`<section id="` + esc(r.Name) + `"><div class="card"><h2><b>` + r.Method + `</b> ` + esc(r.Path) + `</h2><p><strong>` + esc(o.Summary) + `</strong></p><p>` + esc(o.Description) + `</p>`)
	if len(r.Roles) == 0 {
		b.WriteString(`<p class="dim">No token needed</p>`)
	} else {
		b.WriteString(`<p class="dim">Token of:`)
		for _, role := range r.Roles {
			b.WriteString(` <code>` + esc(string(role)) + `</code>`)
		}
		b.WriteString(`</p>`)
	}
	if o.RequestBody != nil {
		for media, content := range o.RequestBody.Content {
			b.WriteString(`<p>Body: <code>` + esc(media) + `</code></p>`)
			if len(content.Example) > 0 {
				b.WriteString(`<pre>` + esc(indent(content.Example)) + `</pre>`)
			}
		}
	}
	b.WriteString(`<table>`)
	for _, status := range sortedKeys(o.Responses) {
		answer := o.Responses[status]
		text := answer.Description
		if text == "" {
			text = strings.TrimPrefix(answer.Ref, "#/components/responses/")
		}
		b.WriteString(`<tr><td><code>` + esc(status) + `</code></td><td>` + esc(text) + `</td></tr>`)
	}
	b.WriteString(`</table></div></section>`)
}

func indent(raw json.RawMessage) string {
	var out bytes.Buffer
	if err := json.Indent(&out, raw, "", "  "); err != nil {
		return string(raw)
	}
	return out.String()
}

func sortedKeys[V any](m map[string]V) []string {
	return slices.Sorted(maps.Keys(m))
}
