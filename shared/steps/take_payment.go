package steps

import (
	"context"
	"errors"
	"fmt"

	"shiming/shared/identity"
	"shiming/shared/realname"
	"shiming/shared/vault"
)

// TakePayment brings a bank's signed word to the case that it is about: a payment for a top-up (RULES C6), or how a
// payout went (RULES C7). The same notice twice counts once; of two at once, the second is decided after the first.
type TakePayment struct {
	Base
	Keys Keys
	Bank Bank
}

// BankName is the bank's name in the address of its notices, in the audit trail and in histories.
const BankName = "bank"

var theBank = realname.Actor{Role: realname.Provider, ID: BankName}

// Do takes the notice. One that is not authentic is refused with signature_invalid, one that makes no sense with
// notice_invalid, one about a payout that does not exist with check_not_found. Money that no case waits for goes back
// at once. One read, one write.
func (s TakePayment) Do(ctx context.Context, cb Callback) (NoticeResult, error) {
	if s.Bank == nil {
		return NoticeResult{}, realname.Refuse(realname.CodeRouteUnknown)
	}
	notice, err := s.Bank.Authenticate(cb, s.Clock())
	if err != nil {
		return NoticeResult{}, err
	}
	for range conflictRetries {
		result, err := s.once(ctx, notice)
		var lost *lostRace
		if !errors.As(err, &lost) {
			return result, err
		}
		gone, err := superseded(ctx, s.Store, lost.stored)
		if err != nil {
			return NoticeResult{}, err
		}
		if gone && notice.Payment { // the account has another case by now: this one can never take it
			return s.giveBack(ctx, lost.stored, notice, realname.CodeConflict)
		}
	}
	return NoticeResult{}, ErrUnavailable // the bank sends it again
}

func (s TakePayment) once(ctx context.Context, n BankNotice) (NoticeResult, error) {
	id, reference, ok := realname.CaseOfReference(n.Reference)
	var c realname.Case
	err := error(realname.Refuse(realname.CodeCaseNotFound))
	if ok {
		c, err = find(ctx, s.Store, theBank, id)
	}
	unknown := errors.Is(err, realname.Refuse(realname.CodeCaseNotFound))
	switch {
	case err != nil && !unknown:
		return NoticeResult{}, err
	case unknown && n.Payment:
		return s.giveBack(ctx, c, n, realname.CodeCaseNotFound)
	case unknown:
		return NoticeResult{}, realname.Refuse(realname.CodeCheckNotFound)
	case n.Payment:
		return s.payment(ctx, c, reference, n)
	}
	return s.news(ctx, c, reference, n)
}

// payment matches a payment against the deposit.
func (s TakePayment) payment(ctx context.Context, c realname.Case, reference string, n BankNotice) (NoticeResult, error) {
	for _, e := range c.Events {
		if e.Payment != nil && e.Payment.ID == n.ID {
			return NoticeResult{Case: c, Ignored: realname.CodeIdempotencyReused}, nil
		}
	}
	if d := c.Deposit(); d == nil || d.Reference != reference || c.Last().State != realname.AwaitingPayment {
		return s.giveBack(ctx, c, n, realname.CodeWrongState)
	}
	right, err := s.right(ctx, c, n)
	if err != nil {
		return NoticeResult{}, err
	}
	payment := realname.Payment{ID: n.ID}
	commit, err := c.Apply(s.Policy, realname.TakePayment{
		Payment: payment, Right: right, ReviewBy: s.workdaysOn(c.ReviewWorkdays(s.Policy)),
	}, realname.Request{By: theBank, Now: s.Clock()})
	var refused *realname.Error
	if errors.As(err, &refused) {
		return s.giveBack(ctx, c, n, refused.Code)
	}
	if err != nil {
		return NoticeResult{}, err
	}
	after, err := conclude(ctx, s.Base, c, commit, realname.RefuseQuota{Payment: &payment})
	if err != nil {
		return NoticeResult{}, err
	}
	return NoticeResult{Case: after, Counted: true}, nil
}

// right says whether amount and payer are those of the deposit. Both are compared, in constant time, whatever the other
// is; the payer's name by its digest, which opens no form.
func (s TakePayment) right(ctx context.Context, c realname.Case, n BankNotice) (bool, error) {
	fen, err := vault.Amounts.Open(ctx, s.Keys, c.ID, c.Deposit().Sealed)
	if err != nil {
		return false, err
	}
	payer, err := identity.ParseEnterpriseName(n.PayerName)
	if err != nil {
		return false, nil // no enterprise has such a name
	}
	digests, err := vault.Names.Of(ctx, s.Keys, c.Account, payer.Text())
	if err != nil {
		return false, err
	}
	amount, name := fen.Equal(vault.Amount(n.Fen)), anyDigest(digests, c.Form().NameDigest)
	return amount && name, nil
}

// giveBack refunds a payment that no case keeps a record of: nothing waits for it, now or later. The bank refunds it
// once, however often its notice comes.
func (s TakePayment) giveBack(ctx context.Context, c realname.Case, n BankNotice, why realname.Code) (NoticeResult, error) {
	if err := s.Bank.Refund(ctx, n.ID); err != nil {
		return NoticeResult{}, fmt.Errorf("refund: %w", err)
	}
	return NoticeResult{Case: c, Ignored: why}, nil
}

// news brings the bank's word on a payout.
func (s TakePayment) news(ctx context.Context, c realname.Case, reference string, n BankNotice) (NoticeResult, error) {
	if d := c.Deposit(); d == nil || d.Reference != reference {
		return NoticeResult{Case: c, Ignored: realname.CodeWrongState}, nil
	}
	before := c.Version()
	after, err := reportPayout(ctx, s.Base, c, theBank, n.State)
	if err != nil {
		return NoticeResult{}, err
	}
	if after.Version() == before {
		return NoticeResult{Case: after, Ignored: realname.CodeWrongState}, nil
	}
	return NoticeResult{Case: after, Counted: true}, nil
}
