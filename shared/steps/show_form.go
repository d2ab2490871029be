package steps

import (
	"context"

	"shiming/shared/realname"
	"shiming/shared/vault"
)

// ShowForm shows holders what they entered into the form of their case, in plaintext, until it is proven: before a check
// starts they see who they are about to become, and what they go back to correct is there (RULES B2, B12; FAULT S1). The
// audit trail says that it was looked at.
type ShowForm struct {
	Base
	Keys Keys
}

// Entered is what was entered, in plaintext. Its parts print masked; what was not entered is the zero value.
type Entered struct {
	Case realname.Case
	UnmaskedSubject
	// Account is where a corporate transfer goes, as it was filed (FAULT S2), Representative who was filed with it.
	Account        vault.BankAccount
	Representative realname.Party
}

// Do opens what was entered into an open case. Refused: wrong_state when the case has ended, or nothing was entered. One read.
func (s ShowForm) Do(ctx context.Context, by realname.Actor, id realname.CaseID) (Entered, error) {
	c, err := find(ctx, s.Store, by, id)
	if err != nil {
		return Entered{}, err
	}
	form := c.Form()
	if form == nil || c.WhoseTurn(s.Clock()) == realname.TurnNobody {
		return Entered{}, realname.Refuse(realname.CodeWrongState)
	}
	e := Entered{Case: c}
	if c.IsPerson() {
		e.Person, err = vault.Persons.Open(ctx, s.Keys, c.Account, form.Sealed)
	} else {
		e.Enterprise, err = vault.Enterprises.Open(ctx, s.Keys, c.Account, form.Sealed)
	}
	if papers := c.Papers(); err == nil && papers != nil && papers.Sealed != nil {
		if e.Account, err = vault.BankAccounts.Open(ctx, s.Keys, c.ID, papers.Sealed); err == nil {
			e.Representative, err = vault.Parties.Open(ctx, s.Keys, c.Account, papers.Representative.Sealed)
		}
	}
	return e, err
}
