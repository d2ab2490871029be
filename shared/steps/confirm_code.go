package steps

import (
	"context"
	"errors"

	"shiming/shared/realname"
	"shiming/shared/vault"
)

// ConfirmCode takes the code that came to the phone (RULES B7, B9). A wrong one is counted in the same conditional write
// that says so, before anybody is told; of many at once each is decided after the one before (THREATS A1).
type ConfirmCode struct {
	Base
	Keys Keys
}

// Do compares the code. A wrong one is no error: the case says what it cost. A right one proves the card's holder, unless
// the document is in use in the group (RULES B10), or takes over the identity of the account that is bound (RULES B9).
// Refused: otp_expired. One read, one write.
func (s ConfirmCode) Do(ctx context.Context, ask Ask, id realname.CaseID, code string) (realname.Case, error) {
	for range conflictRetries {
		after, err := s.once(ctx, ask, id, code)
		var lost *lostRace
		if !errors.As(err, &lost) {
			return after, err
		}
	}
	return realname.Case{}, realname.Refuse(realname.CodeConflict)
}

func (s ConfirmCode) once(ctx context.Context, ask Ask, id realname.CaseID, code string) (realname.Case, error) {
	return change(ctx, s.Base, ask, id, move{event: realname.CodeWrong, state: func(c realname.Case) error {
		if !s.Clock().Before(c.SentCode().ExpiresAt) {
			return realname.Refuse(realname.CodeCodeExpired)
		}
		return nil
	}, decide: func(c realname.Case) (realname.Command, error) {
		p, err := vault.Codes.Open(ctx, s.Keys, c.ID, c.SentCode().Sealed)
		if err != nil {
			return nil, err
		}
		confirm := realname.CompareCode{Right: p.Is(code)}
		switch {
		case !confirm.Right:
		case p.InUse:
			confirm.Fault = realname.CodeDocumentInUse
		default:
			confirm.Form, confirm.Site = p.TakenOver, p.Site
		}
		return confirm, nil
	}, same: func(then realname.Case) error { return s.same(ctx, then, code) }})
}

// same says whether a repeated request brings a code that is as right as the first one's: no code is in a fingerprint.
func (s ConfirmCode) same(ctx context.Context, then realname.Case, code string) error {
	reused := realname.Refuse(realname.CodeIdempotencyReused)
	sent := then.AsOf(then.Version() - 1).SentCode()
	if sent == nil {
		return reused
	}
	p, err := vault.Codes.Open(ctx, s.Keys, then.ID, sent.Sealed)
	if err != nil {
		return err
	}
	last := then.Last()
	wasRight := last.Type != realname.CodeWrong && last.Fault != realname.CodeCodeLocked
	if p.Is(code) != wasRight {
		return reused
	}
	return nil
}
