package steps

import (
	"context"

	"shiming/shared/realname"
)

// UnmaskReview opens the personal data of a case for the reviewer who works on it. The audit trail says who asked, and
// why.
type UnmaskReview struct {
	Desk
	Keys    Keys
	Records Records // count how often a reviewer does so
}

// Unmasked is what a review is about, in the plain. Its parts print masked; only an answer to the reviewer writes them
// out.
type Unmasked struct {
	Case           realname.Case
	Enterprise     realname.Enterprise
	Representative realname.Party
	Handler        realname.Party
	Account        EnterpriseAccount
	// Reading is what was read from the licence (RULES C2), to be compared with what was entered.
	Reading Reading
}

// Do opens what the case in review holds. Refused: wrong_state, when it is not in review; review_claimed and own_case,
// like a decision; too_many_views, for it counts like a look at a document (THREATS R1). Two reads, one write.
func (s UnmaskReview) Do(ctx context.Context, by realname.Actor, id realname.CaseID) (Unmasked, error) {
	c, err := underReview(ctx, s.Store, by, id)
	if err != nil {
		return Unmasked{}, err
	}
	if err := c.MayUnmask(by, s.Clock()); err != nil {
		return Unmasked{}, err
	}
	if err := countView(ctx, s.Records, s.Policy, by, s.Clock()); err != nil {
		return Unmasked{}, err
	}
	u := Unmasked{Case: c}
	if u.Enterprise, err = OpenEnterprise(ctx, s.Keys, c.Account, c.Form().Sealed); err != nil {
		return Unmasked{}, err
	}
	if u.Representative, err = openParty(ctx, s.Keys, c.Account, c.Papers().Representative); err != nil {
		return Unmasked{}, err
	}
	if u.Handler, err = openParty(ctx, s.Keys, c.Account, *c.Party()); err != nil {
		return Unmasked{}, err
	}
	if u.Account, err = openAccount(ctx, s.Keys, c.ID, c.Papers().Sealed); err != nil {
		return Unmasked{}, err
	}
	u.Reading, err = openReading(ctx, s.Keys, realname.Document{Account: c.Account, Reading: c.Form().Reading})
	return u, err
}
