package steps

import (
	"context"
	"errors"

	"shiming/shared/realname"
)

// DecideReview takes what a reviewer decides (RULES C7): an approval draws the amount that is to be sent.
type DecideReview struct {
	Desk
	Keys Keys
}

// Do decides the review. review.Saw names the documents that the reviewer looked at by id and digest; a decision about
// other bytes is refused with documents_changed. Refused also: own_case, review_claimed, wrong_state of a case that is
// not in review, and payout_cap_reached when the enterprise was sent its amounts of the day. One read, one write.
func (s DecideReview) Do(ctx context.Context, ask Ask, id realname.CaseID, decision realname.Decision, review realname.Review) (realname.Case, error) {
	command := realname.Decide{Decision: decision, Reviewer: ask.By, Review: review}
	after, err := change(ctx, s.Desk, ask, id, move{event: command.Event(), decide: func(c realname.Case) (realname.Command, error) {
		command.Review.Saw = c.Seen(review.Saw)
		if decision != realname.Approve {
			return command, nil
		}
		command.PayoutBy = s.workdaysOn(s.Policy.Deposit.PayoutWorkdays)
		first, err := c.Apply(s.Policy, command, realname.Request{By: ask.By, Now: s.Clock()})
		if err != nil || first.Case.Last().Type == realname.ReviewSeconded {
			return command, err // no amount is drawn before the last approval
		}
		command.Deposit, err = newDeposit(ctx, s.Keys, s.Policy, c)
		return command, err
	}})
	var full *realname.QuotaFull
	if errors.As(err, &full) {
		return realname.Case{}, realname.PayoutCap(s.Clock())
	}
	return after, err
}
