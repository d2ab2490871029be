package folder

import (
	"errors"
	"io"
	"io/fs"
	"net/http"
	"strconv"
	"strings"
	"time"

	"shiming/shared/clock"
)

// slowest is how long a body may take: a large paper over a poor line. Who sends it has a signed address.
const slowest = 5 * time.Minute

// ServeHTTP serves the addresses that were signed, and refuses everything else with 403: whether there is such a file is
// nobody's business. The answers are short and say nothing of a person.
func (f *Folder) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	// An address is the whole permission, and there are no cookies: pages of any origin may use one.
	w.Header().Set("Access-Control-Allow-Origin", "*")
	w.Header().Set("Cache-Control", "private, no-store")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	if r.Method == http.MethodOptions {
		w.Header().Set("Access-Control-Allow-Methods", "GET, PUT")
		w.Header().Set("Access-Control-Allow-Headers", "content-type, if-none-match")
		w.Header().Set("Access-Control-Max-Age", "3600")
		w.WriteHeader(http.StatusNoContent)
		return
	}
	p, signed := f.permission(r)
	switch {
	case !signed:
		refuse(w, http.StatusForbidden, "This address was not signed for this, or its time is over.")
	case r.Method == http.MethodPut:
		f.take(w, r, p)
	default: // only GET and PUT are ever signed
		f.give(w, r, p)
	}
}

// take takes an upload.
func (f *Folder) take(w http.ResponseWriter, r *http.Request, p permission) {
	switch {
	case r.Header.Get("Content-Type") != p.media || r.Header.Get("If-None-Match") != "*":
		refuse(w, http.StatusForbidden, "Content-Type and If-None-Match have to be those that came with the address.")
		return
	case r.ContentLength != p.size:
		refuse(w, http.StatusBadRequest, "The file does not have the length that the address was signed for.")
		return
	}
	wire := http.NewResponseController(w)
	_ = wire.SetReadDeadline(clock.Now().Add(slowest)) // of the connection, so by the system's time
	version, err := f.Write(r.Context(), p.key, p.media, p.size, r.Body, true)
	var sender bodyFault
	switch {
	case errors.Is(err, fs.ErrExist):
		// Who is still sending reads no answer: the body is taken, and dropped.
		_, _ = io.Copy(io.Discard, r.Body)
		refuse(w, http.StatusPreconditionFailed, "This address was used: ask for another.")
	case errors.As(err, &sender):
		refuse(w, http.StatusBadRequest, "The file broke off.")
	case err != nil:
		f.Fault(err)
		refuse(w, http.StatusInternalServerError, "The file could not be kept; try again.")
	default:
		w.Header().Set("ETag", strconv.Quote(version))
		w.WriteHeader(http.StatusOK)
	}
}

// give gives a file out. A picture may be shown; everything else is downloaded, and runs nothing (THREATS X4).
func (f *Folder) give(w http.ResponseWriter, r *http.Request, p permission) {
	o, err := f.Read(r.Context(), p.key)
	if errors.Is(err, fs.ErrNotExist) {
		refuse(w, http.StatusNotFound, "There is no such file.")
		return
	}
	if err != nil {
		f.Fault(err)
		refuse(w, http.StatusInternalServerError, "The file could not be read.")
		return
	}
	defer o.Close()
	w.Header().Set("Content-Type", o.Media)
	w.Header().Set("Content-Length", strconv.FormatInt(o.Size, 10))
	w.Header().Set("Content-Security-Policy", "default-src 'none'; sandbox")
	if !strings.HasPrefix(o.Media, "image/") {
		w.Header().Set("Content-Disposition", "attachment")
	}
	if _, err := io.Copy(w, o); err != nil && r.Context().Err() == nil {
		f.Fault(err)
		panic(http.ErrAbortHandler) // so that what was cut short is not taken for the whole
	}
}

func refuse(w http.ResponseWriter, status int, sentence string) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.WriteHeader(status)
	_, _ = io.WriteString(w, sentence+"\n")
}
