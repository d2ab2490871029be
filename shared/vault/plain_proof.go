package vault

import (
	"crypto/subtle"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"strconv"

	"shiming/shared/identity"
	"shiming/shared/realname"
)

// plainText is a text as it is sealed.
type plainText string

func plainTextOf(x realname.Text) plainText { return plainText(x) }

func (p plainText) typed() (realname.Text, error) { return realname.Text(p), nil }

// Card is a bank card with the phone that the bank holds for it (RULES B7).
type Card struct {
	Bank   string // a code of the policy's list
	Number identity.BankCard
	Phone  identity.Phone
}

// plainCard is a card as it is sealed.
type plainCard struct {
	Bank   string `json:"bank"`
	Number string `json:"number"`
	Phone  string `json:"phone"`
}

func plainCardOf(x Card) plainCard { return plainCard{x.Bank, x.Number.Text(), x.Phone.Text()} }

func (p plainCard) typed() (Card, error) {
	number, err1 := identity.ParseBankCard(p.Number)
	phone, err2 := identity.ParsePhone(p.Phone)
	return Card{p.Bank, number, phone}, errors.Join(err1, err2)
}

// BankAccount is the bank account that a corporate transfer goes to (RULES C7).
type BankAccount struct {
	Number identity.BankAccountNumber
	// Bank, Place and Branch are as the bank writes them.
	Bank, Place, Branch realname.Text
}

// plainAccount is a bank account as it is sealed.
type plainAccount struct {
	Number string `json:"number"`
	Bank   string `json:"bank"`
	Place  string `json:"place"`
	Branch string `json:"branch"`
}

func plainAccountOf(x BankAccount) plainAccount {
	return plainAccount{x.Number.Text(), string(x.Bank), string(x.Place), string(x.Branch)}
}

func (p plainAccount) typed() (BankAccount, error) {
	number, err := identity.ParseBankAccount(p.Number)
	return BankAccount{number, realname.Text(p.Bank), realname.Text(p.Place), realname.Text(p.Branch)}, err
}

// Amount is the amount of a deposit, in fen. It prints, logs and marshals as redacted.
type Amount int64

// Equal compares two amounts in constant time, in all their digits.
func (a Amount) Equal(b Amount) bool {
	var x, y [8]byte
	binary.BigEndian.PutUint64(x[:], uint64(a))
	binary.BigEndian.PutUint64(y[:], uint64(b))
	return subtle.ConstantTimeCompare(x[:], y[:]) == 1
}

// Format writes "[redacted]".
func (Amount) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, redacted) }

// LogValue is "[redacted]".
func (Amount) LogValue() slog.Value { return slog.StringValue(redacted) }

// MarshalText is "[redacted]".
func (Amount) MarshalText() ([]byte, error) { return []byte(redacted), nil }

// plainAmount is an amount as it is sealed: always of one length, so that what is sealed says nothing by its size.
type plainAmount string

func plainAmountOf(x Amount) plainAmount { return plainAmount(fmt.Sprintf("%020d", int64(x))) }

func (p plainAmount) typed() (Amount, error) {
	fen, err := strconv.ParseInt(string(p), 10, 64)
	if err != nil {
		return 0, errors.New("it is no amount") // and not err, which repeats it
	}
	return Amount(fen), nil
}

// OneTimeCode is a code with the phone that it goes to, and with what it proves when it is right. That is asked for before the
// code goes out, so that who says a code learns nothing but whether it was right: neither by an answer that comes sooner
// or later, nor by one that does not come (THREATS A1, Q2).
type OneTimeCode struct {
	Digits realname.Text
	Phone  identity.Phone
	// InUse says that the document has verified another account of the group (RULES B10).
	InUse bool
	// TakenOver is the identity that is taken over, and Site where it was verified (RULES B9).
	TakenOver *realname.Form
	Site      string
}

// Is reports whether the code is the one that was sent, in a time that does not depend on how much of it is right.
func (c OneTimeCode) Is(typed string) bool {
	return subtle.ConstantTimeCompare([]byte(c.Digits), []byte(typed)) == 1
}

// plainCode is a code as it is sealed.
type plainCode struct {
	Code      string         `json:"code"`
	Phone     string         `json:"phone"`
	InUse     bool           `json:"in_use,omitempty"`
	TakenOver *realname.Form `json:"taken,omitempty"`
	Site      string         `json:"site,omitempty"`
}

func plainCodeOf(x OneTimeCode) plainCode {
	return plainCode{string(x.Digits), x.Phone.Text(), x.InUse, x.TakenOver, x.Site}
}

func (p plainCode) typed() (OneTimeCode, error) {
	phone, err := identity.ParsePhone(p.Phone)
	return OneTimeCode{realname.Text(p.Code), phone, p.InUse, p.TakenOver, p.Site}, err
}

// Reading is what was read from a licence (RULES C2), or from a paper of a person for its reviewer (RULES C8); empty fields were not
// found. Warnings are words with a space between, of what is odd about the picture. It prints, logs and marshals as
// redacted: what is shown of it is taken out by name.
type Reading struct {
	Name, Code, Address, Representative  string
	Kind, Number, Birth, Valid, Warnings string
}

// Format writes "[redacted]".
func (Reading) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, redacted) }

// LogValue is "[redacted]".
func (Reading) LogValue() slog.Value { return slog.StringValue(redacted) }

// MarshalText is "[redacted]".
func (Reading) MarshalText() ([]byte, error) { return []byte(redacted), nil }

// plainReading is a reading as it is sealed.
type plainReading struct {
	Name, Code, Address, Representative  string
	Kind, Number, Birth, Valid, Warnings string `json:",omitempty"`
}

func plainReadingOf(x Reading) plainReading { return plainReading(x) }

func (p plainReading) typed() (Reading, error) { return Reading(p), nil }
