package steps

import (
	"context"

	"shiming/shared/realname"
	"shiming/shared/vault"
)

// sealRef seals by what the provider is asked for the check; nil where there is nothing to ask.
func sealRef(ctx context.Context, k Keys, id realname.CheckID, ref string) ([]byte, error) {
	if ref == "" {
		return nil, nil
	}
	return vault.Refs.Seal(ctx, k, id, realname.Text(ref), "")
}

// openRef opens what sealRef sealed for the check.
func openRef(ctx context.Context, k Keys, id realname.CheckID, sealed []byte) (string, error) {
	ref, err := vault.Refs.Open(ctx, k, id, sealed)
	return string(ref), err
}
