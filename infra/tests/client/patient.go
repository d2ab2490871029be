package client

import (
	"bytes"
	"crypto/rand"
	"io"
	"net/http"
	"time"
)

// retried marks an answer that took more than one try.
const retried = "X-Retried"

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
				if try > 0 {
					answer.Header.Set(retried, "yes")
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
