package steps

import (
	"context"

	"shiming/shared/realname"
)

// WithdrawDeposit sends what a top-up has credited back to the account that it came from, once (RULES C11, 原路提现): whoever asks
// for it, the money goes nowhere else.
type WithdrawDeposit struct{ Base }

// Do takes the order; the bank carries it out after the commit (MoveMoney), and the platform hears of it, so that the amount leaves
// its balance. Refused: wrong_state where no top-up was paid, deposit_withdrawn. One read, one write.
func (s WithdrawDeposit) Do(ctx context.Context, ask Ask, id realname.CaseID) (realname.Case, error) {
	return change(ctx, s.Base, ask, id, move{event: realname.DepositWithdrawn, decide: func(realname.Case) (realname.Command, error) {
		return realname.Withdraw{}, nil
	}})
}
