package steps

import (
	"context"

	"shiming/shared/realname"
)

// IssueDeposit issues the amount of a top-up, to be paid within the policy's working days (RULES C6).
type IssueDeposit struct {
	Base
	Keys Keys
	Bank Bank // nil: no bank is connected, and the method is not offered
}

// Do issues the deposit. It ends with the case, should that be sooner. One read, one write.
func (s IssueDeposit) Do(ctx context.Context, ask Ask, id realname.CaseID) (realname.Case, error) {
	return change(ctx, s.Base, ask, id, move{event: realname.DepositIssued, decide: func(c realname.Case) (realname.Command, error) {
		if s.Bank == nil {
			return nil, realname.RefuseField(realname.CodeMethodUnavailable, "method")
		}
		issue := realname.IssueDeposit{Deadline: s.workdaysOn(s.Policy.Deposit.TopUpWorkdays)}
		if issue.Deadline.After(c.Deadline()) {
			issue.Deadline = c.Deadline()
		}
		if _, err := c.Apply(s.Policy, issue, realname.Request{Now: s.Clock()}); err != nil {
			return nil, err // refused before an amount is drawn
		}
		deposit, err := newDeposit(ctx, s.Keys, s.Policy, c)
		if err != nil {
			return nil, err
		}
		issue.Deposit = *deposit
		return issue, nil
	}})
}
