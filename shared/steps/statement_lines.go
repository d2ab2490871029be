package steps

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"time"

	"shiming/shared/files/statement"
	"shiming/shared/identity"
	"shiming/shared/realname"
	"shiming/shared/vault"
)

// lineKind is the kind of records that say which lines were taken, by a digest of all that they say.
const lineKind = "statement_line"

// lineLife is how long a line is known: longer than any bank shows it.
const lineLife = 365 * 24 * time.Hour

// linePrefix begins the ids of payments that came in statements.
const linePrefix = "stm_"

type keptLine struct {
	Done   bool   `json:"done"`
	Sealed []byte `json:"sealed,omitempty"` // of one that was for a case
}

// line takes a line once, and says whether it was for a case. It is on record before it counts, so that what is sent back can
// be told to whom; one that was not done with is taken again, under the same id.
func (s ImportStatement) line(ctx context.Context, l statement.Line) (counted bool, err error) {
	digests, err := vault.StatementEntries.Of(ctx, s.Keys, "", l.Text())
	if err != nil {
		return false, err
	}
	return s.known(ctx, digests, l) // it may have been taken under an older key
}

// known takes the line that is known by one of the ids, or else by the first from now on.
func (s ImportStatement) known(ctx context.Context, ids []string, l statement.Line) (counted bool, err error) {
	id, rev, kept := ids[0], 0, keptLine{}
	for _, d := range ids {
		r, known, err := readRecord[keptLine](ctx, s.Records, lineKind, d)
		if errors.Is(err, ErrNotFound) {
			continue
		}
		if err != nil {
			return false, err
		}
		id, rev, kept = d, r.Rev, known
		break
	}
	if kept.Done {
		return false, nil
	}
	notice, ours, err := s.noticeOf(ctx, linePrefix+id, l)
	if err != nil {
		return false, err
	}
	if ours {
		text, err := json.Marshal(l)
		if err != nil {
			return false, errors.New("a line cannot be written")
		}
		if kept.Sealed, err = vault.StatementLines.Seal(ctx, s.Keys, vault.RecordID(id), realname.Text(text), ""); err != nil {
			return false, err
		}
		if err := s.keepLine(ctx, id, kept, &rev); err != nil {
			return false, err
		}
		if !notice.Payment {
			if err := SettleOrder(ctx, s.Records, notice.Reference, notice.State); err != nil {
				return false, err
			}
		}
		result, err := s.take(ctx, notice)
		if err != nil {
			return false, err
		}
		counted = result.Counted
	}
	kept.Done = true
	return counted, s.keepLine(ctx, id, kept, &rev)
}

func (s ImportStatement) keepLine(ctx context.Context, id string, k keptLine, rev *int) error {
	doc, err := json.Marshal(k)
	if err != nil {
		return errors.New("a line cannot be written")
	}
	*rev++
	err = s.Records.PutRecord(ctx, Record{Kind: lineKind, ID: id, Rev: *rev, Doc: doc, Until: s.Clock().Add(lineLife)})
	if errors.Is(err, ErrConflict) {
		return realname.Refuse(realname.CodeConflict) // somebody else takes it at this moment
	}
	return err
}

// noticeOf says what the line is for, as if the bank had sent it: an amount that went out or came back, by its reference; a
// payment that quotes a top-up, or comes from the payer of one. False where it is for nothing here.
func (s ImportStatement) noticeOf(ctx context.Context, id string, l statement.Line) (BankNotice, bool, error) {
	none := BankNotice{}
	if l.Currency != "CNY" {
		return none, false, nil
	}
	n := BankNotice{ID: id, Payment: true, Reference: l.Remark, PayerName: l.Name, Fen: l.Fen, Currency: l.Currency}
	named, said, quoted := realname.FindReference(l.Remark)
	if quoted {
		c, err := s.Store.Case(ctx, named)
		if err != nil && !errors.Is(err, ErrNotFound) {
			return none, false, err
		}
		if d := sentBy(c); err == nil && d != nil && strings.Contains(said, d.Reference) {
			n = BankNotice{ID: id, Reference: d.Reference, State: PayoutRefused}
			if !l.In {
				n.State = PayoutDone
			}
			return n, true, nil
		}
		return n, l.In && err == nil, nil
	}
	if !l.In || l.Fen > mostUnquoted*int64(s.Policy.Deposit.MaximumFen) {
		return none, false, nil
	}
	payer, err := identity.ParseEnterpriseName(l.Name)
	if err != nil {
		return none, false, nil
	}
	waiting, err := s.topUps().of(ctx, payer)
	return n, len(waiting) > 0, err
}

// mostUnquoted is up to how many times the largest amount of a top-up a payment that quotes nothing is taken for one that went
// wrong; what is more is the payer's other business with the platform.
const mostUnquoted = 100

// sentBy is the amount that the case waits to arrive, or to be confirmed; nil where none was sent.
func sentBy(c realname.Case) *realname.Deposit {
	if left, ok := c.PayoutLeft(); ok {
		c = left
	}
	if len(c.Events) == 0 || !c.Method().PaysOut() {
		return nil
	}
	return c.Deposit()
}
