package identity

// BankCard is the number of a person's bank card: 12 to 19 digits (ISO/IEC 7812-1). The zero value is none. It prints with its
// last four digits.
type BankCard struct{ veiled }

const (
	minCardDigits = 12
	maxCardDigits = 19
)

// ParseBankCard checks a card number. It is cleaned; spaces and hyphens are tolerated. A check digit is not asked for: debit
// cards were issued whose last digit is none, and the bank decides. The error is an *Error with CodeCardInvalid.
func ParseBankCard(s string) (BankCard, error) {
	if len(s) > maxInput {
		return BankCard{}, cardError()
	}
	text := plain(s)
	if len(text) < minCardDigits || len(text) > maxCardDigits || !allDigits(text) {
		return BankCard{}, cardError()
	}
	return BankCard{veil("****"+text[len(text)-4:], text)}, nil
}

func cardError() error { return &FieldError{Code: CodeCardInvalid, Field: "card"} }

// Text returns the digits in plain, empty for the zero value: for sealing and for providers only.
func (c BankCard) Text() string {
	_, plain := c.split()
	return plain
}

// Equal reports whether the numbers are the same, in time that does not depend on them.
func (c BankCard) Equal(o BankCard) bool { return c == o }
