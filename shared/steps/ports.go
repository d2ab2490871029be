// Package steps holds what each step does: load the case, let the rules decide, commit, answer. One file per step, and
// beside them ports.go with what the steps need of the world. No step imports an adapter, and none knows HTTP.
package steps

import (
	"context"
	"errors"
	"net/http"
	"time"

	"shiming/shared/realname"
	"shiming/shared/sealed"
)

// Clock tells the time; nothing else in the program reads it.
type Clock func() time.Time

// ErrNotFound is a store's answer for an id that it does not hold.
var ErrNotFound = errors.New("not found")

// ErrConflict is a store's refusal of a commit that was decided on a state that is no longer there: nothing of it
// happened. It is also the answer to a commit that had happened before, so who retried reads again to tell.
var ErrConflict = errors.New("conflict")

// ErrUnavailable marks a fault that may pass: of a store after its own retries, of a provider, of a key service. The
// effect may or may not have happened.
var ErrUnavailable = errors.New("unavailable")

// Store keeps accounts, cases and subjects. All methods are safe for concurrent use and read what was committed
// before the call (no stale reads), but for CasesOf. Each is one call to the database.
// An implementation is a store when it passes shared/storetest.
type Store interface {
	// Case returns the case, or ErrNotFound.
	Case(ctx context.Context, id realname.CaseID) (realname.Case, error)
	// Account returns the account, or ErrNotFound when no case was ever opened on it.
	Account(ctx context.Context, id realname.AccountID) (realname.Account, error)
	// AccountAndCase returns both in one read; what is missing is the zero value (a case with no events).
	AccountAndCase(ctx context.Context, account realname.AccountID, id realname.CaseID) (realname.Account, realname.Case, error)
	// Subject returns the subject, or ErrNotFound when it never had an account.
	Subject(ctx context.Context, key realname.SubjectKey) (realname.Subject, error)
	// CasesOf lists the cases of an account, newest first, at most limit (1 to 100) of them, after the cursor that an
	// earlier call returned ("" starts). The cursor is "" when there are no more. It may lag behind commits by seconds.
	CasesOf(ctx context.Context, account realname.AccountID, cursor string, limit int) ([]realname.Case, string, error)
	// Commit applies the commit, all of it or nothing. Besides ErrConflict and ErrUnavailable it refuses a seat with
	// *realname.QuotaFull or *realname.HeldElsewhere. The new event of the case is handed to Dispatch afterwards, at
	// least once, in the order of the case's events.
	Commit(ctx context.Context, c realname.Commit) error
}

// Keys seals personal data and derives keyed digests; the contract is that of shared/sealed.
type Keys = sealed.Keys

// CheckRequest asks a provider to check that the person on the phone is Person.
type CheckRequest struct {
	Check  realname.Check // without its URL
	Person realname.Person
	// BaseURL is where this service is reached from outside, without a trailing slash.
	BaseURL string
}

// Callback is a provider's message as it arrived.
type Callback struct {
	Header http.Header
	Body   []byte
}

// Provider proves identities by one or more methods. All methods are safe for concurrent use. An implementation is a
// provider when it passes shared/providers/providertest.
type Provider interface {
	// Begin starts the check and returns the address that the phone opens. The same check id again returns an address
	// of the same check. Faults are ErrUnavailable, or a *realname.Error that the person can act on.
	Begin(ctx context.Context, r CheckRequest) (url string, err error)
	// Authenticate verifies the signature and the age of a callback, at the time now, and says what it means.
	// Anything not authentic is a *realname.Error with signature_invalid; a well-signed one that makes no sense is
	// field_invalid.
	Authenticate(c Callback, now time.Time) (realname.Notice, error)
}
