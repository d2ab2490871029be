package remains_test

import (
	"database/sql"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"shiming/infra/tests/remains"
	"shiming/shared/vault/sealed"
)

// What is in the folder is found, however it is kept: otherwise every search would find nothing.
func TestIn(t *testing.T) {
	dir := t.TempDir()
	keys, err := sealed.OpenFile(filepath.Join(dir, "keys.json"))
	if err != nil {
		t.Fatal(err)
	}
	before, err := keys.Seal(t.Context(), "person:acct_1", []byte("sealed before"))
	if err != nil {
		t.Fatal(err)
	}
	if err := keys.RotateData(); err != nil {
		t.Fatal(err)
	}
	after, err := keys.Seal(t.Context(), "person:acct_2", []byte("sealed after"))
	if err != nil {
		t.Fatal(err)
	}
	db, err := sql.Open("sqlite", filepath.Join(dir, "shiming.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for _, sealed := range [][]byte{before, after} {
		doc, err := json.Marshal(map[string]any{"sealed": sealed, "long": strings.Repeat("x", 9000) + "in a row"})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := db.Exec("CREATE TABLE IF NOT EXISTS cases (doc TEXT); INSERT INTO cases VALUES (?)", string(doc)); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(filepath.Join(dir, "audit.jsonl"), []byte("in a line"), 0o600); err != nil {
		t.Fatal(err)
	}
	all, err := remains.In(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, what := range []string{"sealed before", "sealed after", "in a row", "in a line"} {
		if !strings.Contains(all, what) {
			t.Errorf("%q is not found", what)
		}
	}
	if strings.Contains(all, "nobody") {
		t.Error("what is not there is found")
	}
	if _, err := remains.In(t.TempDir()); err == nil {
		t.Error("a folder without keys was searched")
	}
}
