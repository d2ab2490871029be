package engine

import (
	"os"
	"path/filepath"
	"testing"
)

// A crash can cut the last line of the audit trail short; the next entry must not be glued to it.
func TestAuditTrailAfterACrash(t *testing.T) {
	path := filepath.Join(t.TempDir(), "audit.jsonl")
	if err := os.WriteFile(path, []byte("{\"log\":\"audit\"}\n{\"log\":"), 0o600); err != nil {
		t.Fatal(err)
	}
	for range 2 { // the second time there is nothing to mend
		f, err := openAudit(path)
		if err != nil {
			t.Fatal(err)
		}
		if err := f.Close(); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if want := "{\"log\":\"audit\"}\n{\"log\":\n"; string(got) != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
