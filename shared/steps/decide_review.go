package steps

import (
	"cmp"
	"context"
	"slices"

	"shiming/shared/realname"
	"shiming/shared/vault"
)

// DecideReview takes what a reviewer decides: an approval of a transfer draws the amount that is to be sent (RULES C7),
// one of an appeal says which account is released (RULES F1), any other lets the case go on.
type DecideReview struct {
	Base
	Keys    Keys
	Records Records // what reviewers have opened, and the amounts of a day
}

// Do decides the review. review.Saw names the documents that the reviewer looked at by id and digest; a decision about
// other bytes is refused with documents_changed. Refused also: own_case, review_claimed, wrong_state of a case that is
// not in review, and payout_cap_reached when its bank account, its name or the
// account was sent the amounts of the day. One read, one write; of a transfer that is approved four reads more and three writes, of an appeal, of who holds the identity's places, of which review.Against
// is one. An approval reads what the reviewer has opened: documents_not_opened when that is not everything.
func (s DecideReview) Do(ctx context.Context, ask Ask, id realname.CaseID, decision realname.Decision, review realname.Review) (realname.Case, error) {
	command := realname.Decide{Decision: decision, Reviewer: ask.By, Review: review}
	event, may := cmp.Or(command.Event(), realname.ReviewRefused), func(c realname.Case) error { return c.MayUnmask(ask.By, s.Clock()) }
	after, err := change(ctx, s.Base, ask, id, move{event: event, state: may, decide: func(c realname.Case) (realname.Command, error) {
		command.Review.Saw = c.Seen(review.Saw)
		command.SupplyBy = s.daysOn(s.Policy.Review.SupplyDays)
		if err := s.against(ctx, c, command); err != nil || decision != realname.Approve {
			return command, err
		}
		command.PayoutBy = s.workdaysOn(s.Policy.Deposit.PayoutWorkdays)
		first, err := c.Apply(s.Policy, command, realname.Request{By: ask.By, Now: s.Clock()})
		if err == nil {
			err = s.opened(ctx, ask.By, c)
		}
		if err != nil || !c.Method().PaysOut() || first.Case.Last().Type == realname.ReviewSeconded {
			return command, err // no amount is drawn before the last approval
		}
		gone, err := superseded(ctx, s.Store, c)
		if err != nil {
			return nil, err
		}
		if gone { // no amount for a case that cannot end well
			return nil, realname.Refuse(realname.CodeConflict)
		}
		if err := s.takePlaces(ctx, c); err != nil {
			return nil, err
		}
		fen, err := drawAmount(s.Policy)
		if err != nil {
			return nil, err
		}
		command.Deposit, err = newDeposit(ctx, s.Keys, c, fen)
		return command, err
	}})
	return after, err
}

// against says whether the decision may be about the account that it names, which an approval of an appeal does and nothing else.
// Nobody decides about an account of their own, whichever side it is on (THREATS R1).
func (s DecideReview) against(ctx context.Context, c realname.Case, command realname.Decide) error {
	var holders []realname.AccountID
	if c.Kind.Appeals() {
		var err error
		if holders, err = HoldersOf(ctx, s.Store, c); err != nil {
			return err
		}
	}
	if slices.Contains(holders, command.Reviewer.Account) {
		return realname.Refuse(realname.CodeOwnCase)
	}
	against, approves := command.Review.Against, c.Kind.Appeals() && command.Decision == realname.Approve
	switch {
	case against == "" && approves && len(holders) > 0:
		return realname.RefuseField(realname.CodeFieldRequired, "against")
	case against == "":
		return nil
	case !approves:
		return realname.RefuseField(realname.CodeFieldInvalid, "against")
	case !slices.Contains(holders, against):
		return realname.RefuseField(realname.CodeNotHolder, "against")
	}
	named, err := s.named(ctx, c, against)
	if err == nil && !named {
		err = realname.RefuseField(realname.CodeNotHolder, "against")
	}
	return err
}

// named reports whether the account is verified under the name that the appeal declares: whoever knows a number, and not whose it
// is, takes nothing by it (THREATS X9). One read.
func (s DecideReview) named(ctx context.Context, c realname.Case, against realname.AccountID) (bool, error) {
	account, err := s.Store.Account(ctx, against)
	if err != nil || account.Identity == nil {
		return false, err
	}
	declared, err := vault.Appeals.Open(ctx, s.Keys, c.ID, c.Declaration().Sealed)
	if err != nil {
		return false, err
	}
	digests, err := vault.Names.Of(ctx, s.Keys, against, declared.Of())
	return anyDigest(account.Identity.NameDigest, digests), err
}

// opened says whether the reviewer has opened every document that the case stands on (THREATS X9). One read.
func (s DecideReview) opened(ctx context.Context, by realname.Actor, c realname.Case) error {
	opened, _, err := openedBy(ctx, s.Records, by, c.ID)
	if err != nil {
		return err
	}
	for _, d := range c.Documents() {
		if !slices.Contains(opened, d.ID) {
			return realname.RefuseField(realname.CodeDocumentsUnopened, "saw")
		}
	}
	return nil
}
