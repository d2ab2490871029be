package steps

import (
	"context"
	"crypto/rand"
	"fmt"
	"math/big"

	"shiming/shared/realname"
	"shiming/shared/vault"
)

// drawAmount draws the amount of a deposit, each amount of the policy as likely as any other (THREATS A2). Amounts are in fen.
// Top-ups and corporate transfers draw theirs here and nowhere else.
func drawAmount(p *realname.Policy) (vault.Amount, error) {
	least, most := int64(p.Deposit.MinimumFen), int64(p.Deposit.MaximumFen)
	n, err := rand.Int(rand.Reader, big.NewInt(most-least+1))
	if err != nil {
		return 0, fmt.Errorf("draw the amount: %w", err)
	}
	return vault.Amount(least + n.Int64()), nil
}

// newDeposit is the case's next deposit, of this amount.
func newDeposit(ctx context.Context, k Keys, c realname.Case, fen vault.Amount) (*realname.Deposit, error) {
	sealed, err := vault.Amounts.Seal(ctx, k, c.ID, fen, "")
	return &realname.Deposit{Sealed: sealed, Reference: c.NextReference()}, err
}
