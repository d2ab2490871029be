package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"

	"shiming/shared/clock"
)

const (
	pageClients = 8
	pageRounds  = 400 // of each client
	pageMost    = 15 * time.Millisecond
)

// pages measures how long a page of a case takes in the server, asked by several people at once: the page, what it asks of the
// API in the process, and the session's cookie.
func pages(ctx context.Context) error {
	w, err := newWorld()
	if err != nil {
		return err
	}
	begin := func() (*http.Client, error) {
		jar, err := cookiejar.New(nil)
		if err != nil {
			return nil, err
		}
		c := &http.Client{Jar: jar, Transport: &http.Transport{}}
		_, err = submit(ctx, c, w.base+"/sandbox/sign-in", url.Values{"who": {"demo1"}})
		return c, err
	}
	var mu sync.Mutex
	var all []time.Duration
	var failed error
	first, err := begin()
	if err == nil {
		_, err = submit(ctx, first, w.base+"/cases", url.Values{"kind": {"personal_verification"}, "_key": {"bench"}})
	}
	if err != nil {
		return errors.Join(err, w.close())
	}
	answer, err := get(ctx, first, w.base+"/home")
	if err != nil {
		return errors.Join(err, w.close())
	}
	_, at, _ := strings.Cut(answer, `href="/cases/`)
	at, _, _ = strings.Cut(at, `"`)
	var clients sync.WaitGroup
	for range pageClients {
		clients.Go(func() {
			c, err := begin()
			took := make([]time.Duration, 0, pageRounds)
			for range pageRounds {
				if err != nil {
					break
				}
				begun := clock.Now()
				_, err = get(ctx, c, w.base+"/cases/"+at)
				took = append(took, clock.Now().Sub(begun))
			}
			mu.Lock()
			defer mu.Unlock()
			all, failed = append(all, took...), errors.Join(failed, err)
		})
	}
	clients.Wait()
	if err := errors.Join(failed, w.close()); err != nil {
		return err
	}
	slices.Sort(all)
	fmt.Printf("  %d pages: p50 %s ms, p99 %s ms (at most %s)\n", len(all), milliseconds(all[len(all)/2]), milliseconds(all[len(all)*99/100]), milliseconds(pageMost))
	return nil
}

func submit(ctx context.Context, c *http.Client, address string, form url.Values) (string, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, address, strings.NewReader(form.Encode()))
	if err != nil {
		return "", err
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return read(c.Do(r))
}

func get(ctx context.Context, c *http.Client, address string) (string, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return "", err
	}
	return read(c.Do(r))
}

func read(answer *http.Response, err error) (string, error) {
	if err != nil {
		return "", err
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err == nil && answer.StatusCode != http.StatusOK {
		err = fmt.Errorf("a page answers %d", answer.StatusCode)
	}
	return string(text), err
}
