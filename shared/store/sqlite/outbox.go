package sqlite

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"

	"shiming/shared/realname"
)

// Pending is one event that was committed and is not reported as carried out.
type Pending struct {
	// Seq is its place: events were committed in this order, so those of one case stand in the order of the case.
	Seq int64
	// Case is the case as the event left it; the event is its last.
	Case realname.Case
}

// Pending returns at most limit events that are not done, those after the place first, in order. Place 0 starts from
// the oldest. After a crash everything that was not done is there again: at least once.
func (s *Store) Pending(ctx context.Context, after int64, limit int) ([]Pending, error) {
	ctx, err := s.started(ctx)
	if err != nil {
		return nil, err
	}
	rows, err := s.query.pending.QueryContext(ctx, after, limit)
	if err != nil {
		return nil, fault(err)
	}
	defer rows.Close()
	var all []Pending
	for rows.Next() {
		var p Pending
		var version int
		var doc sql.RawBytes
		if err := rows.Scan(&p.Seq, &version, &doc); err != nil {
			return nil, fault(err)
		}
		if err := json.Unmarshal(doc, &p.Case); err != nil {
			return nil, fmt.Errorf("sqlite: case: %w", err)
		}
		p.Case = p.Case.AsOf(version)
		all = append(all, p)
	}
	return all, fault(rows.Err())
}

// Done removes the events that were carried out. Removing one twice is harmless.
func (s *Store) Done(ctx context.Context, done ...Pending) error {
	return s.writer.write(ctx, func(tx *tx) error {
		for _, p := range done {
			if _, err := tx.removeEvent.Exec(p.Seq); err != nil {
				return err
			}
		}
		return nil
	})
}

// Woken receives after commits, and once after Open: then there may be something pending. Several commits may wake
// once. It is for one reader.
func (s *Store) Woken() <-chan struct{} { return s.writer.woken }
