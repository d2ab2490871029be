package lambdalocal

import (
	"encoding/base64"
	"errors"
	"io"
	"net/http"
	"strconv"
)

// runtimeAPI is the Lambda Runtime API (version 2018-06-01) as one instance sees it.
func (in *instance) runtimeAPI() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /2018-06-01/runtime/invocation/next", in.next)
	mux.HandleFunc("POST /2018-06-01/runtime/invocation/{id}/response", in.respond(false))
	mux.HandleFunc("POST /2018-06-01/runtime/invocation/{id}/error", in.respond(true))
	mux.HandleFunc("POST /2018-06-01/runtime/init/error", in.failInit)
	return mux
}

// next waits, without limit, until there is an invocation.
func (in *instance) next(w http.ResponseWriter, r *http.Request) {
	in.mu.Lock()
	if !in.polled {
		in.polled = true
		in.initTime = monotonic().Sub(in.started)
	}
	in.mu.Unlock()
	p := make(poll, 1)
	select {
	case in.polls <- p:
	case <-r.Context().Done():
		return
	}
	select {
	case inv := <-p:
		h := w.Header()
		h.Set("Content-Type", "application/json")
		h.Set("Lambda-Runtime-Aws-Request-Id", inv.id)
		h.Set("Lambda-Runtime-Deadline-Ms", strconv.FormatInt(inv.deadline.UnixMilli(), 10))
		h.Set("Lambda-Runtime-Invoked-Function-Arn", in.f.arn())
		h.Set("Lambda-Runtime-Trace-Id", "Root=1-00000000-000000000000000000000000;Sampled=0")
		_, _ = w.Write(inv.payload) // a process that is gone shows as its exit
	case <-r.Context().Done():
	}
}

// respond takes the answer, or the error, of the running invocation.
func (in *instance) respond(isError bool) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxPayload))
		a := answer{body: body, failed: isError}
		var tooLarge *http.MaxBytesError
		switch {
		case errors.As(err, &tooLarge):
			a.failed = true
			a.body = in.f.fault(InvocationResult{}, "Function.ResponseSizeTooLarge", "Response payload size exceeded maximum allowed payload size (6291456 bytes).").Payload
		case err != nil:
			return // the process went away
		case r.Trailer.Get("Lambda-Runtime-Function-Error-Type") != "":
			// a streamed answer that failed half-way
			a.failed = true
			a.body, _ = base64.StdEncoding.DecodeString(r.Trailer.Get("Lambda-Runtime-Function-Error-Body"))
		}
		in.mu.Lock()
		inv := in.work
		current := inv != nil && inv.id == r.PathValue("id")
		if current {
			in.work = nil
		}
		in.mu.Unlock()
		if !current {
			status(w, http.StatusBadRequest, `{"errorType":"InvalidRequestID","errorMessage":"Invalid request ID"}`)
			return
		}
		if tooLarge != nil {
			status(w, http.StatusRequestEntityTooLarge, string(a.body))
		} else {
			status(w, http.StatusAccepted, `{"status":"OK"}`)
		}
		inv.answer <- a
	}
}

// failInit takes the error of a process that cannot start.
func (in *instance) failInit(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxPayload))
	if err != nil {
		return
	}
	in.mu.Lock()
	in.initBody = body
	in.mu.Unlock()
	status(w, http.StatusAccepted, `{"status":"OK"}`)
}

// status answers with a JSON text.
func status(w http.ResponseWriter, code int, body string) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(code)
	_, _ = io.WriteString(w, body) // the other side may be gone
}
