package api

import (
	"encoding/json"
	"net/http"
	"strconv"

	"shiming/shared/realname"
)

// reply is an answer: a value for JSON, or raw bytes with their own headers.
type reply struct {
	status int // 0: the route's, of a success
	body   any
	raw    []byte
	header http.Header
	etag   string
}

// as names the version of the case that the answer shows.
func (r reply) as(shown realname.Case) reply {
	r.etag = `"` + strconv.Itoa(shown.Version()) + `"`
	return r
}

// head begins every object that is answered: what it is, and whether anybody was really verified (THREATS X5).
type head struct {
	Object   string `json:"object"`
	Livemode bool   `json:"livemode"`
}

func (c *call) head(object string) head { return head{object, c.livemode} }

// typed are the headers of a raw answer of a type.
func typed(media string) http.Header { return http.Header{"Content-Type": {media}} }

// write writes the answer, which nobody on its way may keep or take for another type.
func (r reply) write(w http.ResponseWriter) {
	head := w.Header()
	head.Set("Cache-Control", "no-store")
	head.Set("X-Content-Type-Options", "nosniff")
	if r.etag != "" {
		head.Set("Etag", r.etag)
	}
	content := r.raw
	if r.body != nil {
		encoded, err := json.Marshal(r.body)
		if err != nil {
			problem(err, "").write(w)
			return
		}
		content = append(encoded, '\n')
		head.Set("Content-Type", "application/json; charset=utf-8")
	}
	for name, values := range r.header {
		head[name] = values
	}
	w.WriteHeader(r.status)
	_, _ = w.Write(content) // who asked is gone: the audit trail has what happened
}

// Recorder is a http.ResponseWriter that keeps the answer, where no connection waits for it. The zero value is ready; it is
// not safe for concurrent use.
type Recorder struct {
	Status int // 200 unless said otherwise
	Body   []byte
	header http.Header
}

// Header are the answer's headers.
func (r *Recorder) Header() http.Header {
	if r.header == nil {
		r.header = http.Header{}
	}
	return r.header
}

// WriteHeader keeps the status; the first one counts.
func (r *Recorder) WriteHeader(status int) {
	if r.Status == 0 {
		r.Status = status
	}
}

// Write keeps a piece of the body. It never fails.
func (r *Recorder) Write(piece []byte) (int, error) {
	r.WriteHeader(http.StatusOK)
	r.Body = append(r.Body, piece...)
	return len(piece), nil
}
