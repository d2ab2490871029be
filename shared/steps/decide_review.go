package steps

import (
	"context"
	"errors"
	"slices"

	"shiming/shared/realname"
)

// DecideReview takes what a reviewer decides: an approval of a transfer draws the amount that is to be sent (RULES C7),
// one of an appeal says which account is released (RULES F1), any other lets the case go on.
type DecideReview struct {
	Base
	Keys Keys
}

// Do decides the review. review.Saw names the documents that the reviewer looked at by id and digest; a decision about
// other bytes is refused with documents_changed. Refused also: own_case, review_claimed, wrong_state of a case that is
// not in review, and payout_cap_reached when the enterprise was sent its amounts of the day. One read, one write; one read more of a
// transfer that is approved, of its account, and of an appeal, of who holds the identity's places, of which review.Against
// is one.
func (s DecideReview) Do(ctx context.Context, ask Ask, id realname.CaseID, decision realname.Decision, review realname.Review) (realname.Case, error) {
	command := realname.Decide{Decision: decision, Reviewer: ask.By, Review: review}
	after, err := change(ctx, s.Base, ask, id, move{event: command.Event(), decide: func(c realname.Case) (realname.Command, error) {
		command.Review.Saw = c.Seen(review.Saw)
		if c.Kind == realname.Appeal {
			return s.appeal(ctx, c, command)
		}
		if review.Against != "" {
			return nil, realname.RefuseField(realname.CodeFieldInvalid, "against")
		}
		if decision != realname.Approve || !c.Method().PaysOut() {
			return command, nil
		}
		command.PayoutBy = s.workdaysOn(s.Policy.Deposit.PayoutWorkdays)
		first, err := c.Apply(s.Policy, command, realname.Request{By: ask.By, Now: s.Clock()})
		if err != nil || first.Case.Last().Type == realname.ReviewSeconded {
			return command, err // no amount is drawn before the last approval
		}
		gone, err := superseded(ctx, s.Store, c)
		if err != nil {
			return nil, err
		}
		if gone { // no amount for a case that cannot end well
			return nil, realname.Refuse(realname.CodeConflict)
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

// appeal decides an appeal; an approval says which account is released. Nobody decides about an account of their own,
// whichever side it is on (THREATS R1).
func (s DecideReview) appeal(ctx context.Context, c realname.Case, command realname.Decide) (realname.Command, error) {
	holders, err := HoldersOf(ctx, s.Store, c)
	if err != nil {
		return nil, err
	}
	if slices.Contains(holders, command.Reviewer.Account) {
		return nil, realname.Refuse(realname.CodeOwnCase)
	}
	against := command.Review.Against
	if command.Decision != realname.Approve {
		if against != "" {
			return nil, realname.RefuseField(realname.CodeFieldInvalid, "against")
		}
		return command, nil
	}
	if against == "" && len(holders) > 0 {
		return nil, realname.RefuseField(realname.CodeFieldRequired, "against")
	}
	if against != "" && !slices.Contains(holders, against) {
		return nil, realname.RefuseField(realname.CodeNotHolder, "against")
	}
	return command, nil
}

// HoldersOf lists the accounts that hold places of the identity that an appeal is about, but for the one that appeals
// (RULES F1). One read for each digest key.
func HoldersOf(ctx context.Context, store Store, c realname.Case) ([]realname.AccountID, error) {
	var holders []realname.AccountID
	d := c.Declaration()
	if d == nil {
		return nil, nil
	}
	for _, key := range d.Subjects {
		subject, err := store.Subject(ctx, key)
		if errors.Is(err, ErrNotFound) {
			continue
		}
		if err != nil {
			return nil, err
		}
		for _, account := range subject.Accounts {
			if account != c.Account {
				holders = append(holders, account)
			}
		}
	}
	return holders, nil
}
