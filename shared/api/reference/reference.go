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

	"shiming/shared/api"
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
			w.Header().Set("Content-Type", "text/html; charset=utf-8")
			w.Header().Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'")
			_, err = w.Write(page)
			return err
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

// referencePage renders the description as one page that needs no script, no font and nothing from elsewhere.
func referencePage(doc []byte) ([]byte, error) {
	var d description
	if err := json.Unmarshal(doc, &d); err != nil {
		return nil, err
	}
	var b strings.Builder
	esc := html.EscapeString
	b.WriteString(`<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>`)
	b.WriteString(esc(d.Info.Title) + `</title><style>` + referenceStyle + `</style><main><h1>` + esc(d.Info.Title) + ` <small>` + esc(d.Info.Version) + `</small></h1>`)
	for _, paragraph := range strings.Split(d.Info.Description, "\n\n") {
		b.WriteString(`<p>` + esc(paragraph) + `</p>`)
	}
	b.WriteString(`<p><a href="/v1/openapi.json">openapi.json</a></p><nav><ul>`)
	for _, r := range api.Routes() {
		b.WriteString(`<li><a href="#` + esc(r.Name) + `"><b>` + r.Method + `</b> ` + esc(r.Path) + `</a></li>`)
	}
	b.WriteString(`</ul></nav>`)
	for _, r := range api.Routes() {
		writeOperation(&b, r, d.Paths[r.Path][strings.ToLower(r.Method)])
	}
	b.WriteString(`</main></html>`)
	return []byte(b.String()), nil
}

func writeOperation(b *strings.Builder, r api.Route, o operation) {
	esc := html.EscapeString
	b.WriteString(`<section id="` + esc(r.Name) + `"><h2><b>` + r.Method + `</b> ` + esc(r.Path) + `</h2><p><strong>` + esc(o.Summary) + `</strong></p><p>` + esc(o.Description) + `</p>`)
	if len(r.Roles) == 0 {
		b.WriteString(`<p class="who">No token needed</p>`)
	} else {
		b.WriteString(`<p class="who">Token of:`)
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
	b.WriteString(`</table></section>`)
}

const referenceStyle = `:root{color-scheme:light dark}body{margin:0;font:16px/1.6 system-ui,"PingFang SC","Noto Sans CJK SC",sans-serif}
main{max-width:52rem;margin:0 auto;padding:2rem 1rem}h1 small{font-weight:400;opacity:.6}h2{font-size:1.05rem;font-family:ui-monospace,monospace;font-weight:400}
section{border-top:1px solid #8884;margin-top:1.5rem;padding-top:.5rem}nav ul{list-style:none;padding:0;font-family:ui-monospace,monospace;font-size:.9rem}
pre{padding:.8rem;overflow:auto;background:#8881;border-radius:.4rem}code{background:#8881;padding:0 .25rem;border-radius:.2rem}td{padding:.1rem .8rem .1rem 0;vertical-align:top}.who{opacity:.8}a{color:inherit}`

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
