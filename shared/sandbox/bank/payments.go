package sandboxbank

import (
	"context"
	"crypto/rand"
	"errors"
	"strings"

	"shiming/shared/realname"
	"shiming/shared/steps"
)

// IncomingPayment is money that somebody pays in.
type IncomingPayment struct {
	// ID is the payment's; empty: a new one. The same id again is the same payment, whose notice is sent again.
	ID        string
	Reference string
	PayerName string
	Fen       int
	// Case is the one on whose statement it is shown; empty: the reference's.
	Case realname.CaseID
}

// NewPaymentID returns a random id.
func NewPaymentID() string { return "pay_" + strings.ToLower(rand.Text()) }

// TakeIn takes a payment and delivers the signed notice of it. Refused: field_invalid.
func (b *Bank) TakeIn(ctx context.Context, p IncomingPayment) (string, error) {
	if p.ID == "" {
		p.ID = NewPaymentID()
	}
	n := steps.BankNotice{ID: p.ID, Payment: true, Reference: p.Reference, PayerName: p.PayerName, Fen: int64(p.Fen), Currency: currency}
	if field := wrong(n); field != "" {
		return "", realname.RefuseField(realname.CodeFieldInvalid, field)
	}
	owner := string(p.Case)
	if owner == "" {
		owner = statementOf(p.Reference)
	}
	e, err := b.write(ctx, false, p.ID, owner, func(was *Booking) (*Booking, error) {
		if was != nil {
			return nil, nil
		}
		return &Booking{Who: p.PayerName, Reference: p.Reference, Fen: p.Fen, State: Received}, nil
	})
	if err != nil {
		return "", err
	}
	n.Reference, n.PayerName, n.Fen = e.Reference, e.Who, int64(e.Fen)
	return p.ID, b.send(ctx, n)
}

var (
	errRefunded = errors.New("sandbox bank: the payment has gone back")
	errCredited = errors.New("sandbox bank: the payment has been credited")
)

// Refund implements steps.Bank.
func (b *Bank) Refund(ctx context.Context, payment string) error {
	return b.end(ctx, payment, Refunded, Credited, errCredited)
}

// Credit implements steps.Bank. Whose account it is credited to shows nowhere in the sandbox.
func (b *Bank) Credit(ctx context.Context, payment string, _ realname.AccountID) error {
	return b.end(ctx, payment, Credited, Refunded, errRefunded)
}

func (b *Bank) end(ctx context.Context, payment string, state, other BookingState, why error) error {
	_, err := b.write(ctx, false, payment, "", func(was *Booking) (*Booking, error) {
		e := Booking{} // of a payment whose notice somebody signed without paying it in here
		if was != nil {
			e = *was
		}
		switch e.State {
		case state:
			return nil, nil
		case other:
			return nil, why
		default:
			e.State = state
			return &e, nil
		}
	})
	return err
}
