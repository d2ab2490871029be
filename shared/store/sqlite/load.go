package sqlite

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"

	"shiming/shared/realname"
)

// loadChunk is how many commits are handed to the writer at once, loadCache how many KiB it keeps in memory meanwhile:
// so that the pages of the indexes are written once, not once per chunk.
const (
	loadChunk = 1000
	loadCache = 1 << 20
)

// Load stores what the commits say without comparing anything, for filling a store with many cases at once: each case
// at the version it has, its account after the change, its seat. Cases and accounts must not be there yet. Nothing is
// put into the outbox. It is one transaction: all of it or nothing, and other commits wait for it.
func (s *Store) Load(ctx context.Context, commits iter.Seq[realname.Commit]) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	chunks, loaded := make(chan []encoded, 4), make(chan error, 1)
	r := &request{ctx: ctx, once: true, do: func(tx *tx) error { return tx.loadAll(ctx, chunks) }}
	if err := s.writer.submit(r); err != nil {
		return err
	}
	go func() {
		err := <-r.done
		cancel(err)
		loaded <- err
	}()
	if err := encode(ctx, commits, chunks); err != nil {
		cancel(err)
		<-loaded
		return err
	}
	return <-loaded
}

// encoded is a commit with the document of its case.
type encoded struct {
	realname.Commit
	doc []byte
}

// encode sends the commits in chunks and closes the channel after the last one; not when it fails, so that an
// incomplete load is never taken for a complete one.
func encode(ctx context.Context, commits iter.Seq[realname.Commit], chunks chan<- []encoded) error {
	var chunk []encoded
	send := func() error {
		select {
		case chunks <- chunk:
			chunk = nil
			return nil
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	}
	for c := range commits {
		doc, err := json.Marshal(c.Case)
		if err != nil {
			return fmt.Errorf("sqlite: case: %w", err)
		}
		if chunk = append(chunk, encoded{c, doc}); len(chunk) < loadChunk {
			continue
		}
		if err := send(); err != nil {
			return err
		}
	}
	if err := send(); err != nil {
		return err
	}
	close(chunks)
	return nil
}

func (t *tx) loadAll(ctx context.Context, chunks <-chan []encoded) error {
	if err := t.keepInMemory(loadCache); err != nil {
		return err
	}
	return errors.Join(t.loadChunks(ctx, chunks), t.keepInMemory(writerCache))
}

func (t *tx) loadChunks(ctx context.Context, chunks <-chan []encoded) error {
	for {
		select {
		case chunk, more := <-chunks:
			if !more {
				return nil
			}
			for _, c := range chunk {
				if err := t.load(c); err != nil {
					return err
				}
			}
		case <-ctx.Done():
			return unavailable(context.Cause(ctx))
		}
	}
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
		return fmt.Errorf("load: %v", err) // no refusal: others have been written
	}
	for _, subject := range subjects {
		if err := t.putSubject(subject); err != nil {
			return err
		}
	}
	return nil
}
