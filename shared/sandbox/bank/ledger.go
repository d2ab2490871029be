package sandboxbank

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"time"

	"shiming/shared/realname"
	"shiming/shared/steps"
)

// Booking is one line of the ledger: money that came in, or went out.
type Booking struct {
	// ID is a payout's key, or a payment's id.
	ID string    `json:"id"`
	At time.Time `json:"at"`
	// Out says that it is a payout of the platform to the enterprise; else the enterprise has paid.
	Out bool `json:"out"`
	// Who is the payee of a payout, the payer of a payment.
	Who string `json:"who"`
	// Account is the payee's number of a payout.
	Account   string       `json:"account,omitempty"`
	Reference string       `json:"reference"`
	Fen       int          `json:"fen"`
	State     BookingState `json:"state"`
	// Due is when a late payout arrives; Asked how often it was asked for while the bank did not answer.
	Due   time.Time `json:"due,omitzero"`
	Asked int       `json:"asked,omitempty"`
	// Attempts are the amounts that were compared with one that the bank drew, each by its key.
	Attempts map[string]steps.AmountAnswer `json:"attempts,omitempty"`
}

// BookingState is how an entry stands.
type BookingState string

const (
	// Unanswered was asked for while the bank did not answer: nothing has moved.
	Unanswered BookingState = "unanswered"
	// Pending is a payout on its way.
	Pending BookingState = "pending"
	// Arrived is a payout that the enterprise has.
	Arrived BookingState = "arrived"
	// Returned is a payout that came back.
	Returned BookingState = "returned"
	// Received is a payment that came in.
	Received BookingState = "received"
	// Refunded is a payment that went back to where it came from.
	Refunded BookingState = "refunded"
	// Credited is a payment that is on the platform's account of who paid.
	Credited BookingState = "credited"
	// Withdrawn is a payment that went back from there to where it came from.
	Withdrawn BookingState = "withdrawn"
)

// record is the kind of the ledger's records. Their owner is a statement.
const record = "bank_entry"

// recordID keeps payouts and payments apart.
func recordID(out bool, id string) string {
	if out {
		return "out_" + id
	}
	return "in_" + id
}

var errLedger = errors.New("sandbox bank: an entry does not open")

// sealedEntry is what a record holds.
type sealedEntry struct {
	Sealed []byte `json:"sealed"`
}

func (b *Bank) seal(e Booking) ([]byte, error) {
	plain, err := json.Marshal(e)
	if err != nil {
		return nil, err
	}
	nonce := make([]byte, b.seals[0].NonceSize())
	_, _ = rand.Read(nonce) // never fails, by the contract of crypto/rand
	return json.Marshal(sealedEntry{b.seals[0].Seal(nonce, nonce, plain, []byte(recordID(e.Out, e.ID)))})
}

func (b *Bank) open(r steps.Record) (Booking, error) {
	var s sealedEntry
	if err := json.Unmarshal(r.Doc, &s); err != nil {
		return Booking{}, errLedger
	}
	for _, key := range b.seals {
		if len(s.Sealed) < key.NonceSize() {
			continue
		}
		plain, err := key.Open(nil, s.Sealed[:key.NonceSize()], s.Sealed[key.NonceSize():], []byte(r.ID))
		if err != nil {
			continue
		}
		var e Booking
		if err := json.Unmarshal(plain, &e); err != nil {
			return Booking{}, errLedger
		}
		return e, nil
	}
	return Booking{}, errLedger
}

// conflictRetries bounds how often a change is made anew because somebody else changed the entry meanwhile.
const conflictRetries = 10

// write creates or changes an entry: change gets the one that is there, or nil, and returns what it becomes, or nil to
// leave it. It may be called several times. The entry as it is afterwards is returned.
func (b *Bank) write(ctx context.Context, out bool, id, statement string, change func(*Booking) (*Booking, error)) (Booking, error) {
	for range conflictRetries {
		var was *Booking
		kept := steps.Record{Kind: record, ID: recordID(out, id), Owner: statement}
		stored, err := b.o.Records.Record(ctx, record, kept.ID)
		if err != nil && !errors.Is(err, steps.ErrNotFound) {
			return Booking{}, err
		}
		if err == nil {
			e, err := b.open(stored)
			if err != nil {
				return Booking{}, err
			}
			was, kept = &e, stored
		}
		after, err := change(was)
		if err != nil {
			return Booking{}, err
		}
		if after == nil {
			if was == nil {
				return Booking{}, steps.ErrNotFound
			}
			return *was, nil
		}
		after.ID, after.Out = id, out
		if was == nil {
			after.At = b.o.Clock().UTC()
			kept.Sort = after.At.Format("20060102T150405.000000000Z")
		}
		if kept.Doc, err = b.seal(*after); err != nil {
			return Booking{}, err
		}
		kept.Rev++
		err = b.o.Records.PutRecord(ctx, kept)
		if err == nil {
			return *after, nil
		}
		if !errors.Is(err, steps.ErrConflict) {
			return Booking{}, err
		}
	}
	return Booking{}, steps.ErrUnavailable
}

// Statement lists the entries of the case's statement, oldest first, at most 100.
func (b *Bank) Statement(ctx context.Context, id realname.CaseID) ([]Booking, error) {
	records, _, err := b.o.Records.RecordsOf(ctx, record, string(id), "", 100)
	if err != nil {
		return nil, err
	}
	var entries []Booking
	for _, r := range records {
		e, err := b.open(r)
		if err != nil {
			return nil, err
		}
		e.State = e.standing(b.o.Clock())
		entries = append(entries, e)
	}
	return entries, nil
}

// standing is how the entry stands now: a late payout arrives by itself.
func (e Booking) standing(now time.Time) BookingState {
	if e.State == Pending && !e.Due.IsZero() && !now.Before(e.Due) {
		return Arrived
	}
	return e.State
}
