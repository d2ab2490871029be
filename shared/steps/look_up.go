package steps

import (
	"context"
	"crypto/subtle"
	"errors"

	"shiming/shared/identity"
	"shiming/shared/realname"
	"shiming/shared/vault"
)

// LookUp answers questions and changes nothing.
type LookUp struct {
	Base
	Keys    Keys // only for NameMatches: digests, nothing is opened
	Records Records
}

// Case returns a case that the actor may reach, or case_not_found. One read.
func (s LookUp) Case(ctx context.Context, by realname.Actor, id realname.CaseID) (realname.Case, error) {
	return find(ctx, s.Store, by, id)
}

// Account returns an account that the actor may reach, or account_not_found. The holder's own account is there before
// its first case: unverified. One read.
func (s LookUp) Account(ctx context.Context, by realname.Actor, id realname.AccountID) (realname.Account, error) {
	if !id.Valid() {
		return realname.Account{}, realname.Refuse(realname.CodeAccountNotFound)
	}
	if !by.Reaches(id) {
		return realname.Account{}, realname.Refuse(realname.CodeAccountNotFound).Because(ErrForeign)
	}
	a, err := s.Store.Account(ctx, id)
	if errors.Is(err, ErrNotFound) { // one that never had a case is unverified, whoever asks (FAULTS S12)
		return realname.Account{ID: id}, nil
	}
	return a, err
}

// CasesOf lists the cases of an account that the actor may reach, newest first; an unknown account has none. One read.
func (s LookUp) CasesOf(ctx context.Context, by realname.Actor, id realname.AccountID, cursor string, limit int) ([]realname.Case, string, error) {
	if !id.Valid() {
		return nil, "", realname.Refuse(realname.CodeAccountNotFound)
	}
	if !by.Reaches(id) {
		return nil, "", realname.Refuse(realname.CodeAccountNotFound).Because(ErrForeign)
	}
	return s.Store.CasesOf(ctx, id, cursor, limit)
}

// NameMatch is what an account says about a name.
type NameMatch struct {
	// Matches says whether the account is verified under it (RULES A10).
	Matches bool
	// SpecialVATInvoice says whether a special VAT invoice may be issued to it now (RULES A2, D10).
	SpecialVATInvoice bool
}

// NameMatches says whether the account is verified under this name, as an ICP filing asks (RULES A10), and whether a special
// VAT invoice may be issued to it: to the present name of an enterprise only, never to the one before a change (RULES D10).
// The name is compared as a keyed digest, in constant time. An unverified account matches no name, and what is
// nobody's name matches no account (FAULT N7). One read.
func (s LookUp) NameMatches(ctx context.Context, by realname.Actor, id realname.AccountID, name realname.Text) (NameMatch, error) {
	a, err := s.Account(ctx, by, id)
	if err != nil {
		return NameMatch{}, err
	}
	digests, err := vault.Names.Of(ctx, s.Keys, id, nameFor(a, string(name)))
	if err != nil {
		return NameMatch{}, err
	}
	if a.Identity == nil || !anyDigest(a.Identity.NameDigest, digests) {
		return NameMatch{}, nil
	}
	return NameMatch{true, a.Entitlements(s.Clock()).SpecialVATInvoice}, nil
}

// anyDigest reports whether two lists of digests share one, in a time that does not depend on which.
func anyDigest(a, b []string) bool {
	same := 0
	for _, ours := range a {
		for _, theirs := range b {
			same |= subtle.ConstantTimeCompare([]byte(ours), []byte(theirs))
		}
	}
	return same == 1
}

// nameFor writes a name the way in which the identity of the account has it digested. Of an unverified account it may
// be anybody's; what is nobody's name, however long it is or if nothing of it is seen, is compared as nobodys (FAULT N7).
func nameFor(a realname.Account, name string) string {
	if a.Identity == nil || a.Identity.Kind == realname.PersonSubject {
		if person, err := identity.ParseName(name); err == nil {
			return person.Text()
		}
		if latin, err := identity.ParseLatinName(name); err == nil {
			return latin.Text() // as permits of who is no Chinese national print it
		}
	}
	if a.Identity == nil || a.Identity.Kind == realname.EnterpriseSubject {
		if enterprise, err := identity.ParseEnterpriseName(name); err == nil {
			return enterprise.Text()
		}
	}
	return nobodys
}

// nobodys is a text that is nobody's name.
const nobodys = "-"
