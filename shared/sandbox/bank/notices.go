package sandboxbank

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"strconv"
	"time"
	"unicode/utf8"

	"shiming/shared/providers/standardhook"
	"shiming/shared/realname"
	"shiming/shared/steps"
)

const (
	currency  = "CNY"
	maxBody   = 2 << 10
	maxText   = 300        // bytes of a name, or of a reference
	maxAmount = 10_000_000 // fen: nobody pays more into a sandbox
)

// The kinds of notices.
const (
	kindPayment = "payment"
	kindPayout  = "payout"
)

// message is the body of a notice. Amounts are whole fen.
type message struct {
	ID        string            `json:"id"` // as in the header webhook-id
	Kind      string            `json:"kind"`
	Reference string            `json:"reference"`
	PayerName string            `json:"payer_name,omitempty"`
	Amount    int64             `json:"amount,omitempty"`
	Currency  string            `json:"currency,omitempty"`
	State     steps.PayoutState `json:"state,omitempty"`
}

// Sign makes the notice that says n, stamped at, by the current secret. It does not look whether n makes sense.
func (b *Bank) Sign(n steps.BankNotice, at time.Time) (steps.Callback, error) {
	m := message{ID: n.ID, Kind: kindPayout, Reference: n.Reference, State: n.State}
	if n.Payment {
		m = message{ID: n.ID, Kind: kindPayment, Reference: n.Reference, PayerName: n.PayerName, Amount: n.Fen, Currency: n.Currency}
	}
	body, err := json.Marshal(m)
	if err != nil {
		return steps.Callback{}, err
	}
	return b.notices.Sign(n.ID, at, body)
}

var errNoDeliver = errors.New("sandbox bank: set up without a way to deliver notices")

func (b *Bank) send(ctx context.Context, n steps.BankNotice) error {
	if b.o.Deliver == nil {
		return errNoDeliver
	}
	cb, err := b.Sign(n, b.o.Clock())
	if err != nil {
		return err
	}
	return b.o.Deliver(ctx, cb)
}

// Authenticate implements steps.Bank.
func (b *Bank) Authenticate(c steps.Callback, now time.Time) (steps.BankNotice, error) {
	id, err := b.notices.Verify(c, now)
	if err != nil {
		return steps.BankNotice{}, err
	}
	n, field := read(c.Body)
	if field == "" && n.ID != id {
		field = "id"
	}
	if field == "" {
		field = wrong(n)
	}
	if field != "" {
		return steps.BankNotice{}, realname.RefuseField(realname.CodeNoticeInvalid, field)
	}
	return n, nil
}

// wrong names the field that makes no sense; empty when all do.
func wrong(n steps.BankNotice) string {
	switch {
	case !standardhook.ValidID(n.ID):
		return "id"
	case !text(n.Reference):
		return "reference"
	case !n.Payment:
		switch n.State {
		case steps.PayoutPending, steps.PayoutDone, steps.PayoutRefused:
			return ""
		case steps.PayoutUnknown:
		}
		return "state"
	case !text(n.PayerName):
		return "payer_name"
	case n.Fen < 1 || n.Fen > maxAmount:
		return "amount"
	case n.Currency != currency:
		return "currency"
	}
	return ""
}

func text(s string) bool { return s != "" && len(s) <= maxText && utf8.ValidString(s) }

// read takes exactly one JSON object with the fields of its kind, each once and spelled as they are, texts as texts and
// amounts as whole numbers of fen. It names the field that is none of that.
func read(body []byte) (steps.BankNotice, string) {
	var m message
	fields := map[string]any{
		"id": &m.ID, "kind": &m.Kind, "reference": &m.Reference, "payer_name": &m.PayerName,
		"amount": &m.Amount, "currency": &m.Currency, "state": (*string)(&m.State),
	}
	if len(body) > maxBody {
		return steps.BankNotice{}, "body"
	}
	dec := json.NewDecoder(bytes.NewReader(body))
	dec.UseNumber()
	if t, err := dec.Token(); err != nil || t != json.Delim('{') {
		return steps.BankNotice{}, "body"
	}
	given := map[string]bool{}
	for dec.More() {
		key, err := dec.Token()
		if err != nil {
			return steps.BankNotice{}, "body"
		}
		name, _ := key.(string)
		into, known := fields[name]
		value, err := dec.Token()
		if !known || given[name] || err != nil {
			return steps.BankNotice{}, "body"
		}
		if !set(into, value) {
			return steps.BankNotice{}, name
		}
		given[name] = true
	}
	if _, err := dec.Token(); err != nil {
		return steps.BankNotice{}, "body"
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return steps.BankNotice{}, "body"
	}
	switch m.Kind {
	case kindPayment:
		if given["state"] {
			return steps.BankNotice{}, "state"
		}
		return steps.BankNotice{ID: m.ID, Payment: true, Reference: m.Reference, PayerName: m.PayerName, Fen: m.Amount, Currency: m.Currency}, ""
	case kindPayout:
		if given["payer_name"] || given["amount"] || given["currency"] {
			return steps.BankNotice{}, "amount"
		}
		return steps.BankNotice{ID: m.ID, Reference: m.Reference, State: m.State}, ""
	}
	return steps.BankNotice{}, "kind"
}

func set(into, value any) bool {
	switch into := into.(type) {
	case *string:
		s, ok := value.(string)
		*into = s
		return ok
	case *int64:
		number, ok := value.(json.Number)
		n, err := strconv.ParseInt(number.String(), 10, 64) // beyond that it is refused, not cut (THREATS X19)
		*into = n
		return ok && err == nil && strconv.FormatInt(n, 10) == number.String()
	}
	return false
}
