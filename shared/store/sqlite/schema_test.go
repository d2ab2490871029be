package sqlite

import (
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"shiming/shared/store/sqlite/schema"
	"shiming/shared/store/storetest"
)

// inside is the schema of a file that nobody has open, and its version.
func inside(t *testing.T, path string) (is string) {
	t.Helper()
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	err = db.QueryRow(`SELECT (SELECT user_version FROM pragma_user_version) || char(10) ||
		(SELECT group_concat(sql, char(10)) FROM (SELECT sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY name))`).Scan(&is)
	if err != nil {
		t.Fatal(err)
	}
	return is
}

// A file of each version before ends with the schema of a new one.
func TestEachVersionIsMigrated(t *testing.T) {
	fresh := filepath.Join(t.TempDir(), "fresh.db")
	if err := openTest(t, fresh).Close(); err != nil {
		t.Fatal(err)
	}
	want := inside(t, fresh)
	for version := 1; version < len(schemas); version++ {
		t.Run(fmt.Sprint(version), func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "old.db")
			db, err := sql.Open("sqlite", path)
			if err != nil {
				t.Fatal(err)
			}
			db.SetMaxOpenConns(1)
			if err := schema.Migrate(t.Context(), db, schemas[:version]); err != nil {
				t.Fatal(err)
			}
			if err := db.Close(); err != nil {
				t.Fatal(err)
			}
			if inside(t, path) == want {
				t.Fatal("it is not an older file")
			}
			if err := openTest(t, path).Close(); err != nil {
				t.Fatal(err)
			}
			if got := inside(t, path); got != want {
				t.Errorf("got\n%s\nwant\n%s", got, want)
			}
		})
	}
}

// A file that an earlier program wrote is read and written on. The file stays when the schema goes on; the next one lies beside it.
func TestAKeptFileIsReadAndWrittenOn(t *testing.T) {
	old, err := os.ReadFile("testdata/version-5.db")
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "shiming.db")
	if err := os.WriteFile(path, old, 0o600); err != nil {
		t.Fatal(err)
	}
	s := openTest(t, path)
	account, err := s.Account(t.Context(), "acct_kept")
	if err != nil || account.ID != "acct_kept" || account.Rev == 0 {
		t.Fatalf("got %+v, %v", account, err)
	}
	cases, _, err := s.CasesOf(t.Context(), account.ID, "", 10)
	if err != nil || len(cases) != 1 || len(cases[0].Events) != 1 {
		t.Fatalf("got %+v, %v", cases, err)
	}
	mustCommit(t, s, storetest.Open(storetest.NewAccountID(), 0))
}
