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

	"shiming/infra/server/engine"
	"shiming/infra/server/issuer/issuertest"
	"shiming/infra/tests/remains"
	"shiming/shared/realname"
	"shiming/shared/realname/policies"
	"shiming/shared/steps"
)

// worlds starts the embedded engine once per profile; they end with t, so that several runs meet the data of the first.
func worlds(t *testing.T) Start {
	known := map[string]World{}
	return func(_ *testing.T, profile string) World {
		world, ok := known[profile]
		if !ok {
			world = embedded(t, profile)
			known[profile] = world
		}
		return world
	}
}

// embedded opens the embedded engine on a fresh directory, with a clock that can be turned.
func embedded(t *testing.T, profile string) World {
	t.Helper()
	world, _ := openEmbedded(t, profile)
	return world
}

func openEmbedded(t *testing.T, profile string) (World, *engine.Engine) {
	t.Helper()
	dir := issuertest.Dir(t, t.TempDir())
	var ahead atomic.Int64
	clock := func() time.Time { return time.Now().Add(time.Duration(ahead.Load())) }
	get := func(name string) string { return map[string]string{"RETURN_ORIGINS": ReturnOrigin}[name] }
	may, _ := loadWriters(t)
	e, err := engine.Open(engine.Config{
		Dir: dir, Profile: profile, Clock: clock, Get: get, Log: slog.New(slog.NewTextHandler(t.Output(), nil)),
		Wrap: func(s steps.Store) steps.Store { return watched{s, t, may} },
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
	secret, err := os.ReadFile(filepath.Join(dir, "sandbox.secret"))
	if err != nil {
		t.Fatal(err)
	}
	return World{
		Base: server.URL, Client: server.Client(), Secret: secret, Now: clock,
		Stored: func() (string, error) { return remains.In(dir) },
		Token:  func(a realname.Actor) (string, error) { return e.Issuer.Token(a, clock(), time.Hour) },
		Turn: func(d time.Duration) error {
			ahead.Add(int64(d))
			return LookAgain(server.URL)
		},
	}, e
}

// The same conversations hold a second time on a store that has data of the first.
func TestEmbedded(t *testing.T) {
	t.Parallel()
	start := worlds(t)
	for _, round := range []string{"first", "again"} {
		t.Run(round, func(t *testing.T) { Run(t, start, "testdata") })
	}
}

func TestEmbeddedOnly(t *testing.T) {
	t.Parallel()
	Run(t, embedded, filepath.Join("testdata", "embedded"))
}

func TestEmbeddedClock(t *testing.T) {
	t.Parallel()
	Run(t, embedded, filepath.Join("testdata", "clock"))
}

// Each conversation is named for a rule, a threat or a fault.
func TestFilesAreNamedForRules(t *testing.T) {
	var files []string
	for _, pattern := range []string{"*.txt", "*/*.txt"} {
		found, err := filepath.Glob(filepath.Join("testdata", pattern))
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, found...)
	}
	if len(files) < 80 {
		t.Errorf("%d conversations: some were not found", len(files))
	}
	for _, file := range files {
		name := filepath.Base(file)
		if !strings.HasPrefix(name, "RULES_") && !strings.HasPrefix(name, "THREATS_") && !strings.HasPrefix(name, "FAULT_") {
			t.Errorf("%s is not named for a rule", file)
		}
	}
}

func TestProfiles(t *testing.T) {
	cases := []struct {
		name, text, profile string
		fails               bool
	}{
		{"none is the default", "as platform\n--- a part\nopen", policies.Default, false},
		{"named", "# why\nclock required\nprofile jdcloud\nas platform", "jdcloud", false},
		{"not shipped", "profile moon", "", true},
		{"below the first part", "--- a part\nprofile jdcloud", policies.Default, false}, // the player refuses it
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			profile, err := ProfileOf(c.text)
			if profile != c.profile || (err != nil) != c.fails {
				t.Errorf("%q, %v", profile, err)
			}
		})
	}
}
