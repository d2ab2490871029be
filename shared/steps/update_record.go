package steps

import (
	"context"
	"encoding/json"
	"errors"
	"time"
)

// errUnchanged says that a record stays as it is.
var errUnchanged = errors.New("unchanged")

// updateRecord changes the document of a record of no list, until nobody else does at the same moment; one that is not
// there is the zero value. change may run several times; errUnchanged leaves the record alone.
func updateRecord[T any](ctx context.Context, records Records, kind, id string, until time.Time, change func(T) (T, error)) error {
	return updateListed(ctx, records, Record{Kind: kind, ID: id, Until: until}, change)
}

// updateListed is updateRecord for a record that stands in the list of its owner.
func updateListed[T any](ctx context.Context, records Records, r Record, change func(T) (T, error)) error {
	for range 2 * conflictRetries {
		stored, doc, err := readRecord[T](ctx, records, r.Kind, r.ID)
		if err != nil && !errors.Is(err, ErrNotFound) {
			return err
		}
		doc, err = change(doc)
		if errors.Is(err, errUnchanged) {
			return nil
		}
		if err != nil {
			return err
		}
		if r.Doc, err = json.Marshal(doc); err != nil {
			return err
		}
		r.Rev = stored.Rev + 1
		err = records.PutRecord(ctx, r)
		if !errors.Is(err, ErrConflict) {
			return err
		}
	}
	return ErrUnavailable
}

// endRecord empties a record that nobody needs any more, and takes it off its list; the store drops it. Twice is once, and so is
// one that is not there.
func endRecord(ctx context.Context, records Records, kind, id string, now time.Time) error {
	for range conflictRetries {
		stored, err := records.Record(ctx, kind, id)
		if errors.Is(err, ErrNotFound) || err == nil && !stored.Until.IsZero() {
			return nil
		}
		if err != nil {
			return err
		}
		stored.Owner, stored.Sort, stored.Rev, stored.Doc, stored.Until = "", "", stored.Rev+1, []byte("{}"), now
		if err = records.PutRecord(ctx, stored); !errors.Is(err, ErrConflict) {
			return err
		}
	}
	return ErrUnavailable
}

// read reads the document of a record that a list had.
func read[T any](r Record) (doc T, err error) {
	if err := json.Unmarshal(r.Doc, &doc); err != nil {
		return doc, errors.New("a record of the kind " + r.Kind + " is not readable")
	}
	return doc, nil
}

// readRecord reads the document of a record, or ErrNotFound.
func readRecord[T any](ctx context.Context, records Records, kind, id string) (r Record, doc T, err error) {
	if r, err = records.Record(ctx, kind, id); err != nil {
		return r, doc, err
	}
	doc, err = read[T](r)
	return r, doc, err
}

// eachRecord calls visit with every record of the owner, in the order of Sort, until it fails. One read for each hundred.
func eachRecord(ctx context.Context, records Records, kind, owner string, visit func(Record) error) error {
	for cursor := ""; ; {
		page, next, err := records.RecordsOf(ctx, kind, owner, cursor, maxPage)
		if err != nil {
			return err
		}
		for _, r := range page {
			if err := visit(r); err != nil {
				return err
			}
		}
		if cursor = next; cursor == "" {
			return nil
		}
	}
}
