package steps

import (
	"context"
	"fmt"

	"shiming/shared/realname"
)

// refPurpose binds a sealed reference to its check: moved to another check's place, it does not open.
func refPurpose(id realname.CheckID) string { return "check_ref:" + string(id) }

// sealRef seals by what the provider is asked for the check; nil where there is nothing to ask.
func sealRef(ctx context.Context, k Keys, id realname.CheckID, ref string) ([]byte, error) {
	if ref == "" {
		return nil, nil
	}
	sealed, err := k.Seal(ctx, refPurpose(id), []byte(ref))
	if err != nil {
		return nil, fmt.Errorf("seal the reference: %w", err)
	}
	return sealed, nil
}

// openRef opens what sealRef sealed for the check.
func openRef(ctx context.Context, k Keys, id realname.CheckID, sealed []byte) (string, error) {
	ref, err := k.Open(ctx, refPurpose(id), sealed)
	if err != nil {
		return "", fmt.Errorf("open the reference: %w", err)
	}
	return string(ref), nil
}
