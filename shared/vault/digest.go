package vault

import (
	"context"
	"fmt"

	"shiming/shared/vault/sealed"
)

// Everywhere is what a digest is bound to that must be equal wherever it is made.
type Everywhere string

// Digest is a kind of keyed digest: equal values of two kinds, or of one kind bound to two ids, have unrelated digests.
// Safe for concurrent use.
type Digest[B ~string] struct{ row Row }

func digest[B ~string](purpose string, row Row) Digest[B] {
	row.Purpose, row.Bound = purpose, boundTo[B]()
	return Digest[B]{row}
}

// Row returns the row of the table.
func (d Digest[B]) Row() Row { return d.row }

// Of returns the digests of the value, bound to the id (none for Everywhere): the current digest key's first. Store the
// first, look up by all. The errors are those of sealed.Keys. It calls the keys once.
func (d Digest[B]) Of(ctx context.Context, keys sealed.Keys, bound B, value string) ([]string, error) {
	purpose := d.row.Purpose
	if _, everywhere := any(bound).(Everywhere); !everywhere {
		if bound == "" {
			return nil, fmt.Errorf("derive %s: %w", d.row.Purpose, sealed.ErrArgument)
		}
		purpose += ":" + string(bound)
	}
	digests, err := keys.Digests(ctx, purpose, []byte(value))
	if err != nil {
		return nil, fmt.Errorf("derive %s: %w", d.row.Purpose, err)
	}
	return digests, nil
}
