package realname

import (
	"errors"
	"time"

	"shiming/shared/identity"
)

// Error is a refusal with a code. It never carries personal data; Cause is for the log and stays out of answers.
type Error struct {
	Code Code
	// Field names the input that is wrong, as "document_number"; empty when it is not about one.
	Field string
	// Paper is which paper it is about, of those that a body names by their ids; empty: none.
	Paper Purpose
	// RetryAfter is the moment from which trying again makes sense; zero when there is none.
	RetryAfter time.Time
	// Site is where it can be done instead (RULES A5, E4), or where something has to be done first (RULES B9).
	Site *Site
	// Cause is the underlying fault, if any.
	Cause error
}

// Error returns the code and the field.
func (e *Error) Error() string {
	if e.Field != "" {
		return string(e.Code) + " (" + e.Field + ")"
	}
	return string(e.Code)
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Cause }

// Is makes errors.Is compare by code: errors.Is(err, Refuse(CodeConflict)).
func (e *Error) Is(target error) bool {
	t, ok := target.(*Error)
	return ok && t.Code == e.Code && (t.Field == "" || t.Field == e.Field)
}

// Refuse refuses with the code. Every refusal in the project is made here, or by RefuseField.
func Refuse(code Code) *Error { return &Error{Code: code} }

// RefuseField refuses with the code because of one input, named as a JSON path: "card.number".
func RefuseField(code Code, field string) *Error { return &Error{Code: code, Field: field} }

// AllWrong collects what is wrong with a body, all of it (FAULT S4).
type AllWrong struct {
	// Err is what was found, joined; nil: nothing.
	Err error
}

// When refuses the field with the code, where that is so.
func (w *AllWrong) When(so bool, code Code, field string) {
	if so {
		w.Err = errors.Join(w.Err, RefuseField(code, field))
	}
}

// RefusePaper refuses with the code because of one of the documents of a body: the one for the purpose, or because there is none.
func RefusePaper(code Code, paper Purpose) *Error {
	return &Error{Code: code, Field: "documents", Paper: paper}
}

// Because returns the refusal with its cause, which only the log sees.
func (e Error) Because(cause error) *Error { e.Cause = cause; return &e }

// From returns the refusal with the moment from which trying again makes sense.
func (e Error) From(retryAfter time.Time) *Error { e.RetryAfter = retryAfter; return &e }

// ElsewhereAt returns the refusal with the site where it can be done instead (RULES E4).
func (e Error) ElsewhereAt(site Site) *Error { e.Site = &site; return &e }

// midnightAfter returns the start of the next civil day in Asia/Shanghai.
func midnightAfter(now time.Time) time.Time {
	d := identity.DateIn(now)
	return time.Date(d.Year, d.Month, d.Day+1, 0, 0, 0, 0, time.FixedZone("CST", 8*3600))
}

// PayoutCap is the refusal to send one more amount to an enterprise today.
func PayoutCap(now time.Time) *Error {
	return Refuse(CodePayoutCap).From(midnightAfter(now))
}

// MessageCap is the refusal to send one more message to an address, or for an account, today (THREATS X15).
func MessageCap(now time.Time) *Error {
	return Refuse(CodeMessageDailyLimit).From(midnightAfter(now))
}

// CheckCap is the refusal to ask once more about one card or account today.
func CheckCap(now time.Time) *Error {
	return Refuse(CodeCheckDailyLimit).From(midnightAfter(now))
}
