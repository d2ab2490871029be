package canary

import (
	"context"
	"crypto/rand"
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

// Mode is what a store says of itself: in which mode it is used, and the key of the addresses in its audit trail.
type Mode struct {
	Livemode bool `json:"livemode"`
	// AddressKey turns addresses into digests (THREATS X14): in the store, away from the lines, and read with the mode, so that it
	// costs no read. Empty in a store of an older version, until CheckMode was on it.
	AddressKey []byte `json:"address_key,omitempty"`
}

// CheckMode holds the mode against the store (THREATS X5); a store that has none yet gets this one for its life. One that
// is used says that cases were kept before: without a mode it is of a version that had nothing but the sandbox, and so is
// a sandbox's. The error is ErrOtherMode, or that of the store; then it may be asked again. Any number of processes may ask
// at once. One read; in the life of a store one write and one read more.
func CheckMode(ctx context.Context, records steps.Records, livemode, used bool) (Mode, error) {
	m, rev, err := readMode(ctx, records, livemode)
	if err != nil || len(m.AddressKey) > 0 {
		return m, err
	}
	if rev == 0 {
		m.Livemode = livemode && !used
	}
	m.AddressKey = make([]byte, 32)
	_, _ = rand.Read(m.AddressKey) // never fails, by the contract of crypto/rand
	doc, err := json.Marshal(m)
	if err != nil {
		return Mode{}, err
	}
	r := steps.Record{Kind: ModeRecord, ID: ModeRecord, Rev: rev + 1, Doc: doc}
	if err := records.PutRecord(ctx, r); err != nil && !errors.Is(err, steps.ErrConflict) {
		return Mode{}, fmt.Errorf("mode: %w", err)
	}
	m, _, err = readMode(ctx, records, livemode) // another process may have been first
	return m, err
}

// ReadMode holds the mode against the store as CheckMode does, for who may not write: known is false for a store that has
// no mode yet, so that no case was opened on it. One read.
func ReadMode(ctx context.Context, records steps.Records, livemode bool) (m Mode, known bool, err error) {
	m, rev, err := readMode(ctx, records, livemode)
	return m, rev > 0, err
}

// readMode returns the mode with the record's revision; 0: there is none.
func readMode(ctx context.Context, records steps.Records, livemode bool) (Mode, int, error) {
	kept, err := records.Record(ctx, ModeRecord, ModeRecord)
	if errors.Is(err, steps.ErrNotFound) {
		return Mode{}, 0, nil
	}
	if err != nil {
		return Mode{}, 0, fmt.Errorf("mode: %w", err)
	}
	var m Mode
	if err := json.Unmarshal(kept.Doc, &m); err != nil {
		return Mode{}, 0, fmt.Errorf("mode: %w", err)
	}
	if m.Livemode != livemode {
		return Mode{}, 0, ErrOtherMode
	}
	return m, kept.Rev, nil
}
