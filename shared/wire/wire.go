// Package wire sends requests to services outside, so that adapters need not each know how: how long is waited, how much is
// read, what an error may say, and by which secrets a service is asked. Beneath it are the signatures of the clouds. What is
// asked and what an answer means belongs to the adapters.
package wire

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"time"

	"shiming/shared/steps"
)

const (
	maxAnswer = 1 << 20
	patience  = 8 * time.Second
)

// Access returns the secrets by which a service is asked, in the order of its settings. It is asked before every call, so
// that they are rotated while a process runs. Faults that may pass are steps.ErrUnavailable. Safe for concurrent use.
type Access func(ctx context.Context) ([]string, error)

// Fixed returns the same secrets always; nil when one is empty.
func Fixed(secrets ...string) Access {
	for _, s := range secrets {
		if s == "" {
			return nil
		}
	}
	return func(context.Context) ([]string, error) { return secrets, nil }
}

// Client makes calls. Safe for concurrent use.
type Client struct{ http *http.Client }

// New returns a client that follows no redirect: what is sent is for whom it was signed. c makes the calls; nil: one that
// gives up after eight seconds.
func New(c *http.Client) *Client {
	own := http.Client{Timeout: patience}
	if c != nil {
		own = *c
	}
	own.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &Client{&own}
}

// Response is what came back.
type Response struct {
	Status int
	Header http.Header
	Body   []byte
}

// Do makes one call, and reads the answer, at most a megabyte of it. Without one the error is steps.ErrUnavailable: then
// the request may have had its effect. No error holds the address, which may name what was asked.
func (c *Client) Do(r *http.Request) (Response, error) {
	got, err := c.http.Do(r)
	if err != nil {
		return Response{}, silent(err)
	}
	defer got.Body.Close()
	body, err := io.ReadAll(io.LimitReader(got.Body, maxAnswer))
	if err != nil {
		return Response{}, silent(err)
	}
	return Response{got.StatusCode, got.Header, body}, nil
}

// silent takes the address out of the error.
func silent(err error) error {
	var of *url.Error
	if errors.As(err, &of) {
		err = of.Err
	}
	return fmt.Errorf("%w: %w", steps.ErrUnavailable, err)
}

// Word is a code or an id of the other side as it may stand in a log: without what only a text would have, which may be
// about somebody.
func Word(s string) string {
	if len(s) > 64 {
		return "?"
	}
	for _, r := range s {
		if !(r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '.' || r == '-' || r == '_') {
			return "?"
		}
	}
	return s
}
