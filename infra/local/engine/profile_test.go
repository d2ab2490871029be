package engine

import (
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"shiming/shared/policies"
)

func open(t *testing.T, dir string, change func(*Config)) (*Engine, error) {
	t.Helper()
	c := Config{Dir: dir, Clock: time.Now, Log: slog.New(slog.DiscardHandler)}
	change(&c)
	return Open(c)
}

func TestProfiles(t *testing.T) {
	for _, profile := range append(policies.Names(), "") {
		t.Run("under "+profile, func(t *testing.T) {
			e, err := open(t, t.TempDir(), func(c *Config) { c.Profile = profile })
			if err != nil {
				t.Fatal(err)
			}
			if err := e.Close(); err != nil {
				t.Error(err)
			}
		})
	}
	t.Run("one that is not shipped is said so, with those that are", func(t *testing.T) {
		dir := filepath.Join(t.TempDir(), "data")
		_, err := open(t, dir, func(c *Config) { c.Profile = "moon" })
		if err == nil {
			t.Fatal("it runs")
		}
		for _, name := range append(policies.Names(), "moon") {
			if !strings.Contains(err.Error(), name) {
				t.Errorf("%v: without %s", err, name)
			}
		}
		if _, err := os.Stat(dir); err == nil {
			t.Error("it left a directory behind")
		}
	})
}

// A platform that cannot be asked as it is configured is no platform that stands in nobody's way: the engine does not start,
// and does not say what the secret is.
func TestPlatforms(t *testing.T) {
	const secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
	for name, change := range map[string]func(*Config){
		"no secret":      func(c *Config) { c.HostURL = "https://platform.example" },
		"not a secret":   func(c *Config) { c.HostURL, c.HostSecrets = "https://platform.example", []string{"MfKQ9r8GKYqr"} },
		"not over TLS":   func(c *Config) { c.HostURL, c.HostSecrets = "http://platform.example", []string{secret} },
		"not an address": func(c *Config) { c.HostURL, c.HostSecrets = "platform", []string{secret} },
		"secrets too many": func(c *Config) {
			c.HostURL, c.HostSecrets = "https://platform.example", []string{secret, secret, secret}
		},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			if _, err := open(t, dir, change); err == nil || strings.Contains(err.Error(), "MfKQ9r8GKYqr") {
				t.Fatalf("%v", err)
			}
			e, err := open(t, dir, func(c *Config) { c.HostURL, c.HostSecrets = "https://platform.example", []string{secret} })
			if err != nil {
				t.Fatalf("set right: %v", err)
			}
			if err := e.Close(); err != nil {
				t.Error(err)
			}
		})
	}
}
