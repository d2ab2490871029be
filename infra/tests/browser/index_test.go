package browser

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestMain keeps the screenshots of this run only, and makes a page that shows them all.
func TestMain(m *testing.M) {
	if err := os.RemoveAll(shots); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	code := m.Run()
	closeBrowser()
	fmt.Printf("%d pages were looked at closely; the heaviest has %d bytes in %d requests\n", heaviest.pages, heaviest.bytes, heaviest.requests)
	if err := index(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		code = 1
	}
	os.Exit(code)
}

// index writes the page: the flows one under the other, their pages side by side.
func index() error {
	pictures, err := filepath.Glob(filepath.Join(shots, "*", "*.png"))
	if err != nil || len(pictures) == 0 {
		return err
	}
	var b strings.Builder
	b.WriteString(`<!doctype html><meta charset="utf-8"><title>Pages</title><style>body{font:14px system-ui}div{display:flex;gap:1rem;overflow-x:auto;align-items:start}img{height:24rem;border:1px solid #ccc}figure{margin:0}</style>`)
	flow := ""
	for _, picture := range pictures {
		path, _ := filepath.Rel(shots, picture)
		if at := filepath.Dir(path); at != flow {
			if flow != "" {
				b.WriteString("</div>")
			}
			flow = at
			fmt.Fprintf(&b, "<h2>%s</h2><div>", flow)
		}
		fmt.Fprintf(&b, `<figure><a href="%[1]s"><img src="%[1]s" alt="%[2]s"></a><figcaption>%[2]s</figcaption></figure>`, filepath.ToSlash(path), filepath.Base(path))
	}
	b.WriteString("</div>")
	return os.WriteFile(filepath.Join(shots, "index.html"), []byte(b.String()), 0o644)
}
