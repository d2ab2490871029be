package steps

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/binary"
	"fmt"
	"math/big"

	"shiming/shared/realname"
)

// amountPurpose binds a sealed amount to its case: moved to another case, it does not open.
func amountPurpose(id realname.CaseID) string { return "deposit:" + string(id) }

// newDeposit draws the amount of the case's next deposit, each amount of the policy as likely as any other (THREATS
// A2), and seals it. Amounts are in fen. Top-ups and corporate transfers draw theirs here and nowhere else.
func newDeposit(ctx context.Context, k Keys, p *realname.Policy, c realname.Case) (*realname.Deposit, error) {
	least, most := p.Deposit.MinimumFen, p.Deposit.MaximumFen
	n, err := rand.Int(rand.Reader, big.NewInt(int64(most-least+1)))
	if err != nil {
		return nil, fmt.Errorf("draw the amount: %w", err)
	}
	sealed, err := k.Seal(ctx, amountPurpose(c.ID), amountBytes(least+int(n.Int64())))
	if err != nil {
		return nil, fmt.Errorf("seal the amount: %w", err)
	}
	return &realname.Deposit{Sealed: sealed, Reference: c.NextReference()}, nil
}

// openAmount opens the amount of the case's deposit, in fen.
func openAmount(ctx context.Context, k Keys, c realname.Case, d realname.Deposit) (int, error) {
	plain, err := k.Open(ctx, amountPurpose(c.ID), d.Sealed)
	if err != nil {
		return 0, fmt.Errorf("open the amount: %w", err)
	}
	if len(plain) != 4 {
		return 0, fmt.Errorf("open the amount: not a sealed amount")
	}
	return int(binary.BigEndian.Uint32(plain)), nil
}

// sameAmount compares two amounts in constant time.
func sameAmount(a, b int) bool {
	return subtle.ConstantTimeCompare(amountBytes(a), amountBytes(b)) == 1
}

// amountBytes writes an amount in a fixed length, so that what is sealed says nothing by its size.
func amountBytes(fen int) []byte { return binary.BigEndian.AppendUint32(nil, uint32(fen)) }
