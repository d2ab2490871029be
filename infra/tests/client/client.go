// Package client is a small client of the HTTP API, for the demo, the benchmark and tests. It knows JSON and nothing of
// the server's types.
package client

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// Client calls one server in the name of one token.
type Client struct {
	Base, Token string
	HTTP        *http.Client
}

// Reply is what came back: the status, and the JSON object of the body.
type Reply struct {
	Status int
	Body   map[string]any
}

// Text returns the string at a path of names such as "next_action.url"; empty when there is none.
func (a Reply) Text(path string) string {
	var at any = a.Body
	for _, name := range strings.Split(path, ".") {
		object, ok := at.(map[string]any)
		if !ok {
			return ""
		}
		at = object[name]
	}
	text, _ := at.(string)
	return text
}

// Call sends a request with a JSON body (nil: none) and reads the JSON answer, whatever its status.
func (c Client) Call(ctx context.Context, method, path string, body any) (Reply, error) {
	var reader io.Reader
	if body != nil {
		data, err := json.Marshal(body)
		if err != nil {
			return Reply{}, err
		}
		reader = bytes.NewReader(data)
	}
	r, err := http.NewRequestWithContext(ctx, method, c.Base+path, reader)
	if err != nil {
		return Reply{}, err
	}
	if body != nil {
		r.Header.Set("Content-Type", "application/json")
	}
	r.Header.Set("Authorization", "Bearer "+c.Token)
	answer, err := c.HTTP.Do(r)
	if err != nil {
		return Reply{}, err
	}
	defer answer.Body.Close()
	out := Reply{Status: answer.StatusCode}
	data, err := io.ReadAll(answer.Body)
	if err != nil {
		return out, err
	}
	if err := json.Unmarshal(data, &out.Body); err != nil {
		return out, fmt.Errorf("%s %s: answer %d is not a JSON object", method, path, out.Status)
	}
	return out, nil
}

// Press posts the form of a phone page, as a finger on its button does, and returns the status of where that led.
func (c Client) Press(ctx context.Context, phone string, form url.Values) (int, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, phone, strings.NewReader(form.Encode()))
	if err != nil {
		return 0, err
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	answer, err := c.HTTP.Do(r)
	if err != nil {
		return 0, err
	}
	_, _ = io.Copy(io.Discard, answer.Body)
	return answer.StatusCode, answer.Body.Close()
}

// Until reads the path again and again until ok says so, for at most a minute.
func (c Client) Until(ctx context.Context, path string, ok func(Reply) bool) (Reply, error) {
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	for {
		a, err := c.Call(ctx, http.MethodGet, path, nil)
		if err != nil || ok(a) {
			return a, err
		}
		select {
		case <-ctx.Done():
			return a, fmt.Errorf("%s did not come to what was waited for", path)
		case <-time.After(10 * time.Millisecond):
		}
	}
}
