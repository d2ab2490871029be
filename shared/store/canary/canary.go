// Package canary tells whether keys are those that a store was written with, before anything is written with others:
// whose quotas would begin anew, and whose sealed fields would never open (THREATS X13). It keeps one record for it. What
// else is sealed, and by what, does not live here.
package canary

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"shiming/shared/steps"
	"shiming/shared/vault/sealed"
)

// Record is the kind and the id of the record.
const Record = "canary"

// song is what is sealed and digested: it is no secret.
const song = "the keys fit the store"

// ErrForeign says that the keys are not those of the store. It is never worth a retry.
var ErrForeign = errors.New("the keys are not those that the records were written with: put the right keys back, or use the data of these keys")

// canary is the record's document.
type canary struct {
	Sealed []byte `json:"sealed"`
	Digest string `json:"digest"`
}

// Check holds the keys against the store; a store that has no canary yet gets one. The error is ErrForeign, or that of
// the store or the keys; then it may be asked again. Any number of processes may ask at once. One read, and one write in
// the life of a store.
func Check(ctx context.Context, records steps.Records, keys steps.Keys) error {
	kept, err := records.Record(ctx, Record, Record)
	if errors.Is(err, steps.ErrNotFound) {
		if kept, err = begin(ctx, records, keys); errors.Is(err, steps.ErrConflict) { // another process was first
			kept, err = records.Record(ctx, Record, Record)
		}
	}
	if err != nil {
		return fmt.Errorf("canary: %w", err)
	}
	var c canary
	if err := json.Unmarshal(kept.Doc, &c); err != nil {
		return fmt.Errorf("canary: %w", err)
	}
	digests, err := keys.Digests(ctx, Record, []byte(song))
	if err != nil {
		return fmt.Errorf("canary: %w", err)
	}
	// It opens by every key that was ever the store's, so that it outlives their rotation.
	plain, err := keys.Open(ctx, Record, c.Sealed)
	switch {
	case errors.Is(err, sealed.ErrSealed):
		return ErrForeign
	case err != nil:
		return fmt.Errorf("canary: %w", err)
	case string(plain) != song || !slices.Contains(digests, c.Digest):
		return ErrForeign
	}
	return nil
}

func begin(ctx context.Context, records steps.Records, keys steps.Keys) (steps.Record, error) {
	envelope, err := keys.Seal(ctx, Record, []byte(song))
	if err != nil {
		return steps.Record{}, err
	}
	digests, err := keys.Digests(ctx, Record, []byte(song))
	if err != nil {
		return steps.Record{}, err
	}
	doc, err := json.Marshal(canary{Sealed: envelope, Digest: digests[0]})
	if err != nil {
		return steps.Record{}, err
	}
	r := steps.Record{Kind: Record, ID: Record, Rev: 1, Doc: doc}
	return r, records.PutRecord(ctx, r)
}
