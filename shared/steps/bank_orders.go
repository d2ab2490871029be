package steps

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"shiming/shared/files/statement"
	"shiming/shared/realname"
	"shiming/shared/vault"
)

// BankOrder is what somebody does by hand at a bank without an API: there is one of a key, however often it is given.
type BankOrder struct {
	Key     string             `json:"key"` // of the payout, or the payment's id
	Kind    OrderKind          `json:"kind"`
	Account realname.AccountID `json:"account,omitempty"` // that a payment is credited to
	At      time.Time          `json:"at"`
	// Done says that somebody did it; State how a payout stands, as the statements say.
	Done  bool        `json:"done,omitempty"`
	State PayoutState `json:"state,omitempty"`
}

// OrderKind is what is to be done.
type OrderKind string

const (
	// OrderPay sends the amount of a transfer (RULES C7).
	OrderPay OrderKind = "pay"
	// OrderRefund sends a payment back to where it came from (RULES C6).
	OrderRefund OrderKind = "refund"
	// OrderCredit credits a payment to an account of the platform (RULES C6).
	OrderCredit OrderKind = "credit"
	// OrderWithdraw takes a credited payment off the account again and sends it back to where it came from (RULES C11).
	OrderWithdraw OrderKind = "withdraw"
)

const (
	orderKind   = "bank_order"
	ordersOpen  = "open"
	ordersOver  = "over"
	orderLife   = 365 * 24 * time.Hour
	orderTries  = 5
	orderPrefix = "order_"
)

// withdrawalSuffix makes the key of the order that undoes the credit of a payment: that one's own is taken.
const withdrawalSuffix = "_back"

// WithdrawalKey is the key of the order that sends a credited payment back.
func WithdrawalKey(payment string) string { return payment + withdrawalSuffix }

// ReadOrder returns the order of the key, or ErrNotFound. One read.
func ReadOrder(ctx context.Context, records Records, key string) (BankOrder, error) {
	_, o, err := readRecord[BankOrder](ctx, records, orderKind, orderPrefix+key)
	return o, err
}

// GiveOrder gives the order, unless one of its key was given, and returns the one that stands. One write, or one read more.
func GiveOrder(ctx context.Context, records Records, o BankOrder) (BankOrder, error) {
	err := writeOrder(ctx, records, o, 0)
	if errors.Is(err, ErrConflict) {
		return ReadOrder(ctx, records, o.Key)
	}
	return o, err
}

func writeOrder(ctx context.Context, records Records, o BankOrder, rev int) error {
	doc, err := json.Marshal(o)
	if err != nil {
		return errors.New("an order cannot be written")
	}
	owner := ordersOpen
	if o.Done || o.State == PayoutDone || o.State == PayoutRefused {
		owner = ordersOver
	}
	return records.PutRecord(ctx, Record{
		Kind: orderKind, ID: orderPrefix + o.Key, Owner: owner, Sort: oldestFirst(o.At), Rev: rev + 1, Doc: doc, Until: o.At.Add(orderLife),
	})
}

// changeOrder changes the order of the key, on top of what others changed.
func changeOrder(ctx context.Context, records Records, key string, f func(*BankOrder)) (BankOrder, error) {
	for range orderTries {
		stored, o, err := readRecord[BankOrder](ctx, records, orderKind, orderPrefix+key)
		if err != nil {
			return o, err
		}
		f(&o)
		if err = writeOrder(ctx, records, o, stored.Rev); !errors.Is(err, ErrConflict) {
			return o, err
		}
	}
	return BankOrder{}, fmt.Errorf("an order changes all the time: %w", ErrUnavailable)
}

// SettleOrder keeps how a payout stands, as a statement says; of one that was not given by hand nothing is kept.
func SettleOrder(ctx context.Context, records Records, key string, state PayoutState) error {
	_, err := changeOrder(ctx, records, key, func(o *BankOrder) {
		if o.State != PayoutRefused { // a statement may show the newest line first: what came back did not arrive
			o.State = state
		}
	})
	if errors.Is(err, ErrNotFound) {
		return nil
	}
	return err
}

// ListOrders shows administrators what is to be done by hand, with whom the money goes to.
type ListOrders struct {
	Base
	Keys    Keys
	Records Records
}

// OpenOrder is an order with what it needs, in plaintext.
type OpenOrder struct {
	BankOrder
	Name, AccountNo, Bank, Branch string
	Fen                           int64
	Paid                          string // the day on which a payment came
}

// Do lists the open orders, oldest first, a page at a time: without those that nothing waits for any more. It may lag behind
// by seconds. One read, and one for each order.
func (s ListOrders) Do(ctx context.Context, _ realname.Actor, cursor string, limit int) ([]OpenOrder, string, error) {
	page, next, err := s.Records.RecordsOf(ctx, orderKind, ordersOpen, cursor, limit)
	if err != nil {
		return nil, "", err
	}
	var all []OpenOrder
	for _, r := range page {
		open := OpenOrder{}
		if json.Unmarshal(r.Doc, &open.BankOrder) != nil {
			return nil, "", errors.New("an order is not readable")
		}
		fill := s.payment
		if open.Kind == OrderPay {
			fill = s.payout
		}
		waits, err := fill(ctx, &open)
		if err != nil {
			return nil, "", err
		}
		if waits {
			all = append(all, open)
		}
	}
	return all, next, nil
}

// payout opens whom an amount goes to, as long as the case waits for it.
func (s ListOrders) payout(ctx context.Context, o *OpenOrder) (bool, error) {
	id, _, ok := realname.CaseOfReference(o.Key)
	if !ok {
		return false, nil
	}
	c, err := s.Store.Case(ctx, id)
	if errors.Is(err, ErrNotFound) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	d := c.Deposit()
	if d == nil || d.Reference != o.Key || c.Last().State != realname.Paying || c.Status(s.Clock()) == realname.StatusExpired {
		return false, nil
	}
	p, err := PayOut{Base: s.Base, Keys: s.Keys}.payout(ctx, c, *d)
	o.Name, o.AccountNo, o.Bank, o.Branch, o.Fen = p.PayeeName, p.AccountNo, p.Bank, p.Branch, int64(p.Fen)
	return err == nil, err
}

// payment opens where a payment came from, as its line says.
func (s ListOrders) payment(ctx context.Context, o *OpenOrder) (bool, error) {
	id := strings.TrimSuffix(strings.TrimPrefix(o.Key, linePrefix), withdrawalSuffix)
	r, err := s.Records.Record(ctx, lineKind, id)
	if errors.Is(err, ErrNotFound) {
		return true, nil // it came in some other way: the bank shows it
	}
	var kept keptLine
	if err != nil || json.Unmarshal(r.Doc, &kept) != nil || kept.Sealed == nil {
		return true, err
	}
	text, err := vault.StatementLines.Open(ctx, s.Keys, vault.RecordID(id), kept.Sealed)
	if err != nil {
		return false, err
	}
	var l statement.Line
	if json.Unmarshal([]byte(text), &l) != nil {
		return false, errors.New("a line is not readable")
	}
	o.Name, o.AccountNo, o.Fen, o.Paid = l.Name, l.Account, l.Fen, l.Date.String()
	return true, nil
}

// DoneWith takes down that somebody did the order. Refused: order_not_found. One read, one write.
func (s ListOrders) DoneWith(ctx context.Context, _ realname.Actor, key string) (BankOrder, error) {
	o, err := changeOrder(ctx, s.Records, key, func(o *BankOrder) { o.Done = true })
	if errors.Is(err, ErrNotFound) {
		return o, realname.Refuse(realname.CodeOrderNotFound)
	}
	return o, err
}
