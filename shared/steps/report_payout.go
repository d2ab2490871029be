package steps

import (
	"context"
	"errors"

	"shiming/shared/realname"
)

// reportPayout commits how the payout of the case stands, if that is news. A case that does not wait for it, or knows it
// already, stays as it is. A race that was lost is a *lostRace.
func reportPayout(ctx context.Context, d Base, c realname.Case, by realname.Actor, state PayoutState) (realname.Case, error) {
	report := realname.ReportPayout{Type: realname.PayoutSent}
	switch state {
	case PayoutPending:
	case PayoutDone:
		report.Type, report.Deadline = realname.PayoutArrived, d.daysOn(d.Policy.Deposit.ConfirmDays)
	case PayoutRefused:
		report.Type = realname.PayoutFailed
	case PayoutUnknown:
		return c, nil
	}
	return commitReport(ctx, d, c, by, report)
}

func commitReport(ctx context.Context, d Base, c realname.Case, by realname.Actor, report realname.ReportPayout) (realname.Case, error) {
	commit, err := c.Apply(d.Policy, report, realname.Request{By: by, Now: d.Clock()})
	var refused *realname.Error
	if errors.As(err, &refused) {
		return c, nil
	}
	if err != nil {
		return c, err
	}
	return commitOnce(ctx, d.Store, commit)
}
