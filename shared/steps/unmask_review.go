package steps

import (
	"context"
	"errors"
	"slices"

	"shiming/shared/realname"
	"shiming/shared/vault"
)

// UnmaskReview opens the personal data of a case for the reviewer who works on it. The audit trail says who asked, and
// why.
type UnmaskReview struct {
	Base
	Keys    Keys
	Records Records // count how often a reviewer does so
}

// Unmasked is what a review is about, in plaintext. Its parts print masked; only an answer to the reviewer writes them
// out. What the case does not have is the zero value.
type Unmasked struct {
	Case realname.Case
	// Subject is who the form names, Present who the account belongs to while a change or a release goes on.
	UnmaskedSubject
	Present  UnmaskedSubject
	Declared Declared
	// Of a corporate transfer (RULES C7).
	Representative realname.Party
	Handler        realname.Party
	Account        vault.BankAccount
	// Reading is what was read from the licence (RULES C2), to be compared with what was entered.
	Reading vault.Reading
	// Papers are what was read from the papers of persons, of those that say anything (RULES C8): evidence, never a decision.
	Papers []PaperRead
	// Answers are what the holders say to an appeal about their accounts (THREATS X9).
	Answers []OpenedAnswer
}

// PaperRead is what was read from a paper.
type PaperRead struct {
	Document realname.DocumentRef
	Reading  vault.Reading
}

// OpenedAnswer is an answer to an appeal, in plaintext.
type OpenedAnswer struct {
	Answered
	Statement realname.Text
}

// UnmaskedSubject is a person or an enterprise in plaintext; the other one is the zero value.
type UnmaskedSubject struct {
	Person     realname.Person
	Enterprise realname.Enterprise
}

// Declared is what a change or an appeal begins with, in plaintext: the enterprise that an account is to go to with the
// old representative, who is one of two (RULES D7), or the appeal (RULES F1). Of a new name all is in the form (RULES D8).
type Declared struct {
	vault.Successor
	Representative realname.Party
	Abroad         vault.Abroad
	Appeal         vault.Appeal
}

// Do opens what the case in review holds. Refused: wrong_state, when it is not in review; review_claimed and own_case,
// like a decision; too_many_views, for it counts like a look at a document (THREATS R1). That they looked, and why, is kept before
// anything is opened (L4). Two reads, two writes; of an appeal
// one read more for each digest key, and one for each holder; one more for each paper of a person.
func (s UnmaskReview) Do(ctx context.Context, ask Ask, id realname.CaseID, why realname.UnmaskReason) (Unmasked, error) {
	c, err := underReview(ctx, s.Store, ask.By, id)
	if err != nil {
		return Unmasked{}, err
	}
	if err := c.MayUnmask(ask.By, s.Clock()); err != nil {
		return Unmasked{}, err
	}
	if ask.Wrong != nil {
		return Unmasked{}, ask.Wrong
	}
	if err := countView(ctx, s.Records, s.Policy, ask.By, s.Clock()); err != nil {
		return Unmasked{}, err
	}
	look := Look{Account: c.Account, Case: c.ID, What: AccessedPlaintext, Reason: why}
	if err := keepAccess(ctx, s.Records, s.Base, ask.By, look); err != nil {
		return Unmasked{}, err
	}
	u := Unmasked{Case: c}
	for _, open := range []func(context.Context, *Unmasked) error{s.form, s.present, s.declared, s.transfer, s.papers, s.answers} {
		if err := open(ctx, &u); err != nil {
			return Unmasked{}, err
		}
	}
	return u, nil
}

// form opens who the form names, and what was read from the licence.
func (s UnmaskReview) form(ctx context.Context, u *Unmasked) (err error) {
	form := u.Case.Form()
	if form == nil {
		return nil
	}
	if u.UnmaskedSubject, err = s.subject(ctx, u.Case, u.Case.IsPerson(), form.Sealed); err != nil {
		return err
	}
	u.Reading, err = openReading(ctx, s.Keys, u.Case.Account, form.Reading)
	return err
}

// present opens who the account belongs to.
func (s UnmaskReview) present(ctx context.Context, u *Unmasked) (err error) {
	if present := u.Case.Present(); present != nil {
		u.Present, err = s.subject(ctx, u.Case, present.Kind == realname.PersonSubject, present.Sealed)
	}
	return err
}

func (s UnmaskReview) subject(ctx context.Context, c realname.Case, person bool, sealed []byte) (x UnmaskedSubject, err error) {
	if person {
		x.Person, err = vault.Persons.Open(ctx, s.Keys, c.Account, sealed)
	} else {
		x.Enterprise, err = vault.Enterprises.Open(ctx, s.Keys, c.Account, sealed)
	}
	return x, err
}

// declared opens what the flow began with.
func (s UnmaskReview) declared(ctx context.Context, u *Unmasked) (err error) {
	d := u.Case.Declaration()
	switch {
	case d == nil || d.Sealed == nil:
		return nil
	case u.Case.Kind.Appeals():
		u.Declared.Appeal, err = vault.Appeals.Open(ctx, s.Keys, u.Case.ID, d.Sealed)
		return err
	}
	if u.Declared.Successor, err = vault.Successors.Open(ctx, s.Keys, u.Case.Account, d.Sealed); err != nil || d.Representative == nil {
		return err
	}
	if d.Abroad {
		u.Declared.Abroad, err = vault.PartiesAbroad.Open(ctx, s.Keys, u.Case.Account, d.Representative.Sealed)
	} else {
		u.Declared.Representative, err = vault.Parties.Open(ctx, s.Keys, u.Case.Account, d.Representative.Sealed)
	}
	return err
}

// papers opens what was read from the papers of the case. One read for each.
func (s UnmaskReview) papers(ctx context.Context, u *Unmasked) error {
	for _, ref := range u.Case.Documents() {
		if !slices.Contains(ofPersons, ref.Purpose) {
			continue
		}
		d, err := loadDocument(ctx, s.Records, ref.ID)
		if errors.Is(err, ErrNotFound) {
			continue // its time is over
		}
		if err != nil {
			return err
		}
		reading, err := openReading(ctx, s.Keys, d.Account, d.Reading)
		if err != nil {
			return err
		}
		if reading != (Reading{}) {
			u.Papers = append(u.Papers, PaperRead{ref, reading})
		}
	}
	return nil
}

// answers opens what the holders say to an appeal.
func (s UnmaskReview) answers(ctx context.Context, u *Unmasked) error {
	if !u.Case.Kind.Appeals() {
		return nil
	}
	holders, err := HoldersOf(ctx, s.Store, u.Case)
	if err != nil {
		return err
	}
	all, err := answersTo(ctx, s.Records, u.Case.ID, holders)
	if err != nil {
		return err
	}
	for _, a := range all {
		said, err := vault.Answers.Open(ctx, s.Keys, u.Case.ID, a.Sealed)
		if err != nil {
			return err
		}
		u.Answers = append(u.Answers, OpenedAnswer{a, said})
	}
	return nil
}

// transfer opens the papers of a corporate transfer.
func (s UnmaskReview) transfer(ctx context.Context, u *Unmasked) (err error) {
	papers, handler := u.Case.Papers(), u.Case.Party()
	if papers == nil || papers.Sealed == nil {
		return nil
	}
	if u.Representative, err = vault.Parties.Open(ctx, s.Keys, u.Case.Account, papers.Representative.Sealed); err != nil {
		return err
	}
	if handler != nil {
		if u.Handler, err = vault.Parties.Open(ctx, s.Keys, u.Case.Account, handler.Sealed); err != nil {
			return err
		}
	}
	u.Account, err = vault.BankAccounts.Open(ctx, s.Keys, u.Case.ID, papers.Sealed)
	return err
}
