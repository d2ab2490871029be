package sqlite

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"

	"shiming/shared/realname"
)

// tx is what can be done inside the writer's transaction. Only the writer's goroutine uses it.
type tx struct {
	conn                               *sql.Conn
	begin, end                         *sql.Stmt
	getCase, addCase, setCase          *sql.Stmt
	getAccount, addAccount, setAccount *sql.Stmt
	getSubject, addSubject, setSubject *sql.Stmt
	addEvent, removeEvent              *sql.Stmt
	addRecord, setRecord, sweep        *sql.Stmt
	seq                                int64 // the newest place in the outbox
	prepared                           []*sql.Stmt
}

// close closes the statements. Those of a connection of one's own are not closed with it, and SQLite keeps a file open,
// with everything since the last checkpoint beside it, as long as one statement is.
func (t *tx) close() error {
	var errs []error
	for _, stmt := range t.prepared {
		errs = append(errs, stmt.Close())
	}
	return errors.Join(errs...)
}

func prepareTx(ctx context.Context, conn *sql.Conn) (tx, error) {
	t := tx{conn: conn}
	for _, p := range []struct {
		stmt **sql.Stmt
		text string
	}{
		{&t.begin, "BEGIN IMMEDIATE"},
		{&t.end, "COMMIT"},
		{&t.getCase, "SELECT rowid, version FROM cases WHERE id = ?"},
		{&t.addCase, "INSERT INTO cases (id, version, account, turn, doc) VALUES (?, ?, ?, ?, ?)"},
		{&t.setCase, "UPDATE cases SET version = ?, doc = ? WHERE rowid = ?"},
		{&t.getAccount, "SELECT rowid, doc FROM accounts WHERE id = ?"},
		{&t.addAccount, "INSERT INTO accounts (id, doc) VALUES (?, ?)"},
		{&t.setAccount, "UPDATE accounts SET doc = ? WHERE rowid = ?"},
		{&t.getSubject, "SELECT rowid, doc FROM subjects WHERE id = ?"},
		{&t.addSubject, "INSERT INTO subjects (id, doc) VALUES (?, ?)"},
		{&t.setSubject, "UPDATE subjects SET doc = ? WHERE rowid = ?"},
		{&t.addEvent, "INSERT INTO outbox (seq, case_id, version) VALUES (?, ?, ?)"},
		{&t.removeEvent, "DELETE FROM outbox WHERE seq = ?"},
		{&t.addRecord, `INSERT INTO records (owner, sort, place, rev, doc, until, kind, id) VALUES (nullif(?, ''), ?, ?, ?, ?, ?, ?, ?)
			ON CONFLICT DO NOTHING`},
		{&t.setRecord, `UPDATE records SET owner = nullif(?, ''), sort = ?, place = ?, rev = ?, doc = ?, until = ?
			WHERE kind = ? AND id = ? AND rev = ?`},
		{&t.sweep, "DELETE FROM records WHERE rowid IN (SELECT rowid FROM records WHERE until > 0 AND until <= ? LIMIT ?)"},
	} {
		stmt, err := conn.PrepareContext(ctx, p.text)
		if err != nil {
			return tx{}, errors.Join(fmt.Errorf("prepare %q: %w", p.text, err), t.close())
		}
		*p.stmt, t.prepared = stmt, append(t.prepared, stmt)
	}
	err := conn.QueryRowContext(ctx, "SELECT coalesce(max(seq), 0) FROM outbox").Scan(&t.seq)
	return t, err
}

// caseVersion returns where the case lies and its version; 0 and 0 when it is not there.
func (t *tx) caseVersion(id realname.CaseID) (row int64, version int, err error) {
	err = t.getCase.QueryRow(string(id)).Scan(&row, &version)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, 0, nil
	}
	return row, version, err
}

func (t *tx) putCase(row int64, c realname.Case, doc []byte) error {
	if row == 0 {
		_, err := t.addCase.Exec(string(c.ID), c.Version(), string(c.Account), c.AccountRev, string(doc))
		return err
	}
	_, err := t.setCase.Exec(c.Version(), string(doc), row)
	return err
}

// account returns the account; one that is not there has Rev 0.
func (t *tx) account(id realname.AccountID) (stored[realname.Account], error) {
	return get(t.getAccount, string(id), realname.Account{ID: id})
}

func (t *tx) putAccount(a stored[realname.Account]) error {
	return put(t.addAccount, t.setAccount, string(a.value.ID), a)
}

// subject returns the subject; one that is not there has no accounts.
func (t *tx) subject(key realname.SubjectKey) (stored[realname.Subject], error) {
	return get(t.getSubject, string(key), realname.Subject{Key: key})
}

func (t *tx) putSubject(s stored[realname.Subject]) error {
	return put(t.addSubject, t.setSubject, string(s.value.Key), s)
}

func get[T any](stmt *sql.Stmt, id string, missing T) (stored[T], error) {
	var s stored[T]
	var doc []byte
	err := stmt.QueryRow(id).Scan(&s.row, &doc)
	if errors.Is(err, sql.ErrNoRows) {
		return stored[T]{value: missing}, nil
	}
	if err != nil {
		return s, err
	}
	if err := json.Unmarshal(doc, &s.value); err != nil {
		return s, fmt.Errorf("stored document: %w", err)
	}
	return s, nil
}

func put[T any](add, set *sql.Stmt, id string, s stored[T]) error {
	doc, err := json.Marshal(s.value)
	if err != nil {
		return err
	}
	if s.row == 0 {
		_, err = add.Exec(id, string(doc))
		return err
	}
	_, err = set.Exec(string(doc), s.row)
	return err
}

func (t *tx) enqueue(id realname.CaseID, version int) error {
	t.seq++
	_, err := t.addEvent.Exec(t.seq, string(id), version)
	return err
}

// keepInMemory sets how many KiB of the file the connection keeps in memory.
func (t *tx) keepInMemory(kib int) error {
	_, err := t.conn.ExecContext(context.Background(), fmt.Sprintf("PRAGMA cache_size = -%d", kib))
	return err
}
