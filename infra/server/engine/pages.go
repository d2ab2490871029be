package engine

import (
	"bytes"
	"cmp"
	"io"
	"net/http"
	"strings"

	"shiming/shared/api"
	"shiming/shared/connect/desk"
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
	var kept api.Recorder
	w.handler.ServeHTTP(&kept, r)
	return &http.Response{
		StatusCode: cmp.Or(kept.Status, http.StatusOK), Header: kept.Header(), Body: io.NopCloser(bytes.NewReader(kept.Body)),
		Request: r, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
	}, nil
}

// pages serves what people see beside the API. In the sandbox it signs the demo people in; without it, somebody is signed in
// by a link of the platform.
func (e *Engine) pages(beside http.Handler, origins realname.Origins) http.Handler {
	site := &pages.Site{
		API: within{beside}, Profile: e.Policy.Title, Support: e.Policy.Support, Returns: origins, Secure: strings.HasPrefix(e.config.PublicURL, "https://"),
		Now: e.config.Clock, Wall: e.clock.base, Log: e.config.Log,
	}
	if !e.config.Livemode && e.config.Verifier == nil {
		people := &demoPeople{issuer: e.Issuer, now: e.clock.base}
		site.Sessions, site.People, site.Staff = people, people, &demoDesk{people}
	}
	if d := desk.Connect(e.setup, e.config.PublicURL); d != nil {
		site.Staff = d
	}
	served := site.Handler()
	mux := http.NewServeMux()
	for _, path := range append(pages.Paths(), pages.StaffPaths()...) {
		mux.Handle(path, served)
	}
	mux.Handle("/", beside)
	return asItStands(mux)
}
