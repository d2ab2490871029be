package steps

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"shiming/shared/files/statement"
	"shiming/shared/identity"
	"shiming/shared/realname"
)

// Income is an account whose bank lists what came in, and pushes nothing (RULES C6). Safe for concurrent use.
type Income interface {
	// On returns what came in on the day, by the mainland's calendar: each with a Serial that is its own for ever. Faults that may
	// pass are ErrUnavailable, and then nothing is returned.
	On(ctx context.Context, day identity.Date) ([]statement.Line, error)
}

// AskBank asks banks that push nothing, every AskBankEvery: what came in, and how the payouts stand that are on their way. What they
// say counts as a notice does: once, however often it is read. Nobody has to approve what a bank itself says.
type AskBank struct {
	ImportStatement
	Income Income // nil: no such account is set up
}

// AskBankEvery is how often it is to be run.
const AskBankEvery = 5 * time.Minute

// Do asks once. What cannot be taken now is taken the next time, and does not hold up the rest. One read for each transfer and payout
// that is known; of a new one what ImportStatement says.
func (s AskBank) Do(ctx context.Context) error {
	if s.Bank == nil {
		return nil
	}
	return errors.Join(s.payouts(ctx), s.income(ctx))
}

// income takes what came in today and yesterday, for what comes at night may be listed the day after.
func (s AskBank) income(ctx context.Context) error {
	if s.Income == nil {
		return nil
	}
	var wrong []error
	for _, ago := range []time.Duration{24 * time.Hour, 0} {
		lines, err := s.Income.On(ctx, identity.DateIn(s.Clock().Add(-ago)))
		if err != nil {
			wrong = append(wrong, fmt.Errorf("read income: %w", err))
			continue
		}
		for _, l := range lines {
			if _, err := s.known(ctx, []string{incomeID(l)}, l); err != nil {
				wrong = append(wrong, fmt.Errorf("take income: %w", err))
			}
		}
	}
	return errors.Join(wrong...)
}

// incomeID names a transfer by the bank's own number of it, whatever else the bank says of it later.
func incomeID(l statement.Line) string {
	return "income_" + digestOf(l.Serial)[:32]
}

// AskedBank is a bank that says how a payout stands when it is asked, and not of its own accord.
type AskedBank interface {
	Bank
	// Asked says that it is so.
	Asked() bool
}

// askedKind is the kind of records of payouts that a bank is asked about.
const askedKind = "asked_payout"

type askedPayout struct {
	Since time.Time `json:"since"`
}

// askLater puts a payout down, so that its bank is asked about it.
func askLater(ctx context.Context, records Records, bank Bank, key string, now time.Time) error {
	if asked, ok := bank.(AskedBank); !ok || !asked.Asked() {
		return nil
	}
	err := writeAsked(ctx, records, key, askedPayout{now}, 0, ordersOpen)
	if errors.Is(err, ErrConflict) {
		return nil
	}
	return err
}

func writeAsked(ctx context.Context, records Records, key string, a askedPayout, rev int, owner string) error {
	doc, err := json.Marshal(a)
	if err != nil {
		return errors.New("a payout cannot be put down")
	}
	return records.PutRecord(ctx, Record{
		Kind: askedKind, ID: "asked_" + key, Owner: owner, Sort: oldestFirst(a.Since), Rev: rev + 1, Doc: doc, Until: a.Since.Add(orderLife),
	})
}

// payouts asks about those that a case waits for: until they have arrived, and on until the amount is confirmed, for banks send back
// what they had said had arrived (ADAPTERS D2).
func (s AskBank) payouts(ctx context.Context) error {
	if asked, ok := s.Bank.(AskedBank); !ok || !asked.Asked() {
		return nil
	}
	var wrong []error
	err := eachRecord(ctx, s.Records, askedKind, ordersOpen, func(r Record) error {
		if err := s.payout(ctx, r); err != nil {
			wrong = append(wrong, fmt.Errorf("ask about a payout: %w", err))
		}
		return nil
	})
	return errors.Join(append(wrong, err)...)
}

func (s AskBank) payout(ctx context.Context, r Record) error {
	var a askedPayout
	key := r.ID[len("asked_"):]
	id, _, ok := realname.CaseOfReference(key)
	if json.Unmarshal(r.Doc, &a) != nil || !ok {
		return errors.New("a payout is not readable")
	}
	c, err := s.Store.Case(ctx, id)
	if err != nil && !errors.Is(err, ErrNotFound) {
		return err
	}
	if err != nil || !payoutWaits(c, key) {
		return writeAsked(ctx, s.Records, key, a, r.Rev, ordersOver)
	}
	if !askNow(s.Clock(), a.Since) {
		return nil
	}
	state, err := s.Bank.Progress(ctx, key)
	if err != nil || state != PayoutDone && state != PayoutRefused {
		return err
	}
	_, err = s.take(ctx, BankNotice{Reference: key, State: state})
	return err
}

// payoutWaits reports whether the case waits for the payout to arrive, or to be confirmed.
func payoutWaits(c realname.Case, key string) bool {
	if left, ok := c.PayoutLeft(); ok {
		c = left // another method was chosen while the amount was on its way
	}
	d, state := c.Deposit(), c.Last().State
	return d != nil && d.Reference == key && (state == realname.Paying || state == realname.Confirming)
}

// askNow says whether it is time to ask about a payout that was sent then: each time at first, then each half hour, after a day every
// two hours. It depends on the time alone, so that nothing has to be kept.
func askNow(now, since time.Time) bool {
	turn := now.UnixNano() / int64(AskBankEvery)
	switch age := now.Sub(since); {
	case age > 24*time.Hour:
		return turn%24 == 0
	case age > time.Hour:
		return turn%6 == 0
	}
	return true
}
