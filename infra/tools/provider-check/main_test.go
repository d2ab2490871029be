package main

import (
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"shiming/shared/clock"
	"shiming/shared/providers/ownprovider/ownprovidertest"
)

// The tool says of the example that it keeps the contract, and of a service that takes another secret that it does not.
func TestTheToolOnTheExample(t *testing.T) {
	tool := filepath.Join(t.TempDir(), "provider-check")
	if out, err := exec.Command("go", "build", "-o", tool, ".").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	key := []byte("0f these tests: 32 secret bytes!")
	for secret, passes := range map[string]bool{ownprovidertest.Secret(key): true, ownprovidertest.Secret([]byte("somebody else's, 32 bytes also!!")): false} {
		s := &ownprovidertest.Service{Secret: key, Now: clock.Now}
		server := httptest.NewUnstartedServer(s)
		s.Base = "http://" + server.Listener.Addr().String() // before anything is asked
		server.Start()
		check := exec.Command(tool, server.URL, "group_enterprise")
		check.Env = append(os.Environ(), "PROVIDER_SECRET="+secret)
		out, err := check.CombinedOutput()
		server.Close()
		if (err == nil) != passes || strings.Contains(string(out), "--- PASS: provider (") != passes {
			t.Errorf("passes: %t: %v\n%s", passes, err, out)
		}
	}
}
