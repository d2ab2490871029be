package trail

import (
	"context"
	"encoding/json"
	"errors"
	"sync"
	"time"

	"shiming/shared/steps"
)

// Heads are records of a kind of their own, in one list.
const (
	HeadKind  = "trail"
	HeadOwner = "heads"
)

// headLife is how long a head is kept: as long as the longest that logs may be (template.yaml, LogDays).
const headLife = 3653 * 24 * time.Hour

// InRecords keeps heads among the records of a store, one record a writer. It is for one writer, and safe for concurrent use.
func InRecords(records steps.Records) Keep {
	var one sync.Mutex
	var written Head
	rev := 0
	return func(ctx context.Context, h Head) error {
		one.Lock()
		defer one.Unlock()
		if h.Seq <= written.Seq { // two lines were both due: the later one was first
			return nil
		}
		doc, err := json.Marshal(h)
		if err != nil {
			return err
		}
		r := steps.Record{
			Kind: HeadKind, ID: h.Writer, Owner: HeadOwner, Sort: h.At.UTC().Format(time.RFC3339), Doc: doc, Until: h.At.Add(headLife),
		}
		for try := 0; ; try++ {
			r.Rev = rev + 1
			err := records.PutRecord(ctx, r)
			if err == nil {
				rev, written = r.Rev, h
				return nil
			}
			if !errors.Is(err, steps.ErrConflict) || try > 0 {
				return err
			}
			known, err := records.Record(ctx, HeadKind, h.Writer) // an answer was lost
			if err != nil {
				return err
			}
			rev = known.Rev
		}
	}
}

// Heads reads the heads of the chains whose last line is of the time from the one on, and not behind the other; zero: without
// such an end. A head that was kept within seconds may be missing.
func Heads(ctx context.Context, records steps.Records, from, until time.Time) (heads []Head, err error) {
	cursor := ""
	if !from.IsZero() {
		cursor = steps.After(from.UTC().Format(time.RFC3339), "")
	}
	for {
		page, next, err := records.RecordsOf(ctx, HeadKind, HeadOwner, cursor, 100)
		if err != nil {
			return nil, err
		}
		for _, r := range page {
			var h Head
			if err := json.Unmarshal(r.Doc, &h); err != nil {
				return nil, err
			}
			if !until.IsZero() && h.At.After(until) {
				return heads, nil
			}
			heads = append(heads, h)
		}
		if next == "" {
			return heads, nil
		}
		cursor = next
	}
}
