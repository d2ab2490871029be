package steps

import (
	"context"
	"crypto/rand"
	"fmt"
	"math/big"

	"shiming/shared/realname"
	"shiming/shared/vault"
)

// newDeposit draws the amount of the case's next deposit, each amount of the policy as likely as any other (THREATS
// A2), and seals it. Amounts are in fen. Top-ups and corporate transfers draw theirs here and nowhere else.
func newDeposit(ctx context.Context, k Keys, p *realname.Policy, c realname.Case) (*realname.Deposit, error) {
	least, most := int64(p.Deposit.MinimumFen), int64(p.Deposit.MaximumFen)
	n, err := rand.Int(rand.Reader, big.NewInt(most-least+1))
	if err != nil {
		return nil, fmt.Errorf("draw the amount: %w", err)
	}
	sealed, err := vault.Amounts.Seal(ctx, k, c.ID, vault.Amount(least+n.Int64()), "")
	return &realname.Deposit{Sealed: sealed, Reference: c.NextReference()}, err
}
