// Package steps holds what each step does: load the case, let the rules decide, commit, answer. One file per step, and
// beside them ports.go with what the steps need of the world. No step imports an adapter, and none knows HTTP.
package steps

import (
	"context"
	"encoding/base64"
	"errors"
	"time"

	"shiming/shared/realname"
	"shiming/shared/vault"
	"shiming/shared/vault/sealed"
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
// An implementation is a store when it passes shared/store/storetest.
type Store interface {
	// Case returns the case, or ErrNotFound.
	Case(ctx context.Context, id realname.CaseID) (realname.Case, error)
	// Account returns the account, or ErrNotFound when no case was ever opened on it.
	Account(ctx context.Context, id realname.AccountID) (realname.Account, error)
	// AccountAndCase returns both in one read; what is missing is the zero value (a case with no events).
	AccountAndCase(ctx context.Context, account realname.AccountID, id realname.CaseID) (realname.Account, realname.Case, error)
	// Subject returns the subject, or ErrNotFound when it never had an account.
	Subject(ctx context.Context, key realname.SubjectKey) (realname.Subject, error)
	// Cases returns those of the cases (at most 100) that there are, in the order of the ids, in one read.
	Cases(ctx context.Context, ids []realname.CaseID) ([]realname.Case, error)
	// CasesOf lists the cases of an account, newest first, at most limit (1 to 100) of them, after the cursor that an
	// earlier call returned ("" starts). The cursor is "" when there are no more. It may lag behind commits by seconds.
	CasesOf(ctx context.Context, account realname.AccountID, cursor string, limit int) ([]realname.Case, string, error)
	// Commit applies the commit, all of it or nothing. Besides ErrConflict and ErrUnavailable it refuses a seat with
	// *realname.QuotaFull or *realname.HeldElsewhere. The new event of the case is handed to Dispatch afterwards, at
	// least once, in the order of the case's events.
	Commit(ctx context.Context, c realname.Commit) error
}

// Keys seals personal data and derives keyed digests; the contract is that of shared/vault/sealed.
type Keys = sealed.Keys

// Record is one small document beside the cases: an uploaded document, a message, a delivery, an entry of the review
// queue. It holds no plain personal data.
type Record struct {
	Kind, ID string
	// Owner groups records of a kind for RecordsOf, in the order of Sort.
	Owner, Sort string
	// Rev counts the writes: 1 for a new record.
	Rev int
	Doc []byte // JSON
	// Until is from when nobody needs the record, to the second; the store drops it some time after, so who has to know to
	// the minute compares. Zero: it is kept for ever.
	Until time.Time
}

// Records keeps records. All methods are safe for concurrent use, and each is one call to the database. Every Store is
// also a Records; shared/store/storetest holds it to this contract.
type Records interface {
	// Record returns the record, or ErrNotFound.
	Record(ctx context.Context, kind, id string) (Record, error)
	// PutRecord writes the record if the stored one has Rev-1, or if there is none and Rev is 1; else ErrConflict.
	PutRecord(ctx context.Context, r Record) error
	// RecordsOf lists the records of an owner in the order of Sort, at most limit (1 to 100), after the cursor that an
	// earlier call returned ("" starts), or that After made. The cursor is "" when there are no more. It may lag behind writes
	// by seconds.
	RecordsOf(ctx context.Context, kind, owner, cursor string, limit int) ([]Record, string, error)
}

// After is the cursor of RecordsOf behind a record with the Sort and the ID; without an ID it is before all of that Sort.
func After(sort, id string) string {
	if id != "" {
		sort += "#" + id
	}
	return base64.RawURLEncoding.EncodeToString([]byte(sort))
}

// Upload is an address that takes one upload of exactly what was asked for, once.
type Upload struct {
	// URL is absolute, or a path under the service's own address.
	URL string
	// Header has to be sent with the PUT as it stands: it is signed.
	Header map[string]string
}

// Object is what was uploaded: one version of it.
type Object struct {
	Version string
	Size    int64
	Body    []byte
}

// Documents keeps the bytes of documents. Uploads are written by who has the address; clean copies by us. All methods
// are safe for concurrent use. Faults that may pass are ErrUnavailable. An implementation keeps documents when it passes
// shared/files/filestest.
type Documents interface {
	// Upload presigns a PUT of exactly size bytes of the media type to the key, which must not be there yet.
	Upload(ctx context.Context, key, media string, size int64, life time.Duration) (Upload, error)
	// Fetch reads an upload of at most limit bytes; ErrNotFound when there is none, ErrTooLarge when it has more.
	Fetch(ctx context.Context, key string, limit int64) (Object, error)
	// Keep writes a clean copy. Writing it again is the same.
	Keep(ctx context.Context, key, media string, data []byte) error
	// Drop erases what was uploaded to the key, or kept under it. What is not there is as good as erased.
	Drop(ctx context.Context, key string) error
	// View presigns a GET of a clean copy. The address is absolute, or a path under the service's own.
	View(ctx context.Context, key string, life time.Duration) (url string, err error)
}

// ErrTooLarge is the answer to an upload of more bytes than are read.
var ErrTooLarge = errors.New("too large")

// Reading is what was read from a licence (RULES C2).
type Reading = vault.Reading

// Reader reads licences. What cannot be read is an empty Reading and no error.
type Reader interface {
	// Read reads the picture of a licence.
	Read(ctx context.Context, picture []byte) (Reading, error)
}

// PaperReader reads papers of persons, for who reviews them. What cannot be read is an empty Reading and no error.
type PaperReader interface {
	// ReadPaper reads the picture that was uploaded for the purpose.
	ReadPaper(ctx context.Context, purpose realname.Purpose, picture []byte) (Reading, error)
}

// Workflow runs the state machines. All methods are safe for concurrent use.
type Workflow interface {
	// Start starts an execution of the machine (DeadlineMachine, PayoutMachine) under the name, with ids and times as its
	// input, never personal data. The same name again is the same execution. Faults that may pass are ErrUnavailable.
	Start(ctx context.Context, machine, name string, input map[string]any) error
}
