package steps

import (
	"context"
	"fmt"

	"shiming/shared/identity"
	"shiming/shared/realname"
)

// Platform is the service that the accounts belong to. It is asked what stands in the way of a change or a release of an
// account (RULES E3): only it knows debts and running products. Safe for concurrent use.
type Platform interface {
	// Hindrances returns the hindrances that hold of the account at this moment, in no order; none is an empty list. Faults
	// are ErrUnavailable: no answer within the time set is one. No answer is never "nothing stands in the way".
	Hindrances(ctx context.Context, account realname.AccountID) ([]realname.Hindrance, error)
}

// ErrNotListedYet is a register's answer for a code that was given out and is not published yet (up to 7 working days). It
// is an ErrNotFound too, for those to whom it makes no difference.
var ErrNotListedYet = fmt.Errorf("%w: not listed yet", ErrNotFound)

// Register is the commercial register (工商登记). It answers two questions about an enterprise: what it is called now, and
// whether what somebody says of it is so. Both: ErrNotFound for a code that it does not list, ErrNotListedYet where it
// knows that it will; faults that may pass are ErrUnavailable, and no error shows whom it was asked about. Safe for
// concurrent use. An implementation is a register when it passes shared/providers/registertest.
type Register interface {
	RegisterNames
	RegisterMatches
}

// RegisterNames is the half of a register that tells names.
type RegisterNames interface {
	// NameOf returns the name that the enterprise with the code is registered under (RULES D8).
	NameOf(ctx context.Context, code identity.OrganisationCode) (identity.EnterpriseName, error)
}

// RegisterMatches is the half of a register that compares.
type RegisterMatches interface {
	// Matches says whether the code belongs to the name, and to the legal representative, and whether the enterprise is in
	// business (RULES A13, FAULTS Q2). Of a zero representative nothing is compared; of one without a document only the
	// name.
	Matches(ctx context.Context, code identity.OrganisationCode, name identity.EnterpriseName,
		representative realname.Party) (realname.Registration, error)
}

// Cards checks bank cards with their issuers (RULES B7). Safe for concurrent use. An implementation passes
// shared/providers/cardstest.
type Cards interface {
	// Match returns nil when name, document number, card number and the phone that the bank holds belong together; else a
	// *realname.Error that says what the person can do: card_holder_mismatch, card_phone_mismatch, card_invalid,
	// card_frozen, card_not_supported, card_daily_limit; method_not_allowed_for_document for a document that issuers are
	// not asked about. Faults that may pass are ErrUnavailable.
	Match(ctx context.Context, name identity.Name, document identity.IDDocument, card identity.BankCard, phone identity.Phone) error
}

// GroupAccount is an account of another site of the group, in plaintext.
type GroupAccount struct {
	// Verified says whether it is verified as a person; without that the fields after it are zero.
	Verified bool
	// Site is where it was verified: one of the policy's sites.
	Site     string
	Name     identity.Name
	Document identity.IDDocument
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
	InUse(ctx context.Context, document identity.IDDocument) (bool, error)
}
