package sqlite

import (
	"errors"
	"fmt"

	"shiming/shared/steps"

	driver "modernc.org/sqlite"
	codes "modernc.org/sqlite/lib"
)

var errClosed = errors.New("the store is closed")

// unavailable marks err as a fault that may pass.
func unavailable(err error) error { return fmt.Errorf("sqlite: %w: %w", steps.ErrUnavailable, err) }

// fault wraps an error of the database: what may pass by itself, or after somebody made room, is steps.ErrUnavailable.
func fault(err error) error {
	if err == nil {
		return nil
	}
	if errors.Is(err, steps.ErrUnavailable) {
		return err
	}
	switch primary(err) {
	case codes.SQLITE_BUSY, codes.SQLITE_LOCKED, codes.SQLITE_FULL, codes.SQLITE_IOERR, codes.SQLITE_NOMEM,
		codes.SQLITE_INTERRUPT, codes.SQLITE_CANTOPEN, codes.SQLITE_READONLY, codes.SQLITE_PROTOCOL:
		return unavailable(err)
	}
	return fmt.Errorf("sqlite: %w", err)
}

func isBusy(err error) bool { return primary(err) == codes.SQLITE_BUSY }

// primary returns SQLite's primary result code, 0 for an error that is not SQLite's.
func primary(err error) int {
	var e *driver.Error
	if !errors.As(err, &e) {
		return 0
	}
	return e.Code() & 0xff
}
