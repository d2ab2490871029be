package asl

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"path/filepath"
	"time"

	_ "modernc.org/sqlite" // registers the driver "sqlite"

	"shiming/shared/store/sqlite/schema"
)

// schemas are the steps from one version of the schema to the next, as those of the store. The first one meets files that have its
// tables and no version yet, hence IF NOT EXISTS. Ids are never used again (AUTOINCREMENT), since lists go on from one.
var schemas = []string{`
CREATE TABLE IF NOT EXISTS definitions (hash TEXT PRIMARY KEY, text TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS executions (
	id INTEGER PRIMARY KEY AUTOINCREMENT,
	machine TEXT NOT NULL, name TEXT NOT NULL, hash TEXT NOT NULL, input TEXT NOT NULL,
	status TEXT NOT NULL, result TEXT NOT NULL, error TEXT NOT NULL, cause TEXT NOT NULL,
	started INTEGER NOT NULL, stopped INTEGER NOT NULL, due INTEGER NOT NULL, progress TEXT NOT NULL,
	UNIQUE (machine, name)
);
CREATE INDEX IF NOT EXISTS executions_due ON executions (due) WHERE due > 0;
CREATE INDEX IF NOT EXISTS executions_running ON executions (id) WHERE stopped = 0;
CREATE INDEX IF NOT EXISTS executions_stopped ON executions (stopped) WHERE stopped > 0;
CREATE TABLE IF NOT EXISTS events (
	execution INTEGER NOT NULL REFERENCES executions (id) ON DELETE CASCADE,
	id INTEGER NOT NULL, previous INTEGER NOT NULL, at INTEGER NOT NULL, type TEXT NOT NULL,
	state TEXT NOT NULL, resource TEXT NOT NULL, input TEXT NOT NULL, output TEXT NOT NULL,
	error TEXT NOT NULL, cause TEXT NOT NULL,
	PRIMARY KEY (execution, id)
) WITHOUT ROWID;
`}

const columns = "id, machine, name, hash, input, status, result, error, cause, started, stopped, due, progress"

// openDB opens the file for this process alone: another one that tries is told that it is busy. A file from a newer program is
// refused.
func openDB(path string) (*sql.DB, error) {
	pragmas := url.Values{"_pragma": {
		"busy_timeout(1000)", "locking_mode(EXCLUSIVE)", "journal_mode(WAL)", "synchronous(FULL)", "foreign_keys(1)",
	}}
	db, err := sql.Open("sqlite", "file:"+(&url.URL{Path: filepath.ToSlash(path)}).EscapedPath()+"?"+pragmas.Encode())
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(1)                                        // the one that has the lock
	if _, err = db.Exec("BEGIN EXCLUSIVE; COMMIT"); err != nil { // the lock stays with the connection
		return nil, errors.Join(fmt.Errorf("%s cannot be opened, or is in use by another process: %w", filepath.Base(path), err), db.Close())
	}
	if err = schema.Migrate(context.Background(), db, schemas); err != nil {
		return nil, errors.Join(fmt.Errorf("%s: %w", filepath.Base(path), err), db.Close())
	}
	return db, nil
}

type scanner interface{ Scan(...any) error }

func scan(row scanner) (*execution, error) {
	x := &execution{}
	var progress, input, result []byte
	err := row.Scan(&x.id, &x.machine, &x.name, &x.hash, &input, &x.status, &result, &x.failure, &x.cause,
		&x.started, &x.stopped, &x.due, &progress)
	if err != nil {
		return nil, err
	}
	x.input = input
	if len(result) > 0 {
		x.result = result
	}
	return x, json.Unmarshal(progress, &x.progress)
}

type querier interface {
	QueryRowContext(context.Context, string, ...any) *sql.Row
}

func load(ctx context.Context, q querier, id int64) (*execution, error) {
	return scan(q.QueryRowContext(ctx, "SELECT "+columns+" FROM executions WHERE id = ?", id))
}

func find(ctx context.Context, q querier, machine, name string) (*execution, error) {
	return scan(q.QueryRowContext(ctx, "SELECT "+columns+" FROM executions WHERE machine = ? AND name = ?", machine, name))
}

func insert(ctx context.Context, tx *sql.Tx, x *execution) error {
	row, err := tx.ExecContext(ctx, `INSERT INTO executions (machine, name, hash, input, status, result, error, cause,
		started, stopped, due, progress) VALUES (?, ?, ?, ?, ?, '', '', '', ?, 0, 0, '{}')`,
		x.machine, x.name, x.hash, string(x.input), x.status, x.started)
	if err != nil {
		return err
	}
	x.id, err = row.LastInsertId()
	return err
}

// save writes an execution with the events of one run.
func save(ctx context.Context, tx *sql.Tx, r *run) error {
	progress, err := json.Marshal(r.progress)
	if err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, `UPDATE executions SET status = ?, result = ?, error = ?, cause = ?, stopped = ?,
		due = ?, progress = ? WHERE id = ?`,
		r.status, string(r.result), r.failure, r.cause, r.stopped, r.due, string(progress), r.id)
	for _, e := range r.events {
		if err != nil {
			return err
		}
		_, err = tx.ExecContext(ctx, "INSERT INTO events VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", r.id, e.ID, e.Previous,
			nanos(e.At), e.Type, e.State, e.Resource, string(e.Input), string(e.Output), e.Error, e.Cause)
	}
	return err
}

// kept is how long AWS keeps what has ended, and with it its name.
const kept = 90 * 24 * time.Hour

func purge(ctx context.Context, tx *sql.Tx, now time.Time) error {
	_, err := tx.ExecContext(ctx, "DELETE FROM executions WHERE stopped > 0 AND stopped < ?", nanos(now.Add(-kept)))
	return err
}

func readEvents(rows *sql.Rows) ([]HistoryEvent, error) {
	var events []HistoryEvent
	for rows.Next() {
		var e HistoryEvent
		var at int64
		var input, output []byte
		err := rows.Scan(&e.ID, &e.Previous, &at, &e.Type, &e.State, &e.Resource, &input, &output, &e.Error, &e.Cause)
		if err != nil {
			return nil, err
		}
		e.At = time.Unix(0, at).UTC()
		if len(input) > 0 {
			e.Input = input
		}
		if len(output) > 0 {
			e.Output = output
		}
		events = append(events, e)
	}
	return events, rows.Err()
}
