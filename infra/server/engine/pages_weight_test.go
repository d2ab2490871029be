package engine_test

import (
	"bytes"
	"compress/gzip"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"testing"
)

// loads are what a browser asks for by itself when it draws a page: not what is in the page already.
var loads = regexp.MustCompile(`<(?:link rel="stylesheet" href|script src|img[^>]* src)="(/[^"]+)"`)

// A page with everything is at most 40 KB compressed at a first visit, in at most four requests (issue 10).
func TestRULES_H1_what_pages_weigh(t *testing.T) {
	w := start(t, t.TempDir(), nil)
	weigh := func(b *visitor, at string) {
		t.Helper()
		page := b.sees(200, "</html>", b.send(http.MethodGet, at, nil))
		bytes, requests := compressed(t, page), 1
		var asked []string
		for _, m := range loads.FindAllStringSubmatch(page, -1) {
			if slices.Contains(asked, m[1]) {
				continue
			}
			asked = append(asked, m[1])
			bytes += compressed(t, b.sees(200, "", b.send(http.MethodGet, m[1], nil)))
			requests++
		}
		t.Logf("%s: %d bytes in %d requests", regexp.MustCompile(`/(case_|l/)[^/]+`).ReplaceAllString(at, "/…"), bytes, requests)
		if requests < 3 || requests > 4 || bytes > 40<<10 {
			t.Errorf("%s is %d bytes in %d requests: %v", at, bytes, requests, asked)
		}
	}
	enter := func(account, kind string) (b *visitor, at string) {
		b = w.visitor()
		link := w.link(account, "")
		weigh(b, link)
		b.goes("/home", b.send("POST", link, nil))
		weigh(b, "/home")
		return b, b.goes("/cases/", b.send("POST", "/cases", url.Values{"kind": {kind}, "_key": {"k"}}))
	}
	b, at := enter("acct_w1", "personal_verification")
	weigh(b, at) // the form
	b.goes(at, b.send("POST", at+"/form", personForm(4)))
	weigh(b, at) // the methods
	b.goes(at, b.send("POST", at+"/method", url.Values{"method": {"wechat_scan"}}))
	weigh(b, at) // the code
	b, at = enter("acct_w2", "enterprise_verification")
	weigh(b, at)
	weigh(b, "/messages")
	weigh(b, "/contact")
	weigh(b, "/appeals")
}

func compressed(t *testing.T, text string) int {
	t.Helper()
	var out bytes.Buffer
	z := gzip.NewWriter(&out)
	if _, err := z.Write([]byte(text)); err != nil || z.Close() != nil {
		t.Fatal(err)
	}
	return out.Len()
}
