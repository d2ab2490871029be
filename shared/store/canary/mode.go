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
// at once. One read, and one write in the life of a store.
func CheckMode(ctx context.Context, records steps.Records, livemode, used bool) error {
	kept, err := records.Record(ctx, ModeRecord, ModeRecord)
	if errors.Is(err, steps.ErrNotFound) {
		if kept, err = beginMode(ctx, records, livemode && !used); errors.Is(err, steps.ErrConflict) { // another process was first
			kept, err = records.Record(ctx, ModeRecord, ModeRecord)
		}
	}
	if err != nil {
		return fmt.Errorf("mode: %w", err)
	}
	var m mode
	if err := json.Unmarshal(kept.Doc, &m); err != nil {
		return fmt.Errorf("mode: %w", err)
	}
	if m.Livemode != livemode {
		return ErrOtherMode
	}
	return nil
}

func beginMode(ctx context.Context, records steps.Records, livemode bool) (steps.Record, error) {
	doc, err := json.Marshal(mode{livemode})
	if err != nil {
		return steps.Record{}, err
	}
	r := steps.Record{Kind: ModeRecord, ID: ModeRecord, Rev: 1, Doc: doc}
	return r, records.PutRecord(ctx, r)
}
