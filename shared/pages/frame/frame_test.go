package frame

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	g "maragu.dev/gomponents"
	h "maragu.dev/gomponents/html"
)

// One style sheet of at most 8 KB and one script of at most 6 KB, and a little more for staff, named by what is in them and kept for
// ever.
func TestAssets(t *testing.T) {
	for path, limit := range map[string]int{stylePath: 8 << 10, scriptPath: 6 << 10, staffStylePath: 10 << 10, staffScriptPath: 8 << 10} {
		w := httptest.NewRecorder()
		Assets().ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, nil))
		if n := w.Body.Len(); w.Code != 200 || n == 0 || n > limit {
			t.Errorf("%s: %d, %d bytes, at most %d", path, w.Code, n, limit)
		}
		if !strings.Contains(w.Header().Get("Cache-Control"), "immutable") {
			t.Errorf("%s is not kept: %v", path, w.Header())
		}
	}
	w := httptest.NewRecorder()
	Assets().ServeHTTP(w, httptest.NewRequest(http.MethodGet, AssetsPath+"style-0.css", nil))
	if w.Code != http.StatusNotFound {
		t.Errorf("an asset that is none: %d", w.Code)
	}
}

// A page loads nothing but ours, and what is said on it is never markup.
func TestPage(t *testing.T) {
	for _, lang := range []Lang{ZH, EN} {
		w := httptest.NewRecorder()
		Page{Lang: lang, Title: "<b>", Here: "/home?a=1&lang=zh", Support: "400-000-0000", Body: []g.Node{h.P(g.Text("<script>alert(1)</script>"))}}.Write(w)
		page, csp := w.Body.String(), w.Header().Get("Content-Security-Policy")
		if strings.Contains(page, "<script>alert") || strings.Contains(page, "<b>") || strings.Contains(page, "style=") || strings.Contains(page, "onclick") {
			t.Errorf("%s: markup got in:\n%s", lang, page)
		}
		if !strings.Contains(page, map[Lang]string{ZH: "客服：400-000-0000</small></footer>", EN: "Support: 400-000-0000</small></footer>"}[lang]) {
			t.Errorf("%s: nobody is named who can help (FAULTS S9):\n%s", lang, page)
		}
		for _, want := range []string{"default-src 'none'", "script-src 'self'", "frame-ancestors 'none'", "base-uri 'none'"} {
			if !strings.Contains(csp, want) || strings.Contains(csp, "unsafe") {
				t.Errorf("the policy is %s", csp)
			}
		}
		if w.Header().Get("Cache-Control") != "no-store" || !strings.Contains(page, `<main id="main"`) || !strings.Contains(page, `/home?a=1&amp;lang=`) {
			t.Errorf("%s: %v\n%s", lang, w.Header(), page)
		}
	}
}

// Two scripts in one file are two: without a mark between them the second would be taken for an argument of the first.
func TestStaffScriptStandsAlone(t *testing.T) {
	if !strings.HasPrefix(staffScript, ";") {
		t.Errorf("staff's script begins with %.10q", staffScript)
	}
}
