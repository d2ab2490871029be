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
	errNoCredit = errors.New("sandbox bank: the payment was not credited")
)

// Refund implements steps.Bank.
func (b *Bank) Refund(ctx context.Context, payment string) error {
	return b.move(ctx, payment, Refunded, func(was BookingState) error {
		if was == Credited || was == Withdrawn {
			return errCredited
		}
		return nil
	})
}

// Credit implements steps.Bank. Whose account it is credited to shows nowhere in the sandbox.
func (b *Bank) Credit(ctx context.Context, payment string, _ realname.AccountID) error {
	return b.move(ctx, payment, Credited, func(was BookingState) error {
		switch was {
		case Refunded:
			return errRefunded
		case Withdrawn: // it was credited, and stays withdrawn
			return errStays
		default:
			return nil
		}
	})
}

// Withdraw implements steps.Bank.
func (b *Bank) Withdraw(ctx context.Context, payment string, _ realname.AccountID) error {
	return b.move(ctx, payment, Withdrawn, func(was BookingState) error {
		if was != Credited {
			return errNoCredit
		}
		return nil
	})
}

// errStays says that the payment stays where it is, and that this is right.
var errStays = errors.New("sandbox bank: the payment stays where it is")

// move moves a payment, once; may says why it cannot be moved from where it is.
func (b *Bank) move(ctx context.Context, payment string, to BookingState, may func(BookingState) error) error {
	_, err := b.write(ctx, false, payment, "", func(was *Booking) (*Booking, error) {
		e := Booking{} // of a payment whose notice somebody signed without paying it in here
		if was != nil {
			e = *was
		}
		if e.State == to {
			return nil, nil
		}
		if err := may(e.State); err != nil {
			return nil, err
		}
		e.State = to
		return &e, nil
	})
	if errors.Is(err, errStays) {
		return nil
	}
	return err
}
