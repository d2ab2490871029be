package steps

import (
	"context"
	"fmt"

	"shiming/shared/realname"
)

// MoveMoney follows each event of a payment that came in: the right one is credited to the account (RULES C6), every
// other goes back to where it came from. The payment's id is its key at the bank, which does either once. bank is nil
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
		if e.Type == realname.DepositMatched {
			if err := bank.Credit(ctx, e.Payment.ID, c.Account); err != nil {
				return fmt.Errorf("credit: %w", err)
			}
			return nil
		}
		if err := bank.Refund(ctx, e.Payment.ID); err != nil {
			return fmt.Errorf("refund: %w", err)
		}
		return nil
	}
}
