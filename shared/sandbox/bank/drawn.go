package sandboxbank

import (
	"context"
	"crypto/rand"
	"errors"
	"maps"
	"math/big"

	"shiming/shared/steps"
)

var (
	_ steps.PayingBank  = (*Bank)(nil)
	_ steps.DrawingBank = (*Bank)(nil)
)

// mostWrong is how many amounts may be wrong before the bank locks: more than any policy allows.
const mostWrong = 5

// Draws implements steps.DrawingBank: by the account's number, see Outcomes.
func (b *Bank) Draws(accountNo string) bool { return outcomeOf(accountNo).Draws }

// Start implements steps.DrawingBank: a payout of 0.01 to 0.99 yuan. The first one that is drawn for a key stays.
func (b *Bank) Start(ctx context.Context, p steps.Payout) (steps.PayoutState, error) {
	n, err := rand.Int(rand.Reader, big.NewInt(99))
	if err != nil {
		return "", err
	}
	p.Fen = 1 + int(n.Int64())
	return b.Pay(ctx, p)
}

// Check implements steps.DrawingBank.
func (b *Bank) Check(ctx context.Context, a steps.AmountAttempt) (steps.AmountAnswer, error) {
	lost := false
	e, err := b.write(ctx, true, a.Payout, "", func(was *Booking) (*Booking, error) {
		lost = false
		if was == nil || was.Attempts[a.Key] != "" || was.standing(b.o.Clock()) != Arrived || !b.Draws(was.Account) {
			return nil, nil
		}
		after, how := *was, outcomeOf(was.Account).kind
		after.Attempts = maps.Clone(was.Attempts)
		if after.Attempts == nil {
			after.Attempts = map[string]steps.AmountAnswer{}
		}
		after.Attempts[a.Key], lost = was.answer(how, a.Fen), how == deafens
		return &after, nil
	})
	switch {
	case errors.Is(err, steps.ErrNotFound) || err == nil && e.Attempts[a.Key] == "":
		return steps.AmountNotSent, nil
	case err != nil:
		return "", err
	case lost:
		return "", steps.ErrUnavailable
	}
	return e.Attempts[a.Key], nil
}

// answer compares an amount with the entry's.
func (e Booking) answer(how outcome, fen int) steps.AmountAnswer {
	wrong, most := 0, mostWrong
	for _, answer := range e.Attempts {
		if answer == steps.AmountDiffers {
			wrong++
		}
	}
	if how == locks {
		most = 1
	}
	switch {
	case how == lapses:
		return steps.AmountLate
	case wrong >= most:
		return steps.AmountLocked
	case fen == e.Fen:
		return steps.AmountFits
	}
	return steps.AmountDiffers
}
