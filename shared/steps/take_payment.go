package steps

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"shiming/shared/identity"
	"shiming/shared/realname"
	"shiming/shared/vault"
)

// TakePayment brings a bank's signed word to the case that it is about: a payment for a top-up (RULES C6), or how a
// payout went (RULES C7). The same notice twice counts once; of two at once, the second is decided after the first.
type TakePayment struct {
	Base
	Keys    Keys
	Records Records // say which top-up a payment is for
	Bank    Bank
}

// BankName is the bank's name in the address of its notices, in the audit trail and in histories.
const BankName = "bank"

var theBank = realname.Actor{Role: realname.Provider, ID: BankName}

// Do takes the notice. One that is not authentic is refused with signature_invalid, one that makes no sense with
// notice_invalid, one about a payout that does not exist with check_not_found. Money that no case waits for goes back
// at once. Two reads, two writes.
func (s TakePayment) Do(ctx context.Context, cb Callback) (NoticeResult, error) {
	if s.Bank == nil {
		return NoticeResult{}, realname.Refuse(realname.CodeRouteUnknown)
	}
	notice, err := s.Bank.Authenticate(cb, s.Clock())
	if err != nil {
		return NoticeResult{}, err
	}
	return s.take(ctx, notice)
}

// take takes what the bank said. Of two at once, the second is decided after the first.
func (s TakePayment) take(ctx context.Context, notice BankNotice) (NoticeResult, error) {
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
	if n.Payment {
		return s.payment(ctx, n)
	}
	id, reference, ok := realname.CaseOfReference(n.Reference)
	if !ok {
		return NoticeResult{}, realname.Refuse(realname.CodeCheckNotFound)
	}
	c, err := find(ctx, s.Store, theBank, id)
	if errors.Is(err, realname.Refuse(realname.CodeCaseNotFound)) {
		return NoticeResult{}, realname.Refuse(realname.CodeCheckNotFound)
	}
	if err != nil {
		return NoticeResult{}, err
	}
	return s.news(ctx, c, reference, n)
}

// paymentKind is the kind of records that say which top-up a payment was taken for, by the payment's id: it counts for one and
// no other, whatever a second notice quotes (THREATS X19).
const paymentKind = "payment"

// payment brings a payment to the top-up that it is for; one that is for none goes back, and the open top-ups of its payer say so.
func (s TakePayment) payment(ctx context.Context, n BankNotice) (NoticeResult, error) {
	t, c, err := s.meant(ctx, n)
	if err != nil {
		return NoticeResult{}, err
	}
	if t.Case == "" {
		return s.unmatched(ctx, n)
	}
	if c.ID == "" {
		if c, err = s.Store.Case(ctx, t.Case); err != nil {
			return NoticeResult{}, err
		}
	}
	return s.match(ctx, c, t.Reference, n)
}

// meant says which top-up the payment is for, and keeps that: the one that it quotes, else the only open one that fits its payer
// and its amount; zero when there is none. The case is set where it was read.
func (s TakePayment) meant(ctx context.Context, n BankNotice) (t topUp, c realname.Case, err error) {
	for range conflictRetries {
		taken, err := s.Records.Record(ctx, paymentKind, n.ID)
		if err == nil {
			err = json.Unmarshal(taken.Doc, &t)
			return t, realname.Case{}, err
		}
		if !errors.Is(err, ErrNotFound) {
			return t, c, err
		}
		if t, c, err = s.quoted(ctx, n); err == nil && t.Case == "" {
			t, err = s.fitting(ctx, n)
		}
		if err != nil {
			return t, c, err
		}
		doc, err := json.Marshal(t)
		if err != nil {
			return t, c, err
		}
		err = s.Records.PutRecord(ctx, Record{Kind: paymentKind, ID: n.ID, Rev: 1, Doc: doc, Until: s.Clock().AddDate(1, 0, 0)})
		if !errors.Is(err, ErrConflict) {
			return t, c, err
		}
	}
	return t, c, ErrUnavailable
}

// quoted is the top-up whose reference stands in what the payment quotes; zero when no case has it.
func (s TakePayment) quoted(ctx context.Context, n BankNotice) (topUp, realname.Case, error) {
	id, said, ok := realname.FindReference(n.Reference)
	if !ok {
		return topUp{}, realname.Case{}, nil
	}
	c, err := s.Store.Case(ctx, id)
	if errors.Is(err, ErrNotFound) {
		return topUp{}, realname.Case{}, nil
	}
	if err != nil {
		return topUp{}, c, err
	}
	t := topUp{Case: id}
	if d := c.Deposit(); d != nil && strings.Contains(said, d.Reference) {
		t.Reference = d.Reference
	}
	return t, c, nil
}

// fitting is the only open top-up that fits payer and amount of a payment.
func (s TakePayment) fitting(ctx context.Context, n BankNotice) (topUp, error) {
	payer, err := identity.ParseEnterpriseName(n.PayerName)
	if err != nil {
		return topUp{}, nil // no enterprise has such a name
	}
	return s.topUps().find(ctx, payer, n.Fen)
}

func (s TakePayment) topUps() topUps { return topUps{s.Store, s.Records, s.Keys, s.Clock} }

// unmatched sends a payment back that is for no top-up. Each open one of its payer says so (FAULTS P1).
func (s TakePayment) unmatched(ctx context.Context, n BankNotice) (NoticeResult, error) {
	if payer, err := identity.ParseEnterpriseName(n.PayerName); err == nil {
		cases, err := s.topUps().of(ctx, payer)
		if err != nil {
			return NoticeResult{}, err
		}
		for _, c := range cases {
			if paidBefore(c, n.ID) {
				continue
			}
			commit, err := c.Apply(s.Policy, realname.NotePayment{Payment: realname.Payment{ID: n.ID}}, realname.Request{By: theBank, Now: s.Clock()})
			var refused *realname.Error
			if errors.As(err, &refused) {
				continue
			}
			if err != nil {
				return NoticeResult{}, err
			}
			if _, err := commitOnce(ctx, s.Store, commit); err != nil {
				return NoticeResult{}, err
			}
		}
	}
	return s.giveBack(ctx, realname.Case{}, n, realname.CodeCaseNotFound)
}

func paidBefore(c realname.Case, payment string) bool {
	return slices.ContainsFunc(c.Events, func(e realname.Event) bool { return e.Payment != nil && e.Payment.ID == payment })
}

// match matches a payment against the deposit.
func (s TakePayment) match(ctx context.Context, c realname.Case, reference string, n BankNotice) (NoticeResult, error) {
	if paidBefore(c, n.ID) {
		return NoticeResult{Case: c, Ignored: realname.CodeIdempotencyReused}, nil
	}
	if d := c.Deposit(); d == nil || d.Reference != reference || c.Last().State != realname.AwaitingPayment {
		return s.giveBack(ctx, c, n, realname.CodeWrongState)
	}
	fault, err := s.wrong(ctx, c, n)
	if err != nil {
		return NoticeResult{}, err
	}
	payment := realname.Payment{ID: n.ID, Fen: n.Fen}
	commit, err := c.Apply(s.Policy, realname.ReceivePayment{
		Payment: payment, Right: fault == "", Fault: fault, ReviewBy: s.workdaysOn(c.ReviewWorkdays(s.Policy)),
	}, realname.Request{By: theBank, Now: s.Clock()})
	var refused *realname.Error
	if errors.As(err, &refused) {
		return s.giveBack(ctx, c, n, refused.Code)
	}
	if err != nil {
		return NoticeResult{}, err
	}
	after, err := conclude(ctx, s.Base, c, commit, realname.RefuseQuota{Payment: &realname.Payment{ID: n.ID}})
	if err != nil {
		return NoticeResult{}, err
	}
	return NoticeResult{Case: after, Counted: true}, nil
}

// wrong says what of the payment is not as the deposit has it; empty when nothing is. Amount and payer are both compared, in
// constant time, whatever the other is; the payer's name by its digest, which opens no form.
func (s TakePayment) wrong(ctx context.Context, c realname.Case, n BankNotice) (realname.Code, error) {
	fen, err := vault.Amounts.Open(ctx, s.Keys, c.ID, c.Deposit().Sealed)
	if err != nil {
		return "", err
	}
	amount, name := fen.Equal(vault.Amount(n.Fen)), false
	if payer, err := identity.ParseEnterpriseName(n.PayerName); err == nil { // else no enterprise has such a name
		digests, err := vault.Names.Of(ctx, s.Keys, c.Account, payer.Text())
		if err != nil {
			return "", err
		}
		name = anyDigest(digests, c.Form().NameDigest)
	}
	switch {
	case amount && name:
		return "", nil
	case name:
		return realname.CodePaymentAmount, nil
	case amount:
		return realname.CodePaymentPayer, nil
	}
	return realname.CodePaymentWrong, nil
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
	waits := c
	if left, ok := c.PayoutLeft(); ok {
		waits = left // another method was chosen while the amount was on its way
	}
	if d := waits.Deposit(); d == nil || d.Reference != reference {
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
