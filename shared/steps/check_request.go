package steps

import (
	"context"

	"shiming/shared/realname"
	"shiming/shared/vault"
)

// aboutWhom opens whom the check of the case is about: who the account belongs to, where that is asked first (RULES D5 to
// D7); else the person of a personal case, and of an enterprise's the enterprise, and who acts for it: the legal
// representative (RULES C4, C5) or the handler (RULES C7). Nobody where the app says who it is (RULES B8).
func aboutWhom(ctx context.Context, k Keys, c realname.Case) (CheckRequest, error) {
	if c.ChecksPresent() {
		return aboutPresent(ctx, k, c)
	}
	form := c.Form()
	if form == nil {
		return CheckRequest{}, nil
	}
	if c.IsPerson() {
		return aboutPerson(ctx, k, c.Account, form.Sealed)
	}
	return aboutEnterprise(ctx, k, c.Account, form.Sealed, c.Party())
}

// aboutPresent is about who the account belongs to: a person, or the old representative of an enterprise.
func aboutPresent(ctx context.Context, k Keys, c realname.Case) (CheckRequest, error) {
	present := c.Present()
	if present.Kind == realname.PersonSubject {
		return aboutPerson(ctx, k, c.Account, present.Sealed)
	}
	var representative *realname.SealedParty
	if d := c.Declaration(); d != nil {
		representative = d.Representative
	}
	return aboutEnterprise(ctx, k, c.Account, present.Sealed, representative)
}

func aboutPerson(ctx context.Context, k Keys, account realname.AccountID, sealed []byte) (r CheckRequest, err error) {
	r.Person, err = vault.Persons.Open(ctx, k, account, sealed)
	return r, err
}

func aboutEnterprise(ctx context.Context, k Keys, account realname.AccountID, sealed []byte, party *realname.SealedParty) (r CheckRequest, err error) {
	if r.Enterprise, err = vault.Enterprises.Open(ctx, k, account, sealed); err != nil {
		return CheckRequest{}, err
	}
	if party != nil {
		r.Party, err = vault.Parties.Open(ctx, k, account, party.Sealed)
	}
	return r, err
}

// returnPath is where the browser comes back to after the check; api.RouteReturn is its route.
func returnPath(id realname.CheckID) string { return "/v1/checks/" + string(id) + "/return" }
