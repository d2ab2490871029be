package steps

import (
	"context"

	"shiming/shared/realname"
)

// FillForm takes the form of a case: a person's (RULES B1), an enterprise's (RULES C1), or what a change or an appeal
// begins with (RULES D7, D8, F1). What is well formed is sealed and shown back masked.
type FillForm struct {
	Desk
	Keys     Keys
	Records  Records  // for the licence of an enterprise
	Register Register // for a new name (RULES D8); nil: every new name is reviewed
}

// Entry is what was entered into a form, in the plain: a PersonEntry, an EnterpriseEntry, or one of the declarations.
type Entry interface {
	// command seals the entry for the account of the case.
	command(ctx context.Context, s FillForm, c realname.Case) (realname.Command, error)
	// same says whether the form of the case was filled in with this entry. The personal data of a request is in no
	// fingerprint (THREATS Q3), so a repeated request is told from another one by opening what the first one sealed.
	same(ctx context.Context, k Keys, then realname.Case) error
}

// Do fills in the form of the case; read returns the entry that belongs to the case. Whether the identity still has places
// is not looked at: who has not proven an identity must not learn where it is in use (THREATS Q2). One read, one write;
// of an enterprise one read more, of the licence.
func (s FillForm) Do(ctx context.Context, ask Ask, id realname.CaseID, read func(realname.Case) (Entry, error)) (realname.Case, error) {
	return s.enter(ctx, ask, id, realname.FormFilled, read)
}

// Declare takes what the case begins with; otherwise as Do.
func (s FillForm) Declare(ctx context.Context, ask Ask, id realname.CaseID, read func(realname.Case) (Entry, error)) (realname.Case, error) {
	return s.enter(ctx, ask, id, realname.Declared, read)
}

func (s FillForm) enter(ctx context.Context, ask Ask, id realname.CaseID, event realname.EventType, read func(realname.Case) (Entry, error)) (realname.Case, error) {
	return change(ctx, s.Desk, ask, id, move{event: event, decide: func(c realname.Case) (realname.Command, error) {
		entry, err := read(c)
		if err != nil {
			return nil, err
		}
		return entry.command(ctx, s, c)
	}, same: func(then realname.Case) error {
		entry, err := read(then.AsOf(then.Version() - 1))
		if err != nil {
			return err
		}
		return entry.same(ctx, s.Keys, then)
	}})
}

// PersonEntry is a personal form.
type PersonEntry struct {
	realname.Person
	Consents []realname.Consent // of who takes over an account (RULES D4)
}

func (e PersonEntry) command(ctx context.Context, s FillForm, c realname.Case) (realname.Command, error) {
	if err := s.Policy.CheckPerson(e.Person, s.Clock()); err != nil {
		return nil, err
	}
	form, err := sealPerson(ctx, s.Keys, c.Account, e.Person)
	if err != nil {
		return nil, err
	}
	return realname.FillForm{Person: e.Person, Form: form, Consents: e.Consents}, nil
}

func (e PersonEntry) same(ctx context.Context, k Keys, then realname.Case) error {
	first, err := OpenPerson(ctx, k, then.Account, then.Form().Sealed)
	if err != nil {
		return err
	}
	if !first.Equal(e.Person) {
		return realname.Refuse(realname.CodeIdempotencyReused)
	}
	return nil
}
