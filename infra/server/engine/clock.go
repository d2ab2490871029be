package engine

import (
	"context"
	"encoding/json"
	"errors"
	"io/fs"
	"net/http"
	"os"
	"sync"
	"time"

	"shiming/shared/api"
	"shiming/shared/realname"
	"shiming/shared/steps"
)

// turnedClock is the engine's clock: the one it was given, turned on by what people asked for. How far it was turned is
// kept, so that time does not run back when the engine starts again.
type turnedClock struct {
	base steps.Clock
	file string

	mu     sync.Mutex
	offset time.Duration
	turned []func() // whoever waits for a time looks again
}

// keptClock is the file's form.
type keptClock struct {
	Turned string `json:"turned"`
}

func openClock(base steps.Clock, file string) (*turnedClock, error) {
	c := &turnedClock{base: base, file: file}
	data, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		return c, nil
	}
	if err != nil {
		return nil, err
	}
	var kept keptClock
	if err := json.Unmarshal(data, &kept); err != nil {
		return nil, err
	}
	c.offset, err = time.ParseDuration(kept.Turned)
	return c, err
}

// Now tells the time.
func (c *turnedClock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.base().Add(c.offset)
}

// farthest is how far the clock can be turned in all: no timer is longer.
const farthest = 10 * 365 * 24 * time.Hour

// turn turns the clock on, and wakes whoever waits for a time.
func (c *turnedClock) turn(by time.Duration) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if by < 0 || c.offset+by > farthest {
		return realname.RefuseField(realname.CodeFieldInvalid, "advance")
	}
	data, err := json.Marshal(keptClock{(c.offset + by).String()})
	if err != nil {
		return err
	}
	if err := os.WriteFile(c.file+".new", data, 0o600); err != nil {
		return err
	}
	if err := os.Rename(c.file+".new", c.file); err != nil {
		return err
	}
	c.offset += by
	for _, look := range c.turned {
		look()
	}
	return nil
}

// routeClock is the sandbox's clock. It is no part of the API reference, and there is none in a deployment.
var routeClock = api.Route{Name: "sandbox-clock", Method: "POST", Path: "/sandbox/clock"}

// endpoint serves POST /sandbox/clock {"advance": "168h"}: it turns the clock on and answers when what is due by then has
// been carried out. Without a body it says what time it is.
func (c *turnedClock) endpoint(settled func(context.Context) error) api.Endpoint {
	return api.Page(routeClock, func(w http.ResponseWriter, r *http.Request, _ api.Edge) error {
		if r.ContentLength != 0 {
			var body struct {
				Advance string `json:"advance"`
			}
			if err := api.Decode(r, &body); err != nil {
				return err
			}
			by, err := time.ParseDuration(body.Advance)
			if err != nil {
				return realname.RefuseField(realname.CodeFieldInvalid, "advance")
			}
			if err := c.turn(by); err != nil {
				return err
			}
			ctx, cancel := context.WithTimeout(r.Context(), 5*time.Second)
			defer cancel()
			if err := settled(ctx); err != nil {
				return steps.ErrUnavailable // what is due goes on by itself
			}
		}
		w.Header().Set("Content-Type", "application/json; charset=utf-8")
		return json.NewEncoder(w).Encode(struct {
			Object string    `json:"object"`
			Now    time.Time `json:"now"`
		}{"clock", c.Now().UTC()})
	})
}
