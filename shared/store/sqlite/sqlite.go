// Package sqlite is the embedded store: one SQLite file in WAL mode, read by several connections and written by one.
//
// Accounts, cases and subjects are rows of an id and the JSON document of the realname type; beside them stand only the
// columns that a condition or a list needs. No plain personal data reaches this package: the documents hold masked,
// keyed and sealed values. Rules do not live here; the store compares versions and turns and counts seats, no more.
//
// A commit is durable before it is answered (synchronous=FULL). All writes go through one goroutine, which puts the
// commits that arrive while the disk is busy into one transaction, so that they share one flush; see writer.go.
package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"path/filepath"
	"runtime"
	"sync"
	"time"

	"shiming/shared/steps"
	"shiming/shared/store/sqlite/schema"

	_ "modernc.org/sqlite" // registers the driver "sqlite"
)

// Store is a steps.Store and a steps.Records on one SQLite file. All methods are safe for concurrent use; the file belongs to one Store
// at a time.
type Store struct {
	lock   *sql.DB // holds the file for this process
	reads  *sql.DB
	query  queries
	writer *writer
	close  func() error
}

var (
	_ steps.Store   = (*Store)(nil)
	_ steps.Records = (*Store)(nil)
)

// How many KiB of the file each connection keeps in memory. The system keeps the rest of the file in what is free, and
// gives that back when it is asked for.
const (
	writerCache = 16 << 10
	readerCache = 4 << 10
)

// Open opens the file at path, creating it and its schema when it is not there. The directory must exist. It is an
// error when another process, or another Store, has the file open, and when the file was written by a newer program.
func Open(path string) (*Store, error) {
	lock, err := lockFile(path)
	if err != nil {
		return nil, err
	}
	s := &Store{lock: lock}
	s.close = sync.OnceValue(s.closeAll)
	if err := s.open(path); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

func (s *Store) open(path string) error {
	ctx := context.Background()
	writes, err := sql.Open("sqlite", dsn(path, writerCache))
	if err != nil {
		return fmt.Errorf("sqlite: %w", err)
	}
	writes.SetMaxOpenConns(1)
	if err := schema.Migrate(ctx, writes, schemas); err != nil {
		return errors.Join(fmt.Errorf("sqlite: %w", err), writes.Close())
	}
	s.writer, err = startWriter(ctx, writes)
	if err != nil {
		return errors.Join(fmt.Errorf("sqlite: start the writer: %w", err), writes.Close())
	}
	s.reads, err = sql.Open("sqlite", dsn(path, readerCache)+"&_pragma=query_only(1)")
	if err != nil {
		return fmt.Errorf("sqlite: %w", err)
	}
	readers := max(4, runtime.GOMAXPROCS(0))
	s.reads.SetMaxOpenConns(readers)
	s.reads.SetMaxIdleConns(readers)
	s.query, err = prepareQueries(ctx, s.reads)
	return err
}

// EmptyLog writes what stands in the write-ahead log into the file and empties it: what was erased is not to be found there either
// (L1). Where somebody reads an older state for longer than five seconds it is ErrUnavailable, and is to be tried again. SQLite waits for
// readers, but not for who copies the log back just then, as every commit may: that is waited for here.
func (s *Store) EmptyLog(ctx context.Context) error {
	ctx, stop := context.WithTimeout(ctx, emptyLogFor)
	defer stop()
	for {
		var busy, inLog, copied int
		err := s.reads.QueryRowContext(ctx, "PRAGMA wal_checkpoint(TRUNCATE)").Scan(&busy, &inLog, &copied)
		if ctx.Err() != nil {
			return fmt.Errorf("sqlite: empty the log: it is in use: %w", steps.ErrUnavailable)
		}
		if err != nil || busy == 0 {
			if err != nil {
				err = fmt.Errorf("sqlite: empty the log: %w", err)
			}
			return err
		}
		select {
		case <-ctx.Done():
		case <-time.After(5 * time.Millisecond):
		}
	}
}

// emptyLogFor is for how long the log may be in use.
const emptyLogFor = 5 * time.Second

// Close waits for the commits under way, and closes the file, which then holds everything by itself. Calls after it are answered with steps.ErrUnavailable;
// closing twice is harmless.
func (s *Store) Close() error { return s.close() }

func (s *Store) closeAll() error {
	var errs []error
	if s.reads != nil {
		errs = append(errs, s.reads.Close())
	}
	if s.writer != nil {
		errs = append(errs, s.writer.close())
	}
	return errors.Join(append(errs, s.lock.Close())...)
}

// dsn names the file with what every connection to it is set to. WAL frames are copied back every 2,000 pages (8 MB).
func dsn(path string, cacheKiB int) string {
	pragmas := url.Values{"_pragma": {
		"busy_timeout(5000)", "journal_mode(WAL)", "synchronous(FULL)", "wal_autocheckpoint(2000)",
		"journal_size_limit(67108864)", fmt.Sprintf("cache_size(-%d)", cacheKiB), "temp_store(MEMORY)",
		"secure_delete(ON)", // what is erased is not to be found in the file (L1)
	}}
	return fileURL(path) + "?" + pragmas.Encode()
}

func fileURL(path string) string {
	return "file:" + (&url.URL{Path: filepath.ToSlash(path)}).EscapedPath()
}

// lockFile takes the file for this process, by an exclusive transaction on a small database beside it. The operating
// system gives it back when the process ends, however it ends.
func lockFile(path string) (*sql.DB, error) {
	db, err := sql.Open("sqlite", fileURL(path+".lock")+"?_pragma=locking_mode(EXCLUSIVE)&_pragma=journal_mode(MEMORY)")
	if err != nil {
		return nil, fmt.Errorf("sqlite: lock: %w", err)
	}
	db.SetMaxOpenConns(1)
	// In locking mode EXCLUSIVE the connection keeps the lock after the transaction.
	_, err = db.Exec("BEGIN EXCLUSIVE; PRAGMA user_version = 1; COMMIT")
	if isBusy(err) {
		err = fmt.Errorf("sqlite: %s is in use by another process; stop that one, or choose another data directory", filepath.Base(path))
	} else if err != nil {
		err = fmt.Errorf("sqlite: lock %s: %w", filepath.Base(path), err)
	}
	if err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return db, nil
}
