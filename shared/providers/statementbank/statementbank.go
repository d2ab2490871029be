// Package statementbank is a bank without an API (RULES C6, C7): what it is to do is given to somebody as an order
// (steps.BankOrder), and what it did stands in its statements, which administrators import (steps.ImportStatement). It keeps
// nothing of a person.
//
// Amounts may be sent by another bank that has an API; then only payments are moved by hand.
package statementbank

import (
	"context"
	"errors"
	"fmt"
	"time"

	"shiming/shared/realname"
	"shiming/shared/steps"
)

// Options say which account it is.
type Options struct {
	// Account is where top-ups are paid to; all of it is needed.
	Account steps.Instructions
	// Paying sends amounts; nil: somebody does, by hand.
	Paying  steps.PayingBank
	Records steps.Records
	Clock   steps.Clock
}

// Bank is a steps.PayingBank. It is safe for concurrent use.
type Bank struct{ o Options }

var (
	_ steps.PayingBank = (*Bank)(nil)
	_ steps.AskedBank  = (*Bank)(nil)
)

// New returns the bank.
func New(o Options) (*Bank, error) {
	if a := o.Account; a.PayeeName == "" || a.AccountNo == "" || a.Bank == "" || a.Branch == "" || o.Clock == nil {
		return nil, errors.New("statementbank: payee, number, bank and branch of the account are needed")
	}
	return &Bank{o}, nil
}

// Pay implements steps.PayingBank. By hand: it gives an order, once per key, which is on its way until a statement says more.
func (b *Bank) Pay(ctx context.Context, p steps.Payout) (steps.PayoutState, error) {
	if b.o.Paying != nil {
		return b.o.Paying.Pay(ctx, p)
	}
	if p.Key == "" || p.Fen <= 0 {
		return "", errors.New("statementbank: a payout needs a key and an amount")
	}
	o, err := steps.GiveOrder(ctx, b.o.Records, steps.BankOrder{Key: p.Key, Kind: steps.OrderPay, At: b.o.Clock(), State: steps.PayoutPending})
	return o.State, err
}

// Progress implements steps.Bank. One read.
func (b *Bank) Progress(ctx context.Context, key string) (steps.PayoutState, error) {
	if b.o.Paying != nil {
		return b.o.Paying.Progress(ctx, key)
	}
	o, err := steps.ReadOrder(ctx, b.o.Records, key)
	if errors.Is(err, steps.ErrNotFound) {
		return steps.PayoutUnknown, nil
	}
	return o.State, err
}

// Asked implements steps.AskedBank: a statement says what became of what was sent by hand.
func (b *Bank) Asked() bool {
	asked, ok := b.o.Paying.(steps.AskedBank)
	return ok && asked.Asked()
}

// Refund implements steps.Bank: somebody sends it back.
func (b *Bank) Refund(ctx context.Context, payment string) error {
	return b.move(ctx, steps.BankOrder{Key: payment, Kind: steps.OrderRefund, At: b.o.Clock()})
}

// Credit implements steps.Bank: somebody credits it to the account.
func (b *Bank) Credit(ctx context.Context, payment string, account realname.AccountID) error {
	return b.move(ctx, steps.BankOrder{Key: payment, Kind: steps.OrderCredit, Account: account, At: b.o.Clock()})
}

// Withdraw implements steps.Bank: somebody sends back what was credited.
func (b *Bank) Withdraw(ctx context.Context, payment string, account realname.AccountID) error {
	credited, err := steps.ReadOrder(ctx, b.o.Records, payment)
	if err != nil || credited.Kind != steps.OrderCredit {
		return errors.Join(errors.New("statementbank: the payment was not credited"), err)
	}
	return b.move(ctx, steps.BankOrder{Key: steps.WithdrawalKey(payment), Kind: steps.OrderWithdraw, Account: account, At: b.o.Clock()})
}

// move gives the order; a payment is moved one way.
func (b *Bank) move(ctx context.Context, o steps.BankOrder) error {
	given, err := steps.GiveOrder(ctx, b.o.Records, o)
	if err == nil && given.Kind != o.Kind {
		err = fmt.Errorf("statementbank: the payment has the order %q", given.Kind)
	}
	return err
}

// PayInstructions implements steps.Bank.
func (b *Bank) PayInstructions() steps.Instructions { return b.o.Account }

// Authenticate implements steps.Bank: such a bank sends no notices, so none is authentic.
func (*Bank) Authenticate(steps.Callback, time.Time) (steps.BankNotice, error) {
	return steps.BankNotice{}, realname.Refuse(realname.CodeSignatureInvalid)
}
