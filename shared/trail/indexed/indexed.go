// Package indexed searches the audit trail of a server: the file of its lines, with an index beside it. The index is made of the
// file and of nothing else: whoever deletes it loses nothing but the time to make it again, and what is shown and checked are the
// lines themselves. What must not live here: what a line says, and who may read it.
package indexed

import (
	"bufio"
	"bytes"
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"shiming/shared/realname"
	"shiming/shared/trail"

	_ "modernc.org/sqlite" // registers the driver "sqlite"
)

// schema is the index: where in the file a line is, by what it is sought, in the order of time. done says how far the file was
// read, and how it began: a file that begins otherwise is another one.
const schema = `
CREATE TABLE IF NOT EXISTS lines (pos INTEGER PRIMARY KEY, size INTEGER NOT NULL, at INTEGER NOT NULL,
	account TEXT NOT NULL, who TEXT NOT NULL, action TEXT NOT NULL, outcome TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS by_account ON lines (account, at);
CREATE INDEX IF NOT EXISTS by_who ON lines (who, at);
CREATE INDEX IF NOT EXISTS by_action ON lines (action, at);
CREATE INDEX IF NOT EXISTS by_outcome ON lines (outcome, at);
CREATE INDEX IF NOT EXISTS by_at ON lines (at);
CREATE TABLE IF NOT EXISTS done (one INTEGER PRIMARY KEY CHECK (one = 1), upto INTEGER NOT NULL, began TEXT NOT NULL);`

// batch is how many lines get into the index at once.
const batch = 20_000

// AuditFile is the trail of one server. It implements trail.Archive.
type AuditFile struct {
	path  string
	heads func(context.Context) ([]trail.Head, error)
	db    *sql.DB
	one   sync.Mutex // of who brings the index up to date
}

var _ trail.Archive = (*AuditFile)(nil)

// New opens the trail in the file at path with its index at index, which is made when it is not there. heads reads those that
// are kept elsewhere.
func New(path, index string, heads func(context.Context) ([]trail.Head, error)) (*AuditFile, error) {
	db, err := open(index)
	if err != nil { // it is none, or was spoiled: it can be made again
		for _, end := range []string{"", "-wal", "-shm"} {
			if gone := os.Remove(index + end); gone != nil && !errors.Is(gone, fs.ErrNotExist) {
				return nil, errors.Join(err, gone)
			}
		}
		if db, err = open(index); err != nil {
			return nil, fmt.Errorf("the index of the audit trail (%s): %w", index, err)
		}
	}
	return &AuditFile{path: path, heads: heads, db: db}, nil
}

func open(index string) (*sql.DB, error) {
	pragmas := url.Values{"_pragma": {"journal_mode(WAL)", "synchronous(OFF)", "busy_timeout(5000)", "cache_size(-8192)"}}
	db, err := sql.Open("sqlite", "file:"+(&url.URL{Path: filepath.ToSlash(index)}).EscapedPath()+"?"+pragmas.Encode())
	if err != nil {
		return nil, err
	}
	if _, err := db.Exec(schema); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return db, nil
}

// Close closes the index.
func (t *AuditFile) Close() error { return t.db.Close() }

// Find implements trail.Archive.
func (t *AuditFile) Find(ctx context.Context, s trail.Sought, cursor string, limit int) ([]json.RawMessage, string, error) {
	if err := t.CatchUp(ctx); err != nil {
		return nil, "", err
	}
	file, err := os.Open(t.path)
	if err != nil {
		return nil, "", err
	}
	defer file.Close()
	query, values, err := asked(s, cursor, limit)
	if err != nil {
		return nil, "", err
	}
	rows, err := t.db.QueryContext(ctx, query, values...)
	if err != nil {
		return nil, "", err
	}
	defer rows.Close()
	var lines []json.RawMessage
	var at, pos int64
	for rows.Next() {
		if len(lines) == limit {
			return lines, place(at, pos), nil
		}
		var size int
		if err := rows.Scan(&at, &pos, &size); err != nil {
			return nil, "", err
		}
		line := make([]byte, size)
		if _, err := file.ReadAt(line, pos); err != nil {
			return nil, "", err
		}
		lines = append(lines, line)
	}
	return lines, "", rows.Err()
}

// asked is the query. Which index serves is said, and not left to a guess: the first of these tells most lines apart.
func asked(s trail.Sought, cursor string, limit int) (query string, values []any, err error) {
	index := "by_at"
	var holds []string
	hold := func(condition string, value ...any) {
		holds, values = append(holds, condition), append(values, value...)
	}
	for _, f := range [][2]string{{"account", s.Account}, {"who", s.Who}, {"action", s.Action}, {"outcome", s.Outcome}} {
		if f[1] == "" {
			continue
		}
		if index == "by_at" {
			index = "by_" + f[0]
		}
		hold(f[0]+" = ?", f[1])
	}
	if !s.From.IsZero() {
		hold("at >= ?", s.From.UnixNano())
	}
	if !s.Until.IsZero() {
		hold("at < ?", s.Until.UnixNano())
	}
	if cursor != "" {
		at, pos, ok := placed(cursor)
		if !ok {
			return "", nil, realname.RefuseField(realname.CodeFieldInvalid, "cursor")
		}
		hold("at <= ? AND (at, pos) < (?, ?)", at, at, pos)
	}
	where := ""
	if len(holds) > 0 {
		where = " WHERE " + strings.Join(holds, " AND ")
	}
	return "SELECT at, pos, size FROM lines INDEXED BY " + index + where + " ORDER BY at DESC, pos DESC LIMIT ?", append(values, limit+1), nil
}

// place and placed write and read a cursor: the line that was last.
func place(at, pos int64) string {
	return base64.RawURLEncoding.EncodeToString(fmt.Appendf(nil, "%d.%d", at, pos))
}

func placed(cursor string) (at, pos int64, ok bool) {
	said, err := base64.RawURLEncoding.DecodeString(cursor)
	if err != nil {
		return 0, 0, false
	}
	_, err = fmt.Sscanf(string(said), "%d.%d", &at, &pos)
	return at, pos, err == nil && place(at, pos) == cursor
}

// Check implements trail.Archive. It reads the whole file, whatever the time: a line that was moved stands anywhere.
func (t *AuditFile) Check(ctx context.Context, _ time.Time) (trail.ChainCheck, error) {
	heads, err := t.heads(ctx) // before the lines, so that a server may go on writing
	if err != nil {
		return trail.ChainCheck{}, err
	}
	file, err := os.Open(t.path)
	if err != nil {
		return trail.ChainCheck{}, err
	}
	defer file.Close()
	ends, found, err := trail.Verify(bufio.NewReaderSize(whole{ctx, file}, 1<<20), heads)
	c := trail.ChainCheck{Chains: len(ends), Breaks: found}
	for _, e := range ends {
		c.Lines += e.Seq
	}
	return c, err
}

// whole reads until somebody does not wait for it any more.
type whole struct {
	ctx context.Context
	in  io.Reader
}

func (w whole) Read(p []byte) (int, error) {
	if err := w.ctx.Err(); err != nil {
		return 0, err
	}
	return w.in.Read(p)
}

// CatchUp brings the index up to date with the file. Whoever does it from time to time has searches wait for less.
func (t *AuditFile) CatchUp(ctx context.Context) error {
	t.one.Lock()
	defer t.one.Unlock()
	file, err := os.Open(t.path)
	if err != nil {
		return err
	}
	defer file.Close()
	upto, err := t.indexedTo(ctx, file)
	if err != nil {
		return err
	}
	in := bufio.NewReaderSize(io.NewSectionReader(file, upto, 1<<62), 1<<20)
	for more := true; more; {
		if upto, more, err = t.add(ctx, in, upto); err != nil {
			return err
		}
	}
	return nil
}

// indexedTo is up to where the file is in the index; of another file nothing is.
func (t *AuditFile) indexedTo(ctx context.Context, file *os.File) (upto int64, err error) {
	first, err := bufio.NewReader(file).ReadBytes('\n')
	if errors.Is(err, io.EOF) { // not even one line
		first, err = nil, nil
	}
	if err != nil {
		return 0, err
	}
	sum := sha256.Sum256(first)
	began, known := hex.EncodeToString(sum[:]), ""
	if err := t.db.QueryRowContext(ctx, "SELECT upto, began FROM done").Scan(&upto, &known); err != nil && !errors.Is(err, sql.ErrNoRows) {
		return 0, err
	}
	if info, err := file.Stat(); err != nil || known == began && upto <= info.Size() {
		return upto, err
	}
	_, err = t.db.ExecContext(ctx, "DELETE FROM lines; INSERT OR REPLACE INTO done VALUES (1, 0, ?)", began)
	return 0, err
}

// add puts the next lines into the index, and says whether there may be more. The end of a line that is just being written is
// waited for.
func (t *AuditFile) add(ctx context.Context, in *bufio.Reader, upto int64) (_ int64, more bool, _ error) {
	tx, err := t.db.BeginTx(ctx, nil)
	if err != nil {
		return 0, false, err
	}
	defer func() { _ = tx.Rollback() }() // after a commit it does nothing
	put, err := tx.PrepareContext(ctx, "INSERT OR REPLACE INTO lines VALUES (?, ?, ?, ?, ?, ?, ?)")
	if err != nil {
		return 0, false, err
	}
	defer put.Close()
	from := upto
	for range batch {
		line, err := in.ReadBytes('\n')
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return 0, false, err
		}
		said := bytes.TrimRight(line, "\r\n")
		if s, ok := trail.Read(said); ok {
			if _, err := put.ExecContext(ctx, upto, len(said), s.At.UnixNano(), s.Account, s.Who, s.Action, s.Outcome); err != nil {
				return 0, false, err
			}
		}
		upto += int64(len(line))
	}
	if upto == from {
		return upto, false, nil
	}
	if _, err := tx.ExecContext(ctx, "UPDATE done SET upto = ?", upto); err != nil {
		return 0, false, err
	}
	return upto, true, tx.Commit()
}
