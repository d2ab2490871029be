package asl

import (
	"bytes"
	"database/sql"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// earlier copies a file that was written by an earlier program, where it may be changed.
func earlier(t *testing.T) string {
	t.Helper()
	old, err := os.ReadFile("testdata/unversioned.db")
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "workflow.db")
	if err := os.WriteFile(path, old, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// pragma runs a statement on a file that nobody has open, and reads its version.
func pragma(t *testing.T, path, statement string) (version int) {
	t.Helper()
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.Exec(statement); err != nil {
		t.Fatal(err)
	}
	if err := db.QueryRow("PRAGMA user_version").Scan(&version); err != nil {
		t.Fatal(err)
	}
	return version
}

// A file from before versions were counted, with an execution that waits in it, goes on where it was.
func TestAFileWithoutAVersionIsMigrated(t *testing.T) {
	path := earlier(t)
	r := open(t, nil, func(o *Options) { o.DB = path })
	x := r.names.execution("m", "kept")
	r.is(x, Running, "Rest")
	r.turn(time.Minute)
	r.is(x, Succeeded, "Rest", "Done")
	for range 2 { // what is up to date stays as it is
		if err := r.Interpreter.Close(); err != nil {
			t.Fatal(err)
		}
		if v := pragma(t, path, ""); v != len(schemas) {
			t.Errorf("version %d, want %d", v, len(schemas))
		}
		r.open()
		r.is(x, Succeeded, "Rest", "Done")
	}
}

func TestANewerFileIsRefusedAndLeftAsItIs(t *testing.T) {
	path := earlier(t)
	pragma(t, path, "PRAGMA user_version = 99")
	before, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for range 2 { // and the refusal gives the file back
		db, err := openDB(path)
		if err == nil {
			_ = db.Close()
		}
		if err == nil || !strings.Contains(err.Error(), "workflow.db: ") || !strings.Contains(err.Error(), "run the newer program") {
			t.Fatalf("got %v", err)
		}
	}
	if after, err := os.ReadFile(path); err != nil || !bytes.Equal(before, after) {
		t.Errorf("the file was changed (%v)", err)
	}
}
