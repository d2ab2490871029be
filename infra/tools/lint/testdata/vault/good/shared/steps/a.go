// Package steps seals by a row.
package steps

import (
	"context"
	"os"

	"shiming/shared/vault"
)

func do(ctx context.Context, k vault.Keys) {
	envelope, _ := vault.Persons.Seal(ctx, k, "acct_1", "a", "")
	_, _ = vault.Persons.Open(ctx, k, "acct_1", envelope)
	_, _ = os.Open("a")
}
