// Package identity parses and checks the identity numbers Shiming works with: personal documents (resident ID, travel
// permits), names, mobile numbers, unified social credit codes and civil dates.
//
// A value exists only if it was well formed: the fields are unexported and Parse… is the only way in. Document, Name,
// Phone and USCC hold personal data, so whatever prints, logs or marshals them shows the masked form; the plain text
// comes out only through Number, Canonical and Text, which are for sealing, hashing and providers.
// All values are immutable, comparable with ==, and safe for concurrent use.
//
// What must not live here: input and output, clocks, policy (who is old enough, which document is accepted by whom),
// storage, and any question whether a well-formed number was really issued.
package identity

// Code says what kind of input was refused. The set is closed.
const (
	CodeIDNumberInvalid          = "id_number_invalid"           // RULES B1: the document's number is not well formed
	CodeNameInvalid              = "name_invalid"                // the name is not 2–30 Han characters
	CodePhoneInvalid             = "phone_invalid"               // not a mainland mobile number
	CodeEmailInvalid             = "email_invalid"               // not an e-mail address
	CodeOpenIDInvalid            = "wechat_openid_invalid"       // not an openid of WeChat
	CodeCardInvalid              = "card_invalid"                // not the number of a bank card
	CodeUSCCInvalid              = "uscc_invalid"                // not a unified social credit code
	CodeDocumentKindNotSupported = "document_kind_not_supported" // RULES A5: points to the international site
	CodeDateInvalid              = "date_invalid"                // not a day of the calendar
)

// Reason says, for CodeIDNumberInvalid and CodeUSCCInvalid, which check failed first. The set is closed.
const (
	ReasonLength     = "length"      // too few or too many characters
	ReasonCharacters = "characters"  // a character that cannot stand where it stands
	ReasonRegion     = "region"      // the resident ID's province does not exist
	ReasonBirthDate  = "birth_date"  // the resident ID's birth date does not exist
	ReasonCheckDigit = "check_digit" // a check digit does not fit: most likely a typing error
	// ReasonFirstGeneration: 15 digits of a card that is no longer valid; the 18 characters of the present one are asked for.
	ReasonFirstGeneration = "first_generation"
	ReasonFormat          = "format" // none of the forms of this permit, or no authority or category of a USCC
)

// FieldError is what every Parse function of this package returns (as *Error). It names what was wrong and never contains
// the refused value, so that it may be logged and shown.
type FieldError struct {
	Code   string // one of the Code constants
	Field  string // which input: "kind", "number", "name", "phone", "uscc" or "date"
	Reason string // one of the Reason constants; empty where Code says it all
}

// Error returns the code alone.
func (e *FieldError) Error() string { return e.Code }

// maxInput bounds, in bytes, what a parser looks at. The longest value is a name: 30 characters of 4 bytes.
const maxInput = 512

// allDigits reports whether s is nothing but ASCII digits.
func allDigits(s string) bool {
	for i := range len(s) {
		if !isDigit(s[i]) {
			return false
		}
	}
	return true
}

func isDigit(c byte) bool  { return '0' <= c && c <= '9' }
func isLetter(c byte) bool { return 'A' <= c && c <= 'Z' }

// number reads s, which must be ASCII digits.
func number(s string) int {
	n := 0
	for i := range len(s) {
		n = n*10 + int(s[i]-'0')
	}
	return n
}
