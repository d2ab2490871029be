package steps

import (
	"context"
	"fmt"

	"shiming/shared/realname"
)

// MoveMoney follows each event of a payment that came in: the right one is credited to the account (RULES C6), and sent back when
// its holder withdraws it (RULES C11); every other goes back to where it came from. The payment's id is its key at the bank, which does either once. bank is nil
// where none is connected any more: the payment waits for one, and is put aside for the operator.
func MoveMoney(bank Bank) Effect {
	return func(ctx context.Context, c realname.Case) error {
		e := c.Last()
		if e.Payment == nil {
			return nil
		}
		if bank == nil {
			return fmt.Errorf("no bank is connected: %w", ErrUnavailable)
		}
		var err error
		switch e.Type {
		case realname.DepositMatched:
			err = bank.Credit(ctx, e.Payment.ID, c.Account)
		case realname.DepositWithdrawn:
			err = bank.Withdraw(ctx, e.Payment.ID, c.Account)
		default:
			err = bank.Refund(ctx, e.Payment.ID)
		}
		if err != nil {
			return fmt.Errorf("move money after %s: %w", e.Type, err)
		}
		return nil
	}
}
