package steps

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"

	"shiming/shared/realname"
	"shiming/shared/vault"
)

// IdentityMACs makes and checks what says that a commit of this program has verified an account. Only steps that verify can
// make it; who can write the store cannot (THREATS X14). Safe for concurrent use.
type IdentityMACs interface {
	// Make returns the MAC of a message of 32 bytes.
	Make(ctx context.Context, message []byte) (string, error)
	// Fits reports whether the MAC was made of the message by any key that is in use. The error says that nobody can tell now.
	Fits(ctx context.Context, message []byte, mac string) (bool, error)
}

// Attested returns the store as it holds identities to their MACs: one over the account, the identity and the revision at which
// it was committed. An account whose identity has none that fits, because somebody wrote it into the store, changed it, or
// moved it from another account, is not verified. Without macs nothing is verified, and no commit that verifies is taken: that is
// for processes that need neither.
func Attested(store Store, macs IdentityMACs) Store { return attested{store, macs} }

type attested struct {
	Store
	macs IdentityMACs
}

// errCannotAttest says that a process verifies that was given no way to attest it.
var errCannotAttest = errors.New("the commit verifies an account, and this process cannot attest that")

// attestation is what a MAC is over. New fields of an identity have to be left out of its JSON where they are empty, or what was
// attested before them does not count any more.
func attestation(account realname.AccountID, id realname.Identity) ([]byte, error) {
	id.MAC = ""
	said, err := json.Marshal(struct {
		Account  realname.AccountID `json:"account"`
		Identity realname.Identity  `json:"identity"`
	}{account, id})
	sum := sha256.Sum256(said)
	return sum[:], err
}

// Account returns the account; one whose identity is not attested is not verified.
func (s attested) Account(ctx context.Context, id realname.AccountID) (realname.Account, error) {
	a, err := s.Store.Account(ctx, id)
	if err != nil {
		return a, err
	}
	return s.hold(ctx, a)
}

// AccountAndCase returns both, the account as above.
func (s attested) AccountAndCase(ctx context.Context, account realname.AccountID, id realname.CaseID) (realname.Account, realname.Case, error) {
	a, c, err := s.Store.AccountAndCase(ctx, account, id)
	if err != nil {
		return a, c, err
	}
	a, err = s.hold(ctx, a)
	return a, c, err
}

func (s attested) hold(ctx context.Context, a realname.Account) (realname.Account, error) {
	if a.Identity == nil {
		return a, nil
	}
	if s.macs == nil || a.Identity.MAC == "" || a.Identity.Rev < 1 || a.Identity.Rev > a.Rev {
		a.Identity = nil
		return a, nil
	}
	message, err := attestation(a.ID, *a.Identity)
	if err != nil {
		return realname.Account{}, err
	}
	fits, err := s.macs.Fits(ctx, message, a.Identity.MAC)
	if err != nil {
		return realname.Account{}, err
	}
	if !fits {
		a.Identity = nil
	}
	return a, nil
}

// Commit applies the commit, and attests the identity of one that verifies.
func (s attested) Commit(ctx context.Context, c realname.Commit) error {
	if c.Account != nil && c.Account.Identity != nil {
		if s.macs == nil {
			return errCannotAttest
		}
		change, id := *c.Account, *c.Account.Identity
		id.Rev = change.Rev + 1
		message, err := attestation(change.ID, id)
		if err != nil {
			return err
		}
		if id.MAC, err = s.macs.Make(ctx, message); err != nil {
			return err
		}
		change.Identity = &id
		c.Account = &change
	}
	return s.Store.Commit(ctx, c)
}

// MACsOf are the MACs of a process that has all keys itself.
func MACsOf(k Keys) IdentityMACs { return keyedMACs{k} }

type keyedMACs struct{ keys Keys }

// Make implements IdentityMACs.
func (m keyedMACs) Make(ctx context.Context, message []byte) (string, error) {
	all, err := vault.IdentityMACs.Of(ctx, m.keys, "", string(message))
	if err != nil {
		return "", err
	}
	return all[0], nil
}

// Fits implements IdentityMACs.
func (m keyedMACs) Fits(ctx context.Context, message []byte, mac string) (bool, error) {
	all, err := vault.IdentityMACs.Of(ctx, m.keys, "", string(message))
	return anyDigest([]string{mac}, all), err
}
