package sandboxbank

import (
	"context"
	"errors"
	"time"

	"shiming/shared/realname"
	"shiming/shared/steps"
)

// Pay implements steps.PayingBank. How it goes is up to the number of the account: see Outcomes.
func (b *Bank) Pay(ctx context.Context, p steps.Payout) (steps.PayoutState, error) {
	how := outcomeOf(p.AccountNo).kind
	answered := true
	e, err := b.write(ctx, true, p.Key, statementOf(p.Key), func(was *Booking) (*Booking, error) {
		answered = true
		if was != nil && was.State != Unanswered {
			return nil, nil
		}
		e := &Booking{Who: p.PayeeName, Account: p.AccountNo, Reference: p.Key, Fen: p.Fen, State: Arrived}
		if was != nil {
			*e = *was
			e.State = Arrived
		}
		switch how {
		case arrives, deafens, locks, lapses:
		case refuses:
			e.State = Returned
		case waits:
			e.State = Pending
		case late:
			e.State, e.Due = Pending, b.o.Clock().Add(24*time.Hour)
		case stumbles:
			if e.Asked++; e.Asked <= 2 {
				e.State, answered = Unanswered, false
			}
		case mumbles:
			answered = false
		}
		return e, nil
	})
	if err != nil {
		return "", err
	}
	if !answered {
		return "", steps.ErrUnavailable
	}
	return b.payoutState(e), nil
}

// Progress implements steps.Bank.
func (b *Bank) Progress(ctx context.Context, key string) (steps.PayoutState, error) {
	e, err := b.write(ctx, true, key, "", func(*Booking) (*Booking, error) { return nil, nil })
	if errors.Is(err, steps.ErrNotFound) {
		return steps.PayoutUnknown, nil
	}
	if err != nil {
		return "", err
	}
	return b.payoutState(e), nil
}

func (b *Bank) payoutState(e Booking) steps.PayoutState {
	switch e.standing(b.o.Clock()) {
	case Pending:
		return steps.PayoutPending
	case Arrived:
		return steps.PayoutDone
	case Returned:
		return steps.PayoutRefused
	case Unanswered, Received, Refunded, Credited, Withdrawn:
	}
	return steps.PayoutUnknown
}

// Tell ends a payout that is on its way, arrived or returned, and sends the notice of it. Of one that has ended the
// notice is sent again. Refused: field_invalid for a payout that there is not.
func (b *Bank) Tell(ctx context.Context, key string, state steps.PayoutState) error {
	becomes := Arrived
	if state == steps.PayoutRefused {
		becomes = Returned
	}
	e, err := b.write(ctx, true, key, "", func(was *Booking) (*Booking, error) {
		if was == nil || was.standing(b.o.Clock()) != Pending {
			return nil, nil
		}
		after := *was
		after.State = becomes
		return &after, nil
	})
	if errors.Is(err, steps.ErrNotFound) || err == nil && e.State == Unanswered {
		return realname.RefuseField(realname.CodeFieldInvalid, "payout")
	}
	if err != nil {
		return err
	}
	state = b.payoutState(e)
	return b.send(ctx, steps.BankNotice{ID: "msg_" + key + "_" + string(state), Reference: key, State: state})
}
