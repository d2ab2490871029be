package canary

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"shiming/shared/steps"
)

// ModeRecord is the kind and the id of the record that says in which mode a store is used.
const ModeRecord = "mode"

// ErrOtherMode says that a store is used in the other mode. It is never worth a retry.
var ErrOtherMode = errors.New("the records are those of the other mode: what a sandbox verified never counts in live mode, " +
	"and no sandbox plays with real people; set SANDBOX as it was, or use other data")

// mode is the record's document.
type mode struct {
	Livemode bool `json:"livemode"`
}

// CheckMode holds the mode against the store (THREATS X5); a store that has none yet gets this one for its life. One that
// is used says that cases were kept before: without a mode it is of a version that had nothing but the sandbox, and so is
// a sandbox's. The error is ErrOtherMode, or that of the store; then it may be asked again. Any number of processes may ask
// at once. One read; in the life of a store one write and one read more.
func CheckMode(ctx context.Context, records steps.Records, livemode, used bool) error {
	known, err := ReadMode(ctx, records, livemode)
	if known || err != nil {
		return err
	}
	if err := beginMode(ctx, records, livemode && !used); err != nil && !errors.Is(err, steps.ErrConflict) {
		return fmt.Errorf("mode: %w", err)
	}
	_, err = ReadMode(ctx, records, livemode) // another process may have been first
	return err
}

// ReadMode holds the mode against the store as CheckMode does, for who may not write: known is false for a store that has
// no mode yet, so that no case was opened on it. One read.
func ReadMode(ctx context.Context, records steps.Records, livemode bool) (known bool, err error) {
	kept, err := records.Record(ctx, ModeRecord, ModeRecord)
	if errors.Is(err, steps.ErrNotFound) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("mode: %w", err)
	}
	var m mode
	if err := json.Unmarshal(kept.Doc, &m); err != nil {
		return false, fmt.Errorf("mode: %w", err)
	}
	if m.Livemode != livemode {
		return false, ErrOtherMode
	}
	return true, nil
}

func beginMode(ctx context.Context, records steps.Records, livemode bool) error {
	doc, err := json.Marshal(mode{livemode})
	if err != nil {
		return err
	}
	return records.PutRecord(ctx, steps.Record{Kind: ModeRecord, ID: ModeRecord, Rev: 1, Doc: doc})
}
