package engine

import (
	"context"
	"errors"
	"io"
	"path/filepath"
	"time"

	"shiming/shared/trail"
	"shiming/shared/trail/indexed"
)

// openArchive opens what searches the audit trail, and closes it together with the trail's file.
func (e *Engine) openArchive() (err error) {
	e.archive, err = indexed.New(filepath.Join(e.config.Dir, auditFile), filepath.Join(e.config.Dir, auditIndex), func(ctx context.Context) ([]trail.Head, error) {
		return trail.Heads(ctx, e.Store, time.Time{}, time.Time{})
	})
	if err == nil {
		e.audit = together{e.archive, e.audit}
	}
	return err
}

// together closes two as one.
type together [2]io.Closer

// Close implements io.Closer.
func (t together) Close() error { return errors.Join(t[0].Close(), t[1].Close()) }
