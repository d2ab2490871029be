package steps

import (
	"context"

	"shiming/shared/identity"
	"shiming/shared/realname"
)

// Host is the platform that the accounts belong to. It is asked what stands in the way of a change or a release of an
// account (RULES E3): only it knows debts and running products. Safe for concurrent use.
type Host interface {
	// Standing returns the hindrances that hold of the account at this moment, in no order; none is an empty list. Faults
	// are ErrUnavailable: no answer within the time set is one. No answer is never "nothing stands in the way".
	Standing(ctx context.Context, account realname.AccountID) ([]realname.Hindrance, error)
}

// Register is the commercial register (工商登记), asked for the present name of an enterprise (RULES D8). Safe for
// concurrent use. An implementation is a register when it passes shared/providers/registertest.
type Register interface {
	// NameOf returns the name that the enterprise with the code is registered under, or ErrNotFound for a code that the
	// register does not list (a new one takes up to 7 working days). Faults that may pass are ErrUnavailable.
	NameOf(ctx context.Context, code identity.OrganisationCode) (identity.EnterpriseName, error)
}

// Cards checks bank cards with their issuers (RULES B7). Safe for concurrent use. An implementation passes
// shared/providers/cardstest.
type Cards interface {
	// Match returns nil when name, document number, card number and the phone that the bank holds belong together; else a
	// *realname.Error that says what the person can do: card_holder_mismatch, card_phone_mismatch, card_invalid,
	// card_frozen, card_not_supported, card_daily_limit; method_not_allowed_for_document for a document that issuers are
	// not asked about. Faults that may pass are ErrUnavailable.
	Match(ctx context.Context, name identity.Name, document identity.Document, card identity.BankCard, phone identity.Phone) error
}

// GroupAccount is an account of another site of the group, in the plain.
type GroupAccount struct {
	// Verified says whether it is verified as a person; without that the fields after it are zero.
	Verified bool
	// Site is where it was verified: one of the policy's sites.
	Site     string
	Name     identity.Name
	Document identity.Document
	Birth    identity.Date
	// Phone is the phone bound to it; zero when none is.
	Phone identity.Phone
}

// Group knows the accounts of the other sites of the group (RULES B9, B10). Safe for concurrent use. An
// implementation passes shared/providers/grouptest.
type Group interface {
	// Account returns the account with that user name, or ErrNotFound. Faults that may pass are ErrUnavailable.
	Account(ctx context.Context, user string) (GroupAccount, error)
	// InUse reports whether the document has verified an account of another site of the group.
	InUse(ctx context.Context, document identity.Document) (bool, error)
}
