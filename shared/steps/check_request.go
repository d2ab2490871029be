package steps

import (
	"context"

	"shiming/shared/realname"
)

// aboutWhom opens whom the check of the case is about: the person of a personal case; of an enterprise's the
// enterprise, and who acts for it: the legal representative (RULES C4, C5) or the handler (RULES C7).
func aboutWhom(ctx context.Context, k Keys, c realname.Case) (CheckRequest, error) {
	var r CheckRequest
	var err error
	if c.Kind == realname.PersonalVerification {
		r.Person, err = OpenPerson(ctx, k, c.Account, c.Form().Sealed)
		return r, err
	}
	if r.Enterprise, err = OpenEnterprise(ctx, k, c.Account, c.Form().Sealed); err != nil {
		return CheckRequest{}, err
	}
	if sealed := c.Party(); sealed != nil {
		if r.Party, err = openParty(ctx, k, c.Account, *sealed); err != nil {
			return CheckRequest{}, err
		}
	}
	return r, nil
}
