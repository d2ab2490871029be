package steps

import (
	"context"

	"shiming/shared/realname"
	"shiming/shared/vault"
)

// digest is the digest of what the request says, to be sealed with what it brings; empty when it carried no key.
func (a Ask) digest(said ...vault.Part) vault.RequestDigest {
	if a.Replay == nil {
		return ""
	}
	return vault.RequestOf(a.Replay.Key+a.Replay.Print, said...)
}

// repeated says whether the request is the one that brought what the newest event of the case holds sealed: personal data
// is in no fingerprint (THREATS Q3), but the digest of what the request said is sealed with what it brought. Refused:
// idempotency_key_reused, also where the event holds nothing sealed. It opens one thing and reads nothing of it.
func (a Ask) repeated(ctx context.Context, k Keys, then realname.Case, said ...vault.Part) error {
	e, by := then.Last(), a.digest(said...)
	switch {
	case e.Papers != nil && e.Papers.Sealed != nil:
		return vault.BankAccounts.Same(ctx, k, then.ID, e.Papers.Sealed, by)
	case e.Declared != nil && e.Declared.Sealed != nil && then.Kind.Appeals():
		return vault.Appeals.Same(ctx, k, then.ID, e.Declared.Sealed, by)
	case e.Declared != nil && e.Declared.Sealed != nil:
		return vault.Successors.Same(ctx, k, then.Account, e.Declared.Sealed, by)
	case e.Form != nil && then.IsPerson():
		return vault.Persons.Same(ctx, k, then.Account, e.Form.Sealed, by)
	case e.Form != nil:
		return vault.Enterprises.Same(ctx, k, then.Account, e.Form.Sealed, by)
	case e.Party != nil && e.Method == realname.BankCard:
		return vault.Cards.Same(ctx, k, then.Account, e.Party.Sealed, by)
	case e.Party != nil && e.Method == realname.Binding:
		return vault.GroupAccounts.Same(ctx, k, then.Account, e.Party.Sealed, by)
	case e.Party != nil:
		return vault.Parties.Same(ctx, k, then.Account, e.Party.Sealed, by)
	}
	return realname.Refuse(realname.CodeIdempotencyReused)
}
