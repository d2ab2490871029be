// Package sandboxregister is the commercial register of the sandbox: it knows a few enterprises, all made up, one for each
// answer that a register can give. It keeps nothing and calls nobody.
//
// Of any other code it has no name to tell, for a register that knew every name would leave nothing to be reviewed
// (RULES D8): an enterprise of the tester's own takes the way of papers, one of the table changes its name at once. Asked
// whether code, name and representative belong together, it believes what is said of any other commercial code, so that
// a tester's own enterprise is proven.
package sandboxregister

import (
	"context"
	"fmt"
	"slices"

	"shiming/shared/identity"
	"shiming/shared/realname"
	"shiming/shared/steps"
)

// Register is a steps.Register. Its zero value is ready, and safe for concurrent use.
type Register struct{}

var _ steps.Register = Register{}

// NameOf implements steps.Register.
func (Register) NameOf(ctx context.Context, code identity.OrganisationCode) (identity.EnterpriseName, error) {
	e, err := find(ctx, code)
	if err == nil && e.Code == "" {
		err = steps.ErrNotFound
	}
	if err != nil {
		return identity.EnterpriseName{}, fmt.Errorf("sandbox register: %w", err)
	}
	return identity.ParseEnterpriseName(e.Now)
}

// Matches implements steps.Register.
func (Register) Matches(ctx context.Context, code identity.OrganisationCode, name identity.EnterpriseName,
	representative realname.Party) (realname.Registration, error) {
	e, err := find(ctx, code)
	if err == nil && e.Code == "" && !code.Commercial() {
		err = steps.ErrNotFound // the commercial register has nobody else
	}
	if err != nil {
		return realname.Registration{}, fmt.Errorf("sandbox register: %w", err)
	}
	return realname.Registration{
		Name:           e.fit(name.Text(), e.Now, e.Was),
		Representative: e.fit(representative.Name.Text(), Representative),
		Number:         e.fit(representative.Document.Number(), RepresentativeNumber),
		Status:         e.Status,
	}, nil
}

// fit compares what was said with what is registered; of an enterprise that stands in no row everything fits.
func (e MagicEnterprise) fit(said string, registered ...string) realname.Fit {
	switch {
	case said == "":
		return realname.NotCompared
	case e.Code == "" || slices.Contains(registered, said):
		return realname.Fits
	}
	return realname.Differs
}

// find returns the row of the code, the last one for any that has none, or how the register fails to answer.
func find(ctx context.Context, code identity.OrganisationCode) (MagicEnterprise, error) {
	if err := ctx.Err(); err != nil {
		return MagicEnterprise{}, fmt.Errorf("%w: %w", steps.ErrUnavailable, err)
	}
	for _, e := range Enterprises() {
		if e.Code == "" || code.Kind() == identity.UnifiedCode && e.Code == code.Text() {
			return e, e.Fails
		}
	}
	return MagicEnterprise{}, steps.ErrNotFound
}
