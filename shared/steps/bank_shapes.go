package steps

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"

	"shiming/shared/realname"
	"shiming/shared/vault"
)

// pay lets the bank send the amount in the shape that it has for the account. An amount that we drew stays unused where
// the bank draws its own.
func pay(ctx context.Context, bank Bank, p Payout) (PayoutState, error) {
	if drawing, ok := bank.(DrawingBank); ok && drawing.Draws(p.AccountNo) {
		p.Fen = 0
		return drawing.Start(ctx, p)
	}
	if paying, ok := bank.(PayingBank); ok {
		return paying.Pay(ctx, p)
	}
	return "", errors.New("the bank sends no amount to this account")
}

// compare says whether the amount is the one that was sent: by the bank, where it keeps the amount, else by us.
func (s ConfirmAmount) compare(ctx context.Context, c realname.Case, fen int) (realname.CompareAmount, error) {
	d := *c.Deposit()
	if drawing, ok := s.Bank.(DrawingBank); ok {
		account, err := vault.BankAccounts.Open(ctx, s.Keys, c.ID, c.Papers().Sealed)
		if err != nil {
			return realname.CompareAmount{}, err
		}
		if drawing.Draws(account.Number.Text()) {
			return ask(ctx, drawing, d.Reference, fen)
		}
	}
	sent, err := vault.Amounts.Open(ctx, s.Keys, c.ID, d.Sealed)
	if err != nil {
		return realname.CompareAmount{}, err
	}
	return realname.CompareAmount{Right: sent.Equal(vault.Amount(fen))}, nil
}

// ask lets the bank compare the amount. It is asked before we count: of an answer that is lost, and of a commit that
// comes too late, the same amount is asked again under the same key, so that the bank counts it once.
func ask(ctx context.Context, bank DrawingBank, payout string, fen int) (realname.CompareAmount, error) {
	answer, err := bank.Check(ctx, AmountAttempt{Payout: payout, Key: attemptKey(payout, fen), Fen: fen})
	if err != nil {
		return realname.CompareAmount{}, err
	}
	switch answer {
	case AmountFits:
		return realname.CompareAmount{Right: true}, nil
	case AmountDiffers:
		return realname.CompareAmount{}, nil
	case AmountLocked:
		return realname.CompareAmount{Ended: realname.CodeAmountAttempts}, nil
	case AmountLate:
		return realname.CompareAmount{Ended: realname.CodeAmountExpired}, nil
	case AmountNotSent:
	}
	return realname.CompareAmount{}, fmt.Errorf("the bank has sent no amount: %w", ErrUnavailable)
}

// attemptKey names an attempt by payout and amount. Who tries the same wrong amount again is counted by us each time and by
// the bank once: the bank never locks before we do because of an answer that it gave twice.
func attemptKey(payout string, fen int) string {
	sum := sha256.Sum256(fmt.Appendf(nil, "%s %d", payout, fen))
	return payout + "-" + base64.RawURLEncoding.EncodeToString(sum[:9])
}
