package sqlite

import (
	"context"
	"database/sql"
	"encoding/base64"
	"errors"
	"fmt"
	"time"
	"unicode/utf8"

	"shiming/shared/realname"
	"shiming/shared/steps"
)

// Record returns the record, or steps.ErrNotFound.
func (s *Store) Record(ctx context.Context, kind, id string) (steps.Record, error) {
	ctx, err := s.started(ctx)
	if err != nil {
		return steps.Record{}, err
	}
	r := steps.Record{Kind: kind, ID: id}
	var until int64
	err = s.query.recordByID.QueryRowContext(ctx, kind, id).Scan(&r.Owner, &r.Sort, &r.Rev, &r.Doc, &until)
	if errors.Is(err, sql.ErrNoRows) {
		return steps.Record{}, steps.ErrNotFound
	}
	if err != nil {
		return steps.Record{}, fault(err)
	}
	r.Until = end(until)
	return r, nil
}

// PutRecord writes the record, and answers when it is on the disk: if the stored one has Rev-1, or if there is none and
// Rev is 1; else steps.ErrConflict.
func (s *Store) PutRecord(ctx context.Context, r steps.Record) error {
	if r.Kind == "" || r.ID == "" || r.Rev < 1 {
		return fmt.Errorf("sqlite: a record has a kind, an id and a revision from 1")
	}
	values := []any{r.Owner, r.Sort, place(r), r.Rev, string(r.Doc), seconds(r.Until), r.Kind, r.ID}
	return s.writer.write(ctx, func(tx *tx) error {
		stmt := tx.addRecord
		if r.Rev > 1 {
			stmt, values = tx.setRecord, append(values[:8:8], r.Rev-1)
		}
		result, err := stmt.Exec(values...)
		if err != nil {
			return err
		}
		n, err := result.RowsAffected()
		if err == nil && n == 0 {
			return refusal{steps.ErrConflict}
		}
		return err
	})
}

// RecordsOf lists the records of an owner in the order of Sort. The cursor is the place of the last record of the page
// before.
func (s *Store) RecordsOf(ctx context.Context, kind, owner, cursor string, limit int) ([]steps.Record, string, error) {
	after, err := base64.RawURLEncoding.DecodeString(cursor)
	if err != nil || len(after) > 1024 || !utf8.Valid(after) {
		return nil, "", realname.RefuseField(realname.CodeFieldInvalid, "cursor")
	}
	ctx, err = s.started(ctx)
	if err != nil {
		return nil, "", err
	}
	rows, err := s.query.recordsOf.QueryContext(ctx, kind, owner, string(after), limit+1)
	if err != nil {
		return nil, "", fault(err)
	}
	defer rows.Close()
	page, last := []steps.Record{}, ""
	for rows.Next() {
		if len(page) == limit {
			return page, base64.RawURLEncoding.EncodeToString([]byte(last)), nil // there is at least one more
		}
		r := steps.Record{Kind: kind}
		var until int64
		if err := rows.Scan(&r.ID, &r.Owner, &r.Sort, &last, &r.Rev, &r.Doc, &until); err != nil {
			return nil, "", fault(err)
		}
		r.Until = end(until)
		page = append(page, r)
	}
	return page, "", fault(rows.Err())
}

// place is where a record stands in its owner's list.
func place(r steps.Record) string { return r.Sort + "#" + r.ID }

// sweepBatch is how many records go in one transaction, so that commits do not wait for long.
const sweepBatch = 500

// Sweep drops the records whose end has come by then, which is what DynamoDB does by itself, and says how many.
func (s *Store) Sweep(ctx context.Context, now time.Time) (dropped int, err error) {
	for {
		n := int64(0)
		err := s.writer.write(ctx, func(tx *tx) error {
			result, err := tx.sweep.Exec(now.Unix(), sweepBatch)
			if err == nil {
				n, err = result.RowsAffected()
			}
			return err
		})
		if err != nil { // the writer may still be at it, so n is not read
			return dropped, err
		}
		if dropped += int(n); n < sweepBatch {
			return dropped, nil
		}
	}
}

// seconds and end write and read when a record ends.
func seconds(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.Unix()
}

func end(seconds int64) time.Time {
	if seconds == 0 {
		return time.Time{}
	}
	return time.Unix(seconds, 0).UTC()
}
