package conversations

import (
	"log/slog"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"shiming/infra/local/engine"
	"shiming/shared/realname"
)

// embedded opens the embedded engine on a fresh directory, with a clock that can be turned.
func embedded(t *testing.T) World {
	t.Helper()
	dir := t.TempDir()
	var ahead atomic.Int64
	clock := func() time.Time { return time.Now().Add(time.Duration(ahead.Load())) }
	e, err := engine.Open(engine.Config{Dir: dir, Profile: "tencent", Clock: clock, Log: slog.New(slog.NewTextHandler(t.Output(), nil))})
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
	secret, err := os.ReadFile(filepath.Join(dir, "sandbox.secret"))
	if err != nil {
		t.Fatal(err)
	}
	return World{
		Base: server.URL, Client: server.Client(), Secret: secret, Now: clock,
		Token: func(a realname.Actor) (string, error) { return e.Issuer.Token(a, clock(), time.Hour) },
		Turn:  func(d time.Duration) { ahead.Add(int64(d)) },
	}
}

// The same conversations hold a second time on a store that has data of the first.
func TestEmbedded(t *testing.T) {
	world := embedded(t)
	for _, round := range []string{"first", "again"} {
		t.Run(round, func(t *testing.T) { Run(t, world, "testdata") })
	}
}

func TestEmbeddedOnly(t *testing.T) { Run(t, embedded(t), filepath.Join("testdata", "embedded")) }

func TestEmbeddedClock(t *testing.T) { Run(t, embedded(t), filepath.Join("testdata", "clock")) }

// There are as many conversations as issue 2 asks for, and each is named for a rule.
func TestFilesAreNamedForRules(t *testing.T) {
	var files []string
	for _, pattern := range []string{"*.txt", "*/*.txt"} {
		found, err := filepath.Glob(filepath.Join("testdata", pattern))
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, found...)
	}
	if len(files) < 30 {
		t.Errorf("%d conversations, want at least 30", len(files))
	}
	for _, file := range files {
		name := filepath.Base(file)
		if !strings.HasPrefix(name, "RULES_") && !strings.HasPrefix(name, "THREATS_") {
			t.Errorf("%s is not named for a rule", file)
		}
	}
}
