package steps

import (
	"context"
	"time"

	"shiming/shared/realname"
)

// Payout is an amount to be sent to an enterprise's bank account (RULES C7), in plaintext.
type Payout struct {
	// Key is the payout's own: the same key is paid once, however often it is asked for.
	Key               string
	PayeeName         string
	Bank, Place       string
	Branch, AccountNo string
	Fen               int // zero where the bank draws it
}

// PayoutState is how far a payout is.
type PayoutState string

const (
	// PayoutUnknown was never asked for.
	PayoutUnknown PayoutState = "unknown"
	// PayoutPending is on its way.
	PayoutPending PayoutState = "pending"
	// PayoutDone has arrived.
	PayoutDone PayoutState = "arrived"
	// PayoutRefused came back: the account does not exist, or has another name.
	PayoutRefused PayoutState = "refused"
)

// BankNotice is a bank's word, after its signature was verified, in plaintext: a payment that came in, or how a payout
// went.
type BankNotice struct {
	ID string
	// Reference is the deposit's that a payment quotes, or the key of a payout.
	Reference string
	// Payment says that it is a payment; else State says how the payout stands.
	Payment   bool
	PayerName string
	Fen       int64
	Currency  string // ISO 4217
	State     PayoutState
}

// Bank moves money. It sends amounts in one of two shapes, or in both: it is a PayingBank, a DrawingBank, or, like the
// sandbox, one or the other by the account. All methods are safe for concurrent use. Faults that may pass are
// ErrUnavailable; then the effect may have happened, and the same key is to be used again. An implementation is a bank
// when it passes shared/providers/banktest, which has a part for each shape.
type Bank interface {
	// Progress says how the payout stands.
	Progress(ctx context.Context, key string) (PayoutState, error)
	// Refund sends a payment back to where it came from, once per payment.
	Refund(ctx context.Context, payment string) error
	// Credit credits a payment to the account of the platform that it was paid for, once per payment (RULES C6).
	Credit(ctx context.Context, payment string, account realname.AccountID) error
	// Withdraw takes a payment that was credited off the account again and sends it back to where it came from, once per
	// payment (RULES C11). From then on to credit it changes nothing. One that was never credited is an error.
	Withdraw(ctx context.Context, payment string, account realname.AccountID) error
	// PayInstructions says where a top-up is to be paid.
	PayInstructions() Instructions
	// Authenticate verifies the signature and the age of a notice, like Provider.Authenticate; one that makes no sense
	// (an amount that is no whole number of fen, another currency than CNY) is notice_invalid.
	Authenticate(c Callback, now time.Time) (BankNotice, error)
}

// PayingBank sends an amount that we drew.
type PayingBank interface {
	Bank
	// Pay sends a payout, once per key, and says how it stands.
	Pay(ctx context.Context, p Payout) (PayoutState, error)
}

// DrawingBank draws the amount itself, keeps it, and compares it with what the enterprise read on its statement: we never
// know it.
type DrawingBank interface {
	Bank
	// Draws says whether the bank draws the amount for this account. The answer for an account does not change while an
	// amount is on its way to it.
	Draws(accountNo string) bool
	// Start draws an amount and sends it, once per key, and says how it stands. Fen of the payout counts for nothing.
	Start(ctx context.Context, p Payout) (PayoutState, error)
	// Check compares an amount. The bank counts it once per key of the attempt, and answers it again as it did.
	Check(ctx context.Context, a AmountAttempt) (AmountAnswer, error)
}

// AmountAttempt is one amount that is said to have arrived.
type AmountAttempt struct {
	Payout string // its key
	// Key is the attempt's own: the same key is counted once, however often it is asked.
	Key string
	Fen int
}

// AmountAnswer is what a bank says of an amount.
type AmountAnswer string

const (
	// AmountFits is the one that was sent.
	AmountFits AmountAnswer = "right"
	// AmountDiffers is another; the bank counts it.
	AmountDiffers AmountAnswer = "wrong"
	// AmountLocked says that the bank compares no more: too many were wrong.
	AmountLocked AmountAnswer = "locked"
	// AmountLate says that the bank compares no more: its time is over.
	AmountLate AmountAnswer = "expired"
	// AmountNotSent says that no amount of this payout has arrived.
	AmountNotSent AmountAnswer = "not_sent"
)

// Instructions are where a top-up is to be paid (RULES C6).
//
//openapi:schema Instructions
type Instructions struct {
	PayeeName string `json:"payee_name"`
	AccountNo string `json:"account_number"`
	Bank      string `json:"bank"`
	Branch    string `json:"branch"`
}
