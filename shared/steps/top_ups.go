package steps

import (
	"context"
	"encoding/json"
	"errors"
	"strconv"
	"time"

	"shiming/shared/identity"
	"shiming/shared/realname"
	"shiming/shared/vault"
)

// topUp is a top-up that waits for its payment: the case, and its deposit's reference.
type topUp struct {
	Case      realname.CaseID `json:"case,omitempty"`
	Reference string          `json:"reference,omitempty"`
}

// topUpKind is the kind of records that say which open top-up an amount from a payer is for, by a digest of both; their
// owner is a digest of the payer. TX has no reference, and who pays without one is found by them (FAULTS P1).
const topUpKind = "top_up"

// expects reports whether the case waits, or is about to wait, for the payment of the top-up.
func (t topUp) expects(c realname.Case, now time.Time) bool {
	if status := c.Status(now); status != realname.RequiresInput && status != realname.Processing {
		return false
	}
	d := c.Deposit()
	waits := c.Last().State == realname.AwaitingPayment && d != nil && d.Reference == t.Reference
	return waits || c.NextReference() == t.Reference
}

// topUps finds open top-ups by payer and amount.
type topUps struct {
	Store   Store
	Records Records
	Keys    Keys
	Clock   Clock
}

// claim keeps that the payer's amount is for this top-up; false when another open one of the payer has the same amount. One
// read for each digest key and one of each case found, one write.
func (s topUps) claim(ctx context.Context, payer identity.EnterpriseName, fen int64, t topUp, until time.Time) (bool, error) {
	digests, err := vault.TopUps.Of(ctx, s.Keys, "", payerAndAmount(payer, fen))
	if err != nil {
		return false, err
	}
	payers, err := vault.Payers.Of(ctx, s.Keys, "", payer.Text())
	if err != nil {
		return false, err
	}
	rev := 0
	for i, digest := range digests {
		was, stored, err := s.read(ctx, digest)
		if err != nil {
			return false, err
		}
		if i == 0 {
			rev = stored.Rev
		}
		if was.Reference != t.Reference {
			if _, open, err := s.open(ctx, was); open || err != nil {
				return false, err
			}
		}
	}
	doc, err := json.Marshal(t)
	if err != nil {
		return false, err
	}
	err = s.Records.PutRecord(ctx, Record{
		Kind: topUpKind, ID: digests[0], Owner: payers[0], Sort: oldestFirst(s.Clock()), Rev: rev + 1, Doc: doc, Until: until,
	})
	if errors.Is(err, ErrConflict) {
		return false, nil // somebody else has just taken it
	}
	return err == nil, err
}

// find returns the one open top-up that fits payer and amount; zero when there is none.
func (s topUps) find(ctx context.Context, payer identity.EnterpriseName, fen int64) (topUp, error) {
	digests, err := vault.TopUps.Of(ctx, s.Keys, "", payerAndAmount(payer, fen))
	if err != nil {
		return topUp{}, err
	}
	for _, digest := range digests {
		t, _, err := s.read(ctx, digest)
		if err != nil {
			return topUp{}, err
		}
		if c, open, err := s.open(ctx, t); err != nil {
			return topUp{}, err
		} else if open && c.Last().State == realname.AwaitingPayment {
			return t, nil
		}
	}
	return topUp{}, nil
}

// of lists the cases that wait for a payment of the payer. The list may lag by seconds.
func (s topUps) of(ctx context.Context, payer identity.EnterpriseName) ([]realname.Case, error) {
	payers, err := vault.Payers.Of(ctx, s.Keys, "", payer.Text())
	if err != nil {
		return nil, err
	}
	var all []realname.Case
	for _, digest := range payers {
		page, _, err := s.Records.RecordsOf(ctx, topUpKind, digest, "", 100)
		if err != nil {
			return nil, err
		}
		for _, r := range page {
			var t topUp
			if err := json.Unmarshal(r.Doc, &t); err != nil {
				return nil, errors.New("a top-up is not readable")
			}
			c, open, err := s.open(ctx, t)
			if err != nil {
				return nil, err
			}
			if open && c.Last().State == realname.AwaitingPayment {
				all = append(all, c)
			}
		}
	}
	return all, nil
}

// open loads the case of the top-up, and says whether it still expects it.
func (s topUps) open(ctx context.Context, t topUp) (realname.Case, bool, error) {
	if t.Case == "" {
		return realname.Case{}, false, nil
	}
	c, err := s.Store.Case(ctx, t.Case)
	if errors.Is(err, ErrNotFound) {
		return realname.Case{}, false, nil
	}
	return c, err == nil && t.expects(c, s.Clock()), err
}

func (s topUps) read(ctx context.Context, digest string) (t topUp, stored Record, err error) {
	stored, err = s.Records.Record(ctx, topUpKind, digest)
	if errors.Is(err, ErrNotFound) {
		return topUp{}, Record{}, nil
	}
	if err == nil && json.Unmarshal(stored.Doc, &t) != nil {
		err = errors.New("a top-up is not readable")
	}
	return t, stored, err
}

func payerAndAmount(payer identity.EnterpriseName, fen int64) string {
	return payer.Text() + "\x00" + strconv.FormatInt(fen, 10)
}
