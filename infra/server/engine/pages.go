package engine

import (
	"bytes"
	"io"
	"net/http"
	"strings"

	"shiming/shared/pages"
	"shiming/shared/realname"
)

// within is a RoundTripper that carries requests to a handler of this process, as if they had come over the wire: the pages
// are a client of the API wherever it runs.
type within struct{ handler http.Handler }

// RoundTrip serves the request and returns the answer whole.
func (w within) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.Body == nil {
		r.Body = http.NoBody
	}
	r.RequestURI = r.URL.RequestURI()
	kept := &keptAnswer{header: http.Header{}, status: http.StatusOK}
	w.handler.ServeHTTP(kept, r)
	return &http.Response{StatusCode: kept.status, Header: kept.header, Body: io.NopCloser(&kept.body), Request: r, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1}, nil
}

// keptAnswer keeps an answer.
type keptAnswer struct {
	header http.Header
	status int
	body   bytes.Buffer
}

func (k *keptAnswer) Header() http.Header         { return k.header }
func (k *keptAnswer) WriteHeader(status int)      { k.status = status }
func (k *keptAnswer) Write(b []byte) (int, error) { return k.body.Write(b) }

// pages serves what people see beside the API. In the sandbox it signs the demo people in; without it, somebody is signed in
// by a link of the platform.
func (e *Engine) pages(api http.Handler, origins realname.Origins) http.Handler {
	site := &pages.Site{
		API: within{api}, Profile: e.Policy.Title, Returns: origins, Secure: strings.HasPrefix(e.config.PublicURL, "https://"),
		Now: e.config.Clock, Wall: e.clock.base, Log: e.config.Log,
	}
	if !e.config.Livemode && e.config.Verifier == nil {
		people := &demoPeople{issuer: e.Issuer, now: e.clock.base}
		site.Sessions, site.People = people, people
	}
	served := site.Handler()
	mux := http.NewServeMux()
	for _, path := range pages.Paths() {
		mux.Handle(path, served)
	}
	mux.Handle("/", api)
	return asItStands(mux)
}
