package sqlite

import (
	"context"
	"encoding/json"
	"fmt"
	"iter"

	"shiming/shared/realname"
)

// loadBatch is how many commits Load puts into one transaction.
const loadBatch = 4000

// Load stores what the commits say without comparing anything, for filling a store with many cases at once: each case
// at the version it has, its account after the change, its seat. Cases and accounts must not be there yet. Nothing is
// put into the outbox. When it fails, earlier commits may have been stored.
func (s *Store) Load(ctx context.Context, commits iter.Seq[realname.Commit]) error {
	batch := make([]encoded, 0, loadBatch)
	for c := range commits {
		doc, err := json.Marshal(c.Case)
		if err != nil {
			return fmt.Errorf("sqlite: case: %w", err)
		}
		batch = append(batch, encoded{c, doc})
		if len(batch) < loadBatch {
			continue
		}
		if err := s.loadAll(ctx, batch); err != nil {
			return err
		}
		batch = make([]encoded, 0, loadBatch)
	}
	return s.loadAll(ctx, batch)
}

// encoded is a commit with the document of its case.
type encoded struct {
	realname.Commit
	doc []byte
}

func (s *Store) loadAll(ctx context.Context, batch []encoded) error {
	return s.writer.write(ctx, func(tx *tx) error {
		for _, c := range batch {
			if err := tx.load(c); err != nil {
				return err
			}
		}
		return nil
	})
}

func (t *tx) load(c encoded) error {
	if err := t.putCase(0, c.Case, c.doc); err != nil {
		return err
	}
	if c.Account != nil {
		account := stored[realname.Account]{value: c.Account.Apply(realname.Account{})}
		if err := t.putAccount(account); err != nil {
			return err
		}
	}
	subjects, err := t.moveSeats(c.Take, c.Give)
	if err != nil {
		return err
	}
	for _, subject := range subjects {
		if err := t.putSubject(subject); err != nil {
			return err
		}
	}
	return nil
}
