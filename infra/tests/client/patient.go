package client

import (
	"bytes"
	"crypto/rand"
	"io"
	"net/http"
	"time"
)

// Patient sends a request again, with the same idempotency key, until it is answered: what a careful caller does with
// a server that may die at any moment. It gives up after a minute.
type Patient struct{ Next http.RoundTripper }

// RoundTrip implements http.RoundTripper.
func (p Patient) RoundTrip(r *http.Request) (*http.Response, error) {
	var body []byte
	if r.Body != nil {
		var err error
		if body, err = io.ReadAll(r.Body); err != nil {
			return nil, err
		}
		_ = r.Body.Close()
	}
	key := rand.Text()
	var answer *http.Response
	var err error
	for try := 0; try < 1200; try++ {
		again := r.Clone(r.Context())
		again.Body = io.NopCloser(bytes.NewReader(body))
		again.GetBody = nil // net/http would repeat requests with a key by itself, and not say so
		if r.Method == http.MethodPost && again.Header.Get("Idempotency-Key") == "" {
			again.Header.Set("Idempotency-Key", key)
		}
		answer, err = p.Next.RoundTrip(again)
		if err == nil && answer.StatusCode != http.StatusServiceUnavailable {
			// An answer is one only when all of it has come.
			data, readErr := io.ReadAll(answer.Body)
			_ = answer.Body.Close()
			if readErr == nil {
				answer.Body = io.NopCloser(bytes.NewReader(data))
				if try > 0 && happened(r, answer.StatusCode) {
					answer.StatusCode = http.StatusOK
				}
				return answer, nil
			}
			err = readErr
		} else if err == nil {
			_ = answer.Body.Close()
		}
		select {
		case <-r.Context().Done():
			return nil, r.Context().Err()
		case <-time.After(50 * time.Millisecond):
		}
	}
	return answer, err
}

// happened reports whether a refusal of the second try means that the first one was heard and its answer lost: an upload
// that is there already, a button of a page that was pressed. Calls of the API carry a key instead.
func happened(r *http.Request, status int) bool {
	switch {
	case r.Method == http.MethodPut:
		return status == http.StatusPreconditionFailed
	case r.Header.Get("Content-Type") == "application/x-www-form-urlencoded":
		return status == http.StatusGone
	}
	return false
}
