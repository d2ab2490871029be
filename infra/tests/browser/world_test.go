package browser

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"shiming/infra/server/engine"
	"shiming/shared/clock"
	"shiming/shared/realname"
)

// world is an engine with a profile, served as make run serves it, in which one test happens.
type world struct {
	t      *testing.T
	engine *engine.Engine
	url    string
}

// serve serves an engine with the profile.
func serve(t *testing.T, profile string) *world {
	t.Helper()
	return run(t, profile, nil)
}

// run is serve with settings.
func run(t *testing.T, profile string, set map[string]string) *world {
	t.Helper()
	e, err := engine.Open(engine.Config{
		Dir: t.TempDir(), Profile: profile, Clock: clock.Now, Get: func(name string) string { return set[name] }, Log: slog.New(slog.NewTextHandler(t.Output(), nil)),
	})
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(e.Handler)
	t.Cleanup(func() {
		server.Close()
		if err := e.Close(); err != nil {
			t.Error(err)
		}
	})
	return &world{t: t, engine: e, url: server.URL}
}

// later turns the clock on.
func (w *world) later(by time.Duration) {
	w.t.Helper()
	w.asPlatform("/sandbox/clock", map[string]any{"advance": by.String()})
}

// asPlatform asks the API as the platform does, for what no page of a holder can.
func (w *world) asPlatform(path string, body any) {
	w.t.Helper()
	w.ask(realname.Actor{Role: realname.Platform, ID: "demo-platform"}, http.MethodPost, path, body, nil)
}

// asHolder reads what the API says to the holder of the account.
func (w *world) asHolder(account, path string, into any) {
	w.t.Helper()
	w.ask(realname.Actor{Role: realname.Holder, ID: "demo1", Account: realname.AccountID(account)}, http.MethodGet, path, nil, into)
}

func (w *world) ask(who realname.Actor, method, path string, body, into any) {
	w.t.Helper()
	status, said := w.asks(who, method, path, body)
	if status >= 300 {
		w.t.Fatalf("%s: %d %s", path, status, said)
	}
	if into != nil && json.Unmarshal(said, into) != nil {
		w.t.Fatalf("%s: %s", path, said)
	}
}

// refused posts what the API refuses, and returns why.
func (w *world) refused(who realname.Actor, path string, body any) string {
	w.t.Helper()
	var why struct{ Code string }
	if status, said := w.asks(who, http.MethodPost, path, body); status < 400 || json.Unmarshal(said, &why) != nil {
		w.t.Fatalf("%s: %d %s", path, status, said)
	}
	return why.Code
}

func (w *world) asks(who realname.Actor, method, path string, body any) (int, []byte) {
	w.t.Helper()
	token, err := w.engine.Issuer.Token(who, clock.Now(), time.Hour)
	if err != nil {
		w.t.Fatal(err)
	}
	encoded, err := json.Marshal(body)
	if err != nil {
		w.t.Fatal(err)
	}
	if body == nil {
		encoded = nil
	}
	r, err := http.NewRequestWithContext(w.t.Context(), method, w.url+path, bytes.NewReader(encoded))
	if err != nil {
		w.t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+token)
	if body != nil {
		r.Header.Set("Content-Type", "application/json")
	}
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		w.t.Fatal(err)
	}
	defer answer.Body.Close()
	said, err := io.ReadAll(answer.Body)
	if err != nil {
		w.t.Fatal(err)
	}
	return answer.StatusCode, said
}

// browsing is the one browser of all tests: each of them has a window of its own, with cookies of its own.
var browsing struct {
	sync.Mutex
	ctx context.Context
	end []func()
}

// chromium is the browser; the tests cannot be run without it, and say so.
func chromium(t *testing.T) context.Context {
	t.Helper()
	browsing.Lock()
	defer browsing.Unlock()
	if browsing.ctx != nil {
		return browsing.ctx
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.NoSandbox, chromedp.Flag("font-render-hinting", "none"), chromedp.Flag("hide-scrollbars", false),
		chromedp.WSURLReadTimeout(patience))
	if path := os.Getenv("CHROMIUM"); path != "" {
		options = append(options, chromedp.ExecPath(path))
	}
	alloc, stop := chromedp.NewExecAllocator(context.Background(), options...)
	browser, done := chromedp.NewContext(alloc)
	if _, err := chromedp.Run(browser, chromedp.Location()); err != nil {
		t.Fatalf("Chromium does not start (make setup installs it): %v", err)
	}
	browsing.ctx, browsing.end = browser, []func(){done, stop}
	return browser
}

// closeBrowser ends the browser after all tests.
func closeBrowser() {
	browsing.Lock()
	defer browsing.Unlock()
	for _, end := range browsing.end {
		end()
	}
}
